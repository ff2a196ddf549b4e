/**
 * The longer functions: of four lanes of f32 from wasm/maths.ts; of one f64 from JavaScript's Math, which every module may import,
 * and written out here where Math has none.
 */
import type { ScalarName } from '../../../core/scalar.ts';
import { invariant } from '../../../core/diagnostic.ts';
import { f32, f32x4, f64, i32, type Assembler, type Expr, type Func } from '../wasm/assembler.ts';
import { emitVectorFunction, vectorFunctions, type VectorFunctionName } from '../wasm/maths.ts';
import { reusable, type Vector } from './formats.ts';
import type { Library } from './arithmetic.ts';

type Unary = Func<{ x: 'f64' }, 'f64'>;
type Binary = Func<{ x: 'f64'; y: 'f64' }, 'f64'>;
type Double = Expr<'f64'>;

const isVectorFunction = (name: string): name is VectorFunctionName => Object.hasOwn(vectorFunctions, name);
const number = f64.const;

export function libraryOf(m: Assembler): Library {
  const unary = new Map<string, Unary>(), binary = new Map<string, Binary>(), errorFunctions = new Map<string, { erf: Unary; erfc: Unary }>();
  const once = <F>(map: Map<string, F>, name: string, make: () => F): F => {
    let func = map.get(name);
    if (!func) map.set(name, func = make());
    return func;
  };
  const math1 = (name: string, x: Double): Double => once(unary, name, () => m.import('math', name, { x: 'f64' }, 'f64')).call({ x });
  const math2 = (name: string, x: Double, y: Double): Double => once(binary, `math ${name}`, () => m.import('math', name, { x: 'f64', y: 'f64' }, 'f64')).call({ x, y });
  const exp = (x: Double): Double => math1('exp', x);

  const double = (name: ScalarName, args: readonly Double[]): Double => {
    const [x, y] = args as [Double, Double?];
    switch (name) {
      case 'rem': return once(binary, name, () => remainder(m)).call({ x, y: y! });
      case 'erf': case 'erfc': return once(errorFunctions, 'both', () => errorFunction(m, exp))[name].call({ x });
      case 'pow': return once(binary, name, () => power(m, (a, b) => math2('pow', a, b))).call({ x, y: y! });
      // 1 / (1 + e^-x)
      case 'sigmoid': return f64.div(number(1), f64.add(number(1), exp(f64.neg(x))));
      default:
        invariant(Object.hasOwn(fromMath, name), `no f64 function ${name}`);
        return y ? math2(name, x, y) : math1(name, x);
    }
  };
  return {
    double: (_, name, args) => double(name, args),
    lanes(f, name, args) {
      if (isVectorFunction(name)) return emitVectorFunction(m, f, name, args);
      const all = args.map((v) => reusable(f, v));
      return [0, 1, 2, 3].reduce<Vector>((v, lane) => f32x4.replace_lane(v, f32.demote_f64(double(name, all.map((a) => f64.promote_f32(f32x4.extract_lane(a, lane))))), lane), f32x4.const(0));
    },
  };
}

const fromMath = {
  exp: 1, expm1: 1, log: 1, log1p: 1, sin: 1, cos: 1, tan: 1, asin: 1, acos: 1, atan: 1, sinh: 1, cosh: 1, tanh: 1, asinh: 1, acosh: 1, atanh: 1,
  log2: 1, log10: 1, cbrt: 1, atan2: 2,
} as const satisfies { readonly [K in ScalarName]?: 1 | 2 };

/** x^y as C has it: 1 to any power is 1, and so is -1 to ±∞, where JavaScript says NaN. */
function power(m: Assembler, pow: (x: Double, y: Double) => Double): Binary {
  return m.func('power', { x: 'f64', y: 'f64' }, 'f64', (f, { x, y }) => {
    const isOne = i32.or(f64.eq(x, number(1)), i32.and(f64.eq(x, number(-1)), f64.eq(f64.abs(y), number(Infinity))));
    f.if(isOne, () => f.return(number(1)));
    return pow(x, y);
  });
}

/** x rem y with the sign of x, exact: y doubled to the size of x, then taken away wherever it fits while it is halved again. */
function remainder(m: Assembler): Binary {
  return m.func('rem', { x: 'f64', y: 'f64' }, 'f64', (f, { x, y }) => {
    const rest = f.keep(f64.abs(x)), least = f.keep(f64.abs(y)), step = f.keep(least);
    const isNumber = i32.and(f64.gt(least, number(0)), f64.lt(rest, number(Infinity)));
    f.if(i32.eqz(isNumber), () => f.return(number(NaN)));
    f.if(f64.eq(least, number(Infinity)), () => f.return(x));
    f.block((exit) => f.loop((again) => {
      f.brIf(exit, f64.gt(step, f64.mul(rest, number(0.5))));
      f.set(step, f64.mul(step, number(2)));
      f.br(again);
    }));
    f.loop((again) => {
      f.if(f64.ge(rest, step), () => f.set(rest, f64.sub(rest, step)));
      f.set(step, f64.mul(step, number(0.5)));
      f.brIf(again, f64.ge(step, least));
    });
    return f64.copysign(rest, x);
  });
}

/**
 * erf by its Taylor series near zero (Abramowitz & Stegun 7.1.5), erfc by its continued fraction from 2 on (7.1.14), and each from the other
 * elsewhere, as in core/scalar.ts.
 */
function errorFunction(m: Assembler, exp: (x: Double) => Double): { readonly erf: Unary; readonly erfc: Unary } {
  const erf = m.declare('erf', { x: 'f64' }, 'f64'), erfc = m.declare('erfc', { x: 'f64' }, 'f64');
  erf.define((f, { x }) => {
    f.if(f64.ge(f64.abs(x), number(2)), () => f.return(f64.copysign(f64.sub(number(1), erfc.call({ x: f64.abs(x) })), x)));
    const term = f.keep(x), sum = f.keep(x), n = f.keep(number(1)), square = f.keep(f64.mul(x, x));
    f.loop((again) => {
      f.set(term, f64.neg(f64.div(f64.mul(term, square), n)));
      f.set(sum, f64.add(sum, f64.div(term, f64.add(f64.mul(number(2), n), number(1)))));
      f.brIf(again, i32.and(f64.lt(f.tee(n, f64.add(n, number(1))), number(60)), f64.gt(f64.abs(term), f64.mul(number(1e-18), f64.abs(sum)))));
    });
    // The first turn has made 0 of -0.
    return f64.copysign(f64.mul(number(2 / Math.sqrt(Math.PI)), sum), x);
  });
  erfc.define((f, { x }) => {
    f.if(f64.lt(x, number(-2)), () => f.return(f64.sub(number(2), erfc.call({ x: f64.neg(x) }))));
    f.if(f64.lt(x, number(2)), () => f.return(f64.sub(number(1), erf.call({ x }))));
    f.if(f64.gt(x, number(30)), () => f.return(number(0)));
    const fraction = f.keep(number(0)), n = f.keep(number(120));
    f.loop((again) => {
      f.set(fraction, f64.div(f64.mul(n, number(0.5)), f64.add(x, fraction)));
      f.brIf(again, f64.gt(f.tee(n, f64.sub(n, number(1))), number(0)));
    });
    // NaN has passed all tests above, and comes through the fraction as NaN.
    // exp(-x²) as exp(-h²)·exp((h - x)(h + x)), where h is x in f32 and h² is exact: rounding x² would cost a hundred units at x = 20.
    const h = f.keep(f64.promote_f32(f32.demote_f64(x)));
    const gauss = f64.mul(exp(f64.neg(f64.mul(h, h))), exp(f64.mul(f64.sub(h, x), f64.add(h, x))));
    return f64.div(f64.div(gauss, number(Math.sqrt(Math.PI))), f64.add(x, fraction));
  });
  return { erf, erfc };
}

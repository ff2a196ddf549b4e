/**
 * The longer functions: of four lanes of f32 from wasm/maths.ts, of one f64 from JavaScript, by the meaning that core/scalar.ts gives them.
 */
import { scalars, type ScalarName } from '../../../core/scalar.ts';
import { f32, f32x4, f64, type Assembler, type Expr, type Func, type FunctionBuilder } from '../wasm/assembler.ts';
import { emitVectorFunction, vectorFunctions, type VectorFunctionName } from '../wasm/maths.ts';
import { reusable, type Vector } from './formats.ts';
import type { Library } from './arithmetic.ts';

type Double = Func<{ a: 'f64' }, 'f64'> | Func<{ a: 'f64'; b: 'f64' }, 'f64'>;

/** The functions a module imports under 'scalar'. */
export const scalarImports: Readonly<Record<string, (a: number, b: number) => number>> = Object.fromEntries(Object.entries(scalars).map(([name, { js }]) => [name, js]));

const isVectorFunction = (name: string): name is VectorFunctionName => Object.hasOwn(vectorFunctions, name);

export function libraryOf(m: Assembler): Library {
  const known = new Map<ScalarName, Double>();
  const double = (_f: FunctionBuilder, name: ScalarName, args: readonly Expr<'f64'>[]): Expr<'f64'> => {
    let func = known.get(name);
    if (!func) known.set(name, func = scalars[name].arity === 1 ? m.import('scalar', name, { a: 'f64' }, 'f64') : m.import('scalar', name, { a: 'f64', b: 'f64' }, 'f64'));
    return (func as Func<{ a: 'f64'; b: 'f64' }, 'f64'>).call(args.length === 1 ? { a: args[0]! } as never : { a: args[0]!, b: args[1]! });
  };
  return {
    double,
    lanes(f, name, args) {
      if (isVectorFunction(name)) return emitVectorFunction(m, f, name, args);
      const all = args.map((v) => reusable(f, v));
      return [0, 1, 2, 3].reduce<Vector>((v, lane) => f32x4.replace_lane(v, f32.demote_f64(double(f, name, all.map((a) => f64.promote_f32(f32x4.extract_lane(a, lane))))), lane), f32x4.const(0));
    },
  };
}

/** Draws with parameters, made by a formula of uniform, normal and gamma draws. Equal to JAX's, but for the last digits. */
import { isInteger, type DType, type FloatDType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { normalValue, uniformValue } from '../../ops/draw.ts';
import type { Operand } from '../../ops/op.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import { exponentialValue } from './continuous.ts';
import type { Gives } from '../../core/types/dim.ts';
import { begin, draw, floatDType, shapeWith, wrongDType, type Drawn, type DrawOptions, type DrawWith, type FloatFor, type IntegerFor, type Key, type MaybeShape, type Parameter, type ParameterFor, type ShapeFor, type Together } from './draw.ts';
import { gammas, parts } from './gamma.ts';
import { keysOf } from './key.ts';

type Formula = (b: Builder, key: Value, shape: readonly number[], dtype: FloatDType, parameters: readonly Operand[]) => Value;

function drawn(name: string, asking: (...args: never[]) => unknown, formula: Formula, key: Key, parameters: readonly Parameter[], shape: readonly number[] | undefined, { dtype }: DrawOptions): Tensor {
  const whole = shapeWith(name, shape, parameters), type = floatDType(name, dtype);
  begin(name, key, whole, asking);
  return draw(name, key, whole, type, parameters, (b, k, p) => formula(b, k, whole, type, p));
}

const value = (b: Builder, x: Operand | undefined, dtype: FloatDType): Value => (typeof x === 'number' ? b.full({ value: x, shape: [], dtype }) : x!);

/** A distribution with one parameter. */
const withOne = <const N extends string>(name: N, formula: Formula): DrawWith<N> => {
  const sampler = (key: Key, parameter: Parameter, shape?: readonly number[], options: DrawOptions = {}): Tensor => drawn(name, sampler, formula, key, [parameter], shape, options);
  return sampler as DrawWith<N>;
};

/**
 * Pareto's distribution: density b / x^(b+1) for x ≥ 1.   b: a number, or floats that stretch to the shape   x: [..shape]   As jax.random.pareto.
 * @example
 * random.pareto(random.key(0), 2, [3]) // [4.37132, 6.83265, 1.22379]
 */
export const pareto = withOne('pareto', (b, key, shape, dtype, [p]) => b.exp(b.div(exponentialValue(b, key, shape, dtype), p!)));

/**
 * Rayleigh's distribution: the length of a normal vector in the plane.   scale: as for pareto   x: [..shape]   As jax.random.rayleigh.
 * @example
 * random.rayleigh(random.key(0), 1, [3]) // [0.327878, 0.2081, 1.48441]
 */
export const rayleigh = withOne('rayleigh', (b, key, shape, dtype, [scale]) => b.mul(scale!, b.sqrt(b.mul(b.log(uniformValue(b, key, shape, 0, 1, dtype)), -2))));

/**
 * e to a normal draw with deviation sigma.   sigma: as for pareto   x: [..shape]   As jax.random.lognormal.
 * @example
 * random.lognormal(random.key(0), 1, [3]) // [5.06646, 7.57812, 0.648175]
 */
export const lognormal = withOne('lognormal', (b, key, shape, dtype, [sigma]) => b.exp(b.mul(normalValue(b, key, shape, dtype), sigma!)));

/**
 * Wald's distribution (inverse Gaussian) with mean `mean` and shape 1.   mean: as for pareto   x: [..shape]   As jax.random.wald (Michael et al. 1976).
 * @example
 * random.wald(random.key(0), 2, [3]).shape // [3]
 */
export const wald = withOne('wald', (b, key, shape, dtype, [given]) => {
  const [forV, forZ] = keysOf(b, key, 2) as [Value, Value], mean = value(b, given, dtype);
  const v = normalValue(b, forV, shape, dtype), z = uniformValue(b, forZ, shape, 0, 1, dtype), y = b.mul(v, v), square = b.mul(mean, mean);
  const root = b.sqrt(b.add(b.mul(b.mul(mean, 4), y), b.mul(square, b.mul(y, y))));
  const x = b.sub(b.add(b.div(b.mul(square, y), 2), mean), b.mul(b.div(mean, 2), root));
  return b.select(b.le(z, b.div(mean, b.add(mean, x))), x, b.div(square, x));
});

/**
 * Weibull's distribution: scale · (−ln(1 − u))^(1/concentration), u uniform in [0, 1).   x: [..shape]   As jax.random.weibull_min.
 * @example
 * random.weibullMin(random.key(0), 1, 2, [3]) // [1.71759, 1.96047, 0.635534]
 */
export function weibullMin<A = [], D = DType, B = [], F = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, scale: ParameterFor<'weibullMin', T, A, D>, concentration: ParameterFor<'weibullMin', T, B, F, Together<'weibullMin', A, B>>, shape?: ShapeFor<'weibullMin', T>, options?: DrawOptions<FloatFor<'weibullMin', E>>): Tensor<Drawn<'weibullMin', T, Together<'weibullMin', A, B>>, NoInfer<E>>;
export function weibullMin(key: Key, scale: Parameter, concentration: Parameter, shape?: readonly number[], options: DrawOptions = {}): Tensor {
  return drawn('weibullMin', weibullMin, (b, key, shape, dtype, [scale, k]) => b.mul(b.pow(exponentialValue(b, key, shape, dtype), b.div(1, value(b, k, dtype))), scale!), key, [scale, concentration], shape, options);
}

/**
 * The triangular distribution from left to right with its peak at mode.   left ≤ mode ≤ right   x: [..shape]   As jax.random.triangular.
 * @example
 * random.triangular(random.key(0), 0, 1, 4, [3]) // [3.20754, 3.49301, 1.16936]
 */
export function triangular<A = [], D = DType, B = [], F = DType, C = [], G = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, left: ParameterFor<'triangular', T, A, D>, mode: ParameterFor<'triangular', T, B, F, Together<'triangular', A, B>>, right: ParameterFor<'triangular', T, C, G, Three<A, B, C>>, shape?: ShapeFor<'triangular', T>, options?: DrawOptions<FloatFor<'triangular', E>>): Tensor<Drawn<'triangular', T, Three<A, B, C>>, NoInfer<E>>;
export function triangular(key: Key, left: Parameter, mode: Parameter, right: Parameter, shape?: readonly number[], options: DrawOptions = {}): Tensor {
  return drawn('triangular', triangular, (b, key, shape, dtype, parameters) => {
    const [l, m, r] = parameters.map((p) => value(b, p, dtype)) as [Value, Value, Value];
    const u = uniformValue(b, key, shape, 0, 1, dtype), width = b.sub(r, l), rise = b.sub(m, l);
    const up = b.add(l, b.sqrt(b.mul(b.mul(u, width), rise))), down = b.sub(r, b.sqrt(b.mul(b.mul(b.sub(1, u), width), b.sub(r, m))));
    return b.select(b.lt(u, b.div(rise, width)), up, down);
  }, key, [left, mode, right], shape, options);
}
type Three<A, B, C> = Together<'triangular', Gives<Together<'triangular', A, B>>, C>;

/**
 * Maxwell's distribution: the length of a normal vector in space.   x: [..shape]   As jax.random.maxwell.
 * @example
 * random.maxwell(random.key(0), [2]).shape // [2]
 */
export function maxwell<const T extends readonly number[] = [], const E extends DType = 'f32'>(key: Key, shape?: ShapeFor<'maxwell', T>, options?: DrawOptions<FloatFor<'maxwell', E>>): Tensor<Drawn<'maxwell', T, []>, NoInfer<E>>;
export function maxwell(key: Key, shape: readonly number[] = [], options: DrawOptions = {}): Tensor {
  return drawn('maxwell', maxwell, (b, key, shape, dtype) => {
    const x = normalValue(b, key, [...shape, 3], dtype);
    return b.sqrt(b.sum(b.mul(x, x), { axes: [shape.length] }));
  }, key, [], shape, options);
}

/**
 * The number of trials until the first success, each with probability p.   p: a number, or floats that stretch to the shape   k ≥ 1: [..shape], i32
 * when no dtype is given   As jax.random.geometric: 1 + ⌊ln u / ln(1 − p)⌋.
 * @example
 * random.geometric(random.key(0), 0.2, [4]) // [1, 1, 5, 4]
 */
export function geometric<A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'i32'>(key: Key, p: ParameterFor<'geometric', T, A, D, A, FloatFor<'geometric', D, Tensor<A, D> | number>>, shape?: ShapeFor<'geometric', T>, options?: { readonly dtype?: IntegerFor<'geometric', E> }): Tensor<Drawn<'geometric', T, A>, NoInfer<E>>;
export function geometric(key: Key, p: Parameter, shape?: readonly number[], { dtype = 'i32' }: { readonly dtype?: DType } = {}): Tensor {
  const whole = shapeWith('geometric', shape, [p]), type = floatDType('geometric', p instanceof Tensor ? p.dtype : 'f32');
  checkDType('random.geometric', dtype);
  if (!isInteger(dtype)) throw new CotangentError(wrongDType('geometric', dtype, 'an integer'), { code: 'NN0205', hint: 'draw i32; convert the result with astype' });
  begin('geometric', key, whole, geometric);
  return draw(`geometric ${dtype}`, key, whole, type, [p], (b, k, [p]) => {
    const u = uniformValue(b, k, whole, 0, 1, type), rate = value(b, p, type);
    return b.convert(b.add(b.floor(b.div(b.log(b.select(b.eq(u, 0), 1, u)), b.log1p(b.neg(rate)))), 1), { dtype });
  });
}

const half = (p: Parameter, dtype: FloatDType): Parameter => (typeof p === 'number' ? p / 2 : op(`random.half ${dtype}`, [p], (b, [p]) => b.div(b.convert(p as Value, { dtype }), 2))[0]!);

/**
 * The chi-square distribution with df degrees of freedom: twice a gamma draw.   df: as for gamma   x: [..shape]   As jax.random.chisquare, up to rounding.
 * @example
 * random.chisquare(random.key(0), 3, [4]).shape // [4]
 */
export function chisquare<A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, df: ParameterFor<'chisquare', T, A, D>, shape?: ShapeFor<'chisquare', T>, options?: DrawOptions<FloatFor<'chisquare', E>>): Tensor<Drawn<'chisquare', T, A>, NoInfer<E>>;
export function chisquare(key: Key, df: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('chisquare', shape, [df]), type = floatDType('chisquare', dtype);
  begin('chisquare', key, whole, chisquare);
  return op('random.chisquare', [gammas(key, half(df, type), whole, type, true)], (b, [log]) => b.mul(b.exp(log as Value), 2))[0]!;
}

/**
 * Student's t with df degrees of freedom: a normal draw divided by the root of a gamma draw.   df: as for gamma   x: [..shape]   As jax.random.t, up to rounding.
 * @example
 * random.t(random.key(0), 3, [4]).shape // [4]
 */
export function t<A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, df: ParameterFor<'t', T, A, D>, shape?: ShapeFor<'t', T>, options?: DrawOptions<FloatFor<'t', E>>): Tensor<Drawn<'t', T, A>, NoInfer<E>>;
export function t(key: Key, df: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('t', shape, [df]), type = floatDType('t', dtype);
  begin('t', key, whole, t);
  const [forNormal, forGamma] = parts(key, 2) as [Key, Key], h = half(df, type);
  return draw(`t ${type}`, forNormal, whole, type, [h, gammas(forGamma, h, whole, type, false)], (b, k, [h, g]) => b.mul(normalValue(b, k, whole, type), b.sqrt(b.div(value(b, h, type), g!))));
}

/**
 * The F distribution: of two chi-square draws, each by its degrees of freedom, the first divided by the second.   x: [..shape]   As jax.random.f, up to rounding.
 * @example
 * random.f(random.key(0), 3, 5, [4]).shape // [4]
 */
export function f<A = [], D = DType, B = [], F = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, dfnum: ParameterFor<'f', T, A, D>, dfden: ParameterFor<'f', T, B, F, Together<'f', A, B>>, shape?: ShapeFor<'f', T>, options?: DrawOptions<FloatFor<'f', E>>): Tensor<Drawn<'f', T, Together<'f', A, B>>, NoInfer<E>>;
export function f(key: Key, dfnum: Parameter, dfden: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('f', shape, [dfnum, dfden]), type = floatDType('f', dtype);
  begin('f', key, whole, f);
  const [forBelow, forAbove] = parts(key, 2) as [Key, Key], [above, below] = [gammas(forAbove, half(dfnum, type), whole, type, true), gammas(forBelow, half(dfden, type), whole, type, true)];
  return draw('f', key, whole, type, [dfnum, dfden, above, below], (b, _, [m, n, above, below]) => {
    const ratio = (log: Operand, df: Operand): Value => b.div(b.mul(b.exp(log as Value), 2), df);
    return b.div(ratio(above!, m!), ratio(below!, n!));
  });
}

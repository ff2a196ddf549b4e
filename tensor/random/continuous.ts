/** Draws of floats, each element from its own bits by a formula. Equal to JAX's, but for the last digits of logarithms and the like. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { fractionBits, leastNormal, normalValue, once, rounded, uniformValue } from '../../ops/draw.ts';
import type { Operand } from '../../ops/op.ts';
import type { Tensor } from '../tensor.ts';
import { begin, draw, floatDType, shapeWith, type DrawOptions, type Draw, type Drawn, type FloatFor, type Key, type MaybeShape, type Parameter, type ParameterFor, type ShapeFor, type Together } from './draw.ts';
import type { DType, FloatDType } from '../../core/dtype.ts';

export interface UniformOptions<E = DType, L = Parameter, H = Parameter> extends DrawOptions<E> {
  /** The least that is drawn; 0 when absent. Also as a tensor that stretches to the shape. */
  readonly minval?: L;
  /** Draws stay below; 1 when absent. */
  readonly maxval?: H;
}

/**
 * x = minval + u · (maxval − minval), u uniform in [0, 1).   x: [..shape]   As jax.random.uniform, bit for bit.
 * @example
 * random.uniform(random.key(0), [3]) // [0.947667, 0.97858, 0.332291]
 */
export function uniform<const T extends readonly number[] = [], const E extends DType = 'f32', A = [], D = DType, B = [], F = DType>(key: Key, shape?: ShapeFor<'uniform', T>, options?: UniformOptions<FloatFor<'uniform', E>, ParameterFor<'uniform', T, A, D>, ParameterFor<'uniform', T, B, F>>): Tensor<Drawn<'uniform', T, []>, NoInfer<E>>;
export function uniform(key: Key, shape: readonly number[] = [], { dtype, minval = 0, maxval = 1 }: UniformOptions = {}): Tensor {
  begin('uniform', key, shape, uniform);
  shapeWith('uniform', shape, [minval, maxval]);
  return draw('uniform', key, shape, floatDType('uniform', dtype), [minval, maxval], (b, k, [low, high]) => uniformValue(b, k, shape, low!, high!, floatDType('uniform', dtype)));
}

type Formula = (b: Builder, key: Value, shape: readonly number[], dtype: FloatDType) => Value;
/** A distribution without parameters. */
const standard = <const N extends string>(name: N, formula: Formula): Draw<N> => {
  const sampler = (key: Key, shape: readonly number[] = [], options: DrawOptions = {}): Tensor => {
    begin(name, key, shape, sampler);
    const dtype = floatDType(name, options.dtype);
    return draw(name, key, shape, dtype, [], (b, k) => formula(b, k, shape, dtype));
  };
  return sampler as Draw<N>;
};

/**
 * x = √2 · erf⁻¹(u), u uniform in (−1, 1): the normal distribution with mean 0 and variance 1.   x: [..shape]   As jax.random.normal.
 * @example
 * random.normal(random.key(0), [3]) // [1.62264, 2.02526, -0.433594]
 */
export const normal = standard('normal', normalValue);

export const exponentialValue: Formula = (b, key, shape, dtype) => b.neg(b.log1p(b.neg(uniformValue(b, key, shape, 0, 1, dtype))));
/**
 * x = −ln(1 − u), u uniform in [0, 1): mean 1.   x: [..shape]   As jax.random.exponential.
 * @example
 * random.exponential(random.key(0), [3]) // [2.95013, 3.84342, 0.403904]
 */
export const exponential = standard('exponential', exponentialValue);

/**
 * x = sign(u) · ln(1 − |u|), u uniform in (−1, 1): density ½ e^−|x|.   x: [..shape]   As jax.random.laplace.
 * @example
 * random.laplace(random.key(0), [3]) // [-2.25698, -3.15028, 0.408595]
 */
export const laplace = standard('laplace', (b, key, shape, dtype) => {
  const u = uniformValue(b, key, shape, -1 + 2 ** -(fractionBits[dtype] + 1), 1, dtype);
  return b.mul(b.sign(u), b.log1p(b.neg(b.abs(u))));
});

/** Uniform in [0, 1), the least number that is normal in place of 0. */
const positive: Formula = (b, key, shape, dtype) => b.maximum(uniformValue(b, key, shape, 0, 1, dtype), leastNormal[dtype]);

/**
 * x = ln u − ln(1 − u), u uniform in (0, 1): the distribution function is the sigmoid.   x: [..shape]   As jax.random.logistic.
 * @example
 * random.logistic(random.key(0), [3]) // [2.89638, 3.82177, -0.697839]
 */
export const logistic = standard('logistic', (b, key, shape, dtype) => {
  const u = positive(b, key, shape, dtype);
  return b.sub(b.log(u), b.log1p(b.neg(u)));
});

/**
 * x = tan(π(u − ½)), u uniform in (0, 1): density 1 / π(1 + x²).   x: [..shape]   As jax.random.cauchy.
 * @example
 * random.cauchy(random.key(0), [3]) // [6.02749, 14.8379, -0.581722]
 */
export const cauchy = standard('cauchy', (b, key, shape, dtype) =>
  b.tan(b.mul(b.sub(uniformValue(b, key, shape, 2 ** -fractionBits[dtype], 1, dtype), 0.5), rounded(Math.PI, dtype))));

/** How finely the far end of a Gumbel draw is resolved. */
export type GumbelMode = 'low' | 'high';

export function gumbelValue(b: Builder, key: Value, shape: readonly number[], dtype: FloatDType, mode: GumbelMode): Value {
  if (mode === 'low') return b.neg(b.log(b.neg(b.log(positive(b, key, shape, dtype)))));
  // Small numbers have a second draw behind their last digit.
  const both = uniformValue(b, key, [2, ...shape], 0, 1, dtype), row = (i: number): Value => b.reshape(b.slice(both, { start: [i, ...shape.map(() => 0)], stop: [i + 1, ...shape], step: [1, ...shape.map(() => 1)] }), { shape });
  const high = row(0), fine = b.add(b.add(high, b.mul(row(1), 2 ** -fractionBits[dtype])), leastNormal[dtype]);
  return b.neg(b.log(b.neg(b.log1p(b.neg(b.select(b.ge(high, 0.5), high, fine))))));
}

export function gumbelMode(what: string, mode: string): GumbelMode {
  if (mode === 'low' || mode === 'high') return mode;
  throw new CotangentError(`random.${what}: there is no mode '${mode}'`, { code: 'NN0586', hint: "use 'low' or 'high'" });
}

/**
 * x = −ln(−ln u), u uniform in (0, 1).   x: [..shape]   As jax.random.gumbel; mode 'high' draws twice the bits and reaches further out.
 * @example
 * random.gumbel(random.key(0), [3]) // [2.92337, 3.83262, -0.0968932]
 */
export function gumbel<const T extends readonly number[] = [], const E extends DType = 'f32'>(key: Key, shape?: ShapeFor<'gumbel', T>, options?: DrawOptions<FloatFor<'gumbel', E>> & { readonly mode?: GumbelMode }): Tensor<Drawn<'gumbel', T, []>, NoInfer<E>>;
export function gumbel(key: Key, shape: readonly number[] = [], { dtype, mode = 'low' }: DrawOptions & { readonly mode?: GumbelMode } = {}): Tensor {
  begin('gumbel', key, shape, gumbel);
  const type = floatDType('gumbel', dtype), how = gumbelMode('gumbel', mode);
  return draw(`gumbel ${how}`, key, shape, type, [], (b, k) => gumbelValue(b, k, shape, type, how));
}

/**
 * The standard normal distribution between lower and upper: √2 · erf⁻¹(u), u uniform between erf(lower/√2) and erf(upper/√2).
 * lower, upper: numbers, or tensors that stretch to the shape   x: [..shape]   As jax.random.truncated_normal, with its error function:
 * beyond ±5 all that f32 can say of one end is the bound itself.
 * @example
 * random.truncatedNormal(random.key(0), -2, 2, [3]) // [1.45596, 1.71475, -0.412675]
 */
export function truncatedNormal<A = [], D = DType, B = [], F = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, lower: ParameterFor<'truncatedNormal', T, A, D>, upper: ParameterFor<'truncatedNormal', T, B, F, Together<'truncatedNormal', A, B>>, shape?: ShapeFor<'truncatedNormal', T>, options?: DrawOptions<FloatFor<'truncatedNormal', E>>): Tensor<Drawn<'truncatedNormal', T, Together<'truncatedNormal', A, B>>, NoInfer<E>>;
export function truncatedNormal(key: Key, lower: Parameter, upper: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('truncatedNormal', shape, [lower, upper]), type = floatDType('truncatedNormal', dtype);
  begin('truncatedNormal', key, whole, truncatedNormal);
  if (typeof lower === 'number' && typeof upper === 'number' && !(lower < upper))
    throw new CotangentError(`random.truncatedNormal: nothing lies between ${lower} and ${upper}`, { code: 'NN0517', hint: 'give lower < upper' });
  return draw('truncatedNormal', key, whole, type, [lower, upper], (b, k, bounds) => {
    const [low, high] = bounds.map((x) => (typeof x === 'number' ? b.full({ value: x, shape: [], dtype: type }) : x)) as [Value, Value], sqrt2 = rounded(Math.SQRT2, type);
    const edge = (x: Value): Value => (type === 'f64' ? b.erf(b.div(x, sqrt2)) : b.convert(erfOfXla(b, b.convert(type === 'f32' ? b.mul(x, Math.fround(1 / sqrt2)) : b.div(x, sqrt2), { dtype: 'f32' })), { dtype: type }));
    const y = b.mul(b.erfInv(uniformValue(b, k, whole, edge(low), edge(high), type)), sqrt2);
    // Rounding must not carry a draw over an end.
    const inner = (x: Value, towards: number): Value => b.nextafter(b.stopGradient(x), b.full({ value: towards, shape: x.type.shape, dtype: type }));
    return b.minimum(b.maximum(y, inner(low, Infinity)), inner(high, -Infinity));
  });
}

/** erf of f32 with XLA's rounding (which multiplies by 1/√2): x · p(x²) / q(x²), ±1 from 3.83… on. A bound far out is one step of f32 away from 1, and that step decides the draw. */
function erfOfXla(b: Builder, x: Value): Value {
  const square = b.mul(x, x), polynomial = ([lead, ...rest]: readonly number[]): Operand => rest.reduce<Operand>((p, c) => once(b, square, p, Math.fround(c)), Math.fround(lead!));
  const y = b.div(b.mul(x, polynomial(numerator)), polynomial(denominator));
  return b.select(b.gt(b.abs(x), Math.fround(3.832506856900711)), b.sign(x), y);
}
const numerator = [0.00022905065861350646, 0.0034082910107109506, 0.050955695062380861, 0.18520832239976145, 1.128379143519084];
const denominator = [-1.1791602954361697e-7, 0.000023547966471313185, 0.0010179625278914885, 0.014070470171167667, 0.11098505178285362, 0.49746925110067538, 1];

/**
 * true with probability p.   p: a number, or floats that stretch to the shape   y: bool[..shape]   As jax.random.bernoulli: u < p, u uniform
 * of p's dtype; mode 'high' draws twice the bits, for p that are small beside the steps of u.
 * @example
 * random.bernoulli(random.key(0), 0.5, [4]) // [false, false, true, true]
 */
export function bernoulli<A = [], D = DType, const T extends MaybeShape = undefined>(key: Key, p?: ParameterFor<'bernoulli', T, A, D, A, FloatFor<'bernoulli', D, Tensor<A, D> | number>>, shape?: ShapeFor<'bernoulli', T>, options?: { readonly mode?: GumbelMode }): Tensor<Drawn<'bernoulli', T, A>, 'bool'>;
export function bernoulli(key: Key, p: Parameter = 0.5, shape?: readonly number[], { mode = 'low' }: { readonly mode?: GumbelMode } = {}): Tensor {
  const whole = shapeWith('bernoulli', shape, [p]), type = floatDType('bernoulli', typeof p === 'number' ? 'f32' : p.dtype), how = gumbelMode('bernoulli', mode);
  begin('bernoulli', key, whole, bernoulli);
  return draw(`bernoulli ${how}`, key, whole, type, [p], (b, k, [p]) => {
    if (how === 'low') return b.lt(uniformValue(b, k, whole, 0, 1, type), p!);
    const both = uniformValue(b, k, [2, ...whole], 0, 1, type), row = (i: number): Value => b.reshape(b.slice(both, { start: [i, ...whole.map(() => 0)], stop: [i + 1, ...whole], step: [1, ...whole.map(() => 1)] }), { shape: whole });
    return b.lt(b.mul(row(1), 2 ** -fractionBits[type]), b.sub(p!, row(0)));
  });
}

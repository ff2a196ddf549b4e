/** jax.nn's activations of networks, element by element and along axes. Unless said otherwise integers become f32 first. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { spread } from '../../ops/reduction.ts';
import { axesOf, axisAt, counting, elementwise, floating, floats, steps, tensorOf, truth, unaryFloat, type Axis } from '../operand.ts';
import { asValue, keyOf, op } from '../operation.ts';
import { mul, square, sub, add } from '../numpy/arithmetic.ts';
import { log, rsqrt } from '../numpy/exponential.ts';
import { logSumExp, mean as meanOf, sum, type FitsMask, type MaskedOptions, type Reduction } from '../numpy/reductions.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { showShape } from '../../core/dim.ts';
import type { Along, AlongAll, Around, AtDefault, FitsAxis, Resized, Unsized } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Fits, Gives, Mistake, ShowDim, ShowShape } from '../../core/types/dim.ts';
import type { DivMod } from '../../core/types/number.ts';
import type { Inexact, Weak } from '../../core/types/promote.ts';
import type { Made, Operand } from '../signatures.ts';

/**
 * y = max(x, 0); its slope at 0 is 0, and integers stay integers.   x, y: [..s].   As jax.nn's relu.
 * @example
 * relu(tensor([-1, 2])) // [0, 2]
 */
export const relu = counting('relu', (b, x) => b.relu(x));
/**
 * y = min(max(x, 0), 6); its slope at 0 and 6 is 0.   x, y: [..s].   As jax.nn's relu6.
 * @example
 * relu6(tensor([-1, 2, 9])) // [0, 2, 6]
 */
export const relu6 = elementwise('relu6', (b, x) => upTo6(b, x), floats);
const upTo6 = (b: Builder, x: Value): Value => b.clamp(x, { min: 0, max: 6 });
/**
 * y = 1 / (1 + e⁻ˣ).   x, y: [..s].   As jax.nn's sigmoid.
 * @example
 * sigmoid(tensor([0, 2])) // [0.5, 0.880797]
 */
export const sigmoid = unaryFloat('sigmoid');
/**
 * y = ln(1 + eˣ).   x, y: [..s].   As jax.nn's softplus.
 * @example
 * softplus(tensor([0, 100])) // [0.693147, 100]
 */
export const softplus = unaryFloat('softplus');
/**
 * y = 0 for x ≤ -1, x for x ≥ 1, (x + 1)² / 4 between.   x, y: [..s].   As jax.nn's sparse_plus.
 * @example
 * sparsePlus(tensor([-2, 0, 2])) // [0, 0.25, 2]
 */
export const sparsePlus = elementwise('sparsePlus', (b, x) => b.select(b.le(x, -1), 0, b.select(b.ge(x, 1), x, b.mul(b.square(b.add(x, 1)), 0.25))), floats);
/**
 * y = 0 for x ≤ -1, 1 for x ≥ 1, (x + 1) / 2 between; its slope at ±1 is ¼.   x, y: [..s].   As jax.nn's sparse_sigmoid.
 * @example
 * sparseSigmoid(tensor([-2, 0, 0.5])) // [0, 0.5, 0.75]
 */
export const sparseSigmoid = elementwise('sparseSigmoid', (b, x) => b.mul(b.minimum(b.maximum(b.add(x, 1), 0), 2), 0.5), floats);
/**
 * y = x / (|x| + 1).   x, y: [..s].   As jax.nn's soft_sign.
 * @example
 * softSign(tensor([-1, 3])) // [-0.5, 0.75]
 */
export const softSign = elementwise('softSign', (b, x) => b.div(x, b.add(b.abs(x), 1)), floats);
/**
 * y = x · sigmoid(x).   x, y: [..s].   As jax.nn's silu. Hendrycks & Gimpel 2016.
 * @example
 * silu(tensor([0, 2])) // [0, 1.76159]
 */
export const silu = unaryFloat('silu');
export { silu as swish };
/**
 * y = ln sigmoid(x).   x, y: [..s].   As jax.nn's log_sigmoid.
 * @example
 * logSigmoid(tensor([0, -100])) // [-0.693147, -100]
 */
export const logSigmoid = elementwise('logSigmoid', (b, x) => b.neg(b.softplus(b.neg(x))), floats);
/**
 * y = x for x ≥ 0, else negativeSlope · x.   x, y: [..s].   As jax.nn's leaky_relu. Maas et al. 2013.
 * @example
 * leakyRelu(tensor([-1, 2])) // [-0.01, 2]
 */
export const leakyRelu = ((x: TensorLike, { negativeSlope = 0.01 }: { negativeSlope?: number } = {}): Tensor =>
  steps(keyOf('leakyRelu', negativeSlope), [x], (b, x) => b.leakyRelu(x, { slope: negativeSlope }), floats)[0]!) as WithOptions<{ negativeSlope?: number }>;
const gate = (b: Builder, x: Value): Value => b.div(upTo6(b, b.add(x, 3)), 6);
/**
 * y = relu6(x + 3) / 6.   x, y: [..s].   As jax.nn's hard_sigmoid.
 * @example
 * hardSigmoid(tensor([-4, 0, 1.5])) // [0, 0.5, 0.75]
 */
export const hardSigmoid = elementwise('hardSigmoid', gate, floats);
/**
 * y = x · hardSigmoid(x).   x, y: [..s].   As jax.nn's hard_silu. Howard et al. 2019.
 * @example
 * hardSilu(tensor([-4, 0, 3])) // [0, 0, 3]
 */
export const hardSilu = elementwise('hardSilu', (b, x) => b.mul(x, gate(b, x)), floats);
export { hardSilu as hardSwish };
/**
 * y = -1 for x < -1, 1 for x > 1, x between; its slope at ±1 is 1, and integers stay integers.   x, y: [..s].   As jax.nn's hard_tanh.
 * @example
 * hardTanh(tensor([-2, 0.5, 2])) // [-1, 0.5, 1]
 */
export const hardTanh = counting('hardTanh', (b, x) => b.select(b.gt(x, 1), 1, x.type.dtype.startsWith('u') ? x : b.select(b.lt(x, -1), -1, x)));
/**
 * y = x for x > 0, else alpha (eˣ - 1).   x, y: [..s].   As jax.nn's elu. Clevert et al. 2016.
 * @example
 * elu(tensor([-1, 2])) // [-0.632121, 2]
 */
export const elu = ((x: TensorLike, { alpha = 1 }: { alpha?: number } = {}): Tensor => steps(keyOf('elu', alpha), [x], (b, x) => b.elu(x, { alpha }), floats)[0]!) as WithOptions<{ alpha?: number }>;
/**
 * y = max(x, 0) + alpha (e^(min(x, 0) / alpha) - 1).   x, y: [..s].   As jax.nn's celu. Barron 2017.
 * @example
 * celu(tensor([-1, 2]), { alpha: 2 }) // [-0.786939, 2]
 */
export const celu = ((x: TensorLike, { alpha = 1 }: { alpha?: number } = {}): Tensor =>
  steps(keyOf('celu', alpha), [x], (b, x) => b.add(b.maximum(x, 0), b.mul(b.expm1(b.div(b.minimum(x, 0), alpha)), alpha)), floats)[0]!) as WithOptions<{ alpha?: number }>;
/** Klambauer et al. 2017, equation 14: mean 0 and variance 1 are kept. */
const selfNormalizing = { alpha: 1.6732632423543772848170429916717, scale: 1.0507009873554804934193349852946 };
/**
 * y = 1.0507 · elu(x, { alpha: 1.6733 }).   x, y: [..s].   As jax.nn's selu. Klambauer et al. 2017.
 * @example
 * selu(tensor([-1, 2])) // [-1.11133, 2.1014]
 */
export const selu = elementwise('selu', (b, x) => b.mul(b.elu(x, { alpha: selfNormalizing.alpha }), selfNormalizing.scale), floats);
/**
 * y = x · Φ(x), Φ the distribution function of the standard normal; or the tanh form of it.   x, y: [..s].   As jax.nn's gelu, which has the tanh form by default. Hendrycks & Gimpel 2016.
 * @example
 * gelu(tensor([-1, 2])) // [-0.158655, 1.9545]
 */
export function gelu<S = [], D = Weak>(x: Operand<S, D>, options?: { approximate?: 'none' | 'tanh' }): Tensor<S, Inexact<D>>;
export function gelu(x: TensorLike, { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}): Tensor {
  if (approximate !== 'none' && approximate !== 'tanh') throw new CotangentError(`gelu: there is no approximation '${String(approximate)}'`, { code: 'NN0592', hint: "use 'none' or 'tanh'" });
  return steps(`gelu ${approximate}`, [x], (b, x) => b.gelu(x, { approximate }), { ...floats, strong: true })[0]!;
}
/**
 * y = (x + √(x² + b)) / 2.   x, y: [..s].   As jax.nn's squareplus. Barron 2021.
 * @example
 * squareplus(tensor([0, 1.5])) // [1, 2]
 */
export const squareplus = ((x: TensorLike, { b: smooth = 4 }: { b?: number } = {}): Tensor =>
  steps(keyOf('squareplus', smooth), [x], (b, x) => b.mul(b.add(x, b.sqrt(b.add(b.square(x), smooth))), 0.5), floats)[0]!) as WithOptions<{ b?: number }>;
/**
 * y = x · tanh(softplus(x)).   x, y: [..s].   As jax.nn's mish. Misra 2019.
 * @example
 * mish(tensor([-1, 2])) // [-0.303401, 1.94396]
 */
export const mish = elementwise('mish', (b, x) => b.mul(x, b.tanh(b.softplus(x))), floats);
/**
 * y = ln(1 - e⁻ˣ), x > 0, with all digits near 0 and far from it.   x, y: [..s].   As jax.nn's log1mexp. Mächler 2012.
 * @example
 * log1mexp(tensor([1e-6, 1])) // [-13.8155, -0.458675]
 */
export const log1mexp = elementwise('log1mexp', (b, x) => {
  const near = b.lt(x, Math.LN2), one = b.mul(x, 0);
  // The side that is not chosen is held at a place where nothing overflows, so that its slope is a number.
  const close = b.select(near, x, b.add(one, 0.5)), far = b.select(near, b.add(one, 1), x);
  return b.select(near, b.log(b.neg(b.expm1(b.neg(close)))), b.log1p(b.neg(b.exp(b.neg(far)))));
}, floats);

/**
 * y = p · sigmoid(q), p and q the halves of x along the axis.   x: [.., 2n, ..]   y: [.., n, ..].   As jax.nn's glu. Dauphin et al. 2017.
 * @example
 * glu(tensor([1, 2, 0, 0])) // [0.5, 1]
 */
export function glu<S = [], D = Weak, const A extends number = -1>(x: AtDefault<A, -1, Halved<S, A>, Operand<S, D>>, options?: { axis?: Fits<Halved<S, A>, A> }): Tensor<Gives<Halved<S, A>>, Made<Inexact<D>>>;
export function glu(given: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor {
  const x = tensorOf('glu', given), at = axisAt('glu', axis, x.rank), size = x.shape[at]!;
  if (size % 2 !== 0) throw new CotangentError(noHalves(`${axis}`, showShape(x.shape), `${size}`), { code: 'NN0528', hint: 'give an axis of even size' });
  return steps(keyOf('glu', at), [x], (b, x) => {
    const [p, q] = b.split(x, { sizes: [size / 2, size / 2], axis: at }) as [Value, Value];
    return b.mul(p, b.sigmoid(q));
  }, floats)[0]!;
}

const noHalves = <const A extends string, const S extends string, const N extends string>(axis: A, shape: S, size: N): noHalves<A, S, N> => `glu: axis ${axis} of ${shape} has size ${size}, which has no halves`;
type noHalves<A extends string, S extends string, N extends string> = `glu: axis ${A} of ${S} has size ${N}, which has no halves`;
type Halved<S, A> =
  Along<'glu', S, A> extends Mistake<string> ? Along<'glu', S, A>
  : Around<S, A> extends readonly [unknown, infer N, unknown]
    ? [N] extends [number] ? (DivMod<N, 2> extends [infer Half, infer Rest] ? (Rest extends 1 ? Mistake<noHalves<`${A & number}`, ShowShape<S>, ShowDim<N>>> : Resized<'glu', S, A, Half>) : never) : Resized<'glu', S, A, number>
    : Unsized<S>;

/** y[i] = f(x[i]), a float. */
type WithOptions<O> = <S = [], D = Weak>(x: Operand<S, D>, options?: O) => Tensor<S, Inexact<D>>;

export interface AlongOptions<A = Axis, W = TensorLike> {
  /** One axis or several; the last when absent, null for all. */
  readonly axis?: A;
  /** Only elements where it is true count; the others come out as if they were -∞. */
  readonly where?: W;
}

/** Softmax or its logarithm over any axes; one axis has a record of its own. */
export interface AlongAxes<Op extends string> {
  <S = [], D = Weak, const A extends Axis = -1, W extends TensorLike = boolean>(x: AtDefault<A, -1, AlongAll<Op, Beside<W, S>, A>, Operand<S, D>>, options?: AlongOptions<FitsAxis<AlongAll<Op, Beside<W, S>, A>, A>, Fits<Chosen<W, S>, W>>): Tensor<Gives<AlongAll<Op, Beside<W, S>, A>>, Inexact<D>>;
}
/** The shape in which a tensor and its mask meet. */
type Chosen<W, S> = W extends Tensor<infer M, unknown> ? Broadcast<'select', M, S> : S;
type Beside<W, S> = Gives<Chosen<W, S>>;
const alongAxes = <const N extends 'softmax' | 'logSoftmax'>(name: N): AlongAxes<N> => ((given: TensorLike, { axis = -1, where }: AlongOptions = {}): Tensor => {
  const masked = where !== undefined;
  return op(keyOf(name, axis, masked), masked ? [given, where] : [given], (b, [x0, mask0]) => {
    const given = floating(b, asValue(b, x0!)), mask = masked ? truth(b, mask0!) : undefined;
    const x = mask ? b.select(mask, given, -Infinity) : given, axes = axesOf(name, x, axis);
    const y = axes.length === 1 ? b[name](x, { axis: axes[0]! }) : shares(b, x, axes, name === 'logSoftmax');
    return mask ? b.select(mask, y, name === 'softmax' ? 0 : -Infinity) : y;
  }, { strong: true })[0]!;
}) as AlongAxes<N>;
function shares(b: Builder, x: Value, axes: readonly number[], log: boolean): Value {
  if (x.type.shape.includes(0)) return x;
  const shifted = b.sub(x, spread(b, b.stopGradient(b.max(x, { axes })), x, axes)), e = b.exp(shifted), sum = b.sum(e, { axes });
  return log ? b.sub(shifted, spread(b, b.log(sum), x, axes)) : b.div(e, spread(b, sum, x, axes));
}
/**
 * y = eˣ / Σ eˣ over the axes, without overflow.   x, y: [..s].   As jax.nn's softmax.
 * @example
 * softmax(tensor([0, 0, Math.log(2)])) // [0.25, 0.25, 0.5]
 * softmax(tensor([0, 5, 0]), { where: tensor([true, false, true]) }) // [0.5, 0, 0.5]
 */
export const softmax = alongAxes('softmax');
/**
 * y = x - ln Σ eˣ over the axes, without overflow.   x, y: [..s].   As jax.nn's log_softmax.
 * @example
 * logSoftmax(tensor([0, 0])) // [-0.693147, -0.693147]
 */
export const logSoftmax = alongAxes('logSoftmax');
/**
 * y = ln mean eˣ over the axes, without overflow.   x: [..s]   y: s without the axes.   As jax.nn's logmeanexp.
 * @example
 * logMeanExp(tensor([0, Math.log(3)])) // 0.693147
 */
export const logMeanExp = ((given: TensorLike, options: MaskedOptions = {}): Tensor => {
  const x = tensorOf('logMeanExp', given), total = logSumExp(x, options);
  const ones = steps('logMeanExp ones', [x], (b, x) => b.full({ value: 1, shape: x.type.shape, dtype: total.dtype }), { strong: true })[0]!;
  return sub(total, log(sum(ones, options)));
}) as Reduction<'logSumExp', 'masked', 'float'>;

export interface StandardizeOptions<A = Axis, W = TensorLike> extends AlongOptions<A, W> {
  readonly mean?: TensorLike;
  readonly variance?: TensorLike;
  readonly epsilon?: number;
}
/**
 * y = (x - mean) / √(variance + epsilon) over the axes: mean 0, variance about 1. Mean and variance are those of x when they are not given.   x, y: [..s].   As jax.nn's standardize.
 * @example
 * standardize(tensor([1, 3]), { epsilon: 0 }) // [-1, 1]
 */
export function standardize<S = [], D = Weak, const A extends Axis = -1, W extends TensorLike = boolean>(x: AtDefault<A, -1, AlongAll<'mean', S, A>, Operand<S, D>>, options?: StandardizeOptions<FitsAxis<AlongAll<'mean', S, A>, A>, FitsMask<'mean', S, W, AlongAll<'mean', S, A>>>): Tensor<Gives<AlongAll<'mean', S, A>>, Inexact<D>>;
export function standardize(given: TensorLike, { axis = -1, where, mean, variance, epsilon = 1e-5 }: StandardizeOptions = {}): Tensor {
  const x = tensorOf('standardize', given), along = { axis, keepDims: true, ...(where === undefined ? {} : { where: tensorOf('standardize', where) }) };
  const centre = mean ?? meanOf(x, along), centred = sub(x, centre);
  const spreadOut = variance ?? meanOf(square(centred), along);
  return mul(centred, rsqrt(add(spreadOut, epsilon)));
}

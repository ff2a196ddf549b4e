/** numpy: reductions over axes: sums, products, extremes, means, spreads, truth, and where the extremes lie. */
import { countAlong } from '../../ops/reduction.ts';
import { boundsOf, isFloat, isInteger, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { axisIn, count, known, sameShape } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType, floatsOnly, numbersOnly } from '../create.ts';
import { axesOf, countable, floating, keeping, tensorOf, truth, type Axis } from '../operand.ts';
import { asValue, keyOf, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { sub } from './arithmetic.ts';
import { checkMask, type maskTooLarge, type notTruth } from './masks.ts';
import { sqrt } from './exponential.ts';
import type { As, Counted, DTypeRule, Of1, Operand } from '../signatures.ts';
import type { FitsAxis, Reduced } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Fits, Gives, HasRank, Mistake, ShowShape, ShowType, SomeDiffer } from '../../core/types/dim.ts';
import type { Inexact, Weak } from '../../core/types/promote.ts';

export interface ReduceOptions<A = Axis, Keep = boolean> {
  /** One axis or several, negative ones from the end; all when absent. */
  readonly axis?: A;
  /** Keeps reduced axes with size 1. */
  readonly keepDims?: Keep;
}
/** Truth values, or one for all. */
export type Mask = Tensor | boolean;
export interface MaskedOptions<A = Axis, Keep = boolean, W = Mask> extends ReduceOptions<A, Keep> {
  /** Which elements count: truth values that broadcast to the tensor. */
  readonly where?: W;
}
export interface ExtremeOptions<A = Axis, Keep = boolean, W = Mask> extends MaskedOptions<A, Keep, W> {
  /** Joined to the elements: what remains where there are none. */
  readonly initial?: number;
}
export interface FoldOptions<A = Axis, Keep = boolean, E = DType, W = Mask> extends ExtremeOptions<A, Keep, W> {
  /** What the elements are converted to first, and the dtype of the result. */
  readonly dtype?: E;
}
export interface SumOptions<A = Axis, Keep = boolean, E = DType, Widens = boolean, W = Mask> extends FoldOptions<A, Keep, E, W> {
  /** Whether small integers become 32 bits wide: u8 is summed in u32, i8 and bool in i32. On when absent. */
  readonly promoteIntegers?: Widens;
}
export interface MeanOptions<A = Axis, Keep = boolean, E = DType, W = Mask> extends MaskedOptions<A, Keep, W> {
  readonly dtype?: E;
}
export interface VarianceOptions<A = Axis, Keep = boolean, E = DType, W = Mask> extends MeanOptions<A, Keep, E, W> {
  /** Taken off the number of elements that the squares are divided by. */
  readonly correction?: number;
  /** numpy's older name of `correction`. */
  readonly ddof?: number;
  /** The mean, where it is known already; with axes of size 1 in the places of the reduced ones. */
  readonly mean?: TensorLike;
}

/** The options of each kind of reduction. */
interface OptionsOf<A, Keep, E, Widens, W> {
  readonly reduce: ReduceOptions<A, Keep>;
  readonly masked: MaskedOptions<A, Keep, W>;
  readonly extreme: ExtremeOptions<A, Keep, W>;
  readonly fold: FoldOptions<A, Keep, E, W>;
  readonly sum: SumOptions<A, Keep, E, Widens, W>;
  readonly mean: MeanOptions<A, Keep, E, W>;
  readonly variance: VarianceOptions<A, Keep, E, W>;
}
type Kind = keyof OptionsOf<unknown, unknown, unknown, unknown, unknown>;
/** The type of a mask for a tensor of shape S, of which the axes are right if R is no mistake: they are looked at first. */
export type FitsMask<Op extends string, S, W, R = unknown> = [R] extends [Mistake<string>] ? W : Fits<Masking<Op, S, W>, W>;
type Masking<Op extends string, S, W> =
  W extends Tensor<infer M, infer E> ? (DType extends E ? Masked<Op, S, M> : E extends 'bool' ? Masked<Op, S, M> : Mistake<notTruth<Op, ShowType<M, E>>>) : S;
type Masked<Op extends string, S, M> =
  HasRank<S> extends false ? S : HasRank<M> extends false ? S
  : Broadcast<Op, M, S> extends infer B ? (B extends Mistake<string> ? B : SomeDiffer<B, S> extends true ? Mistake<maskTooLarge<Op, ShowShape<M>, ShowShape<S>>> : S) : never;
/** y: the shape of x without the axes, or with size 1 there. */
export interface Reduction<Op extends string, O extends Kind, K extends DTypeRule> {
  <S = [], D = Weak, const A extends Axis = null, Keep extends boolean = false, E extends DType | undefined = undefined, Widens extends boolean = true, W extends Mask = boolean>(x: Operand<S, D>, options?: OptionsOf<FitsAxis<Reduced<Op, S, A, Keep>, A>, Keep, E, Widens, FitsMask<Op, S, W, Reduced<Op, S, A, Keep>>>[O]): Tensor<Gives<Reduced<Op, S, A, Keep>>, O extends 'variance' ? Inexact<As<E, D>> : As<E, Widens extends true ? Of1<K, D> : Counted<D>>>;
}
/** The same as a method. */
export interface ReductionMethod<Op extends string, O extends Kind, K extends DTypeRule> {
  <S, D, const A extends Axis = null, Keep extends boolean = false, E extends DType | undefined = undefined, Widens extends boolean = true, W extends Mask = boolean>(this: Tensor<S, D>, options?: OptionsOf<FitsAxis<Reduced<Op, S, A, Keep>, A>, Keep, E, Widens, FitsMask<Op, S, W, Reduced<Op, S, A, Keep>>>[O]): Tensor<Gives<Reduced<Op, S, A, Keep>>, O extends 'variance' ? Inexact<As<E, D>> : As<E, Widens extends true ? Of1<K, D> : Counted<D>>>;
}

/** 16-bit floats are reduced in 32 bits. */
const wide = (dtype: DType): DType => (dtype === 'f16' || dtype === 'bf16' ? 'f32' : dtype);
/** What a small integer or a truth value is summed in. */
const widenedDType = (dtype: DType): DType => (dtype === 'u8' ? 'u32' : dtype === 'i8' || dtype === 'bool' ? 'i32' : dtype);

const folds = {
  sum: { join: 'add', ofTruth: 'any', neutral: () => 0 },
  prod: { join: 'mul', ofTruth: 'all', neutral: () => 1 },
  max: { join: 'maximum', ofTruth: 'any', neutral: (d: DType) => boundsOf(d)[0] },
  min: { join: 'minimum', ofTruth: 'all', neutral: (d: DType) => boundsOf(d)[1] },
} as const;
type FoldName = keyof typeof folds;

/** A mask of x's shape. */
function spreadMask(b: Builder, name: string, mask: Value, x: Value): Value {
  const { shape } = x.type;
  checkMask(name, mask.type, shape);
  return sameShape(mask.type.shape, shape) ? mask : b.broadcast(mask, { shape, axes: mask.type.shape.map((_, i, s) => shape.length - s.length + i) });
}

interface Reducing {
  readonly axes: readonly number[];
  readonly mask?: Value | undefined;
  readonly initial?: number | undefined;
  /** For whom this is done; the name of the fold when absent. */
  readonly of?: string;
}

/** A fold of x over axes, those elements that the mask leaves out replaced by what changes nothing. */
function fold(b: Builder, name: FoldName, x: Value, { axes, mask, initial, of = name }: Reducing): Value {
  const { join, ofTruth, neutral } = folds[name], { dtype, shape } = x.type, isExtreme = name === 'max' || name === 'min';
  const seen = mask ? b.select(spreadMask(b, of, mask, x), x, neutral(dtype)) : x;
  const start = (s: readonly unknown[]): Value => b.full({ value: initial!, shape: s as number[], dtype });
  if (isExtreme && initial !== undefined && axes.some((a) => shape[a] === 0)) return start(shape.filter((_, i) => !axes.includes(i)));
  if (isExtreme && axes.some((a) => shape[a] === 0)) return b[name](countable(b, seen), { axes });
  const y = dtype === 'bool' ? b[ofTruth](seen, { axes }) : b[name](seen, { axes });
  if (initial === undefined) return y;
  return dtype === 'bool' ? b[ofTruth === 'any' ? 'or' : 'and'](start(y.type.shape), y) : b[join](start(y.type.shape), y);
}

/** What a number becomes in a dtype; integers lose their fraction. */
function startIn(name: string, dtype: DType, initial: number): number {
  const [least, greatest] = boundsOf(dtype);
  if (dtype === 'bool') return Number(initial !== 0);
  if (isFloat(dtype)) return initial;
  if (!(initial >= least && initial <= greatest))
    throw new CotangentError(`${name}: initial is ${initial}, which ${dtype} does not have`, { code: 'NN0531', hint: `give a number from ${least} to ${greatest}` });
  return Math.trunc(initial);
}

/** The operands of a reduction: the tensor, and the mask where there is one. */
const withMask = (x: TensorLike, where: Tensor | boolean | undefined): readonly Tensor[] =>
  (where === undefined ? [tensorOf('reduce', x)] : [tensorOf('reduce', x), tensorOf('where', where)]);

const reduction = <const N extends FoldName, O extends 'sum' | 'extreme', K extends DTypeRule>(name: N): Reduction<N, O, K> => ((given: TensorLike, { axis, keepDims = false, dtype, initial, where, promoteIntegers = true }: SumOptions = {}): Tensor => {
  const x = tensorOf(name, given), isSum = name === 'sum' || name === 'prod';
  if (dtype !== undefined) checkDType(name, dtype);
  if (!isSum && where !== undefined && initial === undefined)
    throw new CotangentError(`${name}: where may leave no elements, and then there is no ${name}`, { code: 'NN0590', hint: 'give initial: what remains where no element counts' });
  const result = dtype ?? (isSum && (promoteIntegers || x.dtype === 'bool') ? widenedDType(x.dtype) : x.dtype), inner = dtype === undefined && isSum ? wide(result) : result;
  const start = initial === undefined ? undefined : startIn(name, inner, initial);
  return op(keyOf(name, axis, keepDims, inner, result, start, where !== undefined), withMask(x, where), (b, [v, mask]) => {
    const y = converted(b, v as Value, inner), axes = axesOf(name, y, axis);
    return converted(b, keeping(b, y, fold(b, name, y, { axes, mask: mask as Value | undefined, initial: start }), axes, keepDims), result);
  }, { strong: true })[0]!;
}) as Reduction<N, O, K>;

/**
 * y = Σ x over the axes; 0 for no elements.   x: [..s]   y: s without the axes, or with size 1 there.
 * Small integers and truth values are summed in 32 bits, f16 and bf16 in f32. As numpy's sum.
 * @example
 * sum(tensor([[1, 2], [3, 4]])) // 10
 * sum(tensor([[1, 2], [3, 4]]), { axis: 0 }) // [4, 6]
 * sum(tensor([[1, 2], [3, 4]]), { axis: -1, keepDims: true }) // [[3], [7]]
 * sum(tensor([1, 2, 3]), { where: tensor([true, false, true]) }) // 4
 */
export const sum: Reduction<'sum', 'sum', 'widened'> = reduction('sum');
/**
 * y = Π x over the axes; 1 for no elements.   x: [..s]   y: s without the axes, or with size 1 there.   As numpy's prod.
 * The gradient is right also where factors are 0.
 * @example
 * prod(tensor([[1, 2], [3, 4]]), { axis: 1 }) // [2, 12]
 */
export const prod: Reduction<'prod', 'sum', 'widened'> = reduction('prod');
/**
 * The greatest element along the axes, NaN where there is one.   x: [..s]   y: s without the axes, or with size 1 there.
 * No elements need `initial`. The gradient is shared equally by all that are greatest. As numpy's max.
 * @example
 * max(tensor([[1, 5], [7, 2]]), { axis: 1 }) // [5, 7]
 * max(tensor([1, 2]), { initial: 3 }) // 3
 */
export const max: Reduction<'max', 'extreme', 'same'> = reduction('max');
/**
 * The least element along the axes, NaN where there is one.   x: [..s]   y: s without the axes, or with size 1 there.   As numpy's min.
 * @example
 * min(tensor([[1, 5], [7, 2]]), { axis: 0 }) // [1, 2]
 */
export const min: Reduction<'min', 'extreme', 'same'> = reduction('min');
/**
 * The greatest element along the axes: `max` under numpy's other name.
 * @example
 * amax(tensor([3, 9, 2])) // 9
 */
export const amax = max;
/**
 * The least element along the axes: `min` under numpy's other name.
 * @example
 * amin(tensor([3, 9, 2])) // 2
 */
export const amin = min;

const truthful = <const N extends 'any' | 'all'>(name: N): Reduction<N, 'masked', 'truth'> => ((x: TensorLike, { axis, keepDims = false, where }: MaskedOptions = {}): Tensor =>
  op(keyOf(name, axis, keepDims, where !== undefined), withMask(x, where), (b, [v, mask]) => {
    const given = truth(b, v!), axes = axesOf(name, given, axis);
    const seen = mask === undefined ? given : name === 'any' ? b.and(spreadMask(b, name, mask as Value, given), given) : b.or(b.not(spreadMask(b, name, mask as Value, given)), given);
    return keeping(b, given, b[name](seen, { axes }), axes, keepDims);
  }, { strong: true })[0]!) as Reduction<N, 'masked', 'truth'>;
/**
 * Whether any element is other than 0 along the axes; false for no elements.   x: [..s]   y: bool, s without the axes.   As numpy's any.
 * @example
 * any(tensor([[0, 2], [0, 0]]), { axis: 1 }) // [true, false]
 */
export const any = truthful('any');
/**
 * Whether all elements are other than 0 along the axes; true for no elements.   x: [..s]   y: bool, s without the axes.   As numpy's all.
 * @example
 * all(tensor([[1, 2], [0, 3]]), { axis: 1 }) // [true, false]
 */
export const all = truthful('all');

/** x / y as floats are divided, or integers towards zero. */
const over = (b: Builder, x: Value, y: Value | number): Value => (isInteger(x.type.dtype) ? b.quot(x, y) : b.div(x, y));

/** How many elements count, for each element of the result with the reduced axes kept. */
const counted = (b: Builder, name: string, x: Value, mask: Value, axes: readonly number[]): Value =>
  keeping(b, x, b.sum(b.convert(spreadMask(b, name, mask, x), { dtype: x.type.dtype }), { axes }), axes, true);

function averaged(b: Builder, name: string, x: Value, axes: readonly number[], mask: Value | undefined): Value {
  if (mask) return over(b, keeping(b, x, fold(b, 'sum', x, { axes, mask, of: name }), axes, true), counted(b, name, x, mask, axes));
  return keeping(b, x, plainMean(b, x, axes), axes, true);
}
const plainMean = (b: Builder, x: Value, axes: readonly number[]): Value => (isFloat(x.type.dtype) ? b.mean(x, { axes }) : over(b, b.sum(x, { axes }), countAlong(x, axes)));
const dropping = (b: Builder, y: Value, axes: readonly number[], keepDims: boolean): Value =>
  (keepDims ? y : b.reshape(y, { shape: y.type.shape.filter((_, i) => !axes.includes(i)) }));

const floatOf = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'f32');

/**
 * y = Σ x / n over the axes, n elements; NaN for none.   x: [..s]   y: s without the axes, or with size 1 there.
 * Integers give f32; f16 and bf16 are averaged in f32. As numpy's mean.
 * @example
 * mean(tensor([[1, 2], [3, 4]]), { axis: 0 }) // [2, 3]
 */
export function mean<S = [], D = Weak, const A extends Axis = null, Keep extends boolean = false, E extends DType | undefined = undefined, W extends Mask = boolean>(x: Operand<S, D>, options?: MeanOptions<FitsAxis<Reduced<'mean', S, A, Keep>, A>, Keep, E, FitsMask<'mean', S, W, Reduced<'mean', S, A, Keep>>>): Tensor<Gives<Reduced<'mean', S, A, Keep>>, As<E, Inexact<D>>>;
export function mean(given: TensorLike, { axis, keepDims = false, dtype, where }: MeanOptions = {}): Tensor {
  const x = tensorOf('mean', given);
  numbersOnly('mean', dtype);
  const result = dtype ?? floatOf(x.dtype), inner = dtype === undefined ? wide(result) : result;
  return op(keyOf('mean', axis, keepDims, inner, result, where !== undefined), withMask(x, where), (b, [v, mask]) => {
    const y = converted(b, v as Value, inner), axes = axesOf('mean', y, axis);
    return converted(b, mask ? dropping(b, averaged(b, 'mean', y, axes, mask as Value), axes, keepDims) : keeping(b, y, plainMean(b, y, axes), axes, keepDims), result);
  }, { strong: true })[0]!;
}

/** correction under either of its names. */
function correctionOf(name: string, { correction, ddof }: { readonly correction?: number; readonly ddof?: number }): number {
  if (correction !== undefined && ddof !== undefined && ddof !== 0)
    throw new CotangentError(`${name}: correction ${correction} and ddof ${ddof} are two names of one number`, { code: 'NN0591', hint: 'give one of them' });
  return correction ?? ddof ?? 0;
}

/**
 * y = Σ (x − mean x)² / (n − correction) over the axes; NaN where n is not greater than the correction.
 * x: [..s]   y: s without the axes, or with size 1 there.   numpy's var, which is also exported under that name.
 * @example
 * variance(tensor([1, 2, 3, 4])) // 1.25
 * variance(tensor([1, 2, 3]), { correction: 1 }) // 1
 */
export function variance<S = [], D = Weak, const A extends Axis = null, Keep extends boolean = false, E extends DType | undefined = undefined, W extends Mask = boolean>(x: Operand<S, D>, options?: VarianceOptions<FitsAxis<Reduced<'variance', S, A, Keep>, A>, Keep, E, FitsMask<'variance', S, W, Reduced<'variance', S, A, Keep>>>): Tensor<Gives<Reduced<'variance', S, A, Keep>>, Inexact<As<E, D>>>;
export function variance(given: TensorLike, options: VarianceOptions = {}): Tensor {
  const { axis, keepDims = false, dtype, where, mean: known } = options, x = tensorOf('variance', given), correction = correctionOf('variance', options);
  numbersOnly('variance', dtype);
  const result = dtype ?? floatOf(x.dtype), inner = wide(result);
  const operands = [...withMask(x, where), ...(known === undefined ? [] : [tensorOf('variance', known)])];
  return op(keyOf('variance', axis, keepDims, inner, result, correction, where !== undefined, known !== undefined), operands, (b, [v, ...more]) => {
    const y = converted(b, v as Value, inner), axes = axesOf('variance', y, axis), n = countAlong(y, axes);
    const mask = where === undefined ? undefined : more[0] as Value, centre = known === undefined ? undefined : converted(b, more.at(-1) as Value, inner);
    if (!mask && !centre && n > correction && isFloat(inner)) return converted(b, keeping(b, y, b.variance(y, { axes, correction }), axes, keepDims), result);
    const squares = b.square(b.sub(y, centre ?? averaged(b, 'variance', y, axes, mask)));
    const total = keeping(b, squares, fold(b, 'sum', squares, { axes, mask, of: 'variance' }), axes, true);
    const free = b.sub(mask ? counted(b, 'variance', y, mask, axes) : b.full({ value: n, shape: total.type.shape, dtype: inner }), correction);
    const spread = converted(b, over(b, total, free), floatOf(result));
    return converted(b, dropping(b, b.select(b.gt(free, 0), spread, NaN), axes, keepDims), floatOf(result));
  }, { strong: true })[0]!;
}

/**
 * The square root of the variance: √(Σ (x − mean x)² / (n − correction)) over the axes.   x: [..s]   y: s without the axes.   As numpy's std.
 * @example
 * std(tensor([2, 4, 4, 4, 5, 5, 7, 9])) // 2
 */
export function std<S = [], D = Weak, const A extends Axis = null, Keep extends boolean = false, E extends DType | undefined = undefined, W extends Mask = boolean>(x: Operand<S, D>, options?: VarianceOptions<FitsAxis<Reduced<'variance', S, A, Keep>, A>, Keep, E, FitsMask<'variance', S, W, Reduced<'variance', S, A, Keep>>>): Tensor<Gives<Reduced<'variance', S, A, Keep>>, As<E, Inexact<D>>>;
export function std(x: TensorLike, options: VarianceOptions = {}): Tensor {
  floatsOnly('std', options.dtype);
  return sqrt(variance(x, options));
}

/**
 * The distance from the least element to the greatest, over the axes.   x: [..s]   y: s without the axes.   As numpy's ptp.
 * @example
 * ptp(tensor([[4, 9], [7, 1]]), { axis: 1 }) // [5, 6]
 */
export const ptp: Reduction<'max', 'reduce', 'same'> = ((x: TensorLike, options: ReduceOptions = {}): Tensor => sub(max(x, options), min(x, options))) as Reduction<'max', 'reduce', 'same'>;

/**
 * How many elements are other than 0, over the axes.   x: [..s]   y: i32, s without the axes.   As numpy's count_nonzero.
 * @example
 * countNonzero(tensor([[0, 2, 3], [0, 0, 1]]), { axis: 1 }) // [2, 1]
 */
export const countNonzero: Reduction<'countNonzero', 'reduce', 'places'> = ((x: TensorLike, { axis, keepDims = false }: ReduceOptions = {}): Tensor =>
  op(keyOf('countNonzero', axis, keepDims), [tensorOf('countNonzero', x)], (b, [v]) => {
    const hits = b.convert(truth(b, v!), { dtype: 'i32' }), axes = axesOf('countNonzero', hits, axis);
    return keeping(b, hits, b.sum(hits, { axes }), axes, keepDims);
  }, { strong: true })[0]!) as Reduction<'countNonzero', 'reduce', 'places'>;

/**
 * y = ln Σ eˣ over the axes, without overflow; −∞ for no elements.   x: [..s]   y: s without the axes.   As jax.nn.logsumexp.
 * @example
 * logSumExp(tensor([1000, 1000])) // 1000.69
 */
export const logSumExp: Reduction<'logSumExp', 'masked', 'float'> = ((x: TensorLike, { axis, keepDims = false, where }: MaskedOptions = {}): Tensor =>
  op(keyOf('logSumExp', axis, keepDims, where !== undefined), withMask(x, where), (b, [v, mask]) => {
    const all = floating(b, v as Value), axes = axesOf('logSumExp', all, axis);
    if (axes.some((a) => all.type.shape[a] === 0)) return b.full({ value: -Infinity, shape: keepDims ? all.type.shape.map((d, i) => (axes.includes(i) ? 1 : d)) : all.type.shape.filter((_, i) => !axes.includes(i)), dtype: all.type.dtype });
    const seen = mask === undefined ? all : b.select(spreadMask(b, 'logSumExp', mask as Value, all), all, -Infinity);
    return keeping(b, all, b.logSumExp(seen, { axes }), axes, keepDims);
  }, { strong: true })[0]!) as Reduction<'logSumExp', 'masked', 'float'>;

export interface PositionOptions<A = number | null, Keep = boolean> {
  /** One axis; the whole tensor, flat, when absent. */
  readonly axis?: A;
  readonly keepDims?: Keep;
}
/** The place of an element along an axis, or in the flat tensor. */
export interface Position<Op extends string> {
  <S = [], D = Weak, const A extends number | null = null, Keep extends boolean = false>(x: Operand<S, D>, options?: PositionOptions<Fits<Reduced<Op, S, A, Keep>, A>, Keep>): Tensor<Gives<Reduced<Op, S, A, Keep>>, 'i32'>;
}
export interface PositionMethod<Op extends string> {
  <S, D, const A extends number | null = null, Keep extends boolean = false>(this: Tensor<S, D>, options?: PositionOptions<Fits<Reduced<Op, S, A, Keep>, A>, Keep>): Tensor<Gives<Reduced<Op, S, A, Keep>>, 'i32'>;
}
const position = <const N extends 'argmax' | 'argmin'>(name: N): Position<N> => ((x: TensorLike, { axis, keepDims = false }: PositionOptions = {}): Tensor =>
  op(keyOf(name, axis, keepDims), [x], (b, [x0]) => {
    const given = countable(b, asValue(b, x0!)), whole = axis === undefined || axis === null;
    const flat = whole ? b.reshape(given, { shape: [count(known(given.type.shape))] }) : given;
    const at = axisIn(name, axis ?? 0, flat.type.shape.length);
    const y = b[name](flat, { axis: at });
    return keepDims ? b.reshape(y, { shape: given.type.shape.map((d, i) => (whole || i === at ? 1 : d)) }) : y;
  }, { strong: true })[0]!) as Position<N>;
/**
 * Where the greatest element lies along the axis, or in the flat tensor: the first of equals, the first NaN if there is one.
 * x: [..s]   y: i32, s without the axis.   As numpy's argmax.
 * @example
 * argmax(tensor([[1, 7, 7], [9, 2, 3]]), { axis: 1 }) // [1, 0]
 */
export const argmax = position('argmax');
/**
 * Where the least element lies along the axis, or in the flat tensor: the first of equals, the first NaN if there is one.
 * x: [..s]   y: i32, s without the axis.   As numpy's argmin.
 * @example
 * argmin(tensor([[1, 7, 0], [9, 2, 2]]), { axis: 1 }) // [2, 1]
 */
export const argmin = position('argmin');
export { variance as var };

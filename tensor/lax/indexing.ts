/** lax: parts of tensors by bounds or by index, and parts put into tensors. XLA's Slice, DynamicSlice, Gather and Scatter. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isInteger, type DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { axisIn, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Combine } from '../../ops/scatter.ts';
import { scalarOf } from '../create.ts';
import { concat } from '../numpy/joining.ts';
import { boundsMode, missesOf, outsideValue, type IndexMode } from '../numpy/at.ts';
import { full } from '../numpy/creation.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import { isTracing, type TensorLike } from '../trace.ts';
import { slice } from './shape.ts';
import type { Along, AnyOpen, Around, AtDefault, RankOf, Resized, Without } from '../../core/types/axes.ts';
import type { Copied, Differ, ElementOf, Fits, Gives, HasRank, Known, Mistake, Shape, ShowDim, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Less } from '../../core/types/number.ts';
import type { blockTooLarge } from '../../ops/dynamicSlice.ts';
import type { Gathered } from '../../ops/gather.ts';
import type { Indices } from '../../ops/rules.ts';
import type { DTypeOf, Option, ShapeOf } from '../signatures.ts';
import type { SliceSize } from '../numpy/indexExpression.ts';
import { exactAxes, oneDType, type ExactAll, type ShowTypes } from './strict.ts';

/** Which axes of x, of the indices and of the result of a gather correspond; all counted from 0. */
export interface GatherDimensionNumbers {
  /** Axes of the result that run through a window; ascending. */
  readonly offsetDims: readonly number[];
  /** Axes of x along which windows have size 1, and which the result does not have; ascending. */
  readonly collapsedSliceDims: readonly number[];
  /** The axis of x that each number of a start index counts along. */
  readonly startIndexMap: readonly number[];
  /** Axes of x that run along with those of the indices in startIndicesBatchingDims; ascending. */
  readonly operandBatchingDims?: readonly number[];
  readonly startIndicesBatchingDims?: readonly number[];
}

/** Which axes of x, of the indices and of the updates of a scatter correspond; all counted from 0. */
export interface ScatterDimensionNumbers {
  /** Axes of the updates that run through a window; ascending. */
  readonly updateWindowDims: readonly number[];
  /** Axes of x along which windows have size 1, and which the updates do not have; ascending. */
  readonly insertedWindowDims: readonly number[];
  /** The axis of x that each number of a start index counts along. */
  readonly scatterDimsToOperandDims: readonly number[];
  /** Axes of x that run along with those of the indices in scatterIndicesBatchingDims; ascending. */
  readonly operandBatchingDims?: readonly number[];
  readonly scatterIndicesBatchingDims?: readonly number[];
}

export interface ScatterOptions {
  /** For windows that do not lie within x; 'drop' when absent. */
  readonly mode?: IndexMode;
  readonly uniqueIndices?: boolean;
  readonly indicesAreSorted?: boolean;
}
export interface GatherOptions extends ScatterOptions {
  /** For windows that do not lie within x; 'promiseInBounds' when absent, and then clipped. */
  readonly mode?: IndexMode;
  /** What such a window is full of under 'fill': NaN when absent; for integers the least, for unsigned ones the greatest; true. */
  readonly fillValue?: number | boolean;
}

type GatheredBy<X, D, I, E, Z, N> =
  Gathered<X, D, I, E, Z, Option<N, 'offsetDims', []>, Option<N, 'collapsedSliceDims', []>, Option<N, 'startIndexMap', []>, Option<N, 'operandBatchingDims', []>, Option<N, 'startIndicesBatchingDims', []>>;
/**
 * Windows of x of the sizes given, one for each start index: startIndices[..i] is a list of numbers along the axes in startIndexMap.
 * x: [..n]   startIndices: integers [..i, k]   y: [..i, with the axes of a window put in at offsetDims]
 * @example
 * const rows = tensor([[2], [0]], { dtype: 'i32' });
 * lax.gather(tensor([[1, 2], [3, 4], [5, 6]]), rows, { offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0] }, [1, 2]) // [[5, 6], [1, 2]]
 */
export function gather<A, D, B, E, const N extends GatherDimensionNumbers, const Z extends readonly number[]>(x: Tensor<A, D>, startIndices: Tensor<B, E>, numbers: N, sliceSizes: Fits<GatheredBy<A, D, B, E, Z, N>, Z>, options?: GatherOptions): Tensor<Gives<GatheredBy<A, D, B, E, Z, N>>, D>;
export function gather(x: Tensor, startIndices: Tensor, numbers: GatherDimensionNumbers, sliceSizes: readonly number[], options: GatherOptions = {}): Tensor {
  const { mode, fillValue, uniqueIndices = false, indicesAreSorted = false } = options;
  const params = {
    offsetDims: numbers.offsetDims, collapsedSliceDims: numbers.collapsedSliceDims, startIndexMap: numbers.startIndexMap,
    operandBatchingDims: numbers.operandBatchingDims ?? [], startIndicesBatchingDims: numbers.startIndicesBatchingDims ?? [], sliceSizes,
    mode: boundsMode('lax.gather', mode ?? 'promiseInBounds'), fillValue: fillValue === undefined ? outsideValue(x.dtype) : Number(fillValue), uniqueIndices, indicesAreSorted,
    misses: missesOf(mode, false),
  };
  return op(`lax.gather ${JSON.stringify(params)} ${String(params.fillValue)}`, [x, startIndices], (b, [x, ids]) => b.gather(x as Value, ids as Value, params))[0]!;
}

/** x with windows of it changed. */
export type Scatter = <S, D>(x: Tensor<S, D>, scatterIndices: Tensor, updates: Tensor, numbers: ScatterDimensionNumbers, options?: ScatterOptions) => Tensor<S, D>;
const scatterWith = (name: string, combine: Combine, negated = false): Scatter =>
  ((x: Tensor, scatterIndices: Tensor, updates: Tensor, numbers: ScatterDimensionNumbers, { mode, uniqueIndices = false, indicesAreSorted = false }: ScatterOptions = {}): Tensor => {
    const params = {
      updateWindowDims: numbers.updateWindowDims, insertedWindowDims: numbers.insertedWindowDims, scatterDimsToOperandDims: numbers.scatterDimsToOperandDims,
      operandBatchingDims: numbers.operandBatchingDims ?? [], scatterIndicesBatchingDims: numbers.scatterIndicesBatchingDims ?? [],
      combine, mode: boundsMode(`lax.${name}`, mode ?? 'drop'), uniqueIndices, indicesAreSorted, misses: missesOf(mode, false),
    };
    return op(`lax.${name} ${JSON.stringify(params)}`, [x, scatterIndices, updates], (b, [x, ids, u]) => b.scatter(x as Value, ids as Value, negated ? b.neg(u as Value) : u as Value, params))[0]!;
  }) as Scatter;

/**
 * x with windows replaced by updates, one for each start index. Where windows overlap, the last one stays.
 * x, y: [..n]   scatterIndices: integers [..i, k]   updates: [..i, with the axes of a window put in at updateWindowDims]
 * @example
 * const places = tensor([[1], [3]], { dtype: 'i32' });
 * lax.scatter(zeros([4]), places, tensor([5, 6]), { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }) // [0, 5, 0, 6]
 */
export const scatter = scatterWith('scatter', 'set');
/**
 * x with updates added in windows, one for each start index; where they overlap all are added. Operands as for scatter.
 * @example
 * const places = tensor([[1], [1]], { dtype: 'i32' });
 * lax.scatterAdd(zeros([3]), places, tensor([5, 6]), { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }) // [0, 11, 0]
 */
export const scatterAdd = scatterWith('scatterAdd', 'add');
/**
 * x with updates subtracted in windows, one for each start index. Operands as for scatter.
 * @example
 * const places = tensor([[1], [1]], { dtype: 'i32' });
 * lax.scatterSub(zeros([3]), places, tensor([5, 6]), { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }) // [0, -11, 0]
 */
export const scatterSub = scatterWith('scatterSub', 'add', true);
/**
 * x with windows times updates, one for each start index. Operands as for scatter. The derivative by the updates needs uniqueIndices.
 * @example
 * const places = tensor([[1], [1]], { dtype: 'i32' });
 * lax.scatterMul(ones([3]), places, tensor([5, 6]), { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }) // [1, 30, 1]
 */
export const scatterMul = scatterWith('scatterMul', 'mul');
/**
 * x with the lesser of windows and updates, one for each start index. Operands as for scatter. Those that are equal share the derivative.
 * @example
 * const places = tensor([[1], [1]], { dtype: 'i32' });
 * lax.scatterMin(ones([3]), places, tensor([-5, 6]), { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }) // [1, -5, 1]
 */
export const scatterMin = scatterWith('scatterMin', 'min');
/**
 * x with the greater of windows and updates, one for each start index. Operands as for scatter. Those that are equal share the derivative.
 * @example
 * const places = tensor([[1], [1]], { dtype: 'i32' });
 * lax.scatterMax(ones([3]), places, tensor([-5, 6]), { updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }) // [1, 6, 1]
 */
export const scatterMax = scatterWith('scatterMax', 'max');

/** numpy's rule for one bound: negative ones count from the end, those beyond the axis are moved to it. */
const held = (i: number, size: number): number => Math.min(Math.max(i < 0 ? i + size : i, 0), size);

/**
 * Elements startIndex … limitIndex - 1 of one axis, all of the others. Bounds may be negative or beyond the axis, as in numpy; null: as far as it goes.
 * x: [..a, n, ..c]   y: [..a, ⌈(limit - start) / stride⌉, ..c]
 * @example
 * lax.sliceInDim(tensor([0, 1, 2, 3, 4]), 1, -1) // [1, 2, 3]
 */
export function sliceInDim<S, D, const F extends number | null, const T extends number | null, const K extends number = 1, const A extends number = 0>(x: AtDefault<A, 0, Along<'lax.sliceInDim', S, A>, Tensor<S, D>>, startIndex: F, limitIndex: T, stride?: K, axis?: Fits<Along<'lax.sliceInDim', S, A>, A>): Tensor<SlicedIn<S, F, T, K, A>, D>;
export function sliceInDim(x: Tensor, startIndex: number | null, limitIndex: number | null, stride = 1, axis = 0): Tensor {
  const at = axisOf('lax.sliceInDim', axis, x), size = x.shape[at]!, from = held(startIndex ?? 0, size), to = Math.max(from, held(limitIndex ?? size, size));
  return slice(x, x.shape.map((_, i) => (i === at ? from : 0)), x.shape.with(at, to), x.shape.map((_, i) => (i === at ? stride : 1)));
}

type Bound<I> = [I] extends [null] ? undefined : I extends null ? number : I;
type SlicedIn<S, F, T, K, A> = HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape : Around<S, A> extends readonly [infer P extends unknown[], infer N, infer Q extends unknown[]] ? [...P, SliceSize<Bound<F>, Bound<T>, K, N>, ...Q] : Shape;
/** S with one element along an axis, or without it. */
type Single<S, A, Keep> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape : boolean extends Keep ? Shape
  : Around<S, A> extends readonly [infer P extends unknown[], unknown, infer Q extends unknown[]] ? (Keep extends false ? [...P, ...Q] : [...P, 1, ...Q]) : Shape;

/**
 * The slice of x at one place of an axis; the axis stays with size 1 unless keepDims is false.   x: [..a, n, ..c]   y: [..a, 1, ..c]
 * @example
 * lax.indexInDim(tensor([[1, 2], [3, 4]]), -1, 0, { keepDims: false }) // [3, 4]
 */
export function indexInDim<S, D, const A extends number = 0, Keep extends boolean = true>(x: AtDefault<A, 0, Along<'lax.indexInDim', S, A>, Tensor<S, D>>, index: number, axis?: Fits<Along<'lax.indexInDim', S, A>, A>, options?: { readonly keepDims?: Keep }): Tensor<Single<S, A, Keep>, D>;
export function indexInDim(x: Tensor, index: number, axis = 0, { keepDims = true }: { readonly keepDims?: boolean } = {}): Tensor {
  const at = axisOf('lax.indexInDim', axis, x), size = x.shape[at]!, place = index < 0 ? index + size : index;
  if (!(Number.isInteger(index) && place >= 0 && place < size))
    throw new CotangentError(`lax.indexInDim: index ${index} is out of bounds for axis ${at} with size ${size}`, { code: 'NN0570', hint: `use ${-size} to ${size - 1}` });
  const y = sliceInDim(x, place, place + 1, 1, at);
  return keepDims ? y : without(y, at);
}

const without = (x: Tensor, axis: number): Tensor => op(`squeeze ${axis}`, [x], (b, [x]) => b.squeeze(x as Value, { axes: [axis] }))[0]!;
const axisOf = (name: string, axis: number, x: Tensor): number => {
  try {
    return axisIn(name, axis, x.rank);
  } catch (e) {
    throw new CotangentError((e as Error).message, { code: 'NN0202', hint: 'axes are counted from 0, negative ones from the end', cause: e });
  }
};

/** Scalars of an integer dtype, one per axis. */
function starts(name: string, x: Tensor, given: readonly TensorLike[] | Tensor): readonly Tensor[] {
  const list = given instanceof Tensor ? Array.from({ length: given.rank === 1 ? given.shape[0]! : -1 }, (_, i) => indexInDim(given, i, 0, { keepDims: false })) : given;
  if (list.length !== x.rank)
    throw new CotangentError(`${name}: there are ${list.length} starts, but ${showType(x)} has ${x.rank} axes`, { code: 'NN0228', hint: 'give one start for each axis' });
  return list.map((s, i) => integer(name, s, `start ${i}`));
}
function integer(name: string, s: TensorLike, what: string): Tensor {
  if (s instanceof Tensor) {
    if (!isInteger(s.dtype) || s.rank !== 0) throw new CotangentError(`${name}: ${what} is ${showType(s)}, not one whole number`, { code: 'NN0221', hint: 'give a number, or an integer tensor of shape []' });
    return s;
  }
  if (typeof s !== 'number' || !Number.isInteger(s) || Math.abs(s) >= 2 ** 31) throw new CotangentError(`${name}: ${what} is ${String(s)}, not a whole number`, { code: 'NN0221', hint: 'give a number, or an integer tensor of shape []' });
  return isTracing() ? full([], s, { dtype: 'i32' }) : scalarOf(s, 'i32');
}
/** Negative ones count from the end, once. */
const counted = (b: Builder, s: Value, size: number, dtype: DType): Value => {
  if (dtype === 'u8' || dtype === 'u32') return s;
  const i = dtype === 'i32' ? s : b.convert(s, { dtype: 'i32' });
  return b.select(b.lt(i, 0), b.add(i, size), i);
};

/**
 * A block of x of the sizes given that begins where the starts say: numbers, integer scalars, or one integer vector. Negative starts count
 * from the end; a block that would reach beyond x is moved inwards.   x: [..n]   y: [..sliceSizes]
 * @example
 * lax.dynamicSlice(tensor([0, 1, 2, 3, 4]), [3], [3]) // [2, 3, 4]
 */
export function dynamicSlice<S, D, const T extends readonly number[]>(x: Tensor<S, D>, startIndices: readonly TensorLike[] | Tensor, sliceSizes: Fits<Block<S, D, T>, T>): Tensor<Gives<Block<S, D, T>>, D>;
export function dynamicSlice(x: Tensor, startIndices: readonly TensorLike[] | Tensor, sliceSizes: readonly number[]): Tensor {
  const from = starts('lax.dynamicSlice', x, startIndices);
  return op(`lax.dynamicSlice ${sliceSizes.join()}`, [x, ...from], (b, [x0, ...s]) => {
    const v = x0 as Value;
    return b.dynamicSlice([v, ...s.map((i, a) => counted(b, i as Value, v.type.shape[a] as number, from[a]!.dtype))], { sizes: sliceSizes });
  })[0]!;
}

type Block<S, D, T> = HasRank<T> extends false ? Unknown<T> : HasRank<S> extends false ? Copied<T> : BlockIn<S, T, [S, D]>;
type BlockIn<S, T, All extends [unknown, unknown], R extends unknown[] = []> =
  T extends readonly [infer N, ...infer M]
    ? S extends readonly [infer Whole, ...infer Rest]
      ? [Whole, N] extends [number, number] ? (Less<Whole, N> extends true ? Mistake<blockTooLarge<ShowDim<N>, `${R['length']}`, ShowType<All[0], All[1]>>> : BlockIn<Rest, M, All, [...R, N]>) : BlockIn<Rest, M, All, [...R, N]>
      : [...R, N, ...M]
    : R;

/**
 * x with a block put over it that begins where the starts say: numbers, integer scalars, or one integer vector. Negative starts count from
 * the end; a block that would reach beyond x is moved inwards.   x, y: [..n]   update: [..m], m ≤ n
 * @example
 * lax.dynamicUpdateSlice(zeros([4]), tensor([1, 2]), [3]) // [0, 0, 1, 2]
 */
export function dynamicUpdateSlice<S, D>(x: Tensor<S, D>, update: Tensor, startIndices: readonly TensorLike[] | Tensor): Tensor<S, D>;
export function dynamicUpdateSlice(x: Tensor, update: Tensor, startIndices: readonly TensorLike[] | Tensor): Tensor {
  oneDType('lax.dynamicUpdateSlice', [x, update]);
  const from = starts('lax.dynamicUpdateSlice', x, startIndices);
  return op('lax.dynamicUpdateSlice', [x, update, ...from], (b, [x0, u, ...s]) => {
    const v = x0 as Value;
    return b.dynamicUpdateSlice([v, u as Value, ...s.map((i, a) => counted(b, i as Value, v.type.shape[a] as number, from[a]!.dtype))]);
  })[0]!;
}

/**
 * As dynamicSlice, along one axis; all of the others.   x: [..a, n, ..c]   y: [..a, sliceSize, ..c]
 * @example
 * lax.dynamicSliceInDim(tensor([[1, 2, 3], [4, 5, 6]]), 1, 2, 1) // [[2, 3], [5, 6]]
 */
export function dynamicSliceInDim<S, D, const N extends number, const A extends number = 0>(x: AtDefault<A, 0, Along<'lax.dynamicSliceInDim', S, A>, Tensor<S, D>>, startIndex: TensorLike, sliceSize: N, axis?: Fits<Along<'lax.dynamicSliceInDim', S, A>, A>): Tensor<Gives<Resized<'lax.dynamicSliceInDim', S, A, N>>, D>;
export function dynamicSliceInDim(x: Tensor, startIndex: TensorLike, sliceSize: number, axis = 0): Tensor {
  const at = axisOf('lax.dynamicSliceInDim', axis, x);
  return dynamicSlice(x, x.shape.map((_, i) => (i === at ? startIndex : 0)), x.shape.with(at, sliceSize));
}

/**
 * The slice of x at one place of an axis, which may be a tensor; the axis stays with size 1 unless keepDims is false.
 * @example
 * lax.dynamicIndexInDim(tensor([[1, 2], [3, 4]]), tensor(1, { dtype: 'i32' }), 0, { keepDims: false }) // [3, 4]
 */
export function dynamicIndexInDim<S, D, const A extends number = 0, Keep extends boolean = true>(x: AtDefault<A, 0, Along<'lax.dynamicSliceInDim', S, A>, Tensor<S, D>>, index: TensorLike, axis?: Fits<Along<'lax.dynamicSliceInDim', S, A>, A>, options?: { readonly keepDims?: Keep }): Tensor<Single<S, A, Keep>, D>;
export function dynamicIndexInDim(x: Tensor, index: TensorLike, axis = 0, { keepDims = true }: { readonly keepDims?: boolean } = {}): Tensor {
  const y = dynamicSliceInDim(x, index, 1, axis);
  return keepDims ? y : without(y, axisOf('lax.dynamicIndexInDim', axis, x));
}

/**
 * As dynamicUpdateSlice, along one axis; from the beginning of the others.
 * @example
 * lax.dynamicUpdateSliceInDim(zeros([4]), tensor([1, 2]), 1, 0) // [0, 1, 2, 0]
 */
export function dynamicUpdateSliceInDim<S, D, const A extends number>(x: Tensor<S, D>, update: Tensor, startIndex: TensorLike, axis: Fits<Along<'lax.dynamicUpdateSliceInDim', S, A>, A>): Tensor<S, D>;
export function dynamicUpdateSliceInDim(x: Tensor, update: Tensor, startIndex: TensorLike, axis: number): Tensor {
  const at = axisOf('lax.dynamicUpdateSliceInDim', axis, x);
  return dynamicUpdateSlice(x, update, x.shape.map((_, i) => (i === at ? startIndex : 0)));
}

/**
 * x with the slice at one place of an axis replaced; the update may lack that axis, or have it with size 1.
 * @example
 * lax.dynamicUpdateIndexInDim(zeros([2, 2]), tensor([1, 2]), 1, 0) // [[0, 0], [1, 2]]
 */
export function dynamicUpdateIndexInDim<S, D, const A extends number>(x: Tensor<S, D>, update: Tensor, index: TensorLike, axis: Fits<Along<'lax.dynamicUpdateIndexInDim', S, A>, A>): Tensor<S, D>;
export function dynamicUpdateIndexInDim(x: Tensor, update: Tensor, index: TensorLike, axis: number): Tensor {
  const at = axisOf('lax.dynamicUpdateIndexInDim', axis, x);
  if (update.rank !== x.rank && update.rank !== x.rank - 1)
    throw new CotangentError(`lax.dynamicUpdateIndexInDim: the update ${showType(update)} is no slice of ${showType(x)}`, { code: 'NN0219', hint: 'it lacks the axis, or has it with size 1' });
  const whole = update.rank === x.rank ? update : op(`expand ${at}`, [update], (b, [u]) => b.expandDims(u as Value, { axes: [at] }))[0]!;
  if (whole.shape[at] !== 1) throw new CotangentError(`lax.dynamicUpdateIndexInDim: the update ${showType(update)} has size ${whole.shape[at]} along axis ${at}`, { code: 'NN0219', hint: 'it lacks the axis, or has it with size 1' });
  return dynamicUpdateSliceInDim(x, whole, index, at);
}

const listsFor = <const N extends string, const Axes extends string>(lists: N, axes: Axes): listsFor<N, Axes> => `lax.indexTake: ${lists} lists of indices for ${axes} axes`;
type listsFor<N extends string, Axes extends string> = `lax.indexTake: ${N} lists of indices for ${Axes} axes`;
const notLists = <const Ids extends string>(ids: Ids): notLists<Ids> => `lax.indexTake: the indices are ${ids}, not integers of one length`;
type notLists<Ids extends string> = `lax.indexTake: the indices are ${Ids}, not integers of one length`;
type Taken<S, Ts, A> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape
  : ExactAll<'lax.indexTake', S, A> extends infer R
    ? [R] extends [Mistake<string>] ? R
    : HasRank<Ts> extends false ? [number, ...Beside<S, A>]
    : RankOf<Ts> extends RankOf<A>
      ? Ts extends readonly [] ? Mistake<listsFor<'0', '0'>>
        : Lists<Ts> extends infer M ? ([M] extends [never] ? Mistake<notLists<ShowTypes<Ts>>> : [M, ...Beside<S, A>]) : never
      : Mistake<listsFor<`${RankOf<Ts> & number}`, `${RankOf<A> & number}`>>
    : never;
type Beside<S, A> = Without<S, ElementOf<A>> extends infer R extends unknown[] ? R : never;
/** The length of lists of integers; never where they are none, or have several. */
type Lists<Ts, M = number> =
  Ts extends readonly [infer T, ...infer R]
    ? Indices<'', '', unknown, DTypeOf<T>> extends Mistake<string> ? never
    : HasRank<ShapeOf<T>> extends false ? Lists<R, M> : ShapeOf<T> extends readonly [infer N] ? (Differ<N, M> extends true ? never : Lists<R, Known<M, N>>) : never
    : M;
/**
 * Elements of x at positions given by one list of indices for each of the axes; indices wrap around.
 * x: [..n]   idxs: integers [m], one for each axis   y: [m, ..the other axes of x]
 * @example
 * const [rows, columns] = [tensor([0, 1], { dtype: 'i32' }), tensor([1, -1], { dtype: 'i32' })];
 * lax.indexTake(tensor([[1, 2], [3, 4]]), [rows, columns], [0, 1]) // [2, 4]
 * lax.indexTake(tensor([[1, 2], [3, 4]]), [columns, rows], [1, 0]) // [2, 4]
 */
export function indexTake<S, D, const Ts extends readonly Tensor[], const A extends readonly number[]>(x: Tensor<S, D>, idxs: Ts, axes: Fits<Taken<S, Ts, A>, A>): Tensor<Gives<Taken<S, Ts, A>>, D>;
export function indexTake(x: Tensor, idxs: readonly Tensor[], axes: readonly number[]): Tensor {
  exactAxes('lax.indexTake', axes, x.rank);
  if (idxs.length === 0 || idxs.length !== axes.length) throw new CotangentError(listsFor(`${idxs.length}`, `${axes.length}`), { code: 'NN0228', hint: 'give one list for each axis, and one axis at least' });
  if (idxs.some((ids) => !isInteger(ids.dtype) || ids.rank !== 1 || ids.shape[0] !== idxs[0]!.shape[0]))
    throw new CotangentError(notLists(idxs.map(showType).join(' and ')), { code: 'NN0221', hint: 'give integers [m], the same m for each axis' });
  const columns = idxs.map((ids, k) => {
    const size = x.shape[axes[k]!]!;
    return op(`lax.indexTake ${size}`, [ids], (b, [i]) => b.expandDims(b.mod(b.convert(i as Value, { dtype: 'i32' }), size), { axes: [1] }))[0]!;
  });
  const kept = x.shape.map((_, a) => a).filter((a) => !axes.includes(a));
  return gather(x, concat(columns, { axis: 1 }), { offsetDims: kept.map((_, i) => i + 1), collapsedSliceDims: axes.toSorted((p, q) => p - q), startIndexMap: axes }, x.shape.map((n, a) => (axes.includes(a) ? 1 : n)));
}

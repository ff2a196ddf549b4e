/** lax: the same elements in another shape or order; tensors joined, taken apart and padded. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { axisIn, broadcastShapes as stretched, count, ShapeError, showType } from '../../core/shape.ts';
import { checkShape, type Sized } from '../create.ts';
import { asValue, op } from '../operation.ts';
import type { Apart } from '../numpy/joining.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { cannotStretch, notAnOrder } from '../../core/shape.ts';
import type { Along, AnyOpen, Around, AtDefault, AxesIn, AxisOf, Both, Expanded, Joined, RankOf, Transposed, With, Without } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, IsOpen, Mistake, Shape, ShowDim, ShowShape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Add, Div, Less, Mul, Plus, Shift, Sub, Times } from '../../core/types/number.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Concatenated, noTensors } from '../../ops/concat.ts';
import type { Reshaped, SizeOf } from '../../ops/reshape.ts';
import type { partsDiffer } from '../../ops/split.ts';
import type { notWithin } from '../../ops/slice.ts';
import type { tooWide } from '../../ops/squeeze.ts';
import type { stackDiffers } from '../../ops/stack.ts';
import type { Absent, DTypeOf, Operand, Own, ShapeOf, ShapesOf } from '../signatures.ts';
import { exactAxes, exactAxis, notAScalar, oneDType, type Exact, type ExactAll, type OneDTypes } from './strict.ts';

/**
 * The shape to which all of these stretch, aligned at the last axis: sizes are equal or 1.
 * @example
 * lax.broadcastShapes([3, 1], [4]) // [3, 4]
 */
export function broadcastShapes(...shapes: readonly (readonly number[])[]): readonly number[] {
  if (shapes.length === 0) throw new CotangentError('lax.broadcastShapes of no shapes is no shape', { code: 'NN0577', hint: 'give at least one' });
  for (const s of shapes) checkShape('lax.broadcastShapes', s);
  try {
    return shapes.reduce((a, b) => stretched('lax.broadcastShapes', a, b, shapes) as readonly number[]);
  } catch (e) {
    if (e instanceof ShapeError) throw new CotangentError(e.message, { code: e.code, hint: e.hint, cause: e });
    throw e;
  }
}

/**
 * Repeats x along new axes in front.   x: [..s]   y: [..sizes, ..s]
 * @example
 * lax.broadcast(tensor([1, 2]), [2]) // [[1, 2], [1, 2]]
 */
export function broadcast<S, D, const T extends readonly number[]>(x: Tensor<S, D>, sizes: Fits<Sized<'lax.broadcast', T>, T>): Tensor<Gives<Fronted<S, Sized<'lax.broadcast', T>>>, D>;
export function broadcast(x: Tensor, sizes: readonly number[]): Tensor {
  checkShape('lax.broadcast', sizes);
  const shape = [...sizes, ...x.shape];
  return broadcastInDim(x, shape, x.shape.map((_, i) => sizes.length + i));
}

type Fronted<S, T> = [T] extends [Mistake<string>] ? T : HasRank<T> extends false ? Unknown<T> : HasRank<S> extends false ? Unknown<S> : Both<T, S>;

/**
 * Repeats x along new axes and axes of size 1: axis i of x becomes axis broadcastDimensions[i] of y.   x: [..s]   y: [..shape]
 * @example
 * lax.broadcastInDim(tensor([1, 2]), [2, 3], [0]) // [[1, 1, 1], [2, 2, 2]]
 */
export function broadcastInDim<S = [], D = Weak, const T extends readonly number[] = readonly number[], const A extends readonly number[] = readonly number[]>(x: Operand<S, D>, shape: Fits<Sized<'lax.broadcastInDim', T>, T>, broadcastDimensions: Fits<InDim<S, T, A>, A>): Tensor<Gives<Sized<'lax.broadcastInDim', T>>, Own<D>>;
export function broadcastInDim(x: TensorLike, shape: readonly number[], broadcastDimensions: readonly number[]): Tensor {
  checkShape('lax.broadcastInDim', shape);
  return op(`lax.broadcastInDim ${shape.join()} ${broadcastDimensions.join()}`, [x], (b, [x]) => b.broadcast(asValue(b, x!), { shape, axes: broadcastDimensions }))[0]!;
}

type InDim<S, T, A> =
  HasRank<S> extends false ? T : HasRank<T> extends false ? T : AnyOpen<A> extends true ? T
  : StretchesAt<S, T, A> extends false ? Mistake<cannotStretch<ShowShape<S>, ShowShape<T>, Joined<A>>> : T;
/** Axes ascend, are there, and have the size of S's, or S's is 1. */
type StretchesAt<S, T, A, Last = -1> =
  A extends readonly [infer I, ...infer More]
    ? S extends readonly [infer N, ...infer Rest]
      ? `${I & number}` extends `-${string}` ? false : Last extends -1 ? AtPlace<N, T, I, Rest, More> : Less<Last, I> extends true ? AtPlace<N, T, I, Rest, More> : false
      : false
    : S extends readonly [] ? true : false;
type AtPlace<N, T, I, Rest, More> = Around<T, I> extends readonly [unknown, infer M, unknown] ? (N extends 1 ? StretchesAt<Rest, T, More, I> : Differ<N, M> extends true ? false : StretchesAt<Rest, T, More, I>) : false;

export interface ReshapeOptions<O = readonly number[]> {
  /** The order in which the axes of x are read; as they stand when absent. */
  readonly dimensions?: O;
}

/**
 * The same elements in the same order under another shape.   x: [..s]   y: [..newSizes]
 * @example
 * lax.reshape(tensor([[1, 2], [3, 4]]), [4], { dimensions: [1, 0] }) // [1, 3, 2, 4]
 */
export function reshape<S, D, const T extends readonly number[], const O extends readonly number[] | undefined = undefined>(x: Tensor<S, D>, newSizes: Fits<Resized<S, T, O>, T>, options?: ReshapeOptions<Fits<InOrder<S, O>, O>>): Tensor<Gives<Sized<'lax.reshape', T>>, D>;
export function reshape(x: Tensor, newSizes: readonly number[], { dimensions }: ReshapeOptions = {}): Tensor {
  checkShape('lax.reshape', newSizes);
  return op(`lax.reshape ${newSizes.join()} ${dimensions?.join()}`, [x], (b, [x]) =>
    b.reshape(dimensions ? b.transpose(x as Value, { order: dimensions }) : x as Value, { shape: newSizes }))[0]!;
}

type Resized<S, T, O> =
  Sized<'lax.reshape', T> extends infer R
    ? [R] extends [Mistake<string>] ? R : InOrder<S, O> extends infer P ? ([P] extends [Mistake<string>] ? T : Reshaped<P, T>) : never
    : never;
/** The axes in another order, none counted from the end. */
type InOrder<S, O> =
  Absent<O> extends true ? S : AnyOpen<O> extends true ? (HasRank<S> extends false ? Unknown<S> : Shape)
  : HasRank<S> extends false ? Unknown<S>
  : Joined<O> extends `${string}-${string}` ? Mistake<notAnOrder<Joined<O>, `${RankOf<S> & number}`, ShowShape<S>>> : Transposed<S, O>;

/**
 * Axis i of y is axis permutation[i] of x.   x: [..s]   y: [..s in that order]
 * @example
 * lax.transpose(tensor([[1, 2], [3, 4]]), [1, 0]) // [[1, 3], [2, 4]]
 */
export const transpose = ((x: Tensor, permutation: readonly number[]): Tensor =>
  op(`lax.transpose ${permutation.join()}`, [x], (b, [x]) => b.transpose(x as Value, { order: permutation }))[0]!) as <S, D, const O extends readonly number[]>(x: Tensor<S, D>, permutation: Fits<InOrder<S, O>, O>) => Tensor<Gives<InOrder<S, O>>, D>;

/**
 * The elements in the opposite order along the axes named.   x, y: [..s]
 * @example
 * lax.rev(tensor([1, 2, 3]), [0]) // [3, 2, 1]
 */
export function rev<S, D, const A extends readonly number[]>(x: Tensor<S, D>, dimensions: Fits<ExactAll<'lax.rev', S, A>, A>): Tensor<S, D>;
export function rev(x: Tensor, dimensions: readonly number[]): Tensor {
  const axes = exactAxes('lax.rev', dimensions, x.rank);
  return op(`lax.rev ${axes.join()}`, [x], (b, [x]) => b.rev(x as Value, { axes }))[0]!;
}

/**
 * Without the axes named, whose sizes are 1.   x: s with ones   y: [..s].   Negative axes count from the end.
 * @example
 * lax.squeeze(tensor([[1, 2]]), [0]) // [1, 2]
 */
export const squeeze = ((x: Tensor, dimensions: readonly number[]): Tensor =>
  op(`lax.squeeze ${dimensions.join()}`, [x], (b, [x]) => b.squeeze(x as Value, { axes: dimensions }))[0]!) as <S, D, const A extends readonly number[]>(x: Tensor<S, D>, dimensions: Fits<Narrowed<S, D, A>, A>) => Tensor<Gives<Narrowed<S, D, A>>, D>;
type Narrowed<S, D, A> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape
  : AxesIn<'squeeze', S, A> extends infer Gone ? ([Gone] extends [Mistake<string>] ? Gone : FirstWide<S, D, Gone> extends infer M ? ([M] extends [never] ? Without<S, Gone> : M) : never) : never;
type FirstWide<Whole, D, Gone, S = Whole, I extends unknown[] = []> =
  S extends readonly [infer N, ...infer T]
    ? I['length'] extends Gone ? (Differ<N, 1> extends true ? Mistake<tooWide<`${I['length'] & number}`, ShowType<Whole, D>, ShowDim<N>>> : FirstWide<Whole, D, Gone, T, [...I, 0]>) : FirstWide<Whole, D, Gone, T, [...I, 0]>
    : never;

/**
 * With new axes of size 1 at the places named, counted in the result.   x: [..s]   y: s with ones.   Negative axes count from the end.
 * @example
 * lax.expandDims(tensor([1, 2]), [0, 2]) // [[[1], [2]]]
 */
export function expandDims<S = [], D = Weak, const A extends readonly number[] = readonly number[]>(x: Operand<S, D>, dimensions: Fits<Expanded<'lax.expandDims', S, A>, A>): Tensor<Gives<Expanded<'lax.expandDims', S, A>>, Own<D>>;
export function expandDims(x: TensorLike, dimensions: readonly number[]): Tensor {
  return op(`lax.expandDims ${dimensions.join()}`, [x], (b, [v]) => {
    const x = asValue(b, v!), rank = x.type.shape.length + dimensions.length, places = dimensions.map((a) => axisIn('lax.expandDims', a, rank));
    const twice = places.find((a, i) => places.indexOf(a) !== i);
    if (twice !== undefined) throw new ShapeError('NN0213', `lax.expandDims: axis ${twice} is named twice in [${dimensions.join(', ')}]`, 'name each axis once');
    const rest = [...x.type.shape];
    return b.reshape(x, { shape: Array.from({ length: rank }, (_, i) => (places.includes(i) ? 1 : rest.shift()!)) });
  })[0]!;
}

const noRange = <const A extends string, const B extends string, const X extends string>(start: A, stop: B, x: X): noRange<A, B, X> => `lax.collapse: axes ${start} to ${stop} of ${x} are not a range`;
type noRange<A extends string, B extends string, X extends string> = `lax.collapse: axes ${A} to ${B} of ${X} are not a range`;
type Collapsed<S, D, A, B> =
  HasRank<S> extends false ? Unknown<S> : Absent<B> extends true ? Collapsed<S, D, A, RankOf<S>> : AnyOpen<A> extends true ? Shape : AnyOpen<B> extends true ? Shape
  : [AxisOf<S, A>, B extends RankOf<S> ? B : AxisOf<S, B>] extends [infer From, infer To]
    ? [From] extends [never] ? NoRange<S, D, A, B> : [To] extends [never] ? NoRange<S, D, A, B> : Less<From, To> extends true ? Run<S, From, To> : NoRange<S, D, A, B>
    : never;
type NoRange<S, D, A, B> = Mistake<noRange<`${A & number}`, `${B & number}`, ShowType<S, D>>>;
type Run<S, From, To, I extends unknown[] = [], R extends unknown[] = [], In extends unknown[] = [], Within = false> =
  I['length'] extends To ? (S extends readonly [...infer Rest] ? [...R, SizeOf<In>, ...Rest] : never)
  : S extends readonly [infer N, ...infer T]
    ? (I['length'] extends From ? true : Within) extends true ? Run<T, From, To, [...I, 0], R, [...In, N], true> : Run<T, From, To, [...I, 0], [...R, N], In>
    : never;
/**
 * Axes startDimension … stopDimension - 1 as one.   x: [..a, ..b, ..c]   y: [..a, Π b, ..c]
 * @example
 * lax.collapse(tensor([[1, 2], [3, 4]]), 0, 2) // [1, 2, 3, 4]
 */
export function collapse<S, D, const A extends number, const B extends number | undefined = undefined>(x: Tensor<S, D>, startDimension: AtDefault<B, undefined, Collapsed<S, D, A, B>, A>, stopDimension?: Fits<Collapsed<S, D, A, B>, B>): Tensor<Gives<Collapsed<S, D, A, B>>, D>;
export function collapse(x: Tensor, startDimension: number, stopDimension = x.rank): Tensor {
  const [from, to] = [startDimension, stopDimension].map((a) => (a < 0 ? a + x.rank : a)) as [number, number];
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= x.rank))
    throw new CotangentError(noRange(`${startDimension}`, `${stopDimension}`, showType(x)), { code: 'NN0202', hint: 'start lies before stop, and stop is at most the rank' });
  return reshape(x, [...x.shape.slice(0, from), count(x.shape.slice(from, to)), ...x.shape.slice(to)]);
}

/**
 * Tensors of one dtype one after the other along an axis.   xᵢ: [..a, nᵢ, ..c]   y: [..a, Σ nᵢ, ..c]
 * @example
 * lax.concatenate([tensor([1, 2]), tensor([3])], 0) // [1, 2, 3]
 */
export function concatenate<const Ts extends readonly Tensor[], const A extends number>(operands: Fits<OneDTypes<'lax.concatenate', Ts>, Ts>, dimension: Fits<OneAfterAnother<Ts, A>, A>): Tensor<Gives<OneAfterAnother<Ts, A>>, DTypeOf<Ts[0]>>;
export function concatenate(operands: readonly Tensor[], dimension: number): Tensor {
  oneDType('lax.concatenate', operands);
  const axis = operands.length === 0 ? 0 : exactAxis('lax.concatenate', dimension, operands[0]!.rank);
  return op(`lax.concatenate ${axis}`, operands, (b, xs) => b.concat(xs as readonly Value[], { axis }))[0]!;
}

type OneAfterAnother<Ts extends readonly unknown[], A> =
  Ts extends readonly [] ? Mistake<noTensors<'concat'>>
  : Exact<'lax.concatenate', ShapeOf<Ts[0]>, A> extends infer E ? ([E] extends [Mistake<string>] ? E : Concatenated<'lax.concatenate', ShapesOf<Ts>, A, DTypeOf<Ts[0]>>) : never;

export interface SplitOptions<A = number> {
  /** The axis that is taken apart; the first when absent. */
  readonly axis?: A;
}

type SumOf<Ns, R = 0> = Ns extends readonly [infer N, ...infer T] ? SumOf<T, Plus<R, N>> : R;
type ShowSum<Ns, T extends string = ''> = Ns extends readonly [infer N, ...infer R] ? ShowSum<R, T extends '' ? ShowDim<N> : `${T} + ${ShowDim<N>}`> : T;
type PartsFit<S, D, Ns, A> =
  Sized<'lax.split', Ns> extends infer R
    ? [R] extends [Mistake<string>] ? R
    : AnyOpen<Ns> extends true ? S : AnyOpen<A> extends true ? S
    : Around<S, A> extends readonly [infer P, infer N, unknown] ? (Differ<SumOf<Ns>, N> extends true ? Mistake<partsDiffer<ShowSum<Ns>, `${RankOf<P> & number}`, ShowType<S, D>, ShowDim<SumOf<Ns>>>> : S) : S
    : never;
/** S with another size, where it has the axis. */
type Part<S, A, N> = HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape : With<S, A, N>;

/**
 * Parts of these sizes along an axis, from its start to its end.   x: [..a, Σ nᵢ, ..c]   yᵢ: [..a, nᵢ, ..c]
 * @example
 * lax.split(tensor([1, 2, 3]), [1, 2])[1] // [2, 3]
 */
export function split<S, D, const Ns extends readonly number[], const A extends number = 0>(x: AtDefault<A, 0, Along<'split', S, A>, Tensor<S, D>>, sizes: Fits<PartsFit<S, D, Ns, A>, Ns>, options?: SplitOptions<Fits<Along<'split', S, A>, A>>): { -readonly [I in keyof Ns]: Tensor<Part<S, A, Ns[I]>, D> };
export function split(x: Tensor, sizes: readonly number[], { axis = 0 }: SplitOptions = {}): unknown {
  checkShape('lax.split', sizes);
  return op(`lax.split ${sizes.join()} ${axis}`, [x], (b, [x]) => b.split(x as Value, { sizes, axis }));
}

/**
 * The elements startIndices, + strides … before limitIndices of every axis.   x: [..n]   y: [..⌈(limit - start) / stride⌉]
 * @example
 * lax.slice(tensor([0, 1, 2, 3, 4]), [1], [5], [2]) // [1, 3]
 */
export const slice = ((x: Tensor, startIndices: readonly number[], limitIndices: readonly number[], strides: readonly number[] = startIndices.map(() => 1)): Tensor =>
  op(`lax.slice ${startIndices.join()} ${limitIndices.join()} ${strides.join()}`, [x], (b, [x]) =>
    b.slice(x as Value, { start: startIndices, stop: limitIndices, step: strides }))[0]!) as <S, D, const F extends readonly number[], const T extends readonly number[], const K extends readonly number[] | undefined = undefined>(x: Tensor<S, D>, startIndices: F, limitIndices: Fits<Sliced<S, D, F, T, K>, T>, strides?: K) => Tensor<Gives<Sliced<S, D, F, T, K>>, D>;
type Sliced<S, D, F, T, K> =
  HasRank<S> extends false ? Unknown<S> : [HasRank<F>, HasRank<T>, Absent<K> extends true ? true : HasRank<K>] extends [true, true, true] ? SlicedEach<S, F, T, K, [S, D]> : Shape;
type SlicedEach<S, F, T, K, All extends [unknown, unknown], R extends unknown[] = []> =
  [S, F, T] extends [readonly [infer N, ...infer S2], readonly [infer A, ...infer F2], readonly [infer B, ...infer T2]]
    ? SlicedTo<N, A, B, K extends readonly [infer Step, ...unknown[]] ? Step : 1, R['length'], All> extends infer M ? (M extends Mistake<string> ? M : SlicedEach<S2, F2, T2, K extends readonly [unknown, ...infer K2] ? K2 : K, All, [...R, M]>) : never
    : R;
/** The size that is left: `number` where one of the others is. */
type SlicedTo<N, A, B, Step, I, All extends [unknown, unknown]> =
  [N] extends [number]
    ? number extends N | A | B | Step ? number
    : `${A & number}` extends `-${string}` ? NotWithin<A, B, I, All> : `${B & number}` extends `-${string}` ? NotWithin<A, B, I, All>
    : [Sub<B, A>] extends [never] ? NotWithin<A, B, I, All> : Less<N, B> extends true ? NotWithin<A, B, I, All>
    : Step extends 1 ? Sub<B, A> : `${Step & number}` extends `-${string}` | '0' ? number : Sub<B, A> extends 0 ? 0 : Add<Div<Sub<Sub<B, A>, 1>, Step>, 1>
    : number;
type NotWithin<A, B, I, All extends [unknown, unknown]> = Mistake<notWithin<`${A & number}`, `${B & number}`, `${I & number}`, ShowType<All[0], All[1]>>>;

/** Elements put before the first, after the last and between neighbours of one axis. Negative `low` and `high` take elements away. */
export type PaddingConfig = readonly (readonly [low: number, high: number, interior: number])[];

type Padded<S, P> = HasRank<S> extends false ? Unknown<S> : HasRank<P> extends false ? Shape : PaddedEach<S, P>;
type PaddedEach<S, P, R extends unknown[] = []> = S extends readonly [infer N, ...infer T] ? (P extends readonly [readonly [infer Low, infer High, infer Inner], ...infer Q] ? PaddedEach<T, Q, [...R, PaddedBy<N, Low, High, Inner>]> : R) : R;
/** low + n + (n - 1) · interior + high; `number` where one of them is not known. */
type PaddedBy<N, Low, High, Inner> =
  [Low, High, Inner] extends [0, 0, 0] ? N
  : N extends number ? (number extends N | Low | High | Inner ? number : Shift<N extends 0 ? 0 : Add<N, Mul<Sub<N, 1>, Inner>>, Low, High> extends infer R ? ([R] extends [never] ? number : R) : never) : number;
/**
 * x with paddingValue around it and between its elements.   x: [..n]   paddingValue: a scalar of x's dtype   y: [.. low + n + (n - 1) · interior + high]
 * @example
 * lax.pad(tensor([1, 2]), 0, [[1, 0, 2]]) // [0, 1, 0, 0, 2]
 */
export function pad<S, D, const P extends PaddingConfig>(x: Tensor<S, D>, paddingValue: TensorLike, paddingConfig: P): Tensor<Padded<S, P>, D>;
export function pad(x: Tensor, paddingValue: TensorLike, paddingConfig: PaddingConfig): Tensor {
  oneDType('lax.pad', [x, paddingValue]);
  if (paddingValue instanceof Tensor && paddingValue.rank > 0) throw notAScalar('lax.pad', 'the value', paddingValue);
  const bad = paddingConfig.find((p) => p.length !== 3 || !p.every(Number.isInteger) || p[2] < 0);
  if (bad) throw new CotangentError(`lax.pad: [${bad.join(', ')}] is not a padding`, { code: 'NN0578', hint: 'give [low, high, interior] for each axis, whole numbers, interior at least 0' });
  const [low, high, interior] = [0, 1, 2].map((i) => paddingConfig.map((p) => p[i as 0 | 1 | 2])) as [number[], number[], number[]];
  const places = { low, high, interior }, key = `lax.pad ${paddingConfig.join(';')}`;
  if (!(paddingValue instanceof Tensor)) {
    const value = Number(paddingValue);
    return op(`${key} ${Object.is(value, -0) ? '-0' : value}`, [x], (b, [x]) => b.pad(x as Value, { ...places, value }))[0]!;
  }
  return op(key, [x, paddingValue], (b, [x0, v]) => {
    const x = x0 as Value, isElement = b.pad(b.full({ value: 1, shape: x.type.shape, dtype: 'bool' }), { ...places, value: 0 });
    return b.select(isElement, b.pad(x, { ...places, value: 0 }), v!);
  })[0]!;
}

/**
 * Tensors of one shape and dtype side by side along a new axis.   xᵢ: [..s]   y: s with the number of tensors at the axis
 * @example
 * lax.stack([tensor([1, 2]), tensor([3, 4])], { axis: 1 }) // [[1, 3], [2, 4]]
 */
export function stack<const Ts extends readonly Tensor[], const A extends number = 0>(operands: Fits<OneDTypes<'lax.stack', Ts>, AtDefault<A, 0, Stacked<Ts, A>, Ts>>, options?: SplitOptions<Fits<Stacked<Ts, A>, A>>): Tensor<Gives<Stacked<Ts, A>>, DTypeOf<Ts[0]>>;
export function stack(operands: readonly Tensor[], { axis = 0 }: SplitOptions = {}): Tensor {
  oneDType('lax.stack', operands);
  return op(`lax.stack ${axis}`, operands, (b, xs) => b.stack(xs as readonly Value[], { axis }))[0]!;
}

type Alike<Ts, First> = Ts extends readonly [infer T, ...infer R] ? (HasRank<ShapeOf<T>> extends false ? Unknown<ShapeOf<T>> : SomeDiffer<ShapeOf<First>, ShapeOf<T>> extends true ? Mistake<stackDiffers<ShowType<ShapeOf<First>, DTypeOf<First>>, ShowType<ShapeOf<T>, DTypeOf<T>>>> : Alike<R, First>) : ShapeOf<First>;
type Stacked<Ts, A> =
  HasRank<Ts> extends false ? Unknown<Ts>
  : Ts extends readonly [infer First, ...infer R]
    ? Expanded<'stack', ShapeOf<First>, A> extends infer E
      ? [E] extends [Mistake<string>] ? E : HasRank<E> extends false ? Unknown<E>
      : Alike<R, First> extends infer S ? ([S] extends [Mistake<string>] ? S : HasRank<S> extends false ? Unknown<S> : With<E, A, RankOf<Ts>>) : never
      : never
    : Mistake<noTensors<'stack'>>;
/**
 * The tensors that lie side by side along an axis.   x: [..a, n, ..c]   yᵢ: [..a, ..c]
 * @example
 * lax.unstack(tensor([[1, 2], [3, 4]]))[1] // [3, 4]
 */
export const unstack = ((x: Tensor, { axis = 0 }: SplitOptions = {}): Tensor[] => op(`lax.unstack ${axis}`, [x], (b, [x]) => b.unstack(x as Value, { axis }))) as <S, D, const A extends number = 0>(x: AtDefault<A, 0, Along<'unstack', S, A>, Tensor<S, D>>, options?: SplitOptions<Fits<Along<'unstack', S, A>, A>>) => Apart<S, D, A>;

const otherRepeats = <const R extends string, const X extends string>(reps: R, x: X): otherRepeats<R, X> => `lax.tile: [${reps}] repeats for ${x}`;
type otherRepeats<R extends string, X extends string> = `lax.tile: [${R}] repeats for ${X}`;
type Tiled<S, D, R> =
  Sized<'lax.tile', R> extends infer T
    ? [T] extends [Mistake<string>] ? T : HasRank<T> extends false ? Unknown<T> : HasRank<S> extends false ? Unknown<S>
    : RankOf<T> extends RankOf<S> ? TimesEach<S, T> : Mistake<otherRepeats<Joined<R>, ShowType<S, D>>>
    : never;
type TimesEach<S, T, R extends unknown[] = []> = S extends readonly [infer N, ...infer M] ? (T extends readonly [infer K, ...infer L] ? TimesEach<M, L, [...R, Times<N, K>]> : never) : R;
/**
 * x again and again along every axis, as often as reps says.   x: [..n]   y: [.. n · rep]
 * @example
 * lax.tile(tensor([1, 2]), [2]) // [1, 2, 1, 2]
 */
export function tile<S, D, const R extends readonly number[]>(x: Tensor<S, D>, reps: Fits<Tiled<S, D, R>, R>): Tensor<Gives<Tiled<S, D, R>>, D>;
export function tile(x: Tensor, reps: readonly number[]): Tensor {
  checkShape('lax.tile', reps);
  if (reps.length !== x.rank) throw new CotangentError(otherRepeats(reps.join(', '), showType(x)), { code: 'NN0258', hint: 'give one number for each axis' });
  return op(`lax.tile ${reps.join()}`, [x], (b, [v]) => {
    // Each axis with one before it, along which it repeats.
    const { shape } = (v as Value).type, twice = shape.flatMap((n, i) => [reps[i]!, n as number]);
    return b.reshape(b.broadcast(v as Value, { shape: twice, axes: shape.map((_, i) => 2 * i + 1) }), { shape: shape.map((n, i) => (n as number) * reps[i]!) });
  })[0]!;
}

/**
 * With new axes of size 1 in front, until there are `rank`.   x: [..s]   y: [1, .., ..s]
 * @example
 * lax.broadcastToRank(tensor([1, 2]), 3) // [[[1, 2]]]
 */
export const broadcastToRank = ((x: Tensor, rank: number): Tensor => expandDims(x, Array.from({ length: Math.max(0, rank - x.rank) }, (_, i) => i))) as <S, D, const N extends number>(x: Tensor<S, D>, rank: N) => Tensor<OfRank<S, N>, D>;
type OfRank<S, N> = HasRank<S> extends false ? Unknown<S> : IsOpen<N> extends true ? Shape : `${N & number}` extends `-${string}` ? S : Less<RankOf<S>, N> extends true ? Less<N, 100> extends true ? Fronts<S, N> : Shape : S;
type Fronts<S, N> = RankOf<S> extends N ? S : Fronts<Both<[1], S>, N>;

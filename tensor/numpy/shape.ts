/** numpy: the same elements under another shape, or with their axes in another order. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { axisTwice, broadcastShapes as joined, cannotMove, count, notOne, tooManyAxes } from '../../core/shape.ts';
import { checkShape } from '../create.ts';
import { axesAt, axisAt, tensorOf, type Axis } from '../operand.ts';
import { checked, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Along, Expanded, FitsAxis, Moved, Squeezed, Swapped, Transposed, Unsized } from '../../core/types/axes.ts';
import type { BroadcastAll, BroadcastTo } from '../../core/types/broadcast.ts';
import type { Fits, Gives, HasRank, Mistake, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import { anySizeFits, indivisibleElements, type Reshaped, type ReshapedAs, type SizeOf } from '../../ops/reshape.ts';
import type { DTypeOf, FitsAll, Operand, Own, ShapesOf } from '../signatures.ts';


export interface ReshapeOptions {
  /** Which axis runs fastest: the last one (C, as elements lie in memory), or the first (F). */
  readonly order?: 'C' | 'F';
}

/**
 * The same elements in row-major order under another shape. One size may be -1: what remains.
 * x: [..s]   y: [..shape]   As numpy's reshape.
 * @example
 * reshape(tensor([1, 2, 3, 4, 5, 6]), [2, -1]) // [[1, 2, 3], [4, 5, 6]]
 * reshape(tensor([1, 2, 3, 4]), [2, 2], { order: 'F' }) // [[1, 3], [2, 4]]
 */
export function reshape<S = [], D = Weak, const T extends number | readonly number[] = number>(x: Operand<S, D>, shape: Fits<Reshaped<S, T>, T | readonly number[]>, options?: ReshapeOptions): Tensor<ReshapedAs<S, T>, Own<D>>;
export function reshape(given: TensorLike, shape: number | readonly number[], { order = 'C' }: ReshapeOptions = {}): Tensor {
  const x = tensorOf('reshape', given), sizes = typeof shape === 'number' ? [shape] : shape;
  const open = sizes.indexOf(-1), rest = count(sizes.filter((_, i) => i !== open));
  if (open >= 0 && rest === 0)
    throw new CotangentError(anySizeFits(showShape(x.shape), `[${sizes.join(', ')}]`), { code: 'NN0208', hint: 'say the size' });
  const full = sizes.map((d, i) => (i === open ? x.size / rest : d));
  if (!full.every((d) => Number.isInteger(d) && d >= 0))
    throw new CotangentError(indivisibleElements(showShape(x.shape), `[${sizes.join(', ')}]`, `${x.size}`, `${rest}`), { code: 'NN0208', hint: 'sizes are whole numbers, at most one of them -1' });
  if (order !== 'C' && order !== 'F')
    throw new CotangentError(`reshape: there is no order '${String(order)}'`, { code: 'NN0592', hint: 'use C or F' });
  if (order === 'F') return transpose(reshape(transpose(x), full.toReversed()));
  return op(`reshape ${full.join()}`, [x], (b, [x]) => b.reshape(x as Value, { shape: full }))[0]!;
}

/**
 * All elements in one row.   x: [..s]   y: [n]   As numpy's ravel.
 * @example
 * ravel(tensor([[1, 2], [3, 4]])) // [1, 2, 3, 4]
 */
export const ravel = <S = [], D = Weak>(x: Operand<S, D>, options: ReshapeOptions = {}): Tensor<[SizeOf<S>], Own<D>> => reshape(x as TensorLike, [-1], options) as Tensor<[SizeOf<S>], Own<D>>;

/**
 * Axes in another order, reversed when none is given: axis i of y is axis order[i] of x.   x: [..s]   y: [s_order₀ ..]   As numpy's transpose.
 * @example
 * transpose(tensor([[1, 2, 3], [4, 5, 6]])) // [[1, 4], [2, 5], [3, 6]]
 */
export function transpose<S = [], D = Weak, const Order extends readonly number[] | null = null>(x: Operand<S, D>, order?: Fits<Transposed<S, Order>, Order>): Tensor<Gives<Transposed<S, Order>>, Own<D>>;
export function transpose(given: TensorLike, order?: readonly number[] | null): Tensor {
  const x = tensorOf('transpose', given), axes = (order ?? x.shape.map((_, i) => x.rank - 1 - i)).map((a) => (a < 0 ? a + x.rank : a));
  return op(`transpose ${axes.join()}`, [x], (b, [x]) => b.transpose(x as Value, { order: axes }))[0]!;
}
/**
 * Axes in another order: `transpose` under the name of the array API standard.
 * @example
 * permuteDims(tensor([[1, 2], [3, 4]]), [1, 0]) // [[1, 3], [2, 4]]
 */
export const permuteDims: <S = [], D = Weak, const Order extends readonly number[] = readonly number[]>(x: Operand<S, D>, axes: Fits<Transposed<S, Order>, Order>) => Tensor<Gives<Transposed<S, Order>>, Own<D>> = transpose;

const noMatrix = <const S extends string>(shape: S): noMatrix<S> => `matrixTranspose: ${shape} has no two axes`;
type noMatrix<S extends string> = `matrixTranspose: ${S} has no two axes`;
/**
 * The last two axes exchanged.   x: [..s, n, m]   y: [..s, m, n]   As numpy's matrix_transpose.
 * @example
 * matrixTranspose(tensor([[[1, 2], [3, 4]]])) // [[[1, 3], [2, 4]]]
 */
export function matrixTranspose<S = [], D = Weak>(x: Fits<MatrixTransposed<S>, Operand<S, D>>): Tensor<Gives<MatrixTransposed<S>>, Own<D>>;
export function matrixTranspose(x: TensorLike): Tensor {
  const given = tensorOf('matrixTranspose', x);
  if (given.rank < 2) throw new CotangentError(noMatrix(showShape(given.shape)), { code: 'NN0217', hint: 'give matrices, [..s, n, m]' });
  return swapaxes(given, -1, -2);
}
type MatrixTransposed<S> = HasRank<S> extends false ? Unknown<S> : S extends readonly [...infer R, infer N, infer M] ? [...R, M, N] : Mistake<noMatrix<ShowShape<S>>>;

/**
 * Two axes exchanged.   As numpy's swapaxes.
 * @example
 * swapaxes(tensor([[1, 2], [3, 4]]), 0, 1) // [[1, 3], [2, 4]]
 */
export function swapaxes<S = [], D = Weak, const P extends number = number, const Q extends number = number>(x: Operand<S, D>, first: Fits<Along<'swapaxes', S, P>, P>, second: Fits<Along<'swapaxes', S, Q>, Q>): Tensor<Gives<Swapped<'swapaxes', S, P, Q>>, Own<D>>;
export function swapaxes(given: TensorLike, first: number, second: number): Tensor {
  const x = tensorOf('swapaxes', given), p = axisAt('swapaxes', first, x.rank), q = axisAt('swapaxes', second, x.rank);
  return transpose(x, x.shape.map((_, i) => (i === p ? q : i === q ? p : i)));
}

/**
 * Axes moved to other places; the others keep their order.   As numpy's moveaxis.
 * @example
 * shape(moveaxis(zeros([2, 3, 4]), 0, -1)) // [3, 4, 2]
 */
export function moveaxis<S = [], D = Weak, const P extends number | readonly number[] = number, const Q extends number | readonly number[] = number>(x: Operand<S, D>, source: P, destination: Fits<Moved<S, P, Q>, Q>): Tensor<Gives<Moved<S, P, Q>>, Own<D>>;
export function moveaxis(given: TensorLike, source: number | readonly number[], destination: number | readonly number[]): Tensor {
  const x = tensorOf('moveaxis', given), list = (a: number | readonly number[]): readonly number[] => (typeof a === 'number' ? [a] : a).map((i) => axisAt('moveaxis', i, x.rank));
  const from = list(source), to = list(destination);
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length)
    throw new CotangentError(cannotMove(from.join(', '), to.join(', ')), { code: 'NN0213', hint: 'name as many places as axes, each once' });
  const order: number[] = x.shape.map((_, i) => i).filter((i) => !from.includes(i));
  to.map((place, i) => [place, from[i]!] as const).sort((p, q) => p[0] - q[0]).forEach(([place, axis]) => order.splice(place, 0, axis));
  return transpose(x, order);
}

/**
 * An axis rolled backwards until it stands before `start`.   As numpy's rollaxis; moveaxis is easier to read.
 * @example
 * shape(rollaxis(zeros([2, 3, 4]), 2)) // [4, 2, 3]
 */
export function rollaxis<S = [], D = Weak, const A extends number = number, const Start extends number = 0>(x: Operand<S, D>, axis: Fits<Along<'rollaxis', S, A>, A>, start?: Start): Tensor<Start extends 0 ? Gives<Moved<S, A, 0>> : Unsized<S>, Own<D>>;
export function rollaxis(given: TensorLike, axis: number, start = 0): Tensor {
  const x = tensorOf('rollaxis', given), from = axisAt('rollaxis', axis, x.rank), place = start === x.rank ? start : axisAt('rollaxis', start, x.rank);
  return moveaxis(x, from, place > from ? place - 1 : place);
}

/**
 * New axes of size 1, at these places of the result.   x: [..s]   y: [.. 1 ..]   As numpy's expand_dims.
 * @example
 * expandDims(tensor([1, 2]), -1) // [[1], [2]]
 * shape(expandDims(tensor([1, 2]), [0, -1])) // [1, 2, 1]
 */
export function expandDims<S = [], D = Weak, const A extends number | readonly number[] = number>(x: Operand<S, D>, axis: Fits<Expanded<'expandDims', S, A>, A>): Tensor<Gives<Expanded<'expandDims', S, A>>, Own<D>>;
export function expandDims(given: TensorLike, axis: number | readonly number[]): Tensor {
  const x = tensorOf('expandDims', given), list = typeof axis === 'number' ? [axis] : axis, rank = x.rank + list.length;
  const places = list.map((a) => axisAt('expandDims', a, rank)).sort((p, q) => p - q), twice = places.find((a, i) => a === places[i + 1]);
  if (twice !== undefined) throw new CotangentError(axisTwice('expandDims', `${twice}`, list.join(', ')), { code: 'NN0213', hint: 'name each axis once' });
  return reshape(x, places.reduce<readonly number[]>((shape, a) => shape.toSpliced(a, 0, 1), x.shape));
}

/**
 * Without axes of size 1: all of them, or those named.   x: [.. 1 ..]   y: [..s]   As numpy's squeeze.
 * @example
 * shape(squeeze(zeros([1, 2, 1]))) // [2]
 * shape(squeeze(zeros([1, 2, 1]), 0)) // [2, 1]
 */
export function squeeze<S = [], D = Weak, const A extends Axis = null>(x: Operand<S, D>, axis?: FitsAxis<Squeezed<S, A>, A>): Tensor<Gives<Squeezed<S, A>>, Own<D>>;
export function squeeze(given: TensorLike, axis?: Axis): Tensor {
  const x = tensorOf('squeeze', given);
  if (axis === undefined || axis === null) return reshape(x, x.shape.filter((d) => d !== 1));
  const axes = axesAt('squeeze', x, axis), large = axes.find((a) => x.shape[a] !== 1);
  if (large !== undefined) throw new CotangentError(notOne(`${large}`, showShape(x.shape), `${x.shape[large]}`), { code: 'NN0529', hint: 'only axes of size 1 can go' });
  return reshape(x, x.shape.filter((_, i) => !axes.includes(i)));
}

/**
 * Repeated along new axes in front and along axes of size 1.   x: [..s]   y: [..shape]   As numpy's broadcast_to.
 * @example
 * broadcastTo(tensor([1, 2]), [2, 2]) // [[1, 2], [1, 2]]
 */
export function broadcastTo<S = [], D = Weak, const T extends number | readonly number[] = number>(x: Operand<S, D>, shape: Fits<BroadcastTo<S, T>, T | readonly number[]>): Tensor<Gives<BroadcastTo<S, T>>, Own<D>>;
export function broadcastTo(given: TensorLike, shape: number | readonly number[]): Tensor {
  const x = tensorOf('broadcastTo', given), sizes = typeof shape === 'number' ? [shape] : shape;
  checkShape('broadcastTo', sizes);
  if (x.rank > sizes.length) throw new CotangentError(tooManyAxes(showShape(x.shape), showShape(sizes)), { code: 'NN0206', hint: 'axes are added in front, never taken away' });
  return op(`broadcastTo ${sizes.join()}`, [x], (b, [x]) => b.broadcast(x as Value, { shape: sizes, axes: (x as Value).type.shape.map((_, i, s) => sizes.length - s.length + i) }))[0]!;
}

/**
 * The shape to which shapes broadcast: aligned at the right, a size of 1 stretches.   As numpy's broadcast_shapes.
 * @example
 * broadcastShapes([2, 1], [3]) // [2, 3]
 */
export function broadcastShapes(...shapes: readonly (number | readonly number[])[]): number[] {
  const all = shapes.map((s) => (typeof s === 'number' ? [s] : s));
  all.forEach((s) => checkShape('broadcastShapes', s));
  return checked(() => all.reduce<readonly number[]>((p, q) => joined('broadcastShapes', p, q, all) as readonly number[], []).slice());
}

/**
 * The tensors, each repeated to the shape of all of them together.   As numpy's broadcast_arrays.
 * @example
 * broadcastArrays(tensor([[1], [2]]), tensor([3, 4])) // [[[1, 1], [2, 2]], [[3, 4], [3, 4]]]
 */
export const broadcastArrays = ((...xs: readonly TensorLike[]): Tensor[] => {
  const tensors = xs.map((x) => tensorOf('broadcastArrays', x)), shape = broadcastShapes(...tensors.map((x) => x.shape));
  return tensors.map((x) => broadcastTo(x, shape));
}) as <const Ts extends readonly TensorLike[]>(...xs: FitsAll<BroadcastAll<'broadcastShapes', ShapesOf<Ts>>, Ts>) => { -readonly [I in keyof Ts]: Tensor<Gives<BroadcastAll<'broadcastShapes', ShapesOf<Ts>>>, DTypeOf<Ts[I]>> };

/** The shapes with axes of size 1 in the places that numpy's atleast functions put them. */
export type AtLeast1<S> = HasRank<S> extends false ? Unknown<S> : S extends readonly [] ? [1] : S;
export type AtLeast2<S> = HasRank<S> extends false ? Unknown<S> : S extends readonly [] ? [1, 1] : S extends readonly [infer N] ? [1, N] : S;
export type AtLeast3<S> = HasRank<S> extends false ? Unknown<S> : S extends readonly [] ? [1, 1, 1] : S extends readonly [infer N] ? [1, N, 1] : S extends readonly [infer N, infer M] ? [N, M, 1] : S;
/** Axes of size 1 in the places that numpy's atleast functions put them. */
const atLeast = (rank: 1 | 2 | 3) => (x: TensorLike): Tensor => {
  const given = tensorOf(`atleast${rank}d`, x), { shape } = given;
  if (shape.length >= rank) return given;
  // Of three axes the last is new, for a vector also the first.
  return reshape(given, rank === 3 ? [...(shape.length === 2 ? [] : [1]), ...shape, ...(shape.length === 0 ? [1] : []), 1] : [...Array.from({ length: rank - shape.length }, () => 1), ...shape]);
};
/**
 * With one axis at least: a scalar becomes [1].   As numpy's atleast_1d.
 * @example
 * atleast1d(5) // [5]
 */
export const atleast1d = atLeast(1) as <S = [], D = Weak>(x: Operand<S, D>) => Tensor<AtLeast1<S>, Own<D>>;
/**
 * With two axes at least: a vector becomes a row.   As numpy's atleast_2d.
 * @example
 * atleast2d(tensor([1, 2])) // [[1, 2]]
 */
export const atleast2d = atLeast(2) as <S = [], D = Weak>(x: Operand<S, D>) => Tensor<AtLeast2<S>, Own<D>>;
/**
 * With three axes at least: [n] becomes [1, n, 1], [n, m] becomes [n, m, 1].   As numpy's atleast_3d.
 * @example
 * shape(atleast3d(zeros([2, 3]))) // [2, 3, 1]
 */
export const atleast3d = atLeast(3) as <S = [], D = Weak>(x: Operand<S, D>) => Tensor<AtLeast3<S>, Own<D>>;

/**
 * The sizes of the axes.   As numpy's shape.
 * @example
 * shape(tensor([[1, 2, 3]])) // [1, 3]
 */
export const shape = <S = []>(x: Operand<S, unknown>): Tensor<S>['shape'] => tensorOf('shape', x as TensorLike).shape as Tensor<S>['shape'];
/**
 * The number of axes.   As numpy's ndim.
 * @example
 * ndim(tensor([[1, 2, 3]])) // 2
 */
export const ndim = (x: TensorLike): number => tensorOf('ndim', x).rank;
/**
 * The number of elements, or of those along the axes.   As numpy's size.
 * @example
 * size(tensor([[1, 2, 3]])) // 3
 * size(tensor([[1, 2, 3]]), { axis: 0 }) // 1
 */
export function size(x: TensorLike, { axis }: { axis?: Axis } = {}): number {
  const given = tensorOf('size', x);
  return count(axesAt('size', given, axis).map((a) => given.shape[a]!));
}

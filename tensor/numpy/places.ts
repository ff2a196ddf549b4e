/** numpy: tensors of indices: grids, triangles, diagonals; from an index of the flat tensor to one per axis, and back. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isInteger, type DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, count, showType } from '../../core/shape.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType, checkShape, tensor } from '../create.ts';
import { tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Both, RankOf } from '../../core/types/axes.ts';
import type { BroadcastAll } from '../../core/types/broadcast.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Repeated, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Add, Div, Left, Min, Mul, Sub } from '../../core/types/number.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Sized, SizedBy } from '../create.ts';
import type { DTypeOf, Operand, Own, ShapeOf, ShapesOf } from '../signatures.ts';
import type { TakenBy } from './indexing.ts';
import { needsIntegers, placesNeeded } from './searching.ts';

export interface IndicesOptions<E = DType, Sparse = boolean> {
  readonly dtype?: E;
  /** One tensor per axis, with sizes of 1 along the others. */
  readonly sparse?: Sparse;
}
/** A vector of indices for each size. */
type SizesApart<S, E = 'i32'> = { [I in keyof S]: Tensor<[S[I]], NoInfer<E>> };
/** Vectors as they broadcast against each other: each along an axis of its own. */
type Crossed<Vectors, Before extends unknown[] = [], R extends unknown[] = []> =
  HasRank<Vectors> extends false ? Tensor[]
  : Vectors extends readonly [infer X, ...infer More] ? Crossed<More, [...Before, 1], [...R, Tensor<[...Before, ShapeOf<X> extends readonly [infer N] ? (unknown extends N ? number : N) : number, ...Ones<More>], DTypeOf<X>>]> : R;
type Ones<L> = L extends readonly unknown[] ? { [I in keyof L]: 1 } : never;
type Grid<T, E, Sparse> = Sparse extends true ? Crossed<SizesApart<T, E>> : Tensor<HasRank<T> extends false ? Unknown<T> : Both<[RankOf<T>], T>, NoInfer<E>>;

/**
 * The index of every place of a tensor of these dimensions along each of its axes: y[a, ..i] = i_a; i32.   As numpy's indices.
 * y: [rank, ..dimensions]; sparse: a list of tensors that broadcast to dimensions
 * @example
 * indices([2, 3]) // [[[0, 0, 0], [1, 1, 1]], [[0, 1, 2], [0, 1, 2]]]
 * indices([2, 3], { sparse: true }) // [[[0], [1]], [[0, 1, 2]]]
 */
export function indices<const T extends readonly number[], E extends DType = 'i32', Sparse extends boolean = false>(dimensions: Fits<Sized<'indices', T>, T>, options?: IndicesOptions<E, Sparse>): Grid<T, E, Sparse>;
export function indices(dimensions: readonly number[], { dtype = 'i32', sparse = false }: IndicesOptions = {}): unknown {
  checkShape('indices', dimensions);
  checkDType('indices', dtype);
  const rank = dimensions.length;
  if (rank === 0) return sparse ? [] : op(`indices ${dtype}`, [], (b) => b.full({ value: 0, shape: [0], dtype }))[0]!;
  const places = op(`indices ${dimensions.join()} ${dtype} ${sparse}`, [], (b) => {
    const all = dimensions.map((n, axis) => b.iota({ shape: sparse ? dimensions.map((_, a) => (a === axis ? n : 1)) : dimensions, axis, dtype }));
    return sparse ? all : b.stack(all, { axis: 0 });
  });
  return sparse ? places : places[0]!;
}

/**
 * Lists of indices turned so that they broadcast against each other: x.get(...ix_(rows, columns)) is the block where they cross.   As numpy's ix_.
 * @example
 * index(tensor([[1, 2], [3, 4], [5, 6]]), ...ix_(tensor([2, 0], { dtype: 'i32' }), tensor([1], { dtype: 'i32' }))) // [[6], [2]]
 */
export const ix_ = ((...lists: readonly Tensor[]): Tensor[] => lists.map((x, i) => {
  if (x.rank !== 1 || !isInteger(x.dtype)) throw new CotangentError(noList(showType(x)), { code: 'NN0221', hint: 'give integers in one axis' });
  return op(`ix_ ${i} ${lists.length}`, [x], (b, [x]) => b.reshape(x as Value, { shape: lists.map((_, a) => (a === i ? (x as Value).type.shape[0]! : 1)) }))[0]!;
})) as <const Ts extends readonly Tensor[]>(...lists: { [I in keyof Ts]: Fits<Listed<Ts[I]>, Ts[I]> }) => Crossed<Ts>;
const noList = <const T extends string>(x: T): noList<T> => `ix_: ${x} is no list of indices`;
type noList<T extends string> = `ix_: ${T} is no list of indices`;
type Listed<X, S = ShapeOf<X>, D = DTypeOf<X>> = (HasRank<S> extends false ? false : S extends readonly [unknown] ? false : true) extends true ? Mistake<noList<ShowType<S, D>>> : TakenBy<S, D> extends Mistake<string> ? Mistake<noList<ShowType<S, D>>> : X;

/**
 * The index along each axis of what lies at an index of the flat tensor; out of range the nearest end, negative ones count from the end.
 * x: integers [..s]   y: one [..s] per axis of shape.   As numpy's unravel_index.
 * @example
 * unravelIndex(tensor([1, 5], { dtype: 'i32' }), [2, 3]) // [[0, 1], [1, 2]]
 */
export function unravelIndex<S = [], D = Weak, const T extends readonly number[] = readonly number[]>(x: Fits<TakenBy<S, D, 'unravelIndex'>, Operand<S, D>>, shape: Fits<Sized<'unravelIndex', T>, T>): Repeated<Tensor<S, Own<D>>, RankOf<T>>;
export function unravelIndex(x: TensorLike, shape: readonly number[]): unknown {
  checkShape('unravelIndex', shape);
  const ids = tensorOf('unravelIndex', x);
  needsIntegers('unravelIndex', ids);
  if (shape.length === 0) return [];
  return op(`unravelIndex ${shape.join()}`, [ids], (b, [i]) => {
    const signed = ids.dtype === 'i32' || ids.dtype === 'i8';
    let rest = ids.dtype === 'i32' || ids.dtype === 'u32' ? (i as Value) : b.convert(i as Value, { dtype: 'i32' });
    const places = shape.map((n, a) => ({ n, a })).reverse().map(({ n, a }) => {
      const place = b.mod(rest, n);
      rest = b.quot(b.sub(rest, place), n);
      return { place, a };
    });
    const low = signed ? b.lt(rest, -1) : undefined, high = b.gt(rest, 0);
    return places.sort((p, q) => p.a - q.a).map(({ place, a }) => {
      const held = low ? b.select(low, 0, place) : place;
      const y = b.select(high, shape[a]! - 1, held);
      return converted(b, y, ids.dtype);
    });
  });
}

export interface RavelOptions {
  /** Out of range: 'raise' is an error, and needs the values; 'wrap' counts on from the other end; 'clip' takes the nearest. */
  readonly mode?: 'raise' | 'wrap' | 'clip';
  /** 'C': the last axis runs fastest; 'F': the first one. */
  readonly order?: 'C' | 'F';
}

const otherCount = <const N extends string, const M extends string>(tensors: N, axes: M): otherCount<N, M> => `ravelMultiIndex: there are ${tensors} tensors for ${axes} axes`;
type otherCount<N extends string, M extends string> = `ravelMultiIndex: there are ${N} tensors for ${M} axes`;
type Integers<Ts> = Ts extends readonly [infer X, ...infer R] ? (TakenBy<ShapeOf<X>, X extends number ? DType : DTypeOf<X>, 'ravelMultiIndex'> extends infer I ? (I extends Mistake<string> ? I : Integers<R>) : never) : never;
type Ravelled<Ts, T> =
  HasRank<Ts> extends false ? Unknown<Ts>
  : (HasRank<T> extends false ? false : Ts extends readonly [] ? true : RankOf<Ts> extends RankOf<T> ? false : true) extends true ? Mistake<otherCount<`${RankOf<Ts> & number}`, `${RankOf<T> & number}`>>
  : [Integers<Ts>] extends [never] ? BroadcastAll<'ravelMultiIndex', ShapesOf<Ts>> : Integers<Ts>;
/**
 * The index in the flat tensor of what lies at one index per axis.   x: one tensor of integers per axis, broadcast   y: [..s].   As numpy's ravel_multi_index.
 * @example
 * ravelMultiIndex([tensor([0, 1], { dtype: 'i32' }), tensor([1, 2], { dtype: 'i32' })], [2, 3]) // [1, 5]
 */
export function ravelMultiIndex<const Ts extends readonly TensorLike[], const T extends readonly number[]>(x: Fits<Ravelled<Ts, T>, Ts>, dims: Fits<Sized<'ravelMultiIndex', T>, T>, options?: RavelOptions): Tensor<Gives<Ravelled<Ts, T>>, 'i32'>;
export function ravelMultiIndex(given: readonly TensorLike[], dims: readonly number[], { mode = 'raise', order = 'C' }: RavelOptions = {}): Tensor {
  checkShape('ravelMultiIndex', dims);
  const x = given.map((i) => tensorOf('ravelMultiIndex', i));
  if (x.length !== dims.length || x.length === 0) throw new CotangentError(otherCount(`${x.length}`, `${dims.length}`), { code: 'NN0228', hint: 'give one for each axis' });
  x.forEach((i) => needsIntegers('ravelMultiIndex', i));
  if (!['raise', 'wrap', 'clip'].includes(mode)) throw new CotangentError(`ravelMultiIndex: there is no mode '${String(mode)}'`, { code: 'NN0573', hint: 'use one of raise, wrap, clip' });
  if (mode === 'raise')
    x.forEach((i, a) => {
      const bad = placesNeeded('ravelMultiIndex', i, "say what shall happen out of range: mode 'wrap' or 'clip'").find((v) => v < 0 || v >= dims[a]!);
      if (bad !== undefined) throw new CotangentError(`ravelMultiIndex: index ${bad} is out of bounds for axis ${a} with size ${dims[a]}`, { code: 'NN0570', hint: 'say with mode what shall happen' });
    });
  const stride = dims.map((_, a) => count(order === 'C' ? dims.slice(a + 1) : dims.slice(0, a)));
  return op(`ravelMultiIndex ${dims.join()} ${mode} ${order}`, x, (b, x) => {
    const shape = (x as Value[]).map((v) => v.type.shape).reduce((p, q) => broadcastShapes('ravelMultiIndex', p, q));
    return (x as Value[]).map((v, a) => {
      const i = v.type.dtype === 'i32' ? v : b.convert(v, { dtype: 'i32' }), held = mode === 'wrap' ? b.mod(i, dims[a]!) : mode === 'clip' ? b.minimum(b.maximum(i, 0), dims[a]! - 1) : i;
      return b.broadcast(b.mul(held, stride[a]!), { shape, axes: v.type.shape.map((_, k) => shape.length - v.type.shape.length + k) });
    }).reduce((p, q) => b.add(p, q));
  })[0]!;
}

/** Places [i, j] of an n × m matrix for which `holds`, row by row, as two lists. */
function placesWhere(n: number, m: number, holds: (i: number, j: number) => boolean): [Tensor, Tensor] {
  checkShape('a matrix', [n, m]);
  const rows: number[] = [], columns: number[] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) if (holds(i, j)) { rows.push(i); columns.push(j); }
  return [tensor(Int32Array.from(rows)), tensor(Int32Array.from(columns))];
}

export interface TriangleOptions<K = number, M = number> {
  /** Which diagonal the triangle goes up to: 0 the main one, 1 the one above it. */
  readonly k?: K;
  /** The number of columns; n when absent. */
  readonly m?: M;
}
/** How many places of an n × m matrix lie on or above a diagonal: full rows first, where it lies below the main one, then one place less in each row. */
type Above<N, M, K> =
  [N, M] extends [number, number]
    ? number extends N | M | K ? number
    : `${K & number}` extends `${string}.${string}` ? number
    : `${K & number}` extends `-${infer Q extends number}` ? Add<Mul<Min<N, Q>, M>, Above<Left<N, Q>, M, 0>>
    : Left<M, K> extends infer L ? Falling<Min<N, L>, L> : never
    : number;
/** The sum of L, L − 1, … of R numbers, R ≤ L. */
type Falling<R, L> = Div<Mul<R, Sub<Add<Add<L, L>, 1>, R>>, 2>;
type Negative<K> = `${K & number}` extends `-${infer Q extends number}` ? Q : K extends 0 ? 0 : `-${K & number}` extends `${infer Q extends number}` ? Q : number;
/** Rows and columns, so many; by way of `infer`, as in Gives, and so that the types are shown and not this name. */
type PlacesOf<Many> = [Many] extends [infer N] ? [Tensor<[N], 'i32'>, Tensor<[N], 'i32'>] : never;

/**
 * Rows and columns of the upper triangle of an n × m matrix, row by row.   As numpy's triu_indices.
 * @example
 * triuIndices(2) // [[0, 0, 1], [0, 1, 1]]
 */
export function triuIndices<const N extends number, const K extends number = 0, const M extends number = N>(n: Fits<SizedBy<'a matrix', [N, M]>, N>, options?: TriangleOptions<K, M>): PlacesOf<Above<N, M, K>>;
export function triuIndices(n: number, { k = 0, m = n }: TriangleOptions = {}): unknown {
  return placesWhere(n, m, (i, j) => j - i >= k);
}
/**
 * Rows and columns of the lower triangle of an n × m matrix, row by row.   As numpy's tril_indices.
 * @example
 * trilIndices(2) // [[0, 1, 1], [0, 0, 1]]
 */
export function trilIndices<const N extends number, const K extends number = 0, const M extends number = N>(n: Fits<SizedBy<'a matrix', [N, M]>, N>, options?: TriangleOptions<K, M>): PlacesOf<Above<M, N, Negative<K>>>;
export function trilIndices(n: number, { k = 0, m = n }: TriangleOptions = {}): unknown {
  return placesWhere(n, m, (i, j) => j - i <= k);
}

const noMatrix = <const Op extends string, const T extends string>(op: Op, x: T): noMatrix<Op, T> => `${op}: ${x} is no matrix`;
type noMatrix<Op extends string, T extends string> = `${Op}: ${T} is no matrix`;
type Matrix<Op extends string, S, D> = HasRank<S> extends false ? [number, number] : S extends readonly [infer N, infer M] ? [N, M] : Mistake<noMatrix<Op, ShowType<S, D>>>;
type InTriangle<S, K, Upper> = S extends readonly [infer N, infer M] ? PlacesOf<Upper extends true ? Above<N, M, K> : Above<M, N, Negative<K>>> : PlacesOf<number>;
const matrix = (name: string, x: Tensor): readonly [number, number] => {
  if (x.rank !== 2) throw new CotangentError(noMatrix(name, showType(x)), { code: 'NN0217', hint: 'give a tensor of two axes' });
  return [x.shape[0]!, x.shape[1]!];
};
/**
 * Rows and columns of the upper triangle of a matrix.   As numpy's triu_indices_from.
 * @example
 * triuIndicesFrom(zeros([2, 2]), 1) // [[0], [1]]
 */
export function triuIndicesFrom<S, D, const K extends number = 0>(x: Fits<Matrix<'triuIndicesFrom', S, D>, Tensor<S, D>>, k?: K): InTriangle<S, K, true>;
export function triuIndicesFrom(x: Tensor, k = 0): unknown {
  const [n, m] = matrix('triuIndicesFrom', x);
  return triuIndices(n, { k, m });
}
/**
 * Rows and columns of the lower triangle of a matrix.   As numpy's tril_indices_from.
 * @example
 * trilIndicesFrom(zeros([2, 2]), -1) // [[1], [0]]
 */
export function trilIndicesFrom<S, D, const K extends number = 0>(x: Fits<Matrix<'trilIndicesFrom', S, D>, Tensor<S, D>>, k?: K): InTriangle<S, K, false>;
export function trilIndicesFrom(x: Tensor, k = 0): unknown {
  const [n, m] = matrix('trilIndicesFrom', x);
  return trilIndices(n, { k, m });
}

/**
 * The indices of the diagonal of a tensor with `rank` axes of size n: 0 … n - 1, once per axis.   As numpy's diag_indices.
 * @example
 * diagIndices(3) // [[0, 1, 2], [0, 1, 2]]
 */
export function diagIndices<const N extends number, const R extends number = 2>(n: Fits<SizedBy<'diagIndices', [N, R]>, N>, rank?: R): Repeated<Tensor<[N], 'i32'>, R>;
export function diagIndices(n: number, rank = 2): unknown {
  checkShape('diagIndices', [n, rank]);
  const along = indices([n], { sparse: true })[0];
  return Array.from({ length: rank }, () => along);
}
const notSquare = <const T extends string>(x: T): notSquare<T> => `diagIndicesFrom: the axes of ${x} are not two or more of one size`;
type notSquare<T extends string> = `diagIndicesFrom: the axes of ${T} are not two or more of one size`;
/** Whether there are two axes or more, none of which surely differs from the first. */
export type IsSquare<S> = S extends readonly [infer N, ...infer R] ? (R extends readonly [] ? false : AllAre<N, R>) : S extends readonly [] ? false : true;
type AllAre<N, R> = R extends readonly [infer M, ...infer T] ? (Differ<N, M> extends true ? false : AllAre<N, T>) : true;
type Square<S, D> = HasRank<S> extends false ? S : IsSquare<S> extends false ? Mistake<notSquare<ShowType<S, D>>> : S;
/**
 * The indices of the diagonal of a tensor whose axes have one size.   As numpy's diag_indices_from.
 * @example
 * diagIndicesFrom(zeros([2, 2])) // [[0, 1], [0, 1]]
 */
export function diagIndicesFrom<S, D>(x: Fits<Square<S, D>, Tensor<S, D>>): S extends readonly [infer N, ...unknown[]] ? Repeated<Tensor<[N], 'i32'>, RankOf<S>> : Tensor<[number], 'i32'>[];
export function diagIndicesFrom(x: Tensor): unknown {
  if (x.rank < 2 || x.shape.some((n) => n !== x.shape[0])) throw new CotangentError(notSquare(showType(x)), { code: 'NN0217', hint: 'give a square tensor' });
  return diagIndices(x.shape[0]!, x.rank);
}

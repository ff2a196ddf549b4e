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
import { placesNeeded } from './searching.ts';

export interface IndicesOptions {
  readonly dtype?: DType;
  /** One tensor per axis, with sizes of 1 along the others. */
  readonly sparse?: boolean;
}

/**
 * The index of every place of a tensor of these dimensions along each of its axes: y[a, ..i] = i_a; i32.   As numpy's indices.
 * y: [rank, ..dimensions]; sparse: a list of tensors that broadcast to dimensions
 * @example
 * indices([2, 3]) // [[[0, 0, 0], [1, 1, 1]], [[0, 1, 2], [0, 1, 2]]]
 * indices([2, 3], { sparse: true }) // [[[0], [1]], [[0, 1, 2]]]
 */
export function indices(dimensions: readonly number[], options: IndicesOptions & { readonly sparse: true }): Tensor[];
export function indices(dimensions: readonly number[], options?: IndicesOptions & { readonly sparse?: false }): Tensor;
export function indices(dimensions: readonly number[], { dtype = 'i32', sparse = false }: IndicesOptions = {}): Tensor | Tensor[] {
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
export const ix_ = (...lists: readonly Tensor[]): Tensor[] => lists.map((x, i) => {
  if (x.rank !== 1 || !isInteger(x.dtype)) throw new CotangentError(`ix_: ${showType(x)} is no list of indices`, { code: 'NN0221', hint: 'give integers in one axis' });
  return op(`ix_ ${i} ${lists.length}`, [x], (b, [x]) => b.reshape(x as Value, { shape: lists.map((_, a) => (a === i ? (x as Value).type.shape[0]! : 1)) }))[0]!;
});

/**
 * The index along each axis of what lies at an index of the flat tensor; out of range the nearest end, negative ones count from the end.
 * x: integers [..s]   y: one [..s] per axis of shape.   As numpy's unravel_index.
 * @example
 * unravelIndex(tensor([1, 5], { dtype: 'i32' }), [2, 3]) // [[0, 1], [1, 2]]
 */
export function unravelIndex(x: TensorLike, shape: readonly number[]): Tensor[] {
  checkShape('unravelIndex', shape);
  const ids = tensorOf('unravelIndex', x);
  if (!isInteger(ids.dtype)) throw new CotangentError(`unravelIndex: the indices are ${showType(ids)}, not integers`, { code: 'NN0221', hint: "make them with dtype 'i32'" });
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

/**
 * The index in the flat tensor of what lies at one index per axis.   x: one tensor of integers per axis, broadcast   y: [..s].   As numpy's ravel_multi_index.
 * @example
 * ravelMultiIndex([tensor([0, 1], { dtype: 'i32' }), tensor([1, 2], { dtype: 'i32' })], [2, 3]) // [1, 5]
 */
export function ravelMultiIndex(given: readonly TensorLike[], dims: readonly number[], { mode = 'raise', order = 'C' }: RavelOptions = {}): Tensor {
  checkShape('ravelMultiIndex', dims);
  const x = given.map((i) => tensorOf('ravelMultiIndex', i));
  if (x.length !== dims.length || x.length === 0) throw new CotangentError(`ravelMultiIndex: there are ${x.length} tensors for ${dims.length} axes`, { code: 'NN0228', hint: 'give one for each axis' });
  const odd = x.find((i) => !isInteger(i.dtype));
  if (odd) throw new CotangentError(`ravelMultiIndex: the indices are ${showType(odd)}, not integers`, { code: 'NN0221', hint: "make them with dtype 'i32'" });
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

export interface TriangleOptions {
  /** Which diagonal the triangle goes up to: 0 the main one, 1 the one above it. */
  readonly k?: number;
  /** The number of columns; n when absent. */
  readonly m?: number;
}

/**
 * Rows and columns of the upper triangle of an n × m matrix, row by row.   As numpy's triu_indices.
 * @example
 * triuIndices(2) // [[0, 0, 1], [0, 1, 1]]
 */
export const triuIndices = (n: number, { k = 0, m = n }: TriangleOptions = {}): [Tensor, Tensor] => placesWhere(n, m, (i, j) => j - i >= k);
/**
 * Rows and columns of the lower triangle of an n × m matrix, row by row.   As numpy's tril_indices.
 * @example
 * trilIndices(2) // [[0, 1, 1], [0, 0, 1]]
 */
export const trilIndices = (n: number, { k = 0, m = n }: TriangleOptions = {}): [Tensor, Tensor] => placesWhere(n, m, (i, j) => j - i <= k);

const matrix = (name: string, x: Tensor): readonly [number, number] => {
  if (x.rank !== 2) throw new CotangentError(`${name}: ${showType(x)} is no matrix`, { code: 'NN0217', hint: 'give a tensor of two axes' });
  return [x.shape[0]!, x.shape[1]!];
};
/**
 * Rows and columns of the upper triangle of a matrix.   As numpy's triu_indices_from.
 * @example
 * triuIndicesFrom(zeros([2, 2]), 1) // [[0], [1]]
 */
export function triuIndicesFrom(x: Tensor, k = 0): [Tensor, Tensor] {
  const [n, m] = matrix('triuIndicesFrom', x);
  return triuIndices(n, { k, m });
}
/**
 * Rows and columns of the lower triangle of a matrix.   As numpy's tril_indices_from.
 * @example
 * trilIndicesFrom(zeros([2, 2]), -1) // [[1], [0]]
 */
export function trilIndicesFrom(x: Tensor, k = 0): [Tensor, Tensor] {
  const [n, m] = matrix('trilIndicesFrom', x);
  return trilIndices(n, { k, m });
}

/**
 * The indices of the diagonal of a tensor with `rank` axes of size n: 0 … n - 1, once per axis.   As numpy's diag_indices.
 * @example
 * diagIndices(3) // [[0, 1, 2], [0, 1, 2]]
 */
export function diagIndices(n: number, rank = 2): Tensor[] {
  checkShape('diagIndices', [n, rank]);
  const along = indices([n], { sparse: true })[0]!;
  return Array.from({ length: rank }, () => along);
}
/**
 * The indices of the diagonal of a tensor whose axes have one size.   As numpy's diag_indices_from.
 * @example
 * diagIndicesFrom(zeros([2, 2])) // [[0, 1], [0, 1]]
 */
export function diagIndicesFrom(x: Tensor): Tensor[] {
  if (x.rank < 2 || x.shape.some((n) => n !== x.shape[0])) throw new CotangentError(`diagIndicesFrom: the axes of ${showType(x)} are not two or more of one size`, { code: 'NN0217', hint: 'give a square tensor' });
  return diagIndices(x.shape[0]!, x.rank);
}

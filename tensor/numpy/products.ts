/** numpy: products of vectors, matrices and tensors. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { mul, sub } from './arithmetic.ts';
import { checkElementType, innerDType } from './precision.ts';
import { einsum, type AxisLabel } from './einsum.ts';
import { split, stack } from './joining.ts';
import { expandDims, moveaxis, ravel, reshape, squeeze } from './shape.ts';
import { zerosLike } from './creation.ts';

export interface ProductOptions {
  /** What products are added up in, and the dtype of the result. */
  readonly preferredElementType?: DType;
}

/** A product of two: both of the dtype in which they meet, and multiplied in the one asked for. */
function product(key: string, x: TensorLike, y: TensorLike, { preferredElementType: preferred }: ProductOptions, build: (b: Builder, x: Value, y: Value) => Value): Tensor {
  const name = key.split(' ')[0]!;
  checkElementType(name, preferred);
  return op(keyOf(key, preferred), [tensorOf(name, x), tensorOf(name, y)], (b, [p, q]) => {
    const own = (p as Value).type.dtype, { inner, result } = innerDType(own, preferred);
    return converted(b, build(b, converted(b, p as Value, inner), converted(b, q as Value, inner)), result);
  }, { promote: true, ranksFree: true, strong: preferred !== undefined })[0]!;
}

/**
 * z = x · y: the last two axes multiply as matrices, those before them broadcast; a vector is a row on the left, a column on the right.
 * x: [..s, n, k]   y: [..s, k, m]   z: [..s, n, m]   As numpy's matmul.
 * @example
 * matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export const matmul = (x: TensorLike, y: TensorLike, options: ProductOptions = {}): Tensor => product('matmul', x, y, options, (b, p, q) => b.matmul(p, q));

/**
 * z = Σₖ x[.., k] y[.., k, m]: the last axis of x with the last but one of y; the other axes of both remain. Scalars multiply.
 * x: [..s, k]   y: [..t, k, m]   z: [..s, ..t, m]   As numpy's dot.
 * @example
 * dot(tensor([1, 2]), tensor([3, 4])) // 11
 */
export const dot = (x: TensorLike, y: TensorLike, options: ProductOptions = {}): Tensor => product('dot', x, y, options, (b, p, q) => {
  const n = p.type.shape.length, m = q.type.shape.length;
  return n === 0 || m === 0 ? b.mul(p, q) : b.dot(p, q, { batch: [[], []], contract: [[n - 1], [Math.max(m - 2, 0)]] });
});

/**
 * The sum of the products of all elements, in row-major order.   x, y: n elements each   z: []   As numpy's vdot.
 * @example
 * vdot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // 5
 */
export const vdot = (x: TensorLike, y: TensorLike, options: ProductOptions = {}): Tensor => dot(ravel(x), ravel(y), options);

/**
 * Products of vectors along an axis; the other axes broadcast.   x, y: [.., n]   z: [..]   As numpy's vecdot.
 * @example
 * vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export function vecdot(given: TensorLike, other: TensorLike, { axis = -1, ...options }: ProductOptions & { axis?: number } = {}): Tensor {
  const x = tensorOf('vecdot', given), y = tensorOf('vecdot', other);
  const p = moveaxis(x, axisAt('vecdot', axis, x.rank), -1), q = moveaxis(y, axisAt('vecdot', axis, y.rank), -1);
  if (p.shape.at(-1) !== q.shape.at(-1)) throw new CotangentError(`vecdot ${showShape(x.shape)} and ${showShape(y.shape)}: axis ${axis} has ${p.shape.at(-1)} elements on the left and ${q.shape.at(-1)} on the right`, { code: 'NN0215', hint: 'vectors must be of one length' });
  return squeeze(matmul(expandDims(p, -2), expandDims(q, -1), options), [-2, -1]);
}
/**
 * Products of matrices with vectors; the axes before them broadcast.   x: [..s, n, m]   y: [..s, m]   z: [..s, n]   As numpy's matvec.
 * @example
 * matvec(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // [[1, 3], [2, 4]]
 */
export function matvec(x: TensorLike, y: TensorLike): Tensor {
  needsAxes('matvec', x, 2);
  needsAxes('matvec', y, 1);
  return squeeze(matmul(x, expandDims(y, -1)), -1);
}
/**
 * Products of vectors with matrices; the axes before them broadcast.   x: [..s, n]   y: [..s, n, m]   z: [..s, m]   As numpy's vecmat.
 * @example
 * vecmat(tensor([1, 1]), tensor([[1, 2], [3, 4]])) // [4, 6]
 */
export function vecmat(x: TensorLike, y: TensorLike): Tensor {
  needsAxes('vecmat', x, 1);
  needsAxes('vecmat', y, 2);
  return squeeze(matmul(expandDims(x, -2), y), -2);
}
function needsAxes(name: string, x: TensorLike, rank: number): void {
  const { shape } = tensorOf(name, x);
  if (shape.length < rank) throw new CotangentError(`${name}: ${showShape(shape)} has ${shape.length} axes`, { code: 'NN0217', hint: `it must have at least ${rank}` });
}

/** How many axes to contract, the last of x with the first of y; or which ones, in pairs. */
export type ContractedAxes = number | readonly [number | readonly number[], number | readonly number[]];
/**
 * Σ x · y over pairs of axes; those of x that remain come first.   x: [..s, ..k]   y: [..k, ..t]   z: [..s, ..t]   As numpy's tensordot.
 * @example
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // 5
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([1, 1]), [[0], [0]]) // [4, 6]
 */
export function tensordot(given: TensorLike, other: TensorLike, axes: ContractedAxes = 2, options: ProductOptions = {}): Tensor {
  const x = tensorOf('tensordot', given), y = tensorOf('tensordot', other), list = (a: number | readonly number[]): readonly number[] => (typeof a === 'number' ? [a] : a);
  const refuse = (what: string): never => { throw new CotangentError(`tensordot ${showShape(x.shape)} and ${showShape(y.shape)}: ${what}`, { code: 'NN0275', hint: 'give a number of axes, or two lists of axes of equal length' }); };
  if (typeof axes === 'number' && !(Number.isInteger(axes) && axes >= 0 && axes <= Math.min(x.rank, y.rank))) refuse(`there are no ${axes} axes to contract`);
  const [p, q] = typeof axes === 'number'
    ? [Array.from({ length: axes }, (_, i) => x.rank - axes + i), Array.from({ length: axes }, (_, i) => i)]
    : [list(axes[0]).map((a) => axisAt('tensordot', a, x.rank)), list(axes[1]).map((a) => axisAt('tensordot', a, y.rank))];
  if (p.length !== q.length || new Set(p).size !== p.length || new Set(q).size !== q.length) refuse(`axes [${p.join(', ')}] do not pair with [${q.join(', ')}]`);
  return product(keyOf('tensordot', p, q), x, y, options, (b, u, v) => b.dot(u, v, { batch: [[], []], contract: [p, q] }));
}
/**
 * Σ x · y over the last axis of both.   x: [..s, k]   y: [..t, k]   z: [..s, ..t]   As numpy's inner.
 * @example
 * inner(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export function inner(given: TensorLike, other: TensorLike, options: ProductOptions = {}): Tensor {
  const x = tensorOf('inner', given), y = tensorOf('inner', other);
  return x.rank === 0 || y.rank === 0 ? product('inner', x, y, options, (b, p, q) => b.mul(p, q)) : tensordot(x, y, [-1, -1], options);
}
/**
 * Every element of x times every element of y, both flat.   x: n elements   y: m   z: [n, m]   As numpy's outer.
 * @example
 * outer(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [6, 8]]
 */
export const outer = (x: TensorLike, y: TensorLike): Tensor => mul(expandDims(ravel(x), 1), expandDims(ravel(y), 0));

/**
 * Kronecker's product: y in the place of every element of x, times that element.   x: [..n]   y: [..m]   z: [..n · m]   As numpy's kron.
 * @example
 * kron(tensor([1, 10]), tensor([1, 2])) // [1, 2, 10, 20]
 */
export function kron(given: TensorLike, other: TensorLike): Tensor {
  const x = tensorOf('kron', given), y = tensorOf('kron', other), rank = Math.max(x.rank, y.rank);
  const sizes = (s: readonly number[]): readonly number[] => [...Array.from({ length: rank - s.length }, () => 1), ...s], p = sizes(x.shape), q = sizes(y.shape);
  return reshape(mul(reshape(x, p.flatMap((n) => [n, 1])), reshape(y, q.flatMap((n) => [1, n]))), p.map((n, i) => n * q[i]!));
}

export interface CrossOptions {
  /** Where the vectors lie in both operands and the result; or each by itself. */
  readonly axis?: number;
  readonly axisa?: number;
  readonly axisb?: number;
  readonly axisc?: number;
}
/**
 * The vector product of vectors of three elements; of two, which stand for three with a last of 0, its last element alone.
 * x, y: [.., 3]   z: [.., 3]   As numpy's cross.
 * @example
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])) // [0, 0, 1]
 */
export function cross(given: TensorLike, other: TensorLike, { axis, axisa = axis ?? -1, axisb = axis ?? -1, axisc = axis ?? -1 }: CrossOptions = {}): Tensor {
  const parts = (z: TensorLike, at: number): Tensor[] => {
    const x = tensorOf('cross', z), a = axisAt('cross', axis ?? at, x.rank), n = x.shape[a]!;
    if (n !== 2 && n !== 3) throw new CotangentError(`cross: axis ${a} of ${showShape(x.shape)} has size ${n}`, { code: 'NN0276', hint: 'vectors of a vector product have three elements, or two' });
    return split(x, n, { axis: a }).map((part) => squeeze(part, a));
  };
  const p = parts(given, axisa), q = parts(other, axisb), minor = (i: number, j: number): Tensor => sub(mul(p[i]!, q[j]!), mul(p[j]!, q[i]!));
  if (p.length === 2 && q.length === 2) return minor(0, 1);
  for (const v of [p, q]) if (v.length === 2) v.push(zerosLike(v[0]!));
  const z = [minor(1, 2), minor(2, 0), minor(0, 1)];
  return stack(z, { axis: axis ?? axisc });
}

/**
 * The product of a chain of matrices, in the order that takes the fewest multiplications; the first and the last may be vectors.   As numpy's multi_dot.
 * @example
 * multiDot([tensor([1, 1]), tensor([[1, 2], [3, 4]]), tensor([[1], [1]])]) // [10]
 */
export function multiDot(xs: readonly TensorLike[]): Tensor {
  const chain = xs.map((x) => tensorOf('multiDot', x)), last = chain.length - 1;
  if (last < 1) throw new CotangentError(`multiDot: a chain of ${chain.length} has no product`, { code: 'NN0275', hint: 'give two matrices or more' });
  chain.forEach((x, i) => {
    if (x.rank !== 2 && !(x.rank === 1 && (i === 0 || i === last))) throw new CotangentError(`multiDot: operand ${i + 1} is ${showShape(x.shape)}`, { code: 'NN0217', hint: 'give matrices; the first and the last may be vectors' });
  });
  const labels = chain.map((x, i): AxisLabel[] => (x.rank === 2 ? [i, i + 1] : [i === 0 ? 1 : i]));
  const result = [...(chain[0]!.rank === 2 ? [0] : []), ...(chain[last]!.rank === 2 ? [last + 1] : [])];
  return einsum(chain[0]!, labels[0]!, ...chain.slice(1).flatMap((x, i) => [x, labels[i + 1]!]), result);
}

/** linalg: numbers that say how large or how near to singular a matrix is. Integers become f32. Source of all: jax.numpy.linalg. */
import { countAlong } from '../../ops/reduction.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { known, ShapeError, showType } from '../../core/shape.ts';
import { logDeterminant } from '../../ops/det.ts';
import { epsilonOf, identityLike, needsSquare } from '../../ops/matrices.ts';
import { hermitianSvd } from '../../ops/pinv.ts';
import type { Builder } from '../../ops/builder.ts';
import { axesAt, axisAt, keeping, type Axis } from '../operand.ts';
import { checked, keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { FitsAxis, Reduced } from '../../core/types/axes.ts';
import type { Fits, Gives, Mistake, Shape } from '../../core/types/dim.ts';
import type { Inexact } from '../../core/types/promote.ts';
import { floats, type EachMatrix, type SquareOf } from './operands.ts';

/** Of a vector: (Σ |xᵢ|^p)^(1/p) for a number p, the number of elements that are not 0 for 0, the greatest and the least for Infinity and -Infinity. */
export type VectorOrder = number;
/** Of a matrix: sums of columns (1, -1) or rows (Infinity, -Infinity), greatest or least; singular values: greatest (2), least (-2), their sum ('nuc'); 'fro' √Σ xᵢⱼ². */
export type MatrixOrder = 1 | -1 | 2 | -2 | number | 'fro' | 'f' | 'nuc';

export interface NormOptions<A = Axis, Keep = boolean> {
  readonly ord?: VectorOrder | MatrixOrder | null;
  /** One axis for norms of vectors, two for norms of matrices; all when absent. */
  readonly axis?: A;
  readonly keepDims?: Keep;
}
/** Of several axes the mistakes are those of no other function, and told when running. */
type Norms<S, A, Keep> = Reduced<'linalg.norm', S, A, Keep> extends infer R ? (A extends readonly unknown[] ? ([R] extends [Mistake<string>] ? Shape : R) : R) : never;

/** The greatest, or 0 where there is nothing. */
const greatest = (b: Builder, x: Value, axes: readonly number[]): Value =>
  (countAlong(x, axes) > 0 ? b.max(x, { axes }) : b.full({ value: 0, shape: x.type.shape.filter((_, i) => !axes.includes(i)), dtype: x.type.dtype }));
const euclidean = (b: Builder, x: Value, axes: readonly number[]): Value => b.sqrt(b.sum(b.mul(x, x), { axes }));

function ofVectors(b: Builder, x: Value, ord: number, axes: readonly number[]): Value {
  switch (ord) {
    case 2: return euclidean(b, x, axes);
    case Infinity: return greatest(b, b.abs(x), axes);
    case -Infinity: return b.min(b.abs(x), { axes });
    case 0: return b.sum(b.convert(b.ne(x, 0), { dtype: x.type.dtype }), { axes });
    case 1: return b.sum(b.abs(x), { axes });
    default: return b.pow(b.sum(b.pow(b.abs(x), ord), { axes }), 1 / ord);
  }
}

const orders: readonly unknown[] = [null, undefined, 'f', 'fro', 'nuc', 1, -1, 2, -2, Infinity, -Infinity];

function ofMatrices(b: Builder, x: Value, ord: MatrixOrder | null | undefined, [row, column]: readonly [number, number]): Value {
  if (ord === null || ord === undefined || ord === 'f' || ord === 'fro') return euclidean(b, x, [row, column]);
  const along = Math.abs(ord as number) === 1 ? row : column, across = along === row ? column : row;
  const sums = (): Value => b.sum(b.abs(x), { axes: [along] }), left = across > along ? across - 1 : across;
  if (ord === 1 || ord === Infinity) return greatest(b, sums(), [left]);
  if (ord === -1 || ord === -Infinity) return b.min(sums(), { axes: [left] });
  const rest = x.type.shape.map((_, i) => i).filter((i) => i !== row && i !== column);
  const [, s] = b.svd(b.transpose(x, { order: [...rest, row, column] }), { full: false }) as [Value, Value, Value], axes = [rest.length];
  return ord === 2 ? greatest(b, s, axes) : ord === -2 ? b.min(s, { axes }) : b.sum(s, { axes });
}

/**
 * A norm of vectors or matrices; the length √Σ x² by default.   x: [..s]   y: s without the axes.
 * @example
 * linalg.norm(tensor([3, 4])) // 5
 * linalg.norm(tensor([[1, -2], [3, 4]]), { ord: 1 }) // 6
 */
export function norm<S, D, const A extends Axis = null, Keep extends boolean = false>(x: Tensor<S, D>, options?: NormOptions<FitsAxis<Norms<S, A, Keep>, A>, Keep>): Tensor<Gives<Norms<S, A, Keep>>, Inexact<D>>;
export function norm(x: Tensor, { ord, axis, keepDims = false }: NormOptions = {}): Tensor {
  const absent = axis === undefined || axis === null;
  const axes = absent ? x.shape.map((_, i) => i) : (typeof axis === 'number' ? [axis] : axis).map((a) => axisAt('linalg.norm', a, x.rank));
  if (absent && (ord === undefined || ord === null)) return vectorNorm(x, { keepDims });
  if (axes.length !== 1 && (axes.length !== 2 || axes[0] === axes[1]))
    throw new CotangentError(`linalg.norm: ${axes.length} axes, [${axes.join(', ')}], are neither those of a vector nor those of a matrix`, { code: 'NN0597', hint: 'name one axis or two; vectorNorm takes any number' });
  if (axes.length === 1) return vectorNorm(x, { ord: ord as number, axis: axes, keepDims });
  if (!orders.includes(ord)) throw new CotangentError(`linalg.norm: matrices have no norm of order ${JSON.stringify(ord)}`, { code: 'NN0596', hint: "use 'fro', 'nuc', 1, -1, 2, -2, Infinity or -Infinity" });
  return op(keyOf('linalg.norm', ord, axes, keepDims), [x], (b, [x]) => keeping(b, x as Value, ofMatrices(b, x as Value, ord, axes as [number, number]), axes, keepDims), floats)[0]!;
}

export interface VectorNormOptions<A = Axis, Keep = boolean> {
  readonly ord?: VectorOrder;
  readonly axis?: A;
  readonly keepDims?: Keep;
}

/**
 * The norm of the elements along the axes, taken for one vector.   x: [..s]   y: s without the axes.
 * @example
 * linalg.vectorNorm(tensor([[1, -2], [3, 4]]), { ord: Infinity, axis: 1 }) // [2, 4]
 */
export function vectorNorm<S, D, const A extends Axis = null, Keep extends boolean = false>(x: Tensor<S, D>, options?: VectorNormOptions<FitsAxis<Reduced<'linalg.vectorNorm', S, A, Keep>, A>, Keep>): Tensor<Gives<Reduced<'linalg.vectorNorm', S, A, Keep>>, Inexact<D>>;
export function vectorNorm(x: Tensor, { ord, axis, keepDims = false }: VectorNormOptions = {}): Tensor {
  const order = ord ?? 2, axes = axesAt('linalg.vectorNorm', x, axis);
  if (typeof order !== 'number') throw new CotangentError(`linalg.vectorNorm: vectors have no norm of order ${JSON.stringify(ord)}`, { code: 'NN0596', hint: 'use a number, Infinity or -Infinity' });
  return op(keyOf('linalg.vectorNorm', order, axes, keepDims), [x], (b, [x]) => keeping(b, x as Value, ofVectors(b, x as Value, order, axes), axes, keepDims), floats)[0]!;
}

/**
 * The norm of matrices.   x: [..s, m, n]   y: [..s]
 * @example
 * linalg.matrixNorm(tensor([[3, 0], [0, 4]]), { ord: 'nuc' }) // 7
 */
export const matrixNorm = ((x: Tensor, { ord = 'fro', keepDims = false }: { readonly ord?: MatrixOrder; readonly keepDims?: boolean } = {}): Tensor =>
  norm(x, { ord, axis: [-2, -1], keepDims })) as <S, D, Keep extends boolean = false>(x: Fits<Reduced<'linalg.norm', S, readonly [-2, -1], Keep>, Tensor<S, D>>, options?: { readonly ord?: MatrixOrder; readonly keepDims?: Keep }) => Tensor<Gives<Reduced<'linalg.norm', S, readonly [-2, -1], Keep>>, Inexact<D>>;

/** How the determinants of small matrices are spelled out: x₀₀ x₁₁ …, so that they are exact in whole numbers. */
function spelledOut(b: Builder, x: Value, n: number): Value {
  const { shape } = x.type, rank = shape.length;
  const at = (i: number, j: number): Value =>
    b.reshape(b.slice(x, { start: shape.map((_, a) => (a === rank - 2 ? i : a === rank - 1 ? j : 0)), stop: shape.map((d, a) => (a === rank - 2 ? i + 1 : a === rank - 1 ? j + 1 : d)), step: shape.map(() => 1) }), { shape: shape.slice(0, -2) });
  const term = (...columns: readonly number[]): Value => columns.map((j, i) => at(i, j)).reduce((p, q) => b.mul(p, q));
  if (n === 1) return at(0, 0);
  if (n === 2) return b.sub(term(0, 1), term(1, 0));
  return b.sub(b.sub(b.sub(b.add(b.add(term(0, 1, 2), term(1, 2, 0)), term(2, 0, 1)), term(2, 1, 0)), term(0, 2, 1)), term(1, 0, 2));
}

/**
 * The determinant.   x: [..s, n, n]   y: [..s]
 * @example
 * linalg.det(tensor([[1, 2], [3, 4]])) // -2
 */
export const det = ((x: Tensor) =>
  op('linalg.det', [x], (b, [given]) => {
    const x = given as Value, n = x.type.shape.at(-1);
    needsSquare('linalg.det', x.type);
    return typeof n === 'number' && n >= 1 && n <= 3 ? spelledOut(b, x, n) : b.det(x);
  }, floats)[0]!) as <S, D>(x: SquareOf<'linalg.det', S, D>) => Tensor<EachMatrix<S>, Inexact<D>>;

/**
 * The sign of the determinant and the logarithm of its size: [sign, ln |det x|], [0, -Infinity] where x is singular.   x: [..s, n, n]   both: [..s]
 * @example
 * linalg.slogdet(tensor([[2, 0], [0, -0.5]])) // [-1, 0]
 */
export const slogdet = ((x: Tensor) =>
  op('linalg.slogdet', [x], (b, [given]) => {
    const x = given as Value, n = x.type.shape.at(-1);
    needsSquare('linalg.slogdet', x.type);
    if (n !== 1 && n !== 2) return logDeterminant(b, x);
    const det = spelledOut(b, x, n);
    return [b.sign(det), b.log(b.abs(det))];
  }, floats)) as unknown as <S, D>(x: SquareOf<'linalg.slogdet', S, D>) => [sign: Tensor<EachMatrix<S>, Inexact<D>>, logabsdet: Tensor<EachMatrix<S>, Inexact<D>>];

/**
 * The condition number: how much larger errors of a solution can be than those of the right side. Ratio of the greatest and the least singular value
 * (p = 2; -2 is its inverse), or |x| · |x⁻¹| in another norm of matrices.   x: [..s, m, n]   y: [..s]
 * @example
 * linalg.cond(tensor([[4, 0], [0, 2]])) // 2
 */
export function cond<S, D>(x: Tensor<S, D>, options?: { readonly p?: MatrixOrder | null }): Tensor<EachMatrix<S>, Inexact<D>>;
export function cond(x: Tensor, { p = 2 }: { readonly p?: MatrixOrder | null } = {}): Tensor {
  if (!orders.includes(p)) throw new CotangentError(`linalg.cond: matrices have no norm of order ${JSON.stringify(p)}`, { code: 'NN0596', hint: "use 'fro', 'nuc', 1, -1, 2, -2, Infinity or -Infinity" });
  const rank = x.rank, axes = [rank - 2, rank - 1] as const;
  if (x.shape.slice(-2).includes(0)) throw new CotangentError(`linalg.cond: ${showType(x)} has no elements, and no condition`, { code: 'NN0214', hint: 'give a matrix with rows and columns' });
  return op(keyOf('linalg.cond', p), [x], (b, [given]) => {
    const x = given as Value;
    if (rank < 2 || (p !== null && Math.abs(p as number) !== 2)) needsSquare('linalg.cond', x.type);
    const ends = (): readonly [Value, Value] => {
      const [, s] = b.svd(x, { full: false }) as [Value, Value, Value], last = s.type.shape.length - 1;
      return [b.max(s, { axes: [last] }), b.min(s, { axes: [last] })];
    };
    if (p === null || p === 2) return b.div(...ends());
    const r = p === -2 ? b.div(...(ends().toReversed() as [Value, Value])) : b.mul(ofMatrices(b, x, p, axes), ofMatrices(b, b.solve(x, identityLike(b, x), { transpose: false }), p, axes));
    // A singular matrix has no inverse; the condition of what holds NaN is NaN.
    return b.select(b.and(b.isNaN(r), b.not(b.any(b.isNaN(x), { axes }))), Infinity, r);
  }, floats)[0]!;
}

export interface MatrixRankOptions {
  /** Singular values above this count; the greatest · max(m, n) · ε when absent. */
  readonly rtol?: number;
  /** numpy's older name of `rtol`. */
  readonly tol?: number;
  /** x is symmetric. */
  readonly hermitian?: boolean;
}

/**
 * How many rows are independent: the number of singular values that are not as good as 0.   x: [..s, m, n]   y: i32[..s].   A vector has rank 1, or 0 if it is 0.
 * @example
 * linalg.matrixRank(tensor([[1, 2], [2, 4]])) // 1
 */
export function matrixRank<S, D>(x: Tensor<S, D>, options?: MatrixRankOptions): Tensor<S extends readonly [] | readonly [unknown] ? [] : EachMatrix<S>, 'i32'>;
export function matrixRank(x: Tensor, { rtol, tol, hermitian = false }: MatrixRankOptions = {}): Tensor {
  if (rtol !== undefined && tol !== undefined) throw new CotangentError('linalg.matrixRank: rtol and tol are two names of one bound', { code: 'NN0596', hint: 'give rtol alone' });
  const bound = rtol ?? tol;
  return checked(() => op(keyOf('linalg.matrixRank', bound, hermitian), [x], (b, [given]) => {
    const x = given as Value, { shape, dtype } = x.type;
    if (shape.length < 2) return b.convert(b.any(b.ne(x, 0), { axes: shape.map((_, i) => i) }), { dtype: 'i32' });
    if (hermitian) needsSquare('linalg.matrixRank', x.type);
    const [, s] = hermitian ? hermitianSvd(b, x) : b.svd(x, { full: false }) as [Value, Value, Value], axes = [s.type.shape.length - 1];
    if (s.type.shape.at(-1) === 0 && bound === undefined) throw new ShapeError('NN0214', `linalg.matrixRank: ${showType(x.type)} has no singular values`, 'give a bound with rtol');
    const least = bound === undefined ? b.mul(b.max(s, { axes }), Math.max(...known(shape.slice(-2))) * epsilonOf(dtype)) : b.full({ value: bound, shape: s.type.shape.slice(0, -1), dtype });
    const counts = b.gt(s, b.broadcast(least, { shape: s.type.shape, axes: least.type.shape.map((_, i) => i) }));
    return b.sum(b.convert(counts, { dtype: 'i32' }), { axes });
  }, floats)[0]!);
}

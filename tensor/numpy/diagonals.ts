/** numpy: diagonals of matrices, matrices of diagonals, and triangles. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { checkDType, checkShape } from '../create.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { mul } from './arithmetic.ts';
import { ones } from './creation.ts';
import { flip } from './arranging.ts';
import { stack } from './joining.ts';
import { sum } from './reductions.ts';
import { moveaxis, ravel } from './shape.ts';
import type { Along, Around, AtDefault, AxisOf, RankOf, Without } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, Shape, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Left, Less, Plus } from '../../core/types/number.ts';
import type { noAxis } from '../../core/shape.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import type { SizedBy } from '../create.ts';
import type { As, Operand, Own, Widened } from '../signatures.ts';

function wholeNumber(name: string, what: string, k: number): void {
  if (!Number.isInteger(k)) throw new CotangentError(`${name}: ${what} is ${k}`, { code: 'NN0517', hint: 'give a whole number' });
}

/** Whether column − row ≤ k, or where they are equal, over the last two axes of a shape. */
function compared(b: Builder, how: 'le' | 'ge' | 'eq', shape: readonly number[], k: number): Value {
  const rank = shape.length, row = b.iota({ shape, axis: rank - 2, dtype: 'i32' }), column = b.iota({ shape, axis: rank - 1, dtype: 'i32' });
  return b[how](column, b.add(row, k));
}

export interface DiagonalOptions<O = number, P = number, Q = number> {
  /** Which diagonal: 0 is the main one, those above it are positive. */
  readonly offset?: O;
  readonly axis1?: P;
  readonly axis2?: Q;
}
/**
 * The elements of a diagonal of two axes, which give way to one at the end.   x: [.., n, m]   y: [.., min(n, m)]   As numpy's diagonal.
 * @example
 * diagonal(tensor([[1, 2], [3, 4]])) // [1, 4]
 * diagonal(tensor([[1, 2], [3, 4]]), { offset: 1 }) // [2]
 */
export function diagonal<S = [], D = Weak, const O extends number = 0, const P extends number = 0, const Q extends number = 1>(x: AtDefault<[P, Q], [0, 1], DiagonalOf<S, O, P, Q>, Operand<S, D>>, options?: DiagonalOptions<O, Fits<Along<'diagonal', S, P>, P>, Fits<DiagonalOf<S, O, P, Q>, Q>>): Tensor<Gives<DiagonalOf<S, O, P, Q>>, Own<D>>;
export function diagonal(given: TensorLike, { offset = 0, axis1 = 0, axis2 = 1 }: DiagonalOptions = {}): Tensor {
  const x = tensorOf('diagonal', given), p = axisAt('diagonal', axis1, x.rank), q = axisAt('diagonal', axis2, x.rank);
  wholeNumber('diagonal', 'offset', offset);
  if (p === q) throw new CotangentError(axisAgain(`${p}`), { code: 'NN0213', hint: 'a diagonal goes through two axes' });
  return op(keyOf('diagonal', offset), [moveaxis(x, [p, q], [-2, -1])], (b, [v]) => diagonalOf(b, v as Value, offset))[0]!;
}
/** The shape of the diagonals, as the last axis. */
export type DiagonalOf<S, O, P, Q> =
  HasRank<S> extends false ? Unknown<S> : number extends P | Q ? Shape
  : AxisOf<S, P> extends infer I
    ? [I] extends [never] ? Mistake<noAxis<'diagonal', `${P & number}`, `${RankOf<S> & number}`>>
    : AxisOf<S, Q> extends infer J
      ? [J] extends [never] ? Mistake<noAxis<'diagonal', `${Q & number}`, `${RankOf<S> & number}`>>
      : [I] extends [J] ? Mistake<axisAgain<`${I & number}`>>
      : [Around<S, P>, Around<S, Q>] extends [[unknown, infer N, unknown], [unknown, infer M, unknown]] ? [...Without<S, I | J>, LengthOf<N, M, O>] : never
      : never
    : never;
type LengthOf<N, M, O> = [N, M] extends [number, number] ? (number extends N | M | O ? number : `${O & number}` extends `-${infer T extends number}` ? Least<Left<N, T>, M> : Least<N, Left<M, O>>) : [N, M, O] extends [M, N, 0] ? N : number;
type Least<N, M> = Less<N, M> extends true ? N : M;
export type WithoutLast<S> = S extends readonly [...infer R, unknown] ? R : Shape;
const axisAgain = <const A extends string>(axis: A): axisAgain<A> => `diagonal: axis ${axis} is named twice`;
type axisAgain<A extends string> = `diagonal: axis ${A} is named twice`;
/** Of the last two axes: the square [n, n] on whose main diagonal it lies, flat, every element n + 1 after the last. */
function diagonalOf(b: Builder, x: Value, offset: number): Value {
  const shape = x.type.shape as readonly number[], rank = shape.length, lead = shape.slice(0, -2), top = Math.max(-offset, 0), left = Math.max(offset, 0);
  const n = Math.max(0, Math.min(shape[rank - 2]! - top, shape[rank - 1]! - left));
  if (n === 0) return b.full({ value: 0, shape: [...lead, 0], dtype: x.type.dtype });
  const zero = lead.map(() => 0), one = lead.map(() => 1);
  const square = b.slice(x, { start: [...zero, top, left], stop: [...lead, top + n, left + n], step: [...one, 1, 1] });
  return b.slice(b.reshape(square, { shape: [...lead, n * n] }), { start: [...zero, 0], stop: [...lead, n * n], step: [...one, n + 1] });
}

/**
 * The matrix with a vector on a diagonal and zeros elsewhere, or the diagonal of a matrix.   x: [n]   y: [n + |k|, n + |k|]   As numpy's diag.
 * @example
 * diag(tensor([1, 2])) // [[1, 0], [0, 2]]
 * diag(tensor([[1, 2], [3, 4]]), { k: -1 }) // [3]
 */
export function diag<S = [], D = Weak, const K extends number = 0>(x: Fits<Diag<S, K>, Operand<S, D>>, options?: { k?: K }): Tensor<Gives<Diag<S, K>>, Own<D>>;
export function diag(given: TensorLike, { k = 0 }: { k?: number } = {}): Tensor {
  const x = tensorOf('diag', given);
  wholeNumber('diag', 'k', k);
  if (x.rank === 2) return diagonal(x, { offset: k });
  if (x.rank !== 1) throw new CotangentError(neither(showShape(x.shape)), { code: 'NN0217', hint: 'use diagonal for more axes' });
  return op(keyOf('diag', k), [x], (b, [v]) => {
    const n = x.shape[0]! + Math.abs(k), shape = [n, n];
    const column = b.pad(v as Value, { low: [Math.max(k, 0)], high: [Math.max(-k, 0)], interior: [0], value: 0 });
    return b.select(compared(b, 'eq', shape, k), b.broadcast(column, { shape, axes: [1] }), 0);
  })[0]!;
}
/**
 * The matrix with all elements on a diagonal.   x: [..s]   y: [n + |k|, n + |k|], n elements   As numpy's diagflat.
 * @example
 * diagflat(tensor([[1], [2]])) // [[1, 0], [0, 2]]
 */
export const diagflat = ((x: TensorLike, options: { k?: number } = {}): Tensor => diag(ravel(x), options)) as <S = [], D = Weak, const K extends number = 0>(x: Operand<S, D>, options?: { k?: K }) => Tensor<Gives<Diag<[SizeOf<S>], K>>, Own<D>>;
const neither = <const S extends string>(shape: S): neither<S> => `diag: ${shape} is neither a vector nor a matrix`;
type neither<S extends string> = `diag: ${S} is neither a vector nor a matrix`;
type Diag<S, K> =
  HasRank<S> extends false ? Unknown<S> : S extends readonly [infer N] ? [Plus<N, Magnitude<K>>, Plus<N, Magnitude<K>>] : S extends readonly [unknown, unknown] ? DiagonalOf<S, K, 0, 1> : Mistake<neither<ShowShape<S>>>;
type Magnitude<K> = number extends K ? number : `${K & number}` extends `-${infer N extends number}` ? N : K;

/**
 * The sum of a diagonal.   x: [.., n, m]   y: [..]   Small integers are summed in 32 bits. As numpy's trace.
 * @example
 * trace(tensor([[1, 2], [3, 4]])) // 5
 */
export function trace<S = [], D = Weak, const O extends number = 0, const P extends number = 0, const Q extends number = 1, E extends DType | undefined = undefined>(x: AtDefault<[P, Q], [0, 1], DiagonalOf<S, O, P, Q>, Operand<S, D>>, options?: DiagonalOptions<O, Fits<Along<'diagonal', S, P>, P>, Fits<DiagonalOf<S, O, P, Q>, Q>> & { dtype?: E }): Tensor<WithoutLast<Gives<DiagonalOf<S, O, P, Q>>>, As<E, Widened<D>>>;
export function trace(given: TensorLike, { dtype, ...options }: DiagonalOptions & { dtype?: DType } = {}): Tensor {
  return sum(diagonal(given, options), { axis: -1, ...(dtype && { dtype }) });
}

export interface TriOptions<M = number, E = DType> {
  /** Columns; as many as rows when absent. */
  readonly m?: M;
  /** The last diagonal that counts. */
  readonly k?: number;
  readonly dtype?: E;
}
/**
 * Ones on and below a diagonal, zeros above.   y: [n, m]   As numpy's tri.
 * @example
 * tri(2, { m: 3 }) // [[1, 0, 0], [1, 1, 0]]
 */
export function tri<const N extends number, const M extends number = N, E extends DType = 'f32'>(n: Fits<SizedBy<'tri', [N, M]>, N>, options?: TriOptions<M, E>): Tensor<[N, M], NoInfer<E>>;
export function tri(n: number, { m = n, k = 0, dtype = 'f32' }: TriOptions = {}): Tensor {
  checkShape('tri', [n, m]);
  checkDType('tri', dtype);
  wholeNumber('tri', 'k', k);
  return op(keyOf('tri', n, m, k, dtype), [], (b) => b.convert(compared(b, 'le', [n, m], k), { dtype }))[0]!;
}

const noMatrix = <const Name extends string, const S extends string>(name: Name, shape: S): noMatrix<Name, S> => `${name}: ${shape} is no matrix`;
type noMatrix<Name extends string, S extends string> = `${Name}: ${S} is no matrix`;
type Matrices<Name extends string, S> = S extends readonly [] | readonly [unknown] ? Mistake<noMatrix<Name, ShowShape<S>>> : S;
interface Triangle<Name extends string> {
  <S = [], D = Weak>(x: Fits<Matrices<Name, S>, Operand<S, D>>, options?: { k?: number }): Tensor<S, Own<D>>;
}
const triangle = <const N extends 'tril' | 'triu'>(name: N, how: 'le' | 'ge'): Triangle<N> => ((given: TensorLike, { k = 0 }: { k?: number } = {}): Tensor => {
  const x = tensorOf(name, given);
  wholeNumber(name, 'k', k);
  if (x.rank < 2) throw new CotangentError(noMatrix(name, showShape(x.shape)), { code: 'NN0217', hint: 'give [..s, n, m]' });
  return op(keyOf(name, k), [x], (b, [v]) => b.select(compared(b, how, x.shape, k), v as Value, 0))[0]!;
}) as Triangle<N>;
/**
 * What lies on and below a diagonal of the last two axes, zeros above.   x, y: [..s, n, m]   As numpy's tril.
 * @example
 * tril(tensor([[1, 2], [3, 4]])) // [[1, 0], [3, 4]]
 */
export const tril = triangle('tril', 'le');
/**
 * What lies on and above a diagonal of the last two axes, zeros below.   x, y: [..s, n, m]   As numpy's triu.
 * @example
 * triu(tensor([[1, 2], [3, 4]]), { k: 1 }) // [[0, 2], [0, 0]]
 */
export const triu = triangle('triu', 'ge');

/**
 * The matrix of powers: xⁿ⁻¹ … x, 1 in the columns, or the other way round.   x: [k]   y: [k, n]   As numpy's vander.
 * @example
 * vander(tensor([1, 2, 3]), { n: 3 }) // [[1, 1, 1], [4, 2, 1], [9, 3, 1]]
 */
export function vander<S = [], D = Weak, const N extends number | undefined = undefined>(x: Operand<S, D>, options?: { n?: N; increasing?: boolean }): Tensor<S extends readonly [infer M] ? [M, N extends number ? N : M] : Shape, Own<D>>;
export function vander(given: TensorLike, { n, increasing = false }: { n?: number; increasing?: boolean } = {}): Tensor {
  const x = tensorOf('vander', given), count = n ?? x.shape[0] ?? 0;
  if (x.rank !== 1) throw new CotangentError(`vander: ${showShape(x.shape)} is not a vector`, { code: 'NN0217', hint: 'give a tensor with one axis' });
  checkShape('vander', [count]);
  if (count === 0) return ones([x.shape[0]!, 0], { dtype: x.dtype });
  const powers = [ones(x.shape, { dtype: x.dtype })];
  while (powers.length < count) powers.push(mul(powers.at(-1)!, x));
  const y = stack(powers, { axis: -1 });
  return increasing ? y : flip(y, { axis: -1 });
}

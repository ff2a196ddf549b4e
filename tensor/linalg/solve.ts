/** linalg: systems of equations and inverses. Matrices are the last two axes; integers become f32. Source of all: jax.numpy.linalg and jax.scipy.linalg. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { count, ShapeError, showType } from '../../core/shape.ts';
import { epsilonOf, identityLike, needsMatrix, needsSquare, rowsInOrder, swapped, unlike } from '../../ops/matrices.ts';
import { axesAt, floating, promoted } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Tensor } from '../tensor.ts';
import type { AnyOpen, Around, AxesIn, Both, RankOf, Unsized, Without } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowDim, ShowShape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Inexact, Promote } from '../../core/types/promote.ts';
import type { Matrices, Solved, Squares } from '../../ops/matrices.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import { floats, forRightSide, stretched, type Columns, type InPlace, type Lesser, type MatrixOf, type Rows, type Solvable, type SquareOf } from './operands.ts';
import type { CholeskyFactor } from './factor.ts';

/** The sides of a system, in the dtype in which they meet; and what solves it. */
type Left<Op extends string, A, D, E> = Fits<Squares<Op, A, Inexact<Promote<D, E>>>, Tensor<A, D>>;
type Right<Op extends string, A, D, B, E, OldToo = false> = [Squares<Op, A, Inexact<Promote<D, E>>>] extends [Mistake<string>] ? Tensor<B, E> : Fits<Solved<Op, A, B, Inexact<Promote<D, E>>, OldToo>, Tensor<B, E>>;
type Answer<Op extends string, A, D, B, E, OldToo = false> = Tensor<Gives<Solved<Op, A, B, Inexact<Promote<D, E>>, OldToo>>, Inexact<Promote<D, E>>>;

/**
 * The y with a · y = x, by elimination.   a: [..s, n, n]   x, y: [n] or [..t, n, m], batches broadcast. A singular a gives infinities and NaN.
 * @example
 * linalg.solve(tensor([[2, 0], [1, 4]]), tensor([2, 9])) // [1, 2]
 */
export const solve = ((a: Tensor, x: Tensor) =>
  op('linalg.solve', [a, x], (b, [a, x]) => forRightSide('linalg.solve', b, a as Value, x as Value, (a, x) => b.solve(a, x, { transpose: false }), true), floats)[0]!) as <A, D, B, E>(a: Left<'linalg.solve', A, D, E>, x: Right<'linalg.solve', A, D, B, E, true>) => Answer<'linalg.solve', A, D, B, E, true>;

/**
 * The inverse.   x, y: [..s, n, n].   A singular x gives infinities and NaN. To solve a system use `solve`, which is faster and more exact.
 * @example
 * linalg.inv(tensor([[2, 0], [0, 4]])) // [[0.5, 0], [0, 0.25]]
 */
export const inv = ((x: Tensor) =>
  op('linalg.inv', [x], (b, [x]) => {
    needsSquare('linalg.inv', (x as Value).type);
    return b.solve(x as Value, identityLike(b, x as Value), { transpose: false });
  }, floats)[0]!) as <S, D>(x: SquareOf<'linalg.inv', S, D>) => Tensor<S, Inexact<D>>;

export interface SolveTriangularOptions {
  /** Solves with aᵀ: 1 or 'T' (2 and 'C' are the same for real numbers). */
  readonly trans?: 0 | 1 | 2 | 'N' | 'T' | 'C';
  /** Which triangle of a is meant; the other is not read. */
  readonly lower?: boolean;
  /** The diagonal of a is taken for ones and not read. */
  readonly unitDiagonal?: boolean;
}
const isTransposed = (name: string, trans: number | string): boolean => {
  if (![0, 1, 2, 'N', 'T', 'C'].includes(trans)) throw new CotangentError(`${name}: trans is ${JSON.stringify(trans)}, which says neither a nor aᵀ`, { code: 'NN0596', hint: "use 0 or 'N' for a, 1 or 'T' for aᵀ" });
  return trans !== 0 && trans !== 'N';
};

/**
 * The y with a · y = x for a triangular a.   a: [..s, n, n]   x, y: [n] or [..t, n, m]
 * @example
 * linalg.solveTriangular(tensor([[2, 0], [1, 4]]), tensor([2, 9]), { lower: true }) // [1, 2]
 */
export function solveTriangular<A, D, B, E>(a: Left<'linalg.solveTriangular', A, D, E>, x: Right<'linalg.solveTriangular', A, D, B, E>, options?: SolveTriangularOptions): Answer<'linalg.solveTriangular', A, D, B, E>;
export function solveTriangular(a: Tensor, x: Tensor, { trans = 0, lower = false, unitDiagonal = false }: SolveTriangularOptions = {}): Tensor {
  const name = 'linalg.solveTriangular', transpose = isTransposed(name, trans);
  return op(keyOf(name, transpose, lower, unitDiagonal), [a, x], (b, [a, x]) =>
    forRightSide(name, b, a as Value, x as Value, (a, x) => b.triangularSolve(a, x, { lower, transpose, unitDiagonal })), floats)[0]!;
}

/**
 * The y with a · y = x, from the Cholesky factor of a.   c: [..s, n, n]   x, y: [n] or [..t, n, m]
 * @example
 * linalg.choSolve(linalg.choFactor(tensor([[4, 2], [2, 5]])), tensor([8, 12])) // [1, 2]
 */
export const choSolve = (([c, lower]: CholeskyFactor, x: Tensor) =>
  op(keyOf('linalg.choSolve', lower), [c, x], (b, [c, x]) => forRightSide('linalg.choSolve', b, c as Value, x as Value, (c, x) => {
    const by = (transpose: boolean, x: Value): Value => b.triangularSolve(c, x, { lower, transpose, unitDiagonal: false });
    return by(lower, by(!lower, x));
  }), floats)[0]!) as <A, D, B, E>(factor: CholeskyFactor<A, D>, x: Fits<Solved<'linalg.choSolve', A, B, Inexact<Promote<D, E>>>, Tensor<B, E>>) => Answer<'linalg.choSolve', A, D, B, E>;

/**
 * The y with a · y = x, or aᵀ · y = x when `trans` is 1, from the factors of a.   lu: [..s, n, n]   pivots: i32[..s, n]   x, y: [n] or [..t, n, m]
 * @example
 * linalg.luSolve(linalg.luFactor(tensor([[1, 2], [4, 4]])), tensor([5, 12])) // [1, 2]
 */
export function luSolve<A, D, B, E>(factors: readonly [lu: Tensor<A, D>, pivots: Tensor], x: Fits<Solved<'linalg.luSolve', A, B, Inexact<Promote<D, E>>>, Tensor<B, E>>, options?: { readonly trans?: 0 | 1 | 2 }): Answer<'linalg.luSolve', A, D, B, E>;
export function luSolve([lu, pivots]: readonly [lu: Tensor, pivots: Tensor], x: Tensor, { trans = 0 }: { readonly trans?: 0 | 1 | 2 } = {}): Tensor {
  const name = 'linalg.luSolve', transpose = isTransposed(name, trans);
  return op(keyOf(name, transpose), [lu, pivots, x], (b, values) => {
    const [, pivots] = values as [Value, Value, Value], [lu, x] = promoted(b, [values[0] as Value, values[2] as Value]).map((v) => floating(b, v)) as [Value, Value];
    needsSquare(name, lu.type);
    const order = b.luPivotsToPermutation(pivots, { size: lu.type.shape.at(-1)! });
    return forRightSide(name, b, lu, x, (lu, x) => {
      const own = stretched(b, order, x.type.shape.slice(0, -1)), by = (lower: boolean, v: Value): Value => b.triangularSolve(lu, v, { lower, transpose, unitDiagonal: lower });
      return transpose ? rowsInOrder(b, by(true, by(false, x)), b.argsort(own, { axis: -1, descending: false })) : by(false, by(true, rowsInOrder(b, x, own)));
    });
  })[0]!;
}

export interface PinvOptions {
  /** Singular values up to this part of the greatest count as zero; 10 · max(m, n) · ε when absent. */
  readonly rtol?: number;
  /** numpy's older name of `rtol`. */
  readonly rcond?: number;
  /** x is symmetric. */
  readonly hermitian?: boolean;
}

/**
 * The Moore–Penrose inverse.   x: [..s, m, n]   y: [..s, n, m]
 * @example
 * linalg.pinv(tensor([[2, 0], [0, 0]])) // [[0.5, 0], [0, 0]]
 */
export function pinv<S, D>(x: MatrixOf<'pinv', S, D>, options?: PinvOptions): Tensor<InPlace<S, [Columns<S>, Rows<S>]>, Inexact<D>>;
export function pinv(x: Tensor, { rtol, rcond, hermitian = false }: PinvOptions = {}): Tensor {
  if (rtol !== undefined && rcond !== undefined) throw new CotangentError('linalg.pinv: rtol and rcond are two names of one bound', { code: 'NN0596', hint: 'give rtol alone' });
  const bound = rtol ?? rcond;
  return op(keyOf('linalg.pinv', bound, hermitian), [x], (b, [x]) => b.pinv(x as Value, { rtol: bound, hermitian }), floats)[0]!;
}

export interface LstsqOptions {
  /** Singular values below this part of the greatest count as zero; ε · max(m, n) when absent, ε when negative. */
  readonly rcond?: number | null;
}

type Fitted<A, D, B> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : Matrices<'linalg.lstsq', A, D> extends infer R
    ? R extends Mistake<string> ? R
    : [A, B] extends [readonly [infer M, infer N], readonly [infer K, ...infer Columns]]
      ? Differ<K, M> extends true ? NotFitted<A, D, B> : Columns extends readonly [] | readonly [unknown] ? [N, ...Columns] : NotFitted<A, D, B>
      : NotFitted<A, D, B>
    : never;
type NotFitted<A, D, B> = Mistake<unlike<'linalg.lstsq', ShowType<B, D>, ShowType<A, D>>>;
/** The squared residuals of as many columns as B has. */
type Missed<B> = HasRank<B> extends false ? [number] : B extends readonly [unknown, infer K] ? [K] : [1];
/**
 * The y of least length among those with the least |a · y - x|²: [y, residuals, rank, s], with the squared residual of each column, the rank of a and its
 * singular values.   a: [m, n]   x: [m] or [m, k]   y: [n] or [n, k]   residuals: [k], or [1] for a vector   rank: i32[]   s: [min(m, n)]
 * @example
 * linalg.lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5]))[0] // [1, 2]
 */
export function lstsq<A, D, B, E>(a: Tensor<A, D>, x: Fits<Fitted<A, Inexact<Promote<D, E>>, B>, Tensor<B, E>>, options?: LstsqOptions): [y: Tensor<Gives<Fitted<A, Inexact<Promote<D, E>>, B>>, Inexact<Promote<D, E>>>, residuals: Tensor<Missed<B>, Inexact<Promote<D, E>>>, rank: Tensor<[], 'i32'>, s: Tensor<[Lesser<A>], Inexact<Promote<D, E>>>];
export function lstsq(a: Tensor, x: Tensor, { rcond }: LstsqOptions = {}): [y: Tensor, residuals: Tensor, rank: Tensor, s: Tensor] {
  return op(keyOf('linalg.lstsq', rcond), [a, x], (b, values) => {
    const [a, given] = values as [Value, Value], [m, n] = a.type.shape as readonly number[], rank = given.type.shape.length;
    needsMatrix('linalg.lstsq', a.type);
    if (a.type.shape.length !== 2 || rank < 1 || rank > 2 || given.type.shape[0] !== m)
      throw new ShapeError('NN0280', unlike('linalg.lstsq', showType(given.type), showType(a.type)), 'the matrix is [m, n], the right side [m] or [m, k]');
    const x = rank === 1 ? b.reshape(given, { shape: [m!, 1] }) : given, { dtype } = a.type, columns = x.type.shape[1]!, least = Math.min(m!, n!);
    const [y, count, s] = least === 0 ? [b.full({ value: 0, shape: [n!, columns], dtype }), b.full({ value: 0, shape: [], dtype: 'i32' }), b.full({ value: 0, shape: [0], dtype })] : fit(b, a, x, rcond);
    const missed = b.sub(x, b.matmul(a, y!)), residuals = b.sum(b.square(missed), { axes: [0] });
    return [rank === 1 ? b.reshape(y!, { shape: [n!] }) : y!, residuals, count!, s!];
  }, floats) as [Tensor, Tensor, Tensor, Tensor];
}

function fit(b: Builder, a: Value, x: Value, rcond: number | null | undefined): readonly [Value, Value, Value] {
  const [m, n] = a.type.shape as readonly [number, number], epsilon = epsilonOf(a.type.dtype), [u, s, v] = b.svd(a, { full: false });
  const bound = rcond === undefined || rcond === null ? epsilon * Math.max(m, n) : rcond < 0 ? epsilon : rcond;
  const counts = b.and(b.gt(s, 0), b.ge(s, b.mul(b.slice(s, { start: [0], stop: [1], step: [1] }), bound)));
  const inverse = b.select(counts, b.reciprocal(b.select(counts, s, 1)), 0);
  const y = b.matmul(swapped(b, v), b.mul(b.reshape(inverse, { shape: [...inverse.type.shape, 1] }), b.matmul(u, x)));
  return [y, b.sum(b.convert(counts, { dtype: 'i32' }), { axes: [0] }), s];
}

const unevenCut = <const S extends string, const N extends string, const I extends string, const M extends string>(shape: S, before: N, ind: I, after: M): unevenCut<S, N, I, M> => `linalg.tensorinv: ${shape} has ${before} elements before axis ${ind} and ${after} from it on`;
type unevenCut<S extends string, N extends string, I extends string, M extends string> = `linalg.tensorinv: ${S} has ${N} elements before axis ${I} and ${M} from it on`;
const goesNot = <const X extends string, const A extends string>(x: X, a: A): goesNot<X, A> => `linalg.tensorsolve: ${x} does not go with ${a}`;
type goesNot<X extends string, A extends string> = `linalg.tensorsolve: ${X} does not go with ${A}`;
/** [the first axes, as many as I says, the others] */
type CutAt<S, I, P extends unknown[] = []> = P['length'] extends I ? [P, S] : S extends readonly [infer D, ...infer R] ? CutAt<R, I, [...P, D]> : [P, S];
type Turned<S, D, I> =
  HasRank<S> extends false ? Unknown<S> : number extends I ? Unsized<S> : `${I & number}` extends `-${string}` ? Unsized<S>
  : CutAt<S, I> extends [infer P extends unknown[], infer Q extends readonly unknown[]]
    ? I extends 0 ? Mistake<unevenCut<ShowShape<S>, '1', '0', ShowDim<SizeOf<S>>>>
      : Differ<SizeOf<P>, SizeOf<Q>> extends true ? Mistake<unevenCut<ShowShape<S>, ShowDim<SizeOf<P>>, `${I & number}`, ShowDim<SizeOf<Q>>>>
      : Solvable<[SizeOf<P>, SizeOf<P>], D, [...Q, ...P]>
    : never;
/**
 * The inverse of a tensor as a map between the axes before `ind` and those from it on.   x: [..s, ..t]   y: [..t, ..s], where s has `ind` sizes and
 * as many elements as t.   y and x multiply to an identity by tensordot over `ind` axes.
 * @example
 * linalg.tensorinv(tensor([[[2, 0], [0, 4]]]).reshape([2, 1, 2]), { ind: 1 }).shape // [1, 2, 2]
 */
export function tensorinv<S, D, const I extends number = 2>(x: Fits<Turned<S, Inexact<D>, I>, Tensor<S, D>>, options?: { readonly ind?: I }): Tensor<Gives<Turned<S, Inexact<D>, I>>, Inexact<D>>;
export function tensorinv(x: Tensor, { ind = 2 }: { readonly ind?: number } = {}): Tensor {
  const rows = x.shape.slice(0, ind), columns = x.shape.slice(ind);
  if (!Number.isInteger(ind) || ind < 1 || count(rows) !== count(columns))
    throw new CotangentError(unevenCut(showShape(x.shape), `${count(rows)}`, `${ind}`, `${count(columns)}`), { code: 'NN0279', hint: 'ind is a number of axes, from 1, that cuts the shape into two of equal size' });
  return op(keyOf('linalg.tensorinv', ind), [x], (b, [x]) => {
    const square = b.reshape(x as Value, { shape: [count(rows), count(rows)] });
    return b.reshape(b.solve(square, identityLike(b, square), { transpose: false }), { shape: [...columns, ...rows] });
  }, floats)[0]!;
}

type SolvedBy<A, B, D, Axes> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Shape : AnyOpen<Axes> extends true ? Shape
  : AxesIn<'linalg.tensorsolve', A, Axes> extends infer Gone
    ? [Gone] extends [Mistake<string>] ? Gone : SolvedIn<Both<Without<A, Gone>, SizesAt<A, Axes>>, B, D>
    : never;
type SizesAt<S, Axes> = { -readonly [I in keyof Axes]: Around<S, Axes[I]> extends readonly [unknown, infer D, unknown] ? D : never };
type SolvedIn<A, B, D> =
  CutAt<A, RankOf<B>> extends [infer P, infer Q]
    ? SomeDiffer<P, B> extends true ? Mistake<goesNot<ShowShape<B>, ShowShape<A>>> : Differ<SizeOf<Q>, SizeOf<B>> extends true ? Mistake<goesNot<ShowShape<B>, ShowShape<A>>>
    : Solvable<[SizeOf<P>, SizeOf<P>], D, Q> extends infer R ? (R extends readonly [...infer T] ? [...T] : R) : never
    : never;
/**
 * The y with tensordot(a, y) = x over all axes of y.   a: [..t, ..s]   x: [..t]   y: [..s], as many elements as x.   `axes` of a move to its end first.
 * @example
 * linalg.tensorsolve(tensor([[2, 0], [0, 4]]), tensor([2, 4])) // [1, 1]
 */
export function tensorsolve<A, D, B, E, const X extends readonly number[] = []>(a: Tensor<A, D>, x: Fits<SolvedBy<A, B, Inexact<Promote<D, E>>, X>, Tensor<B, E>>, options?: { readonly axes?: X }): Tensor<Gives<SolvedBy<A, B, Inexact<Promote<D, E>>, X>>, Inexact<Promote<D, E>>>;
export function tensorsolve(a: Tensor, x: Tensor, { axes = [] }: { readonly axes?: readonly number[] } = {}): Tensor {
  const moved = axesAt('linalg.tensorsolve', a, axes.length === 0 ? [] : axes), inOrder = axes.map((axis) => (axis < 0 ? axis + a.rank : axis));
  const order = [...a.shape.map((_, i) => i).filter((i) => !moved.includes(i)), ...inOrder], shape = order.map((i) => a.shape[i]!);
  const front = shape.slice(0, x.rank), back = shape.slice(x.rank);
  if (front.some((d, i) => d !== x.shape[i]) || front.length !== x.rank || count(back) !== x.size)
    throw new CotangentError(goesNot(showShape(x.shape), showShape(shape)), { code: 'NN0280', hint: 'the matrix begins with the sizes of the right side, and what follows has as many elements' });
  return op(keyOf('linalg.tensorsolve', order), [a, x], (b, values) => {
    const [a, x] = values as [Value, Value], square = b.reshape(b.transpose(a, { order }), { shape: [count(front), count(front)] });
    return b.reshape(b.solve(square, b.reshape(x, { shape: [count(front), 1] }), { transpose: false }), { shape: back });
  }, floats)[0]!;
}

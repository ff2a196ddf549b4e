/** What the records of factorisations share: their operands are matrices in the last two axes, one for each element of a batch. */
import type { Type, Value } from '../core/graph.ts';
import type { DType } from '../core/dtype.ts';
import type { Batch } from '../core/op.ts';
import { sameDim } from '../core/dim.ts';
import { count, known, sameShape, ShapeError, showType } from '../core/shape.ts';
import { axisTo, repeated } from './batching.ts';
import { apart, joined } from './regroup.ts';
import type { Builder } from './builder.ts';
import { definedFor, needsRank, sameDType, type needsForm } from './rules.ts';
import type { Broadcast } from '../core/types/broadcast.ts';
import type { Differ, HasRank, Known, Mistake, Same, Shape, ShowType, Unknown } from '../core/types/dim.ts';

export const matrixDTypes = 'f32 and f64', matrixForm = '[..s, rows, columns]';
export const notSquare = <const Op extends string, const Found extends string>(op: Op, found: Found): notSquare<Op, Found> => `${op} needs a square matrix, got ${found}`;
export type notSquare<Op extends string, Found extends string> = `${Op} needs a square matrix, got ${Found}`;
export const unlike = <const Op extends string, const X extends string, const A extends string>(op: Op, x: X, a: A): unlike<Op, X, A> => `${op}: the right side ${x} does not go with the matrix ${a}`;
export type unlike<Op extends string, X extends string, A extends string> = `${Op}: the right side ${X} does not go with the matrix ${A}`;

/** S, where it is that of matrices, in a dtype in which they are worked on. */
export type Matrices<Op extends string, S, D> =
  HasRank<S> extends false ? Unknown<S>
  : DType extends D ? (S extends readonly [...unknown[], unknown, unknown] ? S : Mistake<needsForm<Op, typeof matrixForm, ShowType<S, D>>>)
  : [D] extends ['f16' | 'bf16'] ? Mistake<definedFor<Op, typeof matrixDTypes, ShowType<S, D>>>
  : S extends readonly [...unknown[], unknown, unknown] ? S : Mistake<needsForm<Op, typeof matrixForm, ShowType<S, D>>>;
/** S, where the matrices are square too. */
export type Squares<Op extends string, S, D> =
  Matrices<Op, S, D> extends infer R ? ([R] extends [Mistake<string>] ? R : R extends readonly [...unknown[], infer M, infer N] ? (Differ<M, N> extends true ? Mistake<notSquare<Op, ShowType<R, D>>> : R) : Shape) : never;
/** The shape of what solves a system with the matrices A for the right side B: a vector, or matrices. OldToo: a right side of as many axes as vectors would have is taken for matrices. */
export type Solved<Op extends string, A, B, D, OldToo = false> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : [Squares<Op, A, D>] extends [Mistake<string>] ? Squares<Op, A, D>
  : A extends readonly [...infer P, unknown, infer N]
    ? B extends readonly [infer K] ? (Differ<K, N> extends true ? Mistake<unlike<Op, ShowType<B, D>, ShowType<A, D>>> : [...P, Known<N, K>])
    : B extends readonly [...infer Q, infer K, infer M]
      ? Differ<K, N> extends true ? Mistake<unlike<Op, ShowType<B, D>, ShowType<A, D>>>
        : [OldToo, A['length'], Same<M, N>] extends [false, [...B, 0]['length'], true] ? Mistake<unlike<Op, ShowType<B, D>, ShowType<A, D>>>
        : Broadcast<Op, P, Q, A, B> extends infer R ? (R extends readonly [...infer S] ? [...S, Known<N, K>, M] : R) : never
      : Mistake<unlike<Op, ShowType<B, D>, ShowType<A, D>>>
    : Shape;

/** Throws unless x is a matrix, or a batch of them, in single or double precision. */
export function needsMatrix(op: string, x: Type): void {
  if (x.dtype !== 'f32' && x.dtype !== 'f64')
    throw new ShapeError('NN0205', definedFor(op, matrixDTypes, showType(x)), 'convert it first, for example to f32');
  needsRank(op, x, 2, matrixForm);
}

export function needsSquare(op: string, x: Type): void {
  needsMatrix(op, x);
  if (!sameDim(x.shape.at(-2)!, x.shape.at(-1)!))
    throw new ShapeError('NN0279', notSquare(op, showType(x)), 'its last two sizes must be equal');
}

/** Throws unless x can be the right side of a system with the matrix a. */
export function needsRightSide(op: string, a: Type, x: Type): void {
  needsSquare(op, a);
  needsMatrix(op, x);
  sameDType(op, [a, x]);
  if (!sameShape(a.shape.slice(0, -2), x.shape.slice(0, -2)) || !sameDim(a.shape.at(-1)!, x.shape.at(-2)!))
    throw new ShapeError('NN0280', unlike(op, showType(x), showType(a)), 'it must have as many rows as the matrix, and the same sizes before the last two');
}

export interface Sizes {
  /** How many matrices. */
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  /** The lesser of rows and columns. */
  readonly k: number;
}

export function sizesOf(x: Type): Sizes {
  const shape = known(x.shape), [m, n] = shape.slice(-2);
  return { batch: count(shape.slice(0, -2)), m, n, k: Math.min(m, n) };
}

/** A system for every element of a batch. Where all have one matrix their right sides are more columns, and the matrix is taken apart once. */
export const systems = <P>(again: (b: Builder, a: Value, x: Value, params: P) => Value) => (b: Builder, at: Batch<P>): readonly Value[] => {
  const { x: [a, x], batched: [ofA, ofX], size, params } = at;
  if (ofA || !ofX) return [again(b, repeated(b, at, 0), repeated(b, at, 1), params)];
  const columns = x.type.shape.length - 2;
  const y = again(b, a, joined(b, axisTo(b, x, 0, columns), columns), params);
  return [axisTo(b, apart(b, y, columns, size), columns, 0)];
};

/** The distance from 1 to the next number of the dtype. */
export const epsilonOf = (dtype: DType): number => (dtype === 'f64' ? 2 ** -52 : 2 ** -23);

// Short hands for rules of differentiation.
export function swapped(b: Builder, x: Value): Value {
  const rank = x.type.shape.length;
  return b.transpose(x, { order: [...x.type.shape.slice(2).map((_, i) => i), rank - 1, rank - 2] });
}
/** The symmetric matrix whose lower triangle is that of x. */
export const fromLower = (b: Builder, x: Value): Value => b.add(b.tril(x, { diagonal: 0 }), swapped(b, b.tril(x, { diagonal: -1 })));
/** (x + xᵀ) / 2 */
export const symmetrized = (b: Builder, x: Value): Value => b.mul(b.add(x, swapped(b, x)), 0.5);
/** 1 on the diagonal of x's last two axes and 0 elsewhere. */
export function identityLike(b: Builder, x: Value): Value {
  const { shape, dtype } = x.type, rank = shape.length;
  const row = b.iota({ shape, axis: rank - 2, dtype: 'i32' }), column = b.iota({ shape, axis: rank - 1, dtype: 'i32' });
  return b.convert(b.eq(row, column), { dtype });
}
/** y_i = x_ii.   x: [..s, n, n]   y: [..s, n] */
export const diagonal = (b: Builder, x: Value): Value => b.sum(b.mul(x, identityLike(b, x)), { axes: [x.type.shape.length - 1] });
/** A vector as a row, which broadcasts down the rows of a matrix.   x: [..s, n]   y: [..s, 1, n] */
export const asRow = (b: Builder, x: Value): Value => b.reshape(x, { shape: [...x.type.shape.slice(0, -1), 1, x.type.shape.at(-1)!] });
export const asColumn = (b: Builder, x: Value): Value => b.reshape(x, { shape: [...x.type.shape, 1] });
/** x · u⁻¹ for an upper triangular u. */
export const solveRight = (b: Builder, u: Value, x: Value): Value => swapped(b, b.triangularSolve(u, swapped(b, x), { lower: false, transpose: true, unitDiagonal: false }));

/** Rows and columns of the ranges [from, to). */
export function block(b: Builder, x: Value, [top, bottom]: readonly [number, number], [left, right]: readonly [number, number]): Value {
  const { shape } = x.type, none = shape.slice(0, -2).map(() => 0);
  return b.slice(x, { start: [...none, top, left], stop: [...shape.slice(0, -2), bottom, right], step: shape.map(() => 1) });
}

/** The rows of x in the order given for each matrix.   x: [..s, m, n]   order: i32[..s, m] */
export function rowsInOrder(b: Builder, x: Value, order: Value): Value {
  const { shape } = x.type;
  return b.takeAlongAxis(x, b.broadcast(order, { shape, axes: shape.map((_, i) => i).slice(0, -1) }), { axis: shape.length - 2 });
}

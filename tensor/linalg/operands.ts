/** How functions of linear algebra take their operands: integers become f32, matrices and right sides of several batches are made alike. */
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, ShapeError, showType } from '../../core/shape.ts';
import { needsSquare, unlike } from '../../ops/matrices.ts';
import type { Builder } from '../../ops/builder.ts';
import type { DType } from '../../core/dtype.ts';
import type { Fits, HasRank, Mistake, Shape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Min } from '../../core/types/number.ts';
import type { Inexact } from '../../core/types/promote.ts';
import type { Matrices, matrixDTypes, Squares } from '../../ops/matrices.ts';
import type { definedFor } from '../../ops/rules.ts';
import type { Tensor } from '../tensor.ts';

/** Options of `op`: all operands meet in one dtype, a float. */
export const floats = { promote: true, float: true } as const;

/** Matrices, or square ones, as an argument: in the dtype that they are worked on in. */
export type MatrixOf<Op extends string, S, D> = Fits<Matrices<Op, S, Inexact<D>>, Tensor<S, D>>;
export type SquareOf<Op extends string, S, D> = Fits<Squares<Op, S, Inexact<D>>, Tensor<S, D>>;
/** The last two sizes. */
type Sides<S> = HasRank<S> extends false ? [number, number] : S extends readonly [...unknown[], infer M, infer N] ? [M, N] : [number, number];
/** Of matrices [..s, m, n]: one number for each, [..s]; as many as the lesser side has, [..s, k]; [..s, m, k] and so on. */
export type EachMatrix<S> = HasRank<S> extends false ? Unknown<S> : S extends readonly [...infer P, unknown, unknown] ? P : Shape;
export type Lesser<S> = Min<Sides<S>[0], Sides<S>[1]>;
export type InPlace<S, Ends extends unknown[]> = HasRank<S> extends false ? Unknown<S> : S extends readonly [...infer P, unknown, unknown] ? [...P, ...Ends] : Shape;
export type Rows<S> = Sides<S>[0];
export type Columns<S> = Sides<S>[1];

/** S, where a system with matrices of shape M can be solved in D. */
export type Solvable<M, D, S> = DType extends D ? S : [D] extends ['f16' | 'bf16'] ? Mistake<definedFor<'solve', typeof matrixDTypes, ShowType<M, D>>> : S;

export const stretched = (b: Builder, x: Value, shape: readonly (Value['type']['shape'][number])[]): Value =>
  (x.type.shape.length === shape.length && x.type.shape.every((d, i) => d === shape[i]) ? x : b.broadcast(x, { shape, axes: x.type.shape.map((_, i) => i + shape.length - x.type.shape.length) }));

/**
 * Solves for a right side of one axis (a vector) or more (matrices, whose batches and those of a broadcast), as numpy 2 has it.
 * `solve` gets both with equal batches; `isMatrix` says that an x of one axis less than a, both of whose last sizes are n, is no batch of vectors.
 * a: [..s, n, n]   x: [n] or [..t, n, m]
 */
export function forRightSide(name: string, b: Builder, a: Value, x: Value, solve: (a: Value, x: Value) => Value, isMatrix = false): Value {
  needsSquare(name, a.type);
  const rank = x.type.shape.length, n = a.type.shape.at(-1)!;
  // A batch of vectors beside a batch of matrices used to be one, and is about to be matrices: what is meant must be said.
  const isOld = rank > 1 && a.type.shape.length === rank + 1 && x.type.shape.at(-1) === n && !(isMatrix && x.type.shape.at(-2) === n);
  if (rank === 0 || isOld || x.type.shape.at(rank === 1 ? -1 : -2) !== n)
    throw new ShapeError('NN0280', unlike(name, showType(x.type), showType(a.type)), isOld ? 'give each vector an axis of size 1 at the end' : `it is a vector of ${n} elements, or matrices of ${n} rows`);
  const matrix = rank === 1 ? b.reshape(x, { shape: [n, 1] }) : x;
  const batch = broadcastShapes(name, a.type.shape.slice(0, -2), matrix.type.shape.slice(0, -2), [a.type.shape, x.type.shape]);
  const y = solve(stretched(b, a, [...batch, ...a.type.shape.slice(-2)]), stretched(b, matrix, [...batch, ...matrix.type.shape.slice(-2)]));
  return rank === 1 ? b.reshape(y, { shape: y.type.shape.slice(0, -1) }) : y;
}

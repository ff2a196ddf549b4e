/** numpy's rule for shapes that meet, as a type: core/shape.ts has it for values. */
import type { cannotBroadcast, cannotStretch, tooManyAxes } from '../shape.ts';
import type { Copied, Differ, HasRank, IsOpen, Mistake, Same, ShowDim, ShowShape, Unknown } from './dim.ts';

/** [the size] of two in one place; [] where they differ. Of an unknown one and another, the other: it is 1 or the same. In a list, so that a type parameter is no question. */
type Meet<A, B> = Same<A, B> extends true ? [A] : Same<A, 1> extends true ? [B] : Same<B, 1> extends true ? [A] : IsOpen<A> extends true ? [B] : IsOpen<B> extends true ? [A] : [];

type Align<A, B, All extends [string, unknown, unknown], R extends unknown[] = []> =
  A extends readonly [...infer M, infer P]
    ? B extends readonly [...infer N, infer Q]
      ? Meet<P, Q> extends [infer D] ? Align<M, N, All, [D, ...R]>
      // Of several sizes that do not meet, the first is told.
      : Align<M, N, All> extends infer L ? (L extends Mistake<string> ? L : Mistake<cannotBroadcast<All[0], `${ShowShape<All[1]>} and ${ShowShape<All[2]>}`, ShowDim<P>, ShowDim<Q>>>) : never
      : [...A, ...R]
    : B extends readonly unknown[] ? [...B, ...R] : R;

/** The shape in which A and B meet, in the operation called Op. */
export type Broadcast<Op extends string, A, B, WholeA = A, WholeB = B> = HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : Align<A, B, [Op, WholeA, WholeB]>;

/** The axes of T in which those of S lie, aligned at the right, as a list. */
type Behind<S, T, Left = S> = Left extends readonly [unknown, ...infer M] ? (T extends readonly [...infer N, unknown] ? Behind<S, N, M> : never) : T extends readonly [...infer Front] ? Places<S, Front> : never;
type Places<S, At extends unknown[], R extends string = ''> = S extends readonly [unknown, ...infer M] ? Places<M, [...At, 0], R extends '' ? `${At['length']}` : `${R}, ${At['length']}`> : R;
type Stretches<S, T, All extends [unknown, unknown]> =
  S extends readonly [...infer M, infer P]
    ? T extends readonly [...infer N, infer Q]
      ? Same<P, 1> extends true ? Stretches<M, N, All> : Differ<P, Q> extends true ? Mistake<cannotStretch<ShowShape<All[0]>, ShowShape<All[1]>, Behind<All[0], All[1]>>> : Stretches<M, N, All>
      : Mistake<tooManyAxes<ShowShape<All[0]>, ShowShape<All[1]>>>
    : Copied<All[1]>;
/** T, where a tensor of shape S can be repeated to it. */
export type BroadcastTo<S, T> = T extends number ? BroadcastTo<S, readonly [T]> : HasRank<T> extends false ? Unknown<T> : HasRank<S> extends false ? Copied<T> : Stretches<S, T, [S, T]>;

type Shapes<Op extends string, All, Sum> = All extends readonly [infer S, ...infer R] ? (Broadcast<Op, Sum, S> extends infer B ? (B extends Mistake<string> ? B : Shapes<Op, R, B>) : never) : Sum;
/** The shape in which all of a list meet. */
export type BroadcastAll<Op extends string, All> = HasRank<All> extends false ? Unknown<All> : Shapes<Op, All, []>;

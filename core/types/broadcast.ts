/** numpy's rule for shapes that meet, as a type: core/shape.ts has it for values. */
import type { cannotBroadcast } from '../shape.ts';
import type { HasRank, IsOpen, Mistake, Same, Shape, ShowDim, ShowShape } from './dim.ts';

/** [the size] of two in one place; [] where they differ. Of an unknown one and another, the other: it is 1 or the same. In a list, so that a type parameter is no question. */
type Meet<A, B> = Same<A, B> extends true ? [A] : Same<A, 1> extends true ? [B] : Same<B, 1> extends true ? [A] : IsOpen<A> extends true ? [B] : IsOpen<B> extends true ? [A] : [];

type Align<A, B, All extends [string, unknown, unknown], R extends unknown[] = []> =
  A extends readonly [...infer M, infer P]
    ? B extends readonly [...infer N, infer Q]
      ? Meet<P, Q> extends [infer D] ? Align<M, N, All, [D, ...R]> : Mistake<cannotBroadcast<All[0], `${ShowShape<All[1]>} and ${ShowShape<All[2]>}`, ShowDim<P>, ShowDim<Q>>>
      : [...A, ...R]
    : B extends readonly unknown[] ? [...B, ...R] : R;

/** The shape in which A and B meet, in the operation called Op. */
export type Broadcast<Op extends string, A, B, WholeA = A, WholeB = B> = HasRank<A> extends false ? Shape : HasRank<B> extends false ? Shape : Align<A, B, [Op, WholeA, WholeB]>;

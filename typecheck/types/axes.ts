/** Axes patterns at type level, as typecheck/axes.ts has them: `[b, t, (3 h d)] -> [3, b, h, t, d]`. */
import type { Mistake } from '../../core/types/dim.ts';
import type { Arranged, Before, ReadAxes } from '../../core/types/pattern.ts';
import type { Sizes, Unknown, Value } from './value.ts';

/** A tensor of shape S under a pattern; Bound: what `with` and the sizes of the model say of names, as `,H:8,p:?,`. */
export type Rearranged<S extends Sizes, D, From extends string, To extends string, Bound extends string> =
  [ReadAxes<WithBlanks<From>>, ReadAxes<WithBlanks<To>>] extends [infer P extends string[][], infer Q extends string[][]]
    ? Arranged<P, Q, S, Before<Bound, unknown, true>> extends infer T ? (T extends Mistake<string> ? T : Value<T, D>) : never
    : Unknown;
type WithBlanks<T extends string> = T extends `${infer A},${infer B}` ? WithBlanks<`${A} ${B}`> : T extends `${infer A}\n${infer B}` ? WithBlanks<`${A} ${B}`> : T;

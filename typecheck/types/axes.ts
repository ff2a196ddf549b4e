/** Axes patterns at type level, by the rules of typecheck/axes.ts: `[b, t, (3 h d)] -> [3, b, h, t, d]` takes axes apart, reorders and joins them. */
import type { Mistake, MaybeSame, ShowDim, ShowShape } from '../../core/types/dim.ts';
import type { DivMod } from '../../core/types/number.ts';
import type { Literal } from './signature.ts';
import type { SizeNamed, SizeText } from './body.ts';
import type { Split, Trim } from './text.ts';
import type { MulSize, Sizes, Unknown, Value } from './value.ts';

/** A tensor of shape S under a pattern; Bound: what `with` and the sizes of the model say of names, as `,H:8,p:?,`. */
export type Rearranged<S extends Sizes, D, From extends string, To extends string, Bound extends string> =
  Split<From, ','> extends infer L extends readonly string[]
    ? L['length'] extends S['length'] ? (Each<L, S, S, Bound> extends infer E ? (E extends string ? Joined<Split<To, ','>, E, D> : E) : never)
    : Mistake<`the pattern has ${L['length']} axes on the left, but the tensor is ${ShowShape<S>}`>
    : never;

type Atoms<T extends string> = T extends `(${infer Inside})` ? Words<Trim<Inside>> : [T];
type Words<T extends string, R extends string[] = []> = T extends `${infer A} ${infer B}` ? Words<Trim<B>, [...R, A]> : T extends '' ? R : [...R, T];

/** What each name on the left stands for. */
type Each<L extends readonly string[], S extends Sizes, Whole extends Sizes, E extends string, I extends unknown[] = []> =
  L extends readonly [infer H extends string, ...infer Rest extends readonly string[]]
    ? S extends readonly [infer N, ...infer More] ? (Group<Atoms<H>, N, Whole, E, I['length']> extends infer F ? (F extends string ? Each<Rest, More, Whole, F, [...I, 0]> : F) : never) : E
    : E;
/** Multiplies what is known of an axis; at most one name is open. */
type Group<A extends readonly string[], N, Whole extends Sizes, E extends string, I extends number, K = 1, Name extends string = never> =
  A extends readonly [infer H extends string, ...infer R extends readonly string[]]
    ? H extends `${infer M extends number}` ? Group<R, N, Whole, E, I, MulSize<K, M>, Name>
    : E extends `${string},${H}:${string}` ? Group<R, N, Whole, E, I, MulSize<K, SizeNamed<E, H>>, Name>
    : [Name] extends [never] ? Group<R, N, Whole, E, I, K, H> : Unknown
  : [Name] extends [never] ? (MaybeSame<K, N> extends false ? Mistake<`axis ${I} of ${ShowShape<Whole>} is ${ShowDim<N>}, but the pattern says ${ShowDim<K>}`> : E)
  : Quotient<N, K> extends infer Q ? ([Q] extends [never] ? Mistake<`axis ${I} of ${ShowShape<Whole>} is ${ShowDim<N>}, which does not divide by ${ShowDim<K>}`> : `${E}${Name}:${SizeText<Q>},`) : never;
type Quotient<N, K> = K extends 1 ? N : Literal<K> extends true ? (Literal<N> extends true ? (DivMod<N, K> extends [infer Q, 0] ? Q : never) : number) : number;

type Joined<R extends readonly string[], E extends string, D, S extends Sizes = []> =
  R extends readonly [infer H extends string, ...infer T extends readonly string[]] ? (Product<Atoms<H>, E> extends infer N ? ([N] extends [undefined] ? Unknown : Joined<T, E, D, [...S, N]>) : never) : Value<S, D>;
type Product<A extends readonly string[], E extends string, K = 1> =
  A extends readonly [infer H extends string, ...infer R extends readonly string[]] ? (H extends `${infer M extends number}` ? Product<R, E, MulSize<K, M>> : E extends `${string},${H}:${string}` ? Product<R, E, MulSize<K, SizeNamed<E, H>>> : undefined) : K;

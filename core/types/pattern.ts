/** Axes patterns as types: the rule of core/pattern.ts, in the same order and in its words. What names stand for is not known of all. */
import type { RankOf } from './axes.ts';
import type { noPartSize, noSuchPart, partMissing, partsDoNotDivide, partsUnknown, partTwice, patternRank, patternSays } from '../pattern.ts';
import type { MaybeSame, Mistake, ShowDim, ShowShape } from './dim.ts';
import type { DivMod, Literal, MulSize, Times } from './number.ts';

// Sizes by name, as `,B:B,H:8,T:?,`: a text is searched at once, and costs nothing to pass on. `?` is a size that is not known.

/** The size of this name among such; undefined where there is none. */
export type SizeNamed<Known extends string, T extends string> = Known extends `${string},${T}:${infer D},${string}` ? (D extends '?' ? number : D extends `${infer K extends number}` ? K : D) : undefined;
/** How a size is written among such. */
export type SizeText<D> = Literal<D> extends true ? `${D & number}` : [D] extends [string] ? D : '?';

// Reading

/** A side of a pattern, blanks between its axes: the parts of each. 'unpaired' where its parentheses are wrong. */
export type ReadAxes<T extends string, R extends readonly string[][] = []> =
  T extends `${infer A}(${infer B}`
    ? B extends `${infer Inside})${infer Rest}` ? (`${A}${Inside}` extends `${string}${'(' | ')'}${string}` ? 'unpaired' : ReadAxes<Rest, [...R, ...Alone<A>, Words<Inside>]>) : 'unpaired'
  : T extends `${string})${string}` ? 'unpaired' : [...R, ...Alone<T>];
type Words<T extends string, R extends string[] = []> = T extends `${infer A} ${infer B}` ? Words<B, A extends '' ? R : [...R, A]> : T extends '' ? R : [...R, T];
type Alone<T extends string, R extends string[][] = []> = T extends `${infer A} ${infer B}` ? Alone<B, A extends '' ? R : [...R, [A]]> : T extends '' ? R : [...R, [T]];

// Names

type Sides = readonly (readonly string[])[];
/** All parts with blanks between them; equal numbers are told apart. The part that stands twice, as a mistake. */
type Keyed<L, Rest = [], Seen extends string = ' '> =
  Rest extends readonly [infer H extends string, ...infer R]
    ? Seen extends `${string} ${H} ${string}` ? (H extends Numeral ? Keyed<L, [`${H}#`, ...R], Seen> : Mistake<partTwice<H>>) : Keyed<L, R, `${Seen}${H} `>
  : L extends readonly [infer A, ...infer M] ? Keyed<M, A, Seen> : Seen;
/** What begins with a digit. A name, for a pattern without one costs TypeScript ten. */
type Numeral = `${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}${string}`;
/** The first part that the other side lacks. 1 may come and go. */
type Missing<Keys extends string, Other extends string, Side extends string> =
  Keys extends ` ${infer H} ${infer R}` ? (Other extends `${string} ${H} ${string}` ? Missing<` ${R}`, Other, Side> : H extends '1' | `1#${string}` ? Missing<` ${R}`, Other, Side> : Mistake<partMissing<H extends `${infer N}#${string}` ? N : H, Side>>) : undefined;

/** The mistake in the sizes that are given of parts; never where there is none. */
type Given<Keys extends string, Z> = { [K in keyof Z & string]: Keys extends `${string} ${K} ${string}` ? WrongSize<K, `${Z[K] & number}`> : Mistake<noSuchPart<K>> }[keyof Z & string];
type WrongSize<K extends string, N extends string> = N extends `-${string}` | `${string}.${string}` ? Mistake<noPartSize<K, N>> : never;

// Sizes

/** What is known before a pattern is looked at: sizes of names as a text and as an object, and whether the product of a number and a name has a name, '2*B'. */
export interface Before<Names extends string = string, Sizes = unknown, Scaled extends boolean = boolean> { readonly names: Names; readonly sizes: Sizes; readonly scaled: Scaled }
/** The sizes that the axes give to names: where each stands among them, as `,b:0,h:1,`. A size that is a type parameter is not asked for anything. */
interface Found<Index extends string = string, Sizes extends readonly unknown[] = readonly unknown[]> { readonly index: Index; readonly sizes: Sizes }

/** undefined where it is not known. */
type SizeOfPart<H extends string, F extends Found, B extends Before> =
  H extends `${infer M extends number}` ? M : F['index'] extends `${string},${H}:${infer I},${string}` ? F['sizes'][I & keyof F['sizes']] : H extends keyof B['sizes'] ? B['sizes'][H] : SizeNamed<B['names'], H>;
type By<P, Q, Scaled> = Scaled extends true ? MulSize<P, Q> : Times<P, Q>;

type Measured<L, S, Whole, B extends Before, F extends Found = Found<',', []>, I extends unknown[] = []> =
  L extends readonly [infer H, ...infer Rest]
    ? S extends readonly [infer N, ...infer More] ? (InAxis<H, N, Whole, B, F, I['length']> extends infer G ? (G extends Found ? Measured<Rest, More, Whole, B, G, [...I, 0]> : G) : never) : F
    : F;
/** Multiplies what is known of an axis; one part may be open. */
type InAxis<A, N, Whole, B extends Before, F extends Found, I extends number, K = 1, Open extends string = ''> =
  A extends readonly [infer H extends string, ...infer R]
    ? SizeOfPart<H, F, B> extends infer D ? ([D] extends [undefined] ? InAxis<R, N, Whole, B, F, I, K, Open extends '' ? H : `${Open} and ${H}`> : InAxis<R, N, Whole, B, F, I, K extends 1 ? D : By<K, D, B['scaled']>, Open>) : never
  : Open extends '' ? (MaybeSame<K, N> extends false ? Mistake<patternSays<`${I}`, ShowShape<Whole>, ShowDim<N>, ShowDim<K>>> : F)
  : Open extends `${string} ${string}` ? Mistake<partsUnknown<Open, `${I}`, ShowShape<Whole>>>
  : K extends 1 ? Adding<F, Open, N>
  : Quotient<N, K> extends infer Q ? ([Q] extends [never] ? Mistake<partsDoNotDivide<`${I}`, ShowShape<Whole>, ShowDim<N>, ShowDim<K>>> : Adding<F, Open, Q>) : never;
type Adding<F extends Found, Name extends string, D> = Found<`${F['index']}${Name}:${F['sizes']['length']},`, [...F['sizes'], D]>;
type Quotient<N, K> = Literal<K> extends true ? (Literal<N> extends true ? (K extends 0 ? never : DivMod<N, K> extends [infer Q, 0] ? Q : never) : number) : number;

type Joined<L, F extends Found, B extends Before, S extends unknown[] = []> =
  L extends readonly [infer H, ...infer T] ? Joined<T, F, B, [...S, H extends readonly [infer P extends string] ? SizeOfPart<P, F, B> : Product<H, F, B>]> : S;
type Product<A, F extends Found, B extends Before, K = 1> = A extends readonly [infer H extends string, ...infer R] ? Product<R, F, B, By<K, SizeOfPart<H, F, B>, B['scaled']>> : K;

// What most patterns are is worked out at one go: names that stand once on either side, and sizes that are numbers where axes are taken apart. `undefined` is all
// else, mistakes among it, which are looked for with the rules above.

/** [where the size of each part stands, as `,b:0,h:1,`, the sizes] */
type Quick<L, S, Names extends string, Given, Index extends string = ',', Sizes extends unknown[] = []> =
  L extends readonly [infer A, ...infer M]
    ? S extends readonly [infer N, ...infer R]
      ? A extends readonly [infer H extends string]
        ? Index extends `${string},${H}:${string}` ? undefined
          : H extends Numeral ? QuickAxis<A, N, M, R, Names, Given, Index, Sizes>
          : Names extends ',' ? Quick<M, R, Names, Given, `${Index}${H}:${Sizes['length']},`, [...Sizes, N]>
          : Names extends `${string},${H}:${infer D},${string}` ? (N extends D ? Quick<M, R, Names, Given, `${Index}${H}:${Sizes['length']},`, [...Sizes, N]> : undefined)
          : Quick<M, R, Names, Given, `${Index}${H}:${Sizes['length']},`, [...Sizes, N]>
        : QuickAxis<A, N, M, R, Names, Given, Index, Sizes>
      : undefined
    : S extends readonly [] ? [Index, Sizes] : undefined;
/** Divides an axis by its parts, of which one may be open. */
type QuickAxis<A, N, M, R, Names extends string, Given, Index extends string, Sizes extends unknown[], Open = 0> =
  A extends readonly [infer H extends string, ...infer T]
    ? Index extends `${string},${H}:${string}` ? undefined
      : H extends keyof Given ? QuickPart<Given[H], H, T, N, M, R, Names, Given, Index, Sizes, Open>
      : H extends Numeral ? (H extends `${infer D extends number}` ? QuickPart<D, H, T, N, M, R, Names, Given, Index, Sizes, Open> : never)
      : Names extends `${string},${H}:${string}` ? undefined
      : Open extends 0 ? QuickAxis<T, N, M, R, Names, Given, Index, Sizes, H> : undefined
  : Open extends string ? Quick<M, R, Names, Given, `${Index}${Open}:${Sizes['length']},`, [...Sizes, N]> : N extends 1 ? Quick<M, R, Names, Given, Index, Sizes> : undefined;
/** By one of size D. An axis of size 1 may go, and needs no place. */
type QuickPart<D, H extends string, T, N, M, R, Names extends string, Given, Index extends string, Sizes extends unknown[], Open> =
  N extends number
    ? `${D & number}` extends `-${string}` | `${string}.${string}` ? undefined
    : DivMod<N, D> extends [infer Q, 0] ? (H extends '1' ? QuickAxis<T, Q, M, R, Names, Given, Index, Sizes, Open> : QuickAxis<T, Q, M, R, Names, Given, `${Index}${H}:${Sizes['length']},`, [...Sizes, D], Open>) : undefined
    : undefined;
/** Every part once; what is left over was not asked for. */
type QuickTo<L, Index extends string, Sizes extends readonly unknown[], Scaled, S extends unknown[] = []> =
  L extends readonly [infer A, ...infer M]
    ? A extends readonly [infer H extends string]
      ? Index extends `${infer P},${H}:${infer I},${infer Q}` ? QuickTo<M, `${P},${Q}`, Sizes, Scaled, [...S, Sizes[I & keyof Sizes]]> : H extends '1' ? QuickTo<M, Index, Sizes, Scaled, [...S, 1]> : undefined
      : QuickProduct<A, M, Index, Sizes, Scaled, S>
    : Index extends ',' ? S : undefined;
type QuickProduct<A, M, Index extends string, Sizes extends readonly unknown[], Scaled, S extends unknown[], K = 1> =
  A extends readonly [infer H extends string, ...infer T]
    ? Index extends `${infer P},${H}:${infer I},${infer Q}` ? QuickProduct<T, M, `${P},${Q}`, Sizes, Scaled, S, K extends 1 ? Sizes[I & keyof Sizes] : By<K, Sizes[I & keyof Sizes], Scaled>> : H extends '1' ? QuickProduct<T, M, Index, Sizes, Scaled, S, K> : undefined
    : QuickTo<M, Index, Sizes, Scaled, [...S, K]>;
/** The names of sizes that no part has, or one of another size. */
type Stray<Z, Index extends string, Sizes> = { [K in keyof Z & string]: Index extends `${string},${K}:${infer I},${string}` ? (Sizes[I & keyof Sizes] extends Z[K] ? never : K) : K }[keyof Z & string];

/** The shape of what a pattern makes of S, or the mistake. */
export type Arranged<From extends Sides, To extends Sides, S, B extends Before> =
  Quick<From, S, B['names'], B['sizes']> extends [infer Index extends string, infer Sizes extends unknown[]]
    ? [Stray<B['sizes'], Index, Sizes>] extends [never] ? (QuickTo<To, Index, Sizes, B['scaled']> extends infer R ? (R extends undefined ? Explained<From, To, S, B> : R) : never) : Explained<From, To, S, B>
    : Explained<From, To, S, B>;
type Explained<From extends Sides, To extends Sides, S, B extends Before> =
  From['length'] extends RankOf<S>
    ? [Keyed<From>, Keyed<To>] extends [infer P, infer Q]
      ? P extends string
        ? Q extends string
          ? [Missing<Q, P, 'left'>, Missing<P, Q, 'right'>, Given<P, B['sizes']>] extends [infer A, infer C, infer G]
            ? A extends Mistake<string> ? A : C extends Mistake<string> ? C : [G] extends [never] ? (Measured<From, S, S, B> extends infer F ? (F extends Found ? Joined<To, F, B> : F) : never) : G
            : never
          : Q
        : P
      : never
    : Mistake<patternRank<`${From['length']}`, ShowShape<S>>>;

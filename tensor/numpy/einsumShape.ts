/**
 * The shape of an einsum from its literal text, as a type: what einsum.ts works out from values, in the same order and in the same words.
 * Subscripts that are not literal, and labels in lists, say nothing.
 */
import type { RankOf } from '../../core/types/axes.ts';
import type { HasRank, IsOpen, Mistake, Same, Shape, ShowDim } from '../../core/types/dim.ts';

type Told<Text extends string, What extends string> = Mistake<einsumRefuses<Text, What>>;
export const einsumRefuses = <const Text extends string, const What extends string>(text: Text, what: What): einsumRefuses<Text, What> => `einsum '${text}': ${what}`;
export type einsumRefuses<Text extends string, What extends string> = `einsum '${Text}': ${What}`;
export const axesAndLabels = <const N extends string, const Rank extends string, const Own extends string>(operand: N, rank: Rank, own: Own): axesAndLabels<N, Rank, Own> => `operand ${operand} has ${rank} axes, and ${own} labels`;
export type axesAndLabels<N extends string, Rank extends string, Own extends string> = `operand ${N} has ${Rank} axes, and ${Own} labels`;
export const sizesOfLabel = <const L extends string, const P extends string, const M extends string, const Q extends string, const N extends string>(label: L, p: P, m: M, q: Q, n: N): sizesOfLabel<L, P, M, Q, N> =>
  `${label} has size ${p} in operand ${m} and ${q} in operand ${n}`;
export type sizesOfLabel<L extends string, P extends string, M extends string, Q extends string, N extends string> = `${L} has size ${P} in operand ${M} and ${Q} in operand ${N}`;
export const twoEllipses = <const N extends string>(operand: N): twoEllipses<N> => `operand ${operand} has two ellipses`;
export type twoEllipses<N extends string> = `operand ${N} has two ellipses`;
export const operandsNamed = <const N extends string, const M extends string>(named: N, given: M): operandsNamed<N, M> => `it names ${named} operands, and there are ${given}`;
export type operandsNamed<N extends string, M extends string> = `it names ${N} operands, and there are ${M}`;
export const diagonalOf = <const L extends string, const P extends string, const Q extends string>(label: L, p: P, q: Q): diagonalOf<L, P, Q> => `a diagonal of label ${label} goes through axes of ${p} and ${q}`;
export type diagonalOf<L extends string, P extends string, Q extends string> = `a diagonal of label ${L} goes through axes of ${P} and ${Q}`;
export const notALabel = <const L extends string>(label: L): notALabel<L> => `'${label}' is not a label`;
export type notALabel<L extends string> = `'${L}' is not a label`;
export const noSuchLabel = <const L extends string>(label: L): noSuchLabel<L> => `the result has label ${label}, which no operand has`;
export type noSuchLabel<L extends string> = `the result has label ${L}, which no operand has`;
export const labelTwice = <const L extends string>(label: L): labelTwice<L> => `the result has label ${label} twice`;
export type labelTwice<L extends string> = `the result has label ${L} twice`;

// Text

type WithoutSpaces<T extends string> = T extends `${infer A} ${infer B}` ? WithoutSpaces<`${A}${B}`> : T;
/** The first character that is no letter; never where all are. */
type NotLetter<T extends string> = T extends `...${infer B}` ? NotLetter<B> : T extends `${infer L}${infer B}` ? (L extends ',' ? NotLetter<B> : Uppercase<L> extends Lowercase<L> ? L : NotLetter<B>) : never;
type Terms<T extends string, R extends string[] = []> = T extends `${infer A},${infer B}` ? Terms<B, [...R, A]> : [...R, T];
type Letters<T extends string, R extends string[] = []> = T extends `...${infer B}` ? Letters<B, [...R, '...']> : T extends `${infer L}${infer B}` ? Letters<B, [...R, L]> : R;

// What most sums are is worked out at one go: letters, of which each is always of the very same size. `undefined` is all else, mistakes among it, which
// are looked for below.

/** [where the size of each label stands, as `,i:0,j:1,`, the sizes]. S: the axes of an operand, More: those of the others. */
type Quick<T extends string, S, More, Index extends string = ',', Sizes extends readonly unknown[] = []> =
  T extends `${infer L}${infer R}`
    ? S extends readonly [infer D, ...infer Rest]
      ? Index extends `${string},${L}:${infer I},${string}` ? (Same<Sizes[I & keyof Sizes], D> extends true ? Quick<R, Rest, More, Index, Sizes> : undefined)
        : Uppercase<L> extends Lowercase<L> ? undefined : Quick<R, Rest, More, `${Index}${L}:${Sizes['length']},`, [...Sizes, D]>
      : L extends ',' ? (More extends readonly [infer Next, ...infer Others] ? Quick<R, Next, Others, Index, Sizes> : undefined) : undefined
    : S extends readonly [] ? (More extends readonly [] ? [Index, Sizes] : undefined) : undefined;
type QuickResult<To extends string, Index extends string, Sizes extends readonly unknown[], R extends unknown[] = []> =
  To extends `${infer L}${infer M}` ? (Index extends `${infer P},${L}:${infer I},${infer Q}` ? QuickResult<M, `${P},${Q}`, Sizes, [...R, Sizes[I & keyof Sizes]]> : undefined) : R;
type QuickShape<From extends string, To extends string, Ss> =
  Ss extends readonly [infer S, ...infer More] ? (Quick<From, S, More> extends [infer Index extends string, infer Sizes extends readonly unknown[]] ? QuickResult<To, Index, Sizes> : undefined) : undefined;

// Labels. Axes without one are counted from the last: '.0'. What is known of a label is its size and the operand that said so.

type With<E, L extends string, D, N extends string> = { readonly [K in keyof E | L]: K extends L ? { readonly size: D; readonly from: N } : E[K & keyof E] };
/** A size of 1 stretches to another. */
type Said<E, L extends string, D, N extends string, Text extends string> =
  L extends keyof E
    ? E[L] extends { readonly size: infer P; readonly from: infer M extends string }
      ? [P] extends [D] ? ([D] extends [P] ? E : With<E, L, D, N>)
        : P extends 1 ? (M extends N ? Diagonal<L, P, D, Text> : With<E, L, D, N>)
        : D extends 1 ? (M extends N ? Diagonal<L, P, D, Text> : E)
        : IsOpen<P> extends true ? With<E, L, D, N>
        : IsOpen<D> extends true ? E
        : Told<Text, sizesOfLabel<L extends `.${string}` ? 'an axis of the ellipsis' : `label ${L}`, ShowDim<P>, M, ShowDim<D>, N>>
      : never
    : E & { readonly [K in L]: { readonly size: D; readonly from: N } };

type Diagonal<L extends string, P, D, Text extends string> = Told<Text, diagonalOf<L, ShowDim<P>, ShowDim<D>>>;

/** A term's labels written out, one for each axis. */
type Written<Ls extends readonly string[], S, Before extends string[] = []> =
  Ls extends readonly [infer L extends string, ...infer R extends readonly string[]]
    ? L extends '...' ? [...Before, ...Dots<S, Before, R>, ...R] : Written<R, S, [...Before, L]>
    : Before;
/** '.1', '.0': as many as the shape has axes without a label. */
type Dots<S, Before extends readonly unknown[], After extends readonly unknown[], R extends string[] = []> =
  S extends readonly unknown[] ? (S['length'] extends [...Before, ...R, ...After]['length'] ? R : Dots<S, Before, After, [`.${R['length']}`, ...R]>) : R;
type Own<Ls extends readonly string[], N extends unknown[] = []> = Ls extends readonly [infer L, ...infer R extends readonly string[]] ? Own<R, L extends '...' ? N : [...N, 0]> : N;
type Ellipses<Ls extends readonly string[], N extends unknown[] = []> = Ls extends readonly [infer L, ...infer R extends readonly string[]] ? Ellipses<R, L extends '...' ? [...N, 0] : N> : N['length'];
/** Whether a list is longer than another. */
type Longer<A extends readonly unknown[], B> = A extends readonly [unknown, ...infer R] ? (B extends readonly [unknown, ...infer T] ? Longer<R, T> : true) : false;

/** The labels of a term against the axes of its operand: its list, or the mistake. */
type TermOf<Ls extends readonly string[], S, N extends string, Text extends string> =
  Ellipses<Ls> extends 0
    ? Own<Ls>['length'] extends RankOf<S> ? Ls : Told<Text, axesAndLabels<N, `${RankOf<S>}`, `${Own<Ls>['length'] & number}`>>
    : Ellipses<Ls> extends 1
      ? Longer<Own<Ls>, S> extends true ? Told<Text, axesAndLabels<N, `${RankOf<S>}`, `${Own<Ls>['length'] & number}`>> : Written<Ls, S>
      : Told<Text, twoEllipses<N>>;

type Bound<E, Ls, S, N extends string, Text extends string> =
  Ls extends readonly [infer L extends string, ...infer R] ? S extends readonly [infer D, ...infer T]
    ? Said<E, L, D, N, Text> extends infer F ? (F extends Mistake<string> ? F : Bound<F, R, T, N, Text>) : never
    : E : E;

type Named<Ts extends readonly string[], Ss, Text extends string, R extends unknown[] = []> =
  Ts extends readonly [infer T extends string, ...infer MoreT extends readonly string[]] ? Ss extends readonly [infer S, ...infer MoreS]
    ? TermOf<Letters<T>, S, `${[...R, 0]['length'] & number}`, Text> extends infer W ? (W extends Mistake<string> ? W : Named<MoreT, MoreS, Text, [...R, W]>) : never
    : R : R;
type BoundAll<Ws, Ss, Text extends string, E = unknown, I extends unknown[] = []> =
  Ws extends readonly [infer W, ...infer MoreW] ? Ss extends readonly [infer S, ...infer MoreS]
    ? Bound<E, W, S, `${[...I, 0]['length'] & number}`, Text> extends infer F ? (F extends Mistake<string> ? F : BoundAll<MoreW, MoreS, Text, F, [...I, 0]>) : never
    : E : E;

type OnlySizes<E> = { readonly [L in keyof E]: E[L] extends { readonly size: infer D } ? D : never };

// The result

type Result<Ls extends readonly string[], E, Text extends string, Seen extends string = never, R extends unknown[] = []> =
  Ls extends readonly [infer L extends string, ...infer More extends readonly string[]]
    ? L extends keyof E
      ? L extends Seen ? Told<Text, labelTwice<L>> : Result<More, E, Text, Seen | L, [...R, E[L]]>
      : Told<Text, noSuchLabel<L>>
    : R;
/** The ellipsis of the result: all axes without a label, the last of them at the end. */
type WithDots<Ls extends readonly string[], E, Before extends string[] = []> =
  Ls extends readonly [infer L extends string, ...infer R extends readonly string[]] ? (L extends '...' ? [...Before, ...AllDots<E>, ...R] : WithDots<R, E, [...Before, L]>) : Before;
type AllDots<E, R extends string[] = []> = `.${R['length']}` extends keyof E ? AllDots<E, [`.${R['length']}`, ...R]> : R;

/** Without a result of its own: the ellipsis, then all labels that stand once, in order. */
type Once<From extends string, All extends string = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', R extends string = ''> =
  All extends `${infer L}${infer More}` ? Once<From, More, From extends `${string}${L}${infer Rest}` ? (Rest extends `${string}${L}${string}` ? R : `${R}${L}`) : R> : From extends `${string}...${string}` ? `...${R}` : R;

/** The shape, or the mistake. `Ss`: the shapes of the operands. */
export type EinsumShape<Text, Ss> =
  Text extends string
    ? string extends Text ? Shape : AllRanked<Ss> extends false ? Shape
      : WithoutSpaces<Text> extends `${infer From}->${infer To}` ? (To extends `${string}->${string}` ? Told<Text, 'it has two arrows'> : Read<Text, From, To, Ss>) : Read<Text, WithoutSpaces<Text>, Once<WithoutSpaces<Text>>, Ss>
    : Shape;
type Read<Text extends string, From extends string, To extends string, Ss> = QuickShape<From, To, Ss> extends infer R ? (R extends undefined ? Slow<Text, From, To, Ss> : R) : never;
type Slow<Text extends string, From extends string, To extends string, Ss> =
  [NotLetter<`${From}${To}`>] extends [never]
    ? Terms<From>['length'] extends RankOf<Ss>
      ? Named<Terms<From>, Ss, Text> extends infer Ws
        ? Ws extends Mistake<string> ? Ws
          : BoundAll<Ws, Ss, Text> extends infer F ? (F extends Mistake<string> ? F : OnlySizes<F> extends infer G ? Result<WithDots<Letters<To>, G>, G, Text> : never) : never
        : never
      : Told<Text, operandsNamed<`${Terms<From>['length'] & number}`, `${RankOf<Ss>}`>>
    : Told<Text, notALabel<NotLetter<`${From}${To}`>>>;
type AllRanked<Ss> = Ss extends readonly [infer S, ...infer R] ? (HasRank<S> extends true ? AllRanked<R> : false) : true;

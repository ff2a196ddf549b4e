/**
 * The body of a model at type level: statements and expressions, read from their text by the rules of typecheck/body.ts. What is not
 * understood here is accepted: the checker reads it all. A mistake is the checker's sentence.
 */
import type { Mistake, MaybeSame, Same, ShowShape, ShowType } from '../../core/types/dim.ts';
import type { Less, Literal, Sub } from '../../core/types/number.ts';
import type { SizeNamed, SizeText } from '../../core/types/pattern.ts';
import type { branchesDiffer, keepsType } from '../body.ts';
import type { backwards, outside, tooManyIndexed } from '../indexing.ts';
import type { Rearranged } from './axes.ts';
import type { Apply, Arguments, Reshape, Rules } from './layers.ts';
import type { BindWith, Bound, Counted, Port, ShapeIn, Signature, TypeOf, Values, Wrong } from './signature.ts';
import type { Cut, IsWhole, Lines, Split, Trim } from './text.ts';
import type { Binary, Named, SameShape, Scalar, Several, Sizes, Stopped, Transposed, Unknown, Value } from './value.ts';

/**
 * Names with what they stand for: as a text, `,x:x,h:h,`, which is searched at once and costs nothing to pass on, and as an object. A list of values
 * would cost, with every name, as much as it is long. Of a name that is given twice, the first counts.
 */
export interface Names<Index extends string = string, Values = unknown> { readonly index: Index; readonly values: Values }
export type NoNames = Names<','>;
export type AddName<N extends Names, Name extends string, V> =
  N['index'] extends `${string},${Name}:${string}` ? N : Settled<V> extends infer W ? Names<`${N['index']}${Name}:${Name},`, N['values'] & { readonly [_ in Name]: W }> : never;
// A tuple that an alias writes is worked out again wherever it is passed on; one that has been inferred is not.
type Settled<V> = V extends Value<readonly [...infer S], infer D> ? Value<S, D> : V;

/** What a body sees besides its own names. */
export interface Context<Known extends string = string, Own extends string = string, Models extends Names = Names> {
  /** Names of sizes with what they are, as `,B:B,H:?,`: `?` where `where` says more of one. */
  readonly sizes: Known;
  /** The sizes in <…>. */
  readonly own: Own;
  readonly models: Models;
}

// Expressions

/** N: the names of the body. */
export type Expression<T extends string, N extends Names, C extends Context> =
  N['index'] extends `${string},${T}:${infer I},${string}` ? N['values'][I & keyof N['values']]
  // Most begin with a name, and need no look at brackets.
  : T extends `${infer H} |> ${infer Rest}` ? (N['index'] extends `${string},${H}:${infer I},${string}` ? Stages<Rest, N['values'][I & keyof N['values']], N, C> : AnyExpression<T, N, C>)
  : T extends `${string})` ? (PlainCall<T, [], N, C> extends infer A ? (A extends undefined ? AnyExpression<T, N, C> : A) : never) : AnyExpression<T, N, C>;
/** A call of what is ruled on here, with names and numbers between its parentheses and nothing else; undefined where it is not one. Before: what comes before the arguments. */
type PlainCall<T extends string, Before extends readonly unknown[], N extends Names, C extends Context> =
  T extends `reshape(${infer A})` ? (PlainReshape<A, Before, N, C> extends infer Y ? (Y extends undefined ? AnyPlainCall<'reshape', A, Before, N, C> : Y) : never)
  : T extends `${infer F extends keyof Rules}(${infer A})` ? AnyPlainCall<F, A, Before, N, C> : undefined;
type AnyPlainCall<F extends keyof Rules, A extends string, Before extends readonly unknown[], N extends Names, C extends Context> =
  A extends NotPlain ? undefined
  : N['index'] extends `${string},${F}:${string}` ? undefined : PlainArguments<A, Before, N, C> extends infer P ? (P extends readonly unknown[] ? Ruled<Rules[F], F, Arguments<P>, C> : P) : never;
/** Sizes that are numbers and names need not become arguments first. */
type PlainReshape<A extends string, Before extends readonly unknown[], N extends Names, C extends Context> =
  Before extends readonly [infer X] ? Resized<X, A, C['sizes']>
  : A extends `${infer H}, ${infer T}` ? (N['index'] extends `${string},${H}:${infer I},${string}` ? (N['index'] extends `${string},reshape:${string}` ? undefined : Resized<N['values'][I & keyof N['values']], T, C['sizes']>) : undefined) : undefined;
type Resized<X, A extends string, Known extends string> =
  X extends Value<infer S extends Sizes, infer D> ? (A extends `${string}.${string}` ? undefined : PlainSizes<A, Known> extends infer Z ? (Z extends Sizes ? Reshape<S, Z, D> : undefined) : never) : undefined;
type PlainSizes<A extends string, Known extends string, R extends Sizes = []> =
  A extends `${infer H}, ${infer T}` ? (H extends `${infer K extends number}` ? PlainSizes<T, Known, [...R, K]> : SizeNamed<Known, H> extends infer D ? ([D] extends [undefined] ? undefined : PlainSizes<T, Known, [...R, D]>) : never)
  : A extends `${infer K extends number}` ? [...R, K] : SizeNamed<Known, A> extends infer D ? ([D] extends [undefined] ? undefined : [...R, D]) : never;
type NotPlain = `${string}${'+' | '-' | '*' | '/' | '@' | '%' | '(' | ')' | '[' | '=' | '"' | '|' | '<' | '.' | '{' | '$' | '\n'}${string}` | '';
type PlainArguments<A extends string, P extends readonly unknown[], N extends Names, C extends Context> =
  A extends `${infer H}, ${infer T}` ? (PlainArgument<H, N, C> extends infer X ? (X extends Mistake<string> ? X : PlainArguments<T, [...P, X], N, C>) : never) : PlainArgument<A, N, C> extends infer X ? (X extends Mistake<string> ? X : [...P, X]) : never;
type PlainArgument<T extends string, N extends Names, C extends Context> =
  N['index'] extends `${string},${T}:${infer I},${string}` ? N['values'][I & keyof N['values']] : C['sizes'] extends `${string},${T}:${string}` ? Scalar<SizeNamed<C['sizes'], T>> : Argument<Trim<T>, N, C>;
type AnyExpression<T extends string, N extends Names, C extends Context> =
  T extends `if train then ${infer R}` ? (Cut<R, ' else '> extends [infer A extends string, infer B extends string] ? (A extends `${string}if ${string}` ? Unknown : Agreed<Expression<Trim<A>, N, C>, Expression<Trim<B>, N, C>>) : Unknown)
  : T extends NotRead ? Unknown
  : T extends `${string}|>${string}` ? (Cut<T, '|>'> extends [infer A extends string, infer B extends string] ? Stages<Trim<B>, Sum<Trim<A>, N, C>, N, C> : Sum<Trim<T>, N, C>) : Sum<Trim<T>, N, C>;

type Sum<T extends string, N extends Names, C extends Context> =
  T extends `${infer A} ${infer Op extends '+' | '-' | '*' | '/' | '@'} ${infer B}` ? (IsWord<`${A}${B}`> extends true ? Binary<Op, Postfix<A, N, C>, Postfix<B, N, C>> : TwoSigns<A, Op, B, T, N, C>)
  : AnySum<T, N, C>;
/** a + b * c, of words, where T is all of it. */
type TwoSigns<A extends string, Op extends string, Rest extends string, T extends string, N extends Names, C extends Context> =
  Rest extends `${infer B} ${infer Next extends '+' | '-' | '*' | '/' | '@'} ${infer D}`
    ? IsWord<`${A}${B}${D}`> extends true
      ? [Op, Next] extends ['+' | '-', '*' | '/' | '@'] ? Binary<Op, Postfix<A, N, C>, Binary<Next, Postfix<B, N, C>, Postfix<D, N, C>>> : Binary<Next, Binary<Op, Postfix<A, N, C>, Postfix<B, N, C>>, Postfix<D, N, C>>
      : AnySum<T, N, C>
    : AnySum<T, N, C>;
/** Nothing in it takes it apart. */
type IsWord<T extends string> = T extends NotWord ? false : true;
// Patterns that are several have names: those without are instantiated one by one, wherever a text is asked for them.
type NotWord = `${string}${'+' | '-' | '*' | '/' | '@' | '%' | '(' | ' '}${string}`;
type WithSigns = `${string}${'+' | '-' | '*' | '/' | '@' | '%'}${string}`;
type WithProducts = `${string}${'*' | '/' | '@' | '%'}${string}`;
type BeginsAsNumber = `${Digit}${string}` | `.${string}`;
type BeginsStatement = `${Begins} ${string}`;
type Joining = `${string} ${'let' | 'return'} ${string}`;
type NotRead = `if ${string}` | `${string}**${string}` | `${string}$\{${string}`;
type AnySum<T extends string, N extends Names, C extends Context> =
  T extends WithSigns ? Plus<T, undefined, N, C> : Postfix<T, N, C>;
/** a + b - c is (a + b) - c: what is worked out so far goes along, with the sign behind it. */
type Plus<T extends string, X, N extends Names, C extends Context> = Cut<T, '+'> extends [infer A extends string, infer B extends string] ? Plus<B, Minus<A, X, '+', N, C>, N, C> : Minus<T, X, '+', N, C>;
type Minus<T extends string, X, Op extends string, N extends Names, C extends Context> =
  T extends `${string}-${string}`
    ? Cut<T, '-'> extends [infer A extends string, infer B extends string]
      ? Trim<A> extends '' ? (X extends undefined ? Minus<B, Scalar<0>, '-', N, C> : Unknown) : Minus<B, Times<A, X, Op, N, C>, '-', N, C>
      : Times<T, X, Op, N, C>
    : Times<T, X, Op, N, C>;
/** A product of all there is between signs of sums, joined to X by Op. */
type Times<T extends string, X, Op extends string, N extends Names, C extends Context> =
  T extends WithProducts ? With<X, Op, Star<T, undefined, '*', N, C>> : With<X, Op, Postfix<Trim<T>, N, C>>;
type Star<T extends string, X, Op extends string, N extends Names, C extends Context> =
  Cut<T, '*'> extends [infer A extends string, infer B extends string] ? Star<B, Slash<A, X, Op, N, C>, '*', N, C> : Slash<T, X, Op, N, C>;
type Slash<T extends string, X, Op extends string, N extends Names, C extends Context> =
  Cut<T, '/'> extends [infer A extends string, infer B extends string] ? Slash<B, Percent<A, X, Op, N, C>, '/', N, C> : Percent<T, X, Op, N, C>;
type Percent<T extends string, X, Op extends string, N extends Names, C extends Context> =
  Cut<T, '%'> extends [infer A extends string, infer B extends string] ? Percent<B, At<A, X, Op, N, C>, '%', N, C> : At<T, X, Op, N, C>;
type At<T extends string, X, Op extends string, N extends Names, C extends Context> =
  Cut<T, '@'> extends [infer A extends string, infer B extends string] ? At<B, With<X, Op, Postfix<Trim<A>, N, C>>, '@', N, C> : With<X, Op, Postfix<Trim<T>, N, C>>;
type With<X, Op extends string, Y> = X extends undefined ? Y : Binary<Op, X, Y>;

type Postfix<T extends string, N extends Names, C extends Context> =
  N['index'] extends `${string},${T}:${infer I},${string}` ? N['values'][I & keyof N['values']]
  : C['sizes'] extends `${string},${T}:${string}` ? Scalar<SizeNamed<C['sizes'], T>>
  : T extends `${infer K extends number}` ? Scalar<Counting<K>>
  : T extends BeginsAsNumber ? Scalar<number>
  : T extends `${infer A}.T` ? Transposed<Postfix<Trim<A>, N, C>>
  : T extends `(${infer Inside})` ? (IsWhole<Inside> extends true ? Group<Split<Inside, ','>, N, C> : Unknown)
  : T extends `${string})` ? Call<T, [], N, C>
  : T extends `${infer A}[${infer I}]` ? (IsWhole<A> extends true ? (IsWhole<I> extends true ? Indexed<Postfix<Trim<A>, N, C>, Split<I, ','>, N, C> : Unknown) : Unknown)
  : T extends Word ? Unknown : T extends keyof Rules ? Unknown : C['models']['index'] extends `${string},${T}:${string}` ? Unknown
  : IsName<T> extends true ? Mistake<`unknown name '${T}'`> : Unknown;
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Word = 'train' | 'true' | 'false';
type IsName<T extends string> = T extends NotName ? false : true;
type NotName = '' | `${string}${' ' | '\n' | '\t' | '"' | '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | '.' | ',' | ':' | '=' | '!' | '$' | '|' | '&'}${string}`;

type Group<Items extends readonly string[], N extends Names, C extends Context> = Items extends readonly [infer One extends string] ? Expression<One, N, C> : Each<Items, N, C>;
type Each<Items extends readonly string[], N extends Names, C extends Context, R extends readonly unknown[] = []> =
  Items extends readonly [infer H extends string, ...infer T extends readonly string[]] ? (Expression<H, N, C> extends infer X ? (X extends Mistake<string> ? X : Each<T, N, C, [...R, X]>) : never) : Several<R>;

// Indices

type Indexed<X, Items extends readonly string[], N extends Names, C extends Context> =
  X extends Value<infer S extends Sizes, infer D>
    ? Spoken<Items> extends infer K extends readonly unknown[]
      ? S extends readonly [...K, ...infer Rest] ? Taken<S, Spelled<Items, Rest>, S, D, N, C> : Mistake<tooManyIndexed<ShowShape<S>, S['length'] extends 1 ? '1 axis' : `${S['length']} axes`, `${K['length']}`>>
      : never
    : Stopped<X>;
/** As many entries as axes are spoken of. */
type Spoken<Items extends readonly string[], R extends unknown[] = []> = Items extends readonly [infer I extends string, ...infer More extends readonly string[]] ? Spoken<More, I extends '...' ? R : [...R, unknown]> : R;
/** With ':' for each axis that '...' stands for. */
type Spelled<Items extends readonly string[], Rest extends Sizes, R extends string[] = []> =
  Items extends readonly [infer I extends string, ...infer More extends readonly string[]] ? (I extends '...' ? [...R, ...{ [K in keyof Rest]: ':' }, ...More] : Spelled<More, Rest, [...R, I]>) : R;
type Taken<S extends Sizes, Items extends Sizes, Whole extends Sizes, D, N extends Names, C extends Context, R extends Sizes = [], Axis extends unknown[] = []> =
  Items extends readonly [infer I extends string, ...infer More extends Sizes]
    ? S extends readonly [infer H, ...infer Rest]
      ? I extends ':' ? Taken<Rest, More, Whole, D, N, C, [...R, H], [...Axis, 0]>
      : Part<I, H, Axis['length'], Whole, N, C> extends infer P ? (P extends Sizes ? Taken<Rest, More, Whole, D, N, C, [...R, ...P], [...Axis, 0]> : P) : never
      : Unknown
    : Value<[...R, ...S], D>;
/** The sizes in the place of an axis of size H. */
type Part<I extends string, H, Axis extends number, Whole extends Sizes, N extends Names, C extends Context> =
  I extends `${infer K extends number}` ? (Literal<H> extends true ? (Within<FromFront<K, H>, Sub<H, 1>, H, 'the place', Axis, Whole> extends infer P ? (P extends Stopping ? P : []) : never) : K extends 0 | -1 ? [] : Unknown)
  : I extends `${infer A}:${infer B}` ? (Literal<H> extends true ? Slice<Edge<A, H, 0>, Edge<B, H, H>, H, Axis, Whole> : Unknown)
  : Expression<I, N, C> extends infer X ? (X extends Value<infer Rows extends Sizes, unknown> ? Rows : Stopped<X>) : never;
type Stopping = Mistake<string> | Unknown;
/** A place, counted from the front: as a text where it is below 0. */
type FromFront<K extends number, H> = `${K}` extends `-${infer M extends number}` ? (Less<H, M> extends true ? `-${Sub<M, H> & number}` : Sub<H, M>) : K;
type Edge<T extends string, H, Otherwise> = Trim<T> extends infer B ? (B extends '' ? Otherwise : B extends `${infer K extends number}` ? FromFront<K, H> : undefined) : never;
type Within<P, Most, H, What extends string, Axis extends number, Whole extends Sizes> =
  P extends string ? Mistake<outside<What, P, `${Axis}`, ShowShape<Whole>, `${H & number}`>> : [Most] extends [never] ? Unknown : Less<Most, P> extends true ? Mistake<outside<What, `${P & number}`, `${Axis}`, ShowShape<Whole>, `${H & number}`>> : P;
type Slice<A, B, H, Axis extends number, Whole extends Sizes> =
  undefined extends A | B ? Unknown
  : Within<B, H, H, 'the end', Axis, Whole> extends infer To
    ? To extends Stopping ? To
    : Within<A, H, H, 'the start', Axis, Whole> extends infer From
      ? From extends Stopping ? From : Sub<To, From> extends infer M ? ([M] extends [never] ? Mistake<backwards<`${From & number}`, `${To & number}`>> : [M]) : never
      : never
    : never;

// Conditions

/** What both branches give. */
type Agreed<X, Y> =
  X extends Value<infer S, infer D>
    ? Y extends Value<infer T, infer E> ? (MaybeSame<D, E> extends false ? Mistake<branchesDiffer<ShowType<S, D>, ShowType<T, E>>> : SameShape<S, T> extends false ? Mistake<branchesDiffer<ShowType<S, D>, ShowType<T, E>>> : Y) : Stopped<Y>
  : Stopped<X, Y>;

// Stages

type Stages<T extends string, X, N extends Names, C extends Context> =
  X extends Mistake<string> | Unknown ? X
  : T extends keyof Rules ? Ruled<Rules[T], T, Arguments<[X]>, C>
  : T extends `${infer S} |> ${infer Rest}` ? (S extends keyof Rules ? Stages<Rest, Ruled<Rules[S], S, Arguments<[X]>, C>, N, C> : S extends `${infer F extends keyof Rules}(${infer K extends number})` ? Stages<Rest, Ruled<Rules[F], F, Arguments<[X, Scalar<Counting<K>>]>, C>, N, C> : AnyStages<T, X, N, C>)
  : T extends `${infer F extends keyof Rules}(${infer K extends number})` ? Ruled<Rules[F], F, Arguments<[X, Scalar<Counting<K>>]>, C>
  : AnyStages<T, X, N, C>;
type AnyStages<T extends string, X, N extends Names, C extends Context> =
  T extends `${string}|>${string}` ? (Cut<T, '|>'> extends [infer A extends string, infer B extends string] ? Stages<Trim<B>, Stage<Trim<A>, X, N, C>, N, C> : Stage<Trim<T>, X, N, C>) : PlainCall<T, [X], N, C> extends infer A ? (A extends undefined ? Stage<Trim<T>, X, N, C> : A) : never;
type Stage<T extends string, X, N extends Names, C extends Context> =
  T extends `residual${infer Blank}{${infer Inside}}` ? (Trim<Blank> extends '' ? Kept<'residual', X, Stages<Trim<Inside>, X, N, C>> : Unknown)
  : T extends `repeat ${string}{${infer Inside}}` ? Kept<'repeat', X, Stages<Trim<Inside>, X, N, C>>
  : T extends `[${infer From}]${string}->${infer Right}` ? (X extends Value<infer S extends Sizes, infer D> ? (Trim<Right> extends `[${infer To}]${infer With}` ? Rearranged<S, D, From, To, `${C['sizes']}${Bindings<Trim<With>, N, C>}`> : Unknown) : Unknown)
  : Call<T, [X], N, C>;
/** with p = P, q = Q */
type Bindings<T extends string, N extends Names, C extends Context> = T extends `with ${infer W}` ? EachBinding<Split<W, ','>, N, C> : '';
type EachBinding<L extends readonly string[], N extends Names, C extends Context, R extends string = ''> =
  L extends readonly [`${infer Name}=${infer X}`, ...infer T extends readonly string[]] ? EachBinding<T, N, C, `${R}${Trim<Name>}:${Expression<Trim<X>, N, C> extends Scalar<infer D> ? SizeText<D> : '?'},`> : R;
type Kept<Name extends string, X, Y> =
  Same<X, Y> extends true ? X
  : X extends Value<infer S, infer D> ? (Y extends Value<infer T, infer E> ? (MaybeSame<D, E> extends false ? Changed<Name, S, D, T, E> : SameShape<S, T> extends false ? Changed<Name, S, D, T, E> : X) : Stopped<Y>) : Stopped<X>;
type Changed<Name extends string, S, D, T, E> = Mistake<`${Name}: its stages make ${ShowType<T, E>} of ${ShowType<S, D>}`>;

// Calls

/** name, name(…), Name<…>, Name<…>(…); Before: what comes before the arguments. */
type Call<T extends string, Before extends readonly unknown[], N extends Names, C extends Context> =
  T extends `${infer F}(${infer A})` ? (IsWhole<A> extends true ? Of<Trim<F>, A, Before, N, C> : Unknown) : Of<T, '', Before, N, C>;
type Of<F extends string, A extends string, Before extends readonly unknown[], N extends Names, C extends Context> =
  F extends `${infer Name}<${infer Z}>` ? (C['models']['index'] extends `${string},${Name}:${infer I},${string}` ? CallModel<C['models']['values'][I & keyof C['models']['values']], Split<Z, ','>, Given<A, Before, N, C>, N, C> : Unknown)
  : N['index'] extends `${string},${F}:${infer I},${string}` ? (N['values'][I & keyof N['values']] extends Named<infer Made> ? Call<Made, Given<A, Before, N, C> extends Arguments<infer P> ? P : [Unknown], N, C> : Unknown)
  : C['models']['index'] extends `${string},${F}:${infer I},${string}` ? CallModel<C['models']['values'][I & keyof C['models']['values']], [], Given<A, Before, N, C>, N, C>
  : F extends keyof Rules ? Ruled<Rules[F], F, Given<A, Before, N, C>, C>
  : IsName<F> extends true ? Mistake<`unknown layer '${F}'`> : Unknown;
type Ruled<R, Name extends string, A, C extends Context> =
  A extends Arguments<[infer X, ...infer P], infer M> ? (R extends 'other' ? (X extends Mistake<string> ? X : Unknown) : Apply<R, Name, X, Arguments<P, M>, C['own']>) : A extends Mistake<string> ? A : Unknown;

/** All arguments, with what comes before them. */
type Given<A extends string, Before extends readonly unknown[], N extends Names, C extends Context> = Trim<A> extends '' ? Arguments<Before> : Worked<Split<A, ','>, Before, unknown, N, C>;
type Worked<Items extends readonly string[], P extends readonly unknown[], M, N extends Names, C extends Context> =
  Items extends readonly [infer H extends string, ...infer T extends readonly string[]]
    ? H extends `${infer K}=${infer V}`
      ? IsName<Trim<K>> extends true ? (Argument<Trim<V>, N, C> extends infer X ? (X extends Mistake<string> ? X : Worked<T, P, M & { readonly [_ in Trim<K>]: X }, N, C>) : never) : Worked<T, [...P, Unknown], M, N, C>
      : Argument<H, N, C> extends infer X ? (X extends Mistake<string> ? X : Worked<T, [...P, X], M, N, C>) : never
    : Arguments<P, M>;
type Argument<T extends string, N extends Names, C extends Context> =
  T extends `${infer K extends number}` ? Scalar<Counting<K>> : T extends 'true' | 'false' ? T : T extends `"${string}` ? Unknown : Expression<T, N, C>;
/** A size, where it is a whole number. */
type Counting<K extends number> = `${K}` extends NotWhole ? number : K;
type NotWhole = `${string}${'.' | 'e'}${string}`;

type CallModel<S, Z extends readonly string[], A, N extends Names, C extends Context> =
  S extends Signature ? (A extends Arguments<infer P, infer M> ? (unknown extends M ? (SizesGiven<S['sizes'], Z, N, C> extends infer V ? CallWith<S, P, V> : never) : Unknown) : A) : Unknown;
type CallWith<S extends Signature, P extends readonly unknown[], V> =
  V extends Mistake<string> | Unknown ? V : Counted<S, P['length']> extends undefined ? (AnyStop<P> extends infer X ? (X extends undefined ? Results<S, BindWith<S, Typed<P>, V>> : X) : never) : Unknown;
type AnyStop<P extends readonly unknown[]> = P extends readonly [infer H, ...infer T] ? (H extends Value<unknown, unknown> | Scalar ? AnyStop<T> : Stopped<H>) : undefined;
type Typed<P extends readonly unknown[]> = { [I in keyof P]: P[I] extends Value<infer S, infer D> ? TypeOf<S, D> : TypeOf<[], 'f32'> };
type Results<S extends Signature, R> = R extends Wrong<unknown, infer M> ? Mistake<M> : R extends Bound<infer V> ? (ResultsIn<S['outputs'], V> extends infer Y extends readonly unknown[] ? (Y extends readonly [infer One] ? One : Several<Y>) : never) : Unknown;
type ResultsIn<P extends readonly Port[], V> = { [I in keyof P]: Value<ShapeIn<P[I]['sizes'], V>, P[I]['dtype']> };

/** What the sizes of a model are in a call with these in <…>. */
type SizesGiven<Sizes extends string, Z extends readonly string[], N extends Names, C extends Context> =
  Placed<Sizes extends '' ? [] : Split<Sizes, ','>, Z, N, C> extends infer V
    ? V extends Unknown ? V : Values<Sizes, V> extends infer W ? ([W] extends [never] ? Unknown : W) : never
    : never;

type Placed<Wanted extends readonly string[], Z extends readonly string[], N extends Names, C extends Context, V = unknown> =
  Z extends readonly [infer H extends string, ...infer T extends readonly string[]]
    ? Wanted extends readonly [infer Name extends string, ...infer Rest extends readonly string[]]
      ? Placed<Rest, T, N, C, V & { readonly [_ in NameIn<Name>]: Expression<H, N, C> extends Scalar<infer D> ? D : number }>
      : Unknown
    : V;
type NameIn<T extends string> = T extends `${infer N}=${string}` ? Trim<N> : T;

// Statements

/**
 * The lines of a block as statements, each in one line, which keep their places: what begins with none of the words goes on with the
 * statement before, and leaves an empty line behind. A text, for a list of statements costs TypeScript three times as much.
 */
export type Statements<T extends string, Now extends string = '', Ends extends string = '', R extends string = ''> =
  T extends `${infer L}\n${infer Rest}`
    ? TrimLeft<L> extends infer S extends string
      ? S extends BeginsStatement ? Statements<Rest, S, '\n', `${R}${Now}${Ends}`>
      : Statements<Rest, S extends '' ? Now : Now extends '' ? S : `${Now} ${S}`, `${Ends}\n`, R>
      : never
    : TrimLeft<T> extends infer S extends string
      ? S extends BeginsStatement ? `${R}${Now}${Ends}${S}\n` : `${R}${Now}${Now extends '' ? '' : S extends '' ? '' : ' '}${S}${Ends}\n`
      : never;
type Begins = 'let' | 'return' | 'param' | 'layer' | 'state' | 'scan' | 'next' | 'emit';
type TrimLeft<S extends string> = S extends `  ${infer R}` ? (R extends ` ${string}` ? TrimLeft<R> : R) : S extends ` ${infer R}` ? TrimLeft<R> : S;

/** Runs statements, the first of them in the line that Line counts to: what the body returns, and in which line; a mistake with its line; Unknown where something is not read here. Passed: line ends so far. */
export type Run<S extends string, N extends Names, C extends Context, Line extends unknown[], Passed extends string = ''> =
  S extends `${infer T}\n${infer Rest}`
    ? T extends '' ? Run<Rest, N, C, Line, `${Passed}\n`>
    : T extends Joining ? Unknown
    : T extends `let ${infer Name}=${infer X}`
      ? Expression<X extends ` ${infer Y}` ? Y : X, N, C> extends infer V ? (V extends Mistake<infer M> ? InLine<Line, Passed, M> : Declared<Trim<Name extends `${infer M} ` ? M : Name>, V, N, C> extends infer E ? (E extends Names ? Run<Rest, E, C, Line, `${Passed}\n`> : E extends Mistake<infer M> ? InLine<Line, Passed, M> : never) : never) : never
    : T extends `return ${infer X}` ? [Expression<Trim<X>, N, C>, LineAt<Line, Passed>]
    : T extends `param ${infer Name}:${infer D}[${infer Dims}]${string}` ? Run<Rest, AddName<N, Trim<Name>, Value<SizesIn<Split<Dims, ','>, N, C>, Trim<D>>>, C, Line, `${Passed}\n`>
    : T extends `state ${infer Name}:${infer D}[${infer Dims}]${string}` ? (Value<SizesIn<Split<Dims, ','>, N, C>, Trim<D>> extends infer V ? Run<Rest, AddName<AddName<N, Trim<Name>, V>, `next ${Trim<Name>}`, V>, C, Line, `${Passed}\n`> : never)
    : T extends `next ${infer Name}=${infer X}`
      ? N['index'] extends `${string},next ${Trim<Name>}:${infer I},${string}`
        ? Renewed<Trim<Name>, N['values'][I & keyof N['values']], Expression<Trim<X>, N, C>> extends infer V ? (V extends Mistake<infer M> ? InLine<Line, Passed, M> : V extends Unknown ? Unknown : Run<Rest, N, C, Line, `${Passed}\n`>) : never
        : Unknown
    : T extends `layer ${keyof Rules} ${string}` ? Unknown
    : T extends `layer ${infer Name}=${infer X}` ? Run<Rest, AddName<N, Trim<Name>, Named<Trim<X>>>, C, Line, `${Passed}\n`>
    : Unknown
    : Unknown;
/** Counted only where it is told. */
type LineAt<Line extends unknown[], Passed extends string> = [...Line, ...Lines<Passed>]['length'];
type InLine<Line extends unknown[], Passed extends string, M extends string> = Mistake<`line ${LineAt<Line, Passed> & number}: ${M}`>;
/** A state keeps its shape. */
type Renewed<Name extends string, X, Y> =
  X extends Value<infer S, infer D> ? (Y extends Value<infer T, infer E> ? (SameShape<S, T> extends false ? Mistake<keepsType<Name, ShowType<T, E>, ShowType<S, D>>> : X) : Stopped<Y>) : Unknown;
/** The names with one more, or with those of a tuple. A name has one meaning. */
type Declared<Name extends string, V, N extends Names, C extends Context> =
  Name extends `${string},${string}` ? Spread<Split<Name, ','>, V, N>
  : N['index'] extends `${string},${Name}:${string}` ? Mistake<`'${Name}' has a meaning already`> : C['sizes'] extends `${string},${Name}:${string}` ? Mistake<`'${Name}' is a size already`>
  : AddName<N, Name, V>;
type Spread<L extends readonly string[], V, N extends Names> =
  V extends Several<infer T> ? (T['length'] extends L['length'] ? AddEach<L, T, N> : Mistake<`let names ${L['length']} values, but the right side is a tuple of ${T['length']}`>)
  : V extends Value<infer S, infer D> ? Mistake<`let names ${L['length']} values, but the right side is ${ShowType<S, D>}`>
  : AddEach<L, { readonly [I in keyof L]: Unknown }, N>;
type AddEach<L extends readonly string[], V extends readonly unknown[], N extends Names> =
  L extends readonly [infer H extends string, ...infer T extends readonly string[]] ? (V extends readonly [infer X, ...infer R] ? AddEach<T, R, AddName<N, H, X>> : N) : N;

/** Sizes as the body sees them. */
export type SizesIn<T extends readonly unknown[], N extends Names, C extends Context> = { [I in keyof T]: T[I] extends number ? T[I] : C['sizes'] extends `${string},${T[I] & string}:${string}` ? SizeNamed<C['sizes'], T[I] & string> : Expression<T[I] & string, N, C> extends Scalar<infer D> ? D : number };

/** What is returned, against what the signature promises; undefined where it fits. */
export type Promised<Name extends string, Y, P extends readonly Port[], C extends Context> =
  Y extends Mistake<string> ? Y
  : Y extends Several<infer T> ? (T['length'] extends P['length'] ? EachPromised<Name, T, P, C> : Mistake<`${Name} returns ${T['length']} values, but its signature has ${P['length']}`>)
  : Y extends Value<unknown, unknown> ? (P['length'] extends 1 ? EachPromised<Name, [Y], P, C> : Mistake<`${Name} returns 1 value, but its signature has ${P['length']}`>) : undefined;
type EachPromised<Name extends string, Y extends readonly unknown[], P extends readonly Port[], C extends Context> =
  Y extends readonly [infer V, ...infer More]
    ? P extends readonly [infer H extends Port, ...infer Rest extends readonly Port[]]
      ? V extends Value<infer S, infer D>
        ? SizesIn<H['sizes'], NoNames, C> extends infer W
          ? [MaybeSame<D, H['dtype']>, SameShape<S, W>] extends [true, true] ? EachPromised<Name, More, Rest, C>
          : Mistake<`${Name} returns ${ShowType<S, D>}${H['name'] extends '' ? '' : ` as ${H['name']}`}, but its signature says ${ShowType<W, H['dtype']>}`>
          : never
        : EachPromised<Name, More, Rest, C>
      : undefined
    : undefined;

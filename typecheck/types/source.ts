/**
 * The text of models at type level, as it stands between the backticks of nn(`…`): what its signature is, and the first mistake in it, as
 * far as these types can tell. The checker of typecheck/ tells the rest.
 */
import type { DType } from '../../core/dtype.ts';
import type { Mistake } from '../../core/types/dim.ts';
import type { Literal } from '../../core/types/number.ts';
import type { AddName, Context, Expression, Names, NoNames, Promised, Run, SizesIn, Statements } from './body.ts';
import type { Rules } from './layers.ts';
import type { AndWhere, Head, Port, PutInto, ReadSizes, Sign, Signature, SizeIn, Values } from './signature.ts';
import type { Lines, PlainBlanks, Split, Trim, TrimEnd, WithoutComments } from './text.ts';
import type { Value } from './value.ts';

/** A model of a text: its signature as it is written, without what `where` says, that, its body, and the line where that begins. */
interface Model<S extends Signature = Signature, Where extends string = string, Body extends string = string, Line extends unknown[] = unknown[]> {
  readonly signature: S;
  readonly where: Where;
  readonly body: Body;
  readonly line: Line;
}

/** The models of a text; never where it is not of this form. */
export type Models<T extends string> = WithoutComments<PlainBlanks<T>> extends `${infer Before}model ${infer Rest}` ? (Trim<Before> extends '' ? Each<Rest, Lines<Before>> : never) : never;
type Each<T extends string, Line extends unknown[], R extends Model[] = []> =
  NextModel<T> extends [infer M extends string, infer Rest extends string] ? ([ReadModel<M, Line>] extends [infer X extends Model] ? ([X] extends [never] ? never : Each<Rest, [...Line, ...Lines<M>], [...R, X]>) : never)
  : [ReadModel<T, Line>] extends [infer X extends Model] ? ([X] extends [never] ? never : [...R, X]) : never;
/** [this model, what begins with the next]. The word stands at the begin of a line. */
type NextModel<T extends string, Before extends string = ''> = T extends `${infer A}model ${infer B}` ? (A extends `${string}\n` | `${string} ` ? [`${Before}${A}`, B] : NextModel<B, `${Before}${A}model `>) : [];

type ReadModel<M extends string, Line extends unknown[]> =
  M extends `${infer Left}->${infer Right}`
    ? Head<Left> extends [infer N extends string, infer Sizes extends string, infer In extends string] ? Signed<N, Sizes, ReadInputs<In>, Result<Trim<Right>>, M, Line> : never
    : never;
type Signed<N extends string, Sizes extends string, P, R, M extends string, Line extends unknown[]> =
  [P] extends [readonly Port[]] ? [R] extends [[infer Out extends readonly Port[], infer Rest extends string]]
    ? true extends IsNever<P> | IsNever<R> | IsNever<Out> ? never : (P[number] | Out[number])['dtype'] extends DType ? Bodied<Signature<N, Sizes, P, Out, ''>, Trim<Rest>, M, Line> : never
    : never : never;
type IsNever<T> = [T] extends [never] ? true : false;
/** Ports as they are written, with what stands for those that are left out; never where that is not simple. */
type ReadInputs<T extends string, R extends Port[] = []> =
  Trim<T> extends infer S extends string
    ? S extends `,${infer Rest}` ? ReadInputs<Rest, R>
    : S extends `)${string}` ? R
    : S extends `${infer N}:${infer D}[${infer Dims}]${infer Rest}`
      ? Trim<Rest> extends `=${infer Default}` ? (AfterDefault<Default> extends infer Left extends string ? ReadInputs<Left, [...R, Port<Trim<N>, Trim<D>, ReadSizes<Dims>, true>]> : never) : ReadInputs<Rest, [...R, Port<Trim<N>, Trim<D>, ReadSizes<Dims>, false>]>
      : never
    : never;
type AfterDefault<T extends string> =
  T extends `${infer A})${infer B}` ? (A extends `${infer Default},${infer Rest}` ? (Default extends `${string}(${string}` ? never : `,${Rest})${B}`) : A extends `${string}(${string}` ? never : `)${B}`) : never;
/** [the outputs, what stands behind them] */
type Result<T extends string> =
  T extends `(${infer Out})${infer Rest}` ? (Out extends `${string}(${string}` ? never : [ReadInputs<`${Out})`>, Rest])
  : T extends `${infer D}[${infer Dims}]${infer Rest}` ? [[Port<'', Trim<D>, ReadSizes<Dims>, false>], Rest] : never;
type Bodied<S extends Signature, T extends string, Whole extends string, Line extends unknown[]> =
  T extends `where ${infer W}`
    ? W extends `${infer Where}{${infer B}` ? (Where extends `${string}${'|>' | '('}${string}` ? Model<S, Where, '', Line> : Model<S, Where, `{${B}`, LineOf<Whole, B, Line>>)
    : W extends `${infer Where}=\n${infer B}` ? Model<S, Where, `=${B}`, LineOf<Whole, B, Line>> : Model<S, W, '', Line>
  : T extends `${'{' | '='}${infer B}` ? Model<S, '', T, LineOf<Whole, B, Line>> : never;
/** The line in which the rest of a text begins. */
type LineOf<Whole extends string, Rest extends string, Line extends unknown[]> = Whole extends `${infer Before}${Rest}` ? [...Line, ...Lines<Before>] : Line;

// Signatures

/** The canonical signature of the model that a text stands for; `string` where that cannot be told here. */
export type SignatureOf<T extends string> = string extends T ? string : Main<Models<T>> extends infer M extends Model ? Certain<Canonical<M['signature'], M['where'] extends '' ? [] : Written<Split<M['where'], ','>>>> : string;
/** A text of which every part is known; a key that is not, needs not be there. */
type Certain<T extends string> = [T] extends [never] ? string : Record<never, never> extends { readonly [K in T]: true } ? string : T;
/** The names that `where` says more of than how they compare or divide. */
type Equations<C extends readonly string[], R extends string[] = []> =
  C extends readonly [infer H extends string, ...infer T extends readonly string[]] ? Equations<T, H extends `${string}${'<' | '>' | '!' | '%'}${string}` ? R : [...R, ...WordsOf<H>]> : R;
/** The last, where no other speaks of it. */
type Main<M> = [M] extends [never] ? never : M extends [...infer Others extends Model[], infer Last extends Model] ? ([Speaks<Others[number]['body'], Last['signature']['name']>] extends [never] ? Last : never) : never;

type Speaks<Text extends string, Name extends string> = Text extends `${string}${Name}${string}` ? true : never;

/** C: the conditions; undefined where these types do not tell how they are written. */
type Canonical<S extends Signature, C> =
  C extends readonly string[]
    ? Values<S['sizes'], unknown> extends infer V
      ? [V] extends [never] ? AndWhere<Shown<S, `<${SizesText<Split<S['sizes'], ','>>}>`, unknown, never>, AllOf<C>>
      : PutInto<C, V> extends [infer W, infer Left extends string] ? AndWhere<Shown<S, '', W, Equations<C>[number]>, Left> : string
      : never
    : string;
type AllOf<C extends readonly string[], T extends string = ''> = C extends readonly [infer H extends string, ...infer R extends readonly string[]] ? AllOf<R, T extends '' ? H : `${T}, ${H}`> : T;
/** Conditions as the printer writes them, up to the `=` of a body. */
type Written<C extends readonly string[], R extends string[] = []> =
  C extends readonly [infer H extends string, ...infer T extends readonly string[]]
    ? Whole<H> extends infer E ? (E extends string ? (Spaced<E> extends infer X ? (X extends `${string}${'(' | '$' | '* *' | '  '}${string}` | ` ${string}` ? undefined : [...R, X]) : never) : Spaced<H> extends infer X ? (X extends `${string}${'(' | '$' | '* *' | '  '}${string}` | ` ${string}` ? undefined : Written<T, [...R, X & string]>) : never) : never
    : R;
/** The condition before the `=` of a body; undefined where none follows. */
type Whole<H extends string> =
  H extends `${infer A}=${infer B}`
    ? A extends `${string}${'<' | '>' | '!'}` ? Before<B> extends infer X extends string ? `${A}=${X}` : undefined
    : B extends `=${infer Rest}` ? (Before<Rest> extends infer X extends string ? `${A}==${X}` : undefined)
    : A extends `${string}${'<' | '>'}${string}` ? A
    : Before<B> extends infer X extends string ? `${A}=${X}` : undefined
    : undefined;
type Before<T extends string> = T extends `${infer A}=${string}` ? A : undefined;
/** With one blank around every sign. */
type Spaced<T extends string, Signs extends readonly string[] = ['<=', '>=', '==', '!=', '<', '>', '=', '+', '-', '*', '/', '%']> =
  Signs extends readonly [infer Sign extends string, ...infer More extends readonly string[]] ? (T extends `${infer A}${Sign}${infer B}` ? `${Spaced<A, More>} ${Sign} ${Spaced<B, Signs>}` : Spaced<T, More>) : Trim<T>;
type Shown<S extends Signature, Sizes extends string, V, Where> =
  `${S['name']}${Sizes}(${PortsText<S['inputs'], V, Where>}) -> ${S['outputs'] extends readonly [Port<''>] ? PortsText<S['outputs'], V, Where> : `(${PortsText<S['outputs'], V, Where>})`}`;
type SizesText<L extends readonly string[], T extends string = ''> =
  L extends readonly [infer H extends string, ...infer R extends readonly string[]] ? SizesText<R, `${T}${T extends '' ? '' : ', '}${H extends `${infer N}=${infer D}` ? `${Trim<N>} = ${Trim<D>}` : H}`> : T;
type PortsText<P extends readonly Port[], V, Where, T extends string = ''> =
  P extends readonly [infer H extends Port, ...infer R extends readonly Port[]]
    ? PortsText<R, V, Where, `${T}${T extends '' ? '' : ', '}${H['name'] extends '' ? '' : `${H['name']}${H['optional'] extends true ? '?' : ''}: `}${H['dtype']}[${DimsText<H['sizes'], V, Where>}]`> : T;
type DimsText<L extends readonly unknown[], V, Where, T extends string = ''> =
  L extends readonly [infer H, ...infer R] ? DimsText<R, V, Where, `${T}${T extends '' ? '' : ', '}${DimText<H, V, Where> & (string | number)}`> : T;
type DimText<E, V, Where> =
  E extends number ? E : SizeIn<E, V> extends infer X ? (Literal<X> extends true ? X
  : E extends `${string}${Sign}${string}` ? Simple<E & string, V, Where>
  // What `where` derives has a value here that these types do not work out.
  : E extends Where ? string : E) : never;
/** 4*C, H/S, T + 1 as a polynomial is shown. */
type Simple<E extends string, V, Where> =
  E extends `${string}${'(' | '%'}${string}` ? string
  : E extends `${infer A}+${infer B}` ? Pair<DimText<Trim<A>, V, Where>, DimText<Trim<B>, V, Where>, ' + '>
  : E extends `${infer A}-${infer B}` ? Pair<DimText<Trim<A>, V, Where>, DimText<Trim<B>, V, Where>, ' - '>
  : E extends `${infer A}*${infer B}` ? Product<DimText<Trim<A>, V, Where>, DimText<Trim<B>, V, Where>>
  : E extends `${infer A}/${infer B}` ? Quotient<DimText<Trim<A>, V, Where>, DimText<Trim<B>, V, Where>> : string;
type IsWord<T> = [T] extends [string] ? (string extends T ? false : T extends `${string}${Sign | ' '}${string}` ? false : true) : false;
type Pair<A, B, Op extends string> = IsWord<A> extends true ? (Literal<B> extends true ? (B extends 0 ? A : `${A & string}${Op}${B & number}`) : string) : string;
type Product<A, B> = Literal<A> extends true ? Times<A, B> : Literal<B> extends true ? Times<B, A> : string;
type Times<K, N> = IsWord<N> extends true ? (K extends 1 ? N : K extends 0 ? 0 : `${K & number}*${N & string}`) : string;
type Quotient<A, B> = IsWord<A> extends true ? (IsWord<B> extends true ? `${A & string}/${B & string}` : B extends 1 ? A : Literal<B> extends true ? `${A & string}/${B & number}` : string) : string;

// Mistakes

/** The first mistake in the text; undefined where these types see none. */
export type MistakeIn<T extends string> = string extends T ? undefined : Models<T> extends infer M ? ([M] extends [never] ? undefined : Callees<M> extends infer All extends Names ? (All['index'] extends `${string},${keyof Rules}:${string}` ? undefined : FirstMistake<M, All>) : never) : never;
type FirstMistake<M, All extends Names> =
  M extends readonly [infer H extends Model, ...infer R] ? (InModel<H, ContextOf<H, All>> extends infer X ? (X extends Mistake<infer Sentence> ? Sentence : FirstMistake<R, All>) : never) : undefined;
type Callees<M, R extends Names = NoNames> = M extends readonly [Model<infer S>, ...infer Rest] ? Callees<Rest, AddName<R, S['name'], S>> : R;

/** Names of sizes mean themselves, but where `where` says more of them. */
type ContextOf<M extends Model, Callable extends Names> = Context<SizesOf<M, Equations<Split<M['where'], ','>>>, OwnNames<M['signature']['sizes']>[number], Callable>;
type SizesOf<M extends Model, Related extends readonly string[]> = Known<OwnNames<M['signature']['sizes']>, [...Ports<M['signature']['inputs']>, ...Related], Related[number]>;
type OwnNames<Sizes extends string> = Sizes extends '' ? [] : NamesIn<Split<Sizes, ','>>;
type NamesIn<L extends readonly string[], R extends string[] = []> = L extends readonly [infer H extends string, ...infer T extends readonly string[]] ? NamesIn<T, [...R, H extends `${infer N}=${string}` ? Trim<N> : H]> : R;
/** All sizes of all ports. */
type Ports<P extends readonly Port[], R extends readonly unknown[] = []> = P extends readonly [infer H extends Port, ...infer T extends readonly Port[]] ? Ports<T, [...R, ...H['sizes']]> : R;
type Known<Own extends readonly string[], Others extends readonly unknown[], Related, R extends string = ','> =
  Own extends readonly [infer H extends string, ...infer T extends readonly string[]] ? Known<T, Others, Related, `${R}${H}:${H extends Related ? '?' : H},`>
  : Others extends readonly [infer H, ...infer T]
    ? H extends string
      ? R extends `${string},${H}:${string}` ? Known<[], T, Related, R> : H extends `${string}${Sign | ' '}${string}` ? Known<[], [...WordsOf<H>, ...T], Related, R> : Known<[], T, Related, `${R}${H}:${H extends Related ? '?' : H},`>
      : Known<[], T, Related, R>
    : R;
/** The names in an expression or a condition: what is left when each sign in turn has cut it. */
type WordsOf<E extends string, Signs extends readonly string[] = [' ', '\n', '+', '-', '*', '/', '%', '(', ')', '=', '<', '>']> =
  Signs extends readonly [infer Sign extends string, ...infer More extends readonly string[]]
    ? E extends `${infer A}${Sign}${infer B}` ? [...WordsOf<A, More>, ...WordsOf<B, Signs>] : WordsOf<E, More>
    : E extends '' | `${number}` ? [] : [E];

export type InModel<M extends Model, C extends Context> =
  M['body'] extends `{${infer B}` ? (TrimEnd<B> extends `${infer Block}}` ? Ended<M, Run<Statements<Block>, Inputs<M['signature']['inputs'], C>, C, [...M['line'], 0]>, C> : undefined)
  : M['body'] extends `=${infer B}` ? Ended<M, [Expression<Joined<Trim<B>>, Inputs<M['signature']['inputs'], C>, C>, [...M['line'], 0]['length']], C>
  : undefined;
/** On one line. */
type Joined<T extends string> = T extends `${infer A}\n${infer B}` ? Joined<`${A} ${B}`> : T;
type Inputs<P extends readonly Port[], C extends Context, N extends Names = NoNames> =
  P extends readonly [infer H extends Port, ...infer T extends readonly Port[]] ? Inputs<T, C, AddName<N, H['name'], Value<SizesIn<H['sizes'], NoNames, C>, H['dtype']>>> : N;
type Ended<M extends Model, R, C extends Context> =
  R extends [infer Y, infer Line extends number] ? (Promised<M['signature']['name'], Y, M['signature']['outputs'], C> extends Mistake<infer Sentence> ? Mistake<`line ${Line}: ${Sentence}`> : undefined) : R;

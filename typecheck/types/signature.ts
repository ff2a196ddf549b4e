/**
 * A model's signature at type level: read from its canonical text, and unified with what a call gives, by the rules of bindSignature
 * in typecheck/signature.ts and in its words. Names of sizes stand for what the inputs bring; what cannot be told fits.
 */
import type { RankOf } from '../../core/types/axes.ts';
import type { Add, Compare, DivMod, Literal, Mul, Sub } from '../../core/types/number.ts';
import type { HasRank, MaybeSame, Same, ShowDim, ShowType } from '../../core/types/dim.ts';
import type { Trim } from './text.ts';
import type { axisMustBe, inputCount, inputMustBe, leaving, noWhole, notDividing, notEqual, notHolding, sizeMissing, sizesNotGiven, whereFails } from '../signature.ts';

/** `x: f32[B, 2*C]`: its sizes are numbers, and the texts of names and of expressions. */
export interface Port<N extends string = string, D extends string = string, S extends readonly Size[] = readonly Size[], Optional extends boolean = boolean> {
  readonly name: N;
  readonly dtype: D;
  readonly sizes: S;
  readonly optional: Optional;
}
export type Size = number | string;
type Ports = readonly Port[];

/** A type of what is given: shape and dtype. */
export interface TypeOf<S = unknown, D = unknown> { readonly shape: S; readonly dtype: D }

/** `Halves(x: f32[B, T]) -> f32[B, T/2] where T % 2 == 0`, taken apart. The output of a model with one has no name. */
export interface Signature<N extends string = string, Sizes extends string = string, In extends Ports = Ports, Out extends Ports = Ports, Where extends string = string> {
  readonly name: N;
  /** What stands in <…>. */
  readonly sizes: Sizes;
  readonly inputs: In;
  readonly outputs: Out;
  /** The conditions; empty without. */
  readonly where: Where;
}

// Reading

export type ReadSignature<T extends string> =
  T extends `${infer Left}->${infer Out}` ? Head<Left> extends [infer N extends string, infer Sizes extends string, infer In extends string] ? Signature<N, Sizes, ReadPorts<In>, ReadOutputs<Out>, WhereIn<Out>> : never : never;
type WhereIn<T extends string> = T extends `${string} where ${infer W}` ? W : '';
/** [name, sizes, inputs] */
export type Head<L extends string> = L extends `${infer N}<${infer S}>${string}(${infer In}` ? [Trim<N>, Trim<S>, In] : L extends `${infer N}(${infer In}` ? [Trim<N>, '', In] : never;
type ReadOutputs<S extends string> = Trim<S> extends `(${infer Out}` ? ReadPorts<Out> : S extends `${infer D}[${infer Dims}]${string}` ? [Port<'', Trim<D>, ReadSizes<Dims>, false>] : never;

type ReadPorts<S extends string, R extends Ports = []> =
  S extends `,${infer Rest}` ? ReadPorts<Rest, R>
  : S extends `${infer N}:${infer D}[${infer Dims}]${infer Rest}` ? ReadPorts<Rest, [...R, PortOf<Trim<N>, Trim<D>, ReadSizes<Dims>>]> : R;
type PortOf<N extends string, D extends string, S extends readonly Size[]> = N extends `${infer M}?` ? Port<M, D, S, true> : Port<N, D, S, false>;
export type ReadSizes<S extends string, R extends readonly Size[] = []> =
  S extends `${infer D},${infer Rest}` ? ReadSizes<Rest, [...R, ReadSize<Trim<D>>]> : Trim<S> extends '' ? R : [...R, ReadSize<Trim<S>>];
type ReadSize<S extends string> = S extends `${infer N extends number}` ? N : S;

// Sizes

export type Sign = '+' | '-' | '*' | '/' | '%' | '(';

/** What an expression of sizes is; `number` where that cannot be told. */
export type SizeIn<E, V> =
  E extends number ? E : E extends keyof V ? V[E]
  : E extends `${string}(${string}` ? number
  : E extends `${infer A}+${infer B}` ? Sum<SizeIn<Trim<A>, V>, SizeIn<Trim<B>, V>>
  : E extends `${infer A}-${infer B}` ? Minus<Trim<A>, B, V>
  : E extends `${infer A}*${infer B}` ? Times<SizeIn<Trim<A>, V>, SizeIn<Trim<B>, V>>
  : E extends `${infer A}/${infer B}` ? Over<SizeIn<Trim<A>, V>, SizeIn<Trim<B>, V>>
  : E extends `${infer N extends number}` ? N : number;
type Whole<N> = [N] extends [never] ? number : N;
type Sum<A, B> = Literal<A> extends true ? (Literal<B> extends true ? Add<A, B> : number) : number;
type Times<A, B> = Literal<A> extends true ? (Literal<B> extends true ? Mul<A, B> : number) : number;
/** a - b - c is (a - b) - c. */
type Minus<A extends string, B extends string, V> =
  A extends '' ? number : B extends `${infer C}-${infer D}` ? Difference<Difference<SizeIn<A, V>, SizeIn<Trim<C>, V>>, SizeIn<Trim<D>, V>> : Difference<SizeIn<A, V>, SizeIn<Trim<B>, V>>;
type Difference<A, B> = Literal<A> extends true ? (Literal<B> extends true ? Whole<Sub<A, B>> : number) : number;
type Over<A, B> = Literal<A> extends true ? (Literal<B> extends true ? (DivMod<A, B> extends [infer Q, 0] ? Q : number) : number) : number;

// Unifying

/** The input at place I is wrong, and why. */
export interface Wrong<I, M extends string> { readonly at: I; readonly message: M }
export interface Bound<V> { readonly env: V }

/** A size of a port with the size that is there: [wanted, found, input, axis]. */
type Equation = readonly [Size, unknown, number, number];

/** What the names of a signature stand for when the inputs are of these types; what is not a TypeOf is left out. Wrong where they do not fit. */
export type Bind<S extends Signature, Given extends readonly unknown[]> =
  Missing<S['sizes']> extends infer M extends string ? Wrong<0, sizeMissing<S['name'], M>>
  : BindWith<S, Given, unknown>;
/** The same, where some names have a meaning already. */
export type BindWith<S extends Signature, Given extends readonly unknown[], V> =
  Meet<S['inputs'], Given, S['name'], V> extends infer R ? (R extends readonly [infer W, infer Q extends readonly Equation[]] ? Conditioned<S, Solve<Q, W, S, Given>> : R) : never;
type Conditioned<S extends Signature, R> = S['where'] extends '' ? R : R extends Bound<infer V> ? Hold<Conditions<S['where']>, V, S> : R;

/** The first size in <…> without a default. */
export type Missing<Sizes extends string> = Sizes extends '' ? undefined : Sizes extends `${infer A},${infer Rest}` ? (A extends `${string}=${string}` ? Missing<Trim<Rest>> : Trim<A>) : Sizes extends `${string}=${string}` ? undefined : Sizes;

/** Ranks and dtypes, and what names by themselves stand for; [names, what is left to compare]. */
type Meet<P extends Ports, Given extends readonly unknown[], Name extends string, V = unknown, Q extends readonly Equation[] = [], I extends unknown[] = []> =
  P extends readonly [infer H extends Port, ...infer Rest extends Ports]
    ? Given extends readonly [infer X, ...infer More]
      ? X extends TypeOf<infer Z, infer D>
        ? MaybeSame<D, H['dtype']> extends false ? Wrong<I['length'], InputMustBe<Name, H, Z, D>>
        : HasRank<Z> extends false ? Meet<Rest, More, Name, V, Q, [...I, 0]>
        : [H['sizes']['length']] extends [RankOf<Z>] ? Names<H['sizes'], Z, V, Q, I['length']> extends [infer W, infer R extends readonly Equation[]] ? Meet<Rest, More, Name, W, R, [...I, 0]> : never
        : Wrong<I['length'], InputMustBe<Name, H, Z, D>>
        : Meet<Rest, More, Name, V, Q, [...I, 0]>
      : [V, Q]
    : [V, Q];
type InputMustBe<Name extends string, P extends Port, S, D> = inputMustBe<Name, P['name'], ShowType<P['sizes'], P['dtype']>, ShowType<S, D>>;

type Names<Sizes, S, V, Q extends readonly Equation[], I extends number, Axis extends unknown[] = []> =
  Sizes extends readonly [infer D extends Size, ...infer Rest] ? [S] extends [readonly [infer X, ...infer More]]
    ? D extends number ? (Same<D, X> extends true ? Names<Rest, More, V, Q, I, [...Axis, 0]> : Names<Rest, More, V, [...Q, [D, X, I, Axis['length']]], I, [...Axis, 0]>)
    : D extends keyof V
      ? Same<V[D], X> extends true ? Names<Rest, More, V, Q, I, [...Axis, 0]>
      // Of a size that is not known, another input may know more.
      : Same<V[D], number> extends true ? Names<Rest, More, { readonly [K in keyof V]: K extends D ? X : V[K] }, Q, I, [...Axis, 0]>
      : Names<Rest, More, V, [...Q, [D, X, I, Axis['length']]], I, [...Axis, 0]>
    : D extends `${string}${Sign}${string}` ? Names<Rest, More, V, [...Q, [D, X, I, Axis['length']]], I, [...Axis, 0]>
    : Names<Rest, More, V & { readonly [K in D]: X }, Q, I, [...Axis, 0]>
    : [V, Q] : [V, Q];

/** What names by themselves stand for, whether all fits or not. */
export type Brought<P extends Ports, Given, V = unknown> =
  P extends readonly [infer H extends Port, ...infer Rest extends Ports]
    ? Given extends readonly [infer X, ...infer More]
      ? Brought<Rest, More, X extends TypeOf<infer Z, unknown> ? (HasRank<Z> extends true ? [H['sizes']['length']] extends [(Z & readonly unknown[])['length']] ? BroughtBy<H['sizes'], Z, V> : V : V) : V>
      : V
    : V;
type BroughtBy<Sizes, S, V> =
  Sizes extends readonly [infer D extends Size, ...infer Rest] ? [S] extends [readonly [infer X, ...infer More]]
    ? D extends number | `${string}${Sign}${string}` ? BroughtBy<Rest, More, V>
    : D extends keyof V
      ? Same<V[D], X> extends true ? BroughtBy<Rest, More, V>
      : BroughtBy<Rest, More, { readonly [K in keyof V]: K extends D ? (Same<V[D], number> extends true ? X : V[D]) : V[K] }>
    : BroughtBy<Rest, More, V & { readonly [K in D]: X }>
    : V : V;

/** Compares, and solves what has one open name; what has several waits for the others. */
type Solve<Q extends readonly Equation[], V, S extends Signature, Given extends readonly unknown[], Later extends readonly Equation[] = [], Found = false> =
  Q extends readonly [infer E extends Equation, ...infer Rest extends readonly Equation[]]
    ? SizeIn<E[0], V> extends infer Want
      ? MaybeSame<Want, E[1]> extends false ? Wrong<E[2], AxisMustBe<E, Want, S, Given>>
      : Literal<Want> extends true ? Solve<Rest, V, S, Given, Later, Found>
      : Literal<E[1]> extends false ? Solve<Rest, V, S, Given, Later, Found>
      : Open<E[0], V, E[1]> extends infer O
        ? O extends 'differ' ? Wrong<E[2], AxisMustBe<E, number, S, Given>>
        : O extends [infer N extends string, infer X] ? Solve<Rest, V & { readonly [K in N]: X }, S, Given, Later, true>
        : Solve<Rest, V, S, Given, [...Later, E], Found>
        : never
      : never
    : Later extends readonly [] ? Bound<V> : Found extends true ? Solve<Later, V, S, Given> : Bound<V>;

/** E = X, where E has one open name: [its name, its value]; 'differ' where it has none. */
type Open<E, V, X> =
  [X] extends [never] ? 'differ'
  : E extends `${string}${'(' | '/' | '%'}${string}` ? 'wait'
  : E extends `${infer A}+${infer B}` ? Either<A, B, V, SizeIn<Trim<A>, V>, SizeIn<Trim<B>, V>, X, '+'>
  : E extends `${infer A}-${infer B}` ? (SizeIn<Trim<B>, V> extends infer K ? (B extends `${string}-${string}` ? 'wait' : Literal<K> extends true ? Open<Trim<A>, V, Add<X, K>> : 'wait') : never)
  : E extends `${infer A}*${infer B}` ? Either<A, B, V, SizeIn<Trim<A>, V>, SizeIn<Trim<B>, V>, X, '*'>
  : E extends keyof V ? (Same<V[E], number> extends true ? Solved<E, X> : 'wait') : Solved<E, X>;
type Solved<E, X> = Compare<X, 1> extends '<' ? 'differ' : [E, X];
type Either<A extends string, B extends string, V, P, R, X, Op> =
  Literal<P> extends true ? Open<Trim<B>, V, Without<X, P, Op>> : Literal<R> extends true ? Open<Trim<A>, V, Without<X, R, Op>> : 'wait';
type Without<X, K, Op> = Op extends '+' ? Sub<X, K> : DivMod<X, K> extends [infer R, 0] ? R : never;

type AxisMustBe<E extends Equation, Want, S extends Signature, Given extends readonly unknown[]> =
  Given[E[2]] extends TypeOf<infer Shape, infer D> ? axisMustBe<S['name'], `${E[3]}`, S['inputs'][E[2]]['name'], Wanted<E[0], Want>, ShowDim<E[1]>, ShowType<Shape, D>> : never;
/** As it is written, and what that is here. */
type Wanted<D extends Size, Want> = D extends number ? `${D}` : Literal<Want> extends true ? `${D}, here ${Want & number}` : `${D}`;

// Conditions: `S = G * 4, T % 2 == 0`, as the printer writes them. What is not of these forms holds.

export type Conditions<T extends string, R extends readonly string[] = []> = T extends `${infer A}, ${infer B}` ? Conditions<B, [...R, A]> : [...R, T];

/** Equations first: what they say of names that are still open, and whether they hold. Tests: the others. */
type Hold<C extends readonly string[], V, S extends Signature, Tests extends readonly string[] = []> =
  C extends readonly [infer H extends string, ...infer R extends readonly string[]]
    ? Sides<H> extends [infer A extends string, infer B extends string]
      ? Equal<A, B, V> extends infer E ? (E extends Bound<infer W> ? Hold<R, V & W, S, Tests> : E extends string ? Wrong<PlaceOf<S['inputs'], H>, whereFails<S['name'], H, E>> : never) : never
      : Hold<R, V, S, [...Tests, H]>
    : Tested<Tests, V, S>;
/** [left, right] of an equation. */
export type Sides<H extends string> = H extends `${infer A} == ${infer B}` ? (A extends `${string}%${string}` ? undefined : [A, B]) : H extends `${infer A} = ${infer B}` ? [A, B] : undefined;
/** What A = B says of a name; why it cannot be. */
export type Equal<A extends string, B extends string, V> = SizeIn<A, V> extends infer P ? (SizeIn<B, V> extends infer Q ? (Literal<P> extends true ? (Literal<Q> extends true ? Level<P, Q> : From<B, V, P>) : Literal<Q> extends true ? From<A, V, Q> : Bound<unknown>) : never) : never;
type Level<P, Q> = Same<P, Q> extends true ? Bound<unknown> : notEqual<`${P & number}`, `${Q & number}`>;
type From<E extends string, V, X> = Open<E, V, X> extends infer O ? (O extends [infer N extends string, infer Y] ? Bound<{ readonly [K in N]: Y }> : O extends 'differ' ? Said<Why<E, V, `${X & number}`>> : Bound<unknown>) : never;
type Said<W> = [W] extends [never] ? Bound<unknown> : W;
/** Why no whole number for its open name makes E an X; never where that is not said here. */
type Why<E extends string, V, X extends string> =
  E extends `${string}${'(' | '/' | '%' | '-'}${string}` ? never
  : E extends `${infer A} * ${infer B}` ? (IsName<A> extends true ? By<SizeIn<B, V>, X> : IsName<B> extends true ? By<SizeIn<A, V>, X> : never)
  : E extends `${infer A} + ${infer B}` ? (IsName<A> extends true ? noWhole<A, X> : IsName<B> extends true ? noWhole<B, X> : never) : never;
type By<K, X extends string> = Literal<K> extends true ? notDividing<X, `${K & number}`> : never;
type IsName<T extends string> = T extends `${string}${' ' | Sign}${string}` | `${number}` ? false : true;

type Tested<C extends readonly string[], V, S extends Signature> =
  C extends readonly [infer H extends string, ...infer R extends readonly string[]]
    ? Breach<H, V> extends infer W ? ([W] extends [string] ? Wrong<PlaceOf<S['inputs'], H>, whereFails<S['name'], H, W>> : Tested<R, V, S>) : never
    : Bound<V>;
/** Why a condition does not hold; undefined where it may. */
type Breach<H extends string, V> =
  H extends `${infer A} % ${infer B} == 0` ? (`${A} ${B}` extends `${string}${'+' | '-' | '%' | '('}${string}` ? undefined : IsAtom<B> extends true ? Rest<SizeIn<A, V>, SizeIn<B, V>> : undefined)
  : H extends `${infer A} <= ${infer B}` ? Broken<SizeIn<A, V>, '<=', SizeIn<B, V>, '>'>
  : H extends `${infer A} >= ${infer B}` ? Broken<SizeIn<A, V>, '>=', SizeIn<B, V>, '<'>
  : H extends `${infer A} < ${infer B}` ? Broken<SizeIn<A, V>, '<', SizeIn<B, V>, '=' | '>'>
  : H extends `${infer A} > ${infer B}` ? Broken<SizeIn<A, V>, '>', SizeIn<B, V>, '=' | '<'>
  : H extends `${infer A} != ${infer B}` ? Broken<SizeIn<A, V>, '!=', SizeIn<B, V>, '='> : undefined;
type IsAtom<T extends string> = T extends `${string} ${string}` ? false : true;
type Rest<A, B> = [Literal<A>, Literal<B>] extends [true, true] ? (DivMod<A, B> extends [unknown, infer R] ? (R extends 0 ? undefined : leaving<`${R & number}`>) : undefined) : undefined;
type Broken<A, Op extends string, B, Not> = [Literal<A>, Literal<B>] extends [true, true] ? (Compare<A, B> extends Not ? notHolding<`${A & number}`, Op, `${B & number}`> : undefined) : undefined;
/** The first input of which the condition speaks. */
type PlaceOf<P extends Ports, H extends string, I extends unknown[] = []> = P extends readonly [infer X extends Port, ...infer R extends Ports] ? (H extends `${string}${X['sizes'][number] & string}${string}` ? I['length'] : PlaceOf<R, H, [...I, 0]>) : 0;

/** How many inputs must be given. */
type Required<P extends Ports, N extends unknown[] = []> = P extends readonly [infer H extends Port, ...infer R extends Ports] ? Required<R, H['optional'] extends true ? N : [...N, 0]> : N['length'];
/** Wrong where there are too many or too few inputs: the first that is too many, or the last. As many as there are is right without arithmetic. */
export type Counted<S extends Signature, N extends number> =
  N extends S['inputs']['length'] ? undefined : Compare<N, S['inputs']['length']> extends '>' ? Wrong<S['inputs']['length'], InputCount<S, N>>
  : Compare<N, Required<S['inputs']>> extends '<' ? Wrong<N extends 0 ? 0 : Sub<N, 1>, InputCount<S, N>> : undefined;
type InputCount<S extends Signature, N extends number> = inputCount<S['name'], ShowNames<S['inputs']>, `${N}`>;
type ShowNames<P extends Ports, T extends string = ''> = P extends readonly [infer H extends Port, ...infer R extends Ports] ? ShowNames<R, T extends '' ? H['name'] : `${T}, ${H['name']}`> : T;

/** The shape of an output. */
export type ShapeIn<Sizes, V> = { [I in keyof Sizes]: SizeIn<Sizes[I], V> };

// Sizes in <…>

/** The names without a default. */
type OpenSizes<Sizes extends string, R extends string[] = []> =
  Sizes extends '' ? R : Sizes extends `${infer A},${infer Rest}` ? OpenSizes<Trim<Rest>, A extends `${string}=${string}` ? R : [...R, Trim<A>]> : Sizes extends `${string}=${string}` ? R : [...R, Sizes];
type Join<N extends readonly string[], T extends string = ''> = N extends readonly [infer H extends string, ...infer R extends string[]] ? Join<R, T extends '' ? H : `${T}, ${H}`> : T;
/** The sentence that sizes are not given; undefined where all are. */
export type AllGiven<S extends Signature> = OpenSizes<S['sizes']> extends infer N extends string[] ? (N extends [] ? undefined : sizesNotGiven<S['name'], N extends [string] ? `the size ${N[0]} is` : `the sizes ${Join<N>} are`>) : never;

/** The signature with these sizes put in; `string` where its text does not say what becomes of it. */
export type WithSizes<T extends string, V> =
  T extends `${infer N}<${infer Sizes}>(${infer Rest}`
    ? Values<Trim<Sizes>, V> extends infer W
      ? [W] extends [never] ? string
      : Rest extends `${infer Ports} where ${infer C}` ? (PutInto<Conditions<C>, W> extends [infer X, infer Left extends string] ? AndWhere<PutIn<`${N}(${Ports}`, X>, Left> : string)
      : PutIn<`${N}(${Rest}`, W>
      : never
    : string;
export type AndWhere<T extends string, Where extends string> = string extends T ? T : Where extends '' ? T : `${T} where ${Where}`;
/** [V with the sizes that follow, the conditions that are left], with numbers for sizes; never where these types do not tell. */
export type PutInto<C extends readonly string[], V> = Derived<[...C, ...C], V> extends infer W ? ([W] extends [never] ? never : Remaining<C, W> extends infer L ? (L extends string ? [W, L] : never) : never) : never;
type Derived<C extends readonly string[], V> =
  C extends readonly [infer H extends string, ...infer R extends readonly string[]]
    ? Sides<H> extends [infer A extends string, infer B extends string] ? (Equal<A, B, V> extends Bound<infer W> ? Derived<R, V & W> : never) : Derived<R, V>
    : V;
type Remaining<C extends readonly string[], V, T extends string = ''> =
  C extends readonly [infer H extends string, ...infer R extends readonly string[]]
    ? H extends `${string}${'(' | '**'}${string}` ? undefined
    : Put<H, V> extends [infer Text extends string, infer Names] ? ([Names] extends [never] ? Remaining<R, V, T> : Sides<H> extends undefined ? Remaining<R, V, T extends '' ? Text : `${T}, ${Text}`> : IsOne<Names> extends true ? undefined : Remaining<R, V, T extends '' ? Text : `${T}, ${Text}`>) : never
    : T;
/** [the text with numbers for sizes, the names that are left as a union] */
type Put<H extends string, V, Text extends string = '', Names = never> =
  H extends `${infer W} ${infer R}` ? Put<R, V, `${Text}${Worth<W, V>} `, Names | NameOf<W, V>> : [`${Text}${Worth<H, V>}`, Names | NameOf<H, V>];
type Worth<W extends string, V> = W extends keyof V ? `${V[W] & number}` : W;
type NameOf<W extends string, V> = W extends keyof V | `${number}` | '=' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%' ? never : W;
/** A union of one. */
type IsOne<U, All = U> = U extends unknown ? ([All] extends [U] ? true : false) : never;
/** V with the defaults of the sizes that it does not give; never where one of them has none. */
export type Values<Sizes extends string, V> =
  Sizes extends '' ? V : Sizes extends `${infer A},${infer Rest}` ? (Value<Trim<A>, V> extends infer W ? ([W] extends [never] ? never : Values<Trim<Rest>, W>) : never) : Value<Sizes, V>;
type Value<Size extends string, V> =
  Size extends `${infer N}=${infer Default}` ? (Trim<N> extends keyof V ? V : V & { readonly [K in Trim<N>]: SizeIn<Trim<Default>, V> }) : Size extends keyof V ? V : never;
/** Every size in brackets: those that are bare names become numbers; what is calculated from them is not told here. */
type PutIn<T extends string, V, R extends string = ''> =
  T extends `${infer A}[${infer Sizes}]${infer Rest}` ? (Shown<ReadSizes<Sizes>, V> extends infer S extends string ? (string extends S ? string : PutIn<Rest, V, `${R}${A}[${S}]`>) : never) : `${R}${T}`;
type Shown<S extends readonly Size[], V, T extends string = ''> =
  S extends readonly [infer E extends Size, ...infer R extends readonly Size[]] ? (ShownSize<E, V> extends infer D extends Size ? (string extends D ? string : Shown<R, V, T extends '' ? `${D}` : `${T}, ${D}`>) : never) : T;
type ShownSize<E extends Size, V> =
  E extends number ? E : SizeIn<E, V> extends infer X extends number ? (Literal<X> extends true ? X : E extends `${string}${Sign}${string}` ? (Mentions<E, V> extends true ? string : E) : E) : E;
/** Whether a name of V may stand in the expression. */
type Mentions<E extends string, V> = { [K in keyof V & string]: E extends `${string}${K}${string}` ? true : never }[keyof V & string] extends never ? false : true;

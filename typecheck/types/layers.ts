/**
 * What layers and functions of the language make of a tensor, at type level: the rules of nn/functions.ts and nn/layers, as far as sizes
 * are numbers or names. Of layers that are not ruled on here nothing is said.
 */
import type { DType } from '../../core/dtype.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { MaybeSame, Mistake, Same, ShowDim, ShowShape, ShowType } from '../../core/types/dim.ts';
import type { Add, Div, DivMod, Less, Literal, Mul, Sub } from '../../core/types/number.ts';
import type { Binary, Cancel, Elements, Float, MeetDTypes, Met, NoFloats, SameShape, Scalar, Several, ShowElements, SizeOf, Sizes, Stopped, Unknown, Value } from './value.ts';

/** How each is ruled: `same` and `float` keep the shape; `float` takes floats alone; `other` is not ruled on. */
export interface Rules {
  abs: 'same'; neg: 'same'; relu: 'same'; sign: 'same'; square: 'same'; stopGradient: 'same'; randn: 'same';
  acos: 'float'; acosh: 'float'; asin: 'float'; asinh: 'float'; atan: 'float'; atanh: 'float'; cbrt: 'float'; ceil: 'float'; cos: 'float'; cosh: 'float'; digamma: 'float';
  entr: 'float'; erf: 'float'; erfc: 'float'; erfInv: 'float'; exp: 'float'; exp2: 'float'; expm1: 'float'; floor: 'float'; gamma: 'float'; i0: 'float'; i0e: 'float';
  i1: 'float'; i1e: 'float'; lgamma: 'float'; log: 'float'; log10: 'float'; log1p: 'float'; log2: 'float'; logit: 'float'; logNdtr: 'float'; ndtr: 'float'; ndtri: 'float';
  reciprocal: 'float'; round: 'float'; roundAway: 'float'; rsqrt: 'float'; sigmoid: 'float'; silu: 'float'; sin: 'float'; sinc: 'float'; sinh: 'float'; softplus: 'float';
  sqrt: 'float'; tan: 'float'; tanh: 'float'; gelu: 'float'; leakyRelu: 'float'; elu: 'float'; dropout: 'float';
  isFinite: 'truth'; isNaN: 'truth'; not: 'other'; clz: 'other'; populationCount: 'other';
  add: 'pair'; sub: 'pair'; mul: 'pair'; div: 'pair'; maximum: 'pair'; minimum: 'pair'; pow: 'pair'; mod: 'pair'; atan2: 'pair';
  eq: 'compare'; ne: 'compare'; lt: 'compare'; le: 'compare'; gt: 'compare'; ge: 'compare';
  and: 'other'; or: 'other'; xor: 'other'; shl: 'other'; shr: 'other'; shrLogical: 'other'; quot: 'other'; rem: 'other'; nextafter: 'other'; logAddExp: 'other'; logAddExp2: 'other';
  logBeta: 'other'; xlog1py: 'other'; xlogy: 'other'; zeta: 'other';
  sum: 'reduce'; mean: 'reduce'; prod: 'reduce'; max: 'reduce'; min: 'reduce'; variance: 'reduce'; any: 'other'; all: 'other';
  softmax: 'along'; logSoftmax: 'along'; cumsum: 'along'; sort: 'along'; argsort: 'other'; argmax: 'select'; argmin: 'select';
  layernorm: 'norm'; rmsnorm: 'norm'; batchnorm: 'batchnorm'; causal: 'other'; tril: 'other'; triu: 'other'; clamp: 'other';
  linear: 'linear'; conv: 'conv'; maxpool: 'pool'; avgpool: 'pool'; embedding: 'embedding'; oneHot: 'oneHot';
  reshape: 'reshape'; flatten: 'flatten'; transpose: 'transpose'; concat: 'concat'; stack: 'stack'; split: 'split'; unstack: 'other'; squeeze: 'other'; expand: 'other'; where: 'other'; convert: 'other';
}

/** The arguments of a call: by their place, and by name. Numbers and sizes are worked out, tensors too, words are not. */
export interface Arguments<P extends readonly unknown[] = readonly unknown[], N = unknown> { readonly places: P; readonly names: N }

/** The argument called K, or at a place; D when it is absent. */
type Get<A extends Arguments, K, At, D> = K extends keyof A['names'] ? A['names'][K] : At extends keyof A['places'] ? A['places'][At] : D;
/** The sizes among the arguments from a place on. */
type SizeAt<X> = X extends Scalar<infer N> ? N : number;

/** A layer called Name, ruled by R, of x and more arguments. `Own` are the names of sizes that parameters may depend on. */
export type Apply<R, Name extends string, X, A extends Arguments, Own extends string> =
  R extends 'same' ? (X extends Value<unknown, unknown> | Scalar ? X : Stopped<X>)
  : R extends 'linear' | 'float' ? (X extends Value<infer S extends Sizes, infer D> ? (R extends 'float' ? FloatsOnly<Name, S, D, X> : Linear<S, D, SizeAt<Get<A, 'size', '0', Unknown>>, Own>) : X extends Scalar ? (R extends 'float' ? Scalar : Unknown) : Stopped<X>)
  : R extends 'pair' ? Paired<Name, X, A['places']['0' & keyof A['places']]>
  : R extends 'compare' ? (Binary<'+', X, A['places']['0' & keyof A['places']]> extends infer Y ? (Y extends Value<infer S, unknown> ? Value<S, 'bool'> : Y extends Mistake<`add ${infer Rest}`> ? Mistake<`${Name} ${Rest}`> : Stopped<Y>) : never)
  : R extends 'concat' ? Concat<[X, ...A['places']], Get<A, 'axis', '', Scalar<-1>>>
  : R extends 'stack' ? Stack<[X, ...A['places']], Get<A, 'axis', '', Scalar<0>>>
  : X extends Value<infer S extends Sizes, infer D> ? Ruled<R, Name, S, D, A, Own>
  : X extends Scalar ? Unknown : Stopped<X>;
type Paired<Name extends string, X, Y> =
  X extends Value<infer S, infer D> ? (Y extends Value<infer T, infer E> ? Met<Broadcast<Name, S, T>, MeetDTypes<D, E>> : Binary<'+', X, Y>) : Binary<'+', X, Y>;

type Ruled<R, Name extends string, S extends Sizes, D, A extends Arguments, Own extends string> =
  R extends 'truth' ? Value<S, 'bool'>
  : R extends 'along' ? (AxisIn<Name, SizeAt<Get<A, 'axis', '0', Scalar<-1>>>, S> extends infer I ? (I extends Mistake<string> ? I : Name extends `${string}oftmax` ? FloatsOnly<Name, S, D, Value<S, D>> : Value<S, D>) : never)
  : R extends 'select' ? (AxisIn<Name, SizeAt<Get<A, 'axis', '0', Scalar<-1>>>, S> extends infer I ? (I extends Mistake<string> ? I : I extends undefined ? Unknown : Value<Leaving<S, I>, 'i32'>) : never)
  : R extends 'reduce' ? Reduced<Name, S, D, A>
  : R extends 'norm' ? (S extends readonly [...Sizes, infer C] ? FloatsOnly<Name, S, D, Owned<Own, `the weight of ${Name}`, [C], Value<S, D>>> : Mistake<`${Name} needs a tensor [..s, c], got ${ShowType<S, D>}`>)
  : R extends 'batchnorm' ? (S extends readonly [unknown, infer C, ...Sizes] ? FloatsOnly<Name, S, D, Owned<Own, `the weight of ${Name}`, [C], Value<S, D>>> : Mistake<`${Name} needs a tensor [b, c, ..s], got ${ShowType<S, D>}`>)
  : R extends 'conv' ? Conv<S, D, A, Own>
  : R extends 'pool' ? (S extends readonly [infer B, infer C, ...infer Space extends readonly [unknown, ...Sizes]] ? Windows<Name, Space, [B, C], D, Get<A, 'window', '0', Unknown>, Get<A, 'stride', '1', Get<A, 'window', '0', Unknown>>, Get<A, 'pad', '2', Scalar<0>>, Scalar<1>> : Mistake<`${Name} needs a tensor [b, c, ..s], got ${ShowType<S, D>}`>)
  : R extends 'embedding' ? (NoIntegers<D> extends true ? Mistake<`embedding: ids must be integers, got ${ShowType<S, D>}`>
    : Owned<Own, 'the weight of embedding', [SizeAt<Get<A, 'count', '0', Unknown>>, SizeAt<Get<A, 'size', '1', Unknown>>], Value<[...S, SizeAt<Get<A, 'size', '1', Unknown>>], 'f32'>>)
  : R extends 'oneHot' ? Value<[...S, SizeAt<Get<A, 'classes', '0', Unknown>>], 'f32'>
  : R extends 'reshape' ? Reshape<S, SizesOf<A['places']>, D>
  : R extends 'flatten' ? Flatten<S, SizeAt<Get<A, 'from', '0', Scalar<1>>>, D>
  : R extends 'transpose' ? (A['places'] extends readonly [] ? Value<Reversed<S>, D> : Transpose<S, SizesOf<A['places']>, D>)
  : R extends 'split' ? Parts<S, SizeAt<Get<A, 'count', '0', Unknown>>, SizeAt<Get<A, 'axis', '1', Scalar<-1>>>, D>
  : Unknown;

type FloatsOnly<Name extends string, S, D, Y> = NoFloats<D> extends true ? Mistake<`${Name} is defined for floats, got ${ShowType<S, D>}`> : Y;
type NoIntegers<D> = [D] extends [Float | 'bool'] ? true : false;
type SizesOf<P extends readonly unknown[]> = { [I in keyof P]: SizeAt<P[I]> };
type AtLeastOne<Name extends string, What extends string, N, Y> = Literal<N> extends true ? (`${N & number}` extends '0' | `-${string}` ? Mistake<`${Name}: ${What} must be a whole number of at least 1, got ${N & number}`> : Y) : Y;

/** Parameters are made before there is an input. */
type Owned<Own extends string, What extends string, S extends Sizes, Y> =
  S extends readonly [infer N, ...infer R] ? ([N] extends [string] ? (string extends N ? Owned<Own, What, R, Y> : BaseOf<N> extends Own ? Owned<Own, What, R, Y> : Mistake<`${What} depends on ${BaseOf<N>}, which is only known from an input`>) : Owned<Own, What, R, Y>) : Y;
type BaseOf<N extends string> = N extends `${string}*${infer B}` ? B : N;

// Axes

/** Which axis is meant; undefined where that is not known. */
type AxisIn<Name extends string, Axis, S extends Sizes> =
  Literal<Axis> extends false ? undefined
  : `${Axis & number}` extends `-${infer N extends number}` ? (Less<S['length'], N> extends true ? NoAxis<Name, Axis, S> : Sub<S['length'], N>)
  : Less<Axis, S['length']> extends true ? Axis : NoAxis<Name, Axis, S>;
type NoAxis<Name extends string, Axis, S extends Sizes> = Mistake<`${Name}: axis ${Axis & number} does not exist in a tensor of rank ${S['length']}`>;

type Leaving<S extends Sizes, Gone, I extends unknown[] = [], R extends unknown[] = []> =
  S extends readonly [infer H, ...infer T] ? (I['length'] extends Gone ? Leaving<T, Gone, [...I, 0], R> : Leaving<T, Gone, [...I, 0], [...R, H]>) : R;
type Keeping<S extends Sizes, Gone, I extends unknown[] = [], R extends unknown[] = []> =
  S extends readonly [infer H, ...infer T] ? (I['length'] extends Gone ? Keeping<T, Gone, [...I, 0], [...R, 1]> : Keeping<T, Gone, [...I, 0], [...R, H]>) : R;
/** The axes meant, as a union. */
type AxesIn<Name extends string, Axes extends readonly unknown[], S extends Sizes, R = never> =
  Axes extends readonly [infer A, ...infer More] ? (AxisIn<Name, A, S> extends infer I ? (I extends Mistake<string> ? I : I extends undefined ? undefined : AxesIn<Name, More, S, R | I>) : never) : R;
type Reduced<Name extends string, S extends Sizes, D, A extends Arguments> =
  A['places'] extends readonly [] ? ('keep' extends keyof A['names'] ? Unknown : FloatMean<Name, S, D, []>)
  : AxesIn<Name, SizesOf<A['places']>, S> extends infer I
    ? [I] extends [Mistake<string>] ? I : undefined extends I ? Unknown
    : 'keep' extends keyof A['names'] ? (A['names']['keep'] extends 'true' ? FloatMean<Name, S, D, Keeping<S, I>> : A['names']['keep'] extends 'false' ? FloatMean<Name, S, D, Leaving<S, I>> : Unknown) : FloatMean<Name, S, D, Leaving<S, I>>
    : never;
type FloatMean<Name extends string, S extends Sizes, D, T> = D extends Float ? Value<T, D> : Name extends 'mean' | 'variance' ? FloatsOnly<Name, S, D, Value<T, D>> : Value<T, DType>;

type Reversed<S extends Sizes, R extends unknown[] = []> = S extends readonly [infer H, ...infer T] ? Reversed<T, [H, ...R]> : R;
type Transpose<S extends Sizes, Order extends readonly unknown[], D, R extends unknown[] = []> =
  Order extends readonly [infer A, ...infer More] ? (AxisIn<'transpose', A, S> extends infer I ? (I extends Mistake<string> ? I : I extends keyof S ? Transpose<S, More, D, [...R, S[I]]> : Unknown) : never)
  : R['length'] extends S['length'] ? Value<R, D> : Unknown;

// Layers

type Linear<S extends Sizes, D, N, Own extends string> =
  S extends readonly [...infer R, infer C] ? FloatsOnly<'linear', S, D, AtLeastOne<'linear', 'the size', N, Owned<Own, 'the weight of linear', [C, N], Value<[...R, N], D>>>>
  : Mistake<`linear needs a tensor [..s, n], got ${ShowType<S, D>}`>;

type Conv<S extends Sizes, D, A extends Arguments, Own extends string> =
  S extends readonly [infer B, infer C, ...infer Space extends readonly [unknown, ...Sizes]]
    ? 'groups' extends keyof A['names'] ? Unknown : '5' extends keyof A['places'] ? Unknown
    : FloatsOnly<'conv', S, D, SizeAt<Get<A, 'channels', '0', Unknown>> extends infer O ? AtLeastOne<'conv', 'the number of channels', O, Owned<Own, 'the weight of conv', [O, C],
        Windows<'conv', Space, [B, O], D, Get<A, 'kernel', '1', Unknown>, Get<A, 'stride', '2', Scalar<1>>, Get<A, 'pad', '3', Scalar<0>>, Get<A, 'dilation', '4', Scalar<1>>>>> : never>
  : Mistake<`conv needs a tensor [b, c, ..s], got ${ShowType<S, D>}`>;

/** Each axis of space gets as many places as windows fit over it. */
type Windows<Name extends string, Space, Before extends Sizes, D, K, Stride, Pad, Dilation> =
  Space extends readonly [infer N, ...infer Rest]
    ? Window<Name, N, SizeAt<K>, SizeAt<Stride>, SizeAt<Pad>, SizeAt<Dilation>> extends infer M ? (M extends Mistake<string> ? M : Windows<Name, Rest, [...Before, M], D, K, Stride, Pad, Dilation>) : never
    : Value<Before, D>;
type Window<Op extends string, N, K, Stride, Pad, Dilation> =
  AtLeastOne<Op, 'the window', K, AtLeastOne<Op, 'the stride', Stride, AtLeastOne<Op, 'the dilation', Dilation, 0>>> extends infer M
    ? M extends Mistake<string> ? M
    : [Literal<K>, Literal<Stride>, Literal<Pad>, Literal<Dilation>] extends [true, true, true, true]
      ? [Add<Mul<Sub<K, 1>, Dilation>, 1>, Mul<2, Pad>] extends [infer Span, infer Border]
        ? Literal<N> extends true
          ? Sub<Add<N, Border>, Span> extends infer Room ? ([Room] extends [never] ? (N extends 0 ? 0 : Mistake<`${Op}: a window of ${Span & number} does not fit into ${N & number} elements with padding [${Pad & number}, ${Pad & number}]`>) : Add<Div<Room, Stride>, 1>) : never
          // A window with a border that makes up for it keeps the size, whatever it is.
          : Stride extends 1 ? (Sub<Span, 1> extends Border ? N : number) : number
        : never
      : number
    : never;

// Shapes

export type Reshape<S extends Sizes, To extends Sizes, D> =
  -1 extends To[number] ? (AroundOpen<To> extends [infer A extends Sizes, infer B extends Sizes] ? (-1 extends B[number] ? Unknown : Opened<S, A, B, To, Elements<S>, Elements<[...A, ...B]>, D>) : FittedBehind<S, To, D>)
  : FittedBehind<S, To, D>;
type FittedBehind<S extends Sizes, To extends Sizes, D> =
  Unlike<S, To> extends [infer P extends Sizes, infer Q extends Sizes] ? ([P, Q] extends [readonly [], readonly []] ? Value<To, D> : Fitted<S, To, Elements<P>, Elements<Q>, D>) : never;
/** Both without the sizes that they begin with alike. */
type Unlike<S, T> = S extends readonly [infer D, ...infer R] ? (T extends readonly [infer E, ...infer U] ? (D extends 0 ? [S, T] : Same<D, E> extends true ? Unlike<R, U> : [S, T]) : [S, T]) : [S, T];
/** What stands before a -1, and behind it. */
type AroundOpen<To extends Sizes, Before extends Sizes = []> = To extends readonly [infer H, ...infer T] ? (H extends -1 ? [Before, T] : AroundOpen<T, [...Before, H]>) : undefined;
type Fitted<S extends Sizes, To extends Sizes, E, F, D> =
  E extends [infer K, infer M extends readonly string[]] ? (F extends [infer L, infer N extends readonly string[]]
    ? [K, Cancel<M, N>] extends [L, [[], []]] ? Value<To, D> : Mistake<`reshape ${ShowShape<S>} to ${ShowShape<To>}: ${ShowElements<Elements<S>>} elements against ${ShowElements<Elements<To>>}`>
    : Value<To, D>) : Value<To, D>;
type Opened<S extends Sizes, A extends Sizes, B extends Sizes, To extends Sizes, E, F, D> =
  E extends [infer K, infer M extends readonly string[]] ? (F extends [infer L, infer N extends readonly string[]]
    ? [DivMod<K, L>, Cancel<M, N>] extends [[infer Q, 0], [infer Left extends readonly string[], []]] ? Value<[...A, Left extends readonly [] ? Q : Left extends readonly [infer One] ? (Q extends 1 ? One : `${Q & number}*${One & string}`) : number, ...B], D>
    : Mistake<`reshape ${ShowShape<S>} to ${ShowShape<To>}: ${ShowElements<E>} elements do not divide by ${ShowElements<F>}`>
    : Value<[...A, number, ...B], D>) : Value<[...A, number, ...B], D>;

type Flatten<S extends Sizes, From, D> =
  AxisIn<'flatten', From, S> extends infer I ? (I extends Mistake<string> ? I : I extends number ? (Apart<S, I> extends [infer P extends Sizes, infer Q extends Sizes] ? Value<[...P, SizeOf<Q>], D> : never) : Unknown) : never;
/** [the axes before, those from there on] */
type Apart<S extends Sizes, I, P extends unknown[] = []> = P['length'] extends I ? [P, S] : S extends readonly [infer H, ...infer T] ? Apart<T, I, [...P, H]> : [P, []];

type Parts<S extends Sizes, N, Axis, D> =
  Literal<N> extends false ? Unknown
  : AxisIn<'split', Axis, S> extends infer I ? (I extends Mistake<string> ? I : I extends number
    ? Apart<S, I> extends [infer P extends Sizes, [infer H, ...infer T]]
      ? Part<H, N> extends infer M ? ([M] extends [never] ? Mistake<`split: axis ${I} of ${ShowType<S, D>} has size ${ShowDim<H>}, which does not divide into ${N & number} parts`> : Several<Repeated<Value<[...P, M, ...T], D>, N>>) : never
      : never
    : Unknown) : never;
type Part<H, N> =
  Literal<H> extends true ? (DivMod<H, N> extends [infer Q, 0] ? Q : never)
  : [H] extends [string] ? (string extends H ? number : H extends `${infer M extends number}*${infer B}` ? (DivMod<M, N> extends [infer Q, 0] ? (Q extends 1 ? B : `${Q & number}*${B}`) : number) : N extends 1 ? H : number) : number;
type Repeated<X, N, R extends unknown[] = []> = R['length'] extends N ? R : Repeated<X, N, [...R, X]>;

type Concat<X extends readonly unknown[], Axis> =
  X extends readonly [Value<infer S extends Sizes, infer D>, ...infer Rest]
    ? AxisIn<'concat', SizeAt<Axis>, S> extends infer I ? (I extends Mistake<string> ? I : I extends number ? Joined<S, D, S, I, Rest> : Unknown) : never
    : FirstStop<X>;
type Joined<First extends Sizes, D, Sum extends Sizes, I extends number, X extends readonly unknown[]> =
  X extends readonly [infer H, ...infer Rest]
    ? H extends Value<infer S extends Sizes, infer E>
      ? [First['length']] extends [S['length']]
        ? Differing<First, S, I> extends infer K extends number
          ? Mistake<`concat along axis ${I}: axis ${K} is ${ShowDim<First[K]>} in ${ShowType<First, D>} and ${ShowDim<S[K]>} in ${ShowType<S, E>}`>
          : Joined<First, MeetDTypes<D, E>, SetAt<Sum, I, SumSize<Sum[I], S[I]>>, I, Rest>
        : Mistake<`concat along axis ${I}: ${ShowType<S, E>} has another rank than ${ShowType<First, D>}`>
      : Stopped<H>
    : Value<Sum, D>;
/** The first axis in which they differ, but for one. */
type Differing<A extends Sizes, B extends Sizes, But, I extends unknown[] = []> =
  A extends readonly [infer P, ...infer M] ? (B extends readonly [infer Q, ...infer N] ? (I['length'] extends But ? Differing<M, N, But, [...I, 0]> : MaybeSame<P, Q> extends false ? I['length'] : Differing<M, N, But, [...I, 0]>) : undefined) : undefined;
type SetAt<S extends Sizes, At, X, R extends unknown[] = []> = S extends readonly [infer H, ...infer T] ? (R['length'] extends At ? [...R, X, ...T] : SetAt<T, At, X, [...R, H]>) : R;
type SumSize<A, B> = Literal<A> extends true ? (Literal<B> extends true ? Add<A, B> : number) : number;
type FirstStop<X extends readonly unknown[]> = X extends readonly [infer H, ...unknown[]] ? Stopped<H> : Unknown;

type Stack<X extends readonly unknown[], Axis> =
  X extends readonly [Value<infer S extends Sizes, infer D>, ...infer Rest]
    ? AllLike<S, Rest> extends true ? (AxisIn<'stack', SizeAt<Axis>, [...S, 0]> extends infer I extends number ? (Apart<S, I> extends [infer P extends Sizes, infer Q extends Sizes] ? Value<[...P, X['length'], ...Q], D> : never) : Unknown) : Unknown
    : FirstStop<X>;
type AllLike<S, X extends readonly unknown[]> = X extends readonly [infer H, ...infer R] ? (H extends Value<infer T, unknown> ? (SameShape<S, T> extends true ? AllLike<S, R> : false) : false) : true;

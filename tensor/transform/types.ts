/** What transformations do to the types of functions on trees: an axis more or less in every tensor, trees that must agree, and losses. */
import type { DType, FloatDType } from '../../core/dtype.ts';
import type { HasRank, IsOpen, Mistake, Said, Shape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Tensor } from '../tensor.ts';
import type { AnyFunction } from './traced.ts';

// Axes

/** S with a size of N as axis A, counted from the end of the result when negative. */
export type Insert<S, A, N> = HasRank<S> extends false ? Unknown<S>
  : number extends A ? Shape
  : `${A & number}` extends `-${infer Back extends number}` ? FromEnd<S, Back, N>
  : FromStart<S, A, N>;
type FromStart<S, A, N, Before extends unknown[] = []> =
  Before['length'] extends A ? [...Before, N, ...(S extends readonly unknown[] ? S : never)]
  : S extends readonly [infer D, ...infer R] ? FromStart<R, A, N, [...Before, D]> : Shape;
type FromEnd<S, Back, N, After extends unknown[] = []> =
  [...After, N]['length'] extends Back ? [...(S extends readonly unknown[] ? S : never), N, ...After]
  : S extends readonly [...infer R, infer D] ? FromEnd<R, Back, N, [D, ...After]> : Shape;

/** S without its first axis. */
type Rest<S> = S extends readonly [unknown, ...infer R] ? R : Shape;

/** A tree of tensors with a size of N more in every one: `Axes` is an axis, null for none, or a tree of them. */
export type Batched<T, Axes, N> =
  0 extends 1 & T ? T
  : T extends Tensor<infer S, infer D> ? ([Axes] extends [number] ? Tensor<Insert<S, Axes, N>, D> : [Axes] extends [null] ? T : Tensor<Shape, D>)
  : T extends number | boolean ? ([Axes] extends [number] ? Tensor<[N], DType> : T)
  : T extends AnyFunction | string | null | undefined ? T
  : T extends ReadonlyMap<infer K, infer V> ? Map<K, Batched<V, Axes extends number | null ? Axes : unknown, N>>
  : T extends object ? { [K in keyof T]: Batched<T[K], Axes extends number | null ? Axes : K extends keyof Axes ? Axes[K] : unknown, N> }
  : T;

/** Arguments with the axis in them. The first that is mapped says how many examples there are, the others must agree with it. */
export type BatchedArguments<P, Axes, N> = { [I in keyof P]: I extends FirstMapped<Axes> ? Batched<P[I], AxisOf<Axes, I>, N> : NoInfer<Batched<P[I], AxisOf<Axes, I>, N>> };
type AxisOf<Axes, I> = [Axes] extends [number | null] ? Axes : I extends keyof Axes ? Axes[I] : unknown;
type FirstMapped<Axes, Before extends unknown[] = []> = Axes extends readonly [null, ...infer R] ? FirstMapped<R, [...Before, 0]> : `${Before['length']}`;

/** One slice of every tensor along its first axis. */
export type Slices<T> =
  0 extends 1 & T ? T
  : T extends Tensor<infer S, infer D> ? Tensor<Rest<S>, D>
  : T extends number | boolean | AnyFunction | string | null | undefined ? T
  : T extends ReadonlyMap<infer K, infer V> ? Map<K, Slices<V>>
  : T extends object ? { -readonly [K in keyof T]: Slices<T[K]> }
  : T;

/** The first size of the first tensor in a tree; `number` where none tells. */
export type FirstSize<T> = First<T> extends infer N ? ([N] extends [never] ? number : IsOpen<N> extends true ? number : N) : number;
type First<T> =
  0 extends 1 & T ? never
  : T extends Tensor<infer S, unknown> ? (S extends readonly [infer N, ...unknown[]] ? N : never)
  : T extends AnyFunction | string | number | boolean | null | undefined ? never
  : T extends readonly [infer X, ...infer R] ? ([First<X>] extends [never] ? First<R> : First<X>)
  : T extends readonly unknown[] ? never
  : T extends object ? First<T[keyof T]> : never;

// Agreement

type Unlike<S, T> = HasRank<S> extends false ? false : HasRank<T> extends false ? false : SomeDiffer<S, T>;
type Kinds<D, E> = DType extends D ? true : DType extends E ? true : [D] extends [E] ? true : [E] extends [D] ? true : false;

/** The first tensor in which two trees of one form differ: [its path, its type in T, its type in U]; never where there is none. */
type Difference<T, U, Path extends string> =
  0 extends 1 & T ? never : 0 extends 1 & U ? never
  : T extends Tensor<infer S, infer D>
    ? U extends Tensor<infer R, infer E> ? (Unlike<S, R> extends true ? [Path, ShowType<S, D>, ShowType<R, E>] : Kinds<D, E> extends false ? [Path, ShowType<S, D>, ShowType<R, E>] : never) : never
  : T extends AnyFunction | string | number | boolean | null | undefined ? never
  : T extends readonly unknown[] ? (U extends readonly unknown[] ? InOrder<T, U, Path> : never)
  : T extends object ? { [K in keyof T & string]: K extends keyof U ? Difference<T[K], U[K], `${Path}.${K}`> : never }[keyof T & string] : never;
type InOrder<T, U, Path extends string, I extends unknown[] = []> =
  T extends readonly [infer X, ...infer A] ? U extends readonly [infer Y, ...infer B]
    ? Difference<X, Y, `${Path}.${I['length']}`> extends infer W ? ([W] extends [never] ? InOrder<A, B, Path, [...I, 0]> : W) : never
    : never : never;

/** What a loop carries keeps the types it starts with. */
export const changes = <const Name extends string, const From extends string, const To extends string>(name: Name, from: From, to: To): changes<Name, From, To> => `${name} starts as ${from} and becomes ${to}`;
export type changes<Name extends string, From extends string, To extends string> = `${Name} starts as ${From} and becomes ${To}`;

/** K, what a turn makes of a carry C, or the sentence that says what changed. */
export type Carried<Op extends string, C, K> = CarriedUnless<Difference<C, K, 'carry'>, Op, K>;
type CarriedUnless<W, Op extends string, K> = [W] extends [never] ? K : W extends readonly [infer Name extends string, infer From extends string, infer To extends string] ? Said<`${Op}: ${changes<Name, From, To>}`> : K;

/** Branches give the same types. */
export const disagree = <const Name extends string, const P extends string, const One extends string, const Q extends string, const Other extends string>(name: Name, p: P, one: One, q: Q, other: Other): disagree<Name, P, One, Q, Other> =>
  `${name} is ${p} from ${one}, and ${q} from ${other}`;
export type disagree<Name extends string, P extends string, One extends string, Q extends string, Other extends string> = `${Name} is ${P} from ${One}, and ${Q} from ${Other}`;

/** S, what `no` gives where `yes` gives R, or the sentence that says where they differ. */
export type Agreeing<R, S> = AgreeingUnless<Difference<R, S, 'result'>, S>;
type AgreeingUnless<W, S> = [W] extends [never] ? S : W extends readonly [infer Name extends string, infer P extends string, infer Q extends string] ? Said<`cond: ${disagree<Name, P, 'yes', Q, 'no'>}`> : S;

// Losses

/** What is differentiated in reverse gives one number. */
export const notALoss = <const Found extends string>(found: Found): notALoss<Found> => `grad needs a function that returns one float of shape [], but it returns ${found}`;
export type notALoss<Found extends string> = `grad needs a function that returns one float of shape [], but it returns ${Found}`;

/** F, or the sentence that says why it cannot be given to grad; with hasAux it returns [loss, aux]. In this form, parameters of a function that is written in place have their types. */
export type LossFunction<F extends AnyFunction, O> = LossRule<ReturnType<F>, O> extends Mistake<infer M> ? Said<M> : F;
type LossRule<R, O> = O extends { readonly hasAux: true } ? (R extends readonly [infer L, unknown] ? Loss<L> : R) : Loss<R>;
type Loss<R> = 0 extends 1 & R ? R : R extends Tensor<infer S, infer D>
  ? S extends readonly [unknown, ...unknown[]] ? Mistake<notALoss<ShowType<S, D>>>
    : DType extends D ? R : D extends FloatDType ? R : Mistake<notALoss<ShowType<S, D>>>
  : R;

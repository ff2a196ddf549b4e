/** Axes as types, counted from the front or, below 0, from the end; and shapes with axes taken out or changed. core/shape.ts and ops/axes.ts have them for values. */
import type { axisTwice, cannotMove, noAxis, notAnOrder, notOne } from '../shape.ts';
import type { Differ, ElementOf, Fits, HasRank, IsDecided, IsOpen, Mistake, Same, Shape, ShowDim, ShowShape, Unknown } from './dim.ts';

/** One axis, or several. */
export type Axes = number | readonly number[];
export type RankOf<S> = S extends { readonly length: infer N extends number } ? N : number;
/** How a list of numbers is written in messages. */
export type Joined<A, T extends string = ''> = A extends readonly [infer N, ...infer R] ? Joined<R, T extends '' ? `${N & number}` : `${T}, ${N & number}`> : T;
export type ListOf<A> = A extends number ? readonly [A] : A;
/** The type of an argument that names axes: as given, or the sentence that says why it does not fit. Of a union of numbers and lists TypeScript sees the numbers alone, so what is open may be both. */
export type FitsAxis<R, A> = Fits<R, number extends A ? Axes | null : A>;
/** Whether an axis, or one of several, is known only when running. */
export type AnyOpen<A> = A extends number ? IsOpen<A> : HasRank<A> extends true ? (number extends ElementOf<A> ? true : false) : true;

type FromFront<S, I, Before extends unknown[] = []> = S extends readonly [infer D, ...infer R] ? (Before['length'] extends I ? [Before, D, R] : FromFront<R, I, [...Before, D]>) : [];
type FromEnd<S, N, After extends unknown[] = []> = S extends readonly [...infer R, infer D] ? ([D, ...After]['length'] extends N ? [R, D, After] : FromEnd<R, N, [D, ...After]>) : [];
/** [the sizes before an axis, its own, those after it]; [] where there is no such axis. */
export type Around<S, A> = [A] extends [-1] ? (S extends readonly [...infer R, infer D] ? [R, D, []] : []) : `${A & number}` extends `-${infer N extends number}` ? FromEnd<S, N> : FromFront<S, A>;
/** An axis counted from the front; never where there is none. */
export type AxisOf<S, A> = Around<S, A> extends readonly [infer Before, unknown, unknown] ? RankOf<Before> : never;

/** The axes, counted from the front, as a union, with -1, which none is, so that there is one; or the mistake in them. */
export type AxesIn<Op extends string, S, A, All = A, Seen = -1> =
  A extends readonly [infer First, ...infer R]
    ? AxisOf<S, First> extends infer I
      ? [I] extends [never] ? Mistake<noAxis<Op, `${First & number}`, `${RankOf<S> & number}`>>
        : [I] extends [Seen] ? Mistake<axisTwice<Op, `${I & number}`, Joined<All>>> : AxesIn<Op, S, R, All, Seen | I>
      : never
    : Seen;

/** The shape without axes, or with 1 in their places. */
export type Without<S, Gone, Keep = false, I extends unknown[] = [], R extends unknown[] = []> =
  S extends readonly [infer D, ...infer T] ? Without<T, Gone, Keep, [...I, 0], I['length'] extends Gone ? (Keep extends true ? [...R, 1] : R) : [...R, D]> : R;

/** The shape that a reduction over axes leaves; over all of them where none are named. */
export type Reduced<Op extends string, S, A, Keep = false> =
  [A, Keep] extends [null | undefined, false] ? [] : HasRank<S> extends false ? Unknown<S> : boolean extends Keep ? Shape
  : [A] extends [null | undefined] ? Without<S, number, Keep>
  : AnyOpen<A> extends true ? Shape
  : AxesIn<Op, S, ListOf<A>> extends infer Gone ? ([Gone] extends [Mistake<string>] ? Gone : Without<S, Gone, Keep>) : never;

/** S, where it has the axis; for what goes along one and leaves the shape as it is. */
export type Along<Op extends string, S, A> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? S
  : Around<S, A> extends [] ? Mistake<noAxis<Op, `${A & number}`, `${RankOf<S> & number}`>> : S;

/** The shape with another size along an axis. */
export type Resized<Op extends string, S, A, D> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape
  : Around<S, A> extends infer Cut
    ? Cut extends [] ? Mistake<noAxis<Op, `${A & number}`, `${RankOf<S> & number}`>> : Cut extends readonly [infer P extends unknown[], unknown, infer Q extends unknown[]] ? [...P, D, ...Q] : never
    : never;

type Reversed<S, R extends unknown[] = []> = S extends readonly [infer D, ...infer T] ? Reversed<T, [D, ...R]> : R;
type Picked<S, Order, R extends unknown[] = []> = Order extends readonly [infer A, ...infer T] ? (Around<S, A> extends readonly [unknown, infer D, unknown] ? Picked<S, T, [...R, D]> : never) : R;
/** The axes in another order; reversed when none is given. */
export type Transposed<S, Order> =
  HasRank<S> extends false ? Unknown<S> : [Order] extends [null | undefined] ? Reversed<S> : HasRank<Order> extends false ? Unknown<Order> : AnyOpen<Order> extends true ? Shape
  : RankOf<Order> extends RankOf<S> ? (AxesIn<'', S, Order> extends Mistake<string> ? Mistake<notAnOrder<Joined<FromFrontAll<S, Order>>, `${RankOf<S> & number}`, ShowShape<S>>> : Picked<S, Order>)
  : Mistake<notAnOrder<Joined<FromFrontAll<S, Order>>, `${RankOf<S> & number}`, ShowShape<S>>>;
/** Axes below 0 counted from the front, where there are such; others as they are. */
export type FromFrontAll<S, Order, R extends unknown[] = []> = Order extends readonly [infer A, ...infer T] ? FromFrontAll<S, T, [...R, AxisOf<S, A> extends infer I ? ([I] extends [never] ? A : I) : never]> : R;

/** The axes P and Q exchanged. */
export type Swapped<Op extends string, S, P, Q> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<P> extends true ? Unsized<S> : AnyOpen<Q> extends true ? Unsized<S>
  : Around<S, P> extends [unknown, infer A, unknown]
    ? Around<S, Q> extends [unknown, infer B, unknown] ? With<With<S, P, B>, Q, A> : Mistake<noAxis<Op, `${Q & number}`, `${RankOf<S> & number}`>>
    : Mistake<noAxis<Op, `${P & number}`, `${RankOf<S> & number}`>>;
/** As many axes, of any size. */
export type Unsized<S> = { -readonly [K in keyof S]: number };
/** Another size in the place of an axis that is there. */
export type With<S, A, D> = Around<S, A> extends [infer P extends unknown[], unknown, infer Q extends unknown[]] ? [...P, D, ...Q] : never;

type Going<S, From, To, K> =
  To extends readonly [infer T, ...infer MoreTo]
    ? From extends readonly [infer F, ...infer MoreFrom] ? (AxisOf<S, T> extends K ? (Around<S, F> extends [unknown, infer D, unknown] ? [D] : []) : Going<S, MoreFrom, MoreTo, K>) : []
    : [];
type Fill<S, Rest, From, To, R extends unknown[] = []> =
  R['length'] extends RankOf<S> ? R
  : Going<S, From, To, R['length']> extends [infer D] ? Fill<S, Rest, From, To, [...R, D]>
  : Rest extends readonly [infer D, ...infer More] ? Fill<S, More, From, To, [...R, D]> : never;
/** Axes moved to other places. */
export type Moved<S, From, To> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<From> extends true ? Unsized<S> : AnyOpen<To> extends true ? Unsized<S>
  : AxesIn<'moveaxis', S, ListOf<From>> extends infer Gone
    ? [Gone] extends [Mistake<string>] ? Gone
    : AxesIn<'moveaxis', S, ListOf<To>> extends infer Places
      ? [Places] extends [Mistake<string>] ? Places
      : RankOf<ListOf<From>> extends RankOf<ListOf<To>> ? Fill<S, Without<S, Gone>, ListOf<From>, ListOf<To>> : Mistake<cannotMove<Joined<FromFrontAll<S, ListOf<From>>>, Joined<FromFrontAll<S, ListOf<To>>>>>
      : never
    : never;

/** Two lists as one. */
export type Both<P, Q> = P extends readonly unknown[] ? (Q extends readonly unknown[] ? [...P, ...Q] : never) : never;
type Inserted<S, Places, Rank, R extends unknown[] = []> =
  R['length'] extends Rank ? R : R['length'] extends Places ? Inserted<S, Places, Rank, [...R, 1]>
  : S extends readonly [infer D, ...infer T] ? Inserted<T, Places, Rank, [...R, D]> : never;
/** New axes of size 1, at places of the result. */
export type Expanded<Op extends string, S, A> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? Shape
  : Both<S, ListOf<A>> extends infer Result
    ? AxesIn<Op, Result, ListOf<A>> extends infer Places ? ([Places] extends [Mistake<string>] ? Places : Inserted<S, Places, RankOf<Result>>) : never
    : never;

type FirstLarge<Whole, S, Gone, I extends unknown[] = []> =
  S extends readonly [infer D, ...infer T] ? (I['length'] extends Gone ? (Differ<D, 1> extends true ? Mistake<notOne<`${I['length'] & number}`, ShowShape<Whole>, ShowDim<D>>> : FirstLarge<Whole, T, Gone, [...I, 0]>) : FirstLarge<Whole, T, Gone, [...I, 0]>) : never;
type WithoutOnes<S, R extends unknown[] = []> = S extends readonly [infer D, ...infer T] ? WithoutOnes<T, Same<D, 1> extends true ? R : [...R, D]> : R;
/** Without axes of size 1: all of them, or those named. */
export type Squeezed<S, A> =
  HasRank<S> extends false ? Unknown<S>
  : [A] extends [null | undefined] ? (IsDecided<S> extends false ? Shape : WithoutOnes<S>)
  : AnyOpen<A> extends true ? Shape
  : AxesIn<'squeeze', S, ListOf<A>> extends infer Gone
    ? [Gone] extends [Mistake<string>] ? Gone : [FirstLarge<S, S, Gone>] extends [never] ? Without<S, Gone> : FirstLarge<S, S, Gone>
    : never;

/** Axes that are there, counted from the front, as a union. */
export type AxisUnion<S, A, Seen = -1> = A extends readonly [infer First, ...infer R] ? AxisUnion<S, R, Seen | AxisOf<S, First>> : Seen;

/** S, where it has all the axes. */
export type AlongAll<Op extends string, S, A> =
  HasRank<S> extends false ? Unknown<S> : [A] extends [null | undefined] ? S : AnyOpen<A> extends true ? S
  : AxesIn<Op, S, ListOf<A>> extends infer R ? ([R] extends [Mistake<string>] ? R : S) : never;
/** The default axis Own of a function is a mistake of its tensor; one that is given, of the argument. */
export type AtDefault<A, Own, R, T> = [A] extends [Own] ? ([Own] extends [A] ? Fits<R, T> : T) : T;

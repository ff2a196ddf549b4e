/**
 * Whole numbers as types: Add<2, 3> is 5. Exact for sizes of any length; digits are worked on as text, from the last one to the first.
 * What is not a literal (`number`) gives `number`; a difference below 0 and a division by 0 give never.
 */
import type { Carried, Counts, Differences, Factors, LastDigit, Orders, Products, Quotients, Sums } from './digits.ts';
import type { Same } from './dim.ts';

type Reverse<S extends string, R extends string = ''> = S extends `${infer D}${infer T}` ? Reverse<T, `${D}${R}`> : R;
type WithoutZeros<S extends string> = S extends `0${infer T}` ? (T extends '' ? '0' : WithoutZeros<T>) : S;
type NumberOf<S> = S extends `${infer N extends number}` ? N : never;

// Texts of digits, the last digit first
type SumOf<A extends string, B extends string, Carry extends string = '0', R extends string = ''> =
  A extends `${infer X}${infer M}`
    ? B extends `${infer Y}${infer N}`
      ? Sums[`${Carry}${X}${Y}`] extends readonly [infer D extends string, infer C extends string] ? SumOf<M, N, C, `${R}${D}`> : never
      : Carry extends '0' ? `${R}${A}`
      : Sums[`1${X}0`] extends readonly [infer D extends string, infer C extends string] ? SumOf<M, '', C, `${R}${D}`> : never
    : B extends '' ? (Carry extends '0' ? R : `${R}1`) : SumOf<B, '', Carry, R>;
/** 'less' at the end where B is the greater. */
type DifferenceOf<A extends string, B extends string, Borrow extends string = '0', R extends string = ''> =
  A extends `${infer X}${infer M}`
    ? B extends `${infer Y}${infer N}`
      ? Differences[`${Borrow}${X}${Y}`] extends readonly [infer D extends string, infer C extends string] ? DifferenceOf<M, N, C, `${R}${D}`> : never
      : Differences[`${Borrow}${X}0`] extends readonly [infer D extends string, infer C extends string] ? DifferenceOf<M, '', C, `${R}${D}`> : never
    : B extends '' ? (Borrow extends '0' ? R : 'less') : 'less';
type TimesDigit<A extends string, Y extends string, Carry extends string = '0', R extends string = ''> =
  A extends `${infer X}${infer M}`
    ? Products[`${X}${Y}${Carry}`] extends readonly [infer D extends string, infer C extends string] ? TimesDigit<M, Y, C, `${R}${D}`> : never
    : Carry extends '0' ? R : `${R}${Carry}`;
type ProductOf<A extends string, B extends string, Sum extends string = '', R extends string = ''> =
  B extends `${infer Y}${infer N}`
    ? SumOf<TimesDigit<A, Y>, Sum> extends `${infer D}${infer Rest}` ? ProductOf<A, N, Rest, `${R}${D}`> : never
    : `${R}${Sum}`;

// Up to three digits, H hundreds, T tens, U units: a column of what stands under one another is a tuple, so that it is added up at once. Little
// work is what this is for: by far the most sizes are such.
type Digits = readonly unknown[];
type One<X extends string> = Counts[`1${X}`];
type Two<Tens extends Digits, Units extends Digits> = Units['length'] extends infer U extends number ? `${[...Carried[U], ...Tens]['length'] & number}${LastDigit[U]}` : never;
type Three<Hundreds extends Digits, Tens extends Digits, Units extends Digits> =
  Units['length'] extends infer U extends number
    ? [...Carried[U], ...Tens]['length'] extends infer T extends number ? `${[...Carried[T], ...Hundreds]['length'] & number}${LastDigit[T]}${LastDigit[U]}` : never
    : never;
type Four<Thousands extends Digits, Hundreds extends Digits, Tens extends Digits, Units extends Digits> =
  Units['length'] extends infer U extends number
    ? [...Carried[U], ...Tens]['length'] extends infer T extends number
      ? [...Carried[T], ...Hundreds]['length'] extends infer H extends number ? `${[...Carried[H], ...Thousands]['length'] & number}${LastDigit[H]}${LastDigit[T]}${LastDigit[U]}` : never
      : never
    : never;
type Five<E extends Digits, D extends Digits, C extends Digits, B extends Digits, A extends Digits> =
  A['length'] extends infer P extends number
    ? [...Carried[P], ...B]['length'] extends infer Q extends number
      ? [...Carried[Q], ...C]['length'] extends infer R extends number
        ? [...Carried[R], ...D]['length'] extends infer S extends number ? `${[...Carried[S], ...E]['length'] & number}${LastDigit[S]}${LastDigit[R]}${LastDigit[Q]}${LastDigit[P]}` : never
        : never
      : never
    : never;

// Texts of digits as they are read
type LongSum<A extends string, B extends string> = Reverse<SumOf<Reverse<A>, Reverse<B>>>;
/** A of one to three digits at least. */
type Sum<A extends string, B extends string> =
  A extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Sum3<H, T, U, A, B> : LongSum<A, B>)
  : A extends `${infer T}${infer U}` ? (U extends '' ? Sum1<T, B> : Sum2<T, U, B>) : never;
type Sum1<X extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Three<One<H>, One<T>, [...One<U>, ...One<X>]> : LongSum<B, X>)
  : B extends `${infer T}${infer U}` ? (U extends '' ? `${[...One<T>, ...One<X>]['length'] & number}` : Two<One<T>, [...One<U>, ...One<X>]>) : never;
type Sum2<Y extends string, X extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Three<One<H>, [...One<T>, ...One<Y>], [...One<U>, ...One<X>]> : LongSum<B, `${Y}${X}`>)
  : B extends `${infer T}${infer U}` ? (U extends '' ? Two<One<Y>, [...One<X>, ...One<T>]> : Two<[...One<T>, ...One<Y>], [...One<U>, ...One<X>]>) : never;
type Sum3<Z extends string, Y extends string, X extends string, A extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Three<[...One<Z>, ...One<H>], [...One<Y>, ...One<T>], [...One<X>, ...One<U>]> : LongSum<A, B>)
  : B extends `${infer T}${infer U}` ? (U extends '' ? Three<One<Z>, One<Y>, [...One<X>, ...One<T>]> : Three<One<Z>, [...One<Y>, ...One<T>], [...One<X>, ...One<U>]>) : never;
type LongDifference<A extends string, B extends string> = DifferenceOf<Reverse<A>, Reverse<B>> extends infer R extends string ? (R extends 'less' ? never : WithoutZeros<Reverse<R>>) : never;
type Difference<A extends string, B extends string> =
  A extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Less3<H, T, U, A, B> : LongDifference<A, B>)
  : A extends `${infer T}${infer U}` ? (U extends '' ? Less3<'0', '0', T, A, B> : Less3<'0', T, U, A, B>) : never;
type Less3<H extends string, T extends string, U extends string, A extends string, B extends string> =
  B extends `${infer Z}${infer Y}${infer X}${infer More}` ? (More extends '' ? Taken<H, T, U, Z, Y, X> : LongDifference<A, B>)
  : B extends `${infer Y}${infer X}` ? (X extends '' ? Taken<H, T, U, '0', '0', Y> : Taken<H, T, U, '0', Y, X>) : never;
/** Ten is borrowed of every digit for the one behind it, and given back. */
type Taken<H extends string, T extends string, U extends string, Z extends string, Y extends string, X extends string> =
  [...Counts['52'], ...One<U>] extends readonly [...One<X>, ...infer P]
    ? [...Carried[P['length']], ...Counts['33'], ...One<T>] extends readonly [...One<Y>, ...infer Q]
      ? [...Carried[Q['length']], ...One<H>] extends readonly [0, ...One<Z>, ...infer R] ? WithoutZeros<`${R['length']}${LastDigit[Q['length']]}${LastDigit[P['length']]}`> : never
      : never
    : never;
type LongProduct<A extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? WithoutZeros<Sliding<Reverse<A>, H, T, U>> : Reverse<ProductOf<Reverse<A>, Reverse<B>>>)
  : B extends `${infer T}${infer U}` ? WithoutZeros<U extends '' ? Sliding<Reverse<A>, '0', '0', T> : Sliding<Reverse<A>, '0', T, U>> : never;
/** Three digits slide over those of A, the last one first; X and Y are the two before. */
type Sliding<A extends string, H extends string, T extends string, U extends string, X extends string = '0', Y extends string = '0', Carry extends Digits = [], R extends string = ''> =
  A extends `${infer Z}${infer More}`
    ? [...Carry, ...Counts[`${Z}${U}`], ...Counts[`${X}${T}`], ...Counts[`${Y}${H}`]]['length'] extends infer N extends number ? Sliding<More, H, T, U, Z, X, Carried[N], `${LastDigit[N]}${R}`> : never
    : [...Carry, ...Counts[`${X}${T}`], ...Counts[`${Y}${H}`]]['length'] extends infer N extends number ? `${[...Carried[N], ...Counts[`${X}${H}`]]['length'] & number}${LastDigit[N]}${R}` : never;
type Product<A extends string, B extends string> =
  A extends '0' ? '0' : B extends '0' ? '0' : A extends '1' ? B : B extends '1' ? A
  : A extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Times3<H, T, U, A, B> : LongProduct<A, B>)
  : A extends `${infer T}${infer U}` ? (U extends '' ? Times1<T, B> : Times2<T, U, B>) : never;
type Times1<X extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Three<Counts[`${H}${X}`], Counts[`${T}${X}`], Counts[`${U}${X}`]> : LongProduct<B, X>)
  : B extends `${infer T}${infer U}` ? (U extends '' ? `${Counts[`${T}${X}`]['length']}` : Two<Counts[`${T}${X}`], Counts[`${U}${X}`]>) : never;
type Times2<Y extends string, X extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}` ? (More extends '' ? Times32<H, T, U, Y, X> : LongProduct<B, `${Y}${X}`>)
  : B extends `${infer T}${infer U}`
    ? U extends '' ? Two<Counts[`${Y}${T}`], Counts[`${X}${T}`]> : Three<Counts[`${T}${Y}`], [...Counts[`${T}${X}`], ...Counts[`${U}${Y}`]], Counts[`${U}${X}`]>
    : never;
type Times32<H extends string, T extends string, U extends string, Y extends string, X extends string> =
  Four<Counts[`${H}${Y}`], [...Counts[`${H}${X}`], ...Counts[`${T}${Y}`]], [...Counts[`${T}${X}`], ...Counts[`${U}${Y}`]], Counts[`${U}${X}`]>;
type Times3<Z extends string, Y extends string, X extends string, A extends string, B extends string> =
  B extends `${infer H}${infer T}${infer U}${infer More}`
    ? More extends ''
      ? Five<Counts[`${H}${Z}`], [...Counts[`${H}${Y}`], ...Counts[`${T}${Z}`]], [...Counts[`${H}${X}`], ...Counts[`${T}${Y}`], ...Counts[`${U}${Z}`]], [...Counts[`${T}${X}`], ...Counts[`${U}${Y}`]], Counts[`${U}${X}`]>
      : LongProduct<A, B>
    : B extends `${infer T}${infer U}` ? (U extends '' ? Three<Counts[`${Z}${T}`], Counts[`${Y}${T}`], Counts[`${X}${T}`]> : Times32<Z, Y, X, T, U>) : never;

type OrderByLength<A extends string, B extends string> =
  A extends `${string}${infer M}` ? (B extends `${string}${infer N}` ? OrderByLength<M, N> : '>') : B extends '' ? '=' : '<';
type OrderByDigits<A extends string, B extends string> =
  A extends `${infer X}${infer M}` ? (B extends `${infer Y}${infer N}` ? (Orders[`${X}${Y}`] extends infer O ? (O extends '=' ? OrderByDigits<M, N> : O) : never) : '>') : '=';
type LongOrder<A extends string, B extends string> = OrderByLength<A, B> extends infer O ? (O extends '=' ? OrderByDigits<A, B> : O) : never;
type Order<A extends string, B extends string> =
  A extends `${infer H}${infer T}${infer U}${infer More}`
    ? More extends '' ? (B extends `${infer Z}${infer Y}${infer X}${infer Rest}` ? (Rest extends '' ? FirstUnlike<Orders[`${H}${Z}`], Orders[`${T}${Y}`], Orders[`${U}${X}`]> : '<') : '>') : LongOrder<A, B>
  : A extends `${infer T}${infer U}`
    ? U extends '' ? (B extends `${infer X}${infer Rest}` ? (Rest extends '' ? Orders[`${T}${X}`] : '<') : never)
      : B extends `${infer Y}${infer X}${infer Rest}` ? (Rest extends '' ? FirstUnlike<'=', Orders[`${T}${Y}`], Orders[`${U}${X}`]> : '<') : '>'
    : never;
type FirstUnlike<P, Q, R> = P extends '=' ? (Q extends '=' ? R : Q) : P;

/** By one digit, with a table; by several, one after the other if they are factors and nothing remains, else with a count of how often they go. */
type Division<A extends string, B extends string> =
  B extends '0' ? never : B extends '1' ? [A, '0'] : B extends A ? ['1', '0'] : B extends `${string}${infer Rest}` ? (Rest extends '' ? ByDigit<A, B> : ByFactors<A, Factors[B]> extends [infer Q, '0'] ? [Q, '0'] : ByDigits<A, B>) : never;
type ByFactors<A extends string, F extends string> =
  string extends F ? undefined : F extends `${infer D}${infer Rest}` ? (ByDigit<A, D> extends [infer Q extends string, '0'] ? ByFactors<Q, Rest> : undefined) : [A, '0'];
type ByDigit<A extends string, B extends string, Rest extends string = '0', Q extends string = ''> =
  A extends `${infer X}${infer M}`
    ? Quotients[`${B}${Rest}${X}`] extends readonly [infer D extends string, infer R extends string] ? ByDigit<M, B, R, `${Q}${D}`> : never
    : [WithoutZeros<Q>, Rest];
type ByDigits<A extends string, B extends string, Rest extends string = '0', Q extends string = ''> =
  A extends `${infer X}${infer M}`
    ? HowOften<WithoutZeros<`${Rest}${X}`>, B> extends [infer D extends string, infer R extends string] ? ByDigits<M, B, R, `${Q}${D}`> : never
    : [WithoutZeros<Q>, Rest];
type HowOften<A extends string, B extends string, N extends unknown[] = []> =
  Order<A, B> extends '<' ? [`${N['length']}`, A] : HowOften<Difference<A, B>, B, [...N, 0]>;

// Numbers. A literal is told from `number` by `number extends N`.
export type Add<A, B> = number extends A | B ? number : A extends 0 ? B : B extends 0 ? A : NumberOf<Sum<`${A & number}`, `${B & number}`>>;
export type Sub<A, B> = number extends A | B ? number : B extends 0 ? A : NumberOf<Difference<`${A & number}`, `${B & number}`>>;
export type Mul<A, B> = number extends A | B ? number : A extends 1 ? B : B extends 1 ? A : NumberOf<Product<`${A & number}`, `${B & number}`>>;
/** Of sizes, where a name's sum or product is not known. */
export type Plus<A, B> = [A, B] extends [number, number] ? Add<A, B> : A extends 0 ? B : B extends 0 ? A : number;
export type Times<A, B> = [A, B] extends [number, number] ? Mul<A, B> : A extends 1 ? B : B extends 1 ? A : number;
/** N + Low + High, where these may be below 0; never where the sum is. */
export type Shift<N, Low, High> =
  number extends N | Low | High ? number
  : `${Low & number}` extends `-${infer L extends number}`
    ? `${High & number}` extends `-${infer H extends number}` ? Sub<N, Add<L, H>> : Sub<Add<N, High>, L>
    : `${High & number}` extends `-${infer H extends number}` ? Sub<Add<N, Low>, H> : Add<N, Add<Low, High>>;
/** Whether it is one whole number. */
export type Literal<N> = [N] extends [number] ? (number extends N ? false : true) : false;
/** Of sizes, where a name may be multiplied: 784, 'B', '2*B'; `number` where it is none of these. */
export type MulSize<A, B> =
  Literal<A> extends true ? (Literal<B> extends true ? Mul<A, B> : Scaled<A, B>) : Literal<B> extends true ? Scaled<B, A> : number;
type Scaled<K, B> = K extends 1 ? B : K extends 0 ? 0 : [B] extends [string] ? (string extends B ? number : B extends `${infer M extends number}*${infer N}` ? `${Mul<K, M> & number}*${N}` : `${K & number}*${B}`) : number;
/** [⌊A / B⌋, A mod B] */
export type DivMod<A, B> = number extends A | B ? [number, number]
  : Division<`${A & number}`, `${B & number}`> extends [infer Q, infer R] ? [NumberOf<Q>, RestOf<R>] : never;
/** By what is no size nothing divides, and no rest is like another. */
type RestOf<S> = S extends `${infer N extends number}` ? N : undefined;
export type Div<A, B> = DivMod<A, B> extends [infer Q, unknown] ? Q : never;
/** What is left of a size when K are taken away; 0 where there are not so many. */
export type Left<N, K> = [N, K] extends [number, number] ? ([Sub<N, K>] extends [never] ? 0 : Sub<N, K>) : K extends 0 ? N : number;
/** '<', '=' or '>'; unknown where one of them is. */
export type Compare<A, B> = number extends A | B ? unknown : Order<`${A & number}`, `${B & number}`>;
export type Less<A, B> = Compare<A, B> extends '<' ? true : false;
/** The greater of two sizes. */
export type Max<A, B> = Same<A, B> extends true ? A : [A, B] extends [number, number] ? (number extends A | B ? number : Less<A, B> extends true ? B : A) : number;
/** The lesser of two sizes. */
export type Min<A, B> = Same<A, B> extends true ? A : [A, B] extends [number, number] ? (number extends A | B ? number : Less<A, B> extends true ? A : B) : number;

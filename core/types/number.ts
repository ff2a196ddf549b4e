/**
 * Whole numbers as types: Add<2, 3> is 5. Exact for sizes of any length; digits are worked on as text, from the last one to the first.
 * What is not a literal (`number`) gives `number`; a difference below 0 and a division by 0 give never.
 */
import type { Differences, Orders, Products, Quotients, Sums } from './digits.ts';
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

// Texts of digits as they are read
type Sum<A extends string, B extends string> = Reverse<SumOf<Reverse<A>, Reverse<B>>>;
type Difference<A extends string, B extends string> = DifferenceOf<Reverse<A>, Reverse<B>> extends infer R extends string ? (R extends 'less' ? never : WithoutZeros<Reverse<R>>) : never;
type Product<A extends string, B extends string> = A extends '0' ? '0' : B extends '0' ? '0' : A extends '1' ? B : B extends '1' ? A : Reverse<ProductOf<Reverse<A>, Reverse<B>>>;

type OrderByLength<A extends string, B extends string> =
  A extends `${string}${infer M}` ? (B extends `${string}${infer N}` ? OrderByLength<M, N> : '>') : B extends '' ? '=' : '<';
type OrderByDigits<A extends string, B extends string> =
  A extends `${infer X}${infer M}` ? (B extends `${infer Y}${infer N}` ? (Orders[`${X}${Y}`] extends infer O ? (O extends '=' ? OrderByDigits<M, N> : O) : never) : '>') : '=';
type Order<A extends string, B extends string> = OrderByLength<A, B> extends infer O ? (O extends '=' ? OrderByDigits<A, B> : O) : never;

/** By one digit, with a table; by several, with a count of how often they go. */
type Division<A extends string, B extends string> =
  B extends '0' ? never : B extends '1' ? [A, '0'] : B extends `${string}${infer Rest}` ? (Rest extends '' ? ByDigit<A, B> : ByDigits<A, B>) : never;
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
  : Division<`${A & number}`, `${B & number}`> extends [infer Q, infer R] ? [NumberOf<Q>, NumberOf<R>] : never;
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

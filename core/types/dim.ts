/**
 * Sizes and shapes as types, and the sentence that a wrong one is. A rule for shapes gives a tuple of sizes, or a Mistake; a size or a
 * rank that nothing is known of fits everything. Branches ask for what is wrong, never for what is right: a size that is a type
 * parameter then counts as right, and generic functions work.
 */
import type { DType } from '../dtype.ts';

/** 784; or a name that stands for a size, 'B'; or `number`, known only when running. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A sentence that stands where a type is wanted. By the blank at its end, one that does not break, tools tell it from a text of the user's. */
export type Said<M extends string> = `${M}\u00a0`;
/** The rule says no, and this is why. */
export interface Mistake<M extends string> { readonly mistake: M; readonly said: Said<M> }
/**
 * The type of an argument: itself, or the sentence that says why it does not fit. In a function whose sizes are type parameters nothing
 * can be said yet, and the argument must pass. To such a type an argument fits if it fits both branches: so there is no `infer`, and
 * the sentence is read from a type of which nothing is known before but that it may be anything.
 */
export type Fits<R, T> = [R] extends [Mistake<string>] ? Told<R>['said'] : T;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
type Told<R> = [R] extends [Mistake<string>] ? R & { readonly said: unknown } : { readonly said: any };
/** What a rule gives; after a mistake anything, so that one mistake is told once. By way of `infer`, lest TypeScript guess arguments from the result that is wanted. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what follows from a mistake is not a mistake
export type Gives<R> = R extends Mistake<string> ? any : [R] extends [infer S] ? S : never;

/** What is made of a shape of which nothing is known: of `any`, which fits everywhere, the same again. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any stays any
export type Unknown<S> = 0 extends 1 & S ? any : Shape;
/** Whether the number of axes is known. */
export type HasRank<S> = S extends { readonly length: infer N } ? (number extends N ? false : true) : false;
/** One type and the other are the same; also of type parameters, which no `extends` can decide. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** A size that nothing is known of. */
export type IsOpen<D> = number extends D ? true : string extends D ? true : false;
/** `number` and type parameters that may be equal are; a name equals itself alone. */
export type MaybeSame<A, B> = Same<A, B> extends true ? true : IsOpen<A> extends true ? true : IsOpen<B> extends true ? true : [A] extends [B] ? true : [B] extends [A] ? true : false;
/** Of two sizes that may be the same, what is known. */
export type Known<A, B> = IsOpen<A> extends true ? B : A;

/** The elements of a list as a union, and the first. Asked so because an intersection with a list costs TypeScript ten times as much. */
export type ElementOf<T> = T extends readonly unknown[] ? T[number] : never;
export type FirstOf<T> = T extends readonly unknown[] ? T[0] : never;
/** The first element, also of a list that waits. */
export type Head<T> = T['0' & keyof T];
/** A text in a box, of which questions are asked at once: see Note: Asked at once. */
export interface Text<X> { readonly text: X }
/** Whether all of several sizes are known: numbers or names. */
export type IsDecided<S> = ElementOf<S> extends infer D ? (IsOpen<D> extends true ? false : true) : never;
/** Two sizes that are surely not the same; of open ones and of type parameters nothing is sure. */
export type Differ<A, B> = Same<A, B> extends true ? false : IsOpen<A> extends true ? false : IsOpen<B> extends true ? false : [A] extends [B] ? false : [B] extends [A] ? false : true;
/** Whether shapes surely differ. */
export type SomeDiffer<P, Q> = P extends readonly [infer D, ...infer R] ? (Q extends readonly [infer E, ...infer T] ? (Differ<D, E> extends true ? true : SomeDiffer<R, T>) : true) : Q extends readonly [] ? false : true;
/** N times T, each in its place where there are fewer than 100. */
export type Repeated<T, N> = N extends number ? (`${N}` extends `${infer A extends keyof Few<T>}${infer B}` ? (B extends '' ? Few<T>[A] : B extends keyof Few<T> ? [...Tens<Few<T>[A]>, ...Few<T>[B]] : T[]) : T[]) : T[];
interface Few<T> { '0': []; '1': [T]; '2': [T, T]; '3': [T, T, T]; '4': [T, T, T, T]; '5': [T, T, T, T, T]; '6': [T, T, T, T, T, T]; '7': [T, T, T, T, T, T, T]; '8': [T, T, T, T, T, T, T, T]; '9': [T, T, T, T, T, T, T, T, T] }
type Tens<R extends unknown[]> = [...R, ...R, ...R, ...R, ...R, ...R, ...R, ...R, ...R, ...R];
/** A list as a tuple that may be changed, as shapes are. */
export type Copied<T> = T extends readonly [...infer R] ? R : never;

export type ShowDim<D> = IsOpen<D> extends true ? '?' : `${D & Dim}`;
/** [32, 784] */
export type ShowShape<S> = S extends readonly [infer D, ...infer R] ? ShowMore<R, `[${ShowDim<D>}`> : '[]';
type ShowMore<S, T extends string> = S extends readonly [infer D, ...infer R] ? ShowMore<R, `${T}, ${ShowDim<D>}`> : `${T}]`;
/** f32[32, 784]; without the dtype where it is not known. */
export type ShowType<S, D> = `${DType extends D ? '' : D & string}${ShowShape<S>}`;

// Note: Asked at once. What is asked of a type parameter waits, and so does all that follows. TypeScript does not wait where the answer would
// be no even if the parameter were the type that fits everywhere, and is the same as every other. Hence the question is asked of each size in
// a box, and what fits everywhere, as it fits `never`, has an answer of its own, `undefined`: Same<Head<Answers<T>>, the wrong answer> is false
// at once. T must be a whole argument, as it stands in the call; of a list such as [N, M] it would be seen before N is known.

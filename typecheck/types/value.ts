/** What an expression of a body stands for at type level, as typecheck/result.ts has it; and sizes, which are numbers, names, or not known. */
import type { DType } from '../../core/dtype.ts';
import type { Add, DivMod, Literal, Mul, MulSize, Sub } from '../../core/types/number.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { MaybeSame, Mistake, Same, ShowDim, ShowShape, ShowType } from '../../core/types/dim.ts';

export type Sizes = readonly unknown[];

/** A tensor; its rank is known. */
export interface Value<S, D> { readonly shape: S; readonly dtype: D }
/** A number; of one that is a size, which. */
export interface Scalar<N = unknown> { readonly size: N }
export interface Several<T extends readonly unknown[]> { readonly items: T }
/** A layer with a name, by the text that makes it. */
export interface Named<Call extends string> { readonly call: Call }
/** Of this nothing is said. */
export interface Unknown { readonly unknown: true }

/** What goes on from one of these: the mistake where there is one. */
export type Stopped<A, B = unknown> = A extends Mistake<string> ? A : B extends Mistake<string> ? B : Unknown;

export type Float = 'f16' | 'bf16' | 'f32' | 'f64';
/** Whether it is certain that these are no floats. */
export type NoFloats<D> = [D] extends [Float] ? false : DType extends D ? false : true;

// Sizes: 784, 'B', '2*B'; `number` where it is none of these.

export type SizeOf<S extends Sizes, P = 1> = S extends readonly [infer H, ...infer R] ? SizeOf<R, MulSize<P, H>> : P;

/** The elements of a shape: [the number, the names that it is multiplied by]; undefined where a size is not known. */
export type Elements<S, K = 1, Names extends readonly string[] = []> =
  S extends readonly [infer H, ...infer R]
    ? Literal<H> extends true ? Elements<R, Mul<K, H>, Names>
    : [H] extends [string] ? (string extends H ? undefined : H extends `${infer M extends number}*${infer N}` ? Elements<R, Mul<K, M>, [...Names, N]> : Elements<R, K, [...Names, H]>) : undefined
    : [K, Names];
/** Names without those of the other list; [left of A, left of B]. */
export type Cancel<A extends readonly string[], B extends readonly string[], Left extends readonly string[] = []> =
  A extends readonly [infer H extends string, ...infer R extends readonly string[]] ? (Without<B, H> extends infer C extends readonly string[] ? Cancel<R, C, Left> : Cancel<R, B, [...Left, H]>) : [Left, B];
type Without<L extends readonly string[], X extends string, Before extends readonly string[] = []> =
  L extends readonly [infer H extends string, ...infer R extends readonly string[]] ? (H extends X ? [...Before, ...R] : Without<R, X, [...Before, H]>) : undefined;
export type ShowElements<E> = E extends [infer K, infer N extends readonly string[]] ? (N extends readonly [] ? `${K & number}` : `${K extends 1 ? '' : `${K & number}*`}${Joined<N>}`) : '?';
type Joined<N extends readonly string[], T extends string = ''> = N extends readonly [infer H extends string, ...infer R extends readonly string[]] ? Joined<R, T extends '' ? H : `${T}*${H}`> : T;

/** Whether shapes may be the same. */
export type SameShape<A, B> =
  A extends readonly [infer P, ...infer M] ? (B extends readonly [infer Q, ...infer N] ? (MaybeSame<P, Q> extends false ? false : SameShape<M, N>) : false) : B extends readonly [] ? true : false;

// Operators

/** x + y */
export type Binary<Op extends string, X, Y> =
  X extends Value<infer A, infer D>
    ? Y extends Value<infer B, infer E> ? (Op extends '@' ? Matmul<A, D, B, E> : Same<A, B> extends true ? Value<A, MeetDTypes<D, E, Op>> : Op extends keyof Operations ? Met<Broadcast<Operations[Op], A, B>, MeetDTypes<D, E, Op>> : Unknown)
    : Y extends Scalar ? (Op extends '@' ? Unknown : Value<A, Beside<D>>) : Stopped<Y>
  : X extends Scalar ? (Y extends Value<infer B, infer E> ? (Op extends '@' ? Unknown : Value<B, Beside<E>>) : Y extends Scalar<infer B> ? (X extends Scalar<infer A> ? Scalar<Calculated<Op, A, B>> : never) : Stopped<Y>)
  : Stopped<X, Y>;
type Calculated<Op extends string, A, B> =
  Op extends '*' ? MulSize<A, B>
  : [Literal<A>, Literal<B>] extends [true, true] ? (Op extends '+' ? Add<A, B> : Op extends '-' ? Natural<Sub<A, B>> : Op extends '/' ? (DivMod<A, B> extends [infer Q, 0] ? Q : number) : number) : number;
type Natural<N> = [N] extends [never] ? number : N;
interface Operations { '+': 'add'; '-': 'sub'; '*': 'mul'; '/': 'div'; '%': 'mod' }
export type Met<S, D> = S extends Mistake<string> ? S : Value<S, D>;
/** The dtype where both have one; what they meet in otherwise is not told here. */
export type MeetDTypes<D, E, Op = ''> = Same<D, E> extends true ? (Op extends '/' ? (D extends Float ? D : DType) : D) : DType;
type Beside<D> = D extends Float ? D : DType;

/** x @ y */
type Matmul<A, D, B, E> =
  A extends readonly [] ? Unknown : B extends readonly [] ? Unknown
  : A extends readonly [...infer P, infer K]
    ? B extends readonly [...infer Q, infer L, infer M] ? Inner<A, B, K, L, Q extends readonly [] ? Before<P> : Broadcast<'matmul', Before<P>, Q, A, B>, [...LastOf<P>, M], MeetDTypes<D, E>>
    : B extends readonly [infer L] ? Inner<A, B, K, L, P, [], MeetDTypes<D, E>> : never : never;
type Inner<A, B, K, L, Batch, Rest extends Sizes, D> =
  MaybeSame<K, L> extends false ? Mistake<`@ of ${ShowShape<A>} and ${ShowShape<B>}: the inner sizes ${ShowDim<K>} and ${ShowDim<L>} differ`>
  : Batch extends Sizes ? Value<[...Batch, ...Rest], D> : Batch;
type Before<P> = P extends readonly [...infer Q, unknown] ? Q : [];
type LastOf<P> = P extends readonly [...unknown[], infer N] ? [N] : [];

/** x.T */
export type Transposed<X> =
  X extends Value<infer S, infer D> ? (S extends readonly [...infer R, infer A, infer B] ? Value<[...R, B, A], D> : Mistake<`.T needs a tensor of two axes or more, but found ${ShowType<S, D>}`>) : Stopped<X>;

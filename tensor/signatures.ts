/**
 * What the functions on tensors look like to TypeScript, by family. Shapes and dtypes of operands are read off them; the result
 * follows by the operation's rule; an operand that does not fit must be the sentence that says why.
 */
import type { DType, FloatDType } from '../core/dtype.ts';
import type { Broadcast } from '../core/types/broadcast.ts';
import type { FirstOf, Fits, Gives, Mistake, Shape, ShowType } from '../core/types/dim.ts';
import type { definedFor } from '../ops/rules.ts';
import type { Inexact, Promote, Weak } from '../core/types/promote.ts';
import type { Tensor } from './tensor.ts';
import type { Along } from '../core/types/axes.ts';
import type { SizeOf } from '../ops/reshape.ts';

/**
 * A tensor, or a plain number or truth value: then A is [] and D is Weak. Of `any` it is any.
 * A is told by what `valueOf` of numbers takes, nothing, and of `any` by A itself, where nothing else fits: TypeScript guesses from `any` only what stands by itself.
 */
export type Operand<A, D> = Tensor<A, D> | ((number | boolean) & { valueOf(...none: A & readonly unknown[]): unknown }) | (A & Nothing);
declare const nothing: unique symbol;
interface Nothing { readonly [nothing]: never }
/** A plain number by itself may become a float or an integer. */
export type Own<D> = DType extends D ? D : [D] extends [Weak] ? DType : D;

/** How dtypes of operands make that of the result. */
export type DTypeRule = 'same' | 'float' | 'truth' | 'counted' | 'widened' | 'places' | 'bytes';
export type Of1<K extends DTypeRule, D> =
  K extends 'same' ? Own<D> : K extends 'float' ? Inexact<D> : K extends 'truth' ? 'bool' : K extends 'places' ? 'i32' : K extends 'bytes' ? 'u8' : K extends 'counted' ? Counted<D> : Widened<D>;
type Of2<K extends DTypeRule, D, E> = Made<K extends 'float' ? Inexact<OfTensors<D, E>> : Of1<K, Promote<D, E>>>;
/** Where tensors of D and E meet; of plain numbers nothing depends where integers become floats too. */
export type OfTensors<D, E> = DType extends D ? D : DType extends E ? E : D extends Weak ? E : E extends Weak ? D : Promote<D, E>;
/** A dtype that follows from others; by way of `infer`, as in Gives. */
export type Made<D> = [D] extends [infer E] ? E : never;
/** Truth values are counted. */
export type Counted<D> = DType extends D ? D : D extends 'bool' ? 'i32' : Own<D>;
/** What small integers and truth values are added up in. */
export type Widened<D> = DType extends D ? D : D extends 'u8' ? 'u32' : D extends 'i8' | 'bool' ? 'i32' : Own<D>;
/** The dtype asked for, or else the other. Not guessed from the result that is wanted: nothing would be asked for then. */
export type As<E, Otherwise> = Absent<E> extends true ? NoInfer<Otherwise> : NoInfer<Exclude<E, undefined>>;

/** What options say under a name; what holds when they do not say it, and both where they may. */
export type Option<O, K extends string, Otherwise> = K extends keyof O ? Exclude<O[K], undefined> | (undefined extends O[K] ? Otherwise : never) : Otherwise;
/** Of a list, the entry of an axis; of one for all, that. */
export type Each<V, I extends number> = V extends readonly unknown[] ? V[I] : V;

/** The dtypes that a function takes. */
export type Domain = keyof Refused;
interface Refused { number: 'bool'; bits: FloatDType; integer: FloatDType | 'bool'; any: never }
interface Words { number: 'numbers'; bits: 'integers and bools'; integer: 'integers'; any: '' }
export type Takes<Name extends string, W extends Domain, A, D> = DType extends D ? true : [D] extends [Refused[W]] ? ([D] extends [never] ? true : Mistake<definedFor<Name, Words[W], ShowType<A, D>>>) : true;

/** y[i] = f(x[i]) */
export interface Elementwise<K extends DTypeRule = 'same', Name extends string = string, W extends Domain = 'any'> {
  <A = [], D = Weak>(x: Fits<Takes<Name, W, A, D>, Operand<A, D>>): Tensor<A, Of1<K, D>>;
}
/** z[i] = f(x[i], y[i]), where the shapes broadcast. */
export interface Elementwise2<Name extends string, K extends DTypeRule = 'same', W extends Domain = 'any'> {
  <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Broadcast<Name, A, B>, Fits<Takes<Name, W, Gives<Broadcast<Name, A, B>>, Promote<D, E>>, Operand<B, E>>>): Tensor<Gives<Broadcast<Name, A, B>>, Of2<K, D, E>>;
}
/** The same as methods. */
export interface ElementwiseMethod<K extends DTypeRule = 'same', Name extends string = string, W extends Domain = 'any'> {
  <A, D>(this: Fits<Takes<Name, W, A, D>, Tensor<A, D>>): Tensor<A, Of1<K, D>>;
}
export interface Elementwise2Method<Name extends string, K extends DTypeRule = 'same', W extends Domain = 'any'> {
  <A, D, B = [], E = Weak>(this: Tensor<A, D>, y: Fits<Broadcast<Name, A, B>, Fits<Takes<Name, W, Gives<Broadcast<Name, A, B>>, Promote<D, E>>, Operand<B, E>>>): Tensor<Gives<Broadcast<Name, A, B>>, Of2<K, D, E>>;
}

/** Shape and dtype of what stands where a tensor may. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any stays any
export type ShapeOf<T> = 0 extends 1 & T ? any : T extends Tensor<infer S, unknown> ? S : T extends number | boolean ? [] : Shape;
/** Whether an option is not given; `any` is. */
export type Absent<T> = 0 extends 1 & T ? false : [T] extends [undefined] ? true : false;
/** The dtype in which D and that of T, where there is a T, meet. */
export type MetBy<D, T> = 0 extends 1 & T ? DType : [T] extends [undefined] ? D : T extends Tensor<infer _S, infer E> ? Promote<D, E> : T extends number ? Promote<D, Weak> : T extends boolean ? Promote<D, 'bool'> : DType;
export type DTypeOf<T> = 0 extends 1 & T ? DType : T extends Tensor<infer _S, infer D> ? D : DType;
export type ShapesOf<Ts> = { [I in keyof Ts]: ShapeOf<Ts[I]> };
/** Arguments to the end of the list, where they fit. */
export type FitsAll<R, Ts> = { [I in keyof Ts]: Fits<R, Ts[I]> };

/** The dtype in which all of a list meet. */
export type Met<Ts, D = DTypeOf<FirstOf<Ts>>> = Ts extends readonly [unknown, ...infer R] ? MetWith<R, D> : Ts extends readonly (infer T)[] ? Alone<DTypeOf<T>> : DType;
type MetWith<Ts, D> = Ts extends readonly [infer T, ...infer R] ? MetWith<R, Promote<D, DTypeOf<T>>> : D;
type Alone<D> = DType extends D ? D : [D] extends [Promote<D, D>] ? ([Promote<D, D>] extends [D] ? D : DType) : DType;

/** Along one axis, or of the flat tensor: the sizes stay. Own: the axis when none is given. */
export type Ordered<Op extends string, S, A> = [A] extends [null | undefined] ? [SizeOf<S>] : Along<Op, S, A>;

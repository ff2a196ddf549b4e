/**
 * What the functions on tensors look like to TypeScript, by family. Shapes and dtypes of operands are read off them; the result
 * follows by the operation's rule; an operand that does not fit must be the sentence that says why.
 */
import type { DType } from '../core/dtype.ts';
import type { Broadcast } from '../core/types/broadcast.ts';
import type { Fits, Gives, Mistake, ShowType } from '../core/types/dim.ts';
import type { definedFor } from '../ops/rules.ts';
import type { Inexact, Promote, Weak } from '../core/types/promote.ts';
import type { Tensor } from './tensor.ts';

/** A tensor, or a plain number or truth value: then A is [] and D is Weak, the defaults of the functions' type parameters. */
export type Operand<A, D> = Tensor<A, D> | number | boolean;
/** A plain number by itself may become a float or an integer. */
export type Own<D> = [D] extends [Weak] ? DType : D;

/** How dtypes of operands make that of the result. */
export type DTypeRule = 'same' | 'float' | 'truth' | 'counted' | 'bytes';
type Of1<K extends DTypeRule, D> = K extends 'same' ? Own<D> : K extends 'float' ? Inexact<D> : K extends 'counted' ? Counted<D> : K extends 'bytes' ? 'u8' : 'bool';
type Of2<K extends DTypeRule, D, E> = Of1<K, Promote<D, E>>;
/** Truth values are counted. */
type Counted<D> = DType extends D ? DType : D extends 'bool' ? 'i32' : Own<D>;

/** The dtypes that a function takes. */
export type Domain = keyof Refused;
type Float = 'f16' | 'bf16' | 'f32' | 'f64';
interface Refused { number: 'bool'; bits: Float; integer: Float | 'bool'; any: never }
interface Words { number: 'numbers'; bits: 'integers and bools'; integer: 'integers'; any: '' }
type Takes<Name extends string, W extends Domain, A, D> = DType extends D ? true : [D] extends [Refused[W]] ? ([D] extends [never] ? true : Mistake<definedFor<Name, Words[W], ShowType<A, D>>>) : true;

/** y[i] = f(x[i]) */
export interface Elementwise<K extends DTypeRule = 'same', Name extends string = string, W extends Domain = 'any'> {
  <A = [], D = Weak>(x: Fits<Takes<Name, W, A, D>, Operand<A, D>>): Tensor<A, Of1<K, D>>;
}
/** z[i] = f(x[i], y[i]), where the shapes broadcast. */
export interface Elementwise2<Name extends string, K extends DTypeRule = 'same', W extends Domain = 'any'> {
  <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Broadcast<Name, A, B>, Fits<Takes<Name, W, Gives<Broadcast<Name, A, B>>, Promote<D, E>>, Operand<B, E>>>): Tensor<Gives<Broadcast<Name, A, B>>, Of2<K, D, E>>;
}

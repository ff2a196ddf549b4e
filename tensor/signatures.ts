/**
 * What the functions on tensors look like to TypeScript, by family. Shapes and dtypes of operands are read off them; the result
 * follows by the operation's rule; an operand that does not fit must be the sentence that says why.
 */
import type { DType } from '../core/dtype.ts';
import type { Broadcast } from '../core/types/broadcast.ts';
import type { Fits, Gives } from '../core/types/dim.ts';
import type { Inexact, Promote, Weak } from '../core/types/promote.ts';
import type { Tensor } from './tensor.ts';

/** A tensor, or a plain number or truth value: then A is [] and D is Weak, the defaults of the functions' type parameters. */
export type Operand<A, D> = Tensor<A, D> | number | boolean;
/** A plain number by itself may become a float or an integer. */
export type Own<D> = [D] extends [Weak] ? DType : D;

/** How dtypes of operands make that of the result. */
export type DTypeRule = 'same' | 'float' | 'truth';
type Of1<K extends DTypeRule, D> = K extends 'same' ? Own<D> : K extends 'float' ? Inexact<D> : 'bool';
type Of2<K extends DTypeRule, D, E> = K extends 'same' ? Promote<D, E> : K extends 'float' ? Inexact<Promote<D, E>> : 'bool';

/** y[i] = f(x[i]) */
export interface Elementwise<K extends DTypeRule = 'same'> {
  <A = [], D = Weak>(x: Operand<A, D>): Tensor<A, Of1<K, D>>;
}
/** z[i] = f(x[i], y[i]), where the shapes broadcast. */
export interface Elementwise2<Name extends string, K extends DTypeRule = 'same'> {
  <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Broadcast<Name, A, B>, Operand<B, E>>): Tensor<Gives<Broadcast<Name, A, B>>, Of2<K, D, E>>;
}

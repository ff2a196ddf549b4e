/** The dtype in which dtypes meet, as a type: core/promote.ts has it for values. */
import type { DType, FloatDType } from '../dtype.ts';
import type { Up } from '../promote.ts';

/** The dtype of a plain number: it gives way to a float beside it, and beside an integer says nothing (1 stays one, 0.5 does not). */
export type Weak = 'a number';

type Place = keyof Up;
type Above<P extends Place> = P extends Place ? P | Above<Up[P][number]> : never;
/** Of the places that both reach, the one that reaches all the others. */
type Lowest<C extends Place> = { [P in C]: [C] extends [Above<P>] ? P : never }[C];
type Meet<D, E> = D extends Place ? (E extends Place ? Lowest<Extract<Above<D>, Above<E>>> : never) : never;
type Settled<P> = P extends 'float' ? 'f32' : P extends 'int' ? 'i32' : P;

/** The dtype in which tensors of D and E meet. */
export type Promote<D, E> = DType extends D ? D : DType extends E ? E
  : D extends Weak ? (E extends Weak ? DType : Beside<E>)
  : E extends Weak ? Beside<D>
  : [D] extends [E] ? ([E] extends [D] ? D : Settled<Meet<D, E>>) : Settled<Meet<D, E>>;
type Beside<D> = D extends FloatDType ? D : DType;

/** The float dtype in which D and E meet, where plain numbers alone are f32. */
export type PromoteInexact<D, E> = DType extends D ? D : DType extends E ? E : [D] extends [Weak] ? ([E] extends [Weak] ? 'f32' : Inexact<E>) : [E] extends [Weak] ? Inexact<D> : Inexact<Promote<D, E>>;

/** Integers and truth values as floats. */
export type Inexact<D> = DType extends D ? D : D extends FloatDType ? D : D extends Weak ? DType : 'f32';

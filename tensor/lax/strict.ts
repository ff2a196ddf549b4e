/**
 * What lax asks of operands: one dtype; one number of axes, scalars aside; sizes equal or 1. Where numpy's functions convert and
 * stretch, these refuse. A number among tensors takes their dtype, when it is one of that dtype's.
 */
import { isFloat, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { showType } from '../../core/shape.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Operand as Node } from '../../ops/op.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { noAxis } from '../../core/shape.ts';
import type { Along, AnyOpen, AxesIn, RankOf, Reduced } from '../../core/types/axes.ts';
import type { Broadcast, BroadcastAll } from '../../core/types/broadcast.ts';
import type { Fits, Gives, HasRank, Mistake, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import { definedFor, type Floats } from '../../ops/rules.ts';
import type { DTypeOf, Elementwise, Made, Operand, Own, ShapeOf, ShapesOf } from '../signatures.ts';

type UnaryName = { [K in keyof Builder]: Builder[K] extends (x: Value) => Value ? K : never }[keyof Builder];
type BinaryName = { [K in keyof Builder]: Builder[K] extends (x: Node, y: Node) => Value ? K : never }[keyof Builder];

const isTensor = (x: TensorLike): x is Tensor => x instanceof Tensor;
const show = (x: TensorLike): string => (isTensor(x) ? showType(x) : String(x));

/** Whether a plain number or truth value can stand for one of the dtype. */
const fits = (x: number | boolean, dtype: DType): boolean =>
  (typeof x === 'boolean' ? dtype === 'bool' : dtype !== 'bool' && (isFloat(dtype) || Number.isInteger(x)));

/** Throws unless all operands have one dtype. */
export function oneDType(name: string, operands: readonly TensorLike[]): void {
  const first = operands.find(isTensor);
  const odd = first && operands.find((x) => (isTensor(x) ? x.dtype !== first.dtype : typeof x === 'object' || x === undefined ? false : !fits(x, first.dtype)));
  if (odd !== undefined)
    throw new CotangentError(`${name}: operands are of one dtype, got ${operands.map(show).join(' and ')}`, { code: 'NN0257', hint: 'convert one with lax.convertElementType; the function of the same name outside lax promotes' });
}

/** Throws unless all operands that are not scalars have one rank, and sizes that are equal or 1. */
export function oneRank(name: string, operands: readonly TensorLike[]): void {
  const shaped = operands.filter(isTensor).filter((x) => x.rank > 0), first = shaped[0];
  const odd = shaped.find((x) => x.rank !== first!.rank);
  if (odd)
    throw new CotangentError(`${name}: operands have one rank, got ${shaped.map(show).join(' and ')}`, { code: 'NN0258', hint: 'reshape or broadcast one of them first; only a scalar stretches to another rank' });
}

/** Throws when the operand is neither a scalar nor of the shape of another. */
export function scalarOrLike(name: string, what: string, x: TensorLike, like: TensorLike): void {
  const shape = isTensor(like) ? like.shape : [];
  if (isTensor(x) && x.rank > 0 && (x.rank !== shape.length || x.shape.some((d, i) => d !== shape[i])))
    throw new CotangentError(`${name}: ${what} is ${showType(x)}, but must be a scalar or of shape ${showShape(shape)}`, { code: 'NN0258', hint: 'broadcast it first' });
}

/** A function of one operand, from the operation of that name, which says what it takes. */
export const strictUnary = <const N extends UnaryName>(name: N, title: string = name): Elementwise<N extends 'isFinite' ? 'truth' : 'same'> =>
  ((x: TensorLike) => op(`lax.${title} ${name}`, [x], (b, [x]) => (b[name] as (x: Value) => Value)(x as Value))[0]!) as Elementwise<N extends 'isFinite' ? 'truth' : 'same'>;

type otherDType<Name extends string, X extends string, Y extends string> = `${Name}: operands are of one dtype, got ${X} and ${Y}`;
/** B, where both are of one dtype. */
export type OneDType<Name extends string, A, D, B, E> =
  DType extends D ? B : DType extends E ? B : D extends Weak ? B : E extends Weak ? B : [D] extends [E] ? B : Mistake<otherDType<Name, ShowType<A, D>, ShowType<B, E>>>;
/** Ts, where all are of one dtype; in messages their types are joined by `and`. */
export type OneDTypes<Name extends string, Ts, D = FirstDType<Ts>> = HasRank<Ts> extends false ? Ts : DType extends D ? Ts : OtherDType<Ts, D> extends true ? Mistake<`${Name}: operands are of one dtype, got ${ShowTypes<Ts>}`> : Ts;
type OtherDType<Ts, D> = Ts extends readonly [infer T, ...infer R] ? (DType extends DTypeOf<T> ? OtherDType<R, D> : [DTypeOf<T>] extends [D] ? OtherDType<R, D> : true) : false;
/** The first that is known; plain numbers have none. */
export type FirstDType<Ts> = Ts extends readonly [infer T, ...infer R] ? (DType extends DTypeOf<T> ? FirstDType<R> : DTypeOf<T>) : DType;
/** The types of a list, joined by `and`. */
export type ShowTypes<Ts, R extends string = ''> = Ts extends readonly [infer T, ...infer M] ? ShowTypes<M, R extends '' ? Shown<T> : `${R} and ${Shown<T>}`> : R;
type Shown<T> = T extends number | boolean ? (number extends T ? '?' : `${T}`) : ShowType<ShapeOf<T>, DTypeOf<T>>;
/** The shape of operands that are one dtype's and of one rank, scalars aside. */
export type StrictAll<Name extends string, Title extends string, Ts> =
  OneDTypes<`lax.${Title}`, Ts> extends infer R
    ? R extends Mistake<string> ? R : OtherRank<WithRank<Ts>> extends true ? Mistake<`lax.${Title}: operands have one rank, got ${ShowTypes<WithRank<Ts>>}`> : BroadcastAll<Name, ShapesOf<Ts>>
    : never;
type WithRank<Ts, R extends unknown[] = []> = Ts extends readonly [infer T, ...infer M] ? WithRank<M, HasRank<ShapeOf<T>> extends false ? R : ShapeOf<T> extends readonly [] ? R : [...R, T]> : R;
type OtherRank<Ts> = Ts extends readonly [infer T, infer U, ...infer R] ? (RankOf<ShapeOf<T>> extends RankOf<ShapeOf<U>> ? OtherRank<[U, ...R]> : true) : false;
/** Operands of one rank stretch along axes of size 1, and scalars to any rank. */
export type Strict<Name extends string, Title extends string, A, D, B, E> =
  OneDType<`lax.${Title}`, A, D, B, E> extends infer R
    ? R extends Mistake<string> ? R : OneRank<Name, Title, A, D, B, E>
    : never;
export type OneRank<Name extends string, Title extends string, A, D, B, E> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : A extends readonly [] ? B : B extends readonly [] ? A
  : RankOf<A> extends RankOf<B> ? Broadcast<Name, A, B> : Mistake<otherRank<`lax.${Title}`, ShowType<A, D>, ShowType<B, E>>>;
type otherRank<Name extends string, X extends string, Y extends string> = `${Name}: operands have one rank, got ${X} and ${Y}`;
type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
/** z[i] = f(x[i], y[i]) of one dtype and rank. */
export interface StrictBinary<Name extends string, Title extends string> {
  <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Strict<Name, Title, A, D, B, E>, Operand<B, E>>): Tensor<Gives<Strict<Name, Title, A, D, B, E>>, Name extends Comparison ? 'bool' : Own<D extends Weak ? E : D>>;
}

/** The same of floats. */
export interface StrictFloats<Name extends string, Title extends string> {
  <A = [], D = Weak, B = [], E = Weak>(x: Fits<Floats<`lax.${Title}`, A, D>, Operand<A, D>>, y: Fits<Floats<`lax.${Title}`, B, E>, Fits<Strict<Name, Title, A, D, B, E>, Operand<B, E>>>): Tensor<Gives<Strict<Name, Title, A, D, B, E>>, Made<Own<D extends Weak ? E : D>>>;
}

/** A function of two operands of one dtype and rank, from the operation of that name. `title` is the name in lax, where it differs. */
export const strict = <const N extends BinaryName, const T extends string = N>(name: N, title: T = name as unknown as T): StrictBinary<N, T> => ((x: TensorLike, y: TensorLike): Tensor => {
  const operands = [x, y];
  oneDType(`lax.${title}`, operands);
  oneRank(`lax.${title}`, operands);
  return op(`lax.${title} ${name}`, operands, (b, [x, y]) => (b[name] as (x: Node, y: Node) => Value)(x!, y!))[0]!;
}) as StrictBinary<N, T>;

/** Throws when a tensor's dtype is not one of those that the function takes; `words` names them. */
export function takes(name: string, x: TensorLike, has: (dtype: DType) => boolean, words: string): void {
  const dtype = isTensor(x) ? x.dtype : typeof x === 'boolean' ? 'bool' : undefined;
  if (dtype !== undefined && !has(dtype)) throw new CotangentError(definedFor(name, words, show(x)), { code: 'NN0205', hint: 'convert it first with lax.convertElementType' });
}

/** An axis counted from 0. lax knows no negative axes. */
export function exactAxis(name: string, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= 0 && axis < rank) return axis;
  throw new CotangentError(`${name}: axis ${axis} does not exist in a tensor of rank ${rank}`, { code: 'NN0202', hint: rank === 0 ? 'a scalar has no axes' : `use 0 to ${rank - 1}: lax counts axes from the front` });
}

/** Axes counted from 0, each named once. */
export function exactAxes(name: string, axes: readonly number[], rank: number): readonly number[] {
  for (const a of axes) exactAxis(name, a, rank);
  const twice = axes.find((a, i) => axes.indexOf(a) !== i);
  if (twice !== undefined) throw new CotangentError(`${name}: axis ${twice} is named twice in [${axes.join(', ')}]`, { code: 'NN0213', hint: 'name each axis once' });
  return axes;
}

/** S, where it has the axis, counted from 0. */
export type Exact<Op extends string, S, A> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? S
  : `${A & number}` extends `-${string}` ? Mistake<noAxis<Op, `${A & number}`, `${RankOf<S> & number}`>> : Along<Op, S, A>;
type ExactEach<Op extends string, S, A> = A extends readonly [infer First, ...infer R] ? (Exact<Op, S, First> extends infer E ? (E extends Mistake<string> ? E : ExactEach<Op, S, R>) : never) : S;
/** S, where it has all the axes, and each is named once. */
export type ExactAll<Op extends string, S, A> =
  HasRank<S> extends false ? Unknown<S> : AnyOpen<A> extends true ? S
  : ExactEach<Op, S, A> extends infer E
    ? [E] extends [Mistake<string>] ? E : AxesIn<Op, S, A> extends infer R ? ([R] extends [Mistake<string>] ? R : S) : never
    : never;
/** S without the axes. */
export type ExactReduced<Op extends string, S, A> = ExactAll<Op, S, A> extends infer E ? ([E] extends [Mistake<string>] ? E : Reduced<Op, S, A>) : never;

const mustBeScalar = <const Name extends string, const What extends string, const X extends string>(name: Name, what: What, x: X): mustBeScalar<Name, What, X> => `${name}: ${what} must be a scalar, got ${x}`;
type mustBeScalar<Name extends string, What extends string, X extends string> = `${Name}: ${What} must be a scalar, got ${X}`;
export const notAScalar = (name: string, what: string, x: Tensor): CotangentError =>
  new CotangentError(mustBeScalar(name, what, showType(x)), { code: 'NN0258', hint: 'give one number' });
/** What a fold of [S, D] begins with, as an argument: a scalar of that dtype. */
export type Initial<Name extends string, S, D, B, E> =
  Fits<OneDType<Name, S, D, B, E>, Fits<HasRank<B> extends false ? B : B extends readonly [] ? B : Mistake<mustBeScalar<Name, 'the initial value', ShowType<B, E>>>, Operand<B, E>>>;

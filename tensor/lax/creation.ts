/** lax: tensors made from a rule. */
import type { DType } from '../../core/dtype.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType, checkShape, type Sized } from '../create.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import type { As, DTypeOf } from '../signatures.ts';
import { full as filled } from '../numpy/creation.ts';
import { asValue, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { exactAxis, notAScalar, takes, type Exact } from './strict.ts';

export interface FullOptions<E = DType> {
  /** That of the value when absent; f32 for a plain number. */
  readonly dtype?: E;
}

/**
 * The same value everywhere.   value: a scalar []   y: [..shape].   Source: jax.lax.full.
 * @example
 * lax.full([2, 2], 7) // [[7, 7], [7, 7]]
 */
export function full<const T extends readonly number[], const V extends TensorLike, E extends DType | undefined = undefined>(shape: Fits<Sized<'lax.full', T>, T>, value: V, options?: FullOptions<E>): Tensor<Gives<Sized<'lax.full', T>>, As<E, V extends boolean ? 'bool' : DTypeOf<V>>>;
export function full(shape: readonly number[], value: TensorLike, { dtype }: FullOptions = {}): Tensor {
  checkShape('lax.full', shape);
  if (dtype !== undefined) checkDType('lax.full', dtype);
  if (typeof value === 'number') return filled(shape, value, { dtype });
  if (typeof value === 'boolean') return filled(shape, Number(value), { dtype: dtype ?? 'bool' });
  if (value.rank > 0) throw notAScalar('lax.full', 'the value', value);
  return op(`lax.full ${shape.join()} ${dtype}`, [value], (b, [v]) => {
    const x = asValue(b, v!);
    return b.broadcast(converted(b, x, dtype ?? x.type.dtype), { shape, axes: [] });
  })[0]!;
}

/**
 * The same value everywhere, with the shape and dtype of x unless others are given.   y: like x.   Source: jax.lax.full_like.
 * @example
 * lax.fullLike(tensor([1, 2]), 9) // [9, 9]
 */
export const fullLike = ((x: Tensor, value: TensorLike, { dtype, shape }: FullOptions & { readonly shape?: readonly number[] } = {}): Tensor =>
  full(shape ?? x.shape, value, { dtype: dtype ?? x.dtype })) as <S, D, const T extends readonly number[] | undefined = undefined, E extends DType | undefined = undefined>(x: Tensor<S, D>, value: TensorLike, options?: FullOptions<E> & { readonly shape?: T }) => Tensor<[T] extends [undefined] ? S : Gives<Sized<'lax.full', T>>, As<E, D>>;

/**
 * The numbers 0, 1 … size - 1.   y: [size].   Source: jax.lax.iota.
 * @example
 * lax.iota('i32', 3) // [0, 1, 2]
 */
export const iota = ((dtype: DType, size: number): Tensor => broadcastedIota(dtype, [size], 0)) as <E extends DType, const N extends number>(dtype: E, size: Fits<Sized<'lax.broadcastedIota', N>, N>) => Tensor<Gives<Sized<'lax.broadcastedIota', N>>, E>;

/**
 * y[.. i ..] = i along the axis `dimension`, the same along all others.   y: [..shape].   Source: jax.lax.broadcasted_iota.
 * @example
 * lax.broadcastedIota('i32', [2, 3], 1) // [[0, 1, 2], [0, 1, 2]]
 */
export function broadcastedIota<E extends DType, const T extends readonly number[], const A extends number>(dtype: E, shape: Fits<Sized<'lax.broadcastedIota', T>, T>, dimension: Fits<Exact<'lax.broadcastedIota', Gives<Sized<'lax.broadcastedIota', T>>, A>, A>): Tensor<Gives<Sized<'lax.broadcastedIota', T>>, E>;
export function broadcastedIota(dtype: DType, shape: readonly number[], dimension: number): Tensor {
  checkDType('lax.broadcastedIota', dtype);
  checkShape('lax.broadcastedIota', shape);
  if (dtype === 'bool') takes('lax.iota', true, (d) => d !== 'bool', 'numbers');
  const axis = exactAxis('lax.broadcastedIota', dimension, shape.length);
  return op(`lax.iota ${dtype} ${shape.join()} ${axis}`, [], (b) => b.iota({ shape, axis, dtype }))[0]!;
}

/**
 * 0 everywhere, of x's shape and dtype.   y: like x
 * @example
 * lax.zerosLike(tensor([1, 2])) // [0, 0]
 */
export const zerosLike = <S, D>(x: Tensor<S, D>): Tensor<S, D> => full(x.shape as readonly number[], 0, { dtype: x.dtype as DType }) as Tensor<S, D>;

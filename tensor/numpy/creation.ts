/** numpy: tensors of one value, copies, and tensors made by a rule. */
import type { DType, TypedArray } from '../../core/dtype.ts';
import { checkDType, checkShape, tensor } from '../create.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { keyOf, op } from '../operation.ts';
import { tensorOf } from '../operand.ts';
import { Tensor, type Nested } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { astype } from './dtypes.ts';
import { stack, type Stacked } from './joining.ts';
import { broadcastTo, reshape } from './shape.ts';
import type { Both, RankOf } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, Shape, Unknown } from '../../core/types/dim.ts';
import type { BroadcastTo } from '../../core/types/broadcast.ts';
import type { Less } from '../../core/types/number.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';
import type { AllCounts, Leaf, OwnDType, OwnShape, Sized, SizedBy } from '../create.ts';
import type { As, DTypeOf, Operand, Own, ShapeOf } from '../signatures.ts';

/** The sizes of all axes, or the size of one. */
export type ShapeLike = number | readonly number[];
export interface DTypeOption<E = DType> {
  readonly dtype?: E;
}
/** What differs from the tensor that a new one is like. */
export interface LikeOptions<E = DType, T = ShapeLike> extends DTypeOption<E> {
  readonly shape?: T;
}
type Filled = <const T extends ShapeLike, E extends DType = 'f32'>(shape: Fits<Sized<'full', T>, T>, options?: DTypeOption<E>) => Tensor<Gives<Sized<'full', T>>, NoInfer<E>>;
type LikeShape<S, T> = [T] extends [undefined] ? S : Gives<Sized<'full', T>>;
type Like = <S = [], D = Weak, const T extends ShapeLike | undefined = undefined, E extends DType | undefined = undefined>(x: Operand<S, D>, options?: LikeOptions<E, Fits<Sized<'full', T>, T>>) => Tensor<LikeShape<S, T>, As<E, Own<D>>>;
const sizesOf = (shape: ShapeLike): readonly number[] => (typeof shape === 'number' ? [shape] : shape);

/**
 * One value everywhere; a tensor as the value is repeated to the shape.   y: [..shape]
 * dtype: f32 for a number, which gives way to others; the tensor's for a tensor. As numpy's full.
 * @example
 * full([2, 2], 7) // [[7, 7], [7, 7]]
 * full([2, 2], tensor([1, 2])) // [[1, 2], [1, 2]]
 */
export function full<const T extends ShapeLike, const V extends TensorLike, E extends DType | undefined = undefined>(shape: Fits<Sized<'full', T>, T>, value: Fits<BroadcastTo<ShapeOf<V>, T>, V>, options?: DTypeOption<E>): Tensor<Gives<Sized<'full', T>>, As<E, V extends boolean ? 'bool' : DTypeOf<V>>>;
export function full(shape: ShapeLike, value: TensorLike, { dtype: wanted }: DTypeOption = {}): Tensor {
  const sizes = sizesOf(shape);
  checkShape('full', sizes);
  if (wanted !== undefined) checkDType('full', wanted);
  if (value instanceof Tensor) return broadcastTo(wanted === undefined ? value : astype(value, wanted), sizes);
  const dtype = wanted ?? (typeof value === 'boolean' ? 'bool' : 'f32'), number = Number(value);
  return op(keyOf('full', sizes, number, dtype), [], (b) => b.full({ value: number, shape: sizes, dtype }))[0]!.weakened(wanted === undefined && dtype !== 'bool');
}
/**
 * Zeros.   y: [..shape], f32 unless the dtype is said.   As numpy's zeros.
 * @example
 * zeros([2]) // [0, 0]
 */
export const zeros = ((shape: ShapeLike, { dtype = 'f32' }: DTypeOption = {}): Tensor => full(shape, 0, { dtype })) as Filled;
/**
 * Ones.   y: [..shape], f32 unless the dtype is said.   As numpy's ones.
 * @example
 * ones([2], { dtype: 'i32' }) // [1, 1]
 */
export const ones = ((shape: ShapeLike, { dtype = 'f32' }: DTypeOption = {}): Tensor => full(shape, 1, { dtype })) as Filled;
/**
 * A tensor whose elements are not said; they are zeros, as in jax.   y: [..shape]   As numpy's empty.
 * @example
 * empty([2]) // [0, 0]
 */
export const empty = zeros;

const like = (x: TensorLike, value: TensorLike, { dtype, shape }: LikeOptions): Tensor => {
  const given = tensorOf('fullLike', x);
  return full(shape ?? given.shape, value, { dtype: dtype ?? given.dtype }).weakened(dtype === undefined && given.weak);
};
/**
 * One value everywhere, with the shape and dtype of x unless others are said.   x, y: [..s]   As numpy's full_like.
 * @example
 * fullLike(tensor([1, 2]), 7) // [7, 7]
 */
export const fullLike = ((x: TensorLike, value: TensorLike, options: LikeOptions = {}): Tensor => like(x, value, options)) as <S = [], D = Weak, const V extends TensorLike = number, const T extends ShapeLike | undefined = undefined, E extends DType | undefined = undefined>(x: Operand<S, D>, value: Fits<BroadcastTo<ShapeOf<V>, LikeShape<S, T>>, V>, options?: LikeOptions<E, Fits<Sized<'full', T>, T>>) => Tensor<LikeShape<S, T>, As<E, Own<D>>>;
/**
 * Zeros with the shape and dtype of x unless others are said.   x, y: [..s]   As numpy's zeros_like.
 * @example
 * zerosLike(tensor([1, 2])) // [0, 0]
 */
export const zerosLike = ((x: TensorLike, options: LikeOptions = {}): Tensor => like(x, 0, options)) as Like;
/**
 * Ones with the shape and dtype of x unless others are said.   x, y: [..s]   As numpy's ones_like.
 * @example
 * onesLike(tensor([1, 2])) // [1, 1]
 */
export const onesLike = ((x: TensorLike, options: LikeOptions = {}): Tensor => like(x, 1, options)) as Like;
/**
 * A tensor like x whose elements are not said; they are zeros, as in jax.   As numpy's empty_like.
 * @example
 * emptyLike(tensor([1, 2])) // [0, 0]
 */
export const emptyLike = zerosLike;

/** What a tensor can be made of: numbers, nested lists of numbers or tensors, a typed array, or a tensor. */
export type ArrayLike = TensorLike | TypedArray | readonly ArrayLike[];
type HoldsTensor<T> = [Extract<Leaf<T>, Tensor<unknown, unknown>>] extends [never] ? false : true;
type ArrayShape<T, Depth extends unknown[] = []> =
  [ArrayLike] extends [T] ? Unknown<T> : HoldsTensor<T> extends false ? OwnShape<T>
  : [T] extends [Tensor<infer S, unknown>] ? S : [T] extends [readonly unknown[]] ? (Depth['length'] extends 8 ? Shape : SideBySide<{ [I in keyof T]: ArrayShape<T[I], [...Depth, 0]> }>) : Shape;
type SideBySide<Shapes, All = Shapes> = Shapes extends readonly [infer S, ...infer R] ? (S extends Mistake<string> ? S : SideBySide<R, All>) : Stacked<All, 0>;
type ArrayDType<T, Depth extends unknown[] = []> =
  [ArrayLike] extends [T] ? DType : HoldsTensor<T> extends false ? OwnDType<T>
  : [T] extends [Tensor<unknown, infer D>] ? D : Depth['length'] extends 8 ? DType
  : T extends readonly [infer A, ...infer R] ? ArrayDTypes<R, ArrayDType<A, [...Depth, 0]>, [...Depth, 0]> : T extends readonly (infer A)[] ? ArrayDType<A, [...Depth, 0]> : DType;
type ArrayDTypes<R, D, Depth extends unknown[]> = R extends readonly [infer A, ...infer M] ? ArrayDTypes<M, Promote<D, ArrayDType<A, Depth>>, Depth> : D;
const holdsTensor = (x: ArrayLike): boolean => x instanceof Tensor || (Array.isArray(x) && (x as readonly ArrayLike[]).some(holdsTensor));

/**
 * A tensor of what is given: a tensor as it is, numbers and typed arrays as `tensor` makes them, lists of tensors side by side.   As numpy's asarray.
 * @example
 * asarray([1, 2], { dtype: 'i32' }) // [1, 2]
 * asarray([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 */
export function asarray<const T extends ArrayLike, E extends DType | undefined = undefined>(x: Fits<ArrayShape<T>, T>, options?: DTypeOption<E>): Tensor<Gives<ArrayShape<T>>, As<E, ArrayDType<T>>>;
export function asarray(x: ArrayLike, { dtype }: DTypeOption = {}): Tensor {
  if (dtype !== undefined) checkDType('asarray', dtype);
  const made = x instanceof Tensor ? x : holdsTensor(x) ? stack((x as readonly ArrayLike[]).map((y) => asarray(y))) : tensor(x as Nested, dtype ? { dtype } : {});
  return dtype === undefined || made.dtype === dtype ? made : astype(made, dtype);
}
/**
 * As `asarray`, with at least `ndmin` axes.   As numpy's array.
 * @example
 * array([1, 2], { ndmin: 2 }) // [[1, 2]]
 */
export function array<const T extends ArrayLike, E extends DType | undefined = undefined, const M extends number = 0>(x: Fits<ArrayShape<T>, T>, options?: DTypeOption<E> & { ndmin?: M }): Tensor<WithRank<Gives<ArrayShape<T>>, M>, As<E, ArrayDType<T>>>;
export function array(x: ArrayLike, { ndmin = 0, ...options }: DTypeOption & { ndmin?: number } = {}): Tensor {
  const made = asarray(x, options);
  return made.rank >= ndmin ? made : reshape(made, [...Array.from({ length: ndmin - made.rank }, () => 1), ...made.shape]);
}
/** With axes of size 1 in front, until there are so many. */
export type WithRank<S, M> = HasRank<S> extends false ? Unknown<S> : number extends M ? Shape : RankOf<S> extends M ? S : AllCounts<[M]> extends false ? S : Less<RankOf<S>, M> extends true ? WithRank<Both<[1], S>, M> : S;
/**
 * The same elements in memory of their own: disposing of one leaves the other.   x, y: [..s]   As numpy's copy.
 * @example
 * copy(tensor([1, 2])) // [1, 2]
 */
export const copy = ((x: TensorLike): Tensor => op('copy', [tensorOf('copy', x)], (b, [v]) => b.convert(v as never, { dtype: (v as { type: { dtype: DType } }).type.dtype }))[0]!) as <S = [], D = Weak>(x: Operand<S, D>) => Tensor<S, Own<D>>;

export interface EyeOptions<M = number, E = DType> extends DTypeOption<E> {
  /** Columns; as many as rows when absent. */
  readonly m?: M;
  /** Which diagonal holds the ones. */
  readonly k?: number;
}
/**
 * Ones on a diagonal, zeros elsewhere.   y: [n, m], f32 unless the dtype is said.   As numpy's eye.
 * @example
 * eye(2) // [[1, 0], [0, 1]]
 * eye(2, { m: 3, k: 1 }) // [[0, 1, 0], [0, 0, 1]]
 */
export function eye<const N extends number, const M extends number = N, E extends DType = 'f32'>(n: Fits<SizedBy<'eye', [N, M]>, N>, options?: EyeOptions<M, E>): Tensor<[N, M], NoInfer<E>>;
export function eye(n: number, { m = n, k = 0, dtype = 'f32' }: EyeOptions = {}): Tensor {
  const shape = [n, m];
  checkShape('eye', shape);
  checkDType('eye', dtype);
  if (!Number.isInteger(k)) throw new CotangentError(`eye: k is ${k}`, { code: 'NN0517', hint: 'give a whole number' });
  return op(keyOf('eye', n, m, k, dtype), [], (b) =>
    b.convert(b.eq(b.iota({ shape, axis: 1, dtype: 'i32' }), b.add(b.iota({ shape, axis: 0, dtype: 'i32' }), k)), { dtype }))[0]!;
}
/**
 * The identity matrix.   y: [n, n], f32 unless the dtype is said.   As numpy's identity.
 * @example
 * identity(2) // [[1, 0], [0, 1]]
 */
export const identity = <const N extends number, E extends DType = 'f32'>(n: Fits<SizedBy<'eye', [N, N]>, N>, options: DTypeOption<E> = {}): Tensor<[N, N], NoInfer<E>> => eye(n as number, options) as Tensor<[N, N], E>;

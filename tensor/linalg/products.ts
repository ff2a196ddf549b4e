/** linalg: the products that the array API counts to linear algebra; those of numpy, but for what is stricter here. Source: jax.numpy.linalg. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showType, type noAxis } from '../../core/shape.ts';
import type { Around, RankOf, With } from '../../core/types/axes.ts';
import type { Promote } from '../../core/types/promote.ts';
import { diagonal as ofNumpy, trace as traceOfNumpy } from '../numpy/diagonals.ts';
import { cross as crossOfNumpy, outer as outerOfNumpy, type Crossed } from '../numpy/products.ts';
import { axisAt } from '../operand.ts';
import type { Tensor } from '../tensor.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { DiagonalOf, WithoutLast } from '../numpy/diagonals.ts';
import type { As, Widened } from '../signatures.ts';

export { matmul, multiDot, tensordot, vecdot } from '../numpy/products.ts';
export { matrixTranspose } from '../numpy/shape.ts';

const noVectors = <const X extends string, const A extends string>(x: X, axis: A): noVectors<X, A> => `linalg.cross: ${x} has no vectors of three elements along axis ${axis}`;
type noVectors<X extends string, A extends string> = `linalg.cross: ${X} has no vectors of three elements along axis ${A}`;
type Three<S, D, I> =
  HasRank<S> extends false ? S : number extends I ? S
  : Around<S, I> extends [unknown, infer N, unknown] ? (Differ<N, 3> extends true ? ([N] extends [number] ? Mistake<noVectors<ShowType<S, D>, `${I & number}`>> : S) : S)
  : Mistake<noAxis<'linalg.cross', `${I & number}`, `${RankOf<S> & number}`>>;
type CrossedAlong<A, B, I, D> = HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : number extends I ? Shape : Crossed<With<A, I, 3>, With<B, I, 3>, { axis: I }, D>;
/**
 * The vector product of vectors of three elements along an axis.   x, y, z: [.., 3, ..]
 * @example
 * linalg.cross(tensor([1, 0, 0]), tensor([0, 1, 0])) // [0, 0, 1]
 */
export function cross<A, D, B, E, const I extends number = -1>(x: Fits<Three<A, D, I>, Tensor<A, D>>, y: Fits<Three<B, E, I>, Fits<CrossedAlong<A, B, I, Promote<D, E>>, Tensor<B, E>>>, options?: { readonly axis?: I }): Tensor<Gives<CrossedAlong<A, B, I, Promote<D, E>>>, Promote<D, E>>;
export function cross(x: Tensor, y: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  for (const v of [x, y])
    if (v.shape[axisAt('linalg.cross', axis, v.rank)] !== 3) throw new CotangentError(noVectors(showType(v), `${axis}`), { code: 'NN0597', hint: 'the function of the same name outside linalg takes two elements as well' });
  return crossOfNumpy(x, y, { axis });
}

const notVectors = <const X extends string, const Y extends string>(x: X, y: Y): notVectors<X, Y> => `linalg.outer multiplies vectors, got ${x} and ${y}`;
type notVectors<X extends string, Y extends string> = `linalg.outer multiplies vectors, got ${X} and ${Y}`;
type Outer<A, D, B, E> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : A extends readonly [infer N] ? (B extends readonly [infer M] ? [N, M] : Mistake<notVectors<ShowType<A, D>, ShowType<B, E>>>) : Mistake<notVectors<ShowType<A, D>, ShowType<B, E>>>;
/**
 * zᵢⱼ = xᵢ · yⱼ.   x: [n]   y: [m]   z: [n, m]
 * @example
 * linalg.outer(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [6, 8]]
 */
export function outer<A, D, B, E>(x: Tensor<A, D>, y: Fits<Outer<A, D, B, E>, Tensor<B, E>>): Tensor<Gives<Outer<A, D, B, E>>, Promote<D, E>>;
export function outer(x: Tensor, y: Tensor): Tensor {
  if (x.rank !== 1 || y.rank !== 1) throw new CotangentError(notVectors(showType(x), showType(y)), { code: 'NN0597', hint: 'the function of the same name outside linalg flattens them' });
  return outerOfNumpy(x, y);
}

/**
 * The elements of a diagonal of each matrix.   x: [..s, m, n]   y: [..s, k]
 * @example
 * linalg.diagonal(tensor([[1, 2], [3, 4]]), { offset: 1 }) // [2]
 */
export const diagonal = ((x: Tensor, { offset = 0 }: { readonly offset?: number } = {}): Tensor => ofNumpy(x, { offset, axis1: -2, axis2: -1 })) as
  <S, D, const O extends number = 0>(x: Fits<DiagonalOf<S, O, -2, -1>, Tensor<S, D>>, options?: { readonly offset?: O }) => Tensor<Gives<DiagonalOf<S, O, -2, -1>>, D>;

/**
 * The sum of a diagonal of each matrix.   x: [..s, m, n]   y: [..s]
 * @example
 * linalg.trace(tensor([[1, 2], [3, 4]])) // 5
 */
export const trace = ((x: Tensor, { offset = 0, dtype }: { readonly offset?: number; readonly dtype?: DType } = {}): Tensor =>
  traceOfNumpy(x, { offset, axis1: -2, axis2: -1, ...(dtype && { dtype }) })) as
  <S, D, E extends DType | undefined = undefined>(x: Fits<DiagonalOf<S, 0, -2, -1>, Tensor<S, D>>, options?: { readonly offset?: number; readonly dtype?: E }) => Tensor<WithoutLast<Gives<DiagonalOf<S, 0, -2, -1>>>, As<E, Widened<D>>>;

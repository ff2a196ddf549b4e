/** linalg: the products that the array API counts to linear algebra; those of numpy, but for what is stricter here. Source: jax.numpy.linalg. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showType } from '../../core/shape.ts';
import { diagonal as ofNumpy, trace as traceOfNumpy } from '../numpy/diagonals.ts';
import { cross as crossOfNumpy, outer as outerOfNumpy } from '../numpy/products.ts';
import { axisAt } from '../operand.ts';
import type { Tensor } from '../tensor.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import type { DiagonalOf, WithoutLast } from '../numpy/diagonals.ts';
import type { As, Widened } from '../signatures.ts';

export { matmul, multiDot, tensordot, vecdot } from '../numpy/products.ts';
export { matrixTranspose } from '../numpy/shape.ts';

/**
 * The vector product of vectors of three elements along an axis.   x, y, z: [.., 3, ..]
 * @example
 * linalg.cross(tensor([1, 0, 0]), tensor([0, 1, 0])) // [0, 0, 1]
 */
export function cross(x: Tensor, y: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  for (const v of [x, y])
    if (v.shape[axisAt('linalg.cross', axis, v.rank)] !== 3) throw new CotangentError(`linalg.cross: ${showType(v)} has no vectors of three elements along axis ${axis}`, { code: 'NN0597', hint: 'the function of the same name outside linalg takes two elements as well' });
  return crossOfNumpy(x, y, { axis });
}

/**
 * zᵢⱼ = xᵢ · yⱼ.   x: [n]   y: [m]   z: [n, m]
 * @example
 * linalg.outer(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [6, 8]]
 */
export function outer(x: Tensor, y: Tensor): Tensor {
  if (x.rank !== 1 || y.rank !== 1) throw new CotangentError(`linalg.outer multiplies vectors, got ${showType(x)} and ${showType(y)}`, { code: 'NN0597', hint: 'the function of the same name outside linalg flattens them' });
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

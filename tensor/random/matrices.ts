/** Draws of vectors and matrices, made of normal draws by factorisations. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat, type DType } from '../../core/dtype.ts';
import { promote } from '../../core/promote.ts';
import { broadcastShapes, showType } from '../../core/shape.ts';
import { normalValue } from '../../ops/draw.ts';
import { add, astype, diagonal, expandDims, matmul, matrixTranspose, mul, sign, sqrt, squeeze } from '../functions.ts';
import { cholesky, eigh, qr, svd } from '../linalg/linalg.ts';
import { Tensor } from '../tensor.ts';
import { showShape } from '../../core/dim.ts';
import type { Both } from '../../core/types/axes.ts';
import type { BroadcastTo } from '../../core/types/broadcast.ts';
import type { Fits, Gives, HasRank, Mistake, Shape, ShowShape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Inexact, Promote } from '../../core/types/promote.ts';
import { checkShape, type Sized } from '../create.ts';
import { checked } from '../operation.ts';
import type { Absent, As, Made } from '../signatures.ts';
import { begin, draw, floatDType, stretches, type DrawnWith, type DrawOptions, type FloatFor, type Key, type LastOf, type MaybeShape, type ShapeFor, type Together, type WithSizes } from './draw.ts';

export interface MultivariateNormalOptions<E = DType> extends DrawOptions<E> {
  /** Which root of the covariance is taken; they draw different numbers. */
  readonly method?: 'cholesky' | 'eigh' | 'svd';
}

/**
 * x = mean + R · z with R · Rᵀ = cov, z standard normal.   mean: [..s, n]   cov: [..t, n, n]   x: [..shape, n]
 * As jax.random.multivariate_normal; the roots by 'eigh' and 'svd' have signs that are the factorisation's own.
 * @example
 * random.multivariateNormal(random.key(0), tensor([1, 2]), tensor([[1, 0], [0, 4]]), [3]).shape // [3, 2]
 */
export function multivariateNormal<A = Shape, D = DType, B = Shape, F = DType, const T extends MaybeShape = undefined, const E extends DType | undefined = undefined>(key: Key, mean: Tensor<A, D>, cov: Fits<Batch<A, D, B, F>, Tensor<B, F>>, shape?: Fits<Fronts<T, Batch<A, D, B, F>>, T>, options?: MultivariateNormalOptions<FloatFor<'multivariateNormal', E>>): Tensor<Both<Gives<Absent<T> extends true ? Batch<A, D, B, F> : Fronts<T, Batch<A, D, B, F>>>, LastOf<A>>, Made<Promote<Inexact<Promote<D, F>>, As<E, Inexact<Promote<D, F>>>>>>;
export function multivariateNormal(key: Key, mean: Tensor, cov: Tensor, shape?: readonly number[], { dtype, method = 'cholesky' }: MultivariateNormalOptions = {}): Tensor {
  const what = 'multivariateNormal', n = mean.shape.at(-1);
  if (n === undefined || cov.rank < 2 || cov.shape.at(-1) !== n || cov.shape.at(-2) !== n)
    throw new CotangentError(noDistribution(showType(mean), showType(cov)), { code: 'NN0528', hint: 'give a mean [..s, n] and a covariance [..t, n, n]' });
  const met = promote(mean.dtype, cov.dtype), own: DType = isFloat(met) ? met : 'f32', type = floatDType(what, dtype ?? own), [m, c] = [mean, cov].map((x) => (x.dtype === own ? x : astype(x, own))) as [Tensor, Tensor];
  const batch = checked(() => broadcastShapes(`random.${what}`, m.shape.slice(0, -1), c.shape.slice(0, -2)) as readonly number[]), front = shape ?? batch;
  checkShape(`random.${what}`, front);
  if (!stretches(batch, front))
    throw new CotangentError(batchDoesNotStretch(showShape(batch), showShape(front)), { code: 'NN0528', hint: 'leave the shape out, or put further sizes in front' });
  begin(what, key, [...front, n], multivariateNormal);
  const z = draw('normal', key, [...front, n], type, [], (b, k) => normalValue(b, k, [...front, n], type));
  return add(m, squeeze(matmul(rootOf(c, method), expandDims(z, -1)), -1));
}

const noDistribution = <const A extends string, const B extends string>(mean: A, cov: B): noDistribution<A, B> => `random.multivariateNormal: the mean is ${mean}, the covariance ${cov}`;
type noDistribution<A extends string, B extends string> = `random.multivariateNormal: the mean is ${A}, the covariance ${B}`;
const batchDoesNotStretch = <const S extends string, const T extends string>(batch: S, shape: T): batchDoesNotStretch<S, T> => `random.multivariateNormal: mean and covariance stretch to ${batch}, which does not stretch to the shape ${shape}`;
type batchDoesNotStretch<S extends string, T extends string> = `random.multivariateNormal: mean and covariance stretch to ${S}, which does not stretch to the shape ${T}`;
/** The sizes in front of means and of covariances, together. */
type Batch<A, D, B, F> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : [A, B] extends readonly [readonly [...infer P, infer N], readonly [...infer Q, infer M, infer L]]
    ? SomeDiffer<[N, N], [M, L]> extends true ? Mistake<noDistribution<ShowType<A, D>, ShowType<B, F>>> : Together<'multivariateNormal', P, Q>
    : Mistake<noDistribution<ShowType<A, D>, ShowType<B, F>>>;
type Fronts<T, S> =
  Sized<'random.multivariateNormal', T> extends infer Front
    ? Front extends Mistake<string> ? Front : S extends Mistake<string> ? Front : BroadcastTo<S, T> extends Mistake<string> ? Mistake<batchDoesNotStretch<ShowShape<S>, ShowShape<T>>> : Front
    : never;

function rootOf(cov: Tensor, method: string): Tensor {
  switch (method) {
    case 'cholesky': return cholesky(cov);
    case 'eigh': { const [w, v] = eigh(cov); return mul(v, expandDims(sqrt(w), -2)); }
    case 'svd': { const [u, s] = svd(cov); return mul(u, expandDims(sqrt(s), -2)); }
    default: throw new CotangentError(`random.multivariateNormal: there is no method '${method}'`, { code: 'NN0586', hint: "use 'cholesky', 'eigh' or 'svd'" });
  }
}

/**
 * Matrices with orthonormal columns (rows, where there are fewer), evenly spread over all of them.   x: [..shape, n, m], m = n when absent
 * The Q of a normal matrix, with the signs that make R's diagonal positive (Mezzadri 2007). As jax.random.orthogonal, up to rounding.
 * @example
 * random.orthogonal(random.key(0), 3).shape // [3, 3]
 */
export function orthogonal<const N extends number, const T extends readonly number[] = [], const E extends DType = 'f32', const M extends number | undefined = undefined>(key: Key, n: Fits<WithSizes<'orthogonal', T, [N, As<M, N>]>, N>, shape?: ShapeFor<'orthogonal', T>, options?: DrawOptions<FloatFor<'orthogonal', E>> & { readonly m?: M }): Tensor<DrawnWith<'orthogonal', T, [N, As<M, N>]>, NoInfer<E>>;
export function orthogonal(key: Key, n: number, shape: readonly number[] = [], { dtype, m = n }: DrawOptions & { readonly m?: number } = {}): Tensor {
  for (const sizes of [shape, [...shape, n, m]]) checkShape('random.orthogonal', sizes);
  const whole = [...shape, Math.max(n, m), Math.min(n, m)], type = floatDType('orthogonal', dtype);
  begin('orthogonal', key, whole, orthogonal);
  const [q, r] = qr(draw('normal', key, whole, type, [], (b, k) => normalValue(b, k, whole, type)));
  const x = mul(q, expandDims(sign(diagonal(r, { axis1: -2, axis2: -1 })), -2));
  return n < m ? matrixTranspose(x) : x;
}

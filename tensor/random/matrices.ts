/** Draws of vectors and matrices, made of normal draws by factorisations. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat, type DType } from '../../core/dtype.ts';
import { promote } from '../../core/promote.ts';
import { broadcastShapes, showType } from '../../core/shape.ts';
import { normalValue } from '../../ops/draw.ts';
import { add, astype, diagonal, expandDims, matmul, matrixTranspose, mul, sign, sqrt, squeeze } from '../functions.ts';
import { cholesky, eigh, qr, svd } from '../linalg/linalg.ts';
import { Tensor } from '../tensor.ts';
import { begin, draw, floatDType, type DrawOptions, type Key } from './draw.ts';

export interface MultivariateNormalOptions extends DrawOptions {
  /** Which root of the covariance is taken; they draw different numbers. */
  readonly method?: 'cholesky' | 'eigh' | 'svd';
}

/**
 * x = mean + R · z with R · Rᵀ = cov, z standard normal.   mean: [..s, n]   cov: [..t, n, n]   x: [..shape, n]
 * As jax.random.multivariate_normal; the roots by 'eigh' and 'svd' have signs that are the factorisation's own.
 * @example
 * random.multivariateNormal(random.key(0), tensor([1, 2]), tensor([[1, 0], [0, 4]]), [3]).shape // [3, 2]
 */
export function multivariateNormal(key: Key, mean: Tensor, cov: Tensor, shape?: readonly number[], { dtype, method = 'cholesky' }: MultivariateNormalOptions = {}): Tensor {
  const what = 'multivariateNormal', n = mean.shape.at(-1);
  if (n === undefined || cov.rank < 2 || cov.shape.at(-1) !== n || cov.shape.at(-2) !== n)
    throw new CotangentError(`random.${what}: the mean is ${showType(mean)}, the covariance ${showType(cov)}`, { code: 'NN0528', hint: 'give a mean [..s, n] and a covariance [..t, n, n]' });
  const met = promote(mean.dtype, cov.dtype), own: DType = isFloat(met) ? met : 'f32', type = floatDType(what, dtype ?? own), [m, c] = [mean, cov].map((x) => (x.dtype === own ? x : astype(x, own))) as [Tensor, Tensor];
  const batch = broadcastShapes(`random.${what}`, m.shape.slice(0, -1), c.shape.slice(0, -2)) as readonly number[], front = shape ?? batch;
  if (broadcastShapes(`random.${what}`, front, batch).some((d, i) => d !== front[i] || front.length < batch.length))
    throw new CotangentError(`random.${what}: mean and covariance stretch to [${batch.join(', ')}], which does not stretch to the shape [${front.join(', ')}]`, { code: 'NN0528', hint: 'leave the shape out, or put further sizes in front' });
  begin(what, key, [...front, n], multivariateNormal);
  const z = draw('normal', key, [...front, n], type, [], (b, k) => normalValue(b, k, [...front, n], type));
  return add(m, squeeze(matmul(rootOf(c, method), expandDims(z, -1)), -1));
}

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
export function orthogonal(key: Key, n: number, shape: readonly number[] = [], { dtype, m = n }: DrawOptions & { readonly m?: number } = {}): Tensor {
  const whole = [...shape, Math.max(n, m), Math.min(n, m)], type = floatDType('orthogonal', dtype);
  begin('orthogonal', key, whole, orthogonal);
  const [q, r] = qr(draw('normal', key, whole, type, [], (b, k) => normalValue(b, k, whole, type)));
  const x = mul(q, expandDims(sign(diagonal(r, { axis1: -2, axis2: -1 })), -2));
  return n < m ? matrixTranspose(x) : x;
}

/** numpy: polynomials as their coefficients, the highest power first. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { inv, lstsq } from '../linalg/solve.ts';
import { tensorOf } from '../operand.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { full, ones, zeros } from './creation.ts';
import { vander } from './diagonals.ts';
import { astype } from './dtypes.ts';
import { sqrt } from './exponential.ts';
import { concat, stack, unstack } from './joining.ts';
import { pad } from './padding.ts';
import { part } from './part.ts';
import { matmul, outer } from './products.ts';
import { sum } from './reductions.ts';
import { broadcastShapes, broadcastTo, expandDims, ravel, transpose } from './shape.ts';
import { convolve } from './signals.ts';

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : astype(x, 'f32'));
/** Coefficients: a tensor with one axis. */
function coefficients(name: string, given: TensorLike): Tensor {
  const p = tensorOf(name, given), x = p.rank === 0 ? ravel(p) : p;
  if (x.rank !== 1) throw new CotangentError(`${name}: ${showShape(x.shape)} are no coefficients`, { code: 'NN0217', hint: 'give a tensor with one axis, the highest power first' });
  return x;
}
const length = (p: Tensor): number => p.shape[0]!;
function count(name: string, what: string, m: number): void {
  if (!Number.isInteger(m) || m < 0) throw new CotangentError(`${name}: ${what} is ${m}`, { code: 'NN0517', hint: 'give a whole number, 0 or more' });
}

/**
 * The value at x, by Horner's rule: ((p₀ x + p₁) x + …) + pₙ.   p: [n, ..t]   x: [..s]   y: [..s] broadcast with [..t]   As numpy's polyval.
 * @example
 * polyval(tensor([1, 2, 3]), 2) // 11
 */
export function polyval(coefficient: TensorLike, at: TensorLike): Tensor {
  const p = tensorOf('polyval', coefficient), x = tensorOf('polyval', at);
  if (p.rank === 0) throw new CotangentError('polyval: a scalar is no list of coefficients', { code: 'NN0217', hint: 'give a tensor with one axis, the highest power first' });
  const shape = broadcastShapes(p.shape.slice(1), x.shape), start = broadcastTo(mul(add(zeros(p.shape.slice(1), { dtype: p.dtype }), x), 0), shape);
  return unstack(p).reduce((y, c) => add(mul(y, x), c), start);
}

const aligned = (name: string, join: (x: Tensor, y: Tensor) => Tensor) => (given: TensorLike, other: TensorLike): Tensor => {
  const p = coefficients(name, given), q = coefficients(name, other), n = Math.max(length(p), length(q));
  return join(pad(p, [[n - length(p), 0]]), pad(q, [[n - length(q), 0]]));
};
/**
 * The sum of two polynomials.   As numpy's polyadd.
 * @example
 * polyadd(tensor([1, 2]), tensor([1, 0, 3])) // [1, 1, 5]
 */
export const polyadd: (p: TensorLike, q: TensorLike) => Tensor = aligned('polyadd', add);
/**
 * The difference of two polynomials.   As numpy's polysub.
 * @example
 * polysub(tensor([1, 2]), tensor([1, 0, 3])) // [-1, 1, -1]
 */
export const polysub: (p: TensorLike, q: TensorLike) => Tensor = aligned('polysub', sub);
/**
 * The product of two polynomials.   p: [n]   q: [m]   y: [n + m − 1]   As numpy's polymul.
 * @example
 * polymul(tensor([1, 1]), tensor([1, -1])) // [1, 0, -1]
 */
export function polymul(given: TensorLike, other: TensorLike): Tensor {
  const filled = (p: Tensor): Tensor => (length(p) === 0 ? zeros([1], { dtype: p.dtype }) : p);
  return convolve(filled(coefficients('polymul', given)), filled(coefficients('polymul', other)));
}
/**
 * Quotient and remainder of two polynomials; the remainder is as long as u, with zeros in front.   As jax.numpy's polydiv.
 * @example
 * polydiv(tensor([1, 0, -1]), tensor([1, 1])) // [[1, -1], [0, 0, 0]]
 */
export function polydiv(given: TensorLike, divisor: TensorLike): [quotient: Tensor, remainder: Tensor] {
  const u = floating(coefficients('polydiv', given)), v = floating(coefficients('polydiv', divisor)), steps = length(u) - length(v) + 1;
  if (length(v) === 0) throw new CotangentError('polydiv: the divisor has no coefficients', { code: 'NN0214' });
  const scale = div(1, part(v, 0, 0, 1)), quotient: Tensor[] = [];
  let rest = astype(u, add(u, mul(part(v, 0, 0, 1), 0)).dtype);
  for (let k = 0; k < steps; k++) {
    const d = mul(scale, part(rest, 0, k, k + 1));
    quotient.push(d);
    rest = sub(rest, pad(mul(d, v), [[k, steps - 1 - k]]));
  }
  return [quotient.length === 0 ? zeros([1], { dtype: rest.dtype }) : concat(quotient), rest];
}
/**
 * The derivative, m times.   p: [n]   y: [n − m]   As numpy's polyder.
 * @example
 * polyder(tensor([1, 2, 3])) // [2, 2]
 */
export function polyder(given: TensorLike, { m = 1 }: { m?: number } = {}): Tensor {
  const p = floating(coefficients('polyder', given)), n = length(p);
  count('polyder', 'm', m);
  const factors = Array.from({ length: Math.max(n - m, 0) }, (_, i) => Array.from({ length: m }, (_, k) => n - 1 - i - k).reduce((f, k) => f * k, 1));
  return m === 0 ? p : mul(part(p, 0, 0, factors.length), constants(factors, p));
}
/** These numbers as a tensor of the dtype of another. */
const constants = (values: readonly number[], { dtype }: Tensor): Tensor => (values.length === 0 ? zeros([0], { dtype }) : stack(values.map((v) => full([], v, { dtype }))));
/**
 * The antiderivative, m times, with constants of integration k, 0 when absent.   p: [n]   y: [n + m]   As numpy's polyint.
 * @example
 * polyint(tensor([2, 2])) // [1, 2, 0]
 */
export function polyint(given: TensorLike, { m = 1, k = 0 }: { m?: number; k?: TensorLike } = {}): Tensor {
  count('polyint', 'm', m);
  const own = floating(coefficients('polyint', given)), constant = coefficients('polyint', k);
  if (m === 0) return own;
  if (length(constant) !== 1 && length(constant) !== m) throw new CotangentError(`polyint: ${length(constant)} constants for ${m} integrals`, { code: 'NN0519', hint: 'give one, or one for each' });
  const p = concat([own, broadcastTo(constant, [m])]), n = length(p);
  const factors = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.max(1, n - 1 - i - j)).reduce((f, v) => f * v, 1));
  return div(p, constants(factors, p));
}
/**
 * The polynomial with these zeros and 1 before its highest power.   x: [n]   y: [n + 1]   As numpy's poly, of zeros alone.
 * @example
 * poly(tensor([1, -1])) // [1, 0, -1]
 */
export function poly(zerosOf: TensorLike): Tensor {
  const x = floating(coefficients('poly', zerosOf));
  return length(x) === 0 ? ones([], { dtype: x.dtype }) : unstack(x).reduce<Tensor>((p, z) => sub(pad(p, [[0, 1]]), pad(mul(p, z), [[1, 0]])), ones([1], { dtype: x.dtype }));
}

export interface FitOptions {
  /** Singular values less than this share of the greatest count as 0. */
  readonly rcond?: number;
  /** How much each point counts: its distance is multiplied by this. */
  readonly w?: TensorLike;
  /** Also the covariances of the coefficients; unscaled takes the weights as the inverse errors of the points. */
  readonly cov?: boolean | 'unscaled';
}
/**
 * The polynomial of a degree with the least squared distance from points.   x: [k]   y: [k] or [k, ..s]   p: [degree + 1, ..s]   As numpy's polyfit.
 * @example
 * polyfit(tensor([0, 1, 2]), tensor([1, 3, 5]), 1) // [2, 1]
 */
export function polyfit(x: TensorLike, y: TensorLike, degree: number, options: FitOptions & { readonly cov: true | 'unscaled' }): [coefficients: Tensor, covariances: Tensor];
export function polyfit(x: TensorLike, y: TensorLike, degree: number, options?: FitOptions & { readonly cov?: false }): Tensor;
export function polyfit(xs: TensorLike, ys: TensorLike, degree: number, { rcond, w, cov = false }: FitOptions = {}): Tensor | [Tensor, Tensor] {
  const x = floating(tensorOf('polyfit', xs)), y = floating(tensorOf('polyfit', ys)), n = x.shape[0] ?? 0;
  count('polyfit', 'the degree', degree);
  if (x.rank !== 1 || n === 0 || y.rank < 1 || y.rank > 2 || y.shape[0] !== n)
    throw new CotangentError(`polyfit: x is ${showShape(x.shape)} and y is ${showShape(y.shape)}`, { code: 'NN0595', hint: 'give points x: [k] and y: [k] or [k, columns], k at least 1' });
  const columns = (v: Tensor): Tensor => (y.rank === 2 ? expandDims(v, 1) : v), weights = w === undefined ? undefined : floating(tensorOf('polyfit', w));
  if (weights && (weights.rank !== 1 || weights.shape[0] !== n)) throw new CotangentError(`polyfit: weights of ${showShape(weights.shape)} for ${n} points`, { code: 'NN0594', hint: `give them the shape [${n}]` });
  const powers = vander(x, { n: degree + 1 }), left = weights ? mul(powers, expandDims(weights, 1)) : powers, right = weights ? mul(y, columns(weights)) : y;
  // Columns of one length are better conditioned.
  const scale = sqrt(sum(mul(left, left), { axis: 0 })), scaled = div(left, scale);
  const [solved, residuals] = lstsq(scaled, right, rcond === undefined ? {} : { rcond });
  const p = div(solved, columns(scale));
  if (cov === false) return p;
  const base = div(inv(matmul(transpose(scaled), scaled)), outer(scale, scale));
  if (cov === true && n <= degree + 1) throw new CotangentError(`polyfit: ${n} points determine ${degree + 1} coefficients without any left to say how surely`, { code: 'NN0595', hint: "give more points, or cov: 'unscaled'" });
  const factor = cov === 'unscaled' ? ones([1], { dtype: base.dtype }) : div(residuals, n - degree - 1);
  return [p, y.rank === 1 ? mul(base, factor) : mul(expandDims(base, 2), factor)];
}

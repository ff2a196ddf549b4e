/** lax: special functions. Operands are floats of one dtype and rank. Source of all: jax.lax. */
import { isFloat } from '../../core/dtype.ts';
import * as special from '../special/special.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { oneDType, oneRank, strict, strictUnary, takes } from './strict.ts';

/** The function of the same meaning outside lax, with the operands that lax takes. */
const strictly = <A extends readonly TensorLike[]>(name: string, f: (...operands: A) => Tensor) => (...operands: A): Tensor => {
  for (const x of operands) takes(`lax.${name}`, x, isFloat, 'floats');
  oneDType(`lax.${name}`, operands);
  oneRank(`lax.${name}`, operands);
  return f(...operands);
};

/**
 * y = ln |Γ(x)|.   x: floats [..s]   y: [..s]
 * @example
 * lax.lgamma(tensor([5, 0.5])) // [3.17805, 0.572365]
 */
export const lgamma = strictUnary('lgamma');
/**
 * y = Γ′(x) / Γ(x).   x: floats [..s]   y: [..s]
 * @example
 * lax.digamma(tensor([1, 2])) // [-0.577216, 0.422784]
 */
export const digamma = strictUnary('digamma');
/**
 * y = e^-|x| I₀(x).   x: floats [..s]   y: [..s]
 * @example
 * lax.besselI0e(tensor([0, 1])) // [1, 0.46576]
 */
export const besselI0e = strictUnary('i0e', 'besselI0e');
/**
 * y = e^-|x| I₁(x).   x: floats [..s]   y: [..s]
 * @example
 * lax.besselI1e(tensor([0, 1])) // [0, 0.20791]
 */
export const besselI1e = strictUnary('i1e', 'besselI1e');
/**
 * z = Σ_{k ≥ 0} 1 / (k + q)ˣ, Hurwitz' zeta function.   x, q: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.zeta(tensor([2, 4]), 1) // [1.64493, 1.08232]
 */
export const zeta = strict('zeta');
/**
 * z = the m-th derivative of digamma at x, m a whole number.   m, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.polygamma(1, tensor([1, 2])) // [1.64493, 0.644934]
 */
export const polygamma = strictly('polygamma', (m: TensorLike, x: TensorLike) => special.polygamma(m, x));
/**
 * z = P(a, x) = 1/Γ(a) ∫₀ˣ t^(a-1) e^-t dt.   a, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.igamma(tensor([1, 2]), tensor([1, 1])) // [0.632121, 0.264241]
 */
export const igamma = strictly('igamma', (a: TensorLike, x: TensorLike) => special.gammainc(a, x));
/**
 * z = Q(a, x) = 1 - P(a, x), exact also where that is small.   a, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.igammac(tensor([1, 2]), tensor([1, 1])) // [0.367879, 0.735759]
 */
export const igammac = strictly('igammac', (a: TensorLike, x: TensorLike) => special.gammaincc(a, x));
/**
 * z = the regularised incomplete beta function of x with the parameters a and b.   a, b, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.betainc(tensor([2]), tensor([3]), tensor([0.5])) // [0.6875]
 */
export const betainc = strictly('betainc', (a: TensorLike, b: TensorLike, x: TensorLike) => special.betainc(a, b, x));

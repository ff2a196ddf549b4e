/** lax: special functions. Operands are floats of one dtype and rank. Source of all: jax.lax. */
import { isFloat } from '../../core/dtype.ts';
import * as special from '../special/special.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Floats } from '../../ops/rules.ts';
import type { Made, Operand, Own } from '../signatures.ts';
import { oneDType, oneRank, strict, strictUnary, takes, type StrictAll, type StrictFloats } from './strict.ts';

/** The function of the same meaning outside lax, with the operands that lax takes. */
const strictly = <F>(name: string, f: (...operands: never[]) => Tensor): F => ((...operands: readonly TensorLike[]): Tensor => {
  for (const x of operands) takes(`lax.${name}`, x, isFloat, 'floats');
  oneDType(`lax.${name}`, operands);
  oneRank(`lax.${name}`, operands);
  return f(...operands as never[]);
}) as F;

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
export const polygamma = strictly<StrictFloats<'polygamma', 'polygamma'>>('polygamma', special.polygamma);
/**
 * z = P(a, x) = 1/Γ(a) ∫₀ˣ t^(a-1) e^-t dt.   a, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.igamma(tensor([1, 2]), tensor([1, 1])) // [0.632121, 0.264241]
 */
export const igamma = strictly<StrictFloats<'gammainc', 'igamma'>>('igamma', special.gammainc);
/**
 * z = Q(a, x) = 1 - P(a, x), exact also where that is small.   a, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.igammac(tensor([1, 2]), tensor([1, 1])) // [0.367879, 0.735759]
 */
export const igammac = strictly<StrictFloats<'gammaincc', 'igammac'>>('igammac', special.gammaincc);
/**
 * z = the regularised incomplete beta function of x with the parameters a and b.   a, b, x: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.betainc(tensor([2]), tensor([3]), tensor([0.5])) // [0.6875]
 */
export const betainc = strictly<Betainc>('betainc', special.betainc);
interface Betainc {
  <A = [], D = Weak, B = [], E = Weak, C = [], F = Weak>(a: Fits<Floats<'lax.betainc', A, D>, Operand<A, D>>, b: Fits<Floats<'lax.betainc', B, E>, Operand<B, E>>, x: Fits<Floats<'lax.betainc', C, F>, Fits<Beta<A, D, B, E, C, F>, Operand<C, F>>>): Tensor<Gives<Beta<A, D, B, E, C, F>>, Made<Own<D extends Weak ? (E extends Weak ? F : E) : D>>>;
}
type Beta<A, D, B, E, C, F> = StrictAll<'betainc', 'betainc', [Taken<A, D>, Taken<B, E>, Taken<C, F>]>;
/** A plain number, or a tensor. */
type Taken<S, D> = D extends Weak ? number : Tensor<S, D>;

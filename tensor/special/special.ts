/**
 * scipy.special, with jax.scipy's values at the edges. All are of floats (integers become f32 first), worked out in f64 inside:
 * results in f32, f16 and bf16 are right to one unit in the last place, those in f64 to about 1e-13 of their size.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { spread } from '../../ops/reduction.ts';
import type { Builder } from '../../ops/builder.ts';
import { axesOf, binaryFloat, elementwise, elementwise2, floats, keeping, steps, stretched, tensorOf, truth, unaryFloat, type Axis } from '../operand.ts';
import { keyOf } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { FitsAxis, Reduced } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Fits, Gives, Shape } from '../../core/types/dim.ts';
import type { Inexact, Promote, Weak } from '../../core/types/promote.ts';
import type { DTypeOf, Elementwise2, Made, OfTensors, Operand } from '../signatures.ts';

export { logSoftmax, sigmoid as expit, softmax } from '../nn/activations.ts';
export { erf, erfc, erfInv } from '../numpy/exponential.ts';

/**
 * y = ln |Γ(x)|: 0 at 1 and 2, ∞ at 0, -1, ….   x, y: [..s].   As scipy.special's gammaln.
 * @example
 * special.gammaln(tensor([0.5, 10])) // [0.572365, 12.8018]
 */
export const gammaln = unaryFloat('lgamma');
export { gammaln as lgamma, gammaln as loggamma };
/**
 * y = Γ(x): (n - 1)! at n; NaN at -1, -2, ….   x, y: [..s].   As scipy.special's gamma.
 * @example
 * special.gamma(tensor([0.5, 5])) // [1.77245, 24]
 */
export const gamma = unaryFloat('gamma');
/**
 * y = x! = Γ(x + 1), 0 below 0.   x, y: [..s].   As scipy.special's factorial.
 * @example
 * special.factorial(tensor([0, 5])) // [1, 120]
 */
export const factorial = elementwise('factorial', (b, x) => b.select(b.lt(x, 0), 0, b.gamma(b.add(x, 1))), floats);
/**
 * y = Γ'(x) / Γ(x); NaN at 0, -1, …, as in JAX.   x, y: [..s].   As scipy.special's digamma.
 * @example
 * special.digamma(tensor([1, 2])) // [-0.577216, 0.422784]
 */
export const digamma = unaryFloat('digamma');
export { digamma as psi };
/**
 * z = the n-th derivative of digamma at x, n a whole number: (-1)ⁿ⁺¹ n! ζ(n + 1, x).   n: [..s]   x: [..t]   z: [..u].   As scipy.special's polygamma; NaN for x < -10.
 * @example
 * special.polygamma(1, tensor([1, 2])) // [1.64493, 0.644934]
 */
export const polygamma = elementwise2('polygamma', (b, n0, x0) => {
  const { dtype } = n0.type, n = b.convert(n0, { dtype: 'f64' }), x = b.convert(x0, { dtype: 'f64' }), first = b.eq(n, 0);
  const order = b.select(first, 1, n), size = b.mul(b.gamma(b.add(order, 1)), b.zeta(b.add(order, 1), x));
  const value = b.select(b.eq(b.mod(order, 2), 0), b.neg(size), size);
  const known = b.and(b.ge(n, 0), b.eq(b.floor(n), n));
  return b.convert(b.select(known, b.select(first, b.digamma(x), value), NaN), { dtype });
}, floats);
/**
 * z = Σ (q + k)⁻ˢ over k = 0, 1, …, Hurwitz' zeta function, s > 1.   s: [..s]   q: [..t]   z: [..u].   As scipy.special's zeta; NaN for q < -10.
 * @example
 * special.zeta(2, tensor([1, 2])) // [1.64493, 0.644934]
 */
export const zeta = binaryFloat('zeta', 'zeta');

/**
 * z = P(a, x) = ∫₀ˣ tᵃ⁻¹ e^-t dt / Γ(a).   a: [..s]   x: [..t]   z: [..u].   As scipy.special's gammainc. The slope by a is taken by differences, to about 1e-9.
 * @example
 * special.gammainc(tensor([1, 2]), 1) // [0.632121, 0.264241]
 */
export const gammainc = ((a: TensorLike, x: TensorLike) => stretched('gammainc', [a, x], (b, a, x) => b.gammainc(a, x, { upper: false }), floats)) as Elementwise2<'gammainc', 'float'>;
/**
 * z = Q(a, x) = 1 - P(a, x), with all digits where that is small.   a: [..s]   x: [..t]   z: [..u].   As scipy.special's gammaincc.
 * @example
 * special.gammaincc(tensor([1, 2]), 30) // [9.35762e-14, 2.90086e-12]
 */
export const gammaincc = ((a: TensorLike, x: TensorLike) => stretched('gammaincc', [a, x], (b, a, x) => b.gammainc(a, x, { upper: true }), floats)) as Elementwise2<'gammaincc', 'float'>;
/**
 * z = ln |B(x, y)| = ln |Γ(x) Γ(y) / Γ(x + y)|.   x: [..s]   y: [..t]   z: [..u].   As scipy.special's betaln.
 * @example
 * special.betaln(2, tensor([3, 1e6])) // [-2.48491, -27.631]
 */
export const betaln = binaryFloat('logBeta', 'betaln');
/** -1 where Γ is below 0. */
const signOf = (b: Builder, x: Value): Value => b.select(b.and(b.lt(x, 0), b.ne(b.mod(b.floor(x), 2), 0)), -1, b.select(b.eq(x, x), 1, x));
/**
 * z = B(x, y) = Γ(x) Γ(y) / Γ(x + y).   x: [..s]   y: [..t]   z: [..u].   As scipy.special's beta.
 * @example
 * special.beta(2, tensor([3, 4])) // [0.0833333, 0.05]
 */
export const beta = elementwise2('beta', (b, x0, y0) => {
  const { dtype } = x0.type, x = b.convert(x0, { dtype: 'f64' }), y = b.convert(y0, { dtype: 'f64' });
  const sign = b.mul(b.mul(signOf(b, x), signOf(b, y)), signOf(b, b.add(x, y)));
  return b.convert(b.mul(sign, b.exp(b.logBeta(x, y))), { dtype });
}, floats);
/**
 * z = I(x; a, b) = ∫₀ˣ tᵃ⁻¹ (1 - t)ᵇ⁻¹ dt / B(a, b).   a: [..s]   b: [..t]   x: [..r]   z: [..u].   As scipy.special's betainc, for a and b up to some thousands. Slopes by a and b are taken by differences, to about 1e-9.
 * @example
 * special.betainc(1, 2, tensor([0.25, 0.5])) // [0.4375, 0.75]
 */
export const betainc = ((a: TensorLike, b: TensorLike, x: TensorLike) => stretched('betainc', [a, b, x], (builder, a, b, x) => builder.betainc(a, b, x), floats)) as
  <A = [], D = Weak, B = [], E = Weak, C = [], F = Weak>(a: Operand<A, D>, b: Fits<Broadcast<'betainc', A, B>, Operand<B, E>>, x: Fits<Three<A, B, C>, Operand<C, F>>) => Tensor<Gives<Three<A, B, C>>, Made<Inexact<OfTensors<OfTensors<D, E>, F>>>>;
type Three<A, B, C> = Broadcast<'betainc', Gives<Broadcast<'betainc', A, B>>, C>;
/**
 * y = ln Γ_d(x), the gamma function of d dimensions: d (d - 1) / 4 · ln π + Σ ln Γ(x - j / 2).   x, y: [..s].   As scipy.special's multigammaln.
 * @example
 * special.multigammaln(tensor([5]), 3) // [9.14065]
 */
export function multigammaln<S = [], D = Weak>(x: Operand<S, D>, d: number): Tensor<S, Inexact<D>>;
export function multigammaln(x: TensorLike, d: number): Tensor {
  if (!Number.isInteger(d) || d < 1) throw new CotangentError(`multigammaln: ${String(d)} is not a number of dimensions`, { code: 'NN0517', hint: 'give a whole number from 1 on' });
  return steps(keyOf('multigammaln', d), [x], (b, x0) => {
    const x = b.convert(x0, { dtype: 'f64' }), parts = Array.from({ length: d }, (_, j) => b.lgamma(b.sub(x, j / 2)));
    return b.convert(b.add(parts.reduce((p, q) => b.add(p, q)), d * (d - 1) / 4 * Math.log(Math.PI)), { dtype: x0.type.dtype });
  }, floats)[0]!;
}

/**
 * y = Φ(x), the distribution function of the standard normal.   x, y: [..s].   As scipy.special's ndtr.
 * @example
 * special.ndtr(tensor([0, -10])) // [0.5, 7.61985e-24]
 */
export const ndtr = unaryFloat('ndtr');
/**
 * y with Φ(y) = x: ±∞ at 0 and 1, NaN beyond.   x, y: [..s].   As scipy.special's ndtri.
 * @example
 * special.ndtri(tensor([0.5, 0.975])) // [0, 1.95996]
 */
export const ndtri = unaryFloat('ndtri');
/**
 * y = ln Φ(x), with all digits on both sides.   x, y: [..s].   As scipy.special's log_ndtr.
 * @example
 * special.logNdtr(tensor([0, -100])) // [-0.693147, -5005.52]
 */
export const logNdtr = unaryFloat('logNdtr');
/**
 * y = ln(x / (1 - x)): ±∞ at 0 and 1, NaN beyond.   x, y: [..s].   As scipy.special's logit.
 * @example
 * special.logit(tensor([0.5, 0.9])) // [0, 2.19722]
 */
export const logit = unaryFloat('logit');

/**
 * z = x ln y, 0 where x is 0.   x: [..s]   y: [..t]   z: [..u].   As scipy.special's xlogy.
 * @example
 * special.xlogy(tensor([0, 2]), tensor([0, 3])) // [0, 2.19722]
 */
export const xlogy = binaryFloat('xlogy', 'xlogy');
/**
 * z = x ln(1 + y), 0 where x is 0.   x: [..s]   y: [..t]   z: [..u].   As scipy.special's xlog1py.
 * @example
 * special.xlog1py(tensor([0, 2]), tensor([-1, 3])) // [0, 2.77259]
 */
export const xlog1py = binaryFloat('xlog1py', 'xlog1py');
/**
 * y = -x ln x, the entropy of a probability: 0 at 0, -∞ below.   x, y: [..s].   As scipy.special's entr.
 * @example
 * special.entr(tensor([0, 0.5])) // [0, 0.346574]
 */
export const entr = unaryFloat('entr');
function relativeEntropy(b: Builder, p: Value, q: Value): Value {
  const both = b.and(b.gt(p, 0), b.gt(q, 0)), none = b.and(b.eq(p, 0), b.ge(q, 0)), safe = (x: Value): Value => b.select(both, x, 1);
  return b.select(both, b.mul(safe(p), b.log(b.div(safe(p), safe(q)))), b.select(none, 0, b.select(none, p, Infinity)));
}
/**
 * z = p ln(p / q): 0 for p = 0 and q ≥ 0, ∞ where that makes no sense.   p: [..s]   q: [..t]   z: [..u].   As scipy.special's rel_entr.
 * @example
 * special.relEntr(tensor([0, 2]), tensor([1, 3])) // [0, -0.81093]
 */
export const relEntr = elementwise2('relEntr', relativeEntropy, floats);
/**
 * z = p ln(p / q) - p + q, Kullback and Leibler's divergence.   p: [..s]   q: [..t]   z: [..u].   As scipy.special's kl_div.
 * @example
 * special.klDiv(tensor([0, 2]), tensor([1, 3])) // [1, 0.18907]
 */
export const klDiv = elementwise2('klDiv', (b, p, q) => b.add(b.sub(relativeEntropy(b, p, q), p), q), floats);

/**
 * y = I₀(x), the modified Bessel function of the first kind.   x, y: [..s].   As scipy.special's i0.
 * @example
 * special.i0(tensor([0, 1])) // [1, 1.26607]
 */
export const i0 = unaryFloat('i0');
/**
 * y = e^-|x| I₀(x).   x, y: [..s].   As scipy.special's i0e.
 * @example
 * special.i0e(tensor([0, 100])) // [1, 0.0399444]
 */
export const i0e = unaryFloat('i0e');
/**
 * y = I₁(x), the modified Bessel function of the first kind.   x, y: [..s].   As scipy.special's i1.
 * @example
 * special.i1(tensor([0, 1])) // [0, 0.565159]
 */
export const i1 = unaryFloat('i1');
/**
 * y = e^-|x| I₁(x).   x, y: [..s].   As scipy.special's i1e.
 * @example
 * special.i1e(tensor([0, 100])) // [0, 0.0397442]
 */
export const i1e = unaryFloat('i1e');

export interface LogSumExpOptions<A = Axis, Keep = boolean, W = TensorLike> {
  readonly axis?: A;
  readonly keepDims?: Keep;
  /** What every eˣ is multiplied with; it broadcasts to x. */
  readonly b?: W;
}
/** The shape and dtype of sums over axes; weights may widen x. */
type SumOver<Op extends string, S, A, Keep, W> = [W] extends [undefined] ? Reduced<Op, S, A, Keep> : Shape;
type SumIn<D, W> = Inexact<[W] extends [undefined] ? D : Promote<D, DTypeOf<W>>>;
/** [ln |Σ b eˣ|, the sign of the sum]. */
const signedLogSum = (name: string, given: TensorLike, { axis = null, keepDims = false, b: weights }: LogSumExpOptions): Tensor[] => {
  const x = tensorOf(name, given), operands = weights === undefined ? [x] : [x, weights];
  return steps(keyOf(name, 'signed', axis, keepDims, weights !== undefined), operands, (b, x0, w0) => {
    const x = w0 ? b.select(truth(b, w0), x0, -Infinity) : x0;
    const axes = axesOf(name, x, axis), top = b.stopGradient(b.max(x, { axes })), shift = b.select(b.isFinite(top), top, 0);
    const e = b.exp(b.sub(x, spread(b, shift, x, axes))), sum = b.sum(w0 ? b.mul(w0, e) : e, { axes });
    return [keeping(b, x, b.add(b.log(b.abs(sum)), shift), axes, keepDims), keeping(b, x, b.sign(sum), axes, keepDims)];
  }, { ...floats, strong: true });
};
/**
 * y = ln Σ b eˣ over the axes, without overflow; NaN where the sum is below 0.   x: [..s]   y: s without the axes.   As scipy.special's logsumexp.
 * @example
 * special.logSumExp(tensor([1000, 1000]), { b: tensor([1, 3]) }) // 1001.39
 */
export const logSumExp = ((x: TensorLike, options: LogSumExpOptions = {}): Tensor => {
  const [log, sign] = signedLogSum('logSumExp', x, options) as [Tensor, Tensor];
  return steps('logSumExp sign', [log, sign], (b, log, sign) => b.select(b.lt(sign, 0), NaN, log))[0]!;
}) as <S = [], D = Weak, const A extends Axis = null, Keep extends boolean = false, W extends TensorLike | undefined = undefined>(x: Operand<S, D>, options?: LogSumExpOptions<FitsAxis<SumOver<'logSumExp', S, A, Keep, W>, A>, Keep, W>) => Tensor<Gives<SumOver<'logSumExp', S, A, Keep, W>>, SumIn<D, W>>;
/**
 * [y, sign] with sign · eʸ = Σ b eˣ over the axes.   x: [..s]   both: s without the axes.   As scipy.special's logsumexp with return_sign.
 * @example
 * special.signedLogSumExp(tensor([1, 2]), { b: tensor([1, -1]) }) // [1.54132, -1]
 */
export const signedLogSumExp = ((x: TensorLike, options: LogSumExpOptions = {}) => signedLogSum('signedLogSumExp', x, options)) as unknown as
  <S = [], D = Weak, const A extends Axis = null, Keep extends boolean = false, W extends TensorLike | undefined = undefined>(x: Operand<S, D>, options?: LogSumExpOptions<FitsAxis<SumOver<'signedLogSumExp', S, A, Keep, W>, A>, Keep, W>) => [y: Tensor<Gives<SumOver<'signedLogSumExp', S, A, Keep, W>>, SumIn<D, W>>, sign: Tensor<Gives<SumOver<'signedLogSumExp', S, A, Keep, W>>, SumIn<D, W>>];

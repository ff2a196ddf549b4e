/** numpy: polynomials as their coefficients, the highest power first. */
import { isFloat, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { broadcastShapes as joined } from '../../core/shape.ts';
import { needs } from '../../ops/rules.ts';
import { inv, lstsq } from '../linalg/solve.ts';
import { floats, steps, tensorOf } from '../operand.ts';
import { checked } from '../operation.ts';
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
import { broadcastTo, expandDims, ravel, transpose } from './shape.ts';
import { convolve } from './signals.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Same, Shape, ShowDim, ShowShape, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Add, Less, Max, Plus, Sub } from '../../core/types/number.ts';
import type { Inexact, Promote, PromoteInexact, Weak } from '../../core/types/promote.ts';
import type { AllCounts } from '../create.ts';
import type { Domain, Made, Operand, Own, Takes } from '../signatures.ts';

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : astype(x, 'f32'));
/** In the float dtype in which they meet. */
const meeting = (...xs: readonly Tensor[]): Tensor[] => steps('floats', xs, (_, ...xs) => xs, floats);
const noCoefficients = <const Op extends string, const S extends string>(op: Op, shape: S): noCoefficients<Op, S> => `${op}: ${shape} are no coefficients`;
type noCoefficients<Op extends string, S extends string> = `${Op}: ${S} are no coefficients`;
type Coefficients<Op extends string, S> = HasRank<S> extends false ? [number] : S extends readonly [] ? [1] : S extends readonly [infer N] ? [N] : Mistake<noCoefficients<Op, ShowShape<S>>>;
/** How many, or 0 after a mistake. */
type LengthOf<Op extends string, S> = Coefficients<Op, S> extends readonly [infer N] ? N : 0;
const notSo = <const Op extends string, const What extends string, const M extends string>(op: Op, what: What, m: M): notSo<Op, What, M> => `${op}: ${what} is ${m}`;
type notSo<Op extends string, What extends string, M extends string> = `${Op}: ${What} is ${M}`;
type Counted<Op extends string, What extends string, M extends number> = AllCounts<[M]> extends false ? Mistake<notSo<Op, What, `${M}`>> : M;
/** The dtype of what is made of two, where plain numbers alone may still give way. */
type FloatOf<D, E> = [D] extends [Weak] ? ([E] extends [Weak] ? DType : PromoteInexact<D, E>) : PromoteInexact<D, E>;
/** Coefficients: a tensor with one axis. */
function coefficients(name: string, given: TensorLike): Tensor {
  const p = tensorOf(name, given), x = p.rank === 0 ? ravel(p) : p;
  if (x.rank !== 1) throw new CotangentError(noCoefficients(name, showShape(x.shape)), { code: 'NN0217', hint: 'give a tensor with one axis, the highest power first' });
  return x;
}
const length = (p: Tensor): number => p.shape[0]!;
function count(name: string, what: string, m: number): void {
  if (!Number.isInteger(m) || m < 0) throw new CotangentError(notSo(name, what, `${m}`), { code: 'NN0517', hint: 'give a whole number, 0 or more' });
}

/**
 * The value at x, by Horner's rule: ((p₀ x + p₁) x + …) + pₙ.   p: [n, ..t]   x: [..s]   y: [..s] broadcast with [..t]   As numpy's polyval.
 * @example
 * polyval(tensor([1, 2, 3]), 2) // 11
 */
export function polyval<P = [], D = Weak, X = [], E = Weak>(p: Fits<Terms<P>, Operand<P, D>>, x: Fits<ValueOf<P, X>, Operand<X, E>>): Tensor<Gives<ValueOf<P, X>>, Made<ValueIn<Promote<D, E>>>>;
export function polyval(coefficient: TensorLike, at: TensorLike): Tensor {
  const p = tensorOf('polyval', coefficient), x = tensorOf('polyval', at);
  if (p.rank === 0) throw new CotangentError(noTerms, { code: 'NN0217', hint: 'give a tensor with one axis, the highest power first' });
  const shape = checked(() => joined('polyval', p.shape.slice(1), x.shape)) as readonly number[], start = broadcastTo(mul(add(zeros(p.shape.slice(1), { dtype: p.dtype }), x), 0), shape);
  return unstack(p).reduce((y, c) => add(mul(y, x), c), start);
}

const noTerms = 'polyval: a scalar is no list of coefficients';
type Terms<P> = P extends readonly [] ? Mistake<typeof noTerms> : P;
type ValueOf<P, X> = P extends readonly [unknown, ...infer T] ? Broadcast<'polyval', T, X> : Unknown<P>;
/** Truth values are counted. */
type ValueIn<D> = DType extends D ? D : [D] extends ['bool'] ? DType : D;

const aligned = (name: string, join: (x: Tensor, y: Tensor) => Tensor) => (given: TensorLike, other: TensorLike): Tensor => {
  const p = coefficients(name, given), q = coefficients(name, other), n = Math.max(length(p), length(q));
  return join(pad(p, [[n - length(p), 0]]), pad(q, [[n - length(q), 0]]));
};
interface Aligned<Op extends string, W extends Domain> {
  <A = [], D = Weak, B = [], E = Weak>(p: Fits<Coefficients<Op, A>, Operand<A, D>>, q: Fits<Coefficients<Op, B>, Fits<Takes<Op, W, [Longer<Op, A, B>], Promote<D, E>>, Operand<B, E>>>): Tensor<[Longer<Op, A, B>], Made<Own<Promote<D, E>>>>;
}
type Longer<Op extends string, A, B> = Max<LengthOf<Op, A>, LengthOf<Op, B>>;
/**
 * The sum of two polynomials.   As numpy's polyadd.
 * @example
 * polyadd(tensor([1, 2]), tensor([1, 0, 3])) // [1, 1, 5]
 */
export const polyadd = aligned('polyadd', add) as Aligned<'polyadd', 'any'>;
/**
 * The difference of two polynomials.   As numpy's polysub.
 * @example
 * polysub(tensor([1, 2]), tensor([1, 0, 3])) // [-1, 1, -1]
 */
export const polysub = aligned('polysub', (x, y) => {
  if (x.dtype === 'bool' && y.dtype === 'bool') checked(() => needs('polysub', 'number', x));
  return sub(x, y);
}) as Aligned<'polysub', 'number'>;
/**
 * The product of two polynomials.   p: [n]   q: [m]   y: [n + m − 1]   As numpy's polymul.
 * @example
 * polymul(tensor([1, 1]), tensor([1, -1])) // [1, 0, -1]
 */
export function polymul<A = [], D = Weak, B = [], E = Weak>(p: Fits<Coefficients<'polymul', A>, Operand<A, D>>, q: Fits<Coefficients<'polymul', B>, Operand<B, E>>): Tensor<[Sub1<Plus<Max<LengthOf<'polymul', A>, 1>, Max<LengthOf<'polymul', B>, 1>>>], Made<Inexact<Promote<D, E>>>>;
export function polymul(given: TensorLike, other: TensorLike): Tensor {
  const filled = (p: Tensor): Tensor => (length(p) === 0 ? zeros([1], { dtype: p.dtype }) : p);
  return convolve(filled(coefficients('polymul', given)), filled(coefficients('polymul', other)));
}
type Sub1<N> = N extends number ? Sub<N, 1> : number;
const noDivisor = 'polydiv: the divisor has no coefficients';
type Divisor<S> = LengthOf<'polydiv', S> extends 0 ? (Coefficients<'polydiv', S> extends Mistake<string> ? Coefficients<'polydiv', S> : Mistake<typeof noDivisor>) : S;
/** max(n − m + 1, 1) */
type Quotient<N, M> = [N, M] extends [number, number] ? (number extends N | M ? number : Less<N, M> extends true ? 1 : Sub<Add<N, 1>, M>) : Same<N, M> extends true ? 1 : number;
/**
 * Quotient and remainder of two polynomials; the remainder is as long as u, with zeros in front.   As jax.numpy's polydiv.
 * @example
 * polydiv(tensor([1, 0, -1]), tensor([1, 1])) // [[1, -1], [0, 0, 0]]
 */
export function polydiv<A = [], D = Weak, B = [], E = Weak>(u: Fits<Coefficients<'polydiv', A>, Operand<A, D>>, v: Fits<Divisor<B>, Operand<B, E>>): [quotient: Tensor<[Quotient<LengthOf<'polydiv', A>, LengthOf<'polydiv', B>>], Made<FloatOf<D, E>>>, remainder: Tensor<[LengthOf<'polydiv', A>], Made<FloatOf<D, E>>>];
export function polydiv(given: TensorLike, divisor: TensorLike): [quotient: Tensor, remainder: Tensor] {
  const [u, v] = meeting(coefficients('polydiv', given), coefficients('polydiv', divisor)) as [Tensor, Tensor], count = length(u) - length(v) + 1;
  if (length(v) === 0) throw new CotangentError(noDivisor, { code: 'NN0214' });
  const scale = div(1, part(v, 0, 0, 1)), quotient: Tensor[] = [];
  let rest = u;
  for (let k = 0; k < count; k++) {
    const d = mul(scale, part(rest, 0, k, k + 1));
    quotient.push(d);
    rest = sub(rest, pad(mul(d, v), [[k, count - 1 - k]]));
  }
  return [quotient.length === 0 ? zeros([1], { dtype: rest.dtype }) : concat(quotient), rest];
}
/**
 * The derivative, m times.   p: [n]   y: [n − m]   As numpy's polyder.
 * @example
 * polyder(tensor([1, 2, 3])) // [2, 2]
 */
export function polyder<S = [], D = Weak, const M extends number = 1>(p: Fits<Coefficients<'polyder', S>, Operand<S, D>>, options?: { m?: Fits<Counted<'polyder', 'm', M>, M> }): Tensor<[Fewer<LengthOf<'polyder', S>, M>], Inexact<D>>;
export function polyder(given: TensorLike, { m = 1 }: { m?: number } = {}): Tensor {
  const p = floating(coefficients('polyder', given)), n = length(p);
  count('polyder', 'm', m);
  const factors = Array.from({ length: Math.max(n - m, 0) }, (_, i) => Array.from({ length: m }, (_, k) => n - 1 - i - k).reduce((f, k) => f * k, 1));
  return m === 0 ? p : mul(part(p, 0, 0, factors.length), constants(factors, p));
}
/** max(n − m, 0) */
type Fewer<N, M> = [N, M] extends [number, number] ? (number extends N | M ? number : Less<N, M> extends true ? 0 : Sub<N, M>) : M extends 0 ? N : number;
/** These numbers as a tensor of the dtype of another. */
const constants = (values: readonly number[], { dtype }: Tensor): Tensor => (values.length === 0 ? zeros([0], { dtype }) : stack(values.map((v) => full([], v, { dtype }))));
/**
 * The antiderivative, m times, with constants of integration k, 0 when absent.   p: [n]   y: [n + m]   As numpy's polyint.
 * @example
 * polyint(tensor([2, 2])) // [1, 2, 0]
 */
export function polyint<S = [], D = Weak, const M extends number = 1, K = [], E = Weak>(p: Fits<Coefficients<'polyint', S>, Operand<S, D>>, options?: { m?: Fits<Counted<'polyint', 'm', M>, M>; k?: Fits<Constants<K, M>, Operand<K, E>> }): Tensor<[Plus<LengthOf<'polyint', S>, M>], Made<M extends 0 ? Inexact<D> : Promote<Inexact<D>, E>>>;
export function polyint(given: TensorLike, { m = 1, k = 0 }: { m?: number; k?: TensorLike } = {}): Tensor {
  const own = floating(coefficients('polyint', given));
  count('polyint', 'm', m);
  const constant = coefficients('polyint', k);
  if (m === 0) return own;
  if (length(constant) !== 1 && length(constant) !== m) throw new CotangentError(otherConstants(`${length(constant)}`, `${m}`), { code: 'NN0519', hint: 'give one, or one for each' });
  const p = concat([own, broadcastTo(constant, [m])]), n = length(p);
  const factors = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.max(1, n - 1 - i - j)).reduce((f, v) => f * v, 1));
  return div(p, constants(factors, p));
}
const otherConstants = <const K extends string, const M extends string>(constants: K, m: M): otherConstants<K, M> => `polyint: ${constants} constants for ${m} integrals`;
type otherConstants<K extends string, M extends string> = `polyint: ${K} constants for ${M} integrals`;
type Constants<K, M extends number> = Coefficients<'polyint', K> extends infer C ? (C extends readonly [infer N] ? (M extends 0 ? C : AllCounts<[M]> extends false ? C : N extends 1 ? C : Differ<N, M> extends true ? Mistake<otherConstants<ShowDim<N>, `${M}`>> : C) : C) : never;
/**
 * The polynomial with these zeros and 1 before its highest power.   x: [n]   y: [n + 1]   As numpy's poly, of zeros alone.
 * @example
 * poly(tensor([1, -1])) // [1, 0, -1]
 */
export function poly<S = [], D = Weak>(x: Fits<Coefficients<'poly', S>, Operand<S, D>>): Tensor<WithZeros<LengthOf<'poly', S>>, Inexact<D>>;
export function poly(zerosOf: TensorLike): Tensor {
  const x = floating(coefficients('poly', zerosOf));
  return length(x) === 0 ? ones([], { dtype: x.dtype }) : unstack(x).reduce<Tensor>((p, z) => sub(pad(p, [[0, 1]]), pad(mul(p, z), [[1, 0]])), ones([1], { dtype: x.dtype }));
}
/** Without zeros a scalar, 1. */
type WithZeros<N> = N extends 0 ? [] : N extends number ? (number extends N ? Shape : [Add<N, 1>]) : Shape;

export interface FitOptions<C = boolean | 'unscaled', W = TensorLike> {
  /** Singular values less than this share of the greatest count as 0. */
  readonly rcond?: number;
  /** How much each point counts: its distance is multiplied by this. */
  readonly w?: W;
  /** Also the covariances of the coefficients; unscaled takes the weights as the inverse errors of the points. */
  readonly cov?: C;
}
const noPoints = <const X extends string, const Y extends string>(x: X, y: Y): noPoints<X, Y> => `polyfit: x is ${x} and y is ${y}`;
type noPoints<X extends string, Y extends string> = `polyfit: x is ${X} and y is ${Y}`;
const otherWeights = <const S extends string, const K extends string>(weights: S, points: K): otherWeights<S, K> => `polyfit: weights of ${weights} for ${points} points`;
type otherWeights<S extends string, K extends string> = `polyfit: weights of ${S} for ${K} points`;
/** As many values as places, at least one. */
type Points<A, B> =
  HasRank<A> extends false ? B : HasRank<B> extends false ? B
  : A extends readonly [infer K] ? (B extends readonly [infer L] | readonly [infer L, unknown] ? (K extends 0 ? NoPoints<A, B> : Differ<K, L> extends true ? NoPoints<A, B> : B) : NoPoints<A, B>) : NoPoints<A, B>;
type NoPoints<A, B> = Mistake<noPoints<ShowShape<A>, ShowShape<B>>>;
type Weights<A, W> = HasRank<W> extends false ? W : A extends readonly [infer K] ? (SomeDiffer<readonly [K], W> extends true ? Mistake<otherWeights<ShowShape<W>, ShowDim<K>>> : W) : W;
type Fitted<A, B, N> = Points<A, B> extends Mistake<string> ? Points<A, B> : B extends readonly [unknown] ? [N] : B extends readonly [unknown, infer M] ? [N, M] : Unknown<B>;
type Covariances<A, B, N, C> = Points<A, B> extends Mistake<string> ? Points<A, B> : B extends readonly [unknown] ? [N, N] : B extends readonly [unknown, infer M] ? [N, N, C extends true ? M : C extends 'unscaled' ? 1 : number] : Unknown<B>;
/** Each is a float before they meet. */
type WeightedIn<D, F> = [F] extends [Weak] ? Inexact<D> : Promote<Inexact<D>, Inexact<F>>;
type WithCov<C, P, V> = C extends false ? P : [coefficients: P, covariances: V];
/**
 * The polynomial of a degree with the least squared distance from points.   x: [k]   y: [k] or [k, ..s]   p: [degree + 1, ..s]   As numpy's polyfit.
 * @example
 * polyfit(tensor([0, 1, 2]), tensor([1, 3, 5]), 1) // [2, 1]
 */
export function polyfit<A = [], D = Weak, B = [], E = Weak, const N extends number = number, W = Shape, F = Weak, const C extends boolean | 'unscaled' = false>(
  x: Operand<A, D>, y: Fits<Points<A, B>, Operand<B, E>>, degree: Fits<Counted<'polyfit', 'the degree', N>, N>, options?: FitOptions<C, Fits<Weights<A, W>, Tensor<W, F>>>,
): WithCov<C, Tensor<Gives<Fitted<A, B, Plus<N, 1>>>, Made<Promote<WeightedIn<D, F>, Inexact<E>>>>, Tensor<Gives<Covariances<A, B, Plus<N, 1>, C>>, Made<C extends 'unscaled' ? WeightedIn<D, F> : Promote<WeightedIn<D, F>, Inexact<E>>>>>;
export function polyfit(xs: TensorLike, ys: TensorLike, degree: number, { rcond, w, cov = false }: FitOptions = {}): Tensor | [Tensor, Tensor] {
  const x = floating(tensorOf('polyfit', xs)), y = floating(tensorOf('polyfit', ys)), n = x.shape[0] ?? 0;
  if (x.rank !== 1 || n === 0 || y.rank < 1 || y.rank > 2 || y.shape[0] !== n)
    throw new CotangentError(noPoints(showShape(x.shape), showShape(y.shape)), { code: 'NN0595', hint: 'give points x: [k] and y: [k] or [k, columns], k at least 1' });
  count('polyfit', 'the degree', degree);
  const columns = (v: Tensor): Tensor => (y.rank === 2 ? expandDims(v, 1) : v), weights = w === undefined ? undefined : floating(tensorOf('polyfit', w));
  if (weights && (weights.rank !== 1 || weights.shape[0] !== n)) throw new CotangentError(otherWeights(showShape(weights.shape), `${n}`), { code: 'NN0594', hint: `give them the shape [${n}]` });
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

/** numpy: medians and quantiles, weighted averages, covariance and correlation. */
import { isFloat, isInteger, type DType, type FloatDType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { showType } from '../../core/shape.ts';
import { axesAt, tensorOf, type Axis } from '../operand.ts';
import { checkDType } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { abs, add, div, mul, sub } from './arithmetic.ts';
import { full } from './creation.ts';
import { cumsum } from './cumulative.ts';
import { diag } from './diagonals.ts';
import { astype } from './dtypes.ts';
import { sqrt } from './exponential.ts';
import { take, takeAlongAxis } from './indexing.ts';
import { concat } from './joining.ts';
import { equal, less, lessEqual, logicalOr, notEqual, where } from './logic.ts';
import { part } from './part.ts';
import { dot } from './products.ts';
import { any, countNonzero, mean, sum, type ReduceOptions, type Reduction } from './reductions.ts';
import { ceil, clip, floor, maximum, minimum } from './rounding.ts';
import { atleast2d, broadcastTo, expandDims, moveaxis, ravel, reshape, squeeze, transpose } from './shape.ts';
import { argsort, sort } from './sorting.ts';
import type { AnyOpen, AxesIn, Both, FitsAxis, FromFrontAll, Joined, ListOf, RankOf, Reduced } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, IsOpen, Mistake, Same, Shape, ShowDim, ShowShape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Inexact, Promote, Weak } from '../../core/types/promote.ts';
import type { Concatenated } from '../../ops/concat.ts';
import type { Absent, As, DTypeOf, Operand, ShapeOf } from '../signatures.ts';

const methods = ['linear', 'lower', 'higher', 'midpoint', 'nearest', 'inverted_cdf'] as const;
/** What a quantile is that falls between two elements. */
export type QuantileMethod = (typeof methods)[number];
export interface QuantileOptions<A = Axis, Keep = boolean, M = QuantileMethod, W = TensorLike> extends ReduceOptions<A, Keep> {
  readonly method?: M;
  /** How much each element counts, with method inverted_cdf: of the tensor's shape, or of the axes'. */
  readonly weights?: W;
}

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : astype(x, 'f32'));
const isNaNOf = (x: Tensor): Tensor => notEqual(x, x);
/** The axes that are reduced made into one, the last. */
const gathered = (x: Tensor, axes: readonly number[]): Tensor => {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  return reshape(transpose(x, [...kept, ...axes]), [...kept.map((a) => x.shape[a]!), axes.reduce((n, a) => n * x.shape[a]!, 1)]);
};

const notShares = <const Op extends string, const Q extends string>(op: Op, q: Q): notShares<Op, Q> => `${op}: q is ${q}`;
type notShares<Op extends string, Q extends string> = `${Op}: q is ${Q}`;
type Shares<Op extends string, Q> = HasRank<Q> extends false ? Q : Q extends readonly [unknown, unknown, ...unknown[]] ? Mistake<notShares<Op, ShowShape<Q>>> : Q;
/** The dtype in which D and the one of T, made a float, meet, where there is a T. */
type WithDTypeOf<D, T> = 0 extends 1 & T ? DType : T extends Tensor<infer _S, infer E> ? Promote<D, Inexact<E>> : T extends number | boolean ? DType : D;
const noWeights = <const Op extends string, const M extends string>(op: Op, method: M): noWeights<Op, M> => `${op}: method ${method} has no weights`;
type noWeights<Op extends string, M extends string> = `${Op}: method ${M} has no weights`;
/** W, where the method M has weights, and they the tensor's shape or the axes', in their order. */
type Weighted<Op extends string, S, W, A, M> =
  Absent<W> extends true ? W : 'inverted_cdf' extends M ? (HasRank<S> extends false ? W : HasRank<ShapeOf<W>> extends false ? W : SomeDiffer<ShapeOf<W>, S> extends false ? W : WeightsOf<Op, S, W, A>) : Mistake<noWeights<Op, M & string>>;
type WeightsOf<Op extends string, S, W, A> =
  [A] extends [null | undefined] ? WeightsAlong<Op, S, [], ShapeOf<W>, Sorted<S, number>> : AnyOpen<A> extends true ? W
  : AxesIn<Op, S, ListOf<A>> extends infer Gone ? ([Gone] extends [Mistake<string>] ? W : WeightsAlong<Op, S, [], ShapeOf<W>, Sorted<S, Gone>>) : never;
/** One shape before another. */
type Before<Q, S> = S extends Mistake<string> ? S : HasRank<Q> extends false ? Unknown<Q> : HasRank<S> extends false ? Unknown<S> : Both<Q, S>;
interface Quantile<Op extends string> {
  <S = [], D = Weak, Q = [], const A extends Axis = null, Keep extends boolean = false, M extends QuantileMethod = 'linear', const W extends TensorLike | undefined = undefined>(x: Operand<S, D>, q: Fits<Shares<Op, Q>, Operand<Q, unknown>>, options?: QuantileOptions<FitsAxis<Reduced<Op, S, A, Keep>, A>, Keep, M, Fits<Weighted<Op, S, W, A, M>, W>>): Tensor<Gives<Before<Q, Reduced<Op, S, A, Keep>>>, Inexact<D>>;
}

const quantiles = <const N extends string>(name: N, skipsNaN: boolean): Quantile<N> => ((given: TensorLike, at: TensorLike, { axis, keepDims = false, method = 'linear', weights }: QuantileOptions = {}): Tensor => {
  if (!methods.includes(method)) throw new CotangentError(`${name}: there is no method '${String(method)}'`, { code: 'NN0592', hint: `use one of ${methods.join(', ')}` });
  if (weights !== undefined && method !== 'inverted_cdf') throw new CotangentError(noWeights(name, method), { code: 'NN0591', hint: 'use method inverted_cdf' });
  const x = floating(tensorOf(name, given)), q = typeof at === 'number' && x.dtype === 'f64' ? full([], at, { dtype: 'f64' }) : floating(tensorOf(name, at));
  if (q.rank > 1) throw new CotangentError(notShares(name, showShape(q.shape)), { code: 'NN0217', hint: 'give a number, or a tensor with one axis' });
  const axes = axesAt(name, x, axis), rows = gathered(x, axes), n = rows.shape.at(-1)!, kept = rows.shape.slice(0, -1);
  if (n === 0) throw new CotangentError(`${name} of no elements has no value: ${showShape(x.shape)}`, { code: 'NN0214' });
  const list = ravel(q), y = method === 'inverted_cdf'
    ? inverted(rows, list, weights === undefined ? undefined : gathered(weightsFor(name, x, weights, axes), axes), skipsNaN)
    : between(rows, list, method, skipsNaN);
  // [..kept, q] to [q, ..kept], with the reduced axes where they were.
  const shape = keepDims ? x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) : kept;
  return astype(reshape(moveaxis(y, -1, 0), [...q.shape, ...shape]), x.dtype);
}) as Quantile<N>;

/** rows: [..s, n]   q: [k]   y: [..s, k] */
function between(rows: Tensor, q: Tensor, method: Exclude<QuantileMethod, 'inverted_cdf'>, skipsNaN: boolean): Tensor {
  const nan = isNaNOf(rows), n = rows.shape.at(-1)!;
  const ordered = sort(skipsNaN ? rows : where(any(nan, { axis: -1, keepDims: true }), NaN, rows)), last = skipsNaN ? sub(astype(sub(n, countNonzero(nan, { axis: -1, keepDims: true })), q.dtype), 1) : n - 1;
  const place = mul(q, last), low = floor(place), high = ceil(place), share = sub(place, low);
  const element = (p: Tensor): Tensor => {
    const index = astype(maximum(minimum(p, last), 0), 'i32');
    return index.rank === rows.rank && skipsNaN ? takeAlongAxis(ordered, index, { axis: -1 }) : take(ordered, index, { axis: -1 });
  };
  const below = element(low), above = element(high);
  const rules = {
    linear: () => add(mul(astype(below, q.dtype), sub(1, share)), mul(astype(above, q.dtype), share)),
    lower: () => below,
    higher: () => above,
    nearest: () => where(lessEqual(share, 0.5), below, above),
    midpoint: () => mul(add(below, above), 0.5),
  };
  return rules[method]();
}

/** The least element at which the weights so far reach the share q of them all. */
function inverted(rows: Tensor, q: Tensor, weights: Tensor | undefined, skipsNaN: boolean): Tensor {
  const order = argsort(rows), ordered = takeAlongAxis(rows, order, { axis: -1 }), nan = isNaNOf(ordered);
  const own = weights === undefined ? full(ordered.shape, 1, { dtype: ordered.dtype }) : takeAlongAxis(weights, order, { axis: -1 }), bad = logicalOr(less(own, 0), isNaNOf(own));
  const reached = cumsum(where(logicalOr(bad, nan), 0, own), { axis: -1 }), n = rows.shape.at(-1)!, total = part(reached, reached.rank - 1, n - 1, n);
  const target = mul(q, total), short = less(expandDims(reached, -2), expandDims(target, -1));
  const numbers = skipsNaN ? sub(n, countNonzero(nan, { axis: -1, keepDims: true })) : n;
  const index = astype(maximum(minimum(countNonzero(short, { axis: -1 }), sub(numbers, 1)), 0), 'i32');
  const none = skipsNaN ? equal(numbers, 0) : any(nan, { axis: -1, keepDims: true });
  return where(logicalOr(any(bad, { axis: -1, keepDims: true }), none), NaN, takeAlongAxis(ordered, index, { axis: -1 }));
}

const otherWeights = <const Op extends string, const W extends string, const S extends string>(op: Op, weights: W, shape: S): otherWeights<Op, W, S> => `${op}: weights of ${weights} for ${shape}`;
type otherWeights<Op extends string, W extends string, S extends string> = `${Op}: weights of ${W} for ${S}`;
const otherWeightsAlong = <const Op extends string, const W extends string, const S extends string, const Axes extends string>(op: Op, weights: W, shape: S, axes: Axes): otherWeightsAlong<Op, W, S, Axes> => `${otherWeights(op, weights, shape)} along [${axes}]`;
type otherWeightsAlong<Op extends string, W extends string, S extends string, Axes extends string> = `${otherWeights<Op, W, S>} along [${Axes}]`;
/** Weights of x's shape: given so, or for the axes that are reduced. */
function weightsFor(name: string, x: Tensor, weights: TensorLike, axes: readonly number[]): Tensor {
  const w = tensorOf(name, weights), along = axes.map((a) => x.shape[a]);
  if (showShape(w.shape) === showShape(x.shape)) return w;
  if (w.shape.join() !== along.join()) throw new CotangentError(otherWeightsAlong(name, showShape(w.shape), showShape(x.shape), axes.join(', ')), { code: 'NN0594', hint: `give them the shape of the tensor, or [${along.join(', ')}]` });
  return broadcastTo(reshape(w, x.shape.map((d, i) => (axes.includes(i) ? d : 1))), x.shape);
}

/**
 * What the share q of the elements does not exceed, over the axes: q from 0 to 1, a number or several.   x: [..s]   q: [k] or []   y: [k, ..s without the axes]
 * Between two elements `method` decides: linear, lower, higher, midpoint, nearest, or inverted_cdf. NaN where there is one. As numpy's quantile.
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5) // 2.5
 * quantile(tensor([1, 2, 3, 4]), tensor([0, 0.25]), { method: 'lower' }) // [1, 1]
 */
export const quantile = quantiles('quantile', false);
/**
 * As `quantile`, of the elements that are numbers; NaN where none is.   As numpy's nanquantile.
 * @example
 * nanquantile(tensor([1, NaN, 3]), 0.5) // 2
 */
export const nanquantile = quantiles('nanquantile', true);
/**
 * As `quantile`, with q from 0 to 100.   As numpy's percentile.
 * @example
 * percentile(tensor([1, 2, 3, 4]), 50) // 2.5
 */
export const percentile = ((x: TensorLike, q: TensorLike, options: QuantileOptions = {}): Tensor => quantile(x, div(q, 100), options)) as Quantile<'quantile'>;
/**
 * As `nanquantile`, with q from 0 to 100.   As numpy's nanpercentile.
 * @example
 * nanpercentile(tensor([1, NaN, 3]), 50) // 2
 */
export const nanpercentile = ((x: TensorLike, q: TensorLike, options: QuantileOptions = {}): Tensor => nanquantile(x, div(q, 100), options)) as Quantile<'nanquantile'>;
/**
 * The element in the middle, or the mean of the two there, over the axes.   x: [..s]   y: s without the axes.   As numpy's median.
 * @example
 * median(tensor([3, 1, 2])) // 2
 */
export const median = ((x: TensorLike, options: ReduceOptions = {}): Tensor => quantile(x, 0.5, { ...options, method: 'midpoint' })) as Reduction<'quantile', 'reduce', 'float'>;
/**
 * The median of the elements that are numbers; NaN where none is.   As numpy's nanmedian.
 * @example
 * nanmedian(tensor([3, NaN, 1])) // 2
 */
export const nanmedian = ((x: TensorLike, options: ReduceOptions = {}): Tensor => nanquantile(x, 0.5, { ...options, method: 'midpoint' })) as Reduction<'nanquantile', 'reduce', 'float'>;

export interface AverageOptions<W = TensorLike, A = Axis, Keep = boolean, Returned = boolean> extends ReduceOptions<A, Keep> {
  /** How much each element counts: of the tensor's shape, or of the axes'. */
  readonly weights?: W;
  /** Whether the sum of the weights is returned too. */
  readonly returned?: Returned;
}
type Beside<L, W, I> = [L, W] extends [readonly [infer A, ...infer R], readonly [infer D, ...infer T]] ? ([A] extends [I] ? D : Beside<R, T, I>) : never;
/** What a list says of each axis, by the order of the axes, where it is as long as the list of them. */
type InOrder<L, W, Axes, R extends unknown[] = []> = L extends readonly [] ? W : RankOf<L> extends RankOf<W> ? (Axes extends readonly [infer I, ...infer T] ? InOrder<L, W, T, [...R, Beside<L, W, I>]> : R) : W;
type Sorted<S, Gone, I extends unknown[] = [], R extends unknown[] = []> = S extends readonly [unknown, ...infer T] ? Sorted<T, Gone, [...I, 0], I['length'] extends Gone ? [...R, I['length']] : R> : R;
/** The weights' shape, where they are of the tensor's shape S or of its axes'. */
type Weights<S, W, A> =
  Absent<W> extends true ? W : HasRank<S> extends false ? W : HasRank<ShapeOf<W>> extends false ? W : SomeDiffer<ShapeOf<W>, S> extends false ? W
  : [A] extends [null | undefined] ? Mistake<otherWeights<'average', ShowShape<ShapeOf<W>>, ShowShape<S>>>
  : AnyOpen<A> extends true ? W
  : AxesIn<'average', S, ListOf<A>> extends infer Gone ? [Gone] extends [Mistake<string>] ? W : WeightsAlong<'average', S, FromFrontAll<S, ListOf<A>>, ShapeOf<W>, Sorted<S, Gone>> : never;
type SizesAt<S, Axes> = { [I in keyof Axes]: (S & readonly unknown[])[Axes[I] & number] };
type WeightsAlong<Op extends string, S, L, W, Axes> = InOrder<L, W, Axes> extends infer Own ? (SomeDiffer<Own, SizesAt<S, Axes>> extends true ? Mistake<otherWeightsAlong<Op, ShowShape<Own>, ShowShape<S>, Joined<Axes>>> : W) : never;
type Averaged<Y, Returned> = Returned extends true ? [Y, Y] : Y;
/**
 * Σ w x / Σ w over the axes; without weights the mean.   x: [..s]   y: s without the axes.   With returned also Σ w. As numpy's average.
 * @example
 * average(tensor([1, 2, 3]), { weights: tensor([3, 1, 0]) }) // 1.25
 */
export function average<S = [], D = Weak, const W extends TensorLike | undefined = undefined, const A extends Axis = null, Keep extends boolean = false, Returned extends boolean = false>(x: Operand<S, D>, options?: AverageOptions<Fits<Weights<S, W, A>, W>, FitsAxis<Reduced<'average', S, A, Keep>, A>, Keep, Returned>): Averaged<Tensor<Gives<Reduced<'average', S, A, Keep>>, WithDTypeOf<Inexact<D>, W>>, Returned>;
export function average(given: TensorLike, { weights, returned = false, ...options }: AverageOptions = {}): unknown {
  const { axis } = options, own = tensorOf('average', given), axes = axesAt('average', own, axis);
  if (weights === undefined) {
    const y = mean(own, options);
    return returned ? [y, full(y.shape, axes.reduce((n, a) => n * own.shape[a]!, 1), { dtype: y.dtype })] : y;
  }
  const given2 = tensorOf('average', weights);
  if ((axis === undefined || axis === null) && showShape(given2.shape) !== showShape(own.shape))
    throw new CotangentError(otherWeights('average', showShape(given2.shape), showShape(own.shape)), { code: 'NN0594', hint: 'say along which axes they count' });
  const w = floating(weightsAlong(own, given2, axis, axes)), x = floating(own), total = sum(w, options);
  const y = div(sum(mul(x, w), options), total);
  return returned ? [y, broadcastTo(astype(total, y.dtype), y.shape)] : y;
}
/** The axes of weights stand in the order in which the axes are named. */
function weightsAlong(x: Tensor, weights: Tensor, axis: Axis | undefined, axes: readonly number[]): Tensor {
  if (showShape(weights.shape) === showShape(x.shape) || typeof axis === 'number' || axis === undefined || axis === null) return weightsFor('average', x, weights, axes);
  const named = axis.map((a) => (a < 0 ? a + x.rank : a));
  return weightsFor('average', x, weights.rank === named.length ? transpose(weights, axes.map((a) => named.indexOf(a))) : weights, axes);
}

export interface CovarianceOptions<Y = TensorLike, Rows = boolean, E = DType> {
  /** More variables. */
  readonly y?: Y;
  /** Whether variables are rows and observations columns. On when absent. */
  readonly rowvar?: Rows;
  readonly dtype?: E;
}
export interface CovOptions<Y = TensorLike, Rows = boolean, E = DType, F = TensorLike, W = TensorLike> extends CovarianceOptions<Y, Rows, E> {
  /** Divides by the number of observations, not by one less. */
  readonly bias?: boolean;
  /** Taken off the number of observations; stands before `bias`. */
  readonly ddof?: number;
  /** How often each observation was made. */
  readonly fweights?: F;
  /** How much each observation counts. */
  readonly aweights?: W;
}
const notATable = <const S extends string>(shape: S): notATable<S> => `cov: ${shape} has more than two axes`;
type notATable<S extends string> = `cov: ${S} has more than two axes`;
/** [variables, observations] */
type Table<S, Rows> =
  HasRank<S> extends false ? Unknown<S> : S extends readonly [] ? [1, 1] : S extends readonly [infer N] ? [1, N]
  : S extends readonly [infer N, infer M] ? (boolean extends Rows ? [number, number] : Rows extends false ? [M, N] : [N, M]) : Mistake<notATable<ShowShape<S>>>;
type Tables<S, D, Y, Rows> =
  Table<S, Rows> extends infer T ? T extends Mistake<string> ? T : Absent<Y> extends true ? T
  : Table<ShapeOf<Y>, Rows> extends infer U ? (U extends Mistake<string> ? U : Concatenated<'concat', [T, U], 0, Promote<Inexact<D>, Inexact<DTypeOf<Y>>>>) : never : never;
const otherObservations = <const What extends string, const W extends string, const N extends string>(what: What, weights: W, n: N): otherObservations<What, W, N> => `cov: ${what} are ${weights} for ${n} observations`;
type otherObservations<What extends string, W extends string, N extends string> = `cov: ${What} are ${W} for ${N} observations`;
const notAFloat = <const D extends string>(dtype: D): notAFloat<D> => `cov: a covariance is a float, not ${dtype}`;
type notAFloat<D extends string> = `cov: a covariance is a float, not ${D}`;
type FloatOrNone<T, E> = T extends Mistake<string> ? E : [E] extends [FloatDType | undefined] ? E : DType extends E ? E : Mistake<notAFloat<E & string>>;
/** W, where there is one for each observation of a table T, of no dtype among Not. */
type Observed<What extends string, T, E, W, Not> =
  Absent<W> extends true ? W : FloatOrNone<T, E> extends Mistake<string> ? W : HasRank<ShapeOf<W>> extends false ? W
  : T extends readonly [unknown, infer N]
    ? (ShapeOf<W> extends readonly [infer M] ? Differ<M, N> extends true ? true : DType extends DTypeOf<W> ? false : [DTypeOf<W>] extends [Not] ? true : false : true) extends true
      ? Mistake<otherObservations<What, ShowType<ShapeOf<W>, DTypeOf<W>>, ShowDim<N>>> : W
    : W;
type Often<T, E, F> = Observed<'fweights', T, E, F, FloatDType | 'bool'>;
/** One variable has a variance alone. */
type Covariances<T> = T extends readonly [infer N, unknown] ? (Same<N, 1> extends true ? [] : IsOpen<N> extends true ? Shape : [N, N]) : Unknown<T>;
function variables(given: TensorLike, rowvar: boolean): Tensor {
  const x = tensorOf('cov', given);
  if (x.rank > 2) throw new CotangentError(notATable(showShape(x.shape)), { code: 'NN0217', hint: 'give variables × observations' });
  const table = atleast2d(floating(x));
  return !rowvar && x.rank !== 1 ? transpose(table) : table;
}
/**
 * Covariances: Σ w (x − mean x)(y − mean y) / (Σ w − ddof) for all pairs of variables.   x: [variables, observations]   y: [variables, variables]   As numpy's cov.
 * @example
 * cov(tensor([[0, 1, 2], [2, 1, 0]])) // [[1, -1], [-1, 1]]
 */
export function cov<S = [], D = Weak, const Y extends TensorLike | undefined = undefined, Rows extends boolean = true, const E extends DType | undefined = undefined, F extends TensorLike | undefined = undefined, W extends TensorLike | undefined = undefined>(x: Fits<Table<S, Rows>, Operand<S, D>>, options?: CovOptions<Fits<Tables<S, D, Y, Rows>, Y>, Rows, Fits<FloatOrNone<Tables<S, D, Y, Rows>, E>, E>, Fits<Often<Tables<S, D, Y, Rows>, E, F>, F>, Fits<Often<Tables<S, D, Y, Rows>, E, F> extends Mistake<string> ? W : Observed<'aweights', Tables<S, D, Y, Rows>, E, W, never>, W>>): Tensor<Covariances<Gives<Tables<S, D, Y, Rows>>>, As<E, WithDTypeOf<WithDTypeOf<WithDTypeOf<Inexact<D>, Y>, F>, W>>>;
export function cov(given: TensorLike, { y, rowvar = true, bias = false, ddof = bias ? 0 : 1, fweights, aweights, dtype }: CovOptions = {}): Tensor {
  if (dtype !== undefined) checkDType('cov', dtype);
  const own = variables(given, rowvar), more = y === undefined ? [] : [variables(y, rowvar)], joined = more.length === 0 ? own : concat([own, ...more]);
  if (dtype !== undefined && !isFloat(dtype)) throw new CotangentError(notAFloat(dtype), { code: 'NN0205', hint: 'choose f32 or another float' });
  const x = dtype === undefined ? joined : astype(joined, dtype), n = x.shape[1]!;
  if (x.shape[0] === 0) return reshape(x, [0, 0]);
  const shape = x.shape[0] === 1 ? [] : [x.shape[0]!, x.shape[0]!];
  if (n === 0) return full(shape, NaN, { dtype: x.dtype });
  const weight = (what: 'fweights' | 'aweights', w: TensorLike | undefined, whole: boolean): Tensor | undefined => {
    if (w === undefined) return undefined;
    const t = tensorOf('cov', w);
    if (t.rank !== 1 || t.shape[0] !== n || (whole && !isInteger(t.dtype))) throw new CotangentError(otherObservations(what, showType(t), `${n}`), { code: 'NN0594', hint: `give ${whole ? 'integers' : 'numbers'} of shape [${n}]` });
    return abs(t);
  };
  const often = weight('fweights', fweights, true), much = weight('aweights', aweights, false), both = often && much ? mul(often, much) : often ?? much;
  const w = both && (dtype === undefined ? both : astype(both, dtype));
  const centre = w ? average(x, { axis: 1, weights: w }) : mean(x, { axis: 1 }), total = w && astype(sum(floating(w)), x.dtype);
  const free = total === undefined ? n - ddof : ddof === 0 ? total : much === undefined ? sub(total, ddof) : sub(total, div(mul(sum(mul(w!, much)), ddof), total));
  const centred = sub(x, expandDims(centre, 1)), covariance = squeeze(div(dot(centred, transpose(w ? mul(centred, w) : centred)), free));
  return dtype === undefined ? covariance : astype(covariance, dtype);
}
/**
 * Correlations: covariances divided by the standard deviations of both variables, from −1 to 1.   x: [variables, observations]   y: [variables, variables]
 * As numpy's corrcoef.
 * @example
 * corrcoef(tensor([[0, 1, 2], [2, 1, 0]])) // [[1, -1], [-1, 1]]
 */
export function corrcoef<S = [], D = Weak, const Y extends TensorLike | undefined = undefined, Rows extends boolean = true, const E extends DType | undefined = undefined>(x: Fits<Table<S, Rows>, Operand<S, D>>, options?: CovarianceOptions<Fits<Tables<S, D, Y, Rows>, Y>, Rows, Fits<FloatOrNone<Tables<S, D, Y, Rows>, E>, E>>): Tensor<Covariances<Gives<Tables<S, D, Y, Rows>>>, As<E, WithDTypeOf<Inexact<D>, Y>>>;
export function corrcoef(x: TensorLike, options: CovarianceOptions = {}): Tensor {
  const c = cov(x, options);
  if (c.rank === 0) return div(c, c);
  const deviation = sqrt(diag(c));
  return clip(div(div(c, expandDims(deviation, 1)), expandDims(deviation, 0)), -1, 1);
}

/** numpy: medians and quantiles, weighted averages, covariance and correlation. */
import { isFloat, isInteger, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
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
import { any, countNonzero, mean, sum, type ReduceOptions } from './reductions.ts';
import { ceil, clip, floor, maximum, minimum } from './rounding.ts';
import { atleast2d, broadcastTo, expandDims, moveaxis, ravel, reshape, squeeze, transpose } from './shape.ts';
import { argsort, sort } from './sorting.ts';

const methods = ['linear', 'lower', 'higher', 'midpoint', 'nearest', 'inverted_cdf'] as const;
/** What a quantile is that falls between two elements. */
export type QuantileMethod = (typeof methods)[number];
export interface QuantileOptions extends ReduceOptions {
  readonly method?: QuantileMethod;
  /** How much each element counts, with method inverted_cdf: of the tensor's shape, or of the axes'. */
  readonly weights?: TensorLike;
}

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : astype(x, 'f32'));
const isNaNOf = (x: Tensor): Tensor => notEqual(x, x);
/** The axes that are reduced made into one, the last. */
const gathered = (x: Tensor, axes: readonly number[]): Tensor => {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  return reshape(transpose(x, [...kept, ...axes]), [...kept.map((a) => x.shape[a]!), axes.reduce((n, a) => n * x.shape[a]!, 1)]);
};

const quantiles = (name: string, skipsNaN: boolean) => (given: TensorLike, at: TensorLike, { axis, keepDims = false, method = 'linear', weights }: QuantileOptions = {}): Tensor => {
  if (!methods.includes(method)) throw new CotangentError(`${name}: there is no method '${String(method)}'`, { code: 'NN0592', hint: `use one of ${methods.join(', ')}` });
  if (weights !== undefined && method !== 'inverted_cdf') throw new CotangentError(`${name}: method ${method} has no weights`, { code: 'NN0591', hint: 'use method inverted_cdf' });
  const x = floating(tensorOf(name, given)), q = typeof at === 'number' && x.dtype === 'f64' ? full([], at, { dtype: 'f64' }) : floating(tensorOf(name, at)), axes = axesAt(name, x, axis);
  if (q.rank > 1) throw new CotangentError(`${name}: q is ${showShape(q.shape)}`, { code: 'NN0217', hint: 'give a number, or a tensor with one axis' });
  const rows = gathered(x, axes), n = rows.shape.at(-1)!, kept = rows.shape.slice(0, -1);
  if (n === 0) throw new CotangentError(`${name} of no elements has no value: ${showShape(x.shape)}`, { code: 'NN0214' });
  const list = ravel(q), y = method === 'inverted_cdf'
    ? inverted(rows, list, weights === undefined ? undefined : gathered(weightsFor(name, x, weights, axes), axes), skipsNaN)
    : between(rows, list, method, skipsNaN);
  // [..kept, q] to [q, ..kept], with the reduced axes where they were.
  const shape = keepDims ? x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) : kept;
  return astype(reshape(moveaxis(y, -1, 0), [...q.shape, ...shape]), x.dtype);
};

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

/** Weights of x's shape: given so, or for the axes that are reduced. */
function weightsFor(name: string, x: Tensor, weights: TensorLike, axes: readonly number[]): Tensor {
  const w = tensorOf(name, weights), along = axes.map((a) => x.shape[a]);
  if (showShape(w.shape) === showShape(x.shape)) return w;
  if (w.shape.join() !== along.join()) throw new CotangentError(`${name}: weights of ${showShape(w.shape)} for ${showShape(x.shape)} along [${axes.join(', ')}]`, { code: 'NN0594', hint: `give them the shape of the tensor, or [${along.join(', ')}]` });
  return broadcastTo(reshape(w, x.shape.map((d, i) => (axes.includes(i) ? d : 1))), x.shape);
}

/**
 * What the share q of the elements does not exceed, over the axes: q from 0 to 1, a number or several.   x: [..s]   q: [k] or []   y: [k, ..s without the axes]
 * Between two elements `method` decides: linear, lower, higher, midpoint, nearest, or inverted_cdf. NaN where there is one. As numpy's quantile.
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5) // 2.5
 * quantile(tensor([1, 2, 3, 4]), tensor([0, 0.25]), { method: 'lower' }) // [1, 1]
 */
export const quantile: (x: TensorLike, q: TensorLike, options?: QuantileOptions) => Tensor = quantiles('quantile', false);
/**
 * As `quantile`, of the elements that are numbers; NaN where none is.   As numpy's nanquantile.
 * @example
 * nanquantile(tensor([1, NaN, 3]), 0.5) // 2
 */
export const nanquantile: (x: TensorLike, q: TensorLike, options?: QuantileOptions) => Tensor = quantiles('nanquantile', true);
/**
 * As `quantile`, with q from 0 to 100.   As numpy's percentile.
 * @example
 * percentile(tensor([1, 2, 3, 4]), 50) // 2.5
 */
export const percentile = (x: TensorLike, q: TensorLike, options: QuantileOptions = {}): Tensor => quantile(x, div(q, 100), options);
/**
 * As `nanquantile`, with q from 0 to 100.   As numpy's nanpercentile.
 * @example
 * nanpercentile(tensor([1, NaN, 3]), 50) // 2
 */
export const nanpercentile = (x: TensorLike, q: TensorLike, options: QuantileOptions = {}): Tensor => nanquantile(x, div(q, 100), options);
/**
 * The element in the middle, or the mean of the two there, over the axes.   x: [..s]   y: s without the axes.   As numpy's median.
 * @example
 * median(tensor([3, 1, 2])) // 2
 */
export const median = (x: TensorLike, options: ReduceOptions = {}): Tensor => quantile(x, 0.5, { ...options, method: 'midpoint' });
/**
 * The median of the elements that are numbers; NaN where none is.   As numpy's nanmedian.
 * @example
 * nanmedian(tensor([3, NaN, 1])) // 2
 */
export const nanmedian = (x: TensorLike, options: ReduceOptions = {}): Tensor => nanquantile(x, 0.5, { ...options, method: 'midpoint' });

export interface AverageOptions extends ReduceOptions {
  /** How much each element counts: of the tensor's shape, or of the axes'. */
  readonly weights?: TensorLike;
}
/**
 * Σ w x / Σ w over the axes; without weights the mean.   x: [..s]   y: s without the axes.   With returned also Σ w. As numpy's average.
 * @example
 * average(tensor([1, 2, 3]), { weights: tensor([3, 1, 0]) }) // 1.25
 */
export function average(x: TensorLike, options: AverageOptions & { readonly returned: true }): [Tensor, Tensor];
export function average(x: TensorLike, options?: AverageOptions & { readonly returned?: false }): Tensor;
export function average(given: TensorLike, { weights, returned = false, ...options }: AverageOptions & { readonly returned?: boolean } = {}): Tensor | [Tensor, Tensor] {
  const { axis } = options, own = tensorOf('average', given), axes = axesAt('average', own, axis);
  if (weights === undefined) {
    const y = mean(own, options);
    return returned ? [y, full(y.shape, axes.reduce((n, a) => n * own.shape[a]!, 1), { dtype: y.dtype })] : y;
  }
  const given2 = tensorOf('average', weights);
  if ((axis === undefined || axis === null) && showShape(given2.shape) !== showShape(own.shape))
    throw new CotangentError(`average: weights of ${showShape(given2.shape)} for ${showShape(own.shape)}`, { code: 'NN0594', hint: 'say along which axes they count' });
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

export interface CovarianceOptions {
  /** More variables. */
  readonly y?: TensorLike;
  /** Whether variables are rows and observations columns. On when absent. */
  readonly rowvar?: boolean;
  readonly dtype?: DType;
}
export interface CovOptions extends CovarianceOptions {
  /** Divides by the number of observations, not by one less. */
  readonly bias?: boolean;
  /** Taken off the number of observations; stands before `bias`. */
  readonly ddof?: number;
  /** How often each observation was made. */
  readonly fweights?: TensorLike;
  /** How much each observation counts. */
  readonly aweights?: TensorLike;
}
function variables(name: string, given: TensorLike, rowvar: boolean): Tensor {
  const x = tensorOf(name, given);
  if (x.rank > 2) throw new CotangentError(`${name}: ${showShape(x.shape)} has more than two axes`, { code: 'NN0217', hint: 'give variables × observations' });
  const table = atleast2d(floating(x));
  return !rowvar && x.rank !== 1 ? transpose(table) : table;
}
/**
 * Covariances: Σ w (x − mean x)(y − mean y) / (Σ w − ddof) for all pairs of variables.   x: [variables, observations]   y: [variables, variables]   As numpy's cov.
 * @example
 * cov(tensor([[0, 1, 2], [2, 1, 0]])) // [[1, -1], [-1, 1]]
 */
export function cov(given: TensorLike, { y, rowvar = true, bias = false, ddof = bias ? 0 : 1, fweights, aweights, dtype }: CovOptions = {}): Tensor {
  if (dtype !== undefined) checkDType('cov', dtype);
  if (dtype !== undefined && !isFloat(dtype)) throw new CotangentError(`cov: a covariance is a float, not ${dtype}`, { code: 'NN0205', hint: 'choose f32 or another float' });
  const own = variables('cov', given, rowvar), more = y === undefined ? [] : [variables('cov', y, rowvar)];
  const joined = more.length === 0 ? own : concat([own, ...more]), x = dtype === undefined ? joined : astype(joined, dtype), n = x.shape[1]!;
  if (x.shape[0] === 0) return reshape(x, [0, 0]);
  const shape = x.shape[0] === 1 ? [] : [x.shape[0]!, x.shape[0]!];
  if (n === 0) return full(shape, NaN, { dtype: x.dtype });
  const weight = (what: string, w: TensorLike | undefined, whole: boolean): Tensor | undefined => {
    if (w === undefined) return undefined;
    const t = tensorOf('cov', w);
    if (t.rank !== 1 || t.shape[0] !== n || (whole && !isInteger(t.dtype))) throw new CotangentError(`cov: ${what} are ${t.dtype}${showShape(t.shape)} for ${n} observations`, { code: 'NN0594', hint: `give ${whole ? 'integers' : 'numbers'} of shape [${n}]` });
    return abs(t);
  };
  const often = weight('fweights', fweights, true), much = weight('aweights', aweights, false), both = often && much ? mul(often, much) : often ?? much;
  const w = both && (dtype === undefined ? both : astype(both, dtype));
  const centre = w ? average(x, { axis: 1, weights: w }) : mean(x, { axis: 1 }), total = w && astype(sum(floating(w)), x.dtype);
  const free = total === undefined ? n - ddof : ddof === 0 ? total : much === undefined ? sub(total, ddof) : sub(total, div(mul(sum(mul(w!, much)), ddof), total));
  const centred = sub(x, expandDims(centre, 1));
  return squeeze(div(dot(centred, transpose(w ? mul(centred, w) : centred)), free));
}
/**
 * Correlations: covariances divided by the standard deviations of both variables, from −1 to 1.   x: [variables, observations]   y: [variables, variables]
 * As numpy's corrcoef.
 * @example
 * corrcoef(tensor([[0, 1, 2], [2, 1, 0]])) // [[1, -1], [-1, 1]]
 */
export function corrcoef(x: TensorLike, options: CovarianceOptions = {}): Tensor {
  const c = cov(x, options);
  if (c.rank === 0) return div(c, c);
  const deviation = sqrt(diag(c));
  return clip(div(div(c, expandDims(deviation, 1)), expandDims(deviation, 0)), -1, 1);
}

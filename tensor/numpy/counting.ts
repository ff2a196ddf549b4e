/** numpy: how often each number, or a number of each range, occurs. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat, isInteger, type DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { div, sub } from './arithmetic.ts';
import { at } from './at.ts';
import { full, ones, zeros } from './creation.ts';
import { astype } from './dtypes.ts';
import { equal, where } from './logic.ts';
import { max, min, sum } from './reductions.ts';
import { placesNeeded, searchsorted } from './searching.ts';
import { reshape } from './shape.ts';

export interface CountOptions {
  /** What each number counts for; 1 when absent. */
  readonly weights?: Tensor;
  /** How many counts there are at least. */
  readonly minlength?: number;
  /** How many counts there are; larger numbers are left out. It must be said where values are not known, as under jit. */
  readonly length?: number;
}

/**
 * How often each whole number occurs: y[k] = Σ of the weights where x is k. Negative numbers count as 0, as in JAX.
 * x: integers [n]   y: [length], i32 or the dtype of the weights.   As numpy's bincount.
 * @example
 * bincount(tensor([1, 3, 1], { dtype: 'i32' })) // [0, 2, 0, 1]
 */
export function bincount(x: Tensor, { weights, minlength = 0, length }: CountOptions = {}): Tensor {
  if ((!isInteger(x.dtype) && x.dtype !== 'bool') || x.rank !== 1)
    throw new CotangentError(`bincount: ${showType(x)} is no list of whole numbers`, { code: 'NN0221', hint: 'give integers in one axis' });
  if (weights && (weights.rank !== 1 || weights.size !== x.size))
    throw new CotangentError(`bincount: the weights are ${showType(weights)}, the numbers ${showType(x)}`, { code: 'NN0227', hint: 'give one weight for each number' });
  const n = length ?? Math.max(minlength, x.size === 0 ? 0 : Math.max(0, placesNeeded('bincount', x, 'say with length how many counts there are').reduce((p, v) => Math.max(p, v))) + 1);
  if (!(Number.isInteger(n) && n >= 0)) throw new CotangentError(`bincount: there cannot be ${n} counts`, { code: 'NN0517', hint: 'length is a whole number, 0 or more' });
  const ids = x.dtype === 'bool' ? astype(x, 'i32') : x.dtype === 'i32' || x.dtype === 'i8' ? where(op('less', [x, 0], (b, [v, zero]) => b.lt(v!, zero!), { promote: true })[0]!, 0, x) : x;
  return at(zeros([n], { dtype: weights?.dtype ?? 'i32' }), ids).add(weights ?? ones([], { dtype: 'i32' }), { mode: 'drop' });
}

export interface HistogramOptions {
  /** How many bins of one width, 10 when absent; or their edges. */
  readonly bins?: number | Tensor;
  /** From where to where bins of one width lie; from the least element to the greatest when absent. */
  readonly range?: readonly [TensorLike, TensorLike];
  /** What each element counts for; 1 when absent. */
  readonly weights?: Tensor;
  /** Whether counts are divided by their sum and the widths of the bins, so that the integral is 1. */
  readonly density?: boolean;
}

const inexact = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'f32');

/**
 * The edges of bins of one width, from the least element to the greatest or over the range given.   y: [bins + 1].   As numpy's histogram_bin_edges.
 * @example
 * histogramBinEdges(tensor([1, 2, 5]), { bins: 2 }) // [1, 3, 5]
 */
export function histogramBinEdges(x: TensorLike, { bins = 10, range }: HistogramOptions = {}): Tensor {
  const a = tensorOf('histogramBinEdges', x), dtype = inexact(a.dtype);
  if (bins instanceof Tensor) {
    if (bins.rank !== 1) throw new CotangentError(`histogram: ${showType(bins)} is no list of edges`, { code: 'NN0217', hint: 'give a number of bins, or their edges in one axis' });
    return astype(bins, dtype);
  }
  if (!(Number.isInteger(bins) && bins > 0)) throw new CotangentError(`histogram: there cannot be ${bins} bins`, { code: 'NN0517', hint: 'give a whole number of at least 1, or a tensor of edges' });
  const [low, high] = range ?? [min(a), max(a)];
  return op(`histogramBinEdges ${bins} ${dtype}`, [astype(low, dtype), astype(high, dtype)], (b, [low, high]) => {
    const flat = b.eq(low!, high!), from = b.select(flat, b.sub(low!, 0.5), low!), to = b.select(flat, b.add(high!, 0.5), high!);
    const step = b.div(b.iota({ shape: [bins], axis: 0, dtype }), bins), wide = (v: Value): Value => b.broadcast(v, { shape: [bins], axes: [] });
    return b.concat([b.add(b.mul(wide(from), b.sub(1, step)), b.mul(wide(to), step)), b.reshape(to, { shape: [1] })], { axis: 0 });
  }, { strong: true })[0]!;
}

/**
 * How many elements lie in each bin: [counts, edges]. Bins include their left edge, the last one its right edge too; what lies outside is
 * not counted.   x: [..s]   counts: [bins]   edges: [bins + 1].   As numpy's histogram, which counts in floats as JAX's.
 * @example
 * histogram(tensor([1, 2, 2, 5]), { bins: 2 }) // [[3, 1], [1, 3, 5]]
 */
export function histogram(x: TensorLike, options: HistogramOptions = {}): [counts: Tensor, edges: Tensor] {
  const { weights, density = false } = options, given = tensorOf('histogram', x);
  if (weights && (weights.rank !== given.rank || weights.shape.some((n, i) => n !== given.shape[i])))
    throw new CotangentError(`histogram: the weights are ${showType(weights)}, the elements ${showType(given)}`, { code: 'NN0227', hint: 'give one weight for each element' });
  const flat = reshape(given, [given.size]), w = weights && reshape(weights, [weights.size]);
  const [a, each] = op('histogram operands', w ? [flat, w] : [flat], (_, [v, u]) => (u === undefined ? [v as Value, v as Value] : [v as Value, u as Value]), { promote: true, float: true }) as [Tensor, Tensor];
  const edges = histogramBinEdges(a, options), n = edges.shape[0]!, last = at(edges, n - 1).get();
  const bin = where(equal(a, last), n - 1, searchsorted(edges, a, { side: 'right' }));
  const counts = at(at(zeros([n], { dtype: each.dtype }), bin).add(w ? each : full([], 1, { dtype: a.dtype }), { mode: 'drop' }), '1:').get();
  if (!density) return [counts, edges];
  return [div(div(counts, sub(at(edges, '1:').get(), at(edges, ':-1').get())), sum(counts)), edges];
}

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
import { placesNeeded, searchsorted, thereCannotBe, type HowMany } from './searching.ts';
import { reshape } from './shape.ts';
import type { FloatDType } from '../../core/dtype.ts';
import type { Fits, Gives, HasRank, Mistake, SomeDiffer, ShowType } from '../../core/types/dim.ts';
import type { Left, Plus } from '../../core/types/number.ts';
import type { Inexact, Weak } from '../../core/types/promote.ts';
import type { Absent, DTypeOf, MetBy, Operand, ShapeOf } from '../signatures.ts';

export interface CountOptions<W = Tensor, N = number> {
  /** What each number counts for; 1 when absent. */
  readonly weights?: W;
  /** How many counts there are at least. */
  readonly minlength?: number;
  /** How many counts there are; larger numbers are left out. It must be said where values are not known, as under jit. */
  readonly length?: N;
}
const noNumbers = <const T extends string>(x: T): noNumbers<T> => `bincount: ${x} is no list of whole numbers`;
type noNumbers<T extends string> = `bincount: ${T} is no list of whole numbers`;
const otherWeights = <const Op extends string, const W extends string, const What extends string, const T extends string>(op: Op, weights: W, what: What, x: T): otherWeights<Op, W, What, T> => `${op}: the weights are ${weights}, the ${what} ${x}`;
type otherWeights<Op extends string, W extends string, What extends string, T extends string> = `${Op}: the weights are ${W}, the ${What} ${T}`;
const truthWeights = <const W extends string>(weights: W): truthWeights<W> => `bincount: the weights are ${weights}, not numbers`;
type truthWeights<W extends string> = `bincount: the weights are ${W}, not numbers`;
type Numbers<S, D> = (HasRank<S> extends false ? true : S extends readonly [unknown] ? true : false) extends true ? (DType extends D ? S : [D] extends [FloatDType] ? Mistake<noNumbers<ShowType<S, D>>> : S) : Mistake<noNumbers<ShowType<S, D>>>;
/** W, where the weights have the shape S. */
type Weighing<Op extends string, What extends string, S, D, W> = Absent<W> extends true ? W : HasRank<S> extends false ? W : HasRank<ShapeOf<W>> extends false ? W : SomeDiffer<ShapeOf<W>, S> extends true ? Mistake<otherWeights<Op, ShowType<ShapeOf<W>, DTypeOf<W>>, What, ShowType<S, D>>> : W;
/** W, where the weights are numbers. */
type Summable<S, D, W> = [DTypeOf<W>] extends ['bool'] ? Mistake<truthWeights<ShowType<ShapeOf<W>, 'bool'>>> : Weighing<'bincount', 'numbers', S, D, W>;

/**
 * How often each whole number occurs: y[k] = Σ of the weights where x is k. Negative numbers count as 0, as in JAX.
 * x: integers [n]   y: [length], i32 or the dtype of the weights.   As numpy's bincount.
 * @example
 * bincount(tensor([1, 3, 1], { dtype: 'i32' })) // [0, 2, 0, 1]
 */
export function bincount<S, D, const W extends Tensor | undefined = undefined, const N extends number | undefined = undefined>(x: Fits<Numbers<S, D>, Tensor<S, D>>, options?: CountOptions<Fits<Summable<S, D, W>, W>, Fits<HowMany<'bincount', N, 'counts'>, N>>): Tensor<[Gives<HowMany<'bincount', N, 'counts'>>], Absent<W> extends true ? 'i32' : DTypeOf<W>>;
export function bincount(x: Tensor, { weights, minlength = 0, length }: CountOptions = {}): unknown {
  if ((!isInteger(x.dtype) && x.dtype !== 'bool') || x.rank !== 1)
    throw new CotangentError(noNumbers(showType(x)), { code: 'NN0221', hint: 'give integers in one axis' });
  if (weights?.dtype === 'bool') throw new CotangentError(truthWeights(showType(weights)), { code: 'NN0205', hint: 'convert them with astype' });
  if (weights && (weights.rank !== 1 || weights.size !== x.size))
    throw new CotangentError(otherWeights('bincount', showType(weights), 'numbers', showType(x)), { code: 'NN0227', hint: 'give one weight for each number' });
  const n = length ?? Math.max(minlength, x.size === 0 ? 0 : Math.max(0, placesNeeded('bincount', x, 'say with length how many counts there are').reduce((p, v) => Math.max(p, v))) + 1);
  if (!(Number.isInteger(n) && n >= 0)) throw new CotangentError(thereCannotBe('bincount', `${n}`, 'counts'), { code: 'NN0517', hint: 'length is a whole number, 0 or more' });
  const ids = x.dtype === 'bool' ? astype(x, 'i32') : x.dtype === 'i32' || x.dtype === 'i8' ? where(op('less', [x, 0], (b, [v, zero]) => b.lt(v!, zero!), { promote: true })[0]!, 0, x) : x;
  return at(zeros([n], { dtype: weights?.dtype ?? 'i32' }), ids).add(weights ?? ones([], { dtype: 'i32' }), { mode: 'drop' });
}

export interface HistogramOptions<B = number | Tensor, W = Tensor> {
  /** How many bins of one width, 10 when absent; or their edges. */
  readonly bins?: B;
  /** From where to where bins of one width lie; from the least element to the greatest when absent. */
  readonly range?: readonly [TensorLike, TensorLike];
  /** What each element counts for; 1 when absent. */
  readonly weights?: W;
  /** Whether counts are divided by their sum and the widths of the bins, so that the integral is 1. */
  readonly density?: boolean;
}

const noEdges = <const T extends string>(x: T): noEdges<T> => `histogram: ${x} is no list of edges`;
type noEdges<T extends string> = `histogram: ${T} is no list of edges`;
/** How many edges there are of so many bins, or in a list. */
type Edges<B> =
  B extends number ? (B extends 0 ? Mistake<thereCannotBe<'histogram', '0', 'bins'>> : HowMany<'histogram', B, 'bins'> extends infer N ? (N extends Mistake<string> ? N : Plus<N, 1>) : never)
  : HasRank<ShapeOf<B>> extends false ? number : ShapeOf<B> extends readonly [infer N] ? N : Mistake<noEdges<ShowType<ShapeOf<B>, DTypeOf<B>>>>;
const inexact = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'f32');

/**
 * The edges of bins of one width, from the least element to the greatest or over the range given.   y: [bins + 1].   As numpy's histogram_bin_edges.
 * @example
 * histogramBinEdges(tensor([1, 2, 5]), { bins: 2 }) // [1, 3, 5]
 */
export function histogramBinEdges<S = [], D = Weak, const B extends number | Tensor = 10>(x: Operand<S, D>, options?: HistogramOptions<Fits<Edges<B>, B>>): Tensor<[Gives<Edges<B>>], Inexact<D>>;
export function histogramBinEdges(x: TensorLike, { bins = 10, range }: HistogramOptions = {}): Tensor {
  const a = tensorOf('histogramBinEdges', x), dtype = inexact(a.dtype);
  if (bins instanceof Tensor) {
    if (bins.rank !== 1) throw new CotangentError(noEdges(showType(bins)), { code: 'NN0217', hint: 'give a number of bins, or their edges in one axis' });
    return astype(bins, dtype);
  }
  if (!(Number.isInteger(bins) && bins > 0)) throw new CotangentError(thereCannotBe('histogram', `${bins}`, 'bins'), { code: 'NN0517', hint: 'give a whole number of at least 1, or a tensor of edges' });
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
export function histogram<S = [], D = Weak, const B extends number | Tensor = 10, const W extends Tensor | undefined = undefined>(x: Operand<S, D>, options?: HistogramOptions<Fits<Edges<B>, B>, Fits<Weighing<'histogram', 'elements', S, D, W>, W>>): [counts: Tensor<[Left<Gives<Edges<B>>, 1>], Inexact<MetBy<D, W>>>, edges: Tensor<[Gives<Edges<B>>], Inexact<MetBy<D, W>>>];
export function histogram(x: TensorLike, options: HistogramOptions = {}): [counts: Tensor, edges: Tensor] {
  const { weights, density = false } = options, given = tensorOf('histogram', x);
  if (weights && (weights.rank !== given.rank || weights.shape.some((n, i) => n !== given.shape[i])))
    throw new CotangentError(otherWeights('histogram', showType(weights), 'elements', showType(given)), { code: 'NN0227', hint: 'give one weight for each element' });
  const flat = reshape(given, [given.size]), w = weights && reshape(weights, [weights.size]);
  const [a, each] = op('histogram operands', w ? [flat, w] : [flat], (_, [v, u]) => (u === undefined ? [v as Value, v as Value] : [v as Value, u as Value]), { promote: true, float: true }) as [Tensor, Tensor];
  const edges = histogramBinEdges(a, options), n = edges.shape[0]!, last = at(edges, n - 1).get();
  const bin = where(equal(a, last), n - 1, searchsorted(edges, a, { side: 'right' }));
  const counts = at(at(zeros([n], { dtype: each.dtype }), bin).add(w ? each : full([], 1, { dtype: a.dtype }), { mode: 'drop' }), '1:').get();
  if (!density) return [counts, edges];
  return [div(div(counts, sub(at(edges, '1:').get(), at(edges, ':-1').get())), sum(counts)), edges];
}

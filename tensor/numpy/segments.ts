/** Sums and the like over parts of a tensor that are named by numbers: jax.ops' segment functions. */
import { CotangentError } from '../../core/diagnostic.ts';
import { boundsOf, isInteger, type DType, type FloatDType } from '../../core/dtype.ts';
import { showType } from '../../core/shape.ts';
import type { Tensor } from '../tensor.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, ShowType, Unknown } from '../../core/types/dim.ts';
import { at, type At, type AtOptions, type IndexMode } from './at.ts';
import { full } from './creation.ts';
import { placesNeeded } from './searching.ts';

export interface SegmentOptions<N = number> {
  /** How many segments there are; it must be said where values are not known, as under jit. */
  readonly numSegments?: N;
  readonly indicesAreSorted?: boolean;
  readonly uniqueIndices?: boolean;
  /** What becomes of a number out of range; its elements are left out when absent. */
  readonly mode?: IndexMode;
}

const notIntegers = <const Op extends string, const B extends string>(op: Op, ids: B): notIntegers<Op, B> => `${op}: the segments are ${ids}, not integers`;
type notIntegers<Op extends string, B extends string> = `${Op}: the segments are ${B}, not integers`;
const notNumbering = <const Op extends string, const B extends string, const S extends string>(op: Op, ids: B, data: S): notNumbering<Op, B, S> => `${op}: the segments ${ids} do not number the first axis of ${data}`;
type notNumbering<Op extends string, B extends string, S extends string> = `${Op}: the segments ${B} do not number the first axis of ${S}`;
/** The shape of N segments of S, named by B. */
type Segments<Op extends string, S, D, B, E, N> =
  HasRank<S> extends false ? Unknown<S> : HasRank<B> extends false ? Unknown<B>
  : DType extends E ? Numbered<Op, S, D, B, E, N>
  : E extends FloatDType | 'bool' ? Mistake<notIntegers<Op, ShowType<B, E>>> : Numbered<Op, S, D, B, E, N>;
type Numbered<Op extends string, S, D, B, E, N> =
  [S, B] extends [readonly [infer M, ...infer R], readonly [infer K]] ? (Differ<M, K> extends true ? Mistake<notNumbering<Op, ShowType<B, E>, ShowType<S, D>>> : [N, ...R])
  : Mistake<notNumbering<Op, ShowType<B, E>, ShowType<S, D>>>;

const segment = <const Op extends string>(name: Op, start: (dtype: DType) => number, join: (part: At, data: Tensor, options: AtOptions) => Tensor) =>
  ((data: Tensor, segmentIds: Tensor, { numSegments, indicesAreSorted = false, uniqueIndices = false, mode = 'drop' }: SegmentOptions = {}): Tensor => {
    if (!isInteger(segmentIds.dtype)) throw new CotangentError(notIntegers(name, showType(segmentIds)), { code: 'NN0221', hint: "make them with dtype 'i32'" });
    if (segmentIds.rank !== 1 || data.rank === 0 || data.shape[0] !== segmentIds.shape[0])
      throw new CotangentError(notNumbering(name, showType(segmentIds), showType(data)), { code: 'NN0227', hint: 'give one number for each slice of the first axis' });
    const n = numSegments ?? placesNeeded(name, segmentIds, 'say with numSegments how many there are').reduce((p, v) => Math.max(p, v + 1), 0);
    if (!(Number.isInteger(n) && n >= 0)) throw new CotangentError(`${name}: there cannot be ${n} segments`, { code: 'NN0517', hint: 'numSegments is a whole number, 0 or more' });
    const whole = full([n, ...data.shape.slice(1)], start(data.dtype), { dtype: data.dtype });
    return join(at(whole, segmentIds), data, { mode, indicesAreSorted, uniqueIndices, wrapNegativeIndices: false });
  }) as <S, D, B, E, const N extends number = number>(data: Tensor<S, D>, segmentIds: Fits<Segments<Op, S, D, B, E, N>, Tensor<B, E>>, options?: SegmentOptions<N>) => Tensor<Gives<Segments<Op, S, D, B, E, N>>, D>;

/**
 * The sum of the slices of each segment: y[k] = Σ data[i] over all i with segmentIds[i] = k; 0 of none. Numbers out of range are left out.
 * data: [n, ..s]   segmentIds: integers [n]   y: [numSegments, ..s].   As jax.ops.segment_sum.
 * @example
 * segmentSum(tensor([1, 2, 3, 4]), tensor([0, 0, 2, 1], { dtype: 'i32' })) // [3, 4, 3]
 */
export const segmentSum = segment('segmentSum', () => 0, (part, data, options) => part.add(data, options));
/**
 * The product of the slices of each segment; 1 of none. Its gradient needs uniqueIndices. Operands as for segmentSum.   As jax.ops.segment_prod.
 * @example
 * segmentProd(tensor([1, 2, 3, 4]), tensor([0, 0, 2, 1], { dtype: 'i32' })) // [2, 4, 3]
 */
export const segmentProd = segment('segmentProd', () => 1, (part, data, options) => part.multiply(data, options));
/**
 * The greatest of the slices of each segment; -∞ of none, of integers the least there is. Operands as for segmentSum.   As jax.ops.segment_max.
 * @example
 * segmentMax(tensor([1, 2, 3, 4]), tensor([0, 0, 2, 1], { dtype: 'i32' })) // [2, 4, 3]
 */
export const segmentMax = segment('segmentMax', (dtype) => boundsOf(dtype)[0], (part, data, options) => part.max(data, options));
/**
 * The least of the slices of each segment; ∞ of none, of integers the greatest there is. Operands as for segmentSum.   As jax.ops.segment_min.
 * @example
 * segmentMin(tensor([1, 2, 3, 4]), tensor([0, 0, 2, 1], { dtype: 'i32' })) // [1, 4, 3]
 */
export const segmentMin = segment('segmentMin', (dtype) => boundsOf(dtype)[1], (part, data, options) => part.min(data, options));

/** numpy: reductions that leave NaN out. */
import { boundsOf, isFloat, type DType } from '../../core/dtype.ts';
import { floatsOnly, numbersOnly } from '../create.ts';
import { axesAt, tensorOf } from '../operand.ts';
import { checked } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { div, square, sub } from './arithmetic.ts';
import { astype } from './dtypes.ts';
import { sqrt } from './exponential.ts';
import { equal, greater, logicalAnd, notEqual, where } from './logic.ts';
import { checkMask } from './masks.ts';
import { all, argmax, argmin, countNonzero, max, mean, min, prod, sum, variance, type ExtremeOptions, type FoldOptions, type MeanOptions, type Position, type PositionOptions, type ReduceOptions, type Reduction, type VarianceOptions } from './reductions.ts';

const isNaNOf = (x: Tensor): Tensor => notEqual(x, x);
const isNumber = (x: Tensor): Tensor => equal(x, x);
/** x with another value in the places of NaN. */
const without = (x: Tensor, value: number): Tensor => where(isNaNOf(x), value, x);
const axesOf = ({ axis, keepDims }: ReduceOptions): ReduceOptions => ({ ...(axis !== undefined && { axis }), ...(keepDims !== undefined && { keepDims }) });

const folded = (name: string, fold: (x: TensorLike, options: FoldOptions) => Tensor, neutral: number) => (given: TensorLike, options: FoldOptions = {}): Tensor => {
  const x = tensorOf(name, given);
  return fold(isFloat(x.dtype) ? without(x, neutral) : x, options);
};
/**
 * The sum of the elements that are numbers, over the axes; 0 where none is.   x: [..s]   y: s without the axes.   As numpy's nansum.
 * @example
 * nansum(tensor([1, NaN, 3])) // 4
 */
export const nansum = folded('nansum', sum, 0) as Reduction<'sum', 'fold', 'widened'>;
/**
 * The product of the elements that are numbers, over the axes; 1 where none is.   x: [..s]   y: s without the axes.   As numpy's nanprod.
 * @example
 * nanprod(tensor([2, NaN, 3])) // 6
 */
export const nanprod = folded('nanprod', prod, 1) as Reduction<'prod', 'fold', 'widened'>;

const extreme = (name: string, fold: (x: TensorLike, options: ExtremeOptions) => Tensor, side: 0 | 1) => (given: TensorLike, options: ExtremeOptions = {}): Tensor => {
  const x = tensorOf(name, given);
  if (!isFloat(x.dtype)) return fold(x, options);
  const y = fold(without(x, boundsOf(x.dtype)[side]), options);
  return options.initial === undefined ? where(all(isNaNOf(x), axesOf(options)), NaN, y) : y;
};
/**
 * The greatest of the elements that are numbers, over the axes; NaN where none is.   x: [..s]   y: s without the axes.   As numpy's nanmax.
 * @example
 * nanmax(tensor([1, NaN, 3])) // 3
 */
export const nanmax = extreme('nanmax', max, 0) as Reduction<'max', 'extreme', 'same'>;
/**
 * The least of the elements that are numbers, over the axes; NaN where none is.   x: [..s]   y: s without the axes.   As numpy's nanmin.
 * @example
 * nanmin(tensor([NaN, 2, 3])) // 2
 */
export const nanmin = extreme('nanmin', min, 1) as Reduction<'min', 'extreme', 'same'>;

/** What is refused is refused under the name of the function that was called. */
function check(name: string, x: Tensor, { axis, where: mask }: MeanOptions): void {
  axesAt(name, x, axis);
  if (mask !== undefined) checked(() => checkMask(name, tensorOf(name, mask).type, x.shape));
}
/** How many elements are numbers and count. */
const numbers = (x: Tensor, dtype: DType, { where: mask, ...options }: MeanOptions): Tensor => {
  const counts = isNumber(x), seen = mask === undefined ? counts : logicalAnd(counts, mask);
  return astype(countNonzero(seen, axesOf(options)), dtype);
};
/**
 * The mean of the elements that are numbers, over the axes; NaN where none is.   x: [..s]   y: s without the axes.   As numpy's nanmean.
 * @example
 * nanmean(tensor([1, NaN, 3])) // 2
 */
export const nanmean = ((given: TensorLike, options: MeanOptions = {}): Tensor => {
  const x = tensorOf('nanmean', given), { dtype = x.dtype } = options;
  check('nanmean', x, options);
  return isFloat(x.dtype) ? astype(div(nansum(x, { ...options, dtype }), numbers(x, dtype, options)), dtype) : mean(x, options);
}) as Reduction<'nanmean', 'mean', 'float'>;
/**
 * The variance of the elements that are numbers, over the axes; NaN where there are no more of them than `ddof`.
 * x: [..s]   y: s without the axes.   As numpy's nanvar.
 * @example
 * nanvar(tensor([1, NaN, 3])) // 1
 */
export const nanvar = ((given: TensorLike, options: VarianceOptions = {}): Tensor => {
  const x = tensorOf('nanvar', given), { correction, ddof = 0, mean: known, dtype, ...rest } = options;
  check('nanvar', x, options);
  numbersOnly('nanvar', dtype);
  if (!isFloat(x.dtype)) return variance(x, options);
  // NaN is no integer: what is not to be seen is known before the elements are converted.
  if (dtype !== undefined && !isFloat(dtype)) return variance(without(x, 0), { ...options, where: logicalAnd(isNumber(x), options.where ?? true) });
  const result = dtype ?? x.dtype, inner = result === 'f16' || result === 'bf16' ? 'f32' : result, wide = astype(x, inner);
  const centre = known === undefined ? nanmean(wide, { ...rest, keepDims: true }) : astype(known, inner);
  const total = sum(square(where(isNaNOf(wide), 0, sub(wide, centre))), rest), free = sub(numbers(wide, inner, rest), correction ?? ddof);
  const enough = greater(free, 0);
  return astype(where(enough, div(total, where(enough, free, 1)), NaN), result);
}) as Reduction<'nanvar', 'variance', 'float'>;
/**
 * The square root of `nanvar`.   x: [..s]   y: s without the axes.   As numpy's nanstd.
 * @example
 * nanstd(tensor([1, NaN, 3])) // 1
 */
export const nanstd = ((x: TensorLike, options: VarianceOptions = {}): Tensor => {
  floatsOnly('nanstd', options.dtype);
  return sqrt(nanvar(x, options));
}) as Reduction<'nanvar', 'variance', 'float'>;

const position = (name: string, find: (x: TensorLike, options: PositionOptions) => Tensor, side: 0 | 1) => (given: TensorLike, options: PositionOptions = {}): Tensor => {
  const x = tensorOf(name, given);
  if (!isFloat(x.dtype)) return find(x, options);
  const { axis, keepDims } = options, y = find(without(x, boundsOf(x.dtype)[side]), options);
  return where(all(isNaNOf(x), axesOf({ axis: axis ?? null, ...(keepDims !== undefined && { keepDims }) })), -1, y);
};
/**
 * Where the greatest of the elements that are numbers lies along the axis, or in the flat tensor; −1 where none is.   As numpy's nanargmax.
 * @example
 * nanargmax(tensor([NaN, 1, 3])) // 2
 */
export const nanargmax = position('nanargmax', argmax, 0) as Position<'argmax'>;
/**
 * Where the least of the elements that are numbers lies along the axis, or in the flat tensor; −1 where none is.   As numpy's nanargmin.
 * @example
 * nanargmin(tensor([NaN, 1, 3])) // 1
 */
export const nanargmin = position('nanargmin', argmin, 1) as Position<'argmin'>;


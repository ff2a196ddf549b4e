/** numpy: sampled functions: convolution, correlation, slopes, areas, values between samples, phases. */
import { isFloat, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType } from '../create.ts';
import { axesAt, axisAt, tensorOf, type Axis } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { abs, add, div, floorDivide, mod, mul, neg, sub } from './arithmetic.ts';
import { flip } from './arranging.ts';
import { cumsum, diff } from './cumulative.ts';
import { astype } from './dtypes.ts';
import { take } from './indexing.ts';
import { concat } from './joining.ts';
import { equal, greater, less, lessEqual, logicalAnd, where } from './logic.ts';
import { part } from './part.ts';
import { countNonzero, sum } from './reductions.ts';
import { clip, maximum } from './rounding.ts';
import { expandDims, moveaxis, reshape, squeeze } from './shape.ts';
import { argsort } from './sorting.ts';

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : astype(x, 'f32'));

/** full: wherever they meet.  same: as long as the longer one.  valid: where they meet wholly. */
export type ConvolveMode = 'full' | 'same' | 'valid';
export interface ConvolveOptions {
  readonly mode?: ConvolveMode;
  /** What products are added up in, and the dtype of the result. */
  readonly preferredElementType?: DType;
}
const margins: Readonly<Record<ConvolveMode, (k: number) => readonly [number, number]>> = { valid: () => [0, 0], same: (k) => [Math.floor(k / 2), k - Math.floor(k / 2) - 1], full: (k) => [k - 1, k - 1] };

const sliding = (name: 'convolve' | 'correlate', standard: ConvolveMode) => (given: TensorLike, other: TensorLike, { mode = standard, preferredElementType: wanted }: ConvolveOptions = {}): Tensor => {
  const x = tensorOf(name, given), y = tensorOf(name, other);
  if (!Object.hasOwn(margins, mode)) throw new CotangentError(`${name}: there is no mode '${String(mode)}'`, { code: 'NN0592', hint: `use one of ${Object.keys(margins).join(', ')}` });
  if (wanted !== undefined) checkDType(name, wanted);
  if (x.rank !== 1 || y.rank !== 1 || x.size === 0 || y.size === 0) throw new CotangentError(`${name} of ${showShape(x.shape)} and ${showShape(y.shape)}`, { code: 'NN0217', hint: 'give two tensors with one axis, which are not empty' });
  const swapped = x.size < y.size, [long, short] = swapped ? [y, x] : [x, y];
  const z = op(keyOf(name, mode, wanted), [long, short], (b, [p, q]) => {
    const own = (p as Value).type.dtype, inner = wanted ?? own, to = (v: Value): Value => b.reshape(converted(b, v, inner), { shape: [1, 1, v.type.shape[0]!] });
    const w = name === 'convolve' ? b.rev(q as Value, { axes: [0] }) : q as Value;
    const slid = b.conv(to(p as Value), to(w), { stride: [1], padding: [margins[mode](short.size)], dilation: [1], inputDilation: [1], groups: 1 });
    return b.reshape(slid, { shape: [slid.type.shape[2]!] });
  }, { promote: true, float: wanted === undefined, strong: wanted !== undefined })[0]!;
  // Correlation has a direction: the shorter one slid along the longer, read from the end.
  return name === 'correlate' && swapped ? flip(z) : z;
};
/**
 * zₙ = Σₖ xₖ yₙ₋ₖ.   x: [n]   y: [m]   z: [n + m − 1], or as `mode` says.   As numpy's convolve.
 * @example
 * convolve(tensor([1, 2, 3]), tensor([0, 1])) // [0, 1, 2, 3]
 */
export const convolve: (x: TensorLike, y: TensorLike, options?: ConvolveOptions) => Tensor = sliding('convolve', 'full');
/**
 * zₙ = Σₖ xₙ₊ₖ yₖ.   x: [n]   y: [m]   z: [n − m + 1], or as `mode` says.   As numpy's correlate.
 * @example
 * correlate(tensor([1, 2, 3]), tensor([0, 1])) // [2, 3]
 */
export const correlate: (x: TensorLike, y: TensorLike, options?: ConvolveOptions) => Tensor = sliding('correlate', 'valid');

/**
 * Slopes along axes: half the distance of both neighbours, at the ends the distance to the only one. `spacing`: the distance of samples, one per axis or
 * one for all, or where they lie, [n]. One axis gives a tensor, several a list. As numpy's gradient.
 * @example
 * gradient(tensor([1, 4, 9, 16])) // [3, 4, 6, 7]
 * gradient(tensor([1, 4, 9]), { spacing: [2] }) // [1.5, 2, 2.5]
 */
export function gradient(given: TensorLike, { axis, spacing = [] }: { axis?: Axis; spacing?: readonly TensorLike[] } = {}): Tensor | Tensor[] {
  const x = floating(tensorOf('gradient', given)), axes = axis === undefined || axis === null ? axesAt('gradient', x, axis) : (typeof axis === 'number' ? [axis] : axis).map((a) => axisAt('gradient', a, x.rank));
  const short = axes.find((a) => x.shape[a]! < 2);
  if (short !== undefined) throw new CotangentError(`gradient: axis ${short} of ${showShape(x.shape)} has size ${x.shape[short]}`, { code: 'NN0595', hint: 'a slope needs two samples' });
  if (spacing.length > 1 && spacing.length !== axes.length) throw new CotangentError(`gradient: ${spacing.length} spacings for ${axes.length} axes`, { code: 'NN0519', hint: 'give one, or one for each axis' });
  const slopes = axes.map((a, i) => slopeAlong(x, a, tensorOf('gradient', spacing.length === 0 ? 1 : spacing[spacing.length === 1 ? 0 : i]!)));
  return slopes.length === 1 ? slopes[0]! : slopes;
}
function slopeAlong(x: Tensor, axis: number, h: Tensor): Tensor {
  const n = x.shape[axis]!, [first, second, last, before] = [part(x, axis, 0, 1), part(x, axis, 1, 2), part(x, axis, n - 1, n), part(x, axis, n - 2, n - 1)];
  const [low, middle, high] = [part(x, axis, 0, n - 2), part(x, axis, 1, n - 1), part(x, axis, 2, n)];
  if (h.rank === 0) return concat([div(sub(second, first), h), div(mul(sub(high, low), 0.5), h), div(sub(last, before), h)], { axis });
  if (h.rank !== 1 || h.shape[0] !== n) throw new CotangentError(`gradient: places of ${showShape(h.shape)} for the ${n} samples of axis ${axis}`, { code: 'NN0519', hint: 'give a distance, or a place for each sample' });
  const steps = reshape(diff(h), x.shape.map((_, i) => (i === axis ? n - 1 : 1))), [p, q] = [part(steps, axis, 0, n - 2), part(steps, axis, 1, n - 1)];
  // The parabola through three samples, by its slope at the middle one.
  const inner = add(add(mul(neg(div(q, mul(p, add(p, q)))), low), mul(div(sub(q, p), mul(p, q)), middle)), mul(div(p, mul(q, add(p, q))), high));
  return concat([div(sub(second, first), part(steps, axis, 0, 1)), inner, div(sub(last, before), part(steps, axis, n - 2, n - 1))], { axis });
}

/**
 * The area under samples, by trapezoids, along the last axis or the one named. x: where they lie, or dx: how far apart.   y: [..s, n]   z: [..s]
 * As numpy's trapezoid.
 * @example
 * trapezoid(tensor([1, 2, 3])) // 4
 * trapezoid(tensor([1, 2, 3]), { x: tensor([0, 2, 3]) }) // 5.5
 */
export function trapezoid(given: TensorLike, { x, dx = 1, axis = -1 }: { x?: TensorLike; dx?: TensorLike; axis?: number } = {}): Tensor {
  const y = floating(tensorOf('trapezoid', given)), at = axisAt('trapezoid', axis, y.rank), rows = moveaxis(y, at, -1), n = rows.shape.at(-1)!, last = rows.rank - 1;
  if (x === undefined) {
    if (n === 0) return mul(sum(rows, { axis: -1 }), dx);
    return mul(dx, sub(sum(rows, { axis: -1 }), mul(0.5, add(squeeze(part(rows, last, 0, 1), -1), squeeze(part(rows, last, n - 1, n), -1)))));
  }
  const places = floating(tensorOf('trapezoid', x)), steps = places.rank === 1 ? diff(places) : moveaxis(diff(places, { axis }), axisAt('trapezoid', axis, places.rank), -1);
  if (n === 0) return sum(rows, { axis: -1 });
  return mul(0.5, sum(mul(steps, add(part(rows, last, 1, n), part(rows, last, 0, n - 1))), { axis: -1 }));
}

export interface InterpOptions {
  /** What stands below the first sample and above the last; the sample itself when absent, the line carried on with 'extrapolate'. */
  readonly left?: TensorLike | 'extrapolate';
  readonly right?: TensorLike | 'extrapolate';
  /** The function repeats after this distance. */
  readonly period?: TensorLike;
}
/**
 * The broken line through samples, at other places.   x: [..s]   xp, fp: [n], xp in order   y: [..s]   As numpy's interp.
 * @example
 * interp(tensor([0.5, 3]), tensor([0, 1, 2]), tensor([0, 10, 20])) // [5, 20]
 */
export function interp(at: TensorLike, xp: TensorLike, fp: TensorLike, { left, right, period }: InterpOptions = {}): Tensor {
  let places = floating(tensorOf('interp', xp)), values = floating(tensorOf('interp', fp)), x = floating(tensorOf('interp', at));
  if (places.rank !== 1 || values.rank !== 1 || places.size !== values.size || places.size === 0)
    throw new CotangentError(`interp: xp is ${showShape(places.shape)} and fp is ${showShape(values.shape)}`, { code: 'NN0595', hint: 'give as many values as places, in tensors with one axis' });
  for (const [what, side] of [['left', left], ['right', right]] as const)
    if (typeof side === 'string' && side !== 'extrapolate') throw new CotangentError(`interp: ${what} is '${String(side)}'`, { code: 'NN0592', hint: "give a number, or 'extrapolate'" });
  if (period !== undefined) {
    const around = abs(period), order = argsort(mod(places, around)), n = places.size;
    x = mod(x, around);
    places = take(mod(places, around), order);
    values = take(values, order);
    places = concat([sub(part(places, 0, n - 1, n), around), places, add(part(places, 0, 0, 1), around)]);
    values = concat([part(values, 0, n - 1, n), values, part(values, 0, 0, 1)]);
  }
  // How many places lie at or before x, and so which two it lies between.
  const n = places.size, i = clip(countNonzero(lessEqual(places, expandDims(x, -1)), { axis: -1 }), 1, n - 1), before = maximum(sub(i, 1), 0);
  const of = (list: Tensor, index: Tensor): Tensor => take(list, index), width = sub(of(places, i), of(places, before));
  // A step of no width has no slope, and no gradient either.
  const flat = lessEqual(abs(width), spacingOfEpsilon[places.dtype] ?? 0), share = div(sub(x, of(places, before)), where(flat, 1, width));
  const y = where(flat, of(values, before), add(of(values, before), mul(share, sub(of(values, i), of(values, before)))));
  if (period !== undefined) return y;
  const end = (k: number): Tensor => squeeze(part(values, 0, k, k + 1), 0), limit = (k: number): Tensor => squeeze(part(places, 0, k, k + 1), 0);
  const low = left === 'extrapolate' ? y : where(less(x, limit(0)), left ?? end(0), y);
  return right === 'extrapolate' ? low : where(greater(x, limit(n - 1)), right ?? end(n - 1), low);
}
/** The distance of the numbers beside the dtype's epsilon. */
const spacingOfEpsilon: Readonly<Partial<Record<DType, number>>> = { f16: 2 ** -20, bf16: 2 ** -14, f32: 2 ** -46, f64: 2 ** -104 };

/**
 * Phases without jumps: where two neighbours differ by more than `discont`, by default half the period, periods are added or taken off.   x, y: [..s]
 * As numpy's unwrap.
 * @example
 * unwrap(tensor([0, 3, 6.5, 0.5]), { period: 7 }) // [0, 3, 6.5, 7.5]
 */
export function unwrap(given: TensorLike, { discont, axis = -1, period = 2 * Math.PI }: { discont?: TensorLike; axis?: number; period?: TensorLike } = {}): Tensor {
  const p = tensorOf('unwrap', given), met = add(p, mul(period, 0)), x = met.dtype === p.dtype ? p : astype(p, met.dtype), at = axisAt('unwrap', axis, x.rank), n = x.shape[at]!;
  if (n === 0) return x;
  const half = isFloat(x.dtype) ? div(period, 2) : floorDivide(period, 2), steps = diff(x, { axis: at }), bent = sub(mod(add(steps, half), period), half);
  const within = where(logicalAnd(equal(bent, neg(half)), greater(steps, 0)), half, bent);
  const correction = where(less(abs(steps), discont ?? div(period, 2)), 0, sub(within, steps));
  return concat([part(x, at, 0, 1), add(part(x, at, 1, n), cumsum(correction, { axis: at }))], { axis: at });
}

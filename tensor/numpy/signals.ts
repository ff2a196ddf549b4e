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
import type { definedFor } from '../../ops/rules.ts';
import type { noAxis } from '../../core/shape.ts';
import type { Along, Around, AtDefault, Axes, AxisOf, ListOf, RankOf, Reduced, Resized } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Differ, ElementOf, Fits, Gives, HasRank, Mistake, Shape, ShowDim, ShowShape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Add, Left, Less, Min, Sub } from '../../core/types/number.ts';
import type { Inexact, Promote, Weak } from '../../core/types/promote.ts';
import type { Absent, As, DTypeOf, Made, MetBy, Operand, ShapeOf } from '../signatures.ts';
import type { WithoutLast } from './diagonals.ts';

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : astype(x, 'f32'));

/** full: wherever they meet.  same: as long as the longer one.  valid: where they meet wholly. */
export type ConvolveMode = 'full' | 'same' | 'valid';
export interface ConvolveOptions<M = ConvolveMode, E = DType | undefined> {
  readonly mode?: M;
  /** What products are added up in, and the dtype of the result. */
  readonly preferredElementType?: E;
}
const margins: Readonly<Record<ConvolveMode, (k: number) => readonly [number, number]>> = { valid: () => [0, 0], same: (k) => [Math.floor(k / 2), k - Math.floor(k / 2) - 1], full: (k) => [k - 1, k - 1] };

const noSignals = <const Name extends string, const X extends string, const Y extends string>(name: Name, x: X, y: Y): noSignals<Name, X, Y> => `${name} of ${x} and ${y}`;
type noSignals<Name extends string, X extends string, Y extends string> = `${Name} of ${X} and ${Y}`;
/** The longer of two is slid over; E: the dtype asked for. */
type Slid<Name extends string, A, B, M, E> =
  HasRank<A> extends false ? [number] : HasRank<B> extends false ? [number]
  : A extends readonly [infer N]
    ? B extends readonly [infer K]
      ? N extends 0 ? Mistake<noSignals<Name, ShowShape<A>, ShowShape<B>>> : K extends 0 ? Mistake<noSignals<Name, ShowShape<A>, ShowShape<B>>>
      : E extends 'bool' ? Mistake<definedFor<'conv', 'numbers', ShowType<[1, 1, Longer<N, K>], E>>>
      : [number, M] extends [N | K, ConvolveMode] ? [number] : Margin<N, K, M>
      : Mistake<noSignals<Name, ShowShape<A>, ShowShape<B>>>
    : Mistake<noSignals<Name, ShowShape<A>, ShowShape<B>>>;
type Longer<N, K> = Less<N, K> extends true ? K : N;
type Margin<N, K, M> = [N, K] extends [number, number] ? (M extends 'full' ? [Sub<Add<N, K>, 1>] : M extends 'same' ? [Longer<N, K>] : [Add<Sub<Longer<N, K>, Min<N, K>>, 1>]) : [number];
interface Sliding<Name extends string, Standard extends ConvolveMode> {
  <A = [], D = Weak, B = [], E = Weak, M extends ConvolveMode = Standard, P extends DType | undefined = undefined>(
    x: Operand<A, D>, y: Fits<Slid<Name, A, B, M, P>, Operand<B, E>>, options?: ConvolveOptions<M, P>): Tensor<Gives<Slid<Name, A, B, M, P>>, As<P, Inexact<Promote<D, E>>>>;
}

const sliding = <const Name extends 'convolve' | 'correlate', M extends ConvolveMode>(name: Name, standard: M) => ((given: TensorLike, other: TensorLike, { mode = standard, preferredElementType: wanted }: ConvolveOptions = {}): Tensor => {
  const x = tensorOf(name, given), y = tensorOf(name, other);
  if (!Object.hasOwn(margins, mode)) throw new CotangentError(`${name}: there is no mode '${String(mode)}'`, { code: 'NN0592', hint: `use one of ${Object.keys(margins).join(', ')}` });
  if (wanted !== undefined) checkDType(name, wanted);
  if (x.rank !== 1 || y.rank !== 1 || x.size === 0 || y.size === 0) throw new CotangentError(noSignals(name, showShape(x.shape), showShape(y.shape)), { code: 'NN0217', hint: 'give two tensors with one axis, which are not empty' });
  const swapped = x.size < y.size, [long, short] = swapped ? [y, x] : [x, y];
  const z = op(keyOf(name, mode, wanted), [long, short], (b, [p, q]) => {
    const own = (p as Value).type.dtype, inner = wanted ?? own, to = (v: Value): Value => b.reshape(converted(b, v, inner), { shape: [1, 1, v.type.shape[0]!] });
    const w = name === 'convolve' ? b.rev(q as Value, { axes: [0] }) : q as Value;
    const slid = b.conv(to(p as Value), to(w), { stride: [1], padding: [margins[mode](short.size)], dilation: [1], inputDilation: [1], groups: 1 });
    return b.reshape(slid, { shape: [slid.type.shape[2]!] });
  }, { promote: true, float: wanted === undefined, strong: wanted !== undefined })[0]!;
  // Correlation has a direction: the shorter one slid along the longer, read from the end.
  return name === 'correlate' && swapped ? flip(z) : z;
}) as Sliding<Name, M>;
/**
 * zₙ = Σₖ xₖ yₙ₋ₖ.   x: [n]   y: [m]   z: [n + m − 1], or as `mode` says.   As numpy's convolve.
 * @example
 * convolve(tensor([1, 2, 3]), tensor([0, 1])) // [0, 1, 2, 3]
 */
export const convolve = sliding('convolve', 'full');
/**
 * zₙ = Σₖ xₙ₊ₖ yₖ.   x: [n]   y: [m]   z: [n − m + 1], or as `mode` says.   As numpy's correlate.
 * @example
 * correlate(tensor([1, 2, 3]), tensor([0, 1])) // [2, 3]
 */
export const correlate = sliding('correlate', 'valid');

/**
 * Slopes along axes: half the distance of both neighbours, at the ends the distance to the only one. `spacing`: the distance of samples, one per axis or
 * one for all, or where they lie, [n]. One axis gives a tensor, several a list. As numpy's gradient.
 * @example
 * gradient(tensor([1, 4, 9, 16])) // [3, 4, 6, 7]
 * gradient(tensor([1, 4, 9]), { spacing: [2] }) // [1.5, 2, 2.5]
 */
export function gradient<S = [], D = Weak, const A extends Axis = null, const H extends readonly TensorLike[] = []>(x: AtDefault<A, null, Sloping<S, AxesOf<S, A>>, Operand<S, D>>, options?: { axis?: Fits<Sloping<S, AxesOf<S, A>>, number extends A ? Axes | null : A>; spacing?: Fits<Spaced<S, AxesOf<S, A>, H>, H> }): Gradient<S, Inexact<D>, AxesOf<S, A>, H>;
export function gradient(given: TensorLike, { axis, spacing = [] }: { axis?: Axis; spacing?: readonly TensorLike[] } = {}): unknown {
  const x = floating(tensorOf('gradient', given)), axes = axis === undefined || axis === null ? axesAt('gradient', x, axis) : (typeof axis === 'number' ? [axis] : axis).map((a) => axisAt('gradient', a, x.rank));
  const short = axes.find((a) => x.shape[a]! < 2);
  if (short !== undefined) throw new CotangentError(tooShort(`${short}`, showShape(x.shape), `${x.shape[short]!}`), { code: 'NN0595', hint: 'a slope needs two samples' });
  if (spacing.length > 1 && spacing.length !== axes.length) throw new CotangentError(otherSpacings(`${spacing.length}`, `${axes.length}`), { code: 'NN0519', hint: 'give one, or one for each axis' });
  const slopes = axes.map((a, i) => slopeAlong(x, a, tensorOf('gradient', spacing.length === 0 ? 1 : spacing[spacing.length === 1 ? 0 : i]!)));
  return slopes.length === 1 ? slopes[0]! : slopes;
}
const tooShort = <const A extends string, const S extends string, const N extends string>(axis: A, shape: S, size: N): tooShort<A, S, N> => `gradient: axis ${axis} of ${shape} has size ${size}`;
type tooShort<A extends string, S extends string, N extends string> = `gradient: axis ${A} of ${S} has size ${N}`;
const otherSpacings = <const N extends string, const M extends string>(spacings: N, axes: M): otherSpacings<N, M> => `gradient: ${spacings} spacings for ${axes} axes`;
type otherSpacings<N extends string, M extends string> = `gradient: ${N} spacings for ${M} axes`;
const otherPlaces = <const H extends string, const N extends string, const A extends string>(places: H, samples: N, axis: A): otherPlaces<H, N, A> => `gradient: places of ${places} for the ${samples} samples of axis ${axis}`;
type otherPlaces<H extends string, N extends string, A extends string> = `gradient: places of ${H} for the ${N} samples of axis ${A}`;
type AllAxes<S, I extends unknown[] = [], R extends unknown[] = []> = S extends readonly [unknown, ...infer T] ? AllAxes<T, [...I, 0], [...R, I['length']]> : R;
type AxesOf<S, A> = [A] extends [null | undefined] ? (HasRank<S> extends true ? AllAxes<S> : readonly number[]) : ListOf<A>;
/** S, where it has the axes L, each with two samples at least. */
type Sloping<S, L> = HasRank<S> extends false ? Unknown<S> : HasRank<L> extends false ? S : number extends ElementOf<L> ? S : Missing<S, L> extends infer M ? ([M] extends [never] ? Short<S, L> : M) : never;
type Missing<S, L> = L extends readonly [infer A, ...infer R] ? (Around<S, A> extends [] ? Mistake<noAxis<'gradient', `${A & number}`, `${RankOf<S> & number}`>> : Missing<S, R>) : never;
type Short<S, L> = L extends readonly [infer A, ...infer R] ? (Around<S, A> extends [unknown, infer N, unknown] ? (N extends number ? Less<N, 2> : false) extends true ? Mistake<tooShort<`${AxisOf<S, A>}`, ShowShape<S>, ShowDim<N>>> : Short<S, R> : never) : S;
/** The distances H, where there is one for all axes or one for each, and as many places as samples. */
type Spaced<S, L, H> =
  HasRank<L> extends false ? H : HasRank<H> extends false ? H : Sloping<S, L> extends Mistake<string> ? H
  : H extends readonly [] ? H : H extends readonly [infer All] ? Placed<S, L, H, All> : RankOf<H> extends RankOf<L> ? Placed<S, L, H> : Mistake<otherSpacings<`${RankOf<H> & number}`, `${RankOf<L> & number}`>>;
type Placed<S, L, H, All = never, Rest = H> =
  L extends readonly [infer A, ...infer R]
    ? ([All] extends [never] ? (Rest & readonly unknown[])[0] : All) extends infer X
      ? ShapeOf<X> extends infer P
        ? HasRank<P> extends false ? Placed<S, R, H, All, Rest extends readonly [unknown, ...infer T] ? T : []>
        : P extends readonly [] ? Placed<S, R, H, All, Rest extends readonly [unknown, ...infer T] ? T : []>
        : Around<S, A> extends [unknown, infer N, unknown]
          ? (P extends readonly [infer M] ? Differ<M, N> : true) extends true ? Mistake<otherPlaces<ShowShape<P>, ShowDim<N>, `${AxisOf<S, A>}`>> : Placed<S, R, H, All, Rest extends readonly [unknown, ...infer T] ? T : []>
          : H
        : never
      : never
    : H;
type Gradient<S, D, L, H> = HasRank<L> extends false ? Slope<S, D, H> | Slope<S, D, H>[] : Slopes<S, D, L, H> extends infer R ? (R extends [infer One] ? One : R) : never;
/** By way of `infer`, so that the tensors are shown and not this name. */
type Slope<S, D, H> = SlopesIn<D, H> extends infer E ? Tensor<S, E> : never;
type SlopesIn<D, H> = H extends readonly [] ? D : H extends readonly [infer X] ? SlopeIn<D, X> : DType;
type Slopes<S, D, L, H, R extends unknown[] = []> =
  L extends readonly [unknown, ...infer T] ? (H extends readonly [infer X, ...infer More] ? Slopes<S, D, T, More extends [] ? H : More, [...R, Tensor<S, SlopeIn<D, X>>]> : Slopes<S, D, T, H, [...R, Slope<S, D, H>]>) : R;
/** The distance of places is a float; one that is given counts as it is. */
type SlopeIn<D, X> = X extends number ? D : Promote<D, ShapeOf<X> extends readonly [] ? DTypeOf<X> : Inexact<DTypeOf<X>>>;
function slopeAlong(x: Tensor, axis: number, h: Tensor): Tensor {
  const n = x.shape[axis]!, [first, second, last, before] = [part(x, axis, 0, 1), part(x, axis, 1, 2), part(x, axis, n - 1, n), part(x, axis, n - 2, n - 1)];
  const [low, middle, high] = [part(x, axis, 0, n - 2), part(x, axis, 1, n - 1), part(x, axis, 2, n)];
  if (h.rank === 0) return concat([div(sub(second, first), h), div(mul(sub(high, low), 0.5), h), div(sub(last, before), h)], { axis });
  if (h.rank !== 1 || h.shape[0] !== n) throw new CotangentError(otherPlaces(showShape(h.shape), `${n}`, `${axis}`), { code: 'NN0519', hint: 'give a distance, or a place for each sample' });
  const steps = reshape(diff(h), x.shape.map((_, i) => (i === axis ? n - 1 : 1))), [p, q] = [part(steps, axis, 0, n - 2), part(steps, axis, 1, n - 1)];
  // The parabola through three samples, by its slope at the middle one.
  const inner = add(add(mul(neg(div(q, mul(p, add(p, q)))), low), mul(div(sub(q, p), mul(p, q)), middle)), mul(div(p, mul(q, add(p, q))), high));
  return concat([div(sub(second, first), part(steps, axis, 0, 1)), inner, div(sub(last, before), part(steps, axis, n - 2, n - 1))], { axis });
}

/** Of samples S along A: where they lie, X, or how far apart, H. */
type Area<S, A, X, H> =
  Reduced<'trapezoid', S, A> extends infer R
    ? R extends Mistake<string> ? Shape
    : HasRank<R> extends false ? Unknown<R>
    : Absent<X> extends true ? (Absent<H> extends true ? R : Broadcast<'mul', ShapeOf<H>, R>)
    : StepsOf<ShapeOf<X>, A> extends infer T ? (T extends Mistake<string> ? T : HasRank<T> extends false ? Unknown<T> : Broadcast<'mul', T, Lasting<S, A, R>> extends infer Y ? (Y extends Mistake<string> ? Y : WithoutLast<Y>) : never) : never
    : never;
type Lasting<S, A, R> = R extends readonly unknown[] ? [...R, Around<S, A> extends [unknown, infer N, unknown] ? Left<N, 1> : number] : never;
type StepsOf<X, A> = HasRank<X> extends false ? Shape : X extends readonly [infer N] ? [Left<N, 1>] : Resized<'diff', X, A, 0> extends infer T ? (T extends Mistake<string> ? T : Lasting<X, A, Reduced<'diff', X, A>>) : never;
/**
 * The area under samples, by trapezoids, along the last axis or the one named. x: where they lie, or dx: how far apart.   y: [..s, n]   z: [..s]
 * As numpy's trapezoid.
 * @example
 * trapezoid(tensor([1, 2, 3])) // 4
 * trapezoid(tensor([1, 2, 3]), { x: tensor([0, 2, 3]) }) // 5.5
 */
export function trapezoid<S = [], D = Weak, const A extends number = -1, const X extends TensorLike | undefined = undefined, const H extends TensorLike | undefined = undefined>(y: AtDefault<A, -1, Reduced<'trapezoid', S, A>, Operand<S, D>>, options?: { x?: Fits<Area<S, A, X, undefined>, X>; dx?: Fits<Area<S, A, X, H>, H>; axis?: Fits<Reduced<'trapezoid', S, A>, A> }): Tensor<Gives<Area<S, A, X, H>>, Absent<X> extends true ? MetBy<Inexact<D>, H> : Promote<Inexact<D>, Inexact<DTypeOf<X>>>>;
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

export interface InterpOptions<L = TensorLike | 'extrapolate', R = TensorLike | 'extrapolate', P = TensorLike> {
  /** What stands below the first sample and above the last; the sample itself when absent, the line carried on with 'extrapolate'. */
  readonly left?: L;
  readonly right?: R;
  /** The function repeats after this distance. */
  readonly period?: P;
}
/**
 * The broken line through samples, at other places.   x: [..s]   xp, fp: [n], xp in order   y: [..s]   As numpy's interp.
 * @example
 * interp(tensor([0.5, 3]), tensor([0, 1, 2]), tensor([0, 10, 20])) // [5, 20]
 */
export function interp<S = [], D = Weak, X = Shape, E = DType, Y = Shape, F = DType, L extends TensorLike | 'extrapolate' | undefined = undefined, R extends TensorLike | 'extrapolate' | undefined = undefined, P extends TensorLike | undefined = undefined>(x: Operand<S, D>, xp: Tensor<X, E>, fp: Fits<Sampled<X, Y>, Tensor<Y, F>>, options?: InterpOptions<L, R, P>): Tensor<IsPlain<L | R | P> extends true ? S : Shape, Made<IsPlain<L | R | P> extends true ? InterpIn<D, Promote<Inexact<E>, Inexact<F>>> : DType>>;
export function interp(at: TensorLike, xp: TensorLike, fp: TensorLike, { left, right, period }: InterpOptions = {}): Tensor {
  let places = floating(tensorOf('interp', xp)), values = floating(tensorOf('interp', fp)), x = floating(tensorOf('interp', at));
  if (places.rank !== 1 || values.rank !== 1 || places.size !== values.size || places.size === 0)
    throw new CotangentError(otherSamples(showShape(places.shape), showShape(values.shape)), { code: 'NN0595', hint: 'give as many values as places, in tensors with one axis' });
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
const otherSamples = <const X extends string, const Y extends string>(xp: X, fp: Y): otherSamples<X, Y> => `interp: xp is ${xp} and fp is ${fp}`;
type otherSamples<X extends string, Y extends string> = `interp: xp is ${X} and fp is ${Y}`;
/** Y, where there are as many values as places. */
type Sampled<X, Y> = HasRank<X> extends false ? Y : HasRank<Y> extends false ? Y : SomeDiffer<X, Y> extends true ? Mistake<otherSamples<ShowShape<X>, ShowShape<Y>>> : X extends readonly [] | readonly [0] | readonly [unknown, unknown, ...unknown[]] ? Mistake<otherSamples<ShowShape<X>, ShowShape<Y>>> : Y;
/** What is no tensor neither stretches a result nor widens it. */
type IsPlain<X> = 0 extends 1 & X ? false : [X] extends [number | string | undefined] ? true : false;
/** A whole number is an f32, another one gives way. */
type InterpIn<D, E> = D extends Weak ? (E extends 'f16' | 'bf16' ? DType : E) : Promote<Inexact<D>, E>;
/** The distance of the numbers beside the dtype's epsilon. */
const spacingOfEpsilon: Readonly<Partial<Record<DType, number>>> = { f16: 2 ** -20, bf16: 2 ** -14, f32: 2 ** -46, f64: 2 ** -104 };

/**
 * Phases without jumps: where two neighbours differ by more than `discont`, by default half the period, periods are added or taken off.   x, y: [..s]
 * As numpy's unwrap.
 * @example
 * unwrap(tensor([0, 3, 6.5, 0.5]), { period: 7 }) // [0, 3, 6.5, 7.5]
 */
export function unwrap<S = [], D = Weak, const A extends number = -1, P extends TensorLike | undefined = undefined, C extends TensorLike | undefined = undefined>(x: AtDefault<A, -1, Along<'unwrap', S, A>, Operand<S, D>>, options?: { discont?: C; axis?: Fits<Along<'unwrap', S, A>, A>; period?: P }): Tensor<IsPlain<P | C> extends true ? Gives<Along<'unwrap', S, A>> : Shape, Made<Absent<P> extends true ? Inexact<D> : IsPlain<P> extends true ? Promote<D, Weak> : DType>>;
export function unwrap(given: TensorLike, { discont, axis = -1, period = 2 * Math.PI }: { discont?: TensorLike; axis?: number; period?: TensorLike } = {}): Tensor {
  const p = tensorOf('unwrap', given), met = add(p, mul(period, 0)), x = met.dtype === p.dtype ? p : astype(p, met.dtype), at = axisAt('unwrap', axis, x.rank), n = x.shape[at]!;
  if (n === 0) return x;
  const half = isFloat(x.dtype) ? div(period, 2) : floorDivide(period, 2), steps = diff(x, { axis: at }), bent = sub(mod(add(steps, half), period), half);
  const within = where(logicalAnd(equal(bent, neg(half)), greater(steps, 0)), half, bent);
  const correction = where(less(abs(steps), discont ?? div(period, 2)), 0, sub(within, steps));
  return concat([part(x, at, 0, 1), add(part(x, at, 1, n), cumsum(correction, { axis: at }))], { axis: at });
}

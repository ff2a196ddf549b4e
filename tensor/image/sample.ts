/** image: values between the elements of a tensor, at places that are computed. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, count, known, ShapeError, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { stretched } from '../linalg/operands.ts';
import { floating } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { BroadcastAll } from '../../core/types/broadcast.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, Known, Mistake, Shape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Inexact, Promote } from '../../core/types/promote.ts';
import type { ShapesOf } from '../signatures.ts';

/** An element to take along one axis, how much of it, and where there is one at all; without `inside`, everywhere. */
interface Neighbour {
  readonly index: Value;
  readonly weight: Value | undefined;
  readonly inside: Value | undefined;
}

/** For each axis the neighbours of a place; what is taken is the sum over all choices of one for each axis.   x: [n, c, ..s]   index: i32[n, o]   y: [n, c, o] */
function gathered(b: Builder, x: Value, axes: readonly (readonly Neighbour[])[], outside: number): Value {
  const [n, c, ...sizes] = known(x.type.shape) as [number, number, ...number[]], flat = b.reshape(x, { shape: [n, c, count(sizes)] });
  const choices = axes.reduce<readonly (readonly Neighbour[])[]>((all, next) => all.flatMap((chosen) => next.map((v) => [...chosen, v])), [[]]);
  const each = (v: Value): Value => b.broadcast(v, { shape: [n, c, v.type.shape[1]!], axes: [0, 2] });
  return choices.map((chosen) => {
    const ids = chosen.map(({ index }, d) => b.mul(b.clamp(index, { min: 0, max: sizes[d]! - 1 }), count(sizes.slice(d + 1)))).reduce((p, q) => b.add(p, q));
    const taken = b.takeAlongAxis(flat, each(ids), { axis: 2 }), valid = chosen.flatMap(({ inside }) => inside ?? []), weights = chosen.flatMap(({ weight }) => weight ?? []);
    const value = valid.length === 0 ? taken : b.select(each(valid.reduce((p, q) => b.and(p, q))), taken, outside);
    return weights.length === 0 ? value : b.mul(b.convert(value, { dtype: weights[0]!.type.dtype }), each(weights.reduce((p, q) => b.mul(p, q))));
  }).reduce((p, q) => b.add(p, q));
}

const whole = (b: Builder, x: Value): Value => b.convert(x, { dtype: 'i32' });
const within = (b: Builder, index: Value, size: number): Value => b.and(b.ge(index, 0), b.lt(index, size));

/** The elements below and above a place, by nearness. */
function linear(b: Builder, place: Value, made: (index: Value) => Omit<Neighbour, 'weight'>): readonly Neighbour[] {
  const floor = b.floor(place), above = b.sub(place, b.stopGradient(floor)), below = whole(b, floor);
  return [{ ...made(below), weight: b.sub(1, above) }, { ...made(b.add(below, 1)), weight: above }];
}

export interface GridSampleOptions {
  readonly mode?: 'bilinear' | 'nearest';
  /** What lies outside: zeros, the nearest element of the border, or the image mirrored at it. */
  readonly paddingMode?: 'zeros' | 'border' | 'reflection';
  /** Whether -1 and 1 are the middles of the first and the last element, or their outer edges. */
  readonly alignCorners?: boolean;
}

const otherGrid = <const G extends string, const X extends string>(grid: G, x: X): otherGrid<G, X> => `image.gridSample: the grid ${grid} does not go with the image ${x}`;
type otherGrid<G extends string, X extends string> = `image.gridSample: the grid ${G} does not go with the image ${X}`;
type Sampled<X, D, G, E> =
  HasRank<X> extends false ? Unknown<X> : HasRank<G> extends false ? Unknown<G>
  : [X, G] extends [readonly [infer B, infer C, ...infer S extends readonly [unknown, ...unknown[]]], readonly [infer A, ...infer T, infer K]]
    ? RankOf<X> extends RankOf<G> ? (Differ<B, A> extends true ? NotSampled<X, D, G, E> : Differ<K, S['length']> extends true ? NotSampled<X, D, G, E> : [Known<B, A>, C, ...T]) : NotSampled<X, D, G, E>
    : NotSampled<X, D, G, E>;
type NotSampled<X, D, G, E> = Mistake<otherGrid<ShowType<G, E>, ShowType<X, D>>>;
/**
 * The image at the places of a grid, whose last axis holds coordinates from -1 to 1, the last axis of the image first: (x, y) or (x, y, z).
 * x: [b, c, ..s]   grid: [b, ..t, k], with k sizes in s   y: [b, c, ..t].   Source: torch.nn.functional.grid_sample.
 * @example
 * image.gridSample(tensor([[[[1, 2], [3, 4]]]]), tensor([[[[0, 0], [-1, -1]]]]), { alignCorners: true }) // [[[[2.5, 1]]]]
 */
export function gridSample<A, D, B, E>(x: Tensor<A, D>, grid: Fits<Sampled<A, D, B, E>, Tensor<B, E>>, options?: GridSampleOptions): Tensor<Gives<Sampled<A, D, B, E>>, Inexact<Promote<D, E>>>;
export function gridSample(x: Tensor, grid: Tensor, { mode = 'bilinear', paddingMode = 'zeros', alignCorners = false }: GridSampleOptions = {}): Tensor {
  const name = 'image.gridSample', rank = x.rank - 2;
  if (mode !== 'bilinear' && mode !== 'nearest') throw new CotangentError(`${name}: there is no mode '${String(mode)}'`, { code: 'NN0596', hint: "use 'bilinear' or 'nearest'" });
  if (!['zeros', 'border', 'reflection'].includes(paddingMode)) throw new CotangentError(`${name}: there is no padding '${String(paddingMode)}'`, { code: 'NN0596', hint: "use 'zeros', 'border' or 'reflection'" });
  if (rank < 1 || grid.rank !== x.rank || grid.shape.at(-1) !== rank || grid.shape[0] !== x.shape[0])
    throw new CotangentError(otherGrid(showType(grid), showType(x)), { code: 'NN0284', hint: 'the image is [b, c, ..s], the grid [b, ..t, k] with as many sizes in t as in s, and a coordinate for each' });
  return op(keyOf(name, mode, paddingMode, alignCorners), [x, grid], (b, values) => {
    const [x, grid] = values as [Value, Value], [n, c, ...sizes] = known(x.type.shape) as [number, number, ...number[]], target = known(grid.type.shape).slice(1, -1);
    const list = b.reshape(grid, { shape: [n, count(target), rank] });
    const neighbours = sizes.map((size, d): readonly Neighbour[] => {
      const from = rank - 1 - d, own = b.reshape(b.slice(list, { start: [0, 0, from], stop: [n, count(target), from + 1], step: [1, 1, 1] }), { shape: [n, count(target)] });
      const place = alignCorners ? b.mul(b.add(own, 1), (size - 1) / 2) : b.div(b.sub(b.mul(b.add(own, 1), size), 1), 2);
      const held = paddingMode === 'zeros' ? place : b.clamp(paddingMode === 'border' ? place : reflected(b, place, size, alignCorners), { min: 0, max: size - 1 });
      const made = (index: Value): Omit<Neighbour, 'weight'> => ({ index, inside: within(b, index, size) });
      return mode === 'nearest' ? [{ ...made(whole(b, b.round(held))), weight: undefined }] : linear(b, held, made);
    });
    return b.reshape(gathered(b, x, neighbours, 0), { shape: [n, c, ...target] });
  }, { promote: true, float: true })[0]!;
}

/** A place mirrored into 0 … size - 1, or for edges that do not align into -1/2 … size - 1/2. */
function reflected(b: Builder, place: Value, size: number, alignCorners: boolean): Value {
  const low = alignCorners ? 0 : -0.5, span = alignCorners ? size - 1 : size;
  if (span === 0) return b.mul(place, 0);
  const distance = b.abs(b.sub(place, low)), turns = b.stopGradient(b.floor(b.div(distance, span))), rest = b.sub(distance, b.mul(turns, span));
  return b.add(b.select(b.eq(b.rem(turns, 2), 0), rest, b.sub(span, rest)), low);
}

export type CoordinateMode = 'constant' | 'nearest' | 'wrap' | 'mirror' | 'reflect';

export interface MapCoordinatesOptions {
  /** What lies outside: `cval`, the nearest element, the tensor again, or mirrored at the middle (mirror) or the edge (reflect) of its last element. */
  readonly mode?: CoordinateMode;
  readonly cval?: number;
}

/** i modulo n, from 0 up. */
const modulo = (b: Builder, i: Value, n: number): Value => b.rem(b.add(b.rem(i, n), n), n);
const mirrored = (b: Builder, i: Value, size: number): Value => (size === 1 ? b.mul(i, 0) : b.abs(b.sub(modulo(b, b.add(i, size - 1), 2 * (size - 1)), size - 1)));

const fixers: Readonly<Record<CoordinateMode, (b: Builder, i: Value, size: number) => Value>> = {
  constant: (_, i) => i,
  nearest: (b, i, size) => b.clamp(i, { min: 0, max: size - 1 }),
  wrap: modulo,
  mirror: mirrored,
  reflect: (b, i, size) => b.quot(b.sub(mirrored(b, b.add(b.mul(i, 2), 1), 2 * size + 1), 1), 2),
};

/** To the nearest whole number, halves away from 0. */
const rounded = (b: Builder, x: Value): Value => {
  const size = b.abs(x), floor = b.floor(size);
  return b.mul(b.sign(x), b.select(b.ge(b.sub(size, floor), 0.5), b.add(floor, 1), floor));
};

/** Of coordinates the shape in which they meet. */
type Places<Ts, R = BroadcastAll<'image.mapCoordinates', ShapesOf<Ts>>> = [R] extends [Mistake<string>] ? Shape : R;

/**
 * The tensor at coordinates, one tensor of them for each of its axes: the nearest element (order 0) or linear between neighbours (order 1).
 * x: [..s]   coordinates: one [..t] for each size in s, made alike   y: [..t], of x's dtype.   Source: jax.scipy.ndimage.map_coordinates.
 * @example
 * image.mapCoordinates(tensor([[1, 2], [3, 4]]), [tensor([0, 0.5]), tensor([0.5, 1])], 1) // [1.5, 3]
 */
export function mapCoordinates<S, D, const Ts extends readonly Tensor[]>(x: Tensor<S, D>, coordinates: Ts, order: 0 | 1, options?: MapCoordinatesOptions): Tensor<Places<Ts>, D>;
export function mapCoordinates(x: Tensor, coordinates: readonly Tensor[], order: 0 | 1, { mode = 'constant', cval = 0 }: MapCoordinatesOptions = {}): Tensor {
  const name = 'image.mapCoordinates';
  if (order !== 0 && order !== 1) throw new CotangentError(`${name}: order ${String(order)} is not supported`, { code: 'NN0596', hint: 'use 0 for the nearest element, or 1 for linear between neighbours' });
  if (!Object.hasOwn(fixers, mode)) throw new CotangentError(`${name}: there is no mode '${String(mode)}'`, { code: 'NN0596', hint: `use one of ${Object.keys(fixers).join(', ')}` });
  if (coordinates.length !== x.rank || x.rank === 0) throw new CotangentError(`${name}: ${coordinates.length} coordinates for ${showType(x)}`, { code: 'NN0284', hint: 'give a tensor of coordinates for each axis' });
  return op(keyOf(name, order, mode, cval), [x, ...coordinates], (b, [given, ...rest]) => {
    const x = given as Value, sizes = known(x.type.shape), places = rest.map((v) => floating(b, v as Value));
    if (x.type.dtype === 'bool') throw new ShapeError('NN0205', `${name} is defined for numbers, got ${showType(x.type)}`, 'convert it first');
    const target = known(places.map((v) => v.type.shape).reduce((p, q) => broadcastShapes(name, p, q)));
    const neighbours = places.map((v, d): readonly Neighbour[] => {
      const size = sizes[d]!, place = b.reshape(stretched(b, v, target), { shape: [1, count(target)] });
      const made = (index: Value): Omit<Neighbour, 'weight'> => ({ index: fixers[mode](b, index, size), inside: mode === 'constant' ? within(b, index, size) : undefined });
      return order === 0 ? [{ ...made(whole(b, rounded(b, place))), weight: undefined }] : linear(b, place, made);
    });
    const y = b.reshape(gathered(b, b.reshape(x, { shape: [1, 1, ...sizes] }), neighbours, cval), { shape: target });
    return y.type.dtype === x.type.dtype ? y : b.convert(isFloat(x.type.dtype) ? y : rounded(b, y), { dtype: x.type.dtype });
  })[0]!;
}

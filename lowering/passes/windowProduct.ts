/**
 * A convolution of x as it lies (nothing between its elements) in matrix products. With p[b, c, j, i] the element of x that
 * window i meets at its place j, zero beyond the border:
 *     y[b, o, i] = Σ_{c, j} w[o, c, j] · p[b, c, j, i]
 * p is larger than x by the number of places in a window, so it is made a few b at a time and the products are stacked; where the
 * sum is longer than the result is wide, a few c at a time, and the products are added up. So it is with the gradient of the
 * kernel: there b are the channels, c the batch and j the places of the image.
 */
import type { Value } from '../../core/graph.ts';
import { count, known } from '../../core/shape.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';

/** One axis of space: elements of x, places of the kernel, windows and how they lie. */
export interface Along {
  readonly n: number;
  readonly k: number;
  readonly m: number;
  readonly stride: number;
  readonly dilation: number;
  /** Places before the first element. */
  readonly low: number;
}

/** x: [batch, groups · channels, ..n]   w: [groups · rows, channels, ..k]   y: [batch, groups · rows, ..m] */
export interface Sizes {
  readonly batch: number;
  readonly groups: number;
  readonly channels: number;
  readonly rows: number;
  readonly space: readonly Along[];
  readonly n: readonly number[];
  readonly k: readonly number[];
  readonly m: readonly number[];
  readonly places: number;
  readonly windows: number;
}

export function sizesOf(x: Value, w: Value, groups: number, space: readonly Along[]): Sizes {
  const [batch] = known(x.type.shape), [all, channels] = known(w.type.shape);
  const n = space.map((s) => s.n), k = space.map((s) => s.k), m = space.map((s) => s.m);
  return { batch, groups, channels, rows: all / groups, space, n, k, m, places: count(k), windows: count(m) };
}

/** From this many columns on, a product with one image is worth its while. */
const manyColumns = 64;
/** Columns of a product, or terms of its sums, that a turn of a loop makes if one b or c has fewer. */
export const perTurn = 512;

/** Whether the loop, where there is one, runs over images; else it runs over channels. */
export const byImages = ({ batch, channels, places, windows }: Sizes): boolean => channels * places <= batch * windows;

/** Whether images are matrices as they lie: windows of one place need no p. */
const isMatrix = ({ places, windows }: Sizes): boolean => places === 1 && windows >= manyColumns;

/** How many elements of p there are in one turn. */
export function elementsPerTurn(s: Sizes): number {
  const { batch, groups, channels, places, windows } = s;
  return isMatrix(s) ? 0 : groups * places * windows * (byImages(s) ? channels * few(batch, windows) : batch * few(channels, places));
}

export function windowProduct(b: Builder, x: Value, w: Value, s: Sizes): Value {
  if (isMatrix(s)) return inPlace(b, x, w, s);
  return byImages(s) ? overImages(b, x, w, s) : overChannels(b, x, w, s);
}

/** The largest divisor of `all` that leaves `each` times it within a turn's measure. */
function few(all: number, each: number): number {
  let d = Math.max(1, Math.min(all, Math.floor(perTurn / each)));
  while (all % d !== 0) d--;
  return d;
}

/** v seen as `sizes`, these put in `order`, and the whole seen as `shape`. A list of sizes moves as one. */
export function arrange(b: Builder, v: Value, sizes: readonly (number | readonly number[])[], order: readonly number[], shape: readonly number[]): Value {
  // Sizes of 1 would hide that one transpose undoes another.
  const lists = sizes.map((s) => (typeof s === 'number' ? [s] : s).filter((n) => n !== 1));
  const starts = lists.map((_, i) => lists.slice(0, i).flat().length);
  const moved = b.transpose(b.reshape(v, { shape: lists.flat() }), { order: order.flatMap((i) => lists[i].map((_, k) => starts[i] + k)) });
  return b.reshape(moved, { shape });
}

/** x with zeros around it, and without what no window meets.   x: [..s, ..n] */
export function bordered(b: Builder, x: Value, space: readonly Along[]): Value {
  const before = Array.from({ length: x.type.shape.length - space.length }, () => 0);
  const high = space.map((s) => (s.m - 1) * s.stride + (s.k - 1) * s.dilation + 1 - s.low - s.n);
  return b.pad(x, { low: [...before, ...space.map((s) => s.low)], high: [...before, ...high], interior: x.type.shape.map(() => 0), value: 0 });
}

/** p, its places and windows in the order in which they shall lie in memory. */
function elementsMet(b: Builder, x: Value, { space, k, m }: Sizes, last: 'places' | 'windows'): Value {
  const stride = space.map((s) => s.stride), dilation = space.map((s) => s.dilation);
  return b.slidingWindows(bordered(b, x, space), last === 'places' ? { size: k, stride, dilation } : { size: m, stride: dilation, dilation: stride });
}

/** x: [batch, groups, channels, ..n]   w: [groups, rows, channels · places]   z: [groups, rows, batch · windows], sizes of x as it is here */
function product(b: Builder, x: Value, w: Value, s: Sizes): Value {
  const [batch, groups, channels] = known(x.type.shape), { k, m, places, windows } = s, end = s.space[s.space.length - 1];
  // The longer of the two runs along memory.
  if (end.m >= end.k) {
    const p = arrange(b, elementsMet(b, x, s, 'windows'), [batch, groups, channels, k, m], [1, 2, 3, 0, 4], [groups, channels * places, batch * windows]);
    return b.dot(w, p, { batch: [[0], [0]], contract: [[2], [1]] });
  }
  const p = arrange(b, elementsMet(b, x, s, 'places'), [batch, groups, channels, m, k], [1, 0, 3, 2, 4], [groups, batch * windows, channels * places]);
  return b.dot(w, p, { batch: [[0], [0]], contract: [[2], [2]] });
}

/** z: [groups, rows, batch · windows] as y: [batch, groups · rows, ..m] */
const result = (b: Builder, z: Value, batch: number, { groups, rows, m }: Sizes): Value =>
  arrange(b, z, [groups, rows, batch, m], [2, 0, 1, 3], [batch, groups * rows, ...m]);

/** Every image is a matrix as it lies. */
function inPlace(b: Builder, x: Value, w: Value, s: Sizes): Value {
  const { batch, groups, channels, rows, windows } = s;
  const images = b.reshape(elementsMet(b, x, s, 'windows'), { shape: [batch, groups, channels, windows] });
  const kernels = b.broadcast(b.reshape(w, { shape: [groups, rows, channels] }), { shape: [batch, groups, rows, channels], axes: [1, 2, 3] });
  return b.reshape(b.dot(kernels, images, { batch: [[0, 1], [0, 1]], contract: [[3], [2]] }), { shape: [batch, groups * rows, ...s.m] });
}

/** A few images at a time; the results stand one after the other. */
function overImages(b: Builder, x: Value, w: Value, s: Sizes): Value {
  const { batch, groups, channels, rows } = s, inTurn = few(batch, s.windows), length = batch / inTurn, images = [inTurn, groups, channels, ...s.n];
  const matrix = b.reshape(w, { shape: [groups, rows, channels * s.places] });
  const turn = (b: Builder, w: Value, x: Value): Value => result(b, product(b, x, w, s), inTurn, s);
  if (length === 1) return turn(b, matrix, b.reshape(x, { shape: images }));
  const body = bodyOf(b, 'images'), y = turn(body, body.input(matrix.type), body.input({ shape: images, dtype: x.type.dtype }));
  const [ys] = b.scan([matrix, b.reshape(x, { shape: [length, ...images] })], { body: body.finish([y]), constants: 1, carries: 0, length, reverse: false });
  return b.reshape(ys, { shape: [batch, groups * rows, ...s.m] });
}

/** A few channels at a time; the results are added up. */
function overChannels(b: Builder, x: Value, w: Value, s: Sizes): Value {
  const { batch, groups, channels, rows, n, k } = s, { dtype } = x.type, inTurn = few(channels, s.places), length = channels / inTurn;
  const images = [inTurn, batch, groups, ...n], kernels = [inTurn, groups * rows, ...k];
  const xs = arrange(b, x, [batch, groups, channels, n], [2, 0, 1, 3], [length, ...images]), ws = arrange(b, w, [groups * rows, channels, k], [1, 0, 2], [length, ...kernels]);
  const turn = (b: Builder, x: Value, w: Value): Value => product(b,
    arrange(b, x, [inTurn, batch, groups, n], [1, 2, 0, 3], [batch, groups, inTurn, ...n]),
    arrange(b, w, [inTurn, groups, rows, k], [1, 2, 0, 3], [groups, rows, inTurn * s.places]), s);
  if (length === 1) return result(b, turn(b, xs, ws), batch, s);
  const body = bodyOf(b, 'channels'), shape = [groups, rows, batch * s.windows];
  const before = body.input({ shape, dtype }), now = turn(body, body.input({ shape: images, dtype }), body.input({ shape: kernels, dtype }));
  const [sum] = b.scan([b.full({ value: 0, shape, dtype }), xs, ws], { body: body.finish([body.add(before, now)]), constants: 0, carries: 1, length, reverse: false });
  return result(b, sum, batch, s);
}

/** A turn of a loop comes from where the convolution comes from. */
function bodyOf(b: Builder, name: string): Builder {
  const body = graphBuilder(name);
  body.origin = b.origin;
  return body;
}

/**
 * Convolutions become matrix products: each place of the result is a row of the kernel times what its window meets.
 *
 *     %2 = conv %0, %1   →   %3 = pad %0   %4 = slidingWindows %3   %5 = reshape %4   %2 = dot %1, %5
 *
 * For window i and place j in it, let p[b, c, j, i] = x[b, c, i · stride + j · dilation - low], zeros beyond the border:
 *     y[b, o, i] = Σ_{c, j} w[o, c, j] · p[b, c, j, i]
 * - p is larger than x by the number of places in a window, so a loop makes it a few b at a time, and stacks the products. Where
 *   the sum is longer than the result is wide the loop takes a few c at a time, and adds the products up. So it is with the
 *   gradient of the kernel: there b are the channels, c the batch, j the places of the image.
 * - x spread out with zeros between its elements (the gradient of a stride) is several convolutions of x as it lies: windows
 *   a · period + r, for every r, meet elements at the same places.
 * Depthwise convolutions too are faster so. Halves stay as they are: a loop that adds would round to them in every turn.
 */
import { bytesOf } from '../../core/dtype.ts';
import type { Type, Value } from '../../core/graph.ts';
import { known } from '../../core/shape.ts';
import { count } from '../../ops/axes.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { ConvParams } from '../../ops/conv.ts';
import { copy, mapBodies, once, rewrite, type Pass } from './rewrite.ts';

export const convolution: Pass = once(function convolution(graph) {
  return rewrite(graph, (b, node, x) => {
    if (node.op.control) return copy(b, node, x, mapBodies(node.params, convolution));
    if (node.op.name !== 'conv') return undefined;
    const [image, kernel] = x as [Value, Value], y = node.outputs[0]!.type, params = node.params as unknown as ConvParams;
    const empty = [image.type, kernel.type, y].some((t) => t.shape.includes(0));
    return empty || bytesOf(y.dtype) < 4 ? undefined : [convolve(b, image, kernel, known([params.groups])[0]!, spaceOf(image.type, kernel.type, y, params))];
  });
});

/** One axis of space. */
interface Along {
  /** Elements of x, places of the kernel, windows. */
  readonly n: number;
  readonly k: number;
  readonly m: number;
  readonly stride: number;
  readonly dilation: number;
  readonly inputDilation: number;
  /** Places before the first element. */
  readonly low: number;
}
type Space = readonly Along[];

function spaceOf(x: Type, w: Type, y: Type, p: ConvParams): Space {
  const n = known(x.shape).slice(2), k = known(w.shape).slice(2), m = known(y.shape).slice(2), stride = known(p.stride), dilation = known(p.dilation), inputDilation = known(p.inputDilation);
  return n.map((size, i) => ({ n: size, k: k[i]!, m: m[i]!, stride: stride[i]!, dilation: dilation[i]!, inputDilation: inputDilation[i]!, low: known(p.padding[i]!)[0]! }));
}

/** x: [b, groups · c, ..n]   w: [groups · o, c, ..k]   result: [b, groups · o, ..m] */
function convolve(b: Builder, x: Value, w: Value, groups: number, space: Space): Value {
  if (space.some((s) => s.inputDilation > 1)) return byPhases(b, x, w, groups, space);
  const [batch] = known(x.type.shape), [, channels] = known(w.type.shape), places = count(space.map((s) => s.k)), windows = count(space.map((s) => s.m));
  if (places === 1 && windows >= manyColumns) return inPlace(b, x, w, groups, space);
  return channels! * places <= batch! * windows ? overImages(b, x, w, groups, space) : overChannels(b, x, w, groups, space);
}

// ---- Products

/** From this many columns on, a product with one image is worth its while. */
const manyColumns = 64;
/** Columns of a product, or terms of its sums, that a turn of the loop makes. */
const perTurn = 512;

const shapeOf = (space: Space, what: 'n' | 'k' | 'm'): readonly number[] => space.map((s) => s[what]);

/** v seen as `sizes`, these put in `order`, and the whole seen as `shape`. A list of sizes moves as one. */
function arrange(b: Builder, v: Value, sizes: readonly (number | readonly number[])[], order: readonly number[], shape: readonly number[]): Value {
  // Nothing moves past a size of 1; without them transposes that undo each other can be seen to.
  const lists = sizes.map((s) => (typeof s === 'number' ? [s] : s).filter((n) => n !== 1)), flat = lists.flat();
  const starts = lists.map((_, i) => lists.slice(0, i).flat().length);
  const moved = b.transpose(b.reshape(v, { shape: flat }), { order: order.flatMap((i) => lists[i]!.map((_, k) => starts[i]! + k)) });
  return b.reshape(moved, { shape });
}

/** The largest divisor of n that leaves `each` times it within the limit. */
function dividing(n: number, each: number): number {
  let d = Math.max(1, Math.min(n, Math.floor(perTurn / each)));
  while (n % d !== 0) d--;
  return d;
}

/** x with zeros around it, or less what no window meets; then the elements at each place of each window, the places (or the windows) last. */
function elementsOf(b: Builder, x: Value, space: Space, last: 'places' | 'windows'): Value {
  const lead = x.type.shape.length - space.length, none = Array.from({ length: lead }, () => 0);
  const high = space.map((s) => (s.m - 1) * s.stride + (s.k - 1) * s.dilation + 1 - s.low - s.n);
  const inside = b.pad(x, { low: [...none, ...space.map((s) => s.low)], high: [...none, ...high], interior: [...none, ...space.map(() => 0)], value: 0 });
  const stride = space.map((s) => s.stride), dilation = space.map((s) => s.dilation);
  return last === 'places'
    ? b.slidingWindows(inside, { size: shapeOf(space, 'k'), stride, dilation })
    : b.slidingWindows(inside, { size: shapeOf(space, 'm'), stride: dilation, dilation: stride });
}

/** Σ_{c, j} w · p.   x: [b, g, c, ..n]   w: [g, o, c · j]   result: [g, o, b · i] */
function product(b: Builder, x: Value, w: Value, space: Space): Value {
  const [batch, groups, channels] = known(x.type.shape) as [number, number, number], places = count(shapeOf(space, 'k')), windows = count(shapeOf(space, 'm'));
  // What is longer runs along memory.
  const end = space.at(-1)!, last = end.m >= end.k ? 'windows' : 'places', p = elementsOf(b, x, space, last), k = shapeOf(space, 'k'), m = shapeOf(space, 'm');
  return last === 'windows'
    ? b.dot(w, arrange(b, p, [batch, groups, channels, k, m], [1, 2, 3, 0, 4], [groups, channels * places, batch * windows]), { batch: [[0], [0]], contract: [[2], [1]] })
    : b.dot(w, arrange(b, p, [batch, groups, channels, m, k], [1, 0, 3, 2, 4], [groups, batch * windows, channels * places]), { batch: [[0], [0]], contract: [[2], [2]] });
}

/** [g, o, b · i] as [b, g · o, ..m] */
const result = (b: Builder, z: Value, batch: number, groups: number, rows: number, space: Space): Value =>
  arrange(b, z, [groups, rows, batch, shapeOf(space, 'm')], [2, 0, 1, 3], [batch, groups * rows, ...shapeOf(space, 'm')]);

/** Windows of one place: every image is a matrix as it lies. */
function inPlace(b: Builder, x: Value, w: Value, groups: number, space: Space): Value {
  const [batch] = known(x.type.shape) as [number], [all, channels] = known(w.type.shape) as [number, number], rows = all / groups;
  const images = b.reshape(elementsOf(b, x, space, 'windows'), { shape: [batch, groups, channels, count(shapeOf(space, 'm'))] });
  const kernels = b.broadcast(b.reshape(w, { shape: [groups, rows, channels] }), { shape: [batch, groups, rows, channels], axes: [1, 2, 3] });
  const z = b.dot(kernels, images, { batch: [[0, 1], [0, 1]], contract: [[3], [2]] });
  return b.reshape(z, { shape: [batch, all, ...shapeOf(space, 'm')] });
}

/** A turn of a loop comes from where the convolution comes from. */
function bodyOf(b: Builder, name: string): Builder {
  const body = graphBuilder(name);
  body.origin = b.origin;
  return body;
}

/** A few images at a time; the results stand one after the other. */
function overImages(b: Builder, x: Value, w: Value, groups: number, space: Space): Value {
  const [batch] = known(x.type.shape) as [number], [all, channels] = known(w.type.shape) as [number, number], rows = all / groups;
  const few = dividing(batch, count(shapeOf(space, 'm'))), matrix = b.reshape(w, { shape: [groups, rows, channels * count(shapeOf(space, 'k'))] });
  const turn = (b: Builder, w: Value, x: Value): Value => result(b, product(b, x, w, space), few, groups, rows, space);
  const images = [few, groups, channels, ...shapeOf(space, 'n')];
  if (few === batch) return turn(b, matrix, b.reshape(x, { shape: images }));
  const body = bodyOf(b, 'images'), inner = [matrix.type, { shape: images, dtype: x.type.dtype }].map((t) => body.input(t)) as [Value, Value];
  const [y] = b.scan([matrix, b.reshape(x, { shape: [batch / few, ...images] })], { body: body.finish([turn(body, ...inner)]), constants: 1, carries: 0, length: batch / few, reverse: false });
  return b.reshape(y!, { shape: [batch, all, ...shapeOf(space, 'm')] });
}

/** A few channels at a time; the results are added up. */
function overChannels(b: Builder, x: Value, w: Value, groups: number, space: Space): Value {
  const [batch] = known(x.type.shape) as [number], [all, channels] = known(w.type.shape) as [number, number], rows = all / groups;
  const n = shapeOf(space, 'n'), k = shapeOf(space, 'k'), few = dividing(channels, count(k)), turns = channels / few;
  const turn = (b: Builder, x: Value, w: Value): Value => product(b,
    arrange(b, x, [few, batch, groups, n], [1, 2, 0, 3], [batch, groups, few, ...n]),
    arrange(b, w, [few, groups, rows, k], [1, 2, 0, 3], [groups, rows, few * count(k)]), space);
  const xs = arrange(b, x, [batch, groups, channels, n], [2, 0, 1, 3], [turns, few, batch, groups, ...n]);
  const ws = arrange(b, w, [all, channels, k], [1, 0, 2], [turns, few, all, ...k]);
  const sum = (): Value => {
    if (turns === 1) return turn(b, xs, ws);
    const body = bodyOf(b, 'channels'), shape = [groups, rows, batch * count(shapeOf(space, 'm'))], { dtype } = x.type;
    const [before, image, kernel] = [{ shape, dtype }, ...[xs, ws].map((v) => ({ shape: v.type.shape.slice(1), dtype }))].map((t) => body.input(t)) as [Value, Value, Value];
    const [total] = b.scan([b.full({ value: 0, shape, dtype }), xs, ws], { body: body.finish([body.add(before, turn(body, image, kernel))]), constants: 0, carries: 1, length: turns, reverse: false });
    return total!;
  };
  return result(b, sum(), batch, groups, rows, space);
}

// ---- Elements with zeros between them

/** Windows a · period + r along an axis, for one r: which places of the kernel meet elements, and how they lie among these. */
interface Phase {
  readonly along: Along;
  /** The first such place, and how far it is to the next; undefined when there is none. */
  readonly first: number | undefined;
  readonly step: number;
}

function phasesOf({ n, k, m, stride, dilation, inputDilation: apart, low }: Along): readonly Phase[] {
  const period = apart / gcd(stride, apart), step = apart / gcd(dilation, apart);
  return Array.from({ length: period }, (_, r): Phase => {
    // Places before the first element that the j-th place of the kernel meets.
    const before = (j: number): number => low - r * stride - j * dilation;
    const first = Array.from({ length: Math.min(step, k) }, (_, j) => j).find((j) => before(j) % apart === 0);
    const along: Along = {
      // All phases have as many windows; what is too many is cut off in the end.
      n, m: Math.ceil(m / period), k: first === undefined ? 0 : Math.ceil((k - first) / step),
      stride: period * stride / apart, dilation: step * dilation / apart, inputDilation: 1, low: before(first ?? 0) / apart,
    };
    return { along, first, step };
  });
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Every phase by itself, then their windows in turn. */
function byPhases(b: Builder, x: Value, w: Value, groups: number, space: Space): Value {
  const [batch] = known(x.type.shape) as [number], [all, channels, ...k] = known(w.type.shape) as [number, number, ...number[]];
  const one = (phases: readonly Phase[]): Value => {
    const along = phases.map((p) => p.along);
    if (phases.some((p) => p.first === undefined)) return b.full({ value: 0, shape: [batch, all, ...shapeOf(along, 'm')], dtype: x.type.dtype });
    const part = b.slice(w, { start: [0, 0, ...phases.map((p) => p.first!)], stop: [all, channels, ...k], step: [1, 1, ...phases.map((p) => p.step)] });
    return convolve(b, x, part, groups, along);
  };
  const from = (chosen: readonly Phase[]): Value => {
    const axis = chosen.length, s = space[axis];
    if (!s) return one(chosen);
    const parts = phasesOf(s).map((p) => from([...chosen, p])), [{ type: { shape } }] = parts as [Value];
    const apart = parts.map((v) => b.reshape(v, { shape: shape.toSpliced(axis + 3, 0, 1) }));
    const inTurn = b.reshape(b.concat(apart, { axis: axis + 3 }), { shape: shape.with(axis + 2, shape[axis + 2] as number * parts.length) });
    return b.slice(inTurn, { start: shape.map(() => 0), stop: inTurn.type.shape.with(axis + 2, s.m), step: shape.map(() => 1) });
  };
  return from([]);
}

/**
 * Convolutions become matrix products: each place of the result is a row of the kernel times what its window meets.
 *
 *     %2 = conv %0, %1   →   %3 = pad %0   %4 = slidingWindows %3   %5 = reshape %4   %2 = dot %1, %5
 *
 * windowProduct.ts does that, in a loop where the windows of all images would take too much memory. Here stands which convolutions
 * it is given:
 * - x with zeros between its elements (the gradient of a stride) is several convolutions of x as it lies: windows a · period + r
 *   meet elements at the same places of the kernel for every a.
 * - An image whose windows alone are too much is cut into parts, and a kernel as large as that into parts that are added up.
 * What stays: halves, which a loop that adds would round in every turn, and what is empty.
 */
import { bytesOf } from '../../core/dtype.ts';
import type { Type, Value } from '../../core/graph.ts';
import { count, known } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import type { ConvParams } from '../../ops/conv.ts';
import { copy, mapBodies, once, rewrite, type Pass } from './rewrite.ts';
import { arrange, bordered, byImages, elementsPerTurn, perTurn, sizesOf, windowProduct, type Along, type Sizes } from './windowProduct.ts';

/** `most`: elements that windows may have in one turn of a loop; 16 MiB of them when absent. */
export function convolution(most = 1 << 22): Pass {
  const pass = once(function convolution(graph) {
    return rewrite(graph, (b, node, x) => {
      if (node.op.control) return copy(b, node, x, mapBodies(node.params, pass));
      if (node.op.name !== 'conv') return undefined;
      const [image, kernel] = x, y = node.outputs[0].type, params = node.params as unknown as ConvParams;
      const empty = [image.type, kernel.type, y].some((t) => t.shape.includes(0));
      return empty || bytesOf(y.dtype) < 4 ? undefined : [byPhases(b, image, kernel, known([params.groups])[0], spreadOf(image.type, kernel.type, y, params), most)];
    });
  });
  return pass;
}

/** An axis along which elements may stand apart. */
interface Spread extends Along {
  /** How far an element lies from the next. */
  readonly apart: number;
}

function spreadOf(x: Type, w: Type, y: Type, p: ConvParams): readonly Spread[] {
  const [n, k, m] = [x, w, y].map((t) => known(t.shape).slice(2)), stride = known(p.stride), dilation = known(p.dilation), apart = known(p.inputDilation);
  return n.map((_, i) => ({ n: n[i], k: k[i], m: m[i], stride: stride[i], dilation: dilation[i], apart: apart[i], low: known(p.padding[i])[0] }));
}

// ---- Elements that stand apart

/** Windows a · period + r along an axis, for one r. */
interface Phase {
  readonly along: Along;
  /** The first place of the kernel that meets elements, and how far it is to the next; undefined when there is none. */
  readonly first: number | undefined;
  readonly step: number;
}

function phasesOf({ n, k, m, stride, dilation, apart, low }: Spread): readonly Phase[] {
  const period = apart / gcd(stride, apart), step = apart / gcd(dilation, apart);
  return Array.from({ length: period }, (_, r): Phase => {
    // Places before the first element where the first of the windows has its place j.
    const before = (j: number): number => low - r * stride - j * dilation;
    const first = Array.from({ length: Math.min(step, k) }, (_, j) => j).find((j) => before(j) % apart === 0);
    const along: Along = {
      // As many windows in every phase; what is too many is cut off in the end.
      n, m: Math.ceil(m / period), k: first === undefined ? 0 : Math.ceil((k - first) / step),
      stride: period * stride / apart, dilation: step * dilation / apart, low: before(first ?? 0) / apart,
    };
    return { along, first, step };
  });
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Every phase by itself, then their windows in turn. */
function byPhases(b: Builder, x: Value, w: Value, groups: number, space: readonly Spread[], most: number): Value {
  const [batch] = known(x.type.shape), [all, channels, ...k] = known(w.type.shape);
  const alone = (phases: readonly Phase[]): Value => {
    const along = phases.map((p) => p.along);
    if (phases.some((p) => p.first === undefined)) return b.full({ value: 0, shape: [batch, all, ...along.map((s) => s.m)], dtype: x.type.dtype });
    const part = b.slice(w, { start: [0, 0, ...phases.map((p) => p.first ?? 0)], stop: [all, channels, ...k], step: [1, 1, ...phases.map((p) => p.step)] });
    return inParts(b, x, part, sizesOf(x, part, groups, along), most);
  };
  const inTurn = (chosen: readonly Phase[]): Value => {
    const axis = chosen.length + 2;
    if (chosen.length === space.length) return alone(chosen);
    const parts = phasesOf(space[chosen.length]).map((p) => inTurn([...chosen, p])), shape = known(parts[0].type.shape);
    const apart = parts.map((v) => b.reshape(v, { shape: shape.toSpliced(axis + 1, 0, 1) }));
    const together = b.reshape(b.concat(apart, { axis: axis + 1 }), { shape: shape.with(axis, shape[axis] * parts.length) });
    return firstOf(b, together, axis, space[chosen.length].m);
  };
  return inTurn([]);
}

/** The first n elements along an axis. */
const firstOf = (b: Builder, v: Value, axis: number, n: number): Value =>
  b.slice(v, { start: v.type.shape.map(() => 0), stop: v.type.shape.with(axis, n), step: v.type.shape.map(() => 1) });

// ---- Images and kernels that are too large

function inParts(b: Builder, x: Value, w: Value, s: Sizes, most: number): Value {
  const parts = Math.ceil(elementsPerTurn(s) / most), sizes = byImages(s) ? s.m : s.k, axis = sizes.indexOf(Math.max(...sizes));
  // A turn would put small parts together again.
  if (parts <= 1 || count(sizes) <= perTurn) return windowProduct(b, x, w, s);
  return (byImages(s) ? imageInParts : kernelInParts)(b, x, w, s, axis, Math.ceil(sizes[axis] / parts));
}

/** Nothing lies beyond the borders of a part. */
const closed = (s: Along): Along => ({ ...s, n: (s.m - 1) * s.stride + (s.k - 1) * s.dilation + 1, low: 0 });

/** What parts of x along one axis meet, `step` elements from one part to the next: [batch, .., parts, ..span] */
function cut(b: Builder, x: Value, whole: readonly Along[], span: readonly number[], axis: number, step: number): Value {
  const parts = b.slidingWindows(bordered(b, x, whole), { size: span, stride: span.map((_, i) => (i === axis ? step : 1)), dilation: span.map(() => 1) });
  return b.reshape(parts, { shape: [...x.type.shape.slice(0, 2), parts.type.shape[axis + 2], ...span] });
}

/** Each part an image of its own, and the results side by side. */
function imageInParts(b: Builder, x: Value, w: Value, s: Sizes, axis: number, size: number): Value {
  const { batch, groups, channels, rows, m } = s, along = s.space[axis], parts = Math.ceil(m[axis] / size), all = groups * rows;
  const part = s.space.with(axis, { ...along, m: size }).map(closed), span = part.map((p) => p.n);
  const tiles = cut(b, x, s.space.with(axis, { ...along, m: parts * size }), span, axis, size * along.stride);
  const images = arrange(b, tiles, [batch, groups * channels, parts, span], [0, 2, 1, 3], [batch * parts, groups * channels, ...span]);
  const y = windowProduct(b, images, w, sizesOf(images, w, groups, part));
  const beside = arrange(b, y, [batch, parts, all, m.slice(0, axis), [size, ...m.slice(axis + 1)]], [0, 2, 3, 1, 4], [batch, all, ...m.with(axis, parts * size)]);
  return firstOf(b, beside, axis + 2, m[axis]);
}

/** Each part a channel of its own. */
function kernelInParts(b: Builder, x: Value, w: Value, s: Sizes, axis: number, size: number): Value {
  const { batch, groups, channels, rows, k } = s, along = s.space[axis], parts = Math.ceil(k[axis] / size), all = groups * rows;
  const part = s.space.with(axis, { ...along, k: size }).map(closed), span = part.map((p) => p.n);
  const tiles = cut(b, x, s.space.with(axis, { ...along, k: parts * size }), span, axis, size * along.dilation);
  const images = b.reshape(tiles, { shape: [batch, groups * channels * parts, ...span] });
  const none = w.type.shape.map(() => 0), long = b.pad(w, { low: none, high: none.with(axis + 2, parts * size - k[axis]), interior: none, value: 0 });
  const kernels = arrange(b, long, [all, channels, k.slice(0, axis), parts, [size, ...k.slice(axis + 1)]], [0, 1, 3, 2, 4], [all, channels * parts, ...k.with(axis, size)]);
  return windowProduct(b, images, kernels, sizesOf(images, kernels, groups, part));
}

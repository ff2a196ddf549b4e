/**
 * Plain functions of the nn language: operations under their names, with arguments as the language gives them.
 * Element-wise ones are derived from the records; the others say here how their arguments become parameters.
 */
import { divideDims, sameDim, showDim, showShape, sizeOf, type Dim } from '../core/dim.ts';
import { dtypes, isDType } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import type { AnyOp } from '../core/op.ts';
import { axisIn, ShapeError, showType } from '../core/shape.ts';
import type { Builder } from '../ops/builder.ts';
import { normalValue } from '../ops/draw.ts';
import * as ops from '../ops/all.ts';
import { blame, dim, dims, flag, integer, integers, layer, number, optional, tensor, tensors, word, type Layer, type Site } from '../typecheck/layer.ts';

/** Element-wise operations without parameters: exp(x), maximum(x, y). */
const elementwise: readonly Layer[] = (Object.values(ops) as readonly AnyOp[]).filter((op) => op.scalar !== undefined && (op.arity === 1 || op.arity === 2) && takesNothing(op)).map((op) =>
  (op.arity === 1
    ? layer({ name: op.name, doc: `${op.name} of every element. x, y: [..s]`, args: { x: tensor }, build: ({ b }, { x }) => method(b, op)(x) })
    : layer({ name: op.name, doc: `${op.name} of every pair of elements; shapes broadcast. x, y, z: [..s]`, args: { x: tensor, y: tensor }, build: ({ b }, { x, y }) => method(b, op)(x, y) })));

function takesNothing(op: AnyOp): boolean {
  return op.samples.every((s) => s.params === undefined || Object.keys(s.params).length === 0);
}
const method = (b: Builder, op: AnyOp) => (b as unknown as Record<string, (...x: readonly Value[]) => Value>)[op.name].bind(b);

const reductions: readonly Layer[] = (['sum', 'mean', 'prod', 'max', 'min', 'variance', 'any', 'all'] as const).map((name) => layer({
  name, doc: `${name} over the axes named, or over all; they disappear, or stay as 1 with keep = true. x: [..s]`,
  args: { x: tensor, axes: integers, keep: flag(false) },
  build({ b }, { x, axes, keep }) {
    const rank = x.type.shape.length;
    const gone = axes.length === 0 ? x.type.shape.map((_, i) => i) : axes.map((a, i) => blame(`axes[${i}]`, () => axisIn(name, a, rank)));
    const y = name === 'variance' ? b.variance(x, { axes: gone, correction: 0 }) : b[name](x, { axes: gone });
    return keep ? b.reshape(y, { shape: x.type.shape.map((n, i) => (gone.includes(i) ? 1 : n)) }) : y;
  },
}));

const alongAxis: readonly Layer[] = (['softmax', 'logSoftmax', 'argmax', 'argmin'] as const).map((name) => layer({
  name, doc: `${name} along one axis, the last when left out. x: [..s]`,
  args: { x: tensor, axis: optional(integer, -1) },
  build: ({ b }, { x, axis }) => b[name](x, { axis: axisOf(name, x, axis) }),
}));

const axisOf = (name: string, x: Value, axis: number): number => blame('axis', () => axisIn(name, axis, x.type.shape.length));

/** n parts of one size. */
function parts(name: string, { b }: Site, x: Value, count: number, axis: number): readonly Value[] {
  const at = axisOf(name, x, axis), size = x.type.shape[at], part = divideDims(size, count);
  if (count < 1) throw new ShapeError('NN0241', `${name}: there are at least 1 part, but found ${count}`, undefined, 'count');
  if (part === undefined) throw new ShapeError('NN0241', `${name}: axis ${at} of ${showType(x.type)} has size ${showDim(size)}, which does not divide into ${count} parts`, undefined, 'count');
  return b.split(x, { sizes: Array.from({ length: count }, () => part), axis: at });
}

const others: readonly Layer[] = [
  layer({
    name: 'cumsum', doc: 'Sums of all elements up to here, along an axis, the last when left out. x, y: [..s]',
    args: { x: tensor, axis: optional(integer, -1), reverse: flag(false) }, build: ({ b }, { x, axis, reverse }) => b.cumsum(x, { axis: axisOf('cumsum', x, axis), reverse }),
  }),
  layer({
    name: 'sort', doc: 'The elements in order along an axis, the last when left out. x, y: [..s]',
    args: { x: tensor, axis: optional(integer, -1), descending: flag(false) }, build: ({ b }, { x, axis, descending }) => b.sort(x, { axis: axisOf('sort', x, axis), descending }),
  }),
  layer({
    name: 'argsort', doc: 'The places of the elements in order along an axis, the last when left out. x: [..s], y: i32[..s]',
    args: { x: tensor, axis: optional(integer, -1), descending: flag(false) }, build: ({ b }, { x, axis, descending }) => b.argsort(x, { axis: axisOf('argsort', x, axis), descending }),
  }),
  layer({
    name: 'split', doc: 'Equal parts along an axis, the last when left out. x: [..s, n], count times y: [..s, n / count]',
    args: { x: tensor, count: integer, axis: optional(integer, -1) },
    build: (site, { x, count, axis }) => parts('split', site, x, count, axis),
  }),
  layer({
    name: 'unstack', doc: 'The slices of an axis, the first when left out. x: [count, ..s], count times y: [..s]',
    args: { x: tensor, count: integer, axis: optional(integer, 0) },
    build({ b }, { x, count, axis }) {
      const at = axisOf('unstack', x, axis), size = x.type.shape[at];
      if (size !== count) throw new ShapeError('NN0242', `unstack: axis ${at} of ${showType(x.type)} has size ${showDim(size)}, not ${count}`, undefined, 'count');
      return b.unstack(x, { axis: at });
    },
  }),
  layer({
    name: 'concat', doc: 'Tensors one after the other along an axis, the last when left out. xᵢ: [..s, nᵢ], y: [..s, Σ nᵢ]',
    args: { xs: tensors, axis: optional(integer, -1) },
    build({ b }, { xs, axis }) {
      if (xs.length === 0) throw new ShapeError('NN0218', 'concat of no tensors has no shape', 'give at least one');
      const [first] = xs, at = axisOf('concat', first, axis);
      xs.forEach(({ type }, i) => {
        const other = type.shape.length !== first.type.shape.length ? -1 : type.shape.findIndex((n, k) => k !== at && !sameDim(n, first.type.shape[k]));
        if (type.shape.length === first.type.shape.length && other < 0) return;
        const why = other < 0 ? `${showType(type)} has another rank than ${showType(first.type)}` : `axis ${other} is ${showDim(first.type.shape[other])} in ${showType(first.type)} and ${showDim(type.shape[other])} in ${showType(type)}`;
        throw new ShapeError('NN0218', `concat along axis ${at}: ${why}`, 'all other sizes must be equal', `xs[${i}]`);
      });
      return b.concat(xs, { axis: at });
    },
  }),
  layer({
    name: 'stack', doc: 'Tensors of one shape along a new axis, the first when left out. xᵢ: [..s], y: [n, ..s]',
    args: { xs: tensors, axis: optional(integer, 0) },
    build: ({ b }, { xs, axis }) => b.stack(xs, { axis }),
  }),
  layer({
    name: 'expand', doc: 'Repeats x along axes of size 1 and new ones in front. x: [..s], y: [..shape]',
    args: { x: tensor, shape: dims },
    build({ b }, { x, shape }) {
      const from = x.type.shape, more = shape.length - from.length;
      if (more < 0 || from.some((n, i) => n !== 1 && !sameDim(n, shape[i + more])))
        throw new ShapeError('NN0243', `expand: ${showShape(from)} does not stretch to ${showShape(shape)}`, 'sizes must be equal, or 1 in the tensor, counted from the last axis', 'shape');
      return b.broadcast(x, { shape, axes: from.map((_, i) => i + more) });
    },
  }),
  layer({
    name: 'reshape', doc: 'The same elements in the same order under another shape; one size may be -1. x: [..s], y: [..shape]',
    args: { x: tensor, shape: dims },
    build: ({ b }, { x, shape }) => b.reshape(x, { shape: withOpenSize(x, shape) }),
  }),
  layer({
    name: 'flatten', doc: 'Joins all axes from `from` on, the second when left out. x: [b, ..s], y: [b, Π s]',
    args: { x: tensor, from: optional(integer, 1) },
    build({ b }, { x, from }) {
      const at = blame('from', () => axisIn('flatten', from, x.type.shape.length));
      return b.reshape(x, { shape: withOpenSize(x, [...x.type.shape.slice(0, at), -1]) });
    },
  }),
  layer({
    name: 'transpose', doc: 'Axis i of y is axis order[i] of x; all in reverse when left out.',
    args: { x: tensor, order: integers },
    build: ({ b }, { x, order }) => b.transpose(x, { order: order.length > 0 ? order.map((a, i) => blame(`order[${i}]`, () => axisIn('transpose', a, x.type.shape.length))) : x.type.shape.map((_, i) => x.type.shape.length - 1 - i) }),
  }),
  layer({
    name: 'squeeze', doc: 'x without the axes named, whose sizes are 1.', args: { x: tensor, axes: integers },
    build: ({ b }, { x, axes }) => b.squeeze(x, { axes }),
  }),
  layer({
    name: 'where', doc: 'x where the condition holds, else y; shapes broadcast. condition: bool [..s], x, y, z: [..s]',
    args: { condition: tensor, x: tensor, y: tensor },
    build({ b }, { condition, x, y }) {
      if (condition.type.dtype !== 'bool') throw new ShapeError('NN0205', `where: the condition is of bools, got ${showType(condition.type)}`, 'compare it: gt(x, 0)', 'condition');
      return b.select(condition, x, y);
    },
  }),
  layer({
    name: 'clamp', doc: 'x held between two numbers. x, y: [..s]', args: { x: tensor, min: number, max: number },
    build: ({ b }, { x, min, max }) => b.minimum(b.maximum(x, min), max),
  }),
  layer({
    name: 'gelu', doc: 'y = x · Φ(x), Φ the distribution function of the standard normal; approximate = "tanh" for the faster form. x, y: [..s]',
    args: { x: tensor, approximate: optional(word, 'none') },
    build({ b }, { x, approximate }) {
      if (approximate !== 'none' && approximate !== 'tanh') throw new ShapeError('NN0240', `gelu: approximate is "${approximate}", but must be "none" or "tanh"`, undefined, 'approximate');
      return b.gelu(x, { approximate });
    },
  }),
  layer({
    name: 'convert', doc: 'The same values in another dtype: convert(x, "f32"). x, y: [..s]',
    args: { x: tensor, dtype: word },
    build({ b }, { x, dtype }) {
      if (!isDType(dtype)) throw new ShapeError('NN0240', `convert: there is no dtype "${dtype}"`, `the dtypes are ${dtypes.join(', ')}`, 'dtype');
      return b.convert(x, { dtype });
    },
  }),
  layer({
    name: 'leakyRelu', doc: 'x where x > 0, else slope · x. x, y: [..s]', args: { x: tensor, slope: optional(number, 0.01) },
    build: ({ b }, { x, slope }) => b.leakyRelu(x, { slope }),
  }),
  layer({
    name: 'elu', doc: 'x where x > 0, else alpha · (eˣ - 1). x, y: [..s]', args: { x: tensor, alpha: optional(number, 1) },
    build: ({ b }, { x, alpha }) => b.elu(x, { alpha }),
  }),
  layer({
    name: 'causal', doc: 'Scores of attention in which no place sees a later one: -∞ where the key comes after the query. x, y: [..s, queries, keys]',
    args: { x: tensor }, build: ({ b }, { x }) => b.causal(x),
  }),
  layer({
    name: 'tril', doc: 'x with zeros above a diagonal, the main one when left out. x, y: [..s, n, m]', args: { x: tensor, diagonal: optional(integer, 0) }, build: ({ b }, { x, diagonal }) => b.tril(x, { diagonal }),
  }),
  layer({
    name: 'triu', doc: 'x with zeros below a diagonal, the main one when left out. x, y: [..s, n, m]', args: { x: tensor, diagonal: optional(integer, 0) }, build: ({ b }, { x, diagonal }) => b.triu(x, { diagonal }),
  }),
  layer({
    name: 'randn', doc: 'Normal random numbers of the shape and dtype of x, with mean 0 and variance 1. x, y: [..s]',
    args: { like: tensor },
    build: (site, { like }) => {
      const { b } = site, { shape, dtype } = like.type, y = normalValue(b, site.key(), shape);
      return dtype === 'f32' ? y : b.convert(y, { dtype });
    },
  }),
  layer({
    name: 'oneHot', doc: 'A 1 at the place of every number, zeros elsewhere. ids: integers [..s], y: f32[..s, classes]',
    args: { ids: tensor, classes: dim }, build: ({ b }, { ids, classes }) => b.oneHot(ids, { classes, dtype: 'f32' }),
  }),
  layer({
    name: 'stopGradient', doc: 'x, as a constant to gradients. x, y: [..s]', args: { x: tensor }, build: ({ b }, { x }) => b.stopGradient(x),
  }),
];

/** A shape in which -1 stands for whatever the others leave. */
function withOpenSize(x: Value, shape: readonly Dim[]): readonly Dim[] {
  const at = shape.indexOf(-1);
  if (at < 0 || shape.indexOf(-1, at + 1) >= 0) return shape;
  const all = sizeOf(x.type.shape), others = sizeOf(shape.toSpliced(at, 1));
  const open = divideDims(all, others);
  if (open === undefined) throw new ShapeError('NN0208', `reshape ${showShape(x.type.shape)} to ${showShape(shape)}: ${showDim(all)} elements do not divide by ${showDim(others)}`, undefined, 'shape');
  return shape.with(at, open);
}
export const functions: readonly Layer[] = [...elementwise, ...reductions, ...alongAxis, ...others];

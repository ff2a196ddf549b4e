import { addIndex, at, axis, constant, int, load, mulIndex, reduce, scalar, select } from '../core/build.ts';
import { divideDims, mulDims, sameDim, showDim, type Dim } from '../core/dim.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { axisTo } from './batching.ts';
import { apart, joined } from './regroup.ts';
import type { RankOf } from '../core/types/axes.ts';
import type { Differ, HasRank, Mistake, Shape, ShowDim, ShowType, Unknown } from '../core/types/dim.ts';
import type { DivMod, Mul } from '../core/types/number.ts';
import { needs, needsRank, sameDType, type needsForm } from './rules.ts';
import { allOf, knownWindow, meeting, onePerAxis, windowCount, type Window, type WindowCount } from './window.ts';
import type { Value } from '../core/graph.ts';
import type { Batch } from '../core/op.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Lists have one entry per axis of space. */
export interface ConvParams {
  readonly stride: readonly Dim[];
  readonly padding: readonly (readonly [low: Dim, high: Dim])[];
  /** Distance between neighbouring places of the kernel, and between neighbouring elements of x. */
  readonly dilation: readonly Dim[];
  readonly inputDilation: readonly Dim[];
  /** Channels fall into this many groups that do not see each other. */
  readonly groups: Dim;
}

export const kernelAxes = <const X extends string, const N extends string, const W extends string>(x: X, axes: N, w: W): kernelAxes<X, N, W> => `conv: ${x} needs a kernel of ${axes} axes, got ${w}`;
export type kernelAxes<X extends string, N extends string, W extends string> = `conv: ${X} needs a kernel of ${N} axes, got ${W}`;
export const otherChannels = <const X extends string, const C extends string, const W extends string, const Taken extends string>(x: X, c: C, w: W, taken: Taken): otherChannels<X, C, W, Taken> => `conv: ${x} has ${c} channels, but the kernel ${w} takes ${taken}`;
export type otherChannels<X extends string, C extends string, W extends string, Taken extends string> = `conv: ${X} has ${C} channels, but the kernel ${W} takes ${Taken}`;
export const unequalGroups = <const O extends string, const W extends string, const G extends string>(o: O, w: W, groups: G): unequalGroups<O, W, G> => `conv: the ${o} output channels of the kernel ${w} do not divide into ${groups} groups`;
export type unequalGroups<O extends string, W extends string, G extends string> = `conv: the ${O} output channels of the kernel ${W} do not divide into ${G} groups`;

/** The shape of a convolution of [b, c, ..n] with a kernel [o, c / groups, ..k]. `At`: stride, padding and dilation of an axis of space, as [stride, low, high, dilation]. */
export type ConvShape<X, W, D, Groups, At extends readonly unknown[]> =
  HasRank<X> extends false ? Unknown<X> : HasRank<W> extends false ? Unknown<W>
  : X extends readonly [infer B, infer C, ...infer N extends readonly [unknown, ...unknown[]]]
    ? W extends readonly [infer O, infer Taken, ...infer K]
      ? K['length'] extends N['length']
        ? Channels<X, W, D, Groups, C, O, Taken> extends infer F ? (F extends Mistake<string> ? F : Slid<'conv', N, K, At, [B, O]>) : never
        : NoKernel<X, W, D>
      : NoKernel<X, W, D>
    : Mistake<needsForm<'conv', '[b, c, ..s]', ShowType<X, D>>>;
type NoKernel<X, W, D> = Mistake<kernelAxes<ShowType<X, D>, `${RankOf<X>}`, ShowType<W, D>>>;
/** The mistake in C channels of X, and O and Taken of the kernel W, if there is one. */
export type Channels<X, W, D, Groups, C, O, Taken> =
  Differ<C, Groups extends 1 ? Taken : Mul<Taken, Groups>> extends true ? Mistake<otherChannels<ShowType<X, D>, ShowDim<C>, ShowType<W, D>, Groups extends 1 ? ShowDim<Taken> : `${ShowDim<Taken>} in each of ${ShowDim<Groups>} groups`>>
  : Divides<O, Groups> extends false ? Mistake<unequalGroups<ShowDim<O>, ShowType<W, D>, ShowDim<Groups>>> : unknown;
/** Whether the number of groups divides another; so it does where one of them is not known. */
export type Divides<O, Groups> = Groups extends 1 ? true : O extends number ? (DivMod<O, Groups> extends [unknown, infer R] ? (number extends R ? true : R extends 0 ? true : false) : true) : true;
/** The axes of space, each with its windows counted. */
export type Slid<Op extends string, N, K, At, R extends unknown[]> =
  N extends readonly [infer Size, ...infer MoreN] ? K extends readonly [infer Window, ...infer MoreK] ? At extends readonly [readonly [infer S, infer Low, infer High, infer Dilation], ...infer MoreAt]
    ? WindowCount<Op, Size, Window, S, Low, High, Dilation> extends infer Count ? (Count extends Mistake<string> ? Count : Slid<Op, MoreN, MoreK, MoreAt, [...R, Count]>) : never
    : Shape : Shape : R;

const windowAt = (sizes: readonly Dim[], p: ConvParams, i: number): Window =>
  ({ size: sizes[i], stride: p.stride[i], padding: p.padding[i], dilation: p.dilation[i], inputDilation: p.inputDilation[i] });

/**
 * Cross-correlation of x with a kernel, over any number of axes of space:
 * y[b, o, ..i] = Σ_{c, ..j} x[b, c, ..(i · stride + j · dilation - low)] · w[o, c, ..j], zeros beyond the border.
 * x: [b, c, ..n]   w: [o, c / groups, ..k]   y: [b, o, ..m]
 */
export const conv: Op<ConvParams, [x: Value, w: Value]> = {
  name: 'conv', arity: 2,
  type([x, w], params) {
    needs('conv', 'number', x);
    sameDType('conv', [x, w]);
    needsRank('conv', x, 3, '[b, c, ..s]');
    if (w.shape.length !== x.shape.length)
      throw new ShapeError('NN0232', kernelAxes(showType(x), `${x.shape.length}`, showType(w)), 'a kernel has output channels, input channels and one size for each axis of space');
    const [b, c, ...space] = x.shape, [o, taken, ...sizes] = w.shape, { groups } = params;
    for (const what of ['stride', 'padding', 'dilation', 'inputDilation'] as const) onePerAxis('conv', what, params[what], space.length);
    if (!sameDim(c, mulDims(taken, groups)))
      throw new ShapeError('NN0223', otherChannels(showType(x), showDim(c), showType(w), `${showDim(taken)}${groups === 1 ? '' : ` in each of ${showDim(groups)} groups`}`));
    if (divideDims(o, groups) === undefined)
      throw new ShapeError('NN0233', unequalGroups(showDim(o), showType(w), showDim(groups)));
    return [{ shape: [b, o, ...space.map((n, i) => windowCount('conv', n, windowAt(sizes, params, i)))], dtype: x.dtype }];
  },
  define([x, w], y, params) {
    const axes = axesOf(y), [, , ...space] = known(x.shape), [o, taken, ...sizes] = known(w.shape);
    if (space.includes(0)) return { axes, body: constant(y.dtype, 0) };
    const [ab, ao, ...out] = axes, channel = axis(taken), places = sizes.map(axis);
    const met = out.map((a, i) => meeting(space[i], at(a), a.extent, at(places[i]), knownWindow(windowAt(sizes, params, i))));
    const group = params.groups === 1 ? int(0) : scalar('quot', at(ao), int(o / (params.groups as number)));
    const element = load(0, y.dtype, [at(ab), addIndex(mulIndex(group, taken), at(channel)), ...met.map((m) => m.index)]);
    const inside = allOf(met.map((m) => m.inside));
    const weight = load(1, y.dtype, [at(ao), at(channel), ...places.map(at)]);
    return { axes, body: reduce('sum', [channel, ...places], scalar('mul', inside ? select(inside, element, constant(y.dtype, 0)) : element, weight)) };
  },
  linear: [0, 1],
  vjp: (b, { x: [x, w], y: [y], params }, [g]) => {
    if (!g || x.type.shape.includes(0)) return [undefined, undefined];
    return [byInput(b, x, w, y, params, g), byKernel(b, x, w, y, params, g)];
  },
  batch: batchedConv,
  samples: samples(),
};

// The numbers of one axis of space: elements, places of the kernel, windows.
function numbers(x: Value, w: Value, y: Value, p: ConvParams): readonly { readonly n: number; readonly k: number; readonly m: number; readonly window: Window<number> }[] {
  const space = known(x.type.shape.slice(2)), sizes = known(w.type.shape.slice(2)), counts = known(y.type.shape.slice(2));
  return space.map((n, i) => ({ n, k: sizes[i], m: counts[i], window: knownWindow(windowAt(sizes, p, i)) }));
}

/** dx: every element gathers from the windows that met it. A convolution of g, spread out by the stride, with the kernel turned round. */
function byInput(b: Builder, x: Value, w: Value, y: Value, p: ConvParams, g: Value): Value {
  const [groups, o, taken] = known([p.groups, w.type.shape[0], w.type.shape[1]]), sizes = w.type.shape.slice(2);
  // [groups · o', c', ..k] to [groups · c', o', ..k]
  const apart = b.reshape(w, { shape: [groups, o / groups, taken, ...sizes] });
  const swapped = b.transpose(apart, { order: [0, 2, 1, ...sizes.map((_, i) => i + 3)] });
  const turned = b.rev(b.reshape(swapped, { shape: [groups * taken, o / groups, ...sizes] }), { axes: sizes.map((_, i) => i + 2) });
  const axes = numbers(x, w, y, p);
  return b.conv(g, turned, {
    stride: p.inputDilation, dilation: p.dilation, inputDilation: p.stride, groups,
    padding: axes.map(({ n, k, m, window: { stride, dilation, inputDilation, padding: [low] } }) =>
      [(k - 1) * dilation - low, (n - 1) * inputDilation - (m - 1) * stride + low]),
  });
}

/** dw: every place of the kernel sums over batch and windows. A convolution of x with g as the kernel, batch and channels exchanged. */
function byKernel(b: Builder, x: Value, w: Value, y: Value, p: ConvParams, g: Value): Value {
  const [groups, batch, taken] = known([p.groups, x.type.shape[0], w.type.shape[1]]), space = x.type.shape.slice(2);
  // [b, groups · c', ..n] to [c', groups · b, ..n]
  const apart = b.reshape(x, { shape: [batch, groups, taken, ...space] });
  const lhs = b.reshape(b.transpose(apart, { order: [2, 1, 0, ...space.map((_, i) => i + 3)] }), { shape: [taken, groups * batch, ...space] });
  const exchange = [1, 0, ...space.map((_, i) => i + 2)];
  const d = b.conv(lhs, b.transpose(g, { order: exchange }), {
    stride: p.dilation, dilation: p.stride, inputDilation: p.inputDilation, groups,
    padding: numbers(x, w, y, p).map(({ n, k, m, window: { stride, dilation, inputDilation, padding: [low] } }) =>
      [low, (k - 1) * dilation + (m - 1) * stride - (n - 1) * inputDilation - low]),
  });
  return b.transpose(d, { order: exchange });
}

/** A batch of images is more images; a batch of kernels is more output channels; a batch of both is more groups. */
function batchedConv(b: Builder, at: Batch<ConvParams>): readonly Value[] {
  const { x: [x, w], batched: [ofX, ofW], size, params } = at, groups = params.groups as number;
  if (!ofW) return [apart(b, b.conv(joined(b, x, 0), w, params), 0, size)];
  if (ofX) {
    // [batch, b, c] to [b, batch · c],  [batch, o, c'] to [batch · o, c']
    const y = b.conv(joined(b, axisTo(b, x, 0, 1), 1), joined(b, w, 0), { ...params, groups: size * groups });
    return [axisTo(b, apart(b, y, 1, size), 1, 0)];
  }
  // [batch, groups · o', c'] to [groups · batch · o', c']: every group keeps its channels.
  const byGroup = joined(b, joined(b, axisTo(b, apart(b, w, 1, groups), 0, 1), 0), 0);
  const y = apart(b, apart(b, b.conv(x, byGroup, params), 1, groups), 2, size);
  return [joined(b, axisTo(b, y, 2, 0), 2)];
}

function samples(): Op<ConvParams, [x: Value, w: Value]>['samples'] {
  const plain = { stride: [1, 1], padding: [[0, 0], [0, 0]], dilation: [1, 1], inputDilation: [1, 1], groups: 1 } as const;
  return [
    { inputs: [[1, 1, 4, 4], [1, 1, 3, 3]], params: plain },
    { inputs: [[2, 3, 4, 5], [2, 3, 3, 3]], params: { ...plain, padding: [[1, 1], [1, 1]] } },
    { inputs: [[1, 2, 6, 5], [3, 2, 3, 2]], params: { ...plain, stride: [2, 1], padding: [[1, 0], [0, 2]] } },
    { inputs: [[1, 4, 4, 4], [4, 2, 3, 3]], params: { ...plain, padding: [[1, 1], [1, 1]], groups: 2 } },
    { inputs: [[2, 3, 4, 4], [6, 1, 3, 3]], params: { ...plain, stride: [2, 2], padding: [[1, 1], [1, 1]], groups: 3 } },
    { inputs: [[1, 2, 7, 7], [1, 2, 3, 3]], params: { ...plain, padding: [[2, 2], [2, 2]], dilation: [2, 2] } },
    { inputs: [[2, 3, 3, 3], [2, 3, 1, 1]], params: { ...plain, stride: [2, 2] } },
    { inputs: [[1, 2, 3, 4], [2, 2, 2, 3]], params: { ...plain, stride: [2, 1], padding: [[2, -1], [-1, 3]], dilation: [1, 2], inputDilation: [2, 3] } },
    { inputs: [[2, 2, 6], [3, 2, 3]], params: { stride: [2], padding: [[1, 1]], dilation: [1], inputDilation: [1], groups: 1 } },
    { inputs: [[1, 1, 3, 3, 3], [2, 1, 2, 2, 2]], params: { stride: [1, 1, 1], padding: [[0, 0], [1, 0], [0, 1]], dilation: [1, 1, 1], inputDilation: [1, 1, 1], groups: 1 } },
    { inputs: [[0, 2, 4, 4], [3, 2, 3, 3]], params: plain },
    { inputs: [{ shape: [1, 1, 3, 3], dtype: 'f64' }, { shape: [1, 1, 2, 2], dtype: 'f64' }], params: plain },
  ];
}

import { addIndex, at, load, mulIndex } from '../core/build.ts';
import { count, known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { oneAxisMore } from './batching.ts';
import { like } from './like.ts';
import { onePerAxis, windowCount } from './window.ts';
import type { Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Lists have one entry for each of the last axes, over which windows slide. */
export interface SlidingWindowsParams {
  readonly size: readonly Dim[];
  /** How far one window lies from the next, and one of its places from the next. */
  readonly stride: readonly Dim[];
  readonly dilation: readonly Dim[];
}

/**
 * The elements of every window: y[..s, ..i, ..j] = x[..s, ..(i · stride + j · dilation)]; window i and place j may change roles.
 * x: [..s, ..n]   y: [..s, ..m, ..size], m windows over n elements
 */
export const slidingWindows: Op<SlidingWindowsParams> = {
  name: 'slidingWindows', arity: 1,
  type([x], { size, stride, dilation }) {
    const { shape, dtype } = x, lead = shape.length - size.length;
    if (lead < 0)
      throw new ShapeError('NN0217', `slidingWindows: a window of ${size.length} axes does not fit over ${showType(x)}`, `it must have at least ${size.length} axes`);
    for (const [what, list] of [['stride', stride], ['dilation', dilation]] as const) onePerAxis('slidingWindows', what, list, size.length);
    const counts = size.map((k, i) => windowCount('slidingWindows', shape[lead + i], { size: k, stride: stride[i], padding: [0, 0], dilation: dilation[i], inputDilation: 1 }));
    return [{ shape: [...shape.slice(0, lead), ...counts, ...size], dtype }];
  },
  define([x], y, params) {
    const axes = axesOf(y), places = known(params.size).length, lead = x.shape.length - places, stride = known(params.stride), dilation = known(params.dilation);
    const index = stride.map((s, i) => addIndex(mulIndex(at(axes[lead + i]), s), mulIndex(at(axes[lead + places + i]), dilation[i])));
    return { axes, body: load(0, y.dtype, [...axes.slice(0, lead).map(at), ...index]) };
  },
  linear: 'together',
  vjp: (b, { x: [x], y: [y], params }, [g]) => [g && overlapAdded(b, x, y, params, g)],
  batch: oneAxisMore((b, [x], params) => b.slidingWindows(x, params)),
  samples: [
    { inputs: [[6]], params: { size: [3], stride: [1], dilation: [1] } },
    { inputs: [[2, 7]], params: { size: [2], stride: [2], dilation: [3] } },
    { inputs: [[2, 4, 5]], params: { size: [2, 3], stride: [2, 1], dilation: [1, 2] } },
    { inputs: [[3, 4]], params: { size: [1, 4], stride: [1, 1], dilation: [1, 1] } },
    { inputs: [[2, 3]], params: { size: [], stride: [], dilation: [] } },
    { inputs: [[0, 4]], params: { size: [2], stride: [1], dilation: [1] } },
    { inputs: [{ shape: [5], dtype: 'i32' }], params: { size: [2], stride: [1], dilation: [1] } },
  ],
};

/** dx: g added up wherever windows overlap. */
function overlapAdded(b: Builder, x: Value, y: Value, { size, stride, dilation }: SlidingWindowsParams, g: Value): Value {
  const places = size.length, lead = x.type.shape.length - places, shape = y.type.shape.slice(lead), space = known(x.type.shape.slice(lead));
  const along = (axis: number): Value => b.iota({ shape, axis, dtype: 'i32' });
  const position = known(stride).reduce((sum, s, i) => {
    const at = b.add(b.mul(along(i), s), b.mul(along(places + i), known(dilation)[i]!));
    return b.add(b.mul(sum, space[i]!), at);
  }, b.full({ value: 0, shape, dtype: 'i32' }));
  const plane = like(b, b.reshape(x, { shape: [...x.type.shape.slice(0, lead), count(space)] }), 0);
  return b.reshape(b.scatterAdd(plane, position, g, { axis: lead }), { shape: x.type.shape });
}

import { at, load } from '../core/build.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { axesOf, normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { clampIndex } from './place.ts';
import { like } from './like.ts';
import { needsIndex, needsShape } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/**
 * One element of x for each number in ids: y[..a, i, ..c] = x[..a, ids[..a, i, ..c], ..c], as numpy's take_along_axis.
 * x: [..a, n, ..c]   ids: integers [..a, m, ..c]   y: [..a, m, ..c].   Numbers outside 0 … n - 1 clamp.
 */
export const takeAlongAxis: Op<{ axis: number }, [x: Value, ids: Value]> = {
  name: 'takeAlongAxis', arity: 2,
  normal: normalAxis('takeAlongAxis'),
  type([x, ids], { axis }) {
    needsIndex('takeAlongAxis', 'ids', ids);
    needsShape('takeAlongAxis', `ids for ${showType(x)} along axis ${axis}`, ids, x.shape.with(axis, ids.shape[axis] ?? 1));
    if (x.shape[axis] === 0 && !ids.shape.includes(0))
      throw new ShapeError('NN0214', `takeAlongAxis: axis ${axis} of ${showType(x)} has nothing to take`);
    return [{ shape: ids.shape, dtype: x.dtype }];
  },
  define([x, ids], y, { axis }) {
    const axes = axesOf(y), i = axes.map(at);
    return { axes, body: load(0, y.dtype, i.with(axis, clampIndex(load(1, ids.dtype, i), x.shape[axis] as number))) };
  },
  linear: [0],
  // dx = g added up where it was taken from
  vjp: (b, { x: [x, ids], params }, [g]) => [g && b.scatterAddAlongAxis(like(b, x, 0), ids, g, params), undefined],
  batch: oneAxisMore((b, [x, ids], params) => b.takeAlongAxis(x, ids, params), axisMoved),
  samples: [
    { inputs: [[3, 4], { shape: [3, 2], dtype: 'i32', range: [0, 3] }], params: { axis: 1 } },
    { inputs: [[3, 2], { shape: [5, 2], dtype: 'u32', range: [0, 2] }], params: { axis: 0 } },
    { inputs: [[2, 3, 4], { shape: [2, 1, 4], dtype: 'i32', range: [-2, 6] }], params: { axis: -2 } },
    { inputs: [[5], { shape: [0], dtype: 'i32' }], params: { axis: 0 } },
  ],
};

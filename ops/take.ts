import { at, load } from '../core/build.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { axesOf, normalAxis } from './axes.ts';
import { axisTo } from './batching.ts';
import { rowNumbers, rowsOf } from './rows.ts';
import { clampIndex } from './place.ts';
import { like } from './like.ts';
import { needsIndex } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/**
 * Slices of x by number: y[..a, ..i, ..c] = x[..a, ids[..i], ..c]; the axis gives way to the axes of ids. Rows of an embedding with axis 0.
 * x: [..a, n, ..c]   ids: integers [..i]   y: [..a, ..i, ..c].   Numbers outside 0 … n - 1 clamp; a negative one does not count from the end.
 */
export const take: Op<{ axis: number }, [x: Value, ids: Value]> = {
  name: 'take', arity: 2,
  normal: normalAxis('take'),
  type([x, ids], { axis }) {
    needsIndex('take', 'ids', ids);
    if (x.shape[axis] === 0 && !ids.shape.includes(0))
      throw new ShapeError('NN0214', `take: axis ${axis} of ${showType(x)} has nothing to take`);
    return [{ shape: [...x.shape.slice(0, axis), ...ids.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype }];
  },
  define([x, ids], y, { axis }) {
    const axes = axesOf(y), i = axes.map(at), end = axis + ids.shape.length;
    const row = clampIndex(load(1, ids.dtype, i.slice(axis, end)), x.shape[axis] as number);
    return { axes, body: load(0, y.dtype, [...i.slice(0, axis), row, ...i.slice(end)]) };
  },
  linear: [0],
  // dx = g added up where it was taken from
  vjp: (b, { x: [x, ids], params }, [g]) => [g && b.scatterAdd(like(b, x, 0), ids, g, params), undefined],
  batch(b, { x: [x, ids], batched: [ofX, ofIds], params: { axis } }) {
    if (!ofIds) return [b.take(x, ids, { axis: axis + 1 })];
    if (!ofX) return [axisTo(b, b.take(x, ids, { axis }), axis, 0)];
    const y = b.take(rowsOf(b, x, axis + 1), rowNumbers(b, ids, x.type.shape[axis + 1] as number), { axis: 0 });
    // [batch, ..i, ..a, ..c] to [batch, ..a, ..i, ..c]
    return [axisTo(b, y, 1, axis + 1, ids.type.shape.length - 1)];
  },
  samples: [
    { inputs: [[4, 3], { shape: [2, 3], dtype: 'i32', range: [0, 3] }], params: { axis: 0 } },
    { inputs: [[2, 4], { shape: [5], dtype: 'u32', range: [0, 3] }], params: { axis: -1 } },
    { inputs: [[2, 4, 3], { shape: [2, 2], dtype: 'i32', range: [-2, 6] }], params: { axis: 1 } },
    { inputs: [[5], { shape: [], dtype: 'i32', range: [0, 4] }], params: { axis: 0 } },
    { inputs: [[4, 3], { shape: [0], dtype: 'i32' }], params: { axis: 0 } },
    { inputs: [{ shape: [300, 2], dtype: 'f64' }, { shape: [6], dtype: 'u8', range: [0, 255] }], params: { axis: 0 } },
  ],
};

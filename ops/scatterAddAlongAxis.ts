import { addIndex, load, mulIndex, scalar } from '../core/build.ts';
import { loop, named, store } from '../core/loops.ts';
import { showType } from '../core/shape.ts';
import { around, normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { clampIndex } from './place.ts';
import { like } from './like.ts';
import { needs, needsIndex, needsShape, sameDType } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/**
 * y = x, with one element added for each number in ids: y[..a, ids[..a, i, ..c], ..c] += updates[..a, i, ..c]. Undoes `takeAlongAxis`.
 * x, y: [..a, n, ..c]   ids: integers [..a, m, ..c]   updates: [..a, m, ..c].   Numbers outside 0 … n - 1 clamp.
 */
export const scatterAddAlongAxis: Op<{ axis: number }, [x: Value, ids: Value, updates: Value]> = {
  name: 'scatterAddAlongAxis', arity: 3,
  normal: normalAxis('scatterAddAlongAxis'),
  type([x, ids, updates], { axis }) {
    needs('scatterAddAlongAxis', 'number', x);
    needsIndex('scatterAddAlongAxis', 'ids', ids);
    sameDType('scatterAddAlongAxis', [x, updates]);
    needsShape('scatterAddAlongAxis', `ids for ${showType(x)} along axis ${axis}`, ids, x.shape.with(axis, ids.shape[axis] ?? 1));
    needsShape('scatterAddAlongAxis', 'the updates', updates, ids.shape);
    return [x];
  },
  kernel([x, ids, updates], [y], { axis }) {
    const [outer, rows, inner] = around(x, axis), [, count] = around(ids, axis);
    const elements = outer * rows * inner, changes = outer * count * inner;
    return {
      buffers: [
        { dtype: x.dtype, elements, role: 'in' },
        { dtype: ids.dtype, elements: changes, role: 'in' },
        { dtype: updates.dtype, elements: changes, role: 'in' },
        { dtype: y.dtype, elements, role: 'out' },
      ],
      scratch: [],
      body: [loop('parallel', outer, (o) => [
        loop('vector', rows * inner, (j) => named(addIndex(mulIndex(o, rows * inner), j), (at) => [store(3, at, load(0, x.dtype, [at]))])),
        // One column per lane: no two lanes meet.
        loop('serial', count, (i) => [loop('vector', inner, (j) => named(addIndex(mulIndex(addIndex(mulIndex(o, count), i), inner), j), (from) =>
          named(addIndex(mulIndex(addIndex(mulIndex(o, rows), clampIndex(load(1, ids.dtype, [from]), rows)), inner), j), (to) => [
            store(3, to, scalar('add', load(3, y.dtype, [to]), load(2, y.dtype, [from]))),
          ])))]),
      ])],
    };
  },
  // dx = g,  dupdates = g taken at ids
  vjp: (b, { x: [, ids], params }, [g]) => [g, undefined, g && b.takeAlongAxis(g, ids, params)],
  jvp: (b, { x: [x, ids, updates], params }, [t, , u]) => [t || u ? b.scatterAddAlongAxis(t ?? like(b, x, 0), ids, u ?? like(b, updates, 0), params) : undefined],
  batch: oneAxisMore((b, [x, ids, updates], params) => b.scatterAddAlongAxis(x, ids, updates, params), axisMoved),
  samples: [
    { inputs: [[3, 4], { shape: [3, 6], dtype: 'i32', range: [0, 3] }, [3, 6]], params: { axis: 1 } },
    { inputs: [[3, 2], { shape: [5, 2], dtype: 'u32', range: [0, 2] }, [5, 2]], params: { axis: 0 } },
    { inputs: [[2, 3, 4], { shape: [2, 5, 4], dtype: 'i32', range: [-2, 6] }, [2, 5, 4]], params: { axis: -2 } },
    { inputs: [[5], { shape: [0], dtype: 'i32' }, [0]], params: { axis: 0 } },
  ],
};

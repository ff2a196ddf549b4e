import { addIndex, int, load, mulIndex, scalar } from '../core/build.ts';
import { loop, named, store, when } from '../core/loops.ts';
import { count, known } from '../core/shape.ts';
import { around, normalAxis } from './axes.ts';
import { axisTo, repeated } from './batching.ts';
import { rowNumbers, rowsOf } from './rows.ts';
import { clampIndex } from './place.ts';
import { like } from './like.ts';
import { needs, needsIndex, needsShape, sameDType } from './rules.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/** Into how many parts the rows are dealt; each part is one thread's, so that sums have one order whatever the number of threads. */
const parts = 32;

/**
 * y = x, with slices added at the numbers in ids: y[..a, ids[..i], ..c] += updates[..a, ..i, ..c], in the order of ids. Undoes `take`.
 * x, y: [..a, n, ..c]   ids: integers [..i]   updates: [..a, ..i, ..c].   Numbers outside 0 … n - 1 clamp.
 */
export const scatterAdd: Op<{ axis: number }, [x: Value, ids: Value, updates: Value]> = {
  name: 'scatterAdd', arity: 3,
  normal: normalAxis('scatterAdd'),
  type([x, ids, updates], { axis }) {
    needs('scatterAdd', 'number', x);
    needsIndex('scatterAdd', 'ids', ids);
    sameDType('scatterAdd', [x, updates]);
    needsShape('scatterAdd', 'the updates', updates, [...x.shape.slice(0, axis), ...ids.shape, ...x.shape.slice(axis + 1)]);
    return [x];
  },
  kernel([x, ids, updates], [y], { axis }) {
    const [outer, rows, inner] = around(x, axis), changes = count(known(ids.shape));
    const block = Math.max(1, Math.ceil(rows / parts)), blocks = Math.ceil(rows / block);
    const element = (o: Expr, size: number, row: Expr, j: Expr): Expr => addIndex(mulIndex(addIndex(mulIndex(o, size), row), inner), j);
    const ofX = (at: Expr): Expr => load(0, x.dtype, [at]), ofY = (at: Expr): Expr => load(3, y.dtype, [at]);
    return {
      buffers: [
        { dtype: x.dtype, elements: outer * rows * inner, role: 'in' },
        { dtype: ids.dtype, elements: changes, role: 'in' },
        { dtype: updates.dtype, elements: outer * changes * inner, role: 'in' },
        { dtype: y.dtype, elements: outer * rows * inner, role: 'out' },
      ],
      scratch: [],
      body: [loop('parallel', outer * blocks, (p) => {
        const o = scalar('quot', p, int(blocks)), part = scalar('rem', p, int(blocks));
        return [
          loop('serial', block, (r) => named(addIndex(mulIndex(part, block), r), (row) => [
            when(scalar('lt', row, int(rows)), [loop('vector', inner, (j) => [store(3, element(o, rows, row, j), ofX(element(o, rows, row, j)))])]),
          ])),
          loop('serial', changes, (i) => named(clampIndex(load(1, ids.dtype, [i]), rows), (row) => [
            when(scalar('eq', scalar('quot', row, int(block)), part), [loop('vector', inner, (j) => [
              store(3, element(o, rows, row, j), scalar('add', ofY(element(o, rows, row, j)), load(2, y.dtype, [element(o, changes, i, j)]))),
            ])]),
          ])),
        ];
      })],
    };
  },
  // dx = g,  dupdates = g taken at ids
  vjp: (b, { x: [, ids], params }, [g]) => [g, undefined, g && b.take(g, ids, params)],
  jvp: (b, { x: [x, ids, updates], params }, [t, , u]) => [t || u ? b.scatterAdd(t ?? like(b, x, 0), ids, u ?? like(b, updates, 0), params) : undefined],
  batch(b, at) {
    const { x: [, ids], batched: [, ofIds], size, params: { axis } } = at;
    const ys = repeated(b, at, 0), changes = repeated(b, at, 2);
    if (!ofIds) return [b.scatterAdd(ys, ids, changes, { axis: axis + 1 })];
    // [batch, ..a, ..i, ..c] to [batch, ..i, ..a, ..c], and the result back
    const inFront = axisTo(b, changes, axis + 1, 1, ids.type.shape.length - 1), [rows, n] = [rowsOf(b, ys, axis + 1), known(ys.type.shape)[axis + 1]];
    const y = b.scatterAdd(rows, rowNumbers(b, ids, n), inFront, { axis: 0 });
    return [axisTo(b, b.reshape(y, { shape: [size, n, ...rows.type.shape.slice(1)] }), 1, axis + 1)];
  },
  samples: [
    { inputs: [[4, 3], { shape: [6], dtype: 'i32', range: [0, 3] }, [6, 3]], params: { axis: 0 } },
    { inputs: [[40, 5], { shape: [2, 9], dtype: 'u32', range: [0, 39] }, [2, 9, 5]], params: { axis: 0 } },
    { inputs: [[2, 4, 3], { shape: [5], dtype: 'i32', range: [-2, 6] }, [2, 5, 3]], params: { axis: 1 } },
    { inputs: [[7], { shape: [], dtype: 'i32', range: [0, 6] }, []], params: { axis: 0 } },
    { inputs: [[4, 3], { shape: [0], dtype: 'i32' }, [0, 3]], params: { axis: 0 } },
    { inputs: [{ shape: [3], dtype: 'i32' }, { shape: [4], dtype: 'i32', range: [0, 2] }, { shape: [4], dtype: 'i32' }], params: { axis: 0 } },
  ],
};

import { at, constant, int, load, scalar, select } from '../core/build.ts';
import { addDims, sameDim } from '../core/dim.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf, normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { sameDType } from './rules.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/** Tensors one after the other along an axis.   xᵢ: [..a, nᵢ, ..c]   y: [..a, Σ nᵢ, ..c] */
export const concat: Op<{ axis: number }, [xs: readonly Value[]]> = {
  name: 'concat', arity: undefined,
  normal(inputs, params) {
    if (inputs.length === 0) throw new ShapeError('NN0218', 'concat of no tensors has no shape', 'give at least one');
    return normalAxis('concat')(inputs, params);
  },
  type(inputs, { axis }) {
    const [first] = inputs;
    sameDType('concat', inputs);
    for (const t of inputs)
      if (t.shape.length !== first.shape.length || t.shape.some((d, i) => i !== axis && !sameDim(d, first.shape[i])))
        throw new ShapeError('NN0218', `concat along axis ${axis}: ${showType(first)} and ${showType(t)} differ elsewhere`, 'all other sizes must be equal');
    return [{ shape: first.shape.with(axis, inputs.map((t) => t.shape[axis]).reduce((p, n) => addDims(p, n))), dtype: first.dtype }];
  },
  define(inputs, y, { axis }) {
    const axes = axesOf(y), i = axes.map(at);
    let start = 0, body: Expr | undefined;
    // y[i] = i < start of the next ? an element of this one : …, built from the first on.
    const parts = inputs.map((t, k) => ({ k, n: known(t.shape)[axis] })).filter(({ n }) => n > 0);
    for (const { k, n } of parts) {
      const own = start === 0 ? i[axis] : scalar('sub', i[axis], int(start));
      const index = parts.length === 1 ? own : scalar('max', scalar('min', own, int(n - 1)), int(0));
      const element = load(k, y.dtype, i.with(axis, index));
      body = body ? select(scalar('lt', i[axis], int(start)), body, element) : element;
      start += n;
    }
    return { axes, body: body ?? constant(y.dtype, 0) };
  },
  linear: 'together',
  // dxᵢ = the part of g that came from xᵢ
  vjp(b, { x, params: { axis } }, [g]) {
    if (!g) return x.map(() => undefined);
    let from = 0;
    return x.map((v) => {
      const start = v.type.shape.map((_, i) => (i === axis ? from : 0)), to = from + (v.type.shape[axis] as number);
      from = to;
      return b.slice(g, { start, stop: v.type.shape.with(axis, to), step: start.map(() => 1) });
    });
  },
  batch: oneAxisMore((b, xs, params) => b.concat(xs, params), axisMoved),
  samples: [
    { inputs: [[2], [3]], params: { axis: 0 } },
    { inputs: [[2, 1], [2, 3], [2, 2]], params: { axis: 1 } },
    { inputs: [[2, 1, 2], [2, 2, 2]], params: { axis: -2 } },
    { inputs: [[2, 3]], params: { axis: 0 } },
    { inputs: [[2, 0], [2, 3], [2, 0]], params: { axis: 1 } },
    { inputs: [[0], [0]], params: { axis: 0 } },
    { inputs: [{ shape: [2], dtype: 'i32' }, { shape: [1], dtype: 'i32' }], params: { axis: 0 } },
  ],
};

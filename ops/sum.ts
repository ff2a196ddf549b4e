import { folded, kept, reduced, type Axes } from './reduction.ts';
import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = Σ x over the axes named; they disappear.   x: [..s]   y: s without the axes */
export const sum: Op<Axes> = {
  name: 'sum', arity: 1,
  normal: normalAxes('sum'),
  type([x], { axes }) {
    needs('sum', 'number', x);
    return [reduced('sum', x, axes)];
  },
  define: folded('sum'),
  linear: 'together',
  // dx = g, repeated
  vjp: (b, { x: [x], params: { axes } }, [g]) => [g && b.broadcast(g, { shape: x.type.shape, axes: kept(x, axes) })],
  batch: oneAxisMore((b, [x], params) => b.sum(x, params), axesMoved),
  samples: [...reductions, { inputs: [[2, 0]], params: { axes: [1] } }],
};

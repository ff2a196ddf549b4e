import { at, load } from '../core/build.ts';
import { showShape } from '../core/dim.ts';
import { notAnOrder, ShapeError } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import type { Op } from './op.ts';

/** Axis i of y is axis order[i] of x.   x: [s₀ .. sᵣ]   y: [s_order₀ .. s_orderᵣ] */
export const transpose: Op<{ order: readonly number[] }> = {
  name: 'transpose', arity: 1,
  type([x], { order }) {
    const rank = x.shape.length;
    if (order.length !== rank || new Set(order).size !== rank || order.some((a) => !Number.isInteger(a) || a < 0 || a >= rank))
      throw new ShapeError('NN0207', notAnOrder(order.join(', '), `${rank}`, showShape(x.shape)));
    return [{ shape: order.map((a) => x.shape[a]), dtype: x.dtype }];
  },
  define(_, y, { order }) {
    const out = axesOf(y);
    return { axes: out, body: load(0, y.dtype, order.map((_, a) => at(out[order.indexOf(a)]))) };
  },
  linear: 'together',
  vjp: (b, { params: { order } }, [g]) => [g && b.transpose(g, { order: order.map((_, a) => order.indexOf(a)) })],
  batch: (b, { x: [x], params: { order } }) => [b.transpose(x, { order: [0, ...order.map((a) => a + 1)] })],
  samples: [{ inputs: [[2, 3]], params: { order: [1, 0] } }, { inputs: [[2, 3, 4]], params: { order: [2, 0, 1] } }, { inputs: [[]], params: { order: [] } }],
};

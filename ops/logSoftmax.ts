import { normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { spread } from './reduction.ts';
import { elementwise } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Op } from './op.ts';

/** y = x - ln Σ eˣ along the axis, without overflow.   x, y: [..s] */
export const logSoftmax: Op<{ axis: number }> = {
  name: 'logSoftmax', arity: 1,
  normal: normalAxis('logSoftmax'),
  type: elementwise('logSoftmax', 'float'),
  expand(b, [x], { axis }) {
    if (x.type.shape[axis] === 0) return [x];
    const axes = [axis];
    const shifted = b.sub(x, spread(b, b.stopGradient(b.max(x, { axes })), x, axes));
    return [b.sub(shifted, spread(b, b.log(b.sum(b.exp(shifted), { axes })), x, axes))];
  },
  // dx = g - eʸ Σ g
  vjp: (b, { y: [y], params: { axis } }, [g]) => [g && b.sub(g, b.mul(b.exp(y), spread(b, b.sum(g, { axes: [axis] }), y, [axis])))],
  batch: oneAxisMore((b, [x], params) => b.logSoftmax(x, params), axisMoved),
  samples: [...alongAxis, { inputs: [[2, 0]], params: { axis: 1 } }],
};

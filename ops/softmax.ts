import { normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { spread } from './reduction.ts';
import { elementwise } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Op } from './op.ts';

/** y = eˣ / Σ eˣ along the axis, without overflow.   x, y: [..s] */
export const softmax: Op<{ axis: number }> = {
  name: 'softmax', arity: 1,
  normal: normalAxis('softmax'),
  type: elementwise('softmax', 'float'),
  expand(b, [x], { axis }) {
    if (x.type.shape[axis] === 0) return [x];
    const axes = [axis];
    const e = b.exp(b.sub(x, spread(b, b.stopGradient(b.max(x, { axes })), x, axes)));
    return [b.div(e, spread(b, b.sum(e, { axes }), x, axes))];
  },
  // dx = y · (g - Σ g y)
  vjp(b, { y: [y], params: { axis } }, [g]) {
    if (!g) return [undefined];
    return [b.mul(y, b.sub(g, spread(b, b.sum(b.mul(g, y), { axes: [axis] }), y, [axis])))];
  },
  // The matrix of derivatives is symmetric.
  jvp(b, { y: [y], params: { axis } }, [t]) {
    if (!t) return [undefined];
    return [b.mul(y, b.sub(t, spread(b, b.sum(b.mul(t, y), { axes: [axis] }), y, [axis])))];
  },
  batch: oneAxisMore((b, [x], params) => b.softmax(x, params), axisMoved),
  samples: [...alongAxis, { inputs: [[2, 0]], params: { axis: 1 } }],
};

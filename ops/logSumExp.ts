import { normalAxes } from './axes.ts';
import { reducedSome, spread, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = ln Σ eˣ over the axes named, without overflow; they disappear.   x: [..s]   y: s without the axes */
export const logSumExp: Op<Axes> = {
  name: 'logSumExp', arity: 1,
  normal: normalAxes('logSumExp'),
  type([x], { axes }) {
    needs('logSumExp', 'float', x);
    return [reducedSome('logSumExp', x, axes)];
  },
  expand(b, [x], { axes }) {
    const top = b.stopGradient(b.max(x, { axes }));
    // ∞ - ∞ is NaN, so an infinite top is not taken off.
    const shift = b.select(b.isFinite(top), top, 0);
    return [b.add(b.log(b.sum(b.exp(b.sub(x, spread(b, shift, x, axes))), { axes })), shift)];
  },
  // dx = exp(x - y) · g, the softmax of x times g
  vjp: (b, { x: [x], y: [y], params: { axes } }, [g]) => [g && b.mul(b.exp(b.sub(x, spread(b, y, x, axes))), spread(b, g, x, axes))],
  samples: reductions,
};

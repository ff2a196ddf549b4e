import { normalAxes } from './axes.ts';
import { countAlong, reduced, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = Σ x / n over the axes named, n elements; they disappear. NaN for no elements.   x: [..s]   y: s without the axes */
export const mean: Op<Axes> = {
  name: 'mean', arity: 1,
  normal: normalAxes('mean'),
  type([x], { axes }) {
    needs('mean', 'float', x);
    return [reduced('mean', x, axes)];
  },
  expand: (b, [x], { axes }) => [b.div(b.sum(x, { axes }), countAlong(x, axes))],
  samples: reductions,
};

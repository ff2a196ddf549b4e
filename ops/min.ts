import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { extremeJvp, extremeVjp, folded, reducedSome, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = the smallest element along the axes named, NaN where there is one; they disappear.   x: [..s]   y: s without the axes */
export const min: Op<Axes> = {
  name: 'min', arity: 1,
  normal: normalAxes('min'),
  type([x], { axes }) {
    needs('min', 'number', x);
    return [reducedSome('min', x, axes)];
  },
  define: folded('min'),
  vjp: extremeVjp,
  jvp: extremeJvp,
  batch: oneAxisMore((b, [x], params) => b.min(x, params), axesMoved),
  samples: reductions,
};

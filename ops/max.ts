import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { extremeJvp, extremeVjp, folded, reducedSome, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = the greatest element along the axes named, NaN where there is one; they disappear.   x: [..s]   y: s without the axes */
export const max: Op<Axes> = {
  name: 'max', arity: 1,
  normal: normalAxes('max'),
  type([x], { axes }) {
    needs('max', 'number', x);
    return [reducedSome('max', x, axes)];
  },
  define: folded('max'),
  vjp: extremeVjp,
  jvp: extremeJvp,
  batch: oneAxisMore((b, [x], params) => b.max(x, params), axesMoved),
  samples: reductions,
};

import { normalAxis } from './axes.ts';
import { firstExtreme, reducedSome } from './reduction.ts';
import { needs } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Op } from './op.ts';

/** y = where along the axis the greatest element is: the first of several, the first NaN if there is one.   x: [..s]   y: i32, s without the axis */
export const argmax: Op<{ axis: number }> = {
  name: 'argmax', arity: 1,
  normal: normalAxis('argmax'),
  type([x], { axis }) {
    needs('argmax', 'number', x);
    return [{ shape: reducedSome('argmax', x, [axis]).shape, dtype: 'i32' }];
  },
  expand: (b, [x], { axis }) => [firstExtreme(b, x, b.max(x, { axes: [axis] }), axis)],
  samples: alongAxis,
};

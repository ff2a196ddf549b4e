import { normalAxis } from './axes.ts';
import { firstExtreme, reducedSome } from './reduction.ts';
import { needs } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Op } from './op.ts';

/** y = where along the axis the smallest element is: the first of several, the first NaN if there is one.   x: [..s]   y: i32, s without the axis */
export const argmin: Op<{ axis: number }> = {
  name: 'argmin', arity: 1,
  normal: normalAxis('argmin'),
  type([x], { axis }) {
    needs('argmin', 'number', x);
    return [{ shape: reducedSome('argmin', x, [axis]).shape, dtype: 'i32' }];
  },
  expand: (b, [x], { axis }) => [firstExtreme(b, x, b.min(x, { axes: [axis] }), axis)],
  samples: alongAxis,
};

import { axesIn } from './axes.ts';
import type { Axes } from './reduction.ts';
import type { Dim } from '../core/dim.ts';
import type { Op } from './op.ts';

/** The same elements with new axes of size 1, which stand at `axes` of the result.   x: [..s]   y: s with ones */
export const expandDims: Op<Axes> = {
  name: 'expandDims', arity: 1,
  normal: ([x], { axes }) => ({ axes: axesIn('expandDims', axes, x.shape.length + axes.length) }),
  type([x], { axes }) {
    const shape: Dim[] = [...x.shape];
    for (const a of axes) shape.splice(a, 0, 1);
    return [{ shape, dtype: x.dtype }];
  },
  expand: (b, [x], params) => [b.reshape(x, { shape: expandDims.type([x.type], params)[0].shape })],
  samples: [
    { inputs: [[3]], params: { axes: [0] } },
    { inputs: [[2, 3]], params: { axes: [-1] } },
    { inputs: [[2, 3]], params: { axes: [0, 2] } },
    { inputs: [[]], params: { axes: [0, 1] } },
    { inputs: [{ shape: [0, 3], dtype: 'i32' }], params: { axes: [1] } },
  ],
};

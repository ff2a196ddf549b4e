import { mulDims, type Dim } from '../core/dim.ts';
import { normalAxis } from './axes.ts';
import type { Op } from './op.ts';

/** Every element `count` times in a row along an axis.   x: [..a, n, ..c]   y: [..a, n · count, ..c] */
export const repeat: Op<{ count: Dim; axis: number }> = {
  name: 'repeat', arity: 1,
  normal: normalAxis('repeat'),
  type: ([x], { count, axis }) => [{ shape: x.shape.with(axis, mulDims(x.shape[axis], count)), dtype: x.dtype }],
  // [..a, n, ..c] to [..a, n, count, ..c] to [..a, n · count, ..c]
  expand(b, [x], params) {
    const { shape } = x.type, { count, axis } = params;
    const repeated = b.broadcast(x, { shape: shape.toSpliced(axis + 1, 0, count), axes: shape.map((_, i) => (i <= axis ? i : i + 1)) });
    return [b.reshape(repeated, { shape: repeat.type([x.type], params)[0].shape })];
  },
  samples: [
    { inputs: [[3]], params: { count: 2, axis: 0 } },
    { inputs: [[2, 3]], params: { count: 3, axis: 0 } },
    { inputs: [[2, 3]], params: { count: 1, axis: -1 } },
    { inputs: [{ shape: [0, 2], dtype: 'i32' }], params: { count: 2, axis: 1 } },
  ],
};

import { mulDims, type Dim } from '../core/dim.ts';
import { onePerAxis } from './window.ts';
import type { Op } from './op.ts';

/** The whole of x again and again along every axis.   x: [..n]   y: [..n · count] */
export const tile: Op<{ counts: readonly Dim[] }> = {
  name: 'tile', arity: 1,
  type([x], { counts }) {
    onePerAxis('tile', 'counts', counts, x.shape.length);
    return [{ shape: x.shape.map((n, i) => mulDims(n, counts[i])), dtype: x.dtype }];
  },
  // [..n] to [..count, n] to [..count · n]
  expand(b, [x], params) {
    const { shape } = x.type;
    const repeated = b.broadcast(x, { shape: shape.flatMap((n, i) => [params.counts[i], n]), axes: shape.map((_, i) => 2 * i + 1) });
    return [b.reshape(repeated, { shape: tile.type([x.type], params)[0].shape })];
  },
  samples: [
    { inputs: [[3]], params: { counts: [2] } },
    { inputs: [[2, 3]], params: { counts: [3, 1] } },
    { inputs: [[2, 1]], params: { counts: [1, 0] } },
    { inputs: [[]], params: { counts: [] } },
    { inputs: [{ shape: [2], dtype: 'i32' }], params: { counts: [2] } },
  ],
};

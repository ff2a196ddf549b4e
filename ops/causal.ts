import { elementwise, needsRank } from './rules.ts';
import type { Op } from './op.ts';

/** y[.., i, j] = x[.., i, j] where j ≤ i, else -∞: scores of attention in which no place sees a later one.   x, y: [..s, n, m] */
export const causal: Op = {
  name: 'causal', arity: 1,
  type([x]) {
    needsRank('causal', x, 2, '[..s, queries, keys]');
    return elementwise('causal', 'float')([x]);
  },
  expand(b, [x]) {
    const { shape } = x.type, rank = shape.length;
    const query = b.iota({ shape, axis: rank - 2, dtype: 'i32' }), key = b.iota({ shape, axis: rank - 1, dtype: 'i32' });
    return [b.select(b.le(key, query), x, -Infinity)];
  },
  samples: [{ inputs: [[3, 3]] }, { inputs: [[2, 2, 3, 4]] }, { inputs: [[1, 1]] }, { inputs: [[0, 3]] }, { inputs: [{ shape: [4, 2], dtype: 'f64' }] }],
};

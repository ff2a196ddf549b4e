import { elementwise, needsRank } from './rules.ts';
import type { Op } from './op.ts';

/** y[.., i, j] = x[.., i, j] where j ≥ i + diagonal, else 0: what lies on and above a diagonal.   x, y: [..s, n, m] */
export const triu: Op<{ diagonal: number }> = {
  name: 'triu', arity: 1,
  type([x]) {
    needsRank('triu', x, 2, '[..s, rows, columns]');
    return elementwise('triu', 'number')([x]);
  },
  expand(b, [x], { diagonal }) {
    const { shape } = x.type, rank = shape.length;
    const row = b.iota({ shape, axis: rank - 2, dtype: 'i32' }), column = b.iota({ shape, axis: rank - 1, dtype: 'i32' });
    return [b.select(b.ge(column, b.add(row, diagonal)), x, 0)];
  },
  samples: [
    { inputs: [[3, 4]], params: { diagonal: 0 } },
    { inputs: [[2, 3, 3]], params: { diagonal: 1 } },
    { inputs: [{ shape: [4, 3], dtype: 'i32' }], params: { diagonal: -1 } },
    { inputs: [[0, 3]], params: { diagonal: 0 } },
  ],
};

import type { Dim } from '../core/dim.ts';
import type { DType } from '../core/dtype.ts';
import { needsIndex } from './rules.ts';
import type { Op } from './op.ts';

/** y[..s, c] = 1 where c = ids[..s], else 0; a row of zeros for a number outside 0 … classes - 1.   ids: integers [..s]   y: [..s, classes] */
export const oneHot: Op<{ classes: Dim; dtype: DType }> = {
  name: 'oneHot', arity: 1,
  type([ids], { classes, dtype }) {
    needsIndex('oneHot', 'ids', ids);
    return [{ shape: [...ids.shape, classes], dtype }];
  },
  expand(b, [ids], { classes, dtype }) {
    const axis = ids.type.shape.length, shape = [...ids.type.shape, classes];
    const wanted = b.broadcast(b.convert(ids, { dtype: 'i32' }), { shape, axes: ids.type.shape.map((_, i) => i) });
    return [b.convert(b.eq(b.iota({ shape, axis, dtype: 'i32' }), wanted), { dtype })];
  },
  samples: [
    { inputs: [{ shape: [2, 3], dtype: 'i32', range: [-1, 4] }], params: { classes: 4, dtype: 'f32' } },
    { inputs: [{ shape: [], dtype: 'u32', range: [0, 2] }], params: { classes: 3, dtype: 'i32' } },
    { inputs: [{ shape: [0], dtype: 'i32' }], params: { classes: 3, dtype: 'f32' } },
  ],
};

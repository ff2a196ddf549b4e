import type { Across } from './collective.ts';
import type { Op } from './op.ts';

/** y = which element of the batch along the named axis this is, from 0.   y: i32[] */
export const axisIndex: Op<Across, []> = {
  name: 'axisIndex', arity: 0,
  type: () => [{ shape: [], dtype: 'i32' }],
  across: (b, { size }) => [{ value: b.iota({ shape: [size], axis: 0, dtype: 'i32' }), isBatched: true }],
  vjp: () => [],
  jvp: () => [undefined],
  samples: [],
};

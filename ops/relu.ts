import { constant, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = max(x, 0)   x, y: [..s].   The slope at 0 is 0. */
export const relu: Op = {
  name: 'relu', arity: 1,
  type: elementwise('relu', 'number'),
  scalar: ([x]) => scalar('max', x, constant(x.dtype, 0)),
  // dy/dx = 1 where x > 0, else 0
  partials: (b, { x: [x] }) => [b.convert(b.gt(x, 0), { dtype: x.type.dtype })],
  samples: elements(numbers, around),
};

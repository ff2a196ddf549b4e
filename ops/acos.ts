import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = arccos x, NaN outside [-1, 1].   x, y: [..s] */
export const acos: Op = {
  name: 'acos', arity: 1,
  type: elementwise('acos', 'float'),
  scalar: ([x]) => scalar('acos', x),
  // dy/dx = -1 / √(1 - x²)
  partials: (b, { x: [x] }) => [b.neg(b.rsqrt(b.sub(1, b.square(x))))],
  samples: elements(floats, [-0.95, 0.95]),
};

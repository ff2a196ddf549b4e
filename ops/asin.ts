import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = arcsin x, NaN outside [-1, 1].   x, y: [..s] */
export const asin: Op = {
  name: 'asin', arity: 1,
  type: elementwise('asin', 'float'),
  scalar: ([x]) => scalar('asin', x),
  // dy/dx = 1 / √(1 - x²)
  partials: (b, { x: [x] }) => [b.rsqrt(b.sub(1, b.square(x)))],
  samples: elements(floats, [-0.95, 0.95]),
};

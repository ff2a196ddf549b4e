import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = ∛x, of negative numbers too   x, y: [..s] */
export const cbrt: Op = {
  name: 'cbrt', arity: 1,
  type: elementwise('cbrt', 'float'),
  scalar: ([x]) => scalar('cbrt', x),
  // dy/dx = 1 / (3 y²)
  partials: (b, { y: [y] }) => [b.div(1 / 3, b.square(y))],
  samples: elements(floats, positive),
};

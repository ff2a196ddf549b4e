import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = 1 / √x   x, y: [..s] */
export const rsqrt: Op = {
  name: 'rsqrt', arity: 1,
  type: elementwise('rsqrt', 'float'),
  scalar: ([x]) => scalar('rsqrt', x),
  // dy/dx = -1 / (2 x √x)
  partials: (b, { x: [x], y: [y] }) => [b.div(b.mul(y, -0.5), x)],
  samples: elements(floats, positive),
};

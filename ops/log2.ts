import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = log₂ x   x, y: [..s] */
export const log2: Op = {
  name: 'log2', arity: 1,
  type: elementwise('log2', 'float'),
  scalar: ([x]) => scalar('log2', x),
  // dy/dx = 1 / (x ln 2)
  partials: (b, { x: [x] }) => [b.div(1 / Math.LN2, x)],
  samples: elements(floats, positive),
};

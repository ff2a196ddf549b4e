import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = ln x   x, y: [..s] */
export const log: Op = {
  name: 'log', arity: 1,
  type: elementwise('log', 'float'),
  scalar: ([x]) => scalar('log', x),
  // dy/dx = 1 / x
  partials: (b, { x: [x] }) => [b.reciprocal(x)],
  samples: elements(floats, positive),
};

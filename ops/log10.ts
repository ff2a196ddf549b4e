import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = log₁₀ x   x, y: [..s] */
export const log10: Op = {
  name: 'log10', arity: 1,
  type: elementwise('log10', 'float'),
  scalar: ([x]) => scalar('log10', x),
  // dy/dx = 1 / (x ln 10)
  partials: (b, { x: [x] }) => [b.div(1 / Math.LN10, x)],
  samples: elements(floats, positive),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = ln(1 + x), exact for small x.   x, y: [..s] */
export const log1p: Op = {
  name: 'log1p', arity: 1,
  type: elementwise('log1p', 'float'),
  scalar: ([x]) => scalar('log1p', x),
  // dy/dx = 1 / (1 + x)
  partials: (b, { x: [x] }) => [b.reciprocal(b.add(x, 1))],
  samples: elements(floats, [-0.9, 3]),
};

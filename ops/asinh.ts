import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y with sinh y = x   x, y: [..s] */
export const asinh: Op = {
  name: 'asinh', arity: 1,
  type: elementwise('asinh', 'float'),
  scalar: ([x]) => scalar('asinh', x),
  // dy/dx = 1 / √(x² + 1)
  partials: (b, { x: [x] }) => [b.rsqrt(b.add(b.square(x), 1))],
  samples: elements(floats, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = 1 / (1 + e⁻ˣ)   x, y: [..s] */
export const sigmoid: Op = {
  name: 'sigmoid', arity: 1,
  type: elementwise('sigmoid', 'float'),
  scalar: ([x]) => scalar('sigmoid', x),
  // dy/dx = y (1 - y)
  partials: (b, { y: [y] }) => [b.mul(y, b.sub(1, y))],
  samples: elements(floats, around),
};

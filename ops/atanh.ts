import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y with tanh y = x: ±∞ at ±1, NaN beyond   x, y: [..s] */
export const atanh: Op = {
  name: 'atanh', arity: 1,
  type: elementwise('atanh', 'float'),
  scalar: ([x]) => scalar('atanh', x),
  // dy/dx = 1 / ((1 - x) (1 + x))
  partials: (b, { x: [x] }) => [b.reciprocal(b.mul(b.sub(1, x), b.add(x, 1)))],
  samples: elements(floats, [-0.9, 0.9]),
};

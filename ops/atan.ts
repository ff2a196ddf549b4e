import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = arctan x   x, y: [..s] */
export const atan: Op = {
  name: 'atan', arity: 1,
  type: elementwise('atan', 'float'),
  scalar: ([x]) => scalar('atan', x),
  // dy/dx = 1 / (1 + x²)
  partials: (b, { x: [x] }) => [b.reciprocal(b.add(b.square(x), 1))],
  samples: elements(floats, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = x²   x, y: [..s] */
export const square: Op = {
  name: 'square', arity: 1,
  type: elementwise('square', 'number'),
  scalar: ([x]) => scalar('mul', x, x),
  // dy/dx = 2x
  partials: (b, { x: [x] }) => [b.mul(x, 2)],
  samples: elements(numbers, around),
};

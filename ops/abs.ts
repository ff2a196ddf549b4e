import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = |x|   x, y: [..s] */
export const abs: Op = {
  name: 'abs', arity: 1,
  type: elementwise('abs', 'number'),
  scalar: ([x]) => scalar('abs', x),
  // dy/dx = sign(x), 0 at 0
  partials: (b, { x: [x] }) => [b.sign(x)],
  samples: elements(numbers, around),
};

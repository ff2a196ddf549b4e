import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = cosh x   x, y: [..s] */
export const cosh: Op = {
  name: 'cosh', arity: 1,
  type: elementwise('cosh', 'float'),
  scalar: ([x]) => scalar('cosh', x),
  // dy/dx = sinh x
  partials: (b, { x: [x] }) => [b.sinh(x)],
  samples: elements(floats, around),
};

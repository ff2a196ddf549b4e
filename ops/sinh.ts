import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = sinh x   x, y: [..s] */
export const sinh: Op = {
  name: 'sinh', arity: 1,
  type: elementwise('sinh', 'float'),
  scalar: ([x]) => scalar('sinh', x),
  // dy/dx = cosh x
  partials: (b, { x: [x] }) => [b.cosh(x)],
  samples: elements(floats, around),
};

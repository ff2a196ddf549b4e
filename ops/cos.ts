import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = cos x   x, y: [..s] */
export const cos: Op = {
  name: 'cos', arity: 1,
  type: elementwise('cos', 'float'),
  scalar: ([x]) => scalar('cos', x),
  // dy/dx = -sin x
  partials: (b, { x: [x] }) => [b.neg(b.sin(x))],
  samples: elements(floats, around),
};

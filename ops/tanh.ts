import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = tanh x   x, y: [..s] */
export const tanh: Op = {
  name: 'tanh', arity: 1,
  type: elementwise('tanh', 'float'),
  scalar: ([x]) => scalar('tanh', x),
  // dy/dx = 1 - y²
  partials: (b, { y: [y] }) => [b.sub(1, b.square(y))],
  samples: elements(floats, around),
};

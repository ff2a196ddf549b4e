import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = eˣ   x, y: [..s] */
export const exp: Op = {
  name: 'exp', arity: 1,
  type: elementwise('exp', 'float'),
  scalar: ([x]) => scalar('exp', x),
  // dy/dx = y
  partials: (_, { y: [y] }) => [y],
  samples: elements(floats, around),
};

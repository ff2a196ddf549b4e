import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = eˣ - 1, exact for small x.   x, y: [..s] */
export const expm1: Op = {
  name: 'expm1', arity: 1,
  type: elementwise('expm1', 'float'),
  scalar: ([x]) => scalar('expm1', x),
  // dy/dx = eˣ = y + 1
  partials: (b, { y: [y] }) => [b.add(y, 1)],
  samples: elements(floats, around),
};

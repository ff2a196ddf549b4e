import { constant, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = 2ˣ   x, y: [..s] */
export const exp2: Op = {
  name: 'exp2', arity: 1,
  type: elementwise('exp2', 'float'),
  scalar: ([x]) => scalar('pow', constant(x.dtype, 2), x),
  // dy/dx = y ln 2
  partials: (b, { y: [y] }) => [b.mul(y, Math.LN2)],
  samples: elements(floats, around),
};

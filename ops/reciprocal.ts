import { constant, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = 1 / x   x, y: [..s] */
export const reciprocal: Op = {
  name: 'reciprocal', arity: 1,
  type: elementwise('reciprocal', 'float'),
  scalar: ([x]) => scalar('div', constant(x.dtype, 1), x),
  // dy/dx = -1 / x²
  partials: (b, { y: [y] }) => [b.neg(b.square(y))],
  samples: elements(floats, positive),
};

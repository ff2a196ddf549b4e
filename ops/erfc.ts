import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = 1 - erf(x), exact for large x.   x, y: [..s] */
export const erfc: Op = {
  name: 'erfc', arity: 1,
  type: elementwise('erfc', 'float'),
  scalar: ([x]) => scalar('erfc', x),
  // dy/dx = -2/√π exp(-x²)
  partials: (b, { x: [x] }) => [b.mul(b.exp(b.neg(b.square(x))), -2 / Math.sqrt(Math.PI))],
  samples: elements(floats, around),
};

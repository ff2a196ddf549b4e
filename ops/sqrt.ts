import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Op } from './op.ts';

/** y = √x   x, y: [..s] */
export const sqrt: Op = {
  name: 'sqrt', arity: 1,
  type: elementwise('sqrt', 'float'),
  scalar: ([x]) => scalar('sqrt', x),
  // dy/dx = 1 / (2 √x)
  partials: (b, { y: [y] }) => [b.div(0.5, y)],
  samples: elements(floats, positive),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = tan x   x, y: [..s] */
export const tan: Op = {
  name: 'tan', arity: 1,
  type: elementwise('tan', 'float'),
  scalar: ([x]) => scalar('tan', x),
  // dy/dx = 1 + tan² x
  partials: (b, { y: [y] }) => [b.add(b.square(y), 1)],
  samples: elements(floats, [-1.2, 1.2]),
};

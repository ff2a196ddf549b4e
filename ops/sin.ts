import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = sin x   x, y: [..s] */
export const sin: Op = {
  name: 'sin', arity: 1,
  type: elementwise('sin', 'float'),
  scalar: ([x]) => scalar('sin', x),
  // dy/dx = cos x
  partials: (b, { x: [x] }) => [b.cos(x)],
  samples: elements(floats, around),
};

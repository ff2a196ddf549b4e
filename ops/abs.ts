import { scalar } from '../core/build.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = |x|   x, y: [..s] */
export const abs: Op = {
  name: 'abs', arity: 1,
  type: elementwise('abs', 'number'),
  scalar: ([x]) => scalar('abs', x),
  // dy/dx = 1 where x ≥ 0, else -1: at 0 the slope to the right, as in JAX
  partials: (b, { x: [x] }) => [b.select(b.ge(x, 0), like(b, x, 1), -1)],
  samples: elements(numbers, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y ≥ 0 with cosh y = x; NaN below 1   x, y: [..s] */
export const acosh: Op = {
  name: 'acosh', arity: 1,
  type: elementwise('acosh', 'float'),
  scalar: ([x]) => scalar('acosh', x),
  // dy/dx = 1 / √((x - 1) (x + 1))
  partials: (b, { x: [x] }) => [b.rsqrt(b.mul(b.sub(x, 1), b.add(x, 1)))],
  samples: elements(floats, [1.1, 4]),
};

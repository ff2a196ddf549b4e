import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats, positive } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x / y, element by element.   x, y, z: [..s].   Integers divide with `quot`. */
export const div: Op<None, Binary> = {
  name: 'div', arity: 2,
  type: elementwise('div', 'float'),
  scalar: ([x, y]) => scalar('div', x, y),
  // ∂z/∂x = 1 / y, ∂z/∂y = -z / y
  partials: (b, { x: [, y], y: [z] }) => [b.reciprocal(y), b.neg(b.div(z, y))],
  samples: elements(floats, around, positive),
};

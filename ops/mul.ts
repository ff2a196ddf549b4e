import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x · y, element by element.   x, y, z: [..s] */
export const mul: Op<None, Binary> = {
  name: 'mul', arity: 2,
  type: elementwise('mul', 'number'),
  scalar: ([x, y]) => scalar('mul', x, y),
  // ∂z/∂x = y, ∂z/∂y = x
  partials: (_, { x: [x, y] }) => [y, x],
  samples: elements(numbers, around, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x + y, element by element.   x, y, z: [..s] */
export const add: Op<None, Binary> = {
  name: 'add', arity: 2,
  type: elementwise('add', 'number'),
  scalar: ([x, y]) => scalar('add', x, y),
  linear: 'together',
  // dx = g, dy = g
  vjp: (_, __, [g]) => [g, g],
  samples: elements(numbers, around, around),
};

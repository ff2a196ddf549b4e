import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x - y, element by element.   x, y, z: [..s] */
export const sub: Op<None, Binary> = {
  name: 'sub', arity: 2,
  type: elementwise('sub', 'number'),
  scalar: ([x, y]) => scalar('sub', x, y),
  linear: 'together',
  // dx = g, dy = -g
  vjp: (b, _, [g]) => [g, g && b.neg(g)],
  samples: elements(numbers, around, around),
};

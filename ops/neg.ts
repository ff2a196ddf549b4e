import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = -x   x, y: [..s] */
export const neg: Op = {
  name: 'neg', arity: 1,
  type: elementwise('neg', 'number'),
  scalar: ([x]) => scalar('neg', x),
  linear: 'together',
  // dx = -g
  vjp: (b, _, [g]) => [g && b.neg(g)],
  samples: elements(numbers, around),
};

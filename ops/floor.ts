import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = the greatest whole number ≤ x.   x, y: [..s] */
export const floor: Op = {
  name: 'floor', arity: 1,
  type: elementwise('floor', 'float'),
  scalar: ([x]) => scalar('floor', x),
  // flat wherever it has a derivative
  partials: () => [undefined],
  samples: elements(floats, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = -1, 0 or 1 as x lies below, at or above 0.   x, y: [..s] */
export const sign: Op = {
  name: 'sign', arity: 1,
  type: elementwise('sign', 'number'),
  scalar: ([x]) => scalar('sign', x),
  // flat wherever it has a derivative
  partials: () => [undefined],
  samples: elements(numbers, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = the nearest whole number; halves go to the even one.   x, y: [..s] */
export const round: Op = {
  name: 'round', arity: 1,
  type: elementwise('round', 'float'),
  scalar: ([x]) => scalar('round', x),
  // flat wherever it has a derivative
  partials: () => [undefined],
  samples: elements(floats, around),
};

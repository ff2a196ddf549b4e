import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = the least whole number ≥ x.   x, y: [..s] */
export const ceil: Op = {
  name: 'ceil', arity: 1,
  type: elementwise('ceil', 'float'),
  scalar: ([x]) => scalar('ceil', x),
  // flat wherever it has a derivative
  partials: () => [undefined],
  samples: elements(floats, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = true where x is not a number.   x: [..s]   y: bool[..s] */
export const isNaN: Op = {
  name: 'isNaN', arity: 1,
  type: elementwise('isNaN', 'float', 'bool'),
  scalar: ([x]) => scalar('ne', x, x),
  partials: () => [undefined],
  samples: elements(floats, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { bits, elements } from './samples.ts';
import type { Op } from './op.ts';

/** y = not x: every bit turned; the other truth value for bools.   x, y: [..s] */
export const not: Op = {
  name: 'not', arity: 1,
  type: elementwise('not', 'bits'),
  scalar: ([x]) => scalar('not', x),
  partials: () => [undefined],
  samples: elements(bits, [0, 99]),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { bits, elements } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x and y: bitwise and; logical and for bools.   x, y, z: [..s] */
export const and: Op<None, Binary> = {
  name: 'and', arity: 2,
  type: elementwise('and', 'bits'),
  scalar: ([x, y]) => scalar('and', x, y),
  partials: () => [undefined, undefined],
  samples: elements(bits, [0, 99], [0, 99]),
};

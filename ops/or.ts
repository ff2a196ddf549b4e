import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { bits, elements } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x or y: bitwise or; logical or for bools.   x, y, z: [..s] */
export const or: Op<None, Binary> = {
  name: 'or', arity: 2,
  type: elementwise('or', 'bits'),
  scalar: ([x, y]) => scalar('or', x, y),
  partials: () => [undefined, undefined],
  samples: elements(bits, [0, 99], [0, 99]),
};

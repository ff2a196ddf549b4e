import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { bits, elements } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x xor y: bits that differ; exclusive or for bools.   x, y, z: [..s] */
export const xor: Op<None, Binary> = {
  name: 'xor', arity: 2,
  type: elementwise('xor', 'bits'),
  scalar: ([x, y]) => scalar('xor', x, y),
  partials: () => [undefined, undefined],
  samples: elements(bits, [0, 99], [0, 99]),
};

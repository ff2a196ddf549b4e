import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, integers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = floor(x / 2ʸ): bits moved to the right, copies of the sign from the left.   x, y, z: [..s].   32 places or more leave 0 or -1, the sign. */
export const shr: Op<None, Binary> = {
  name: 'shr', arity: 2,
  type: elementwise('shr', 'integer'),
  scalar: ([x, y]) => scalar('shr', x, y),
  partials: () => [undefined, undefined],
  samples: elements(integers, [0, 99], [0, 33]),
};

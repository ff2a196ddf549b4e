import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, integers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x with its bits moved y places to the right, zeros from the left.   x, y, z: [..s].   32 places or more leave 0. */
export const shrLogical: Op<None, Binary> = {
  name: 'shrLogical', arity: 2,
  type: elementwise('shrLogical', 'integer'),
  scalar: ([x, y]) => scalar('shrLogical', x, y),
  partials: () => [undefined, undefined],
  samples: elements(integers, [0, 99], [0, 33]),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, integers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = trunc(x / y) for integers.   x, y, z: [..s].   x quot 0 is -1: all bits set. */
export const quot: Op<None, Binary> = {
  name: 'quot', arity: 2,
  type: elementwise('quot', 'integer'),
  scalar: ([x, y]) => scalar('quot', x, y),
  partials: () => [undefined, undefined],
  samples: elements(integers, [0, 90], [1, 9]),
};

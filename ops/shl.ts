import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, shifted } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x · 2ʸ: bits moved to the left, zeros from the right.   x, y, z: [..s].   As many places as there are bits, or more, leave 0. */
export const shl: Op<None, Binary> = {
  name: 'shl', arity: 2,
  type: elementwise('shl', 'integer'),
  scalar: ([x, y]) => scalar('shl', x, y),
  partials: () => [undefined, undefined],
  samples: elements(shifted, [-99, 99], [0, 33]),
};

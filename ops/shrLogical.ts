import { convert, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, shifted } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x with its bits moved y places to the right, zeros from the left.   x, y, z: [..s].   As many places as there are bits, or more, leave 0. */
export const shrLogical: Op<None, Binary> = {
  name: 'shrLogical', arity: 2,
  type: elementwise('shrLogical', 'integer'),
  // Scalars shift 32 bits, and an i8 in them is filled up with its sign.
  scalar: ([x, y]) => (x.dtype === 'i8' ? convert('i8', scalar('shrLogical', convert('u8', x), convert('u8', y))) : scalar('shrLogical', x, y)),
  partials: () => [undefined, undefined],
  samples: elements(shifted, [-99, 99], [0, 33]),
};

import { convert, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { elements, shifted } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/**
 * z = x with its bits moved y places to the right, copies of the highest bit from the left: floor(x / 2ʸ) for signed x.   x, y, z: [..s]
 * As many places as there are bits, or more, leave nothing but copies.
 */
export const shr: Op<None, Binary> = {
  name: 'shr', arity: 2,
  type: elementwise('shr', 'integer'),
  // Scalars shift 32 bits, and the highest bit of a u8 in them is 0.
  scalar: ([x, y]) => (x.dtype === 'u8' ? convert('u8', scalar('shr', convert('i8', x), convert('i8', y))) : scalar('shr', x, y)),
  partials: () => [undefined, undefined],
  samples: elements(shifted, [-99, 99], [0, 33]),
};

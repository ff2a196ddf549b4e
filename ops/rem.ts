import { scalar } from '../core/build.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats, integers, positive } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/**
 * z = x - y · trunc(x / y): the remainder, with the sign of x.   x, y, z: [..s]
 * x rem 0 is NaN for floats and x for integers.  `mod` has the sign of y.
 */
export const rem: Op<None, Binary> = {
  name: 'rem', arity: 2,
  type: elementwise('rem', 'number'),
  scalar: ([x, y]) => scalar('rem', x, y),
  // ∂z/∂x = 1, ∂z/∂y = -trunc(x / y)
  partials(b, { x: [x, y] }) {
    const q = b.div(x, y);
    return [like(b, x, 1), b.neg(b.mul(b.sign(q), b.floor(b.abs(q))))];
  },
  samples: [...elements(floats, around, positive), ...elements(integers, [0, 90], [1, 9])],
};

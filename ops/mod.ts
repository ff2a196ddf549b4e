import { constant, scalar, select } from '../core/build.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats, integers, positive } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x - y · floor(x / y): the remainder, with the sign of y, as numpy's and Python's.   x, y, z: [..s] */
export const mod: Op<None, Binary> = {
  name: 'mod', arity: 2,
  type: elementwise('mod', 'number'),
  scalar([x, y]) {
    const zero = constant(x.dtype, 0), r = scalar('rem', x, y);
    const otherSign = scalar('ne', scalar('lt', r, zero), scalar('lt', y, zero));
    return select(scalar('and', scalar('ne', r, zero), otherSign), scalar('add', r, y), r);
  },
  // ∂z/∂x = 1, ∂z/∂y = -floor(x / y): that of the remainder with the sign of x, and 1 where y was added
  partials(b, { x: [x, y] }) {
    const q = b.div(x, y), r = b.rem(x, y), added = b.and(b.ne(r, 0), b.ne(b.lt(r, 0), b.lt(y, 0)));
    return [like(b, x, 1), b.sub(b.select(added, like(b, x, 1), 0), b.mul(b.sign(q), b.floor(b.abs(q))))];
  },
  samples: [...elements(floats, around, positive), ...elements(integers, [0, 90], [1, 9])],
};

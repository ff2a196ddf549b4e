import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats, positive } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = xʸ, element by element.   x, y, z: [..s].   NaN where x < 0 and y is not whole; x⁰ = 1. */
export const pow: Op<None, Binary> = {
  name: 'pow', arity: 2,
  type: elementwise('pow', 'float'),
  scalar: ([x, y]) => scalar('pow', x, y),
  // ∂z/∂x = y xʸ⁻¹, 0 where y = 0;  ∂z/∂y = z ln x, 0 where x = 0
  partials(b, { x: [x, y], y: [z] }) {
    const constant = b.eq(y, 0);
    return [
      b.select(constant, 0, b.mul(y, b.pow(x, b.select(constant, 1, b.sub(y, 1))))),
      b.mul(b.log(b.select(b.eq(x, 0), 1, x)), z),
    ];
  },
  samples: elements(floats, positive, around),
};

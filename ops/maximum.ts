import { scalar } from '../core/build.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = the greater of x and y, element by element; NaN where either is.   x, y, z: [..s] */
export const maximum: Op<None, Binary> = {
  name: 'maximum', arity: 2,
  type: elementwise('maximum', 'number'),
  scalar: ([x, y]) => scalar('max', x, y),
  // 1 for the greater and 0 for the other; one half each where they are equal, as in JAX
  partials(b, { x: [x, y] }) {
    const tie = b.select(b.eq(x, y), 0.5, like(b, x, 0));
    return [b.select(b.gt(x, y), 1, tie), b.select(b.gt(y, x), 1, tie)];
  },
  samples: elements(numbers, around, around),
};

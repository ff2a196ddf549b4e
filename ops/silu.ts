import { scalar } from '../core/build.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = x · sigmoid(x)   x, y: [..s].   Also called swish. Hendrycks & Gimpel 2016. */
export const silu: Op = {
  name: 'silu', arity: 1,
  type: elementwise('silu', 'float'),
  scalar: inSingle(([x]) => scalar('mul', x, scalar('sigmoid', x))),
  // dy/dx = s (1 + x (1 - s)),  s = sigmoid(x)
  partials(b, { x: [x] }) {
    const s = b.sigmoid(x);
    return [b.mul(s, b.add(b.mul(x, b.sub(1, s)), 1))];
  },
  samples: elements(floats, around),
};

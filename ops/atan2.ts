import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats, positive } from './samples.ts';
import type { None, Op, Operand } from './op.ts';

/** z = the angle of the point (x, y) from the positive x axis, in (-π, π].   y, x, z: [..s] */
export const atan2: Op<None, [y: Operand, x: Operand]> = {
  name: 'atan2', arity: 2,
  type: elementwise('atan2', 'float'),
  scalar: ([y, x]) => scalar('atan2', y, x),
  // ∂z/∂y = x / (x² + y²), ∂z/∂x = -y / (x² + y²)
  partials(b, { x: [y, x] }) {
    const r = b.add(b.square(x), b.square(y));
    return [b.div(x, r), b.neg(b.div(y, r))];
  },
  samples: elements(floats, around, positive),
};

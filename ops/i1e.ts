import { scaledI1 } from './bessel.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = e^-|x| I₁(x), I₁ the modified Bessel function.   x, y: [..s] */
export const i1e: Op = {
  name: 'i1e', arity: 1,
  type: elementwise('i1e', 'float'),
  scalar: inDouble(([x]) => scaledI1(x)),
  // dy/dx = e^-|x| I₀(x) - (sign(x) + 1 / x) y, ½ at 0
  partials(b, { x: [x], y: [y] }) {
    const flat = b.lt(b.abs(x), 1e-5), at = b.select(flat, 1, x);
    return [b.select(flat, 0.5, b.sub(b.i0e(x), b.mul(b.add(b.sign(x), b.reciprocal(at)), y)))];
  },
  samples: elements(floats, [0.2, 3]),
};

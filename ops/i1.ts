import { scaledI1 } from './bessel.ts';
import { abs, choose, eq, exp, mul } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = I₁(x), the modified Bessel function of the first kind.   x, y: [..s] */
export const i1: Op = {
  name: 'i1', arity: 1,
  type: elementwise('i1', 'float'),
  scalar: inDouble(([x]) => choose(eq(abs(x), Infinity), x, mul(exp(abs(x)), scaledI1(x)))),
  // dy/dx = I₀(x) - y / x, ½ at 0
  partials: (b, { x: [x], y: [y] }) => {
    const none = b.eq(x, 0);
    return [b.select(none, 0.5, b.sub(b.i0(x), b.div(y, b.select(none, 1, x))))];
  },
  samples: elements(floats, [0.2, 3]),
};

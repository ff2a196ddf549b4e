import { scaledI0 } from './bessel.ts';
import { abs, choose, eq, exp, mul } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = I₀(x), the modified Bessel function of the first kind.   x, y: [..s] */
export const i0: Op = {
  name: 'i0', arity: 1,
  type: elementwise('i0', 'float'),
  scalar: inDouble(([x]) => choose(eq(abs(x), Infinity), Infinity, mul(exp(abs(x)), scaledI0(x)))),
  // dy/dx = I₁(x)
  partials: (b, { x: [x] }) => [b.i1(x)],
  samples: elements(floats, [0.2, 3]),
};

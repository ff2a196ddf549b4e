import { erfc, mul } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = Φ(x), the distribution function of the standard normal.   x, y: [..s] */
export const ndtr: Op = {
  name: 'ndtr', arity: 1,
  type: elementwise('ndtr', 'float'),
  scalar: inDouble(([x]) => mul(0.5, erfc(mul(x, -Math.SQRT1_2)))),
  // dy/dx = φ(x)
  partials: (b, { x: [x] }) => [b.mul(b.exp(b.mul(b.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))],
  samples: elements(floats, around),
};

import { scaledI0 } from './bessel.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = e^-|x| I₀(x), I₀ the modified Bessel function.   x, y: [..s] */
export const i0e: Op = {
  name: 'i0e', arity: 1,
  type: elementwise('i0e', 'float'),
  scalar: inDouble(([x]) => scaledI0(x)),
  // dy/dx = e^-|x| I₁(x) - sign(x) y
  partials: (b, { x: [x], y: [y] }) => [b.sub(b.i1e(x), b.mul(b.sign(x), y))],
  samples: elements(floats, [0.2, 3]),
};

import { and, choose, div, eq, exp, floor, lt, mul } from './formula.ts';
import { gammaSign, logGamma } from './stirling.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = Γ(x): NaN at -1, -2, …   x, y: [..s] */
export const gamma: Op = {
  name: 'gamma', arity: 1,
  type: elementwise('gamma', 'float'),
  scalar: inDouble(([x]) => choose(eq(x, 0), div(1, x), choose(and(lt(x, 0), eq(floor(x), x)), NaN, mul(gammaSign(x), exp(logGamma(x)))))),
  // dy/dx = y ψ(x)
  partials: (b, { x: [x], y: [y] }) => [b.mul(y, b.digamma(x))],
  samples: elements(floats, [0.3, 5]),
};

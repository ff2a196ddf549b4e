import { log, log1p, neg, sub } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = ln(x / (1 - x)): ±∞ at 0 and 1, NaN beyond.   x, y: [..s] */
export const logit: Op = {
  name: 'logit', arity: 1,
  type: elementwise('logit', 'float'),
  scalar: inDouble(([x]) => sub(log(x), log1p(neg(x)))),
  // dy/dx = 1 / (x (1 - x))
  partials: (b, { x: [x] }) => [b.reciprocal(b.mul(x, b.sub(1, x)))],
  samples: elements(floats, [0.1, 0.9]),
};

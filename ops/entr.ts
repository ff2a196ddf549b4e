import { choose, gt, log, lt, mul, neg } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = -x ln x, the entropy of a probability: 0 at 0, -∞ below.   x, y: [..s] */
export const entr: Op = {
  name: 'entr', arity: 1,
  type: elementwise('entr', 'float'),
  scalar: inDouble(([x]) => choose(gt(x, 0), neg(mul(x, log(x))), choose(lt(x, 0), -Infinity, neg(x)))),
  // dy/dx = -1 - ln x
  partials: (b, { x: [x] }) => [b.sub(-1, b.log(x))],
  samples: elements(floats, [0.1, 4]),
};

import { and, choose, eq, log, mul } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x ln y, 0 where x is 0, also beside an infinite logarithm.   x, y, z: [..s] */
export const xlogy: Op<None, Binary> = {
  name: 'xlogy', arity: 2,
  type: elementwise('xlogy', 'float'),
  scalar: inDouble(([x, y]) => choose(and(eq(x, 0), eq(y, y)), 0, mul(x, log(y)))),
  // ∂z/∂x = ln y, ∂z/∂y = x / y
  partials: (b, { x: [x, y] }) => [b.log(y), b.div(x, y)],
  samples: elements(floats, positive, positive),
};

import { and, choose, eq, log1p, mul } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats, positive } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x ln(1 + y), 0 where x is 0, also beside an infinite logarithm.   x, y, z: [..s] */
export const xlog1py: Op<None, Binary> = {
  name: 'xlog1py', arity: 2,
  type: elementwise('xlog1py', 'float'),
  scalar: inDouble(([x, y]) => choose(and(eq(x, 0), eq(y, y)), 0, mul(x, log1p(y)))),
  // ∂z/∂x = ln(1 + y), ∂z/∂y = x / (1 + y)
  partials: (b, { x: [x, y] }) => [b.log1p(y), b.div(x, b.add(y, 1))],
  samples: elements(floats, positive, positive),
};

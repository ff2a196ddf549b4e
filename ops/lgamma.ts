import { logGamma } from './stirling.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = ln |Γ(x)|   x, y: [..s] */
export const lgamma: Op = {
  name: 'lgamma', arity: 1,
  type: elementwise('lgamma', 'float'),
  scalar: inDouble(([x]) => logGamma(x)),
  // dy/dx = ψ(x)
  partials: (b, { x: [x] }) => [b.digamma(x)],
  samples: elements(floats, [0.3, 5]),
};

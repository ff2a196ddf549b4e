import { slopeInDouble } from './differences.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import { logBeta as formula } from './stirling.ts';
import type { Binary, None, Op } from './op.ts';

/** z = ln |B(x, y)| = ln |Γ(x) Γ(y) / Γ(x + y)|.   x, y, z: [..s] */
export const logBeta: Op<None, Binary> = {
  name: 'logBeta', arity: 2,
  type: elementwise('logBeta', 'float'),
  scalar: inDouble(([x, y]) => formula(x, y)),
  // ∂z/∂x = ψ(x) - ψ(x + y)
  partials: (b, { x: [x, y] }) => [[x, y], [y, x]].map((pair) => slopeInDouble(b, pair, (p, q) => b.sub(b.digamma(p), b.digamma(b.add(p, q))))),
  samples: elements(floats, [0.5, 4], [0.5, 4]),
};

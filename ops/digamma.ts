import { digammaOf } from './stirling.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = ψ(x) = Γ'(x) / Γ(x)   x, y: [..s] */
export const digamma: Op = {
  name: 'digamma', arity: 1,
  type: elementwise('digamma', 'float'),
  scalar: inDouble(([x]) => digammaOf(x)),
  // dy/dx = Σ (x + k)⁻²
  partials: (b, { x: [x] }) => [b.zeta(b.add(b.mul(x, 0), 2), x)],
  samples: elements(floats, [0.3, 5]),
};

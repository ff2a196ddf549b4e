import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = 2/√π ∫₀ˣ exp(-t²) dt, the error function.   x, y: [..s] */
export const erf: Op = {
  name: 'erf', arity: 1,
  type: elementwise('erf', 'float'),
  scalar: ([x]) => scalar('erf', x),
  // dy/dx = 2/√π exp(-x²)
  partials: (b, { x: [x] }) => [b.mul(b.exp(b.neg(b.square(x))), 2 / Math.sqrt(Math.PI))],
  samples: elements(floats, around),
};

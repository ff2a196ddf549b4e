import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = x, held constant by every derivative.   x, y: [..s] */
export const stopGradient: Op = {
  name: 'stopGradient', arity: 1,
  type: elementwise('stopGradient', 'any'),
  scalar: ([x]) => x,
  partials: () => [undefined],
  samples: elements(floats, around),
};

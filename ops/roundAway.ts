import { constant, scalar, select } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = the nearest whole number; halves go away from 0.   x, y: [..s].   `round` has them go to the even one. */
export const roundAway: Op = {
  name: 'roundAway', arity: 1,
  type: elementwise('roundAway', 'float'),
  scalar([x]) {
    // The distance from the whole part is exact, where x + 0.5 might not be.
    const size = scalar('abs', x), whole = scalar('floor', size), more = scalar('ge', scalar('sub', size, whole), constant(x.dtype, 0.5));
    return scalar('mul', select(more, scalar('add', whole, constant(x.dtype, 1)), whole), scalar('sign', x));
  },
  // flat wherever it has a derivative
  partials: () => [undefined],
  samples: elements(floats, around),
};

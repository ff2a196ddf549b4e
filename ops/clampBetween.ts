import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { None, Op, Operand } from './op.ts';

/**
 * y = min(max(x, low), high), with bounds that are tensors too; high where low lies above it.   low, x, high, y: [..s]
 * The slope of x is 1 between the bounds and 0 at and beyond them; that of a bound is 1 where it is the result and x is not.  `clamp` has numbers for bounds.
 */
export const clampBetween: Op<None, [low: Operand, x: Operand, high: Operand]> = {
  name: 'clampBetween', arity: 3,
  type: elementwise('clampBetween', 'number'),
  scalar: ([low, x, high]) => scalar('min', scalar('max', x, low), high),
  partials(b, { x: [low, x, high] }) {
    const one = (test: Parameters<typeof b.convert>[0]) => b.convert(test, { dtype: x.type.dtype });
    return [one(b.and(b.gt(low, x), b.lt(low, high))), one(b.and(b.gt(x, low), b.lt(x, high))), one(b.lt(high, x))];
  },
  samples: elements(numbers, [-1, 0], around, [0.5, 1.5]),
};

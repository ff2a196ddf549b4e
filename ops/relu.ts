import { constant, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Op } from './op.ts';

/** y = max(x, 0)   x, y: [..s].   The slope at 0 is 0. */
export const relu: Op = {
  name: 'relu', arity: 1,
  type: elementwise('relu', 'number'),
  scalar: ([x]) => scalar('max', x, constant(x.dtype, 0)),
  // What comes along where x > 0, else 0, also of an infinity
  vjp: (b, { x: [x] }, [g]) => [g && b.select(b.gt(x, 0), g, 0)],
  jvp: (b, { x: [x] }, [t]) => [t && b.select(b.gt(x, 0), t, 0)],
  samples: elements(numbers, around),
};

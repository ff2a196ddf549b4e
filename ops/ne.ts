import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, everything } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = (x ≠ y), element by element: not equal; NaN differs from everything.   x, y: [..s]   z: bool[..s] */
export const ne: Op<None, Binary> = {
  name: 'ne', arity: 2,
  type: elementwise('ne', 'any', 'bool'),
  scalar: ([x, y]) => scalar('ne', x, y),
  partials: () => [undefined, undefined],
  samples: elements(everything, around, around),
};

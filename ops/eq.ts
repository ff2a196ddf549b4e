import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, everything } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = (x = y), element by element: equal.   x, y: [..s]   z: bool[..s] */
export const eq: Op<None, Binary> = {
  name: 'eq', arity: 2,
  type: elementwise('eq', 'any', 'bool'),
  scalar: ([x, y]) => scalar('eq', x, y),
  partials: () => [undefined, undefined],
  samples: elements(everything, around, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, everything } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = (x ≤ y), element by element: less or equal.   x, y: [..s]   z: bool[..s] */
export const le: Op<None, Binary> = {
  name: 'le', arity: 2,
  type: elementwise('le', 'any', 'bool'),
  scalar: ([x, y]) => scalar('le', x, y),
  partials: () => [undefined, undefined],
  samples: elements(everything, around, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, everything } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = (x ≥ y), element by element: greater or equal.   x, y: [..s]   z: bool[..s] */
export const ge: Op<None, Binary> = {
  name: 'ge', arity: 2,
  type: elementwise('ge', 'any', 'bool'),
  scalar: ([x, y]) => scalar('ge', x, y),
  partials: () => [undefined, undefined],
  samples: elements(everything, around, around),
};

import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, everything } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = (x < y), element by element: less.   x, y: [..s]   z: bool[..s] */
export const lt: Op<None, Binary> = {
  name: 'lt', arity: 2,
  type: elementwise('lt', 'any', 'bool'),
  scalar: ([x, y]) => scalar('lt', x, y),
  partials: () => [undefined, undefined],
  samples: elements(everything, around, around),
};

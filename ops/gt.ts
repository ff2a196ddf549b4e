import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, everything } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = (x > y), element by element: greater.   x, y: [..s]   z: bool[..s] */
export const gt: Op<None, Binary> = {
  name: 'gt', arity: 2,
  type: elementwise('gt', 'any', 'bool'),
  scalar: ([x, y]) => scalar('gt', x, y),
  partials: () => [undefined, undefined],
  samples: elements(everything, around, around),
};

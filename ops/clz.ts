import { bytesOf } from '../core/dtype.ts';
import { constant, convert, scalar } from '../core/build.ts';
import { bitCount, bitsOf } from './populationCount.ts';
import { elementwise } from './rules.ts';
import { elements, shifted } from './samples.ts';
import type { Op } from './op.ts';

/** y = how many bits above the highest set one are 0; of 0 all of them.   x, y: integers [..s] */
export const clz: Op = {
  name: 'clz', arity: 1,
  type: elementwise('clz', 'integer'),
  scalar([x]) {
    // With every bit below the highest set as well, the bits that are set are those that are not counted.
    const below = [1, 2, 4, 8, 16].reduce((e, by) => scalar('or', e, scalar('shrLogical', e, constant('u32', by))), bitsOf(x));
    return convert(x.dtype, scalar('sub', constant('u32', 8 * bytesOf(x.dtype)), bitCount(below)));
  },
  partials: () => [undefined],
  samples: elements(shifted, [-99, 99]),
};

import { pooled, pooling, poolSamples, type PoolParams } from './pooling.ts';
import { needs } from './rules.ts';
import type { Op } from './op.ts';

/** The greatest element of every window over the last axes; the first of several has the gradient.   x: [..s, ..n]   y: [..s, ..m] */
export const maxPool: Op<PoolParams> = {
  name: 'maxPool', arity: 1,
  type([x], params) {
    needs('maxPool', 'number', x);
    return [pooled('maxPool', x, params)];
  },
  expand: (b, [x], params) => [b.reduceWindow(x, { fold: 'max', ...pooling(x.type, params) })],
  samples: poolSamples,
};

import { count, known } from '../core/shape.ts';
import { like } from './like.ts';
import { pooled, pooling, poolSamples, type PoolParams } from './pooling.ts';
import { needs } from './rules.ts';
import type { Op } from './op.ts';

export interface AvgPoolParams extends PoolParams {
  /** Whether places beyond the border count as zeros, or not at all. */
  readonly countPadding: boolean;
}

/** The mean of every window over the last axes.   x: [..s, ..n]   y: [..s, ..m] */
export const avgPool: Op<AvgPoolParams> = {
  name: 'avgPool', arity: 1,
  type([x], params) {
    needs('avgPool', 'float', x);
    return [pooled('avgPool', x, params)];
  },
  expand(b, [x], params) {
    const windows = { fold: 'sum' as const, ...pooling(x.type, params) };
    const places = count(known(params.window));
    return [b.div(b.reduceWindow(x, windows), params.countPadding ? places : b.reduceWindow(like(b, x, 1), windows))];
  },
  samples: [true, false].flatMap((countPadding) => poolSamples.map((s) => ({ ...s, params: { ...s.params, countPadding } as AvgPoolParams }))),
};

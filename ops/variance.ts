import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { countAlong, reduced, spread, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

export interface VarianceParams extends Axes {
  /** 0: the variance of the elements.  1: the unbiased estimate for what they are drawn from. */
  readonly correction: number;
}

// No fewer than 0, as in numpy: then the variance is NaN, not a negative number.
const freedom = (x: Value, axes: readonly number[], correction: number): number => Math.max(0, countAlong(x, axes) - correction);

/** y = Σ (x - mean x)² / (n - correction) over the axes named; they disappear.   x: [..s]   y: s without the axes */
export const variance: Op<VarianceParams> = {
  name: 'variance', arity: 1,
  normal: normalAxes('variance'),
  type([x], { axes }) {
    needs('variance', 'float', x);
    return [reduced('variance', x, axes)];
  },
  expand(b, [x], { axes, correction }) {
    const centred = b.sub(x, spread(b, b.mean(x, { axes }), x, axes));
    return [b.div(b.sum(b.square(centred), { axes }), freedom(x, axes, correction))];
  },
  // dx = 2 (x - mean x) / (n - correction) · g: what flows through the mean adds up to 0
  vjp(b, { x: [x], params: { axes, correction } }, [g]) {
    if (!g) return [undefined];
    const centred = b.sub(x, spread(b, b.mean(x, { axes }), x, axes));
    return [b.mul(centred, spread(b, b.mul(g, 2 / freedom(x, axes, correction)), x, axes))];
  },
  batch: oneAxisMore((b, [x], params) => b.variance(x, params), axesMoved),
  samples: [
    ...reductions.map((s) => ({ ...s, params: { axes: s.params!.axes, correction: 0 } })),
    { inputs: [[2, 3]], params: { axes: [-1], correction: 1 } },
    { inputs: [[2, 3, 4]], params: { axes: [0, 2], correction: 1 } },
  ],
};

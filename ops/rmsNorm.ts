import { spread } from './reduction.ts';
import { elementwise } from './rules.ts';
import type { Op } from './op.ts';

/**
 * y = x / √(mean x² + epsilon) along the last axis.   x, y: [..s, c]
 * Zhang & Sennrich 2019, without the learned scale, which is the layer's.
 */
export const rmsNorm: Op<{ epsilon: number }> = {
  name: 'rmsNorm', arity: 1,
  type: elementwise('rmsNorm', 'float'),
  expand(b, [x], { epsilon }) {
    const axes = [x.type.shape.length - 1];
    return [b.mul(x, spread(b, b.rsqrt(b.add(b.mean(b.square(x), { axes }), epsilon)), x, axes))];
  },
  samples: [[5], [2, 5], [2, 3, 4], [0, 3], [3, 1]].map((shape) => ({ inputs: [shape], params: { epsilon: 1e-6 } })),
};

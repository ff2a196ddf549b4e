import { elementwise } from './rules.ts';
import type { Op } from './op.ts';

/**
 * y = (x - mean x) / √(variance x + epsilon) along the last axis.   x, y: [..s, c]
 * Ba et al. 2016, without the learned scale and shift, which are the layer's.
 */
export const layerNorm: Op<{ epsilon: number }> = {
  name: 'layerNorm', arity: 1,
  type: elementwise('layerNorm', 'float'),
  expand: (b, [x], { epsilon }) => [b.standardize(x, { axes: [-1], epsilon })],
  samples: [[5], [2, 5], [2, 3, 4], [0, 3], [3, 1]].map((shape) => ({ inputs: [shape], params: { epsilon: 1e-5 } })),
};

import { elementwise, needsRank } from './rules.ts';
import type { Op } from './op.ts';
import type { Value } from '../core/graph.ts';

/**
 * Each channel standardised over the batch and all places: y = (x - mean) / √(variance + epsilon).
 * x, y: [b, c, ..s]   mean, variance: [c], the variance divided by the number of elements, not by one less.
 * Ioffe & Szegedy 2015, without the learned scale and shift and the running averages, which are the layer's.
 */
export const batchNorm: Op<{ epsilon: number }, [x: Value], readonly Value[]> = {
  name: 'batchNorm', arity: 1, manyOutputs: true,
  type([x], _) {
    needsRank('batchNorm', x, 2, '[b, c, ..s]');
    const [y] = elementwise('batchNorm', 'float')([x]), channels = { shape: [x.shape[1]], dtype: x.dtype };
    return [y, channels, channels];
  },
  expand(b, [x], { epsilon }) {
    const axes = x.type.shape.map((_, a) => a).filter((a) => a !== 1);
    return [b.standardize(x, { axes, epsilon }), b.mean(x, { axes }), b.variance(x, { axes, correction: 0 })];
  },
  samples: [[4, 3], [2, 3, 2, 2], [1, 2, 3, 1], [4, 1, 2]].map((shape) => ({ inputs: [shape], params: { epsilon: 1e-5 } })),
};

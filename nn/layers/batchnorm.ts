import { isKnown, sizeOf } from '../../core/dim.ts';
import { ShapeError, showType } from '../../core/shape.ts';
import { needs, needsRank } from '../../ops/rules.ts';
import { layer, number, optional, tensor } from '../../typecheck/layer.ts';
import { perChannel } from '../parameters.ts';

/**
 * y = (x - mean) / √(variance + epsilon) · weight + bias for every channel.   x, y: [b, c, ..s]   weight, bias: [c]
 * In training mean and variance are those of the batch and all places, and the states follow them:
 * mean ← (1 - momentum) mean + momentum · mean of x, and so the variance, by n - 1; at inference they are the states.
 * Ioffe & Szegedy 2015.
 */
export const batchnorm = layer({
  name: 'batchnorm',
  doc: 'y = (x - mean) / √(variance + epsilon) · weight + bias for every channel. x, y: [b, c, ..s], weight, bias: [c]; keeps running averages as states',
  args: { x: tensor, momentum: optional(number, 0.1), epsilon: optional(number, 1e-5) },
  build(site, { x, momentum, epsilon }) {
    needsRank('batchnorm', x.type, 2, '[b, c, ..s]');
    needs('batchnorm', 'float', x.type);
    const { b } = site, { shape } = x.type, c = shape[1];
    const weight = site.param('weight', [c], { kind: 'ones' }), bias = site.param('bias', [c], { kind: 'zeros' });
    const mean = site.state('mean', [c], { kind: 'zeros' }), variance = site.state('variance', [c], { kind: 'ones' });
    const learned = (y: typeof x) => b.add(b.mul(y, perChannel(b, weight, x)), perChannel(b, bias, x));
    if (!site.train) {
      const scale = b.rsqrt(b.add(variance.value, epsilon));
      return learned(b.mul(b.sub(x, perChannel(b, mean.value, x)), perChannel(b, scale, x)));
    }
    const n = sizeOf(shape.toSpliced(1, 1));
    if (n === 1) throw new ShapeError('NN0244', `batchnorm: a channel of ${showType(x.type)} has one value, which has no variance to train with`, 'use larger batches');
    const [y, batchMean, batchVariance] = b.batchNorm(x, { epsilon });
    const follow = (state: typeof mean, now: typeof x, factor: number) =>
      state.next(b.add(b.mul(state.value, 1 - momentum), b.mul(b.convert(now, { dtype: 'f32' }), momentum * factor)));
    follow(mean, batchMean, 1);
    // The variance of the batch divides by n, the estimate that is kept by n - 1.
    follow(variance, batchVariance, isKnown(n) ? n / (n - 1) : NaN);
    return learned(y);
  },
});

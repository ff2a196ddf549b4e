import { divideDims, mulDims, showDim, sizeOf } from '../../core/dim.ts';
import { ShapeError, showType } from '../../core/shape.ts';
import { needs, needsRank } from '../../ops/rules.ts';
import { atLeastOne } from '../../ops/window.ts';
import { blame, dim, flag, layer, optional, tensor } from '../../typecheck/layer.ts';
import { likeInput, perChannel } from '../parameters.ts';

/**
 * Cross-correlation with a learned kernel, over as many axes of space as x has; each is treated alike.
 * y[b, o, ..i] = Σ_{c, ..j} x[b, c, ..(i · stride + j · dilation - pad)] · weight[o, c, ..j]   (+ bias[o], where asked)
 * x: [b, c, ..n]   weight: [channels, c / groups, ..kernel]   y: [b, channels, ..⌊(n + 2 pad - dilation (kernel - 1) - 1) / stride⌋ + 1]
 * The weight starts with variance 2 / (c / groups · ..kernel), for a relu behind it (He et al. 2015).
 */
export const conv = layer({
  name: 'conv',
  doc: 'y[b, o, ..i] = Σ x[b, c, ..(i · stride + j - pad)] · weight[o, c, ..j]. x: [b, c, ..n], y: [b, channels, ..]; without a bias unless bias = true',
  args: {
    x: tensor, channels: dim, kernel: dim,
    stride: optional(dim, 1), pad: optional(dim, 0), dilation: optional(dim, 1), groups: optional(dim, 1), bias: flag(false),
  },
  build(site, { x, channels, kernel, stride, pad, dilation, groups, bias }) {
    needsRank('conv', x.type, 3, '[b, c, ..s]');
    needs('conv', 'float', x.type);
    blame('channels', () => atLeastOne('conv', 'the number of channels', channels));
    const { b } = site, [, c, ...space] = x.type.shape;
    const taken = divideDims(c, groups);
    if (taken === undefined) throw new ShapeError('NN0241', `conv: the ${showDim(c)} channels of ${showType(x.type)} do not fall into ${showDim(groups)} groups`, undefined, 'groups');
    if (divideDims(channels, groups) === undefined) throw new ShapeError('NN0241', `conv: ${showDim(channels)} channels do not fall into ${showDim(groups)} groups`, undefined, 'groups');
    const sizes = space.map(() => kernel);
    const weight = site.param('weight', [channels, taken, ...sizes], { kind: 'scaled', scale: 2, fan: mulDims(taken, sizeOf(sizes)), law: 'truncatedNormal' });
    const y = blame('kernel', () => b.conv(x, likeInput(b, weight, x), {
      stride: space.map(() => stride), padding: space.map(() => [pad, pad] as const), dilation: space.map(() => dilation),
      inputDilation: space.map(() => 1), groups,
    }));
    return bias ? b.add(y, perChannel(b, site.param('bias', [channels], { kind: 'zeros' }), y)) : y;
  },
});

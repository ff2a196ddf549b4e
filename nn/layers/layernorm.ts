import { needs, needsRank } from '../../ops/rules.ts';
import { flag, layer, number, optional, tensor } from '../../typecheck/layer.ts';
import { likeInput } from '../parameters.ts';

/**
 * y = (x - mean) / √(variance + epsilon) · weight + bias along the last axis.   x, y: [..s, c]   weight, bias: [c]
 * Ba et al. 2016.
 */
export const layernorm = layer({
  name: 'layernorm',
  doc: 'y = (x - mean) / √(variance + epsilon) · weight + bias along the last axis. x, y: [..s, c], weight, bias: [c]',
  args: { x: tensor, epsilon: optional(number, 1e-5), bias: flag(true) },
  build(site, { x, epsilon, bias }) {
    needsRank('layernorm', x.type, 1, '[..s, c]');
    needs('layernorm', 'float', x.type);
    const { b } = site, c = x.type.shape.at(-1)!;
    const y = b.mul(b.layerNorm(x, { epsilon }), likeInput(b, site.param('weight', [c], { kind: 'ones' }), x));
    return bias ? b.add(y, likeInput(b, site.param('bias', [c], { kind: 'zeros' }), x)) : y;
  },
});

import { needs, needsRank } from '../../ops/rules.ts';
import { layer, number, optional, tensor } from '../../typecheck/layer.ts';
import { likeInput } from '../parameters.ts';

/** y = x / √(mean x² + epsilon) · weight along the last axis.   x, y: [..s, c]   weight: [c]   Zhang & Sennrich 2019. */
export const rmsnorm = layer({
  name: 'rmsnorm',
  doc: 'y = x / √(mean x² + epsilon) · weight along the last axis. x, y: [..s, c], weight: [c]',
  args: { x: tensor, epsilon: optional(number, 1e-6) },
  build(site, { x, epsilon }) {
    needsRank('rmsnorm', x.type, 1, '[..s, c]');
    needs('rmsnorm', 'float', x.type);
    const { b } = site;
    return b.mul(b.rmsNorm(x, { epsilon }), likeInput(b, site.param('weight', [x.type.shape.at(-1)!], { kind: 'ones' }), x));
  },
});

import { needsRank, needs } from '../../ops/rules.ts';
import { atLeastOne } from '../../ops/window.ts';
import { blame, dim, flag, layer, tensor } from '../../typecheck/layer.ts';
import { likeInput } from '../parameters.ts';

/**
 * y = x · weight + bias.   x: [..s, n]   weight: [n, m]   bias: [m]   y: [..s, m]
 * The weight starts with variance 1/n, so that y varies as x does (LeCun et al. 1998, section 4.6); the bias with 0.
 */
export const linear = layer({
  name: 'linear',
  doc: 'y = x · weight + bias. x: [..s, n], weight: [n, size], bias: [size], y: [..s, size]',
  args: { x: tensor, size: dim, bias: flag(true) },
  build(site, { x, size, bias }) {
    needsRank('linear', x.type, 1, '[..s, n]');
    needs('linear', 'float', x.type);
    blame('size', () => atLeastOne('linear', 'the size', size));
    const { b } = site, n = x.type.shape.at(-1)!;
    const weight = site.param('weight', [n, size], { kind: 'scaled', scale: 1, fan: n, law: 'truncatedNormal' });
    const y = b.matmul(x, likeInput(b, weight, x));
    return bias ? b.add(y, likeInput(b, site.param('bias', [size], { kind: 'zeros' }), x)) : y;
  },
});

import { ShapeError } from '../../core/shape.ts';
import { bernoulliValue } from '../../ops/draw.ts';
import { needs } from '../../ops/rules.ts';
import { layer, number, tensor } from '../../typecheck/layer.ts';

/**
 * y = x / (1 - rate) where a draw says so, else 0: in training, every element is left out with probability `rate`, and the
 * others grow so that the mean stays. At inference y = x.   x, y: [..s]   Srivastava et al. 2014.
 */
export const dropout = layer({
  name: 'dropout',
  doc: 'In training: every element is 0 with probability rate, else x / (1 - rate). At inference: x. x, y: [..s]',
  args: { x: tensor, rate: number },
  build(site, { x, rate }) {
    if (!(rate >= 0 && rate < 1) && !Number.isNaN(rate)) throw new ShapeError('NN0240', `dropout: the rate is ${rate}, but must be at least 0 and less than 1`, undefined, 'rate');
    needs('dropout', 'float', x.type);
    if (!site.train || rate === 0) return x;
    const { b } = site;
    return b.select(bernoulliValue(b, site.key(), x.type.shape, 1 - rate), b.div(x, 1 - rate), 0);
  },
});

import { mapTree } from '../../core/tree.ts';
import { add, mul, sub, zerosLike } from '../../tensor/functions.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { checkBetween, checkRate, eachParameter, rateAt, type Optimizer, type Schedule, type Tree } from './optimizer.ts';

export interface SgdOptions {
  readonly learningRate: Schedule;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** λ: adds λ·x to the gradient. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with momentum (Polyak 1964; Sutskever et al. 2013, as torch writes it).
 * g ← g + λx,  v ← μv + g,  x ← x − ηv;  nesterov: x ← x − η(g + μv).
 * @example
 * const { init, update } = sgd({ learningRate: 0.5 }), w = tensor([1, 2]);
 * update(tensor([0.2, 0.4]), init(w), w, tensor(0, { dtype: 'i32' })).parameters // [0.9, 1.8]
 */
export function sgd({ learningRate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions): Optimizer {
  checkRate('sgd', learningRate);
  checkBetween('sgd', 'momentum', momentum, 0, 1);
  return {
    name: 'sgd',
    init: (parameters: Tree) => (momentum === 0 ? {} : { velocity: mapTree(zerosLike, parameters) }),
    update(gradients, state: { velocity?: Tree }, parameters, count) {
      const eta = rateAt(learningRate, count);
      const decayed = (g: Tensor, x: Tensor): Tensor => (weightDecay === 0 ? g : add(g, mul(x, weightDecay)));
      if (momentum === 0) {
        const [moved] = eachParameter(parameters, [gradients], ([x, g]) => [sub(x!, mul(decayed(g!, x!), eta))]);
        return { parameters: moved, state: {} };
      }
      const [moved, velocity] = eachParameter(parameters, [gradients, state.velocity], ([x, g0, v0]) => {
        const g = decayed(g0!, x!);
        const v = add(mul(v0!, momentum), g);
        return [sub(x!, mul(nesterov ? add(g, mul(v, momentum)) : v, eta)), v];
      });
      return { parameters: moved, state: { velocity } };
    },
  };
}

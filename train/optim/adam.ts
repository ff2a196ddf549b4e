import { mapTree } from '../../core/tree.ts';
import { add, astype, div, expm1, mul, neg, sqrt, square, sub, zerosLike } from '../../tensor/functions.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { checkBetween, checkRate, eachParameter, maskTree, rateAt, type Mask, type Optimizer, type Schedule, type Tree } from './optimizer.ts';

export interface AdamOptions {
  readonly learningRate: Schedule;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** λ */
  readonly weightDecay?: number;
  /** Which parameters decay; all when absent. Usual: those of rank 2 or more, `(_, p) => p.rank >= 2`. */
  readonly decay?: Mask;
}

export interface AdamState {
  readonly m: Tree;
  readonly v: Tree;
}

/**
 * Kingma & Ba 2015, algorithm 1.
 * m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  x ← x − η m̂ / (√v̂ + ε)  with  m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)
 * @example
 * const { init, update } = adam({ learningRate: 0.1 }), w = tensor([1, 2]);
 * update(tensor([3, -4]), init(w), w, tensor(0, { dtype: 'i32' })).parameters // [0.9, 2.1]
 */
export const adam = (options: AdamOptions): Optimizer<AdamState> => moments('adam', { ...options, weightDecay: 0 });

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): x ← x − η (m̂ / (√v̂ + ε) + λx).
 * @example
 * const { init, update } = adamw({ learningRate: 0.1, weightDecay: 0.5 }), w = tensor([1, 2]);
 * update(tensor([3, -4]), init(w), w, tensor(0, { dtype: 'i32' })).parameters // [0.85, 2]
 */
export const adamw = (options: AdamWOptions): Optimizer<AdamState> => moments('adamw', { weightDecay: 0.01, ...options });

function moments(name: string, { learningRate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0, decay = () => true }: AdamWOptions): Optimizer<AdamState> {
  checkRate(name, learningRate);
  checkBetween(name, 'beta1', beta1, 0, 1);
  checkBetween(name, 'beta2', beta2, 0, 1);
  checkBetween(name, 'weightDecay', weightDecay, 0, Infinity);
  return {
    name,
    init: (parameters) => ({ m: mapTree(zerosLike, parameters), v: mapTree(zerosLike, parameters) }),
    update(gradients, state, parameters, count) {
      const eta = rateAt(learningRate, count);
      const t = add(astype(count, 'f32'), 1);
      // 1 − βᵗ = −expm1(t ln β): in f32 the difference itself would lose four digits at the first steps.
      const correction1 = neg(expm1(mul(t, Math.log(beta1)))), correction2 = neg(expm1(mul(t, Math.log(beta2))));
      const decays = maskTree(parameters, decay);
      const [moved, m, v] = eachParameter(parameters, [gradients, state.m, state.v], ([x, g, m0, v0], i): Tensor[] => {
        const m = add(mul(m0!, beta1), mul(g!, 1 - beta1));
        const v = add(mul(v0!, beta2), mul(square(g!), 1 - beta2));
        const direction = div(div(m, correction1), add(sqrt(div(v, correction2)), eps));
        const step = weightDecay > 0 && decays[i] ? add(direction, mul(x!, weightDecay)) : direction;
        return [sub(x!, mul(step, eta)), m, v];
      });
      return { parameters: moved, state: { m, v } };
    },
  };
}

/**
 * Whole training of the six models: the CPU engine's losses, gradients and parameters are the reference's,
 * and its bits do not depend on the number of threads.
 */
import { describe, expect, test } from 'vitest';
import { flatten, leafPaths } from '../../core/tree.ts';
import { device } from '../../tensor/device.ts';
import { valueAndGrad } from '../../tensor/transform/grad.ts';
import { jit } from '../../tensor/transform/jit.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { adamw } from '../../train/optim/adam.ts';
import { clipped, type Tree } from '../../train/optim/optimizer.ts';
import { sgd } from '../../train/optim/sgd.ts';
import { trainStep, type TrainState } from '../../train/step.ts';
import { sixModels, type SmallModel } from './sixModels.ts';

const cpu = (): unknown => device('cpu'), reference = (): unknown => device('reference');

interface Leaf { readonly path: string; readonly values: readonly number[] }
const leavesOf = (tree: unknown): Leaf[] => {
  const { leaves, def } = flatten(tree), paths = leafPaths(def);
  return leaves.map((x, i) => ({ path: paths[i]!, values: [...(x as Tensor).dataSync()] }));
};

/** Apart by less than `tolerance` of the largest element of the leaf: sums over a row round by the size of their terms. */
function near(got: readonly Leaf[], right: readonly Leaf[], tolerance: number): void {
  expect(got.map((l) => l.path)).toEqual(right.map((l) => l.path));
  got.forEach(({ path, values }, i) => {
    const wanted = right[i]!.values, largest = (xs: readonly number[]): number => xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    const scale = Math.max(1e-3, largest(wanted)), worst = largest(values.map((v, k) => v - wanted[k]!));
    expect(worst / scale, `${path}: ${worst} of ${scale}`).toBeLessThanOrEqual(tolerance);
  });
}

/** Made on one engine for all: draws of the reference take long and may differ in the last place. */
function start({ model, batch }: SmallModel, engine: () => unknown): { readonly p: Tree; readonly state: Tree; readonly b: Tree } {
  device('cpu');
  const made = { p: model.init(random.key(5)), state: model.initState(), b: batch() };
  engine();
  return made;
}

function gradients(small: SmallModel, engine: () => unknown): readonly [number, Leaf[]] {
  const { loss } = small, { p, state, b } = start(small, engine);
  const f = (p: unknown, b: unknown, key: random.Key): Tensor => {
    const result = loss(p, b, { key, model: state });
    return 'loss' in result ? result.loss : result;
  };
  const [value, g] = jit(valueAndGrad(f))(p, b, random.key(9));
  return [value.dataSync()[0]!, leavesOf(g)];
}

const steps = 4;
function train(small: SmallModel, engine: () => unknown, optimizer = clipped(adamw({ learningRate: 3e-3, weightDecay: 0.1, decay: (_, p) => p.rank > 1 }), 1)): { losses: number[]; state: TrainState } {
  const { p, state: kept, b } = start(small, engine), step = trainStep(small.loss, optimizer), losses: number[] = [];
  let state = step.init(p, random.key(9), kept);
  for (let i = 0; i < steps; i++) {
    const result = step(state, b);
    state = result.state;
    losses.push(result.metrics.loss.dataSync()[0]!);
  }
  return { losses, state };
}

describe.each(sixModels())('$name', (small) => {
  test('value and gradients are those of the reference', () => {
    const [value, g] = gradients(small, cpu), [right, wanted] = gradients(small, reference);
    expect(Math.abs(value - right) / right).toBeLessThan(1e-5);
    expect(wanted.filter((l) => l.values.every((v) => v === 0)).map((l) => l.path)).toEqual([]);
    near(g, wanted, 2e-5);
  });

  test(`${steps} steps of gradient descent with momentum are those of the reference`, () => {
    const rule = sgd({ learningRate: 0.05, momentum: 0.9 });
    const { losses, state } = train(small, cpu, rule), right = train(small, reference, rule);
    losses.forEach((l, i) => expect(l).toBeCloseTo(right.losses[i]!, 4));
    expect(new Set(losses).size).toBe(steps);
    near(leavesOf(state.parameters), leavesOf(right.state.parameters), 1e-4);
    near(leavesOf(state.model), leavesOf(right.state.model), 1e-4);
  });
});

describe.each(sixModels({ wide: true }))('$name, wide', (small) => {
  test('1, 2 and 4 threads: the same bits', () => {
    const [one, two, four] = [1, 2, 4].map((threads) => {
      const { losses, state } = train(small, () => device('cpu', { threads }));
      return { losses, leaves: leavesOf(state) };
    });
    expect(two).toEqual(one);
    expect(four).toEqual(one);
    expect(one!.losses.every(Number.isFinite)).toBe(true);
  });
});

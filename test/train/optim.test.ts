/** Five steps of every optimiser against optax and torch. */
import { expect, test } from 'vitest';
import { flatten } from '../../core/tree.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import { jit } from '../../tensor/transform/jit.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { adam, adamw } from '../../train/optim/adam.ts';
import { clipped, type Optimizer, type Schedule } from '../../train/optim/optimizer.ts';
import { sgd } from '../../train/optim/sgd.ts';
import { warmupCosine } from '../../train/optim/schedules.ts';
import { vectors, type VectorTensor } from '../vectors/vectors.ts';

device('reference');

const made = ({ shape, data }: VectorTensor): Tensor => tensor(data, { shape });

interface Params {
  readonly learningRate?: number; readonly momentum?: number; readonly nesterov?: boolean; readonly weightDecay?: number;
  readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number; readonly mask?: readonly boolean[];
  readonly maxNorm?: number; readonly then?: Params & { readonly op: string };
  readonly schedule?: { readonly peak: number; readonly warmupSteps: number; readonly totalSteps: number; readonly end: number; readonly init: number };
}

function optimizer(op: string, p: Params): Optimizer {
  const learningRate: Schedule = p.schedule ? warmupCosine(p.schedule) : p.learningRate!;
  const { beta1, beta2, epsilon: eps, weightDecay, mask } = p;
  switch (op) {
    case 'sgd': return sgd({ learningRate, momentum: p.momentum, nesterov: p.nesterov, weightDecay });
    case 'adam': return adam({ learningRate, beta1, beta2, eps });
    // Parameters are named w and b here; the files' masks say which of [w, b] decays.
    case 'adamw': return adamw({ learningRate, beta1, beta2, eps, weightDecay, decay: (path) => mask === undefined || mask[path === 'w' ? 0 : 1]! });
    case 'clipByGlobalNorm': return clipped(optimizer(p.then!.op, p.then!), p.maxNorm!);
  }
  throw new Error(op);
}

const cases = vectors('optimisers');
cases.filter((c) => c.op !== 'warmupCosine').forEach(({ op, params, inputs, outputs }, n) =>
  test(`${op} ${n}`, () => {
    const p = params as Params, plain = optimizer(op, p);
    const rule = p.maxNorm !== undefined && op !== 'clipByGlobalNorm' ? clipped(plain, p.maxNorm) : plain;
    const update = jit(rule.update);
    let parameters = { w: made(inputs[0]!), b: made(inputs[1]!) }, state: unknown = rule.init(parameters);
    for (let step = 0; step < 5; step++) {
      const gradients = { w: made(inputs[2 + 2 * step]!), b: made(inputs[3 + 2 * step]!) };
      ({ parameters, state } = update(gradients, state, parameters, tensor(step, { dtype: 'i32' })));
      for (const [i, name] of (['w', 'b'] as const).entries())
        [...parameters[name].dataSync()].forEach((x, k) => expect(x).toBeCloseTo(outputs[2 * step + i]!.data[k]!, 6));
    }
    expect(flatten(state).leaves.every((x) => (x as Tensor).dataSync().every(Number.isFinite))).toBe(true);
  }));

test('warmupCosine', () => {
  // Without warm-up steps optax begins at the peak too; its `init` counts only where there are some.
  for (const { params, inputs, outputs } of cases.filter((c) => c.op === 'warmupCosine')) {
    const rate = jit(warmupCosine(params as never) as (count: Tensor) => Tensor);
    inputs[0]!.data.forEach((count, i) => expect(rate(tensor(count, { dtype: 'i32' })).dataSync()[0]).toBeCloseTo(outputs[0]!.data[i]!, 8));
  }
});

test('a learning rate must be above 0', () => {
  for (const rate of [0, -1, NaN, Infinity]) {
    expect(() => sgd({ learningRate: rate })).toThrow(/learning rate/);
    expect(() => adam({ learningRate: rate })).toThrow(/learning rate/);
  }
  expect(() => adam({ learningRate: 1e-3, beta1: 1 })).toThrow(/beta1/);
  expect(() => warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 10 })).toThrow(/10 warm-up steps of 10/);
});

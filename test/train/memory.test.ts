/**
 * A training step is one program and allocates nothing once it is warm; what nobody holds any more is given back.
 * The heap is the CPU engine's: bytes of tensors, arenas and programs in use.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import type { CpuBackend } from '../../backends/cpu/index.ts';
import { flatten } from '../../core/tree.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { grad } from '../../tensor/transform/grad.ts';
import { jit } from '../../tensor/transform/jit.ts';
import * as random from '../../tensor/random.ts';
import { tensor } from '../../tensor/create.ts';
import { Tensor } from '../../tensor/tensor.ts';
import { arrayBatches, tokenBatches } from '../../train/data/batches.ts';
import { fit } from '../../train/fit.ts';
import { adamw } from '../../train/optim/adam.ts';
import { clipped } from '../../train/optim/optimizer.ts';
import { sgd } from '../../train/optim/sgd.ts';
import type { Progress } from '../../train/progress.ts';
import { trainStep } from '../../train/step.ts';
import { sixModels } from './sixModels.ts';

const cpu = device('cpu', { threads: 2 }) as CpuBackend;
const dispose = (tree: unknown): void => { for (const x of flatten(tree).leaves) (x as Tensor).dispose(); };
const silent: Progress = { update: () => undefined, note: () => undefined, end: () => undefined };

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use once collected memory has been given back: finalizers run between two turns of the event loop. */
async function settled(): Promise<number> {
  for (let i = 0, before = -1; i < 20 && before !== cpu.usedBytes; i++) {
    before = cpu.usedBytes;
    for (let k = 0; k < 3; k++) {
      collect();
      await new Promise((later) => setTimeout(later, 5));
    }
  }
  return cpu.usedBytes;
}

describe.each(sixModels())('$name', ({ model, loss, batch }) => {
  test.each([['adamw, clipped', clipped(adamw({ learningRate: 1e-3 }), 1)], ['sgd', sgd({ learningRate: 0.01 })]])('a warm step allocates nothing: %s', async (_, optimizer) => {
    const step = trainStep(loss, optimizer), b = batch();
    let state = step.init(model.init(random.key(0)), random.key(1), model.initState());
    const once = (): void => {
      const result = step(state, b);
      dispose([result.metrics, result.finite]);
      state = result.state;
    };
    for (let i = 0; i < 3; i++) once();
    const before = await settled(), compile = vi.spyOn(cpu, 'compile'), alloc = vi.spyOn(cpu, 'alloc');
    for (let i = 0; i < 20; i++) once();
    expect(compile).not.toHaveBeenCalled();
    // The loss and whether it is finite: the outputs that find no predecessor to lie in.
    expect(alloc.mock.calls).toEqual(Array.from({ length: 20 }, () => [[1], [4]]).flat());
    expect(cpu.usedBytes).toBe(before);
    vi.restoreAllMocks();
  });
});

test('fit leaves nothing behind: batches, losses, keys, order of examples', async () => {
  const xs = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i));
  const step = trainStep<{ w: Tensor }, { x: Tensor }, object>((p, { x }) => f.mse(f.matmul(x, p.w), f.ones([8, 1])), sgd({ learningRate: 1e-3 }));
  const data = arrayBatches({ x: { data: xs, shape: [400, 10] } }, { batchSize: 8, seed: 0 });
  let state = step.init({ w: f.ones([10, 1]) }, random.key(0));
  ({ state } = await fit({ step, state, data, steps: 60, progress: silent }));
  const before = await settled();
  let most = 0;
  await fit({ step, state, data, steps: 300, progress: silent, onStep: () => { most = Math.max(most, cpu.usedBytes); } });
  expect(most - before).toBeLessThan(4096);
});

test('batches of tokens leave nothing behind', async () => {
  const data = tokenBatches(Uint8Array.from({ length: 500 }, (_, i) => i), { batchSize: 2, length: 16, seed: 0 });
  dispose(data.next());
  const before = await settled();
  for (let i = 0; i < 50; i++) dispose(data.next());
  expect(cpu.usedBytes).toBe(before);
});

test('tensors, programs and traces that nobody holds are given back', async () => {
  const x = random.normal(random.key(0), [256, 64]), w = random.normal(random.key(1), [64, 64]);
  const some = async (): Promise<void> => {
    for (let i = 0; i < 40; i++) {
      // Work done at once, a function compiled and forgotten, a gradient: each makes programs of its own.
      f.sum(f.exp(f.matmul(x, w)), { axis: 1 });
      jit((y: Tensor) => f.matmul(f.tanh(y), w))(x);
      grad((y: Tensor) => f.sum(f.sin(f.matmul(x, y))))(w);
      await new Promise((later) => setImmediate(later));
    }
  };
  await some();
  const before = await settled();
  await some();
  await some();
  expect(await settled()).toBeLessThanOrEqual(before + 4096);
});

test('a donated tensor cannot be given twice, nor used again', () => {
  const x = tensor([1, 2, 3]);
  const both = jit((a: Tensor, b: Tensor) => f.add(a, b), { donate: [0] });
  expect(() => both(x, x)).toThrow(/donated and given a second time/);
  expect([...both(x, tensor([1, 1, 1])).dataSync()]).toEqual([2, 3, 4]);
  expect(() => x.dataSync()).toThrow(/disposed of or donated/);
});

/** The loop: resume is bitwise equal to never having stopped; a bad loss changes nothing; stopping is in order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flatten } from '../../core/tree.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrayBatches, tokenBatches, type Batches } from '../../train/data/batches.ts';
import { fit, NonFiniteLoss } from '../../train/fit.ts';
import { adam } from '../../train/optim/adam.ts';
import { sgd } from '../../train/optim/sgd.ts';
import { progressTo, type Progress } from '../../train/progress.ts';
import { trainStep, type TrainState } from '../../train/step.ts';

device('reference');
const folder = mkdtempSync(join(tmpdir(), 'cotangent-fit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const silent: Progress = { update: () => undefined, note: () => undefined, end: () => undefined };

// y = 2a − b + 1 with dropout on the inputs, so that keys matter.
const rows = 12;
const xs = Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(i * 1.7)), ys = Float32Array.from({ length: rows }, (_, i) => 2 * xs[2 * i]! - xs[2 * i + 1]! + 1);
type Batch = { x: Tensor; y: Tensor };
type Parameters = { w: Tensor; c: Tensor };
const data = (): Batches<Batch> => arrayBatches({ x: { data: xs, shape: [rows, 2] }, y: { data: ys, shape: [rows] } }, { batchSize: 5, seed: 3 });
const noisy = (p: Parameters, { x, y }: Batch, { key }: { key: random.Key }): Tensor => {
  const kept = f.astype(random.bernoulli(key, 0.9, [5, 2]), 'f32');
  return f.mse(f.add(f.sum(f.mul(f.mul(x, kept), p.w), { axis: 1 }), p.c), y);
};
const start = (): Parameters => ({ w: tensor([0.1, -0.2]), c: tensor(0) });
const bits = (state: TrainState): number[] => flatten(state).leaves.flatMap((x) => [...new Uint8Array((x as Tensor).dataSync().slice().buffer)]);

test('the loss falls', async () => {
  const step = trainStep<Parameters, Batch, object>((p, { x, y }) => f.mse(f.add(f.sum(f.mul(x, p.w), { axis: 1 }), p.c), y), sgd({ learningRate: 0.3 }));
  const { state, metrics } = await fit({ step, state: step.init(start(), random.key(0)), data: data(), steps: 80, progress: silent });
  expect(metrics['loss']).toBeLessThan(1e-4);
  expect(await state.count.item()).toBe(80);
});

test('resumed or not: the same bits', async () => {
  const run = async (plan: readonly number[], path: string): Promise<number[]> => {
    let last: TrainState | undefined;
    for (const [i, steps] of plan.entries()) {
      const step = trainStep(noisy, adam({ learningRate: 0.05 }));
      ({ state: last } = await fit({ step, state: step.init(start(), random.key(7)), data: data(), steps, checkpoint: { path, resume: i > 0 }, progress: silent }));
    }
    return bits(last!);
  };
  const whole = await run([17], join(folder, 'a'));
  expect(await run([1, 4, 9, 17], join(folder, 'b'))).toEqual(whole);
});

test('interrupted at any step: the same bits', async () => {
  const path = join(folder, 'c');
  const step = trainStep(noisy, adam({ learningRate: 0.05 }));
  const whole = bits((await fit({ step, state: step.init(start(), random.key(7)), data: data(), steps: 11, progress: silent })).state);
  for (const at of [1, 3, 6, 10]) {
    const stop = new AbortController();
    const first = await fit({ step, state: step.init(start(), random.key(7)), data: data(), steps: 11, checkpoint: { path }, signal: stop.signal, onStep: (r) => { if (r.step === at) stop.abort(); }, progress: silent });
    expect([first.stopped, first.step]).toEqual(['aborted', at]);
    const { state } = await fit({ step, state: step.init(start(), random.key(7)), data: data(), steps: 11, checkpoint: { path, resume: true }, progress: silent });
    expect(bits(state)).toEqual(whole);
  }
});

test('a loss that is not finite stops the run, names the operation, and keeps the parameters', async () => {
  const path = join(folder, 'nan');
  const source = data();
  const bad: Batches<Batch> = { cursor: source.cursor, perEpoch: source.perEpoch, next() {
    const batch = source.next();
    this.cursor = source.cursor;
    return source.cursor.batch + 2 * source.cursor.epoch === 4 ? { ...batch, y: tensor([1, 2, 3, 4, -1]) } : batch;
  } };
  const step = trainStep<Parameters, Batch, object>((p, { x, y }) => f.mean(f.square(f.sub(f.sum(f.mul(x, p.w), { axis: 1 }), f.log(y.type.shape[0] === 5 ? f.add(y, f.mul(p.c, 0)) : y)))), sgd({ learningRate: 1e-3 }));
  const error = await fit({ step, state: step.init({ w: tensor([0.1, 0.2]), c: tensor(0) }, random.key(0)), data: bad, steps: 50, checkpoint: { path }, progress: silent }).then(() => undefined, (e: unknown) => e as NonFiniteLoss);
  expect(error).toBeInstanceOf(NonFiniteLoss);
  expect(error!.message).toMatch(/the loss is NaN at step \d+: log.* gives NaN/);
  for (const x of flatten(error!.state.parameters).leaves) expect([...(x as Tensor).dataSync()].every(Number.isFinite)).toBe(true);
  expect(await error!.state.count.item()).toBe(error!.step);
});

test('what cannot be is refused', async () => {
  const step = trainStep(noisy, sgd({ learningRate: 1 }));
  const state = step.init(start(), random.key(0));
  await expect(fit({ step, state, data: data(), steps: -1, progress: silent })).rejects.toThrow(/steps is -1/);
  await expect(fit({ step, state, data: data(), steps: 1, checkpoint: { path: join(folder, 'none'), resume: true }, progress: silent })).rejects.toThrow(/no checkpoint/);
  expect(() => arrayBatches({ x: { data: xs, shape: [rows, 2] } }, { batchSize: 13, seed: 0 })).toThrow(/do not fill one batch/);
  expect(() => tokenBatches(new Uint8Array(4), { batchSize: 1, length: 8, seed: 0 })).toThrow(/windows of 8/);
});

test('progress: one line in place on a terminal, plain lines elsewhere', () => {
  const written: string[] = [];
  let time = 0;
  const report = (step: number) => ({ step, steps: 3, metrics: { loss: 1.5 }, perSecond: 12_345, unit: 'tokens', eta: 75 });
  const plain = progressTo({ write: (s) => written.push(s) }, { now: () => time });
  for (const step of [1, 2, 3]) { plain.update(report(step)); time += 1000; }
  plain.end();
  expect(written).toEqual(['step 1/3  loss 1.5000  12.3k tokens/s  ETA 1m15s\n', 'step 3/3  loss 1.5000  12.3k tokens/s  ETA 1m15s\n']);
  written.length = 0;
  const line = progressTo({ isTTY: true, columns: 30, write: (s) => written.push(s) }, { now: () => time });
  line.update(report(1));
  line.note('hello');
  line.end();
  expect(written).toEqual(['step 1/3  loss 1.5000  12.3k ', '\r\x1b[2K', 'hello\n', '\n']);
});

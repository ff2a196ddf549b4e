/** Ctrl-C: the step under way is finished and saved, a run from there has the same bits; a second Ctrl-C ends the process. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { flatten } from '../../core/tree.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrayBatches } from '../../train/data/batches.ts';
import { fit, type FitOptions } from '../../train/fit.ts';
import { adam } from '../../train/optim/adam.ts';
import type { Progress } from '../../train/progress.ts';
import { trainStep, type TrainState } from '../../train/step.ts';

device('cpu', { threads: 2 });
const folder = mkdtempSync(join(tmpdir(), 'cotangent-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const silent: Progress = { update: () => undefined, note: () => undefined, end: () => undefined };
type Parameters = { w: Tensor };
type Batch = { x: Tensor };
const xs = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i));
const step = trainStep<Parameters, Batch, object>((p, { x }, { key }) => f.mse(f.matmul(x, p.w), random.normal(key, [4, 2])), adam({ learningRate: 0.01 }));
const run = (path: string, options: Partial<FitOptions<Parameters, Batch, object>>): ReturnType<typeof fit<Parameters, Batch, object>> => fit({
  step, state: step.init({ w: f.ones([3, 2]) }, random.key(3)), data: arrayBatches({ x: { data: xs, shape: [20, 3] } }, { batchSize: 4, seed: 1 }),
  steps: 12, checkpoint: { path }, progress: silent, handleInterrupt: true, ...options,
});
const bits = (state: TrainState): number[] => flatten(state).leaves.flatMap((x) => [...new Uint8Array((x as Tensor).dataSync().slice().buffer)]);

test('the step is finished and saved, and the run goes on from there', async () => {
  const whole = bits((await run(join(folder, 'whole'), {})).state);
  const path = join(folder, 'stopped'), listeners = process.listenerCount('SIGINT');
  const seen: number[] = [];
  const { stopped, step: at } = await run(path, { onStep: ({ step }) => {
    seen.push(step);
    if (step === 5) process.emit('SIGINT');
  } });
  expect([stopped, at, seen]).toEqual(['aborted', 5, [1, 2, 3, 4, 5]]);
  expect(existsSync(path)).toBe(true);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
  const { state, stopped: then } = await run(path, { checkpoint: { path, resume: true } });
  expect(then).toBe('done');
  expect(bits(state)).toEqual(whole);
});

test('a second one ends the process', async () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  await run(join(folder, 'twice'), { onStep: ({ step }) => {
    if (step !== 2) return;
    process.emit('SIGINT');
    expect(exit).not.toHaveBeenCalled();
    process.emit('SIGINT');
  } });
  expect(exit).toHaveBeenCalledWith(130);
  exit.mockRestore();
});

test('without handleInterrupt the signal is left to others', async () => {
  const heard = vi.fn();
  process.once('SIGINT', heard);
  const { stopped } = await run(join(folder, 'deaf'), { handleInterrupt: false, onStep: ({ step }) => { if (step === 2) process.emit('SIGINT'); } });
  expect(stopped).toBe('done');
  expect(heard).toHaveBeenCalledOnce();
});

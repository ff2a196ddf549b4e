/** What is said when a number stops being one: the operation and the line it stands in, in plain functions, models and loops; and that nothing is lost. */
import { expect, test } from 'vitest';
import { flatten } from '../../core/tree.ts';
import { nn } from '../../nn/nn.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import { frame } from '../../tensor/frame.ts';
import * as f from '../../tensor/functions.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Batches } from '../../train/data/batches.ts';
import { fit, NonFiniteLoss } from '../../train/fit.ts';
import { adam } from '../../train/optim/adam.ts';
import type { Tree } from '../../train/optim/optimizer.ts';
import type { Progress } from '../../train/progress.ts';
import { trainStep, type Loss } from '../../train/step.ts';

device('cpu', { threads: 1 });
const silent: Progress = { update: () => undefined, note: () => undefined, end: () => undefined };

/** The error of a run whose batch is the second one from step 3 on. */
async function failure(parameters: Tree, loss: Loss<Tree, Tensor, Tree>, good: Tensor, bad: Tensor): Promise<NonFiniteLoss> {
  const data: Batches<Tensor> = { cursor: { epoch: 0, batch: 0 }, perEpoch: undefined, next() {
    const { batch } = this.cursor;
    this.cursor = { epoch: 0, batch: batch + 1 };
    return f.mul(batch < 2 ? good : bad, 1);
  } };
  const step = trainStep(loss, adam({ learningRate: 1e-3 }));
  const error = await fit({ step, state: step.init(parameters, random.key(0)), data, steps: 5, progress: silent }).then(() => undefined, (e: unknown) => e);
  expect(error).toBeInstanceOf(NonFiniteLoss);
  const { state } = error as NonFiniteLoss;
  for (const x of flatten(state).leaves as Tensor[]) expect([...x.dataSync()].every(Number.isFinite)).toBe(true);
  expect(await state.count.item()).toBe(2);
  expect(data.cursor.batch).toBe(2);
  return error as NonFiniteLoss;
}
const lineHere = (): number => Number(/:(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[2]!)![1]);

test('a plain function: its file and line', async () => {
  const line = lineHere() + 1;
  const loss = (p: { w: Tensor }, x: Tensor): Tensor => f.mean(f.mul(f.log(x), p.w));
  const { message, code } = await failure({ w: tensor([1, 2]) }, loss, tensor([1, 2]), tensor([1, -2]));
  expect(message).toMatch(new RegExp(`^the loss is NaN at step 3: log at test/train/nonfinite\\.test\\.ts:${line}:\\d+ gives NaN$`));
  expect(code).toBe('NN0630');
});

test('a model: the place in its text', async () => {
  const Model = nn`model Risky(x: f32[B, 2]) -> f32[B, 3] {
  let h = x |> linear(3)
  return h + sqrt(sum(x, 1, keep = true))
}`;
  const { message } = await failure(Model.init(random.key(0)), (p, x) => f.mean(Model(p, x)), tensor([[1, 2]]), tensor([[1, -2]]));
  expect(message).toMatch(/^the loss is NaN at step 3: sqrt at Risky 3:14 sqrt\(.*\) gives NaN$/);
});

test('in a loop: the operation and the turn', async () => {
  const Model = nn`model Running(x: f32[B, T], s0: f32[B] = zeros) -> f32[B] {
  param w: f32[] = ones
  scan xt in x over T from s = s0 {
    next s = s + log(xt) * w
  }
  return s
}`;
  const { message } = await failure(Model.init(random.key(0)), (p, x) => f.mean(Model(p, x)), tensor([[1, 2, 3, 4]]), tensor([[1, 2, -3, 4]]));
  expect(message).toMatch(/^the loss is NaN at step 3: log at Running 4:\d+ log\(xt\), turn 2 of the loop, gives NaN$/);
});

test('a mask is not blamed', async () => {
  const loss = (p: { w: Tensor }, x: Tensor): Tensor => {
    const masked = f.where(tensor([[true, false], [true, true]]), f.exp(f.mul(x, p.w)), -Infinity);
    return f.mean(f.softmax(masked));
  };
  const { message } = await failure({ w: tensor(1) }, loss, tensor([[1, 2], [3, 4]]), tensor([[1, 2], [3, 4000]]));
  expect(message).toMatch(/^the loss is NaN at step 3: exp at .* gives Infinity$/);
});

test('a gradient that is not finite, of a loss that is', async () => {
  const line = lineHere() + 1;
  const loss = (p: { w: Tensor }, x: Tensor): Tensor => f.sum(f.sqrt(f.mul(p.w, x)));
  const { message } = await failure({ w: tensor([1, 1]) }, loss, tensor([1, 2]), tensor([1, 0]));
  expect(message).toMatch(new RegExp(`^a gradient is not finite at step 3: \\w+ at the gradient of test/train/nonfinite\\.test\\.ts:${line}:\\d+ gives (NaN|Infinity)$`));
});

test('a batch that holds it already', async () => {
  const { message } = await failure({ w: tensor([1, 1]) }, (p, x) => f.sum(f.mul(p.w, x)), tensor([1, 2]), tensor([1, Infinity]));
  expect(message).toMatch(/^the loss is Infinity at step 3: the batch holds Infinity$/);
});

test('a remembered line becomes text only when somebody reads it', () => {
  const before = Error.prepareStackTrace;
  let texts = 0;
  Error.prepareStackTrace = (error, calls) => { texts++; return `${error.message}\n${calls.map((c) => `at ${String(c)}`).join('\n')}`; };
  try {
    const here = (): ReturnType<typeof frame> => frame(here), origin = here();
    expect(texts).toBe(0);
    expect(origin.label).toContain('nonfinite.test.ts');
    expect([origin.label, texts]).toEqual([origin.label, 1]);
  } finally {
    Error.prepareStackTrace = before;
  }
});

/** What every example has in common: how it is started, and how it trains. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fit, trainStep, random, type Batches, type Model, type Optimizer } from '../index.ts';
import type { FitResult } from '../train/fit.ts';
import type { Loss } from '../train/step.ts';
import type { Tree } from '../train/optim/optimizer.ts';

export interface RunOptions {
  readonly steps: number;
  readonly resume: boolean;
  /** Where the checkpoint goes. */
  readonly out: string;
}

export interface Example {
  /** Steps when none are asked for. */
  readonly steps: number;
  run(options: RunOptions): Promise<void>;
}

export interface Training<B> {
  readonly model: Model;
  readonly loss: Loss<Tree, B, Tree>;
  readonly optimizer: Optimizer;
  readonly data: Batches<B>;
  readonly unit: { readonly name: string; readonly perStep: number };
  /** Numbers on data that is not trained on. */
  readonly evaluate: (parameters: Tree, model: Tree) => Promise<Readonly<Record<string, number>>>;
  readonly evaluateEvery: number;
}

export async function train<B>({ model, loss, optimizer, data, unit, evaluate, evaluateEvery }: Training<B>, { steps, resume, out }: RunOptions): Promise<FitResult<Tree, Tree>> {
  console.log(`${model.signature}\n\n${model.summary()}\n`);
  mkdirSync(dirname(out), { recursive: true });
  const step = trainStep(loss, optimizer);
  const result = await fit({
    step, data, steps, unit,
    state: step.init(model.init(random.key(0)), random.key(1), model.initState()),
    evaluate: { every: evaluateEvery, run: (state) => evaluate(state.parameters, state.model) },
    checkpoint: { path: out, every: Math.max(100, Math.floor(steps / 4)), resume },
    handleInterrupt: true,
  });
  console.log(result.stopped === 'aborted' ? `stopped after step ${result.step}; go on with --resume` : `checkpoint: ${out} (go on with --resume --steps ${steps * 2})`);
  return result;
}

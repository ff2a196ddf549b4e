/** What every example has in common: how it is started, what it says before it trains, and how it trains. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fit, loadTensors, random, trainStep, type Batches, type Model, type Optimizer } from '../index.ts';
import { costOf } from '../lowering/programCost.ts';
import { showBytes, showFlops } from '../nn/summary.ts';
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
  /** Shapes of the inputs in a step, by name, for the table. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly loss: Loss<Tree, B, Tree>;
  readonly optimizer: Optimizer;
  readonly data: Batches<B>;
  readonly unit: { readonly name: string; readonly perStep: number };
  /** Numbers on data that is not trained on. */
  readonly evaluate: (parameters: Tree, model: Tree) => Promise<Readonly<Record<string, number>>>;
  readonly evaluateEvery: number;
}

/** Steps in all when nobody says: those of one run, or where the checkpoint has come to the end of one, of one more. */
export function stepsFor({ steps }: Example, resume: boolean, out: string): number {
  if (!resume || !existsSync(out)) return steps;
  const taken = loadTensors(out).get('state.count')?.dataSync()[0] ?? 0;
  return (Math.floor(taken / steps) + 1) * steps;
}

export async function train<B>(training: Training<B>, { steps, resume, out }: RunOptions): Promise<FitResult<Tree, Tree>> {
  const { model, inputs, loss, optimizer, data, unit, evaluate, evaluateEvery } = training;
  console.log(`${model.signature}\n\n${model.summary(inputs)}`);
  mkdirSync(dirname(out), { recursive: true });
  const step = trainStep(loss, optimizer);
  const state = step.init(model.init(random.key(0)), random.key(1), model.initState());
  console.log(`a training step: ${describeStep(() => step.program(state, peek(data)))}\n`);
  const result = await fit({
    step, state, data, steps, unit,
    evaluate: { every: evaluateEvery, run: (now) => evaluate(now.parameters, now.model) },
    checkpoint: { path: out, every: Math.max(100, Math.floor(steps / 4)), resume },
    handleInterrupt: true,
  });
  console.log(result.stopped === 'aborted' ? `stopped after step ${result.step}; --resume goes on` : `checkpoint: ${out} (--resume goes on)`);
  return result;
}

/** The batch that comes next, which also comes next again. */
function peek<B>(data: Batches<B>): B {
  const { cursor } = data, batch = data.next();
  data.cursor = cursor;
  return batch;
}

function describeStep(compile: () => Parameters<typeof costOf>[0]): string {
  const began = performance.now(), program = compile(), seconds = (performance.now() - began) / 1000;
  const { flops, memoryBytes } = costOf(program);
  return `${showFlops(flops)} FLOPs, ${showBytes(memoryBytes)} planned, parameters, optimiser and batch included; compiled in ${seconds.toFixed(1)} s`;
}

/**
 * The training loop: steps over batches, a progress line, evaluation now and then, checkpoints from which a run goes on
 * as if it had never stopped, an end that is in order when it is asked to stop or when the loss is no longer a number.
 */
import { existsSync } from 'node:fs';
import { CotangentError } from '../core/diagnostic.ts';
import { flatten } from '../core/tree.ts';
import { Tensor } from '../tensor/tensor.ts';
import type { Batches } from './data/batches.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint/checkpoint.ts';
import { explainNonFinite } from './nonfinite.ts';
import { progressTo, type Progress } from './progress.ts';
import type { TrainState, TrainStep } from './step.ts';
import type { Tree } from './optim/optimizer.ts';

export interface FitOptions<P, B, M> {
  readonly step: TrainStep<P, B, M>;
  readonly state: TrainState<P, M>;
  /** Its batches are disposed of after their step. */
  readonly data: Batches<B>;
  /** Steps in all, those of an earlier run included. */
  readonly steps: number;
  /** What a batch counts, for the pace: { name: 'tokens', perStep: 1024 }. */
  readonly unit?: { readonly name: string; readonly perStep: number };
  readonly evaluate?: { readonly every: number; readonly run: (state: TrainState<P, M>) => Promise<Readonly<Record<string, number>>> };
  readonly checkpoint?: { readonly path: string; /** Steps between saves; only at the end when absent. */ readonly every?: number; /** Goes on from the file. */ readonly resume?: boolean };
  /** An AbortSignal: stops after the step under way, saves, and returns. */
  readonly signal?: { readonly aborted: boolean };
  /** Also stop on Ctrl-C; a second one ends the process at once. */
  readonly handleInterrupt?: boolean;
  readonly progress?: Progress;
  readonly onStep?: (report: { readonly step: number; readonly metrics: Readonly<Record<string, number>> }) => void;
}

export interface FitResult<P, M> {
  readonly state: TrainState<P, M>;
  readonly step: number;
  readonly stopped: 'done' | 'aborted';
  readonly metrics: Readonly<Record<string, number>>;
}

/** What `fit` throws when the loss or a gradient is NaN or infinite; its `state` is that before the bad step, and has been saved. */
export class NonFiniteLoss extends CotangentError {
  override readonly name = 'NonFiniteLoss';
  readonly state: TrainState;
  readonly step: number;
  constructor(message: string, hint: string, state: TrainState, step: number) {
    super(message, { code: 'NN0630', hint });
    this.state = state;
    this.step = step;
  }
}

const dispose = (tree: unknown): void => {
  for (const x of flatten(tree).leaves) if (x instanceof Tensor) x.dispose();
};

/**
 * Trains: a step for each batch, with a line of progress, checkpoints to go on from, and an end that loses nothing: by the number
 * of steps, by `signal`, by Ctrl-C (`handleInterrupt`). A loss or gradient that is not finite throws NonFiniteLoss, which names the
 * operation and its line; the state before it is kept and saved.
 * @example
 * const data = arrayBatches({ x: { data: Float32Array.of(1, 2, 3, 4), shape: [4] } }, { batchSize: 2, seed: 0 });
 * const step = trainStep((w, { x }) => mse(w, x), sgd({ learningRate: 0.1 }));
 * const quiet = { update: () => undefined, note: () => undefined, end: () => undefined };
 * const result = await fit({ step, state: step.init(tensor(0), random.key(0)), data, steps: 3, progress: quiet });
 * [result.step, result.stopped] // [3, 'done']
 */
export async function fit<P extends Tree, B, M extends Tree>(options: FitOptions<P, B, M>): Promise<FitResult<P, M>> {
  const { step, data, steps, unit = { name: 'steps', perStep: 1 }, evaluate, checkpoint, signal, progress = progressTo(process.stdout) } = options;
  if (!Number.isInteger(steps) || steps < 0) throw new CotangentError(`fit: steps is ${steps}`, { code: 'NN0631', hint: 'give a whole number' });
  let { state } = options;
  let metrics: Readonly<Record<string, number>> = {};

  if (checkpoint?.resume) {
    if (!existsSync(checkpoint.path)) throw new CotangentError(`fit: there is no checkpoint '${checkpoint.path}' to resume from`, { code: 'NN0611', hint: 'start without resume, or give the path of a saved run' });
    const saved = loadCheckpoint(checkpoint.path, { state, cursor: data.cursor });
    state = saved.state;
    data.cursor = saved.cursor;
  }
  const first = await state.count.item();
  let count = first;
  let savedAt = checkpoint?.resume ? first : -1;
  const save = async (): Promise<void> => {
    if (!checkpoint || savedAt === count) return;
    await saveCheckpoint(checkpoint.path, { state, cursor: data.cursor });
    savedAt = count;
  };

  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  };
  if (options.handleInterrupt) process.on('SIGINT', onInterrupt);
  const stopping = (): boolean => interrupt.signal.aborted || signal?.aborted === true;
  const began = performance.now();
  try {
    while (count < steps && !stopping()) {
      const cursor = data.cursor, batch = data.next();
      const result = step(state, batch);
      state = result.state;
      const loss = await result.metrics.loss.item();
      if (!await result.finite.item()) {
        data.cursor = cursor;
        await save();
        const cause = explainNonFinite(step.loss, state, batch);
        throw new NonFiniteLoss(`${Number.isFinite(loss) ? 'a gradient is not finite' : `the loss is ${loss}`} at step ${count + 1}: ${cause}`, 'the parameters are those before this step; lower the learning rate, clip gradients, or look at the batch', state, count);
      }
      const numbers: Record<string, number> = { loss };
      for (const [name, x] of Object.entries(result.metrics)) if (name !== 'loss') numbers[name] = await x.item();
      metrics = numbers;
      dispose([batch, result.metrics, result.finite]);
      count++;
      const seconds = (performance.now() - began) / 1000, pace = (count - first) / seconds;
      progress.update({ step: count, steps, metrics, perSecond: pace * unit.perStep, unit: unit.name, eta: (steps - count) / pace });
      options.onStep?.({ step: count, metrics });
      if (evaluate && count % evaluate.every === 0) {
        const found = await evaluate.run(state);
        progress.note(`step ${count}  ${Object.entries(found).map(([name, x]) => `${name} ${x.toFixed(4)}`).join('  ')}`);
      }
      if (checkpoint?.every !== undefined && count % checkpoint.every === 0) await save();
      // Lets signals and timers in between two steps.
      await new Promise((done) => setImmediate(done));
    }
    await save();
  } finally {
    progress.end();
    if (options.handleInterrupt) process.off('SIGINT', onInterrupt);
  }
  return { state, step: count, stopped: count < steps ? 'aborted' : 'done', metrics };
}

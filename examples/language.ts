/** Training a model to say the next byte of a text: what the GPT and the LSTM examples share. */
import { crossEntropy, jit, tokenBatches, type Model, type Optimizer, type Tensor } from '../index.ts';
import { bigramLoss, declarationText } from './text.ts';
import { train, type RunOptions } from './example.ts';
import type { Tree } from '../train/optim/optimizer.ts';

interface Reading {
  /** (ids: i32[B, T]) -> f32[B, T, 256] */
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  /** Bytes in a window. */
  readonly length: number;
}

/** The trained parameters, or undefined when the run was stopped before its end. */
export async function learnToRead({ model, optimizer, batchSize, length }: Reading, options: RunOptions): Promise<Tree | undefined> {
  const text = declarationText(), bigram = bigramLoss(text).toFixed(3);
  console.log(`text: ${text.train.length} bytes to train on, ${text.validation.length} to test on, from ${text.files} files`);
  console.log(`baseline: ${bigram} nats per byte for guessing each byte from the one before\n`);

  const lossOf = jit((p: Tree, ids: Tensor, targets: Tensor) => crossEntropy(model(p, ids), targets));
  // The same windows each time.
  const evaluate = async (p: Tree, windows = 16): Promise<{ 'validation loss': number }> => {
    const batches = tokenBatches(text.validation, { batchSize, length, seed: 7 });
    let sum = 0;
    for (let i = 0; i < windows; i++) {
      const { ids, targets } = batches.next();
      sum += await lossOf(p, ids, targets).item();
      ids.dispose();
      targets.dispose();
    }
    return { 'validation loss': sum / windows };
  };

  const { state, stopped } = await train({
    model, optimizer, evaluate: (p) => evaluate(p), evaluateEvery: Math.max(1, Math.floor(options.steps / 6)),
    inputs: { ids: [batchSize, length] },
    data: tokenBatches(text.train, { batchSize, length, seed: 0 }),
    loss: (p, { ids, targets }: { ids: Tensor; targets: Tensor }) => crossEntropy(model(p, ids, { train: true }), targets),
    unit: { name: 'tokens', perStep: batchSize * length },
  }, options);
  if (stopped === 'aborted') return undefined;
  const { 'validation loss': final } = await evaluate(state.parameters, 64);
  console.log(`validation loss ${final.toFixed(3)} nats per byte; bigram baseline ${bigram}`);
  return state.parameters;
}

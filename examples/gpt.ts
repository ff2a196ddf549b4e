/**
 * A small GPT on real text, byte by byte: the declaration files of TypeScript's libraries (3.7 MB).
 * About a minute on two cores. Expect a validation loss well under the 2.64 nats per byte of the bigram baseline.
 */
import { adamw, clipped, crossEntropy, jit, nn, random, tensor, tokenBatches, warmupCosine, type Tensor } from '../index.ts';
import { bigramLoss, declarationText } from './text.ts';
import { train, type RunOptions } from './example.ts';
import type { Tree } from '../train/optim/optimizer.ts';

const context = 128, batchSize = 8;

export const Gpt = nn`
model Attention<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D {
  let q, k, v = x |> linear(3 * C) |> [B, T, (3 H D)] -> [3, B, H, T, D] |> unstack(3)
  let att = q @ k.T / sqrt(D) |> causal |> softmax
  return att @ v |> [B, H, T, D] -> [B, T, (H D)] |> linear(C)
}
model Block<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D =
  x |> residual { layernorm |> Attention<C, H> } |> residual { layernorm |> linear(4 * C) |> gelu |> linear(C) }
model Gpt<V = 256, Tmax = ${context}, C = 128, H = 4, L = 4>(ids: i32[B, T]) -> f32[B, T, V] where T <= Tmax, C = H * D {
  param wte: f32[V, C] = normal(0.02)
  param wpe: f32[Tmax, C] = normal(0.02)
  let h = wte[ids] + wpe[0:T] |> repeat L { Block<C, H> } |> layernorm
  return h @ wte.T
}`;

export const steps = 500;

export async function run(options: RunOptions): Promise<void> {
  const text = declarationText();
  console.log(`text: ${text.train.length} bytes to train on, ${text.validation.length} to test on, from ${text.files} files\n`);
  const data = tokenBatches(text.train, { batchSize, length: context, seed: 0 });
  const loss = (p: Tree, { ids, targets }: { ids: Tensor; targets: Tensor }): Tensor => crossEntropy(Gpt(p, ids, { train: true }), targets);

  const evaluateLoss = jit((p: Tree, ids: Tensor, targets: Tensor) => crossEntropy(Gpt(p, ids), targets));
  const evaluate = async (p: Tree): Promise<{ 'validation loss': number }> => {
    const batches = tokenBatches(text.validation, { batchSize, length: context, seed: 7 });
    let sum = 0;
    for (let i = 0; i < 16; i++) {
      const { ids, targets } = batches.next();
      sum += await evaluateLoss(p, ids, targets).item();
    }
    return { 'validation loss': sum / 16 };
  };

  const { state } = await train({
    model: Gpt, loss, data, evaluate, evaluateEvery: 100,
    optimizer: clipped(adamw({ learningRate: warmupCosine({ peak: 2e-3, warmupSteps: 50, totalSteps: Math.max(options.steps, 51) }), weightDecay: 0.1, decay: (_, p) => p.rank >= 2 }), 1),
    unit: { name: 'tokens', perStep: batchSize * context },
  }, options);
  const { 'validation loss': final } = await evaluate(state.parameters), bigram = bigramLoss(text);
  console.log(`validation loss ${final.toFixed(3)} nats per byte; bigram baseline ${bigram.toFixed(3)}`);
  console.log(`\nsample:\n${await sample(state.parameters, 'interface ', 300)}`);
}

/** Continues a text, one byte at a time, each drawn from the model's distribution sharpened by a temperature of 0.8. */
async function sample(parameters: Tree, prompt: string, length: number): Promise<string> {
  const next = jit((p: Tree, ids: Tensor, last: Tensor, key: Tensor) => {
    const logits = Gpt(p, ids).reshape([context, 256]).take(last);
    return random.categorical(key, logits.div(0.8));
  });
  let text = prompt;
  for (let i = 0; i < length; i++) {
    const window = text.slice(-context), ids = new Int32Array(context);
    for (let j = 0; j < window.length; j++) ids[j] = window.charCodeAt(j);
    const byte = await next(parameters, tensor(ids, { shape: [1, context] }), tensor(window.length - 1, { dtype: 'i32' }), random.foldIn(random.key(2), i)).item();
    text += String.fromCharCode(byte);
  }
  return text;
}

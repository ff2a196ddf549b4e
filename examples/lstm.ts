/** An LSTM on the same text as the GPT example, byte by byte. About a minute; expect a validation loss under the bigram baseline of 2.64. */
import { adam, clipped, crossEntropy, jit, nn, tokenBatches, type Tensor } from '../index.ts';
import { bigramLoss, declarationText } from './text.ts';
import { train, type RunOptions } from './example.ts';
import type { Tree } from '../train/optim/optimizer.ts';

const length = 64, batchSize = 16;

export const Reader = nn`
model Lstm<C, H>(x: f32[B, T, C], h0: f32[B, H] = zeros, c0: f32[B, H] = zeros) -> (ys: f32[B, T, H], hT: f32[B, H], cT: f32[B, H]) {
  layer gates = linear(4 * H)
  scan xt in x over T from h = h0, c = c0 {
    let i, f, g, o = gates(concat(xt, h)) |> split(4)
    next c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    next h = sigmoid(o) * tanh(c)
    emit ys = h
  }
  return (ys, h, c)
}
model Reader<V = 256, C = 64, H = 160>(ids: i32[B, T]) -> f32[B, T, V] {
  param embedding: f32[V, C] = normal(0.1)
  let ys, h, c = Lstm<C, H>(embedding[ids])
  return ys |> linear(V)
}`;

export const steps = 400;

export async function run(options: RunOptions): Promise<void> {
  const text = declarationText();
  const held = jit((p: Tree, ids: Tensor, targets: Tensor) => crossEntropy(Reader(p, ids), targets));
  const evaluate = async (p: Tree): Promise<{ 'validation loss': number }> => {
    const batches = tokenBatches(text.validation, { batchSize, length, seed: 7 });
    let sum = 0;
    for (let i = 0; i < 16; i++) {
      const { ids, targets } = batches.next();
      sum += await held(p, ids, targets).item();
    }
    return { 'validation loss': sum / 16 };
  };
  const { state } = await train({
    model: Reader, evaluate, evaluateEvery: 100,
    data: tokenBatches(text.train, { batchSize, length, seed: 0 }),
    loss: (p, { ids, targets }: { ids: Tensor; targets: Tensor }) => crossEntropy(Reader(p, ids, { train: true }), targets),
    optimizer: clipped(adam({ learningRate: 4e-3 }), 1),
    unit: { name: 'tokens', perStep: batchSize * length },
  }, options);
  console.log(`validation loss ${(await evaluate(state.parameters))['validation loss'].toFixed(3)} nats per byte; bigram baseline ${bigramLoss(text).toFixed(3)}`);
}

/** An LSTM on the same text as the GPT example, byte by byte. About 13 seconds of processor time; expect a validation loss of 1.8 nats per byte, the bigram baseline has 2.64. */
import { adam, clipped, nn } from '../index.ts';
import { learnToRead } from './language.ts';
import type { RunOptions } from './example.ts';

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
  await learnToRead({ model: Reader, batchSize, length, optimizer: clipped(adam({ learningRate: 4e-3 }), 1) }, options);
}

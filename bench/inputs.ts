/**
 * The numbers that the benchmarks work on: plain typed arrays, the same in every library and on every machine.
 * bench/rivals/inputs.py draws the same ones in Python. Nothing here is random in any serious sense.
 */

/** Mulberry32 (Tommy Ettinger, public domain): word i depends on seed and i alone, so it is equally simple with numpy. */
const word = (seed: number, i: number): number => {
  const a = (seed + Math.imul(i + 1, 0x6d2b79f5)) >>> 0;
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
};

/** n numbers spread evenly over [-scale, scale). */
export const uniform = (n: number, seed: number, scale = 1): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => ((word(seed, i) / 2 ** 32) * 2 - 1) * scale);

/** n whole numbers in [0, end). */
export const integers = (n: number, seed: number, end: number): Int32Array =>
  Int32Array.from({ length: n }, (_, i) => Math.floor((word(seed, i) / 2 ** 32) * end));

/** One dense layer: w: [n, m]   b: [m] */
export interface Dense {
  n: number;
  m: number;
  w: Float32Array;
  b: Float32Array;
}

export interface MlpShape {
  sizes: readonly number[];
  batch: number;
}

/** x: [batch, sizes[0]]   y: [batch], classes   layers: as many as there are steps between the sizes */
export const mlpInputs = ({ sizes, batch }: MlpShape): { layers: Dense[]; x: Float32Array; y: Int32Array } => {
  const layers = sizes.slice(1).map((m, i) => {
    const n = sizes[i]!;
    return { n, m, w: uniform(n * m, 100 + i, Math.sqrt(1 / n)), b: new Float32Array(m) };
  });
  return { layers, x: uniform(batch * sizes[0]!, 7), y: integers(batch, 8, sizes.at(-1)!) };
};

export interface GptShape {
  layers: number;
  width: number;
  heads: number;
  tokens: number;
  batch: number;
  vocabulary: number;
  hidden: number;
}

/** Names and shapes of one block's parameters, d the width and h the hidden size. */
export const gptBlockShapes = ({ width: d, hidden: h }: GptShape): Record<string, readonly number[]> => ({
  gain1: [d], shift1: [d], qkv: [d, 3 * d], qkvBias: [3 * d], project: [d, d], projectBias: [d],
  gain2: [d], shift2: [d], expand: [d, h], expandBias: [h], contract: [h, d], contractBias: [d],
});

export interface GptParameters {
  token: Float32Array;
  position: Float32Array;
  blocks: Record<string, Float32Array>[];
  gain: Float32Array;
  shift: Float32Array;
  head: Float32Array;
}

/** parameters, and x, y: [batch, tokens] where y is x one token later */
export const gptInputs = (shape: GptShape): { parameters: GptParameters; x: Int32Array; y: Int32Array } => {
  const { layers, width: d, tokens, batch, vocabulary } = shape;
  let seed = 1000;
  const matrix = (n: number, m: number, scale = Math.sqrt(1 / n)): Float32Array => uniform(n * m, seed++, scale);
  const token = matrix(vocabulary, d, 0.04);
  const position = matrix(tokens, d, 0.04);
  // Matrices are drawn; gains are one, and shifts and biases nought.
  const draw = ([name, [n, m]]: [string, readonly number[]]): [string, Float32Array] =>
    [name, m === undefined ? new Float32Array(n!).fill(name.startsWith('gain') ? 1 : 0) : matrix(n!, m)];
  const blocks = Array.from({ length: layers }, () => Object.fromEntries(Object.entries(gptBlockShapes(shape)).map(draw)));
  const parameters = { token, position, blocks, gain: new Float32Array(d).fill(1), shift: new Float32Array(d), head: matrix(d, vocabulary) };

  const text = integers(batch * (tokens + 1), 9, vocabulary);
  const cut = (from: number): Int32Array =>
    Int32Array.from({ length: batch * tokens }, (_, i) => text[Math.floor(i / tokens) * (tokens + 1) + (i % tokens) + from]!);
  return { parameters, x: cut(0), y: cut(1) };
};

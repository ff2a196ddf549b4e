/**
 * What the benchmarks measure: names, shapes and right answers. Not how: each library brings its own code
 * (bench/ours, bench/rivals) and is told a workload as the plain data of its `spec`. The seeds belong to bench/inputs.ts.
 */
import * as right from './expected.ts';
import type { GptShape, MlpShape } from './inputs.ts';

export interface Adam {
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Decoupled from the gradient; 0 is plain Adam. */
  decay: number;
}

/** What a library is told. Of a result it reports the elements `at`, of training the first `losses` losses. */
export type Spec =
  /** c = a · b.   a: [m, k] (seed 1)   b: [k, n] (seed 2).   nt: b is stored [n, k]; tn: a is stored [k, m] */
  | { kind: 'matmul'; m: number; k: number; n: number; layout: 'nn' | 'nt' | 'tn'; at: number[] }
  /** The tanh form.   x: [n] (seed 3, ±3) */
  | { kind: 'gelu'; n: number; at: number[] }
  /** Along the last axis of x: [rows, columns] (seed 11, ±4) */
  | { kind: 'softmax'; rows: number; columns: number; at: number[] }
  /** x: [rows, columns] (seed 12, ±3)   gain, shift: [columns] (seeds 13, 14)   ε = 1e-5 */
  | { kind: 'layerNorm'; rows: number; columns: number; at: number[] }
  /** Stride 1, same size.   x: [batch, channels, side, side] (seed 4)   w: [channels, channels, 3, 3] (seed 5).   `at` counts in this order, whatever the library's own is. */
  | { kind: 'conv'; batch: number; channels: number; side: number; at: number[] }
  /** x ← sin(0.99 x + 0.01), `links` times, compiled as one function or operation by operation.   x: [n] (seed 6) */
  | { kind: 'chain'; n: number; links: number; compiled: boolean; at: number[] }
  /** tanh layer, linear layer, mean squared error, plain descent.   x: [batch, n] (seed 20)   y: [batch, 1] (seed 21)   weights: seeds 22, 23, scaled by √(1/inputs) */
  | { kind: 'tiny'; n: number; hidden: number; batch: number; rate: number; losses: number }
  /** ReLU layers, mean cross-entropy, Adam; mlpInputs. */
  | { kind: 'mlp'; shape: MlpShape; adam: Adam; losses: number }
  /** Pre-norm decoder, learnt positions, tanh GELU, causal attention, mean cross-entropy over all tokens; gptInputs. */
  | { kind: 'gptForward'; shape: GptShape; losses: number }
  | { kind: 'gptTrain'; shape: GptShape; adam: Adam; losses: number };

export type Kind = Spec['kind'];
export type SpecOf<K extends Kind> = Extract<Spec, { kind: K }>;

export interface Workload {
  name: string;
  about: string;
  spec: Spec;
  /** throughput: work per second · step: time of one · compile: first call less a later one, each time in a fresh process */
  metric: 'throughput' | 'step' | 'compile';
  unit: 'GFLOP/s' | 'GB/s' | 'ms';
  /** Floating point operations or bytes of one repetition. */
  work: number;
  expected: () => number[];
  /** The largest difference from `expected` that is still right. */
  tolerance: number;
}

/** Four places spread over a result of n elements. */
const places = (n: number): number[] => [0, Math.floor(n / 3), Math.floor(n / 2), n - 1];

const matmul = (name: string, m: number, k: number, n: number, layout: 'nn' | 'nt' | 'tn' = 'nn'): Workload => {
  const spec = { kind: 'matmul', m, k, n, layout, at: places(m * n) } as const;
  return {
    name, about: `[${m}, ${k}] · [${k}, ${n}]${layout === 'nn' ? '' : `, stored ${layout}`}`, spec,
    metric: 'throughput', unit: 'GFLOP/s', work: 2 * m * k * n,
    // Summed one by one, k products of size ⅓ gather a rounding error of about ε·k/4, and the tail is four times as far.
    expected: () => right.matmul(spec), tolerance: 6e-8 * k + 1e-6,
  };
};

const gelu = (n: number): Workload => {
  const spec = { kind: 'gelu', n, at: places(n) } as const;
  return {
    name: 'gelu', about: `tanh GELU of ${n / 2 ** 20} Mi floats`, spec,
    metric: 'throughput', unit: 'GB/s', work: 8 * n, expected: () => right.gelu(spec), tolerance: 1e-6,
  };
};

const softmax = (rows: number, columns: number): Workload => {
  const spec = { kind: 'softmax', rows, columns, at: places(rows * columns) } as const;
  return {
    name: 'softmax', about: `rows of [${rows}, ${columns}]`, spec,
    metric: 'throughput', unit: 'GB/s', work: 8 * rows * columns, expected: () => right.softmax(spec), tolerance: 1e-7,
  };
};

const layerNorm = (rows: number, columns: number): Workload => {
  const spec = { kind: 'layerNorm', rows, columns, at: places(rows * columns) } as const;
  return {
    name: 'layernorm', about: `rows of [${rows}, ${columns}]`, spec,
    metric: 'throughput', unit: 'GB/s', work: 8 * rows * columns, expected: () => right.layerNorm(spec), tolerance: 2e-6,
  };
};

const conv = (batch: number, channels: number, side: number): Workload => {
  const spec = { kind: 'conv', batch, channels, side, at: places(batch * channels * side * side) } as const;
  return {
    name: 'conv', about: `3×3, ${channels} to ${channels} channels at ${side}², batch ${batch}`, spec,
    metric: 'throughput', unit: 'GFLOP/s', work: 2 * batch * channels * channels * 9 * side * side,
    expected: () => right.conv(spec), tolerance: 2e-5,
  };
};

const chain = (name: string, about: string, metric: 'step' | 'compile', n: number, links: number, compiled: boolean): Workload => {
  const spec = { kind: 'chain', n, links, compiled, at: places(n) } as const;
  return { name, about, spec, metric, unit: 'ms', work: 3 * n * links, expected: () => right.chain(spec), tolerance: 2e-6 };
};

const tiny: SpecOf<'tiny'> = { kind: 'tiny', n: 16, hidden: 32, batch: 8, rate: 0.01, losses: 5 };

const mlp: SpecOf<'mlp'> = {
  kind: 'mlp', shape: { sizes: [784, 512, 512, 10], batch: 128 },
  adam: { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0 }, losses: 5,
};

const gpt: SpecOf<'gptTrain'> = {
  kind: 'gptTrain', shape: { layers: 4, width: 256, heads: 8, tokens: 128, batch: 8, vocabulary: 256, hidden: 1024 },
  adam: { rate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01 }, losses: 4,
};

/** Forward, and twice that backward, less the gradient by the input, which nobody asks for. */
const denseFlop = (sizes: readonly number[], batch: number): number =>
  batch * (6 * sizes.slice(1).reduce((sum, m, i) => sum + m * sizes[i]!, 0) - 2 * sizes[0]! * sizes[1]!);

/** Of the products; attention is counted whole, not halved for the mask. */
const gptForwardFlop = ({ layers, width: d, tokens, batch, vocabulary, hidden }: GptShape): number =>
  2 * batch * tokens * (layers * (4 * d * d + 2 * d * hidden) + d * vocabulary) + 4 * layers * batch * tokens * tokens * d;

// Losses that PyTorch, JAX, jax-js and TensorFlow.js agree on, to four decimals.
const mlpLosses = [2.29797, 2.1318, 1.97916, 1.81391, 1.6249];
const gptLosses = [5.68999, 5.38627, 5.18322, 5.00128];
const agreed = (losses: number[]): Pick<Workload, 'expected' | 'tolerance'> => ({ expected: () => losses, tolerance: 5e-5 });

export const workloads: readonly Workload[] = [
  ...[64, 256, 512, 1021, 1023, 1024, 2048].map((n) => matmul(`matmul_${n}`, n, n, n)),
  matmul('matmul_1024_nt', 1024, 1024, 1024, 'nt'),
  matmul('matmul_1024_tn', 1024, 1024, 1024, 'tn'),
  matmul('matmul_1x2048x2048', 1, 2048, 2048),
  matmul('matmul_1024x256x10', 1024, 256, 10),
  matmul('matmul_1024x256x768', 1024, 256, 768),
  gelu(4 * 2 ** 20),
  softmax(8192, 128),
  layerNorm(2048, 384),
  conv(8, 64, 56),
  chain('dispatch', 'one call of a compiled function of three operations on 16 floats', 'step', 16, 1, true),
  chain('eager', 'three operations on 16 floats, one after the other', 'step', 16, 1, false),
  chain('chain_compile', '3,000 operations in a row in a fresh process: first call less a later one', 'compile', 16, 1000, true),
  {
    name: 'tiny_train', about: 'MLP 16-32-1, batch 8, gradient descent: the overhead of a step', spec: tiny,
    metric: 'step', unit: 'ms', work: denseFlop([16, 32, 1], 8), expected: () => right.tiny(tiny), tolerance: 2e-6,
  },
  {
    name: 'mlp_train', about: 'MLP 784-512-512-10, batch 128, Adam', spec: mlp,
    metric: 'step', unit: 'ms', work: denseFlop(mlp.shape.sizes, mlp.shape.batch), ...agreed(mlpLosses),
  },
  {
    name: 'gpt_forward', about: 'GPT L4 d256 h8 T128 b8 V256, loss only', spec: { kind: 'gptForward', shape: gpt.shape, losses: 1 },
    metric: 'step', unit: 'ms', work: gptForwardFlop(gpt.shape), ...agreed(gptLosses.slice(0, 1)),
  },
  {
    name: 'gpt_train', about: 'GPT L4 d256 h8 T128 b8 V256, AdamW', spec: gpt,
    metric: 'step', unit: 'ms', work: 3 * gptForwardFlop(gpt.shape), ...agreed(gptLosses),
  },
  {
    name: 'gpt_compile', about: 'the step of gpt_train in a fresh process: first call less a later one', spec: gpt,
    metric: 'compile', unit: 'ms', work: 0, ...agreed(gptLosses),
  },
];

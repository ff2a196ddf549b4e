/** Models written in the nn language with given weights: losses, outputs, gradients and ten steps of training are those of jax and optax, on both engines. */
import { describe, expect, test } from 'vitest';
import type { DType } from '../../core/dtype.ts';
import { encode } from '../../core/encode.ts';
import { nn } from '../../nn/nn.ts';
import { fromElements } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { valueAndGrad } from '../../tensor/transform/grad.ts';
import { jit } from '../../tensor/transform/jit.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { adam, adamw } from '../../train/optim/adam.ts';
import type { Optimizer } from '../../train/optim/optimizer.ts';
import { sgd } from '../../train/optim/sgd.ts';
import { trainStep } from '../../train/step.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';

type Named = Readonly<Record<string, Tensor>>;
/** The outputs, from the inputs by the names of the case. */
type Formula = (x: Named) => readonly Tensor[];

const Mlp = nn`model Mlp(x: f32[B, 5]) -> f32[B, 3] = x |> linear(4) |> relu |> linear(3)`;
const mlpLoss: Formula = ({ x, w1, b1, w2, b2, y }) =>
  [f.crossEntropy(Mlp({ linear: { weight: w1, bias: b1 }, linear2: { weight: w2, bias: b2 } }, x!), y!)];

const Attention = nn`model Attention(q: f32[B, H, T, D], k: f32[B, H, T, D], v: f32[B, H, T, D]) -> f32[B, H, T, D] =
  softmax(causal(q @ k.T / sqrt(D))) @ v`;

const Gpt = nn`
model Attention<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D {
  let q, k, v = x |> linear(3 * C) |> [B, T, (3 H D)] -> [3, B, H, T, D] |> unstack(3)
  return softmax(causal(q @ k.T / sqrt(D))) @ v |> [B, H, T, D] -> [B, T, (H D)] |> linear(C)
}
model Gpt<V = 7, T = 4, C = 6, H = 2, L = 2>(ids: i32[B, T]) -> f32[B, T, V] where C = H * D {
  param token: f32[V, C] = normal(0.02)
  param position: f32[T, C] = normal(0.02)
  param head: f32[C, V] = normal(0.02)
  let h = token[ids] + position |> repeat L {
    residual { layernorm |> Attention<C, H> } |> residual { layernorm |> linear(2 * C) |> gelu(approximate = "tanh") |> linear(C) }
  } |> layernorm
  return h @ head
}`;
const gptLoss: Formula = (p) => [f.crossEntropy(Gpt({
  token: p['token'], position: p['position'], head: p['head'],
  h: {
    layernorm: { weight: p['gain1'], bias: p['shift1'] }, layernorm2: { weight: p['gain2'], bias: p['shift2'] }, layernorm3: { weight: p['gain'], bias: p['shift'] },
    Attention: { qkv: { linear: { weight: p['qkv'], bias: p['qkvBias'] } }, linear: { weight: p['project'], bias: p['projectBias'] } },
    linear: { weight: p['expand'], bias: p['expandBias'] }, linear2: { weight: p['contract'], bias: p['contractBias'] },
  },
}, p['x']!), p['y']!)];

const Lstm = nn`
model Lstm<C = 3, H = 4>(x: f32[B, T, C], h0: f32[B, H] = zeros, c0: f32[B, H] = zeros) -> (ys: f32[B, T, H], hT: f32[B, H], cT: f32[B, H]) {
  layer gates = linear(4 * H)
  scan xt in x over T from h = h0, c = c0 {
    let i, f, g, o = gates(concat(xt, h)) |> split(4)
    next c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    next h = sigmoid(o) * tanh(c)
    emit ys = h
  }
  return (ys, h, c)
}`;

const Block = nn`
model Block<Cin = 2, C = 3, S = 2>(x: f32[B, Cin, H, W]) -> f32[B, C, H / S, W / S] where H % S == 0, W % S == 0 {
  let y = x |> conv(C, 3, stride = S, pad = 1) |> batchnorm |> relu |> conv(C, 3, pad = 1) |> batchnorm
  let skip = if S == 1 && Cin == C then x else x |> conv(C, 1, stride = S) |> batchnorm
  return relu(y + skip)
}`;

const formulas: Readonly<Record<string, Formula>> = {
  mlpLoss, gptLoss,
  causalAttention: ({ q, k, v }) => [Attention({}, q!, k!, v!)],
  lstm: ({ x, h, c, w, b }) => {
    const { ys, hT, cT } = Lstm({ gates: { weight: w, bias: b } }, x!, h!, c!);
    return [ys!, hT!, cT!];
  },
  residualBlock: ({ x, w1, g1, s1, w2, g2, s2, w3, g3, s3 }) => [Block.apply({
    y: { conv: { weight: w1 }, batchnorm: { weight: g1, bias: s1 }, conv2: { weight: w2 }, batchnorm2: { weight: g2, bias: s2 } },
    skip: { conv: { weight: w3 }, batchnorm: { weight: g3, bias: s3 } },
  }, [x!], { train: true })[0]],
};

const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);
const namesOf = (c: VectorCase): readonly string[] => c.params['names'] as string[];
const inputsOf = (c: VectorCase): Named => Object.fromEntries(namesOf(c).map((name, i) => [name, made(c.inputs[i]!)]));

/** Six digits of the largest element. */
function near(got: Tensor, { shape, data }: VectorTensor): void {
  const scale = Math.max(1, ...data.map(Math.abs));
  expect(got.shape).toEqual(shape);
  [...got.dataSync()].forEach((v, i) => expect(Math.abs(v - data[i]!) / scale, `element ${i}: ${v} for ${data[i]}`).toBeLessThanOrEqual(2e-6));
}

const cases = vectors('models');
test('every model of the file has a formula', () => {
  expect(Object.keys(formulas).sort()).toEqual([...new Set(cases.map((c) => c.op))].filter((op) => op !== 'train').sort());
});

describe.each(['reference', 'cpu'])('on %s', (engine) => {
  test.each(cases.filter((c) => c.op !== 'train').map((c) => [c.op, c] as const))('%s', (op, c) => {
    device(engine);
    const inputs = inputsOf(c), formula = formulas[op]!, cotangent = made(c.cotangent!);
    const floats = Object.fromEntries(Object.entries(inputs).filter(([, x]) => x.dtype === 'f32')), rest = Object.fromEntries(Object.entries(inputs).filter(([, x]) => x.dtype !== 'f32'));
    const weighted = (floats: Named): readonly [Tensor, readonly Tensor[]] => {
      const outputs = formula({ ...floats, ...rest });
      return [f.sum(f.mul(outputs[0]!, cotangent)), outputs];
    };
    const [[, outputs], gradients] = jit(valueAndGrad(weighted, { hasAux: true }))(floats);
    c.outputs.forEach((wanted, i) => near(outputs[i]!, wanted));
    namesOf(c).forEach((name, i) => {
      const wanted = c.grads![i];
      if (wanted) near(gradients[name]!, wanted);
    });
  });

  const rules: Readonly<Record<string, (p: VectorCase['params']) => Optimizer>> = {
    sgd: ({ learningRate, momentum }) => sgd({ learningRate: learningRate as number, momentum: momentum as number }),
    adam: ({ learningRate }) => adam({ learningRate: learningRate as number }),
    adamw: ({ learningRate, weightDecay }) => adamw({ learningRate: learningRate as number, weightDecay: weightDecay as number }),
  };
  test.each(cases.filter((c) => c.op === 'train').map((c) => [c.params['of'] as string, c.params['optimiser'] as string, c] as const))('ten steps: %s, %s', (of, rule, { params, outputs }) => {
    device(engine);
    const { x, y, ...parameters } = inputsOf(cases.find((c) => c.op === of)!);
    const step = trainStep<Named, Named, object>((p, batch) => formulas[of]!({ ...p, ...batch })[0]!, rules[rule]!(params));
    let state = step.init(parameters, random.key(0));
    for (const wanted of outputs[0]!.data) {
      const result = step(state, { x: x!, y: y! });
      state = result.state;
      expect(Math.abs(result.metrics.loss.dataSync()[0]! - wanted)).toBeLessThan(5e-6);
    }
  });
});

/** The GPT: pre-norm blocks, learnt positions, tanh GELU, untied head; each block with its own parameters, as the rivals have it. */
import { adamw, causal, crossEntropy, gelu, jit, layerNorm, matmul, softmax, take, tensor, type Tensor } from '../../index.ts';
import type { Run } from '../child.ts';
import { gptBlockShapes, gptInputs, type GptShape } from '../inputs.ts';
import type { SpecOf } from '../workloads.ts';
import { losing, training } from './training.ts';

type Block = Record<'gain1' | 'shift1' | 'qkv' | 'qkvBias' | 'project' | 'projectBias' | 'gain2' | 'shift2' | 'expand' | 'expandBias' | 'contract' | 'contractBias', Tensor>;
interface Parameters {
  token: Tensor;
  position: Tensor;
  blocks: Block[];
  gain: Tensor;
  shift: Tensor;
  head: Tensor;
}
interface Batch {
  x: Tensor;
  y: Tensor;
}

const norm = (x: Tensor, gain: Tensor, shift: Tensor): Tensor => layerNorm(x).mul(gain).add(shift);

/** x: [b, t, d] */
const attention = (x: Tensor, p: Block, heads: number): Tensor => {
  const [b, t, d] = x.shape as [number, number, number];
  const all = matmul(x, p.qkv).add(p.qkvBias).reshape([b, t, 3, heads, d / heads]).transpose([2, 0, 3, 1, 4]);
  const part = (i: number): Tensor => all.slice([i], [i + 1]).squeeze(0);
  const scores = matmul(part(0), part(1).transpose([0, 1, 3, 2])).mul(Math.sqrt(heads / d));
  const mixed = matmul(softmax(causal(scores)), part(2)).transpose([0, 2, 1, 3]).reshape([b, t, d]);
  return matmul(mixed, p.project).add(p.projectBias);
};

const feedForward = (x: Tensor, p: Block): Tensor =>
  matmul(gelu(matmul(x, p.expand).add(p.expandBias), { approximate: 'tanh' }), p.contract).add(p.contractBias);

const gptLoss = ({ heads }: GptShape) => (p: Parameters, { x, y }: Batch): Tensor => {
  const h = p.blocks.reduce((h, block) => {
    const seen = h.add(attention(norm(h, block.gain1, block.shift1), block, heads));
    return seen.add(feedForward(norm(seen, block.gain2, block.shift2), block));
  }, take(p.token, x, { axis: 0 }).add(p.position));
  return crossEntropy(matmul(norm(h, p.gain, p.shift), p.head), y);
};

const prepare = (shape: GptShape): { parameters: Parameters; batch: Batch } => {
  const { width: d, tokens, batch, vocabulary } = shape, { parameters: p, x, y } = gptInputs(shape), sizes = gptBlockShapes(shape);
  return {
    parameters: {
      token: tensor(p.token, { shape: [vocabulary, d] }), position: tensor(p.position, { shape: [tokens, d] }),
      blocks: p.blocks.map((b) => Object.fromEntries(Object.entries(b).map(([name, data]) => [name, tensor(data, { shape: sizes[name]! })])) as Block),
      gain: tensor(p.gain), shift: tensor(p.shift), head: tensor(p.head, { shape: [d, vocabulary] }),
    },
    batch: { x: tensor(x, { shape: [batch, tokens] }), y: tensor(y, { shape: [batch, tokens] }) },
  };
};

export const gptForward = ({ shape, losses }: SpecOf<'gptForward'>): Run => {
  const { parameters, batch } = prepare(shape), loss = jit(gptLoss(shape));
  return losing(() => {
    const value = loss(parameters, batch), number = value.dataSync()[0]!;
    value.dispose();
    return number;
  }, losses);
};

export const gptTrain = ({ shape, adam: { rate, beta1, beta2, epsilon, decay }, losses }: SpecOf<'gptTrain'>): Run => {
  const { parameters, batch } = prepare(shape);
  return training(gptLoss(shape), parameters, batch, adamw({ learningRate: rate, beta1, beta2, eps: epsilon, weightDecay: decay }), losses);
};

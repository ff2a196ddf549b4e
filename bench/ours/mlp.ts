/** The two dense networks: 784-512-512-10 with Adam, and a tiny one that shows the overhead of a step. */
import { adam, crossEntropy, matmul, mse, relu, sgd, tanh, tensor, zeros, type Tensor } from '../../index.ts';
import type { Run } from '../child.ts';
import { mlpInputs, uniform } from '../inputs.ts';
import type { SpecOf } from '../workloads.ts';
import { training } from './training.ts';

interface Dense {
  w: Tensor;
  b: Tensor;
}

const dense = (x: Tensor, { w, b }: Dense): Tensor => matmul(x, w).add(b);

export const mlp = ({ shape, adam: rule, losses }: SpecOf<'mlp'>): Run => {
  const { layers, x, y } = mlpInputs(shape);
  const parameters = layers.map(({ n, m, w, b }) => ({ w: tensor(w, { shape: [n, m] }), b: tensor(b) }));
  const batch = { x: tensor(x, { shape: [shape.batch, shape.sizes[0]!] }), y: tensor(y) };
  const loss = (layers: Dense[], { x, y }: typeof batch): Tensor => {
    const hidden = layers.slice(0, -1).reduce<Tensor>((h, layer) => relu(dense(h, layer)), x);
    return crossEntropy(dense(hidden, layers.at(-1)!), y);
  };
  const { rate, beta1, beta2, epsilon } = rule;
  return training(loss, parameters, batch, adam({ learningRate: rate, beta1, beta2, eps: epsilon }), losses);
};

export const tiny = ({ n, hidden, batch: rows, rate, losses }: SpecOf<'tiny'>): Run => {
  const parameters = {
    first: { w: tensor(uniform(n * hidden, 22, Math.sqrt(1 / n)), { shape: [n, hidden] }), b: zeros([hidden]) },
    second: { w: tensor(uniform(hidden, 23, Math.sqrt(1 / hidden)), { shape: [hidden, 1] }), b: zeros([1]) },
  };
  const batch = { x: tensor(uniform(rows * n, 20), { shape: [rows, n] }), y: tensor(uniform(rows, 21), { shape: [rows, 1] }) };
  const loss = ({ first, second }: typeof parameters, { x, y }: typeof batch): Tensor => mse(dense(tanh(dense(x, first)), second), y);
  return training(loss, parameters, batch, sgd({ learningRate: rate }), losses);
};

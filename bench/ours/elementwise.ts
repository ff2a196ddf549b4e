/** GELU over a long vector, and the two row kernels. */
import { gelu as geluOf, layerNorm as standardise, softmax as softmaxOf, tensor } from '../../index.ts';
import type { Run } from '../child.ts';
import { uniform } from '../inputs.ts';
import type { SpecOf } from '../workloads.ts';
import { kernel } from './kernel.ts';

export const gelu = ({ n, at }: SpecOf<'gelu'>): Run =>
  kernel((x) => geluOf(x!, { approximate: 'tanh' }), [tensor(uniform(n, 3, 3))], at);

export const softmax = ({ rows, columns, at }: SpecOf<'softmax'>): Run =>
  kernel((x) => softmaxOf(x!), [tensor(uniform(rows * columns, 11, 4), { shape: [rows, columns] })], at);

export const layerNorm = ({ rows, columns, at }: SpecOf<'layerNorm'>): Run =>
  kernel((x, gain, shift) => standardise(x!).mul(gain!).add(shift!),
    [tensor(uniform(rows * columns, 12, 3), { shape: [rows, columns] }), tensor(uniform(columns, 13)), tensor(uniform(columns, 14))], at);

/** Products in three layouts; a transposed operand costs no copy. */
import { matmul as product, tensor, type Tensor } from '../../index.ts';
import type { Run } from '../child.ts';
import { uniform } from '../inputs.ts';
import type { SpecOf } from '../workloads.ts';
import { kernel } from './kernel.ts';

const layouts: Record<SpecOf<'matmul'>['layout'], (a: Tensor, b: Tensor) => Tensor> = {
  nn: (a, b) => product(a, b),
  nt: (a, b) => product(a, b.T),
  tn: (a, b) => product(a.T, b),
};

export const matmul = ({ m, k, n, layout, at }: SpecOf<'matmul'>): Run => {
  const a = tensor(uniform(m * k, 1), { shape: layout === 'tn' ? [k, m] : [m, k] });
  const b = tensor(uniform(k * n, 2), { shape: layout === 'nt' ? [n, k] : [k, n] });
  return kernel((a, b) => layouts[layout](a!, b!), [a, b], at);
};

/** The 3×3 convolution in the library's own order, NCHW outside; what it does inside is its affair. */
import { conv as convolve, tensor } from '../../index.ts';
import type { Run } from '../child.ts';
import { uniform } from '../inputs.ts';
import type { SpecOf } from '../workloads.ts';
import { kernel } from './kernel.ts';

export const conv = ({ batch, channels, side, at }: SpecOf<'conv'>): Run => {
  const x = tensor(uniform(batch * channels * side * side, 4), { shape: [batch, channels, side, side] });
  const w = tensor(uniform(channels * channels * 9, 5), { shape: [channels, channels, 3, 3] });
  return kernel((x, w) => convolve(x!, w!, { padding: 1 }), [x, w], at);
};

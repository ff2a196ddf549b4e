/** A residual network (He et al. 2015, the CIFAR form, 8 layers) on rendered shapes. About 14 seconds of processor time; expect all of the fresh pictures to be right. */
import { nn } from '../index.ts';
import { classifyShapes } from './pictures.ts';
import type { RunOptions } from './example.ts';

export const ResNet = nn`
model BasicBlock<Cin, C, S = 1>(x: f32[B, Cin, H, W]) -> f32[B, C, H / S, W / S] where H % S == 0, W % S == 0 {
  let y = x |> conv(C, 3, stride = S, pad = 1) |> batchnorm |> relu |> conv(C, 3, pad = 1) |> batchnorm
  let skip = if S == 1 && Cin == C then x else x |> conv(C, 1, stride = S) |> batchnorm
  return relu(y + skip)
}
model ResNet<Classes = 4>(x: f32[B, 3, 32, 32]) -> f32[B, Classes] =
  x |> conv(16, 3, pad = 1) |> batchnorm |> relu
    |> BasicBlock<16, 16> |> BasicBlock<16, 32, 2> |> BasicBlock<32, 64, 2> |> mean(2, 3) |> linear(Classes)`;

export const steps = 150;

export const run = (options: RunOptions): Promise<void> => classifyShapes(ResNet, options, { input: 'x', size: 32, learningRate: 3e-3 });

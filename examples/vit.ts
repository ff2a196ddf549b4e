/** A small vision transformer (Dosovitskiy et al. 2021) on rendered shapes. About 36 seconds of processor time; expect about 82 % on fresh pictures. */
import { nn } from '../index.ts';
import { classifyShapes } from './pictures.ts';
import type { RunOptions } from './example.ts';

export const Vit = nn`
model Attention<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D {
  let q, k, v = x |> linear(3 * C) |> [B, T, (3 H D)] -> [3, B, H, T, D] |> unstack(3)
  let att = q @ k.T / sqrt(D) |> softmax |> dropout(0.1)
  return att @ v |> [B, H, T, D] -> [B, T, (H D)] |> linear(C)
}
model Block<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D =
  x |> residual { layernorm |> Attention<C, H> } |> residual { layernorm |> linear(4 * C) |> gelu |> linear(C) }
model Vit<S = 32, P = 4, C = 64, H = 4, L = 3, Classes = 4>(img: f32[B, 3, S, S]) -> f32[B, Classes] where S = G * P, C = H * D {
  param cls: f32[1, 1, C] = zeros
  param pos: f32[1, G * G + 1, C] = normal(0.02)
  let patches = img |> [b, c, (gh p), (gw q)] -> [b, (gh gw), (p q c)] with p = P, q = P
  let x = concat(expand(cls, B, 1, C), patches |> linear(C), axis = 1) + pos
  let h = x |> dropout(0.1) |> repeat L { Block<C, H> } |> layernorm
  return h[:, 0] |> linear(Classes)
}`;

export const steps = 400;

export const run = (options: RunOptions): Promise<void> => classifyShapes(Vit, options, { input: 'img', size: 32, learningRate: 1e-3 });

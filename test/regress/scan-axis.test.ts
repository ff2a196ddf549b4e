/** A scan goes along the axis that its text names, also where a call gives another axis the same size. */
import { expect, test } from 'vitest';
import { nn } from '../../nn/nn.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';

device('reference');

const text = `model Sums(x: f32[B, T, C], start: f32[B, C] = zeros) -> (ys: f32[B, T, C]) {
  scan xt in x over T from sum = start {
    next sum = sum + xt
    emit ys = sum
  }
  return (ys)
}`;

test.each([[2, 3, 2], [3, 3, 2], [2, 2, 2], [1, 1, 1], [2, 3, 3]])('running sums over T of [%i, %i, %i]', (B, T, C) => {
  const x = Float32Array.from({ length: B * T * C }, (_, i) => i + 1), expected = x.slice();
  for (let b = 0; b < B; b++)
    for (let t = 1; t < T; t++)
      for (let c = 0; c < C; c++) expected[(b * T + t) * C + c]! += expected[(b * T + t - 1) * C + c]!;
  expect([...nn(text)({}, tensor(x, { shape: [B, T, C] })).ys!.dataSync()]).toEqual([...expected]);
});

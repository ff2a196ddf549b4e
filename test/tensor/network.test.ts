import { describe, expect, test } from 'vitest';
import type { DType } from '../../core/dtype.ts';
import { encode } from '../../core/encode.ts';
import { fromElements, tensor } from '../../tensor/create.ts';
import { grad } from '../../tensor/transform/grad.ts';
import '../../tensor/methods.ts';
import { avgPool, causal, conv, layerNorm, maxPool, rmsNorm } from '../../tensor/nn/layers.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';
import { untyped } from '../untyped.ts';

const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);

const calls: Record<string, (x: readonly Tensor[], params: VectorCase['params']) => Tensor> = {
  conv2d: ([x, w], params) => conv(x!, w!, params),
  maxPool: ([x], { window, stride, padding }) => maxPool(x!, window as number[], { stride: stride as number[], padding: padding as [number, number][] }),
  avgPool: ([x], { window, stride, padding, countPadding }) =>
    avgPool(x!, window as number[], { stride: stride as number[], padding: padding as [number, number][], countPadding: countPadding as boolean }),
  layerNorm: ([x, gain, shift], params) => layerNorm(x!, params).mul(gain!).add(shift!),
  rmsNorm: ([x, gain], params) => rmsNorm(x!, params).mul(gain!),
};

const near = (got: ArrayLike<number>, right: VectorTensor): void => {
  expect(got.length).toBe(right.data.length);
  right.data.forEach((want, i) => expect(Math.abs(got[i]! - want)).toBeLessThanOrEqual(3e-6 * Math.max(1, Math.abs(want))));
};

describe('against the oracle', () => {
  vectors('ops').filter((c) => c.op in calls).forEach((c, n) =>
    test(`${c.op} ${n} ${JSON.stringify(c.params)}`, () => {
      const x = c.inputs.map(made), f = (...x: Tensor[]): Tensor => calls[c.op]!(x, c.params), y = f(...x);
      expect(y.shape).toEqual(c.outputs[0]!.shape);
      near(y.dataSync(), c.outputs[0]!);
      const cotangent = made(c.cotangent!);
      const gradients = grad((...x: Tensor[]) => f(...x).mul(cotangent).sum(), { argnums: x.map((_, i) => i) })(...x) as Tensor[];
      gradients.forEach((g, i) => near(g.dataSync(), c.grads![i]!));
    }));
});

test('causal hides the places that come later', async () => {
  expect(await causal(tensor([[1, 2, 3], [4, 5, 6]])).array()).toEqual([[1, -Infinity, -Infinity], [4, 5, -Infinity]]);
});

test('a list of the wrong length is refused, with what to give instead', () => {
  const x = tensor(new Float32Array(16), { shape: [1, 1, 4, 4] }), w = tensor(new Float32Array(4), { shape: [1, 1, 2, 2] });
  const u = untyped({ conv, maxPool });
  expect(() => u.conv(x, w, { stride: [1, 1, 1] })).toThrow(/conv: stride lists 3 entries for 2 axes/);
  expect(() => u.conv(x, w, { padding: [[1, 1]] })).toThrow(/conv: padding lists 1 entry for 2 axes/);
  expect(() => u.maxPool(x, [2, 2], { stride: [2] })).toThrow(/maxPool: stride lists 1 entry for 2 axes/);
});

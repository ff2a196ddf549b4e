/** Tensors as they print, and functions as their methods. */
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import '../../tensor/methods.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { applyAlongAxis, applyOverAxes } from '../../tensor/transform/apply.ts';
import { jit } from '../../tensor/transform/jit.ts';
import type { Tensor } from '../../tensor/tensor.ts';

device('cpu', { threads: 1 });

test('small tensors show their values, large ones their corners', () => {
  expect(String(tensor([[1, 2.5], [3, 4]]))).toBe('Tensor(f32[2, 2])\n[[1.0 2.5]\n [3.0 4.0]]');
  expect(String(tensor([true]))).toBe('Tensor(bool[1]) [true]');
  expect(String(f.arange(2000))).toBe('Tensor(i32[2000]) [   0    1    2 ... 1997 1998 1999]');
  expect(inspect(tensor(3))).toBe('Tensor(f32[]) 3.');
  expect(inspect({ w: tensor([1, 2]) })).toBe('{ w: Tensor(f32[2]) }');
});

test('what has no values shows its type', () => {
  const gone = tensor([1, 2]);
  gone.dispose();
  expect(String(gone)).toBe('Tensor(f32[2])');
  let traced = '';
  jit((x: Tensor) => { traced = String(x); return x; })(tensor([1, 2]));
  expect(traced).toBe('Tensor(f32[2])');
});

test('methods are the functions', async () => {
  const x = tensor([[3, 1], [2, 4]]);
  const same: readonly (readonly [Tensor, Tensor])[] = [
    [x.std({ axis: 0 }), f.std(x, { axis: 0 })], [x.var(), f.variance(x)], [x.ptp(), f.ptp(x)], [x.sort({ axis: 0 }), f.sort(x, { axis: 0 })], [x.argsort(), f.argsort(x)],
    [x.cumprod({ axis: 1 }), f.cumprod(x, { axis: 1 })], [x.dot(x), f.dot(x, x)], [x.trace(), f.trace(x)], [x.diagonal({ offset: 1 }), f.diagonal(x, { offset: 1 })],
    [x.ravel(), f.ravel(x)], [x.flatten(), f.ravel(x)], [x.swapaxes(0, 1), f.transpose(x)], [x.mT, f.transpose(x)], [x.T, f.transpose(x)], [x.repeat(2, { axis: 0 }), f.repeat(x, 2, { axis: 0 })],
    [x.copy(), x], [x.compress(tensor([true, false]), { axis: 1 }), f.compress(tensor([true, false]), x, { axis: 1 })], [x.nonzero()[0]!, f.nonzero(x)[0]!], [x.argpartition(0), f.argpartition(x, 0)], [x.round(), f.round(x)],
  ];
  for (const [method, call] of same) expect(await method.array()).toEqual(await call.array());
});

test('functions of vectors along an axis, and of tensors over axes', async () => {
  const x = f.reshape(f.arange(6), [2, 3]);
  expect(await applyAlongAxis((v) => f.sum(v), 0, x).array()).toEqual([3, 5, 7]);
  expect(await applyAlongAxis((v) => f.flip(v), 1, x).array()).toEqual([[2, 1, 0], [5, 4, 3]]);
  expect(await applyAlongAxis((v) => f.outer(v, f.ones([2], { dtype: 'i32' })), 0, x).array()).toEqual([[[0, 1, 2], [0, 1, 2]], [[3, 4, 5], [3, 4, 5]]]);
  expect(await applyOverAxes((v, axis) => f.cumsum(v, { axis }), x, [0, 1]).array()).toEqual([[0, 1, 3], [3, 8, 15]]);
  expect(() => applyOverAxes((v) => f.expandDims(v, 0), x, [0])).toThrow(expect.objectContaining({ code: 'NN0277' }));
});

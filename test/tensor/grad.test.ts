import { expect, test } from 'vitest';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { grad, valueAndGrad } from '../../tensor/transform/grad.ts';
import { jvp } from '../../tensor/transform/jvp.ts';
import { vjp } from '../../tensor/transform/vjp.ts';
import { jit } from '../../tensor/transform/jit.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import '../../tensor/methods.ts';

device('reference');
const values = (x: Tensor): number[] => [...x.dataSync()];

test('grad of a sum of squares', () => {
  const x = tensor([1, 2, 3]);
  expect(values(grad((x: Tensor) => f.sum(f.square(x)))(x))).toEqual([2, 4, 6]);
});

test('gradients have the form of the parameters', () => {
  const p = { layers: [{ w: tensor([[1, 2], [3, 4]]) }], b: tensor([0, 1]) };
  const loss = (q: typeof p, x: Tensor): Tensor => f.sum(f.add(f.matmul(x, q.layers[0]!.w), q.b));
  const [value, g] = valueAndGrad(loss)(p, tensor([[1, 1]]));
  expect(values(value)).toEqual([11]);
  expect(values(g.layers[0]!.w)).toEqual([1, 1, 1, 1]);
  expect(values(g.b)).toEqual([1, 1]);
});

test('grad of grad', () => {
  const third = grad((x: Tensor) => grad((x: Tensor) => grad((x: Tensor) => f.mul(f.mul(x, x), f.mul(x, x)))(x))(x));
  expect(values(third(tensor(2)))).toEqual([48]);
});

test('a function may use tensors from outside, also under nesting', () => {
  const w = tensor([2, 3]);
  const inner = (x: Tensor): Tensor => f.sum(f.mul(f.mul(x, x), w));
  expect(values(jit((y: Tensor) => grad((x: Tensor) => inner(f.mul(x, y)))(tensor([1, 1])))(tensor([1, 2])))).toEqual([4, 24]);
});

test('jvp along a tangent, and its transpose', () => {
  const g = (x: Tensor): Tensor => f.sin(f.mul(x, 2));
  const [y, dy] = jvp(g, [tensor([0, 1])], [tensor([1, 1])]);
  expect(values(y)).toEqual([0, Math.fround(Math.sin(2))]);
  expect(values(dy)[0]).toBe(2);
  const [, back] = vjp(g, tensor([0, 1]));
  expect(values(back(tensor([1, 1]))[0])).toEqual(values(dy));
});

test('several arguments, aux', () => {
  const [gx, gy] = grad((x: Tensor, y: Tensor) => f.mul(x, y), { argnums: [0, 1] })(tensor(3), tensor(5));
  expect([...values(gx), ...values(gy)]).toEqual([5, 3]);
  const [[loss, aux], g] = valueAndGrad((x: Tensor) => [f.square(x), { double: f.mul(x, 2) }] as const, { hasAux: true })(tensor(4));
  expect([...values(loss), ...values(aux.double), ...values(g)]).toEqual([16, 8, 8]);
});

test('what is no loss is refused', () => {
  expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(/one float of shape \[\]/);
  expect(() => grad((x: Tensor) => f.sum(x))(tensor([1], { dtype: 'i32' }))).toThrow(/only floats have gradients/);
  expect(() => jit((x: Tensor) => tensor(x.dataSync()))(tensor([1]))).toThrow(/being traced/);
});

/** Numbers while tracing, and values that got out of a trace. */
import { expect, test } from 'vitest';
import { tensor } from '../../../tensor/create.ts';
import { compilationCount } from '../../../tensor/compiled.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import { grad, valueAndGrad } from '../../../tensor/transform/grad.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import { jvp, linearize } from '../../../tensor/transform/jvp.ts';
import { vjp } from '../../../tensor/transform/vjp.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import '../../../tensor/methods.ts';

device('reference');

/** x doubled until it is above 10: the derivative is how often it was. */
const grow = (x: Tensor): Tensor => {
  let y = x;
  while (f.sum(y).itemSync() <= 10) y = f.mul(y, 2);
  return y;
};

test('a function may decide by numbers under grad, jvp, vjp and linearize', () => {
  expect(grad(grow)(tensor(3)).itemSync()).toBe(4);
  expect(grad(grow)(tensor(11)).itemSync()).toBe(1);
  expect(jvp(grow, [tensor(3)], [tensor(1)]).map((y) => y.itemSync())).toEqual([12, 4]);
  expect(vjp(grow, tensor(3))[1](tensor(1))[0].itemSync()).toBe(4);
  expect(linearize(grow, tensor(1))[1](tensor(1)).itemSync()).toBe(16);
});

test('also where they nest, and where tensors come from outside', () => {
  const w = tensor(2);
  const power = (x: Tensor): Tensor => { let y = x; while (y.itemSync() < 10) y = f.mul(f.mul(y, x), w); return y; };
  // 3 → 2·9 → done: x² · 2, whose second derivative is 4.
  expect(grad((x: Tensor) => grad(power)(x))(tensor(3)).itemSync()).toBe(4);
  expect(grad((x: Tensor) => grad((y: Tensor) => (x.itemSync() > y.itemSync() ? f.mul(x, y) : y))(tensor(1)))(tensor(3)).itemSync()).toBe(1);
});

test('each turn of a loop that reads a number is computed once', () => {
  let turns = 0;
  const steps = (x: Tensor): Tensor => { let y = x; while (y.itemSync() < 100) { y = f.add(f.mul(y, 1.5), 1); turns++; } return y; };
  grad(steps)(tensor(1));
  const before = compilationCount();
  turns = 0;
  grad(steps)(tensor(1));
  expect(turns).toBeGreaterThan(5);
  expect(compilationCount()).toBe(before);
});

test('under jit there are no numbers, also when jit is under grad', () => {
  expect(() => jit(grow)(tensor(3))).toThrow(expect.objectContaining({ code: 'NN0503' }));
  expect(() => grad(jit(grow))(tensor(3))).toThrow(expect.objectContaining({ code: 'NN0503' }));
  expect(() => jit(grad(grow))(tensor(3))).toThrow(expect.objectContaining({ code: 'NN0503' }));
});

test('what got out of a trace says where it was made', () => {
  let out: Tensor | undefined;
  const leak = function leak(x: Tensor): Tensor { out = f.exp(x); return x; };
  jit(leak)(tensor([1, 2]));
  const message = /a f32\[2\] from inside leak is used after leak was traced; exp at .*concrete\.test\.ts:\d+:\d+ made it/;
  expect(() => out!.dataSync()).toThrow(message);
  expect(() => f.add(out!, 1)).toThrow(message);
  expect(() => jit((y: Tensor) => f.add(out!, y))(tensor([1, 2]))).toThrow(expect.objectContaining({ code: 'NN0545' }));
  grad((x: Tensor) => { out = x; return x; })(tensor(1));
  expect(() => f.add(out!, 1)).toThrow('it was an argument');
});

test('JavaScript operators on tensors are refused, text is not', () => {
  const x = tensor([1, 2]) as never as number;
  for (const wrong of [() => x > 1, () => x + 1, () => -x, () => Number(x), () => Math.sin(x)]) expect(wrong).toThrow(expect.objectContaining({ code: 'NN0546' }));
  expect(`${tensor([1, 2])}`).toBe('Tensor(f32[2]) [1. 2.]');
});

test('argnums, aux, integers', () => {
  const g = (a: Tensor, b: Tensor, c: Tensor): Tensor => f.sum(f.mul(f.mul(a, b), f.square(c)));
  const at = [tensor(2), tensor(3), tensor(5)] as const;
  expect(grad(g, { argnums: -1 })(...at).itemSync()).toBe(60);
  expect(grad(g, { argnums: [-1, 0] })(...at).map((x) => x.itemSync())).toEqual([60, 75]);
  expect(() => grad(g, { argnums: 3 })(...at)).toThrow(expect.objectContaining({ code: 'NN0512' }));
  expect(() => grad(g, { argnums: -4 as number })(...at)).toThrow(expect.objectContaining({ code: 'NN0512' }));
  const [slope, aux] = grad((x: Tensor) => [f.square(x), 'kept'] as const, { hasAux: true })(tensor(3));
  expect([slope.itemSync(), aux]).toEqual([6, 'kept']);
  const mixed = ({ x, n }: { x: Tensor; n: Tensor }): Tensor => f.mul(x, f.astype(n, 'f32'));
  const p = { x: tensor(2), n: tensor(3, { dtype: 'i32' }) };
  expect(() => grad(mixed)(p)).toThrow('grad: arguments[0].n is i32[]; only floats have gradients');
  const [, d] = valueAndGrad(mixed, { allowInt: true })(p);
  expect([d.x.itemSync(), d.n.itemSync(), d.n.dtype]).toEqual([3, 0, 'i32']);
  expect(() => grad((x: Tensor) => ({ loss: f.sum(x) }))(tensor([1]))).toThrow('grad needs a function that returns one float of shape [], but it returns loss: f32[]');
});

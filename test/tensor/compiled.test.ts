import { expect, test } from 'vitest';
import { compilationCount } from '../../tensor/compiled.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { grad } from '../../tensor/transform/grad.ts';
import { jvp } from '../../tensor/transform/jvp.ts';
import { vjp } from '../../tensor/transform/vjp.ts';
import { jit } from '../../tensor/transform/jit.ts';

/** How many programs the work of `f` has compiled. */
const compiling = (f: () => unknown): number => {
  const before = compilationCount();
  f();
  return compilationCount() - before;
};

test.each(['reference', 'cpu'])('a transformation asked for anew compiles nothing the second time (%s)', (name) => {
  device(name);
  const loss = (x: Tensor): Tensor => f.sum(f.mul(f.sin(x), f.exp(x)));
  const x = tensor([0.5, 1, 2]);
  for (const turn of [
    (x: Tensor) => grad(loss)(x),
    (x: Tensor) => jvp(loss, [x], [x]),
    (x: Tensor) => vjp(loss, x)[1](tensor(1)),
    (x: Tensor) => grad((y: Tensor) => f.sum(grad(loss)(y)))(x),
    (x: Tensor) => jit((y: Tensor) => grad(loss)(y))(x),
  ]) {
    expect(compiling(() => turn(x))).toBeGreaterThan(0);
    expect(compiling(() => { for (let i = 0; i < 5; i++) turn(tensor([i, 1, 2])); })).toBe(0);
    expect(compiling(() => turn(tensor([1, 2, 3, 4, 5])))).toBeGreaterThan(0);
  }
});

test('programs that differ in a number, an operation or what is donated are not taken for each other', () => {
  device('cpu', { threads: 1 });
  const run = (g: (x: Tensor) => Tensor, x: Tensor): number[] => [...jit(g)(x).dataSync()];
  expect(run((x) => f.mul(x, 2), tensor([1, 3]))).toEqual([2, 6]);
  expect(run((x) => f.mul(x, 3), tensor([1, 3]))).toEqual([3, 9]);
  expect(run((x) => f.add(x, 3), tensor([1, 3]))).toEqual([4, 6]);
  expect(run((x) => f.mul(x, -0), tensor([1, 3]))).toEqual([-0, -0]);
  expect(run((x) => f.mul(x, 0), tensor([1, 3]))).toEqual([0, 0]);
  const given = tensor([1, 2]);
  expect([...jit((x: Tensor) => f.add(x, 3), { donate: [0] })(given).dataSync()]).toEqual([4, 5]);
  expect(() => given.dataSync()).toThrow(/donated/);
});

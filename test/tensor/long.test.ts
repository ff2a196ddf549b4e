/** Long functions: thousands of operations in a row are traced, differentiated and compiled without running out of stack. */
import { expect, test } from 'vitest';
import { add, device, grad, jit, mul, sin, sum, tensor, transpose, type Tensor } from '../../index.ts';

const rows = Array.from({ length: 3 }, (_, i) => Array.from({ length: 3 }, (_, j) => Math.sin(3 * i + j)));

test.each(['cpu', 'reference'] as const)('3,000 operations in a row on %s', (name) => {
  device(name, name === 'cpu' ? { threads: 1 } : {});
  const chain = (x: Tensor): Tensor => {
    for (let i = 0; i < 1000; i++) x = sin(add(mul(x, 0.99), 0.01));
    return x;
  };
  let wanted = rows.flat();
  for (let i = 0; i < 1000; i++) wanted = wanted.map((v) => Math.sin(Math.fround(v * Math.fround(0.99)) + Math.fround(0.01)));
  const y = jit(chain)(tensor(rows)).dataSync();
  wanted.forEach((v, i) => expect(y[i]).toBeCloseTo(v, 4));
  const slope = jit(grad((x: Tensor) => sum(chain(x))))(tensor(rows)).dataSync();
  expect([...slope].every(Number.isFinite)).toBe(true);
  device('cpu', { threads: 1 });
});

test('1,000 operations that sum, transpose and spread', () => {
  const mixed = (x: Tensor): Tensor => {
    for (let i = 0; i < 250; i++) x = mul(add(transpose(x), sum(x, { axis: 0 })), 0.25);
    return x;
  };
  const eager = mixed(tensor(rows)).dataSync(), compiled = jit(mixed)(tensor(rows)).dataSync();
  compiled.forEach((v, i) => expect(v).toBeCloseTo(eager[i]!, 5));
});

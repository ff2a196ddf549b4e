import { expect, test } from 'vitest';
import { checkGrads, customJvp, customVjp, device, exp, matmul, mul, sin, square, sum, tanh, take, tensor, type Tensor } from '../../../index.ts';

device('reference');
const x = tensor([0.3, 0.8], { dtype: 'f64' });

test('right derivatives pass, to the third order, on trees and with integers', () => {
  checkGrads((x: Tensor) => mul(sin(x), exp(x)), [x], { order: 3 });
  checkGrads(({ w }: { w: Tensor }, x: Tensor) => ({ y: tanh(matmul(x, w)), z: square(w) }), [{ w: tensor([[0.1, 0.2], [0.3, 0.4]], { dtype: 'f64' }) }, x], { order: 2 });
  checkGrads((x: Tensor, i: Tensor) => take(square(x), i), [x, tensor([1, 0, 1], { dtype: 'i32' })]);
  checkGrads((x: Tensor) => sum(mul(x, x)), [tensor([0.5, 1])]);
});

test('a wrong tangent is found, by its mode, its order and its place', () => {
  const wrong = customJvp((x: Tensor) => ({ y: sin(x) }), (([x]: Tensor[], [t]: Tensor[]) => [{ y: sin(x!) }, { y: mul(t!, 1.1) }]) as never) as (x: Tensor) => { y: Tensor };
  expect(() => checkGrads(wrong, [x])).toThrow(/^checkGrads: jvp at y\[0\] is .*, but differences say/);
  expect(() => checkGrads(wrong, [x], { modes: ['rev'] })).toThrow(/^checkGrads: vjp: ȳ/);
  const bent: (x: Tensor) => Tensor = customJvp((x: Tensor) => square(x), ([x], [t]) => [square(x), mul(mul(flat(x), t), 2)]);
  const flat = customJvp((x: Tensor) => mul(x, 1), ([x], [t]) => [mul(x, 1), mul(t, 0)]);
  checkGrads(bent, [x]);
  expect(() => checkGrads(bent, [x], { order: 2 })).toThrow(/^checkGrads: jvp of (jvp|vjp)/);
});

test('a wrong cotangent is found, and tolerances are what is given', () => {
  const wrong = customVjp((x: Tensor) => sin(x), { forward: (x) => [sin(x), x], backward: (x, g) => [mul(g, x)] });
  expect(() => checkGrads(wrong, [x], { modes: ['rev'] })).toThrow(expect.objectContaining({ code: 'NN0552' }));
  const nearly = customJvp((x: Tensor) => square(x), ([x], [t]) => [square(x), mul(mul(x, t), 2.01)]);
  expect(() => checkGrads(nearly, [x])).toThrow(expect.objectContaining({ code: 'NN0552' }));
  checkGrads(nearly, [x], { atol: 0.02, rtol: 0.02 });
});

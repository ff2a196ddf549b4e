/** Which dtype comes out when dtypes and plain numbers meet: JAX's rules, the same at once and while tracing. */
import { describe, expect, test } from 'vitest';
import type { DType } from '../../core/dtype.ts';
import { decode } from '../../core/encode.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { jit } from '../../tensor/transform/jit.ts';
import type { Tensor } from '../../tensor/tensor.ts';

device('reference');
const of = (dtype: DType, ...x: number[]): Tensor => tensor(x, { dtype });

/** `f32 1,2` for what `build` gives of x, at once and compiled. */
function both(x: Tensor, build: (x: Tensor) => Tensor): string {
  const show = (y: Tensor): string => `${y.dtype} ${Array.from(decode(y.dataSync(), y.dtype)).join()}`;
  const atOnce = show(build(x)), compiled = show(jit(build)(x));
  expect(compiled).toBe(atOnce);
  return atOnce;
}

describe('an operation of floats', () => {
  test('on a float and an integer keeps the float', () => {
    expect(both(of('f16', 3), (x) => f.div(x, of('i32', 2)))).toBe('f16 1.5');
    expect(both(of('bool', 1), (x) => f.div(x, of('bf16', 2)))).toBe('bf16 0.5');
    expect(both(of('i8', 2), (x) => f.pow(x, of('f16', 3)))).toBe('f16 8');
  });
  test('does not go through f32 on the way to f64', () => expect(both(of('u32', 2793324829), (x) => f.div(x, of('f64', 1)))).toBe('f64 2793324829'));
  test('on two integers gives f32', () => expect(both(of('i32', 1), (x) => f.div(x, of('u8', 4)))).toBe('f32 0.25'));
  test('takes a number as it is, also one that the integers beside it do not have', () => {
    expect(both(of('i8', -70), (x) => f.div(x, 256))).toBe('f32 -0.2734375');
    expect(both(of('i8', 2), (x) => f.floatPower(300, x))).toBe('f32 90000');
    expect(both(of('i8', 2), (x) => f.pow(3, x))).toBe('i8 9');
    expect(both(of('f16', 1), (x) => f.div(x, 4))).toBe('f16 0.25');
  });
});

test('a number beside integers is one of them when it is whole, else both are f32', () => {
  expect(both(of('u8', 250), (x) => f.add(x, 10))).toBe('u8 4');
  expect(both(of('i32', 2), (x) => f.mul(x, 1.5))).toBe('f32 3');
  expect(() => f.less(of('u8', 1), 300)).toThrow(/the number 300 stands beside a tensor of u8, which goes from 0 to 255/);
  expect(() => jit((x: Tensor) => f.add(x, -1))(of('u32', 1))).toThrow(/add: the number -1/);
});

test('where goes by its two sides, whatever the condition is', () => {
  expect(both(of('i32', 2, 0), (c) => f.where(c, 1.5, 2))).toBe('f32 1.5,2');
  expect(both(of('i32', 2, 0), (c) => f.where(c, 3, 2))).toBe('i32 3,2');
  expect(both(of('f32', 0.5, 0), (c) => f.where(c, of('u8', 7, 8), 9))).toBe('u8 7,9');
  expect(both(of('bool', 1, 0), (c) => f.where(c, of('f16', 7, 8), 0.5))).toBe('f16 7,0.5');
});

test('matmul and concat promote', () => {
  expect(both(of('i32', 1, 2), (x) => f.matmul(x, of('f32', 0.5, 1)))).toBe('f32 2.5');
  expect(both(of('i8', 1, 2), (x) => f.concat([x, of('i32', 300)]))).toBe('i32 1,2,300');
  expect(both(of('bf16', 1), (x) => f.stack([x, of('f16', 0.5)]))).toBe('f32 1,0.5');
});

test('logic is of truth values, whatever the dtype', () => {
  expect(both(of('i32', 1, 0, 2), (x) => f.logicalAnd(x, of('i32', 2, 2, 0)))).toBe('bool 1,0,0');
  expect(both(of('f32', 0.5, -0, NaN), (x) => f.logicalOr(x, of('bool', 0, 0, 0)))).toBe('bool 1,0,1');
  expect(both(of('u8', 3, 0), (x) => f.logicalNot(x))).toBe('bool 0,1');
  expect(both(of('bool', 1, 0), (x) => f.logicalAnd(x, true))).toBe('bool 1,0');
});

test('sums of bytes do not wrap, and truth values have a greatest', () => {
  expect(both(of('u8', 200, 100), (x) => f.sum(x))).toBe('u32 300');
  expect(both(of('i8', -100, 100), (x) => f.prod(x))).toBe('i32 -10000');
  expect(both(of('bool', 1, 0, 1), (x) => f.sum(x))).toBe('i32 2');
  expect(both(of('bool', 0, 1), (x) => f.max(x))).toBe('bool 1');
  expect(both(of('bool', 0, 1), (x) => f.min(x))).toBe('bool 0');
  expect(both(of('bool', 0, 1), (x) => f.argmax(x))).toBe('i32 1');
  expect(() => f.min(of('bool'))).toThrow(/min of no elements/);
});

test('rounding leaves integers as they are', () => {
  expect(both(of('i32', 16777217), (x) => f.round(x))).toBe('i32 16777217');
  expect(both(of('f32', 0.5, 1.5, -0.5), (x) => f.round(x))).toBe('f32 0,2,0');
});

test('full keeps the sign of zero apart', () => {
  expect(Object.is(f.full([1], 0).dataSync()[0], 0)).toBe(true);
  expect(Object.is(f.full([1], -0).dataSync()[0], -0)).toBe(true);
});

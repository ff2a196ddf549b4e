/** Where dtypes meet, strong and weak: JAX's table, the same at once, traced and through transformations; strict modes. */
import { describe, expect, test, vi } from 'vitest';
import type { DType } from '../../core/dtype.ts';
import { meet, promote, type Met } from '../../core/promote.ts';
import { device } from '../../tensor/device.ts';
import { tensor } from '../../tensor/create.ts';
import * as f from '../../tensor/functions.ts';
import { numericPromotion, rankPromotion } from '../../tensor/promotion.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { TensorLike } from '../../tensor/trace.ts';
import { grad, valueAndGrad } from '../../tensor/transform/grad.ts';
import { jvp } from '../../tensor/transform/jvp.ts';
import { jit } from '../../tensor/transform/jit.ts';
import { vectors } from '../vectors/vectors.ts';

device('reference');

/** `~f32` is a weak f32. */
const show = ({ dtype, weak }: Met): string => (weak ? '~' : '') + dtype;
const read = (text: string): Met => ({ dtype: text.replace('~', '') as DType, weak: text.startsWith('~') });
const of = (text: string): Tensor => f.ones([], { dtype: read(text).dtype }).weakened(read(text).weak);

type Row = Readonly<Record<string, string | null>>;
const rows = vectors('promotion').map(({ params }) => params as unknown as { a: string; standard: Row; strict: Row });

test.each(rows)('$a meets all others as in JAX', ({ a, standard, strict }) => {
  for (const [b, wanted] of Object.entries(standard)) {
    expect(`${b}: ${show(meet([read(a), read(b)])!)}`).toBe(`${b}: ${wanted}`);
    if (!`${a}${b}`.includes('~')) expect(promote(a as DType, b as DType)).toBe(wanted);
    const choice = (x: Tensor, y: Tensor): Tensor => f.where(true, x, y);
    expect(`${b}: ${show(choice(of(a), of(b)))}`).toBe(`${b}: ${wanted}`);
    expect(`${b}: ${show(jit(choice)(of(a), of(b)))}`).toBe(`${b}: ${wanted}`);
  }
  for (const [b, wanted] of Object.entries(strict)) {
    const met = meet([read(a), read(b)], 'strict');
    expect(`${b}: ${met ? show(met) : null}`).toBe(`${b}: ${wanted}`);
  }
});

describe('weak', () => {
  const cases: readonly (readonly [string, () => Tensor, string])[] = [
    ['two whole numbers', () => f.add(1, 2), '~i32'],
    ['a number with a fraction', () => f.add(1, 2.5), '~f32'],
    ['a number beyond i32', () => f.add(1e10, 2), '~f32'],
    ['a whole number under a function of floats', () => f.sqrt(4), '~f32'],
    ['integers beside a fraction', () => f.add(of('i32'), 2.5), '~f32'],
    ['which then give way', () => f.add(f.add(of('u8'), 2.5), of('bf16')), 'bf16'],
    ['bools beside a whole number', () => f.mul(of('bool'), 2), '~i32'],
    ['full', () => f.full([2], 0.5), '~f32'],
    ['full with a dtype', () => f.full([2], 0.5, { dtype: 'f32' }), 'f32'],
    ['zeros', () => f.zeros([2]), 'f32'],
    ['like a weak one', () => f.onesLike(of('~f32')), '~f32'],
    ['a change of shape', () => f.reshape(f.full([2], 1), [1, 2]), '~f32'],
    ['a sum', () => f.sum(f.full([2], 1)), 'f32'],
    ['astype', () => f.astype(of('~f32'), 'f32'), 'f32'],
    ['softmax', () => f.softmax(f.full([2], 1)), 'f32'],
    ['a comparison', () => f.less(1, 2), 'bool'],
    ['a captured weak tensor', () => { const c = f.full([], 0.5); return jit((x: Tensor) => f.mul(x, c))(of('bf16')); }, 'bf16'],
    ['a whole number given to a compiled function', () => jit((x: Tensor, n: TensorLike) => f.mul(x, n))(of('bf16'), 2), 'bf16'],
    ['beside integers', () => jit((x: Tensor, n: TensorLike) => f.mul(x, n))(of('i8'), 2), 'i8'],
    ['a fraction beside integers', () => jit((x: Tensor, n: TensorLike) => f.mul(x, n))(of('i8'), 0.5), '~f32'],
    ['returned as it came', () => jit((n: TensorLike) => n as Tensor)(3), '~i32'],
    ['a number made inside', () => jit(() => f.add(1, 2.5))(), '~f32'],
    ['a gradient', () => grad((x: TensorLike) => f.mul(x, 2))(3) as Tensor, '~f32'],
    ['a gradient by a tensor', () => grad((x: Tensor, n: TensorLike) => f.mul(x, n))(of('bf16'), 2), 'bf16'],
    ['a value', () => valueAndGrad((x: Tensor, n: TensorLike) => f.mul(x, n))(of('f16'), 3)[0], 'f16'],
    ['along a number', () => jvp((x: TensorLike) => f.mul(x, of('bf16')), [2], [1])[1], 'bf16'],
  ];
  test.each(cases)('%s', (_, make, wanted) => expect(show(make())).toBe(wanted));

  test('is part of what a trace is remembered by', () => {
    const double = jit((x: Tensor) => f.mul(x, of('bf16')));
    expect([of('f32'), of('~f32'), of('f32')].map((x) => show(double(x)))).toEqual(['f32', 'bf16', 'f32']);
  });
});

describe('strict promotion', () => {
  test('refuses two dtypes, and lets numbers in', () => {
    const both = (a: string, b: TensorLike): Tensor => numericPromotion('strict', () => f.add(of(a), b));
    expect(() => both('i32', of('f32'))).toThrow(/add: i32\[\] and f32\[\] do not meet/);
    expect(() => both('i32', 0.5)).toThrow(/the number 0.5/);
    expect(show(both('bf16', 2))).toBe('bf16');
    expect(show(f.add(of('i32'), of('f32')))).toBe('f32');
  });
  test('ends where its scope ends, also by an error, or when it is taken back', () => {
    expect(() => numericPromotion('strict', () => { throw new Error('inside'); })).toThrow('inside');
    expect(show(f.add(of('i32'), of('f16')))).toBe('f16');
    numericPromotion('strict');
    expect(() => f.add(of('i32'), of('f16'))).toThrow();
    numericPromotion('standard');
    expect(show(f.add(of('i32'), of('f16')))).toBe('f16');
  });
});

test('promotion of ranks is allowed, warned of or refused', () => {
  const sum = (): Tensor => f.add(tensor([[1, 2]]), tensor([1, 2]));
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(rankPromotion('warn', sum).shape).toEqual([1, 2]);
  expect(warn.mock.calls).toEqual([['add: operands of ranks 2 and 1 broadcast: f32[1, 2] and f32[2]']]);
  warn.mockRestore();
  expect(() => rankPromotion('raise', sum)).toThrow(/ranks 2 and 1/);
  expect(rankPromotion('raise', () => f.add(tensor([[1, 2]]), of('f32'))).shape).toEqual([1, 2]);
  expect(sum().shape).toEqual([1, 2]);
  expect(() => rankPromotion('loud' as 'warn')).toThrow(/no mode 'loud'/);
});

test('a weak tensor and a strong one of the same type do not share a program', () => {
  const half = tensor([1.5], { dtype: 'f16' }), weak = f.full([1], 0.25), strong = tensor([0.25]);
  expect([weak.weak, strong.weak]).toEqual([true, false]);
  expect([f.add(half, weak), f.add(half, strong), f.add(half, weak)].map((y) => y.dtype)).toEqual(['f16', 'f32', 'f16']);
  expect([f.concat([half, strong]), f.concat([half, weak])].map((y) => y.dtype)).toEqual(['f32', 'f16']);
  expect([f.einsum('i,i->i', half, weak), f.einsum('i,i->i', half, strong)].map((y) => y.dtype)).toEqual(['f16', 'f32']);
});

test("other libraries' names of dtypes are answered with ours", () => {
  const hint = (dtype: string): string => { try { f.zeros([1], { dtype: dtype as DType }); } catch (e) { return (e as { hint: string }).hint; } return ''; };
  expect([hint('float32'), hint('bfloat16'), hint('int')]).toEqual(["it is called 'f32' here", "it is called 'bf16' here", "it is called 'i32' here"]);
  expect(hint('int64')).toBe('there is no int64 here: dtypes are bool, u8, i8, u32, i32, f16, bf16, f32, f64');
  expect(hint('f99')).toBe('dtypes are bool, u8, i8, u32, i32, f16, bf16, f32, f64');
});

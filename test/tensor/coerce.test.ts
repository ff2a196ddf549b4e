/** x.as(…): what it takes, and what it refuses. */
import { expect, test } from 'vitest';
import { tensor, type Tensor } from '../../index.ts';

const x = tensor([[1, 2, 3], [4, 5, 6]]) as Tensor;

test('the same tensor, where shape and dtype are those', () => {
  expect(x.as([2, 3])).toBe(x);
  expect(x.as(['B', 3], 'f32')).toBe(x);
  expect((tensor([[1, 2], [3, 4]]) as Tensor).as(['N', 'N']).shape).toEqual([2, 2]);
});

test.each([
  ['another size', () => x.as([2, 4]), 'as: the tensor must be f32[2, 4], got f32[2, 3]'],
  ['another rank', () => x.as(['B']), 'as: the tensor must be f32[B], got f32[2, 3]'],
  ['another dtype', () => x.as([2, 3], 'i32'), 'as: the tensor must be i32[2, 3], got f32[2, 3]'],
  ['a name of two sizes', () => x.as(['N', 'N']), 'as: the tensor must be f32[N, N], got f32[2, 3]'],
] as const)('refuses %s', (_, call, message) => {
  expect(call).toThrow(expect.objectContaining({ code: 'NN0227', message: expect.stringContaining(message) as string }));
});

/** What the type rules say when operands do not fit: operation first, what was found, what was expected. */
import { expect, test } from 'vitest';
import type { Graph, Value } from '../../core/graph.ts';
import { namedDim, type Dim } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import { ShapeError } from '../../core/shape.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';

type Make = (shape: readonly Dim[], dtype?: DType) => Value;
type Case = readonly [code: string, call: (b: Builder, t: Make) => unknown, message: string];

const B = namedDim('B');
const plain = { stride: [1, 1], padding: [[0, 0], [0, 0]], dilation: [1, 1], inputDilation: [1, 1], groups: 1 } as const;
const windows = { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]] } as const;

const body = (shapes: readonly Dim[][], results: (b: Builder, x: readonly Value[]) => readonly Value[]): Graph => {
  const b = graphBuilder('body');
  return b.finish(results(b, shapes.map((shape) => b.input({ shape, dtype: 'f32' }))));
};
const same = (...shapes: Dim[][]): Graph => body(shapes, (_, x) => x);
const small = (...shapes: Dim[][]): Graph => body(shapes, (b, [x]) => [b.lt(b.sum(x!, { axes: [0] }), 1)]);

const cases: readonly Case[] = [
  ['NN0201', (b, t) => b.add(t([2, 3]), t([4])), 'add [2, 3] and [4]: 3 and 4 do not broadcast'],
  ['NN0202', (b, t) => b.softmax(t([2, 3]), { axis: 2 }), 'softmax: axis 2 does not exist in a tensor of rank 2'],
  ['NN0202', (b, t) => b.stack([t([2])], { axis: 3 }), 'stack: axis 3 does not exist in a tensor of rank 2'],
  ['NN0203', (b, t) => b.unstack(t([B, 2]), { axis: 0 }), 'unstack: axis 0 of f32[B, 2] has B parts, and that number is not known'],
  ['NN0205', (b, t) => b.exp(t([2], 'i32')), 'exp is defined for floats, got i32[2]'],
  ['NN0205', (b, t) => b.add(t([2], 'bool'), t([2], 'bool')), 'add is defined for numbers, got bool[2]'],
  ['NN0205', (b, t) => b.shl(t([2]), t([2])), 'shl is defined for integers, got f32[2]'],
  ['NN0205', (b, t) => b.xor(t([2]), t([2])), 'xor is defined for integers and bools, got f32[2]'],
  ['NN0205', (b, t) => b.all(t([2]), { axes: [0] }), 'all is defined for bools, got f32[2]'],
  ['NN0205', (b, t) => b.sum(t([2], 'bool'), { axes: [0] }), 'sum is defined for numbers, got bool[2]'],
  ['NN0206', (b, t) => b.broadcast(t([2]), { shape: [3], axes: [0] }), 'broadcast: [2] does not stretch to [3] with its axes at [0]'],
  ['NN0207', (b, t) => b.transpose(t([2, 3]), { order: [0, 0] }), 'transpose: [0, 0] is not an order of the 2 axes of [2, 3]'],
  ['NN0208', (b, t) => b.reshape(t([B, 3]), { shape: [B, 4] }), 'reshape [B, 3] to [B, 4]: 3*B elements against 4*B'],
  ['NN0209', (b, t) => b.dot(t([2, 3]), t([4, 5]), { batch: [[], []], contract: [[1], [0]] }), 'dot [2, 3] and [4, 5]: axis 1 of the left has 3, axis 0 of the right has 4'],
  ['NN0212', (b, t) => b.matmul(t([2, 3]), t([3, 2], 'f64')), 'matmul needs operands of one dtype, got f32[2, 3] and f64[3, 2]'],
  ['NN0212', (b, t) => b.concat([t([2]), t([2], 'i32')], { axis: 0 }), 'concat needs operands of one dtype, got f32[2] and i32[2]'],
  ['NN0213', (b, t) => b.sum(t([2, 3]), { axes: [1, -1] }), 'sum: axis 1 is named twice in [1, -1]'],
  ['NN0214', (b, t) => b.max(t([2, 0]), { axes: [1] }), 'max of no elements has no value: axis 1 of f32[2, 0] has size 0'],
  ['NN0214', (b, t) => b.take(t([0, 3]), t([2], 'i32'), { axis: 0 }), 'take: axis 0 of f32[0, 3] has nothing to take'],
  ['NN0215', (b, t) => b.matmul(t([B, 3]), t([4, 5])), 'matmul [B, 3] and [4, 5]: the inner sizes 3 and 4 differ'],
  ['NN0201', (b, t) => b.matmul(t([2, 3, 4]), t([5, 4, 3])), 'matmul [2, 3, 4] and [5, 4, 3]: 2 and 5 do not broadcast'],
  ['NN0216', (b, t) => b.matmul(t([]), t([4, 5])), 'matmul needs operands with axes, got f32[] and f32[4, 5]'],
  ['NN0217', (b, t) => b.causal(t([3])), 'causal needs a tensor [..s, queries, keys], got f32[3]'],
  ['NN0217', (b, t) => b.maxPool(t([3]), windows), 'maxPool: a window of 2 axes does not fit over f32[3]'],
  ['NN0218', (b, t) => b.concat([t([2, 3]), t([3, 4])], { axis: 1 }), 'concat along axis 1: f32[2, 3] and f32[3, 4] differ elsewhere'],
  ['NN0218', (b, t) => b.stack([t([2]), t([3])], { axis: 0 }), 'stack: f32[2] and f32[3] differ'],
  ['NN0218', (b) => b.concat([], { axis: 0 }), 'concat of no tensors has no shape'],
  ['NN0219', (b, t) => b.slice(t([4]), { start: [2], stop: [6], step: [1] }), 'slice: 2 to 6 does not lie within axis 0 of f32[4]'],
  ['NN0219', (b, t) => b.slice(t([B]), { start: [3], stop: [2], step: [1] }), 'slice: 3 to 2 does not lie within axis 0 of f32[B]'],
  ['NN0219', (b, t) => b.dynamicSlice([t([4]), t([], 'i32')], { sizes: [5] }), 'dynamicSlice: 5 elements do not lie within axis 0 of f32[4]'],
  ['NN0219', (b, t) => b.dynamicUpdateSlice([t([4]), t([5]), t([], 'i32')]), 'dynamicUpdateSlice: f32[5] does not lie within f32[4]'],
  ['NN0220', (b, t) => b.pad(t([2, 3]), { low: [0, -2], high: [0, -2], interior: [0, 0], value: 0 }), 'pad: [-2, -2] takes more from axis 1 of f32[2, 3] than it has'],
  ['NN0221', (b, t) => b.take(t([4, 3]), t([2]), { axis: 0 }), 'take: ids must be integers, got f32[2]'],
  ['NN0221', (b, t) => b.crossEntropy(t([4, 3]), t([4])), 'crossEntropy: labels must be integers, got f32[4]'],
  ['NN0222', (b, t) => b.split(t([4, 7]), { sizes: [2, 2, 2], axis: 1 }), 'split: the parts 2 + 2 + 2 of axis 1 of f32[4, 7] make 6'],
  ['NN0223', (b, t) => b.conv(t([1, 3, 8, 8]), t([4, 2, 3, 3]), plain), 'conv: f32[1, 3, 8, 8] has 3 channels, but the kernel f32[4, 2, 3, 3] takes 2'],
  ['NN0223', (b, t) => b.conv(t([1, 8, 8, 8]), t([4, 3, 3, 3]), { ...plain, groups: 2 }), 'conv: f32[1, 8, 8, 8] has 8 channels, but the kernel f32[4, 3, 3, 3] takes 3 in each of 2 groups'],
  ['NN0224', (b, t) => b.conv(t([1, 1, 2, 8]), t([1, 1, 3, 3]), plain), 'conv: a window of 3 does not fit into 2 elements with padding [0, 0]'],
  ['NN0225', (b, t) => b.squeeze(t([B, 1]), { axes: [0] }), 'squeeze: axis 0 of f32[B, 1] has size B, not 1'],
  ['NN0226', (b, t) => b.bitcast(t([2]), { dtype: 'f64' }), 'bitcast: f32[2] does not have the bits of f64'],
  ['NN0227', (b, t) => b.crossEntropy(t([B, 3]), t([B, 3], 'i32')), 'crossEntropy: the labels of logits f32[B, 3] must be i32[B], got i32[B, 3]'],
  ['NN0227', (b, t) => b.takeAlongAxis(t([2, 3]), t([4, 1], 'i32'), { axis: 1 }), 'takeAlongAxis: ids for f32[2, 3] along axis 1 must be i32[2, 1], got i32[4, 1]'],
  ['NN0228', (b, t) => b.conv(t([1, 1, 8, 8]), t([1, 1, 3, 3]), { ...plain, stride: [1] }), 'conv: stride has length 1, but there are 2 axes'],
  ['NN0229', (b, t) => b.maxPool(t([4, 4]), { ...windows, stride: [0, 1] }), 'maxPool: the stride must be a whole number of at least 1, got 0'],
  ['NN0230', (b, t) => b.randomBits(t([2], 'i32'), { shape: [3], dtype: 'u32' }), 'randomBits needs a random key u32[2], got i32[2]'],
  ['NN0231', (b, t) => b.select(t([2]), t([2]), t([2])), 'select chooses by bools, got f32[2]'],
  ['NN0232', (b, t) => b.conv(t([1, 1, 8, 8]), t([1, 1, 3]), plain), 'conv: f32[1, 1, 8, 8] needs a kernel of 4 axes, got f32[1, 1, 3]'],
  ['NN0233', (b, t) => b.conv(t([1, 6, 8, 8]), t([4, 2, 3, 3]), { ...plain, groups: 3 }), 'conv: the 4 output channels of the kernel f32[4, 2, 3, 3] do not divide into 3 groups'],
  ['NN0234', (b, t) => b.topK(t([2, 3]), { k: 4 }), 'topK: the last axis of f32[2, 3] does not have 4 elements'],
  ['NN0245', (b, t) => b.whileLoop([t([2])], { condition: small([3]), body: same([2]), constants: 0 }), 'whileLoop: the condition takes f32[3], but is given f32[2]'],
  ['NN0245', (b, t) => b.whileLoop([t([2])], { condition: small([2]), body: same([2], [2]), constants: 0 }), 'whileLoop: the body takes f32[2], f32[2], but is given f32[2]'],
  ['NN0246', (b, t) => b.whileLoop([t([2])], { condition: same([2]), body: same([2]), constants: 0 }), 'whileLoop: the condition gives f32[2], not one bool'],
  ['NN0247', (b, t) => b.whileLoop([t([2])], { condition: small([2]), body: same([2]), constants: 0, maxSteps: 2.5 }), 'whileLoop: maxSteps is 2.5'],
  ['NN0248', (b, t) => b.whileLoop([t([2])], { condition: small([2]), body: small([2]), constants: 0 }), 'whileLoop: carried value 0 starts as f32[2] and becomes bool[]'],
  ['NN0248', (b, t) => b.whileLoop([t([2]), t([2])], { condition: small([2], [2]), body: same([2], [2]), constants: 1 }), 'whileLoop: the body gives f32[2], f32[2], but f32[2] is carried'],
  ['NN0205', (b, t) => b.svd(t([3, 3], 'f16'), { full: false }), 'svd is defined for f32 and f64, got f16[3, 3]'],
  ['NN0217', (b, t) => b.qr(t([3]), { full: false }), 'qr needs a tensor [..s, rows, columns], got f32[3]'],
  ['NN0279', (b, t) => b.cholesky(t([2, 3])), 'cholesky needs a square matrix, got f32[2, 3]'],
  ['NN0280', (b, t) => b.solve(t([2, 2]), t([3, 1]), { transpose: false }), 'solve: the right side f32[3, 1] does not go with the matrix f32[2, 2]'],
  ['NN0280', (b, t) => b.triangularSolve(t([4, 2, 2]), t([2, 1]), { lower: true, transpose: false, unitDiagonal: false }), 'triangularSolve: the right side f32[2, 1] does not go with the matrix f32[4, 2, 2]'],
  ['NN0282', (b, t) => b.luPivotsToPermutation(t([3], 'i32'), { size: 2 }), 'luPivotsToPermutation: i32[3] holds more pivots than there are rows, 2'],
  ['NN0282', (b, t) => b.householderProduct(t([3, 2]), t([3])), 'householderProduct: the factors f32[3] do not go with the vectors in f32[3, 2]'],
  ['NN0283', (b, t) => b.fft(t([2, 0]), t([2, 0]), { inverse: false }), 'fft: the transform of no elements has no value, got f32[2, 0]'],
  ['NN0283', (b, t) => b.fft(t([46349]), t([46349]), { inverse: false }), 'fft: 46349 elements have a prime factor above 46340'],
];

test.each(cases)('%s %s', (code, call, message) => {
  const b = graphBuilder('f');
  let found: unknown;
  try { call(b, (shape, dtype = 'f32') => b.input({ shape, dtype })); } catch (error) { found = error; }
  expect(found).toBeInstanceOf(ShapeError);
  expect({ code: (found as ShapeError).code, message: (found as ShapeError).message }).toEqual({ code, message });
});

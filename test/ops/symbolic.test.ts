/** Type rules on sizes that are not numbers yet, as the checker of models uses them. */
import { expect, test } from 'vitest';
import { addDims, mulDims, namedDim, type Dim } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';

const [B, T, C, H, S, Q] = ['B', 'T', 'C', 'H', 'S', 'Q'].map((name) => namedDim(name));
const plain = { stride: [1, 1], padding: [[1, 1], [1, 1]], dilation: [1, 1], inputDilation: [1, 1], groups: 1 } as const;

type Make = (shape: readonly Dim[], dtype?: DType) => Value;
const cases: readonly (readonly [string, (b: Builder, t: Make) => Value | readonly Value[], string])[] = [
  ['add', (b, t) => b.add(t([B, 1, C]), t([T, 1])), 'f32[B, T, C]'],
  ['sub of a number', (b, t) => b.sub(t([B, T]), 1), 'f32[B, T]'],
  ['matmul', (b, t) => b.matmul(t([B, T, C]), t([C, mulDims(3, C)])), 'f32[B, T, 3*C]'],
  ['matmul of batches', (b, t) => b.matmul(t([B, 1, T, C]), t([H, C, T])), 'f32[B, H, T, T]'],
  ['reshape', (b, t) => b.reshape(t([B, T, mulDims(mulDims(3, H), C)]), { shape: [B, T, 3, H, C] }), 'f32[B, T, 3, H, C]'],
  ['unstack', (b, t) => b.unstack(t([3, B, T]), { axis: 0 }), 'f32[B, T] f32[B, T] f32[B, T]'],
  ['split', (b, t) => b.split(t([B, mulDims(2, H)]), { sizes: [H, H], axis: -1 }), 'f32[B, H] f32[B, H]'],
  ['concat', (b, t) => b.concat([t([B, 1, C]), t([B, mulDims(Q, Q), C])], { axis: 1 }), 'f32[B, Q*Q + 1, C]'],
  ['slice', (b, t) => b.slice(t([namedDim('Tmax'), C]), { start: [0, 0], stop: [T, C], step: [1, 1] }), 'f32[T, C]'],
  ['slice with a step', (b, t) => b.slice(t([mulDims(2, T)]), { start: [0], stop: [mulDims(2, T)], step: [2] }), 'f32[T]'],
  ['pad', (b, t) => b.pad(t([T]), { low: [1], high: [C], interior: [0], value: 0 }), 'f32[C + T + 1]'],
  ['take', (b, t) => b.take(t([C, H]), t([B, T], 'i32'), { axis: 0 }), 'f32[B, T, H]'],
  ['crossEntropy', (b, t) => b.crossEntropy(t([B, T, C]), t([B, T], 'i32')), 'f32[B, T]'],
  ['softmax', (b, t) => b.softmax(t([B, H, T, T]), { axis: -1 }), 'f32[B, H, T, T]'],
  ['causal', (b, t) => b.causal(t([B, H, T, T])), 'f32[B, H, T, T]'],
  ['mean', (b, t) => b.mean(t([B, C, H, H]), { axes: [2, 3] }), 'f32[B, C]'],
  ['conv that keeps the size', (b, t) => b.conv(t([B, C, H, H]), t([S, C, 3, 3]), plain), 'f32[B, S, H, H]'],
  ['conv by a stride that divides', (b, t) => b.conv(t([B, C, mulDims(S, H), mulDims(S, Q)]), t([C, C, 3, 3]), { ...plain, stride: [S, S] }), 'f32[B, C, H, Q]'],
  ['conv by a stride that may not divide', (b, t) => b.conv(t([B, C, H]), t([C, C, 3]), { stride: [2], padding: [[1, 1]], dilation: [1], inputDilation: [1], groups: 1 }), 'f32[B, C, floor((H + 1)/2)]'],
  ['conv by channels', (b, t) => b.conv(t([B, C, H, H]), t([C, 1, 3, 3]), { ...plain, groups: C }), 'f32[B, C, H, H]'],
  ['maxPool', (b, t) => b.maxPool(t([B, C, 112, mulDims(2, H)]), { window: [3, 3], stride: [2, 2], padding: [[1, 1], [1, 1]] }), 'f32[B, C, 56, H]'],
  ['batchNorm', (b, t) => b.batchNorm(t([B, C, H, H]), { epsilon: 1e-5 }), 'f32[B, C, H, H] f32[C] f32[C]'],
  ['tile', (b, t) => b.tile(t([1, 1, C]), { counts: [B, 1, 1] }), 'f32[B, 1, C]'],
  ['iota', (b) => b.iota({ shape: [addDims(T, 1)], axis: 0, dtype: 'i32' }), 'i32[T + 1]'],
  ['randomBits', (b, t) => b.randomBits(t([2], 'u32'), { shape: [B, T], dtype: 'u32' }), 'u32[B, T]'],
];

test.each(cases)('%s', (_, call, types) => {
  const b = graphBuilder('f'), y = call(b, (shape, dtype = 'f32') => b.input({ shape, dtype }));
  expect(('type' in y ? [y] : y).map((v) => showType(v.type)).join(' ')).toBe(types);
});

/** What the samples and the oracle do not reach: 8-bit integers, labels out of range, ties, windows beyond the border, 16-bit floats. */
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import type { Value } from '../../core/graph.ts';
import { known } from '../../core/shape.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { run } from '../backends/run.ts';

interface Input { readonly shape: readonly number[]; readonly dtype?: DType; readonly data: readonly number[] }

const graphOf = (inputs: readonly Input[], f: (b: Builder, ...x: Value[]) => Value) => {
  const b = graphBuilder('f');
  return b.finish([f(b, ...inputs.map(({ shape, dtype = 'f32' }) => b.input({ shape, dtype })))]);
};
const valuesOf = (graph: ReturnType<typeof graphOf>, inputs: readonly Input[]): number[][] =>
  run(referenceBackend(), compileGraph(graph, { passes: standard }), inputs.map(({ data, dtype = 'f32' }) => encode(data, dtype)))
    .map((y, i) => Array.from(decode(y, graph.outputs[i].type.dtype)));

const value = (inputs: readonly Input[], f: (b: Builder, ...x: Value[]) => Value): number[] => valuesOf(graphOf(inputs, f), inputs)[0];
/** The gradient of the sum of the result by the first input. */
const slope = (inputs: readonly Input[], f: (b: Builder, ...x: Value[]) => Value): number[] => {
  const graph = graphOf(inputs, f), shape = known(graph.outputs[0].type.shape);
  return valuesOf(vjpGraph(graph, { wrt: [0] }), [...inputs, { shape, data: Array<number>(shape.reduce((p, n) => p * n, 1)).fill(1) }])[1];
};

describe('integers of 8 bits', () => {
  const shift = (name: 'shl' | 'shr' | 'shrLogical', dtype: DType, x: number[], y: number[]): number[] =>
    value([x, y].map((data) => ({ shape: [data.length], dtype, data })), (b, x, y) => b[name](x, y));
  test('shift as 8 bits', () => {
    expect(shift('shl', 'i8', [1, 65, -1, 1], [7, 1, 3, 8])).toEqual([-128, -126, -8, 0]);
    expect(shift('shr', 'i8', [-128, 65, -1, -5], [7, 1, 3, 100])).toEqual([-1, 32, -1, -1]);
    expect(shift('shrLogical', 'i8', [-128, -1, 65, -1], [7, 1, 1, 8])).toEqual([1, 127, 32, 0]);
    expect(shift('shr', 'u8', [128, 255, 64, 128], [7, 1, 1, 200])).toEqual([255, 255, 32, 255]);
    expect(shift('shrLogical', 'u8', [128, 255], [7, 8])).toEqual([1, 0]);
  });
  test('wrap around', () => {
    const bytes = (dtype: DType, ...lists: number[][]): Input[] => lists.map((data) => ({ shape: [data.length], dtype, data }));
    expect(value(bytes('u8', [250, 3], [10, 5]), (b, x, y) => b.sub(b.add(x, y), 5))).toEqual([255, 3]);
    expect(value(bytes('i8', [100, -128], [100, -1]), (b, x, y) => b.add(x, y))).toEqual([-56, 127]);
  });
  test('count rows beyond their range', () => {
    const table = { shape: [300], data: Array.from({ length: 300 }, (_, i) => i) };
    expect(value([table, { shape: [3], dtype: 'u8', data: [0, 200, 255] }], (b, x, i) => b.take(x, i, { axis: 0 }))).toEqual([0, 200, 255]);
    expect(value([table, { shape: [2], dtype: 'u32', data: [299, 4294967295] }], (b, x, i) => b.take(x, i, { axis: 0 }))).toEqual([299, 299]);
  });
});

describe('the derivative at a corner', () => {
  const at = (...data: number[]): Input => ({ shape: [data.length], data });
  test('relu is flat at 0', () => expect(slope([at(-1, 0, 2)], (b, x) => b.relu(x))).toEqual([0, 0, 1]));
  test('abs at 0 has the slope to the right', () => expect(slope([at(-1, 0, 2)], (b, x) => b.abs(x))).toEqual([-1, 1, 1]));
  test('clamp is flat at its bounds', () => expect(slope([at(-1, 0, 1, 2)], (b, x) => b.clamp(x, { min: -1, max: 1 }))).toEqual([0, 1, 0, 0]));
  test('maximum and minimum go halves', () => {
    expect(slope([at(1, 2, 3), at(2, 2, 2)], (b, x, y) => b.maximum(x, y))).toEqual([0, 0.5, 1]);
    expect(slope([at(1, 2, 3), at(2, 2, 2)], (b, x, y) => b.minimum(x, y))).toEqual([1, 0.5, 0]);
  });
  test('max shares among all that attain it', () => expect(slope([at(3, 1, 3, 3)], (b, x) => b.max(x, { axes: [0] }))).toEqual([1 / 3, 0, 1 / 3, 1 / 3].map(Math.fround)));
  test('max pooling takes the first', () => expect(slope([at(2, 2, 1, 5, 5, 5)], (b, x) => b.maxPool(x, { window: [3], stride: [3], padding: [[0, 0]] }))).toEqual([1, 0, 0, 1, 0, 0]));
  test('a window that lies beyond the border gives nothing back', () => {
    const windows = { fold: 'max', window: [2], stride: [2], padding: [[4, 0]] } as const;
    expect(value([at(1, 2)], (b, x) => b.reduceWindow(x, windows))).toEqual([-Infinity, -Infinity, 2]);
    expect(slope([at(1, 2)], (b, x) => b.reduceWindow(x, windows))).toEqual([0, 1]);
  });
  test('pow at base 0 and exponent 0', () => {
    expect(slope([at(0, 0, 0), at(0, 1, 2)], (b, x, y) => b.pow(x, y))).toEqual([0, 1, 0]);
    expect(slope([at(0, 2), at(0, 2)], (b, y, x) => b.pow(x, y))).toEqual([0, Math.fround(4 * Math.log(2))]);
  });
  test('prod with zeros', () => {
    expect(slope([at(2, 0, 5)], (b, x) => b.prod(x, { axes: [0] }))).toEqual([0, 10, 0]);
    expect(slope([at(2, 0, 0)], (b, x) => b.prod(x, { axes: [0] }))).toEqual([0, 0, 0]);
  });
});

describe('labels', () => {
  const logits = { shape: [4, 3], data: [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3] };
  const labels = { shape: [4], dtype: 'i32' as const, data: [0, 2, -5, 9] };
  const nearest = { ...labels, data: [0, 2, 0, 2] };
  test('outside the classes count as the nearest class, in value and gradient', () => {
    const loss = (b: Builder, x: Value, t: Value): Value => b.crossEntropy(x, t);
    expect(value([logits, labels], loss)).toEqual(value([logits, nearest], loss));
    expect(slope([logits, labels], loss)).toEqual(slope([logits, nearest], loss));
  });
  test('a sure answer costs nothing and overflows nothing', () => {
    const sure = { shape: [2, 2], data: [1e30, 0, -1e30, 1e30] };
    expect(value([sure, { shape: [2], dtype: 'i32', data: [0, 1] }], (b, x, t) => b.crossEntropy(x, t))).toEqual([0, 0]);
    expect(slope([sure, { shape: [2], dtype: 'i32', data: [0, 1] }], (b, x, t) => b.crossEntropy(x, t))).toEqual([0, 0, 0, 0]);
  });
});

test('the small loss of a sure and right answer keeps its digits', () => {
  const sure = { shape: [1, 3], data: [1000, 996, 995] };
  const exact = Math.log1p(Math.exp(-4) + Math.exp(-5));
  const [loss] = value([sure, { shape: [1], dtype: 'i32', data: [0] }], (b, x, t) => b.crossEntropy(x, t));
  // Beside 1000, f32 has steps of 6e-5: a sum with it would leave three digits.
  expect(Math.abs(loss - exact) / exact).toBeLessThan(1e-5);
});

test('a variance without freedom is no number, and never a negative one', () => {
  expect(value([{ shape: [0], data: [] }], (b, x) => b.variance(x, { axes: [0], correction: 1 }))).toEqual([NaN]);
  expect(value([{ shape: [1], data: [3] }], (b, x) => b.variance(x, { axes: [0], correction: 2 }))).toEqual([NaN]);
  expect(value([{ shape: [2], data: [1, 4] }], (b, x) => b.variance(x, { axes: [0], correction: 3 }))).toEqual([Infinity]);
});

describe('16-bit floats', () => {
  const many = (dtype: DType): Input => ({ shape: [4096], dtype, data: Array<number>(4096).fill(1) });
  test('are summed in f32', () => {
    expect(value([many('f16')], (b, x) => b.sum(x, { axes: [0] }))).toEqual([4096]);
    expect(value([many('bf16')], (b, x) => b.mean(x, { axes: [0] }))).toEqual([1]);
    expect(value([many('f16')], (b, x) => b.slice(b.cumsum(x, { axis: 0, reverse: false }), { start: [4095], stop: [4096], step: [1] }))).toEqual([4096]);
  });
});

test('sorting keeps -0 and 0 in their order', () => {
  const zeros = { shape: [4], data: [0, -0, 0, -0] };
  expect(value([zeros], (b, x) => b.argsort(x, { axis: 0, descending: false }))).toEqual([0, 1, 2, 3]);
  expect(value([zeros], (b, x) => b.sort(x, { axis: 0, descending: true }))).toEqual([0, -0, 0, -0]);
});

test('a selected side hides the other, whatever it holds', () => {
  const x = { shape: [2], data: [-1, 4] };
  const root = (b: Builder, x: Value): Value => b.select(b.gt(x, 0), b.sqrt(b.select(b.gt(x, 0), x, 1)), 0);
  expect(value([x], (b, x) => b.select(b.gt(x, 0), b.sqrt(x), 0))).toEqual([0, 2]);
  expect(slope([x], root)).toEqual([0, 0.25]);
});

/** Convolutions as matrix products give what their definition gives: forward, and both gradients. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { Graph } from '../../core/graph.ts';
import { isGraph } from '../../core/print.ts';
import { known } from '../../core/shape.ts';
import { verifyGraph } from '../../core/verify.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { gradGraph, vjpGraph } from '../../lowering/grad.ts';
import { convolution } from '../../lowering/passes/convolution.ts';
import { runPasses, standard } from '../../lowering/passes/pipeline.ts';
import { perTurn } from '../../lowering/passes/windowProduct.ts';
import { conv, type ConvParams } from '../../ops/conv.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { AnyOp } from '../../core/op.ts';
import type { Value } from '../../core/graph.ts';
import { runProgram } from '../backends/cpu/run.ts';
import { run } from '../backends/run.ts';
import { sampleGraph } from '../ops/sample.ts';
import { evaluate } from './evaluate.ts';
import { shapesOf, tensors } from './graphs.ts';

const names = (g: Graph): readonly string[] =>
  g.nodes.flatMap(({ op, params }) => [op.name, ...Object.values(params).flatMap((p) => (p !== undefined && isGraph(p) ? names(p as Graph) : []))]);

const products = convolution();

function expectSame(before: Graph, seed: number, pass = products): void {
  const after = verifyGraph(pass(before)), inputs = tensors(shapesOf(before.inputs), seed);
  const wanted = evaluate(before, inputs);
  evaluate(after, inputs).forEach(({ shape, data }, i) => {
    expect(shape).toEqual(wanted[i]!.shape);
    const scale = Math.max(1, ...wanted[i]!.data.map(Math.abs));
    const worst = data.reduce((most, v, j) => Math.max(most, Math.abs(v - wanted[i]!.data[j]!)), 0);
    expect(worst / scale).toBeLessThan(1e-12);
  });
}

describe('the samples of the record', () => {
  (conv as AnyOp).samples.forEach((sample, i) => test(`sample ${i}`, () => {
    const graph = sampleGraph(conv as AnyOp, sample);
    expect(names(products(graph)).includes('conv')).toBe(graph.inputs.some((x) => x.type.shape.includes(0)));
    expectSame(graph, i);
    expectSame(vjpGraph(graph, { wrt: [0, 1] }), i);
  }));
});

/** Of one axis: elements, places and the rest, and room for one window at least. */
interface Axis {
  readonly n: number;
  readonly k: number;
  readonly stride: number;
  readonly dilation: number;
  readonly inputDilation: number;
  readonly low: number;
  readonly high: number;
}
const along = (most: number): fc.Arbitrary<Axis> => fc.record({
  n: fc.integer({ min: 1, max: most }), k: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 1, max: 3 }), dilation: fc.integer({ min: 1, max: 3 }),
  inputDilation: fc.constantFrom(1, 1, 2, 3, 4), low: fc.integer({ min: -2, max: 4 }), high: fc.integer({ min: -2, max: 4 }),
}).filter(({ n, k, dilation, inputDilation, low, high }) => (n - 1) * inputDilation + 1 + low + high >= (k - 1) * dilation + 1 && n + Math.min(0, low) + Math.min(0, high) > 0);

// Long ones go through loops.
const spaces: fc.Arbitrary<readonly Axis[]> = fc.oneof(fc.tuple(along(300)), fc.tuple(along(6)), fc.tuple(along(20), along(20)), fc.tuple(along(7), along(5)), fc.tuple(along(5), along(4), along(4)));

interface Sides {
  readonly batch: number;
  readonly groups: number;
  readonly channels: number;
  readonly rows: number;
}

function convolutionOf({ batch, groups, channels, rows }: Sides, space: readonly Axis[]): Graph {
  const b = graphBuilder('conv'), list = <T>(of: (s: Axis) => T): readonly T[] => space.map(of);
  const x = b.input({ shape: [batch, groups * channels, ...list((s) => s.n)], dtype: 'f64' }), w = b.input({ shape: [groups * rows, channels, ...list((s) => s.k)], dtype: 'f64' });
  const params: ConvParams = { stride: list((s) => s.stride), dilation: list((s) => s.dilation), inputDilation: list((s) => s.inputDilation), padding: list((s) => [s.low, s.high] as const), groups };
  return b.finish([b.conv(x, w, params)]);
}

const few = fc.integer({ min: 1, max: 2 });
const convolutions = fc.tuple(fc.record({ batch: fc.integer({ min: 1, max: 4 }), groups: few, channels: few, rows: few }), spaces).map(([sides, space]) => convolutionOf(sides, space));

test('random convolutions', () => {
  fc.assert(fc.property(convolutions, fc.nat(), (g, seed) => {
    expect(names(products(g))).not.toContain('conv');
    expectSame(g, seed);
  }), { numRuns: 60, seed: 41 });
});

test('gradients of random convolutions', () => {
  fc.assert(fc.property(convolutions, fc.nat(), (g, seed) => expectSame(vjpGraph(g, { wrt: [0, 1] }), seed)), { numRuns: 25, seed: 42 });
});

describe('images and kernels in parts', () => {
  const most = 1 << 12, cut = convolution(most);
  const largest = (g: Graph): number => Math.max(0, ...g.nodes.flatMap(({ op, params, inputs }) => (
    op.name === 'dot' ? inputs.map((x) => known(x.type.shape).reduce((p, n) => p * n, 1)) : Object.values(params).flatMap((p) => (p !== undefined && isGraph(p) ? [largest(p as Graph)] : [])))));
  const axis = (n: number, rest: Partial<Axis> = {}): Axis => ({ n, k: 3, stride: 1, dilation: 1, inputDilation: 1, low: 1, high: 1, ...rest });
  const cases: readonly [string, Sides, readonly Axis[]][] = [
    ['rows', { batch: 2, groups: 1, channels: 2, rows: 2 }, [axis(901)]],
    ['strides and dilations', { batch: 1, groups: 2, channels: 1, rows: 2 }, [axis(2001, { stride: 2, dilation: 3, low: 4 })]],
    ['planes', { batch: 2, groups: 1, channels: 2, rows: 1 }, [axis(23), axis(37)]],
    ['elements that stand apart', { batch: 1, groups: 1, channels: 3, rows: 1 }, [axis(900, { inputDilation: 2, low: -3 })]],
  ];
  test.each(cases)('%s', (_, sides, space) => {
    // Small parts may be taken together; and parts have a whole number of windows each.
    const bound = Math.max(1.1 * most, perTurn * sides.channels * 3 ** space.length);
    const forward = convolutionOf(sides, space), backward = vjpGraph(forward, { wrt: [0, 1] });
    for (const g of [forward, backward]) {
      expect(largest(products(g))).toBeGreaterThan(bound);
      expect(largest(cut(g))).toBeLessThanOrEqual(bound);
      expectSame(g, 5, cut);
    }
  });
});

/** Two convolutions around a skip that changes the number of channels and halves the sides, each with its norm; then the mean over places. */
function residualNetwork(): Graph {
  const b = graphBuilder('resnet'), param = (...shape: number[]): Value => b.input({ shape, dtype: 'f32' });
  const same = (b: Builder, x: Value, w: Value, stride: number, pad: number): Value =>
    b.conv(x, w, { stride: [stride, stride], padding: [[pad, pad], [pad, pad]], dilation: [1, 1], inputDilation: [1, 1], groups: 1 });
  const normed = (x: Value): Value => b.batchNorm(x, { epsilon: 1e-5 })[0]!;
  const x = param(4, 2, 16, 16), stem = param(4, 2, 3, 3);
  const h = b.relu(normed(same(b, x, stem, 1, 1)));
  const inner = b.relu(normed(same(b, h, param(6, 4, 3, 3), 2, 1)));
  const y = b.add(normed(same(b, inner, param(6, 6, 3, 3), 1, 1)), normed(same(b, h, param(6, 4, 1, 1), 2, 0)));
  const pooled = b.mean(b.maxPool(b.relu(y), { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]] }), { axes: [2, 3] });
  const scores = b.matmul(pooled, param(6, 5));
  return b.finish([b.mean(b.square(b.sub(scores, 1)), { axes: [0, 1] })]);
}

test('a residual network has the same loss and gradients', () => {
  const loss = residualNetwork(), wrt = loss.inputs.map((_, i) => i), graph = gradGraph(loss, wrt);
  const data = tensors(shapesOf(graph.inputs), 7).map(({ data }) => Float32Array.from(data));
  const plain = run(referenceBackend(), compileGraph(graph, { passes: standard.filter((p) => p.name !== 'convolution'), fuse: false }), data);
  const program = compileGraph(runPasses(graph, standard)), empty = graph.outputs.map((y) => new Float32Array(known(y.type.shape).reduce((p, n) => p * n, 1)));
  const products = runProgram(program, data, empty).slice(data.length);
  plain.forEach((right, i) => {
    const numbers = Array.from(right), scale = Math.max(...numbers.map(Math.abs));
    expect(scale).toBeGreaterThan(0);
    numbers.forEach((v, j) => expect(Math.abs(products[i]![j]! - v) / scale).toBeLessThan(1e-5));
  });
});

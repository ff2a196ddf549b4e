/** Loops, choices and loops with a condition on the CPU engine, on one thread and on several, against the reference. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../backends/cpu/index.ts';
import { runsAlone } from '../../../backends/cpu/program.ts';
import { barrierCount, order, type OrderedStep } from '../../../backends/cpu/programOrder.ts';
import { referenceBackend } from '../../../backends/reference/engine.ts';
import type { Graph } from '../../../core/graph.ts';
import { compileGraph } from '../../../lowering/compile.ts';
import { vjpGraph } from '../../../lowering/grad.ts';
import type { Program } from '../../../lowering/program.ts';
import { standard } from '../../../lowering/passes/pipeline.ts';
import { graphBuilder } from '../../../ops/builder.ts';
import { choices, loops, shapesOf, tensors, whiles } from '../../lowering/graphs.ts';
import { run } from '../run.ts';

const engines = [1, 3].map((threads) => cpu({ threads, aloneNs: 0 }));
afterAll(() => { for (const engine of engines) engine.dispose(); });

const agrees = (g: Graph, seed: number): void => {
  const inputs = tensors(shapesOf(g.inputs), seed).map(({ data }) => Float32Array.from(data));
  const expected = run(referenceBackend(), compileGraph(g, { passes: standard, fuse: false }), inputs);
  for (const engine of engines) for (const fuse of [true, false]) {
    const got = run(engine, compileGraph(g, { passes: standard, fuse }), inputs);
    expected.forEach((y, i) => {
      const scale = Math.max(1, ...[...y].map(Math.abs));
      y.forEach((v, j) => expect(Math.abs(got[i]![j]! - v) / scale).toBeLessThan(2e-5));
    });
  }
};

describe.each(Object.entries({ loops, choices, whiles }))('%s', (_, graphs) => {
  test('as the reference has them', () => fc.assert(fc.property(graphs, fc.nat(), agrees), { numRuns: 12, seed: 31 }));
  test('and their gradients', () => fc.assert(fc.property(graphs, fc.nat(), (g, seed) => agrees(vjpGraph(g, { wrt: [0] }), seed)), { numRuns: 8, seed: 32 }));
});

/** Values that several threads share, in a loop that turns until their greatest is small: (x, n) → (x · 0.9, n + 1). */
test('a condition over many elements waits for all of them', () => {
  const size = 5000, b = graphBuilder('decay'), type = { shape: [size], dtype: 'f32' } as const, count = { shape: [], dtype: 'i32' } as const;
  const test = graphBuilder('large'), turn = graphBuilder('turn');
  const [x] = [test.input(type), test.input(count)], [y, n] = [turn.input(type), turn.input(count)];
  const loop = { condition: test.finish([test.gt(test.max(x, { axes: [0] }), 1)]), body: turn.finish([turn.mul(y, 0.5), turn.add(n, 1)]), constants: 0 };
  const program = compileGraph(b.finish(b.whileLoop([b.input(type), b.full({ value: 0, ...count })], loop)), { passes: standard });
  for (const engine of engines)
    for (let at = 0; at < size; at += 1249) {
      const [decayed, turns] = run(engine, program, [Float32Array.from({ length: size }, (_, i) => (i === at ? 1000 : 1))]);
      expect([turns![0], decayed![at]]).toEqual([10, Math.fround(1000 / 1024)]);
    }
});

/** x ← 0.5 · x, a thousand times. */
const halves = (size: number): readonly [Program, readonly OrderedStep[]] => {
  const b = graphBuilder('halves'), turn = graphBuilder('turn'), type = { shape: [size], dtype: 'f32' } as const;
  const program = compileGraph(b.finish(b.scan([b.input(type)], { body: turn.finish([turn.mul(turn.input(type), 0.5)]), constants: 0, carries: 1, length: 1000, reverse: false })));
  return [program, order(program)];
};
test('a loop runs on one thread when its turns are too short to share, however many there are', () => {
  expect(barrierCount(halves(1)[1])).toBeGreaterThan(500);
  expect([1, 1000, 1_000_000].map((size) => runsAlone(...halves(size), 40_000))).toEqual([true, true, false]);
  expect(runsAlone(...halves(1), 0)).toBe(false);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { TypedArray } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { run } from '../backends/run.ts';
import { build, choices } from './randomGraph.ts';
import { diagonalOf, fill, numbers, rangeOf, typesOf } from './samples.ts';

/** The graph run both ways on the same numbers. Sums may run in another order when fused, hence the tolerance. */
function compare(graph: Graph, data: readonly TypedArray[]): void {
  const engine = referenceBackend();
  const plain = run(engine, compileGraph(graph, { passes: standard, fuse: false }), data);
  const fused = run(engine, compileGraph(graph, { passes: standard }), data);
  plain.forEach((expected, i) => {
    const got = fused[i]!;
    expect(got.length).toBe(expected.length);
    for (let e = 0; e < expected.length; e++) {
      const x = expected[e]!, y = got[e]!;
      if (Object.is(x, y) || Math.abs(x - y) <= 2e-5 * Math.max(1, Math.abs(x))) continue;
      expect.fail(`output ${i}, element ${e}: ${y} fused, ${x} unfused`);
    }
  });
}

describe('every sample of an operation gives the same fused as unfused', () => {
  for (const op of Object.values(ops) as readonly AnyOp[])
    op.samples.forEach((sample, n) => test(`${op.name} ${n}`, () => {
      const types = typesOf(sample), b = graphBuilder('sample');
      const graph = b.finish(b.emit(op, types.map((t) => b.input(t)), sample.params ?? {}));
      const next = numbers(n + 1);
      compare(graph, types.map((t, i) => fill(t, next, rangeOf(sample, i), diagonalOf(sample, i))));
    }));
});

test('random graphs give the same fused as unfused', () => {
  fc.assert(fc.property(choices, ([list, length]) => {
    const { graph, inputs } = build(list, length);
    const next = numbers(5);
    compare(graph, inputs.map((t) => fill(t, next)));
  }), { numRuns: 300 });
});

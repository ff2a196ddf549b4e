/** Every sample of every operation, with any of its operands batched: what batching gives is what a loop over the batch gives, bit for bit. */
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { TypedArray } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp, Sample } from '../../core/op.ts';
import { known } from '../../core/shape.ts';
import { verifyGraph } from '../../core/verify.ts';
import { batchGraph } from '../../lowering/batch.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { expand } from '../../lowering/passes/expand.ts';
import type { Program } from '../../lowering/program.ts';
import * as ops from '../../ops/all.ts';
import { run } from '../backends/run.ts';
import { fill, numbers, rangeOf } from '../lowering/samples.ts';
import { sampleGraph } from './sample.ts';

const records = Object.values(ops) as readonly AnyOp[];
const size = 3;

const compile = (graph: Graph): Program => compileGraph(graph, { passes: [expand()], fuse: false });
const elements = (shape: readonly unknown[]): number => (shape as number[]).reduce((n, d) => n * d, 1);

/** All ways to batch some of n operands; of many operands each alone, all but each, and all. */
function choices(n: number): readonly (readonly boolean[])[] {
  const flags = (pick: (i: number) => boolean): boolean[] => Array.from({ length: n }, (_, i) => pick(i));
  if (n <= 3) return Array.from({ length: 2 ** n - 1 }, (_, k) => flags((i) => ((k + 1) >> i & 1) === 1));
  return [flags(() => true), ...flags(() => true).flatMap((_, k) => [flags((i) => i === k), flags((i) => i !== k)])];
}

function expectLoop(graph: Graph, single: Program, sample: Sample, batched: readonly boolean[], seed: number): void {
  const next = numbers(seed + 1);
  const data = graph.inputs.map((x, i) => fill(batched[i] ? { shape: [size, ...known(x.type.shape)], dtype: x.type.dtype } : x.type, next, i < sample.inputs.length ? rangeOf(sample, i) : undefined));
  const all = batchGraph(graph, batched, { size, name: undefined });
  verifyGraph(all.graph);
  expect(all.batched).toEqual(graph.outputs.map(() => true));
  const found = run(referenceBackend(), compile(all.graph), data);
  for (let e = 0; e < size; e++) {
    const one = run(referenceBackend(), single, data.map((d, i) => {
      const n = elements(graph.inputs[i].type.shape);
      return batched[i] ? d.slice(e * n, (e + 1) * n) as TypedArray : d;
    }));
    one.forEach((want, k) => {
      const have = found[k].slice(e * want.length, (e + 1) * want.length);
      expect([...have], `result ${k} of element ${e}`).toEqual([...want]);
    });
  }
}

describe.each(records.filter((op) => op.samples.length > 0 && op.arity !== 0))('$name', (op) => {
  test.each(op.samples.map((sample, n) => ({ sample, n })))('sample $n', ({ sample, n }) => {
    const graph = sampleGraph(op, sample), single = compile(graph);
    for (const batched of choices(graph.inputs.length)) expectLoop(graph, single, sample, batched, n);
  });
});

test.each(records.filter((op) => op.arity !== 0))('$name can be batched', (op) => {
  expect(op.batch ?? op.scalar ?? op.expand ?? op.control ?? op.across).toBeDefined();
  // Batched part by part it would lose the derivative that was written for the whole.
  if (op.expand && (op.vjp ?? op.jvp ?? op.partials)) expect(op.batch).toBeDefined();
});

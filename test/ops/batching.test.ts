/** Every sample of every operation, with any of its operands batched: what batching gives is what a loop over the batch gives, bit for bit. */
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import { isFloat, type TypedArray } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp, Sample } from '../../core/op.ts';
import { known } from '../../core/shape.ts';
import { verifyGraph } from '../../core/verify.ts';
import { batchGraph } from '../../lowering/batch.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { expand } from '../../lowering/passes/expand.ts';
import type { Program } from '../../lowering/program.ts';
import * as ops from '../../ops/all.ts';
import { run } from '../backends/run.ts';
import { evaluate } from '../lowering/evaluate.ts';
import { fill, numbers, rangeOf } from '../lowering/samples.ts';
import { sampleData, sampleGraph } from './sample.ts';

const records = Object.values(ops) as readonly AnyOp[];
const size = 3;

const compile = (graph: Graph): Program => compileGraph(graph, { passes: [expand()], fuse: false });
const elements = (shape: readonly unknown[]): number => (shape as number[]).reduce((n, d) => n * d, 1);

/** All ways to batch some of up to two operands; of more all at once, and in turns from sample to sample each alone or all but each. */
function choices(n: number, turn: number): readonly (readonly boolean[])[] {
  const flags = (pick: (i: number) => boolean): boolean[] => Array.from({ length: n }, (_, i) => pick(i));
  if (n <= 2) return Array.from({ length: 2 ** n - 1 }, (_, k) => flags((i) => ((k + 1) >> i & 1) === 1));
  return [flags(() => true), ...flags(() => true).map((_, k) => flags((i) => (i === k) === (turn % 2 === 0)))];
}

function expectLoop(graph: Graph, single: Program, sample: Sample, batched: readonly boolean[], seed: number): void {
  const next = numbers(seed + 1);
  const data = graph.inputs.map((x, i) => fill(batched[i] ? { shape: [size, ...known(x.type.shape)], dtype: x.type.dtype } : x.type, next, i < sample.inputs.length ? rangeOf(sample, i) : undefined));
  const all = batchGraph(graph, batched, { size, name: undefined });
  verifyGraph(all.graph);
  const found = run(referenceBackend(), compile(all.graph), data);
  for (let e = 0; e < size; e++) {
    const one = run(referenceBackend(), single, data.map((d, i) => {
      const n = elements(graph.inputs[i].type.shape);
      return batched[i] ? d.slice(e * n, (e + 1) * n) as TypedArray : d;
    }));
    one.forEach((want, k) => {
      const have = all.batched[k] ? found[k].slice(e * want.length, (e + 1) * want.length) : found[k];
      expect([...have], `result ${k} of element ${e}`).toEqual([...want]);
    });
  }
}

describe.each(records.filter((op) => op.samples.length > 0 && op.arity !== 0))('$name', (op) => {
  test.each(op.samples.map((sample, n) => ({ sample, n })))('sample $n', ({ sample, n }) => {
    const graph = sampleGraph(op, sample), single = compile(graph);
    for (const batched of choices(graph.inputs.length, n)) expectLoop(graph, single, sample, batched, n);
  });
});

test.each(records.filter((op) => op.samples.length > 0 && op.arity !== 0))('$name of a batch of none', (op) => {
  for (const sample of op.samples) {
    const graph = sampleGraph(op, sample), none = batchGraph(graph, graph.inputs.map(() => true), { size: 0, name: undefined });
    verifyGraph(none.graph);
    none.graph.outputs.forEach((y, k) => { if (none.batched[k]) expect(y.type.shape[0]).toBe(0); });
  }
});

describe('the derivative of a batch is the batch of the derivative', () => {
  const floats = (graph: Graph): number[] => graph.inputs.flatMap((x, i) => (isFloat(x.type.dtype) ? [i] : []));
  const cases = records.flatMap((op) => op.samples.map((sample, n) => ({ op, sample, n, graph: sampleGraph(op, sample) })))
    .filter(({ graph }) => floats(graph).length > 0 && graph.outputs.some((y) => isFloat(y.type.dtype)));
  test.each(cases)('$op.name, sample $n', ({ op, sample, n, graph }) => {
    // A pseudo-inverse of singular matrices divides by differences.
    const exactness = op.name === 'pinv' ? 1e-6 : 1e-12;
    const size = 2, all = (g: Graph): Graph => batchGraph(g, g.inputs.map(() => true), { size, name: undefined }).graph;
    const outside = vjpGraph(all(graph), { wrt: floats(graph) }), back = vjpGraph(graph, { wrt: floats(graph) });
    const inside = batchGraph(back, back.inputs.map(() => true), { size, name: undefined });
    const data = sampleData({ inputs: outside.inputs.map((x, i) => ({ shape: known(x.type.shape), dtype: x.type.dtype, range: i < sample.inputs.length ? rangeOf(sample, i) : undefined })) }, n);
    const found = evaluate(outside, data), wanted = evaluate(inside.graph, data);
    found.forEach((y, k) => {
      const want = wanted[k].data, same = inside.batched[k] ? want : Array.from({ length: size }, () => want).flat();
      // Infinities and what follows from them must be the same, everything else to rounding.
      y.data.forEach((v, i) => { if (!Object.is(v, same[i])) expect(Math.abs(v - same[i]) / (1 + Math.abs(same[i])), `result ${k}: ${v}, should be ${same[i]}`).toBeLessThan(exactness); });
    });
  });
});

test.each(records.filter((op) => op.arity !== 0))('$name can be batched', (op) => {
  expect(op.batch ?? op.scalar ?? op.expand ?? op.control ?? op.across).toBeDefined();
  // Batched part by part it would lose the derivative that was written for the whole.
  if (op.expand && (op.vjp ?? op.jvp ?? op.partials)) expect(op.batch).toBeDefined();
});

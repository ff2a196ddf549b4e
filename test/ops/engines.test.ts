/** Every sample of every operation, and of its derivative: compiled to WebAssembly it gives what the reference engine gives. */
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import { allocate, isFloat } from '../../core/dtype.ts';
import { decode } from '../../core/encode.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp, Sample } from '../../core/op.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import * as ops from '../../ops/all.ts';
import { runProgram } from '../backends/cpu/run.ts';
import { run } from '../backends/run.ts';
import { diagonalOf, fill, numbers, rangeOf } from '../lowering/samples.ts';
import { sampleGraph } from './sample.ts';

/** The engines differ in the last places of exp and its like, and in the order of sums. */
const tolerance = 1e-5;
const close = (a: number, b: number): boolean => Object.is(a + 0, b + 0) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

function expectSame(graph: Graph, sample: Sample, seed: number): void {
  const program = compileGraph(graph, { passes: standard }), next = numbers(seed + 1);
  const data = graph.inputs.map((x, i) => (i < sample.inputs.length ? fill(x.type, next, rangeOf(sample, i), diagonalOf(sample, i)) : fill(x.type, next)));
  const right = run(referenceBackend(), program, data);
  const found = runProgram(program, data, graph.outputs.map((y, i) => allocate(y.type.dtype, right[i].length))).slice(data.length);
  graph.outputs.forEach(({ type: { dtype } }, i) => {
    const have = Array.from(decode(found[i], dtype)), want = Array.from(decode(right[i], dtype));
    expect(have.length).toBe(want.length);
    const wrong = have.findIndex((x, k) => !(isFloat(dtype) ? close(x, want[k]) : x === want[k]));
    expect(wrong < 0 ? 'the same' : `output ${i}, element ${wrong} is ${have[wrong]}, should be ${want[wrong]}`).toBe('the same');
  });
}

const cases = (Object.values(ops) as readonly AnyOp[]).flatMap((op) => op.samples.map((sample, n) => ({ title: `${op.name} ${n}`, op, sample, n })));

describe('the operation', () => {
  test.each(cases)('$title', ({ op, sample, n }) => expectSame(sampleGraph(op, sample), sample, n));
});

describe('the derivative', () => {
  const floats = (graph: Graph): number[] => graph.inputs.flatMap((x, i) => (isFloat(x.type.dtype) ? [i] : []));
  const smooth = cases.filter(({ op, sample }) => {
    const graph = sampleGraph(op, sample);
    return floats(graph).length > 0 && graph.outputs.some((y) => isFloat(y.type.dtype));
  });
  test.each(smooth)('$title', ({ op, sample, n }) => {
    const graph = sampleGraph(op, sample);
    expectSame(vjpGraph(graph, { wrt: floats(graph) }), sample, n);
  });
});

/** Gradients all the way: differentiated, through every pass, compiled and run in f32 by the reference engine, against f64 from the records. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { Graph } from '../../core/graph.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { runPasses, standard } from '../../lowering/passes/pipeline.ts';
import { run } from '../backends/run.ts';
import { evaluate } from './evaluate.ts';
import { choices, graphs, loops, shapesOf, tensors, whiles } from './graphs.ts';

const agrees = (g: Graph, seed: number): void => {
  const back = vjpGraph(g, { wrt: g.inputs.map((_, i) => i) });
  const inputs = tensors(shapesOf(back.inputs), seed);
  const expected = evaluate(back, inputs);
  const got = run(referenceBackend(), compileGraph(runPasses(back, standard)), inputs.map(({ data }) => Float32Array.from(data)));
  expected.forEach(({ data }, i) => {
    const scale = Math.max(1, ...data.map(Math.abs));
    data.forEach((v, j) => expect(Math.abs(got[i][j] - v) / scale).toBeLessThan(2e-5));
  });
};

test('random graphs', () => fc.assert(fc.property(graphs, fc.nat(), agrees), { numRuns: 60, seed: 21 }));
test('random loops', () => fc.assert(fc.property(loops, fc.nat(), agrees), { numRuns: 60, seed: 22 }));
test('random choices', () => fc.assert(fc.property(choices, fc.nat(), agrees), { numRuns: 40, seed: 23 }));
test('random loops with a condition', () => fc.assert(fc.property(whiles, fc.nat(), agrees), { numRuns: 60, seed: 24 }));

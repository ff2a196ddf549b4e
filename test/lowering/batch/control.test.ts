/** A batch of loops and choices against each element by itself, and the same for their gradients: in f64, straight from the records. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../core/graph.ts';
import { known } from '../../../core/shape.ts';
import { verifyGraph } from '../../../core/verify.ts';
import { batchGraph } from '../../../lowering/batch.ts';
import { vjpGraph } from '../../../lowering/grad.ts';
import { evaluate, sizeOf, type Tensor } from '../evaluate.ts';
import { choices, loops, tensors, whiles } from '../graphs.ts';

const size = 3;
const element = ({ shape, data }: Tensor, k: number): Tensor => ({ shape: shape.slice(1), data: data.slice(k * sizeOf(shape.slice(1)), (k + 1) * sizeOf(shape.slice(1))) });

const agrees = (graph: Graph, flags: readonly boolean[], seed: number): void => {
  const batched = graph.inputs.map((_, i) => flags[i % flags.length]!);
  const x = tensors(graph.inputs.map((v, i) => (batched[i] ? [size, ...known(v.type.shape)] : known(v.type.shape))), seed);
  const all = batchGraph(graph, batched, { size, name: undefined }), found = evaluate(verifyGraph(all.graph), x);
  for (let k = 0; k < size; k++) {
    const one = evaluate(graph, x.map((v, i) => (batched[i] ? element(v, k) : v)));
    one.forEach(({ data }, i) => {
      const mine = all.batched[i] ? element(found[i], k) : found[i], scale = Math.max(1, ...data.map(Math.abs));
      data.forEach((v, j) => expect(Math.abs(mine.data[j] - v) / scale).toBeLessThan(1e-9));
    });
  }
};
const flags = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 });

describe.each(Object.entries({ loops, choices, whiles }))('%s', (_, graphs) => {
  test('one by one and together', () => fc.assert(fc.property(graphs, flags, fc.nat(), agrees), { numRuns: 80, seed: 41 }));
  test('their gradients', () => fc.assert(fc.property(graphs, flags, fc.nat(), (g, f, seed) => agrees(vjpGraph(g, { wrt: [0] }), f, seed)), { numRuns: 40, seed: 42 }));
  test('the gradients of a batch', () => fc.assert(fc.property(graphs, flags, fc.nat(), (g, f, seed) => {
    // ȳ of the batch are the ȳ of its elements, and so are the x̄ of what is batched.
    const batched = g.inputs.map((_, i) => i === 0 || f[i % f.length]!), both = batchGraph(g, batched, { size, name: undefined });
    if (both.batched.includes(false)) return;
    const back = vjpGraph(both.graph, { wrt: [0] }), inputs = tensors(back.inputs.map((v) => known(v.type.shape)), seed), found = evaluate(back, inputs).at(-1)!;
    const alone = vjpGraph(g, { wrt: [0] });
    for (let k = 0; k < size; k++) {
      const wanted = evaluate(alone, inputs.map((v, i) => (i >= g.inputs.length || batched[i] ? element(v, k) : v))).at(-1)!, scale = Math.max(1, ...wanted.data.map(Math.abs));
      element(found, k).data.forEach((v, j) => expect(Math.abs(v - wanted.data[j]) / scale).toBeLessThan(1e-9));
    }
  }), { numRuns: 40, seed: 43 }));
});

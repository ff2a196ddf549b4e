/** Operations against other libraries' answers: values and gradients of test/vectors/records.json, on the reference engine. */
import { expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import { isFloat, type DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { run } from '../backends/run.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';

const records: Readonly<Record<string, AnyOp>> = ops;
/** A few units in the last place of f32, for sums of a few dozen terms. */
const tolerance = 3e-6;

function graphOf(c: VectorCase): Graph {
  const b = graphBuilder(c.op);
  const x = c.inputs.map(({ shape, dtype }) => b.input({ shape, dtype: dtype as DType }));
  return b.finish(b.emit(records[c.op], x, c.params as Params));
}

const results = (graph: Graph, inputs: readonly VectorTensor[]): readonly ArrayLike<number>[] =>
  run(referenceBackend(), compileGraph(graph, { passes: standard }), inputs.map((x) => encode(x.data, x.dtype as DType)))
    .map((y, i) => decode(y, graph.outputs[i].type.dtype));

function expectClose(have: ArrayLike<number>, want: VectorTensor): void {
  expect(have.length).toBe(want.data.length);
  want.data.forEach((w, i) => {
    const close = want.dtype === 'f32' && Number.isFinite(w) ? Math.abs(have[i] - w) <= tolerance * Math.max(1, Math.abs(w)) : Object.is(have[i] + 0, w + 0);
    expect(close, `element ${i} is ${have[i]}, should be ${w}`).toBe(true);
  });
}

const cases = vectors('records').map((c) => ({ c, title: `${c.op} ${c.inputs.map((x) => `${x.dtype}[${x.shape}]`).join(' ')} ${JSON.stringify(c.params)}` }));

test.each(cases)('$title', ({ c }) => {
  const graph = graphOf(c);
  expect(graph.outputs.map((y) => ({ shape: y.type.shape, dtype: y.type.dtype }))).toEqual(c.outputs.map(({ shape, dtype }) => ({ shape, dtype })));
  results(graph, c.inputs).forEach((y, i) => expectClose(y, c.outputs[i]));
  if (!c.grads) return;
  const wrt = c.inputs.flatMap((x, i) => (isFloat(x.dtype as DType) ? [i] : []));
  // The vectors' gradients are of the first output; the others get no cotangent.
  const rest = graph.outputs.slice(1).filter((y) => isFloat(y.type.dtype)).map((y): VectorTensor => {
    const shape = y.type.shape as number[];
    return { shape, dtype: 'f32', data: Array<number>(shape.reduce((p, n) => p * n, 1)).fill(0) };
  });
  const got = results(vjpGraph(graph, { wrt }), [...c.inputs, c.cotangent!, ...rest]);
  wrt.forEach((i, k) => expectClose(got[graph.outputs.length + k], c.grads![i]!));
});

/** Every sample of every operation between floats: jvp against differences, vjp against jvp; and the same of its vjp. */
import { describe, expect, test } from 'vitest';
import { isFloat } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp, Sample } from '../../core/op.ts';
import { jvpGraph } from '../../lowering/jvp.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { checkDerivatives } from '../lowering/check.ts';
import { evaluate } from '../lowering/evaluate.ts';
import { typesOf } from '../lowering/samples.ts';
import { sampleData, sampleGraph } from './sample.ts';

/** Derivatives that differ from the differences on purpose. */
const held = new Set(['stopGradient', 'nextafter', 'reducePrecision']);
/** Results that are infinite where a derivative is 0; differences of infinities are not numbers. */
const infinite = new Set(['causal', 'reduceWindow']);

function finiteGraph(op: AnyOp, sample: Sample): Graph {
  const b = graphBuilder(op.name);
  const outputs = b.emit(op, typesOf(sample).map((t) => b.input(t)), sample.params ?? {});
  return b.finish(outputs.map((y) => b.select(b.eq(b.abs(y), Infinity), 0, y)));
}

const floatsOf = (graph: Graph): number[] => graph.inputs.flatMap((v, i) => (isFloat(v.type.dtype) ? [i] : []));

const differentiable = (Object.values(ops) as readonly AnyOp[]).filter((op) => !held.has(op.name)).flatMap((op) => {
  const graphs = op.samples.map((sample, n) => ({ sample, n, graph: (infinite.has(op.name) && isFloat(typesOf(sample)[0].dtype) ? finiteGraph : sampleGraph)(op, sample) }))
    .filter(({ graph }) => floatsOf(graph).length > 0 && graph.outputs.some((y) => isFloat(y.type.dtype)));
  return graphs.length === 0 ? [] : [{ name: op.name, graphs }];
});

describe.each(differentiable)('$name', ({ graphs }) => {
  test.each(graphs)('sample $n', ({ sample, n, graph }) => {
    const x = sampleData(sample, n);
    checkDerivatives(graph, n, x);
    const back = vjpGraph(graph, { wrt: floatsOf(graph) });
    const g = sampleData({ inputs: back.inputs.slice(x.length).map((v) => ({ shape: v.type.shape as number[], dtype: v.type.dtype })) }, n + 1);
    checkDerivatives(back, n, [...x, ...g]);
  });
});

test('nothing flows through stopGradient', () => {
  const b = graphBuilder('f'), x = b.input({ shape: [], dtype: 'f32' });
  const graph = b.finish([b.mul(x, b.stopGradient(x))]), at = { shape: [], data: [3] }, one = { shape: [], data: [1] };
  for (const derivative of [jvpGraph, vjpGraph]) expect(evaluate(derivative(graph, { wrt: [0] }), [at, one]).map((y) => y.data)).toEqual([[9], [3]]);
});

/**
 * Batching: from a graph that computes y = f(x) one that computes f on every element of a batch at once. Inputs and outputs that are
 * batched have the batch as axis 0; what depends on no batched input is computed once, for all.
 *
 * An operation is batched by the first of these that its record has: `across` (it works along the axis being batched), `batch`,
 * `scalar` (the same on larger operands), `expand` (its parts are batched), `control` (its body is).
 */
import { CotangentError, invariant } from '../core/diagnostic.ts';
import type { Graph, Node, Value } from '../core/graph.ts';
import type { AnyOp, Batch } from '../core/op.ts';
import { showType } from '../core/shape.ts';
import { sameType } from '../core/verify.ts';
import { repeat } from '../ops/batching.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import { batchBarrier, batchCall } from './batch/call.ts';
import { batchCond } from './batch/cond.ts';
import { batchedType, type BatchAxis, type BatchBody, type BatchInto, type BatchOf } from './batch/rules.ts';
import { batchScan } from './batch/scan.ts';
import { batchWhile } from './batch/while.ts';
import { expansion } from './expansion.ts';
import { deadCode } from './passes/deadCode.ts';
import { copy } from './passes/rewrite.ts';

const bodies: Partial<Record<NonNullable<AnyOp['control']>, BatchBody>> = { barrier: batchBarrier, call: batchCall, cond: batchCond, scan: batchScan, while: batchWhile };

export interface BatchedGraph {
  readonly graph: Graph;
  /** Which outputs are batched. */
  readonly batched: readonly boolean[];
}

/** (x…) → (y…), the inputs that are `batched` with the batch as axis 0, and so the outputs that follow from them. */
export function batchGraph(graph: Graph, batched: readonly boolean[], axis: BatchAxis): BatchedGraph {
  const b = graphBuilder(graph.name);
  const args = graph.inputs.map((x, i) => b.input(batched[i] ? batchedType(x.type, axis.size) : x.type));
  const out = batchInto(b, graph, args, batched, axis);
  return { graph: deadCode(b.finish(out.values)), batched: out.batched };
}

const batchInto: BatchInto = (b, graph, args, batched, axis) => {
  const env = new Map<Value, Value>(), varying = new Set<Value>();
  graph.inputs.forEach((x, i) => {
    env.set(x, args[i]);
    if (batched[i]) varying.add(x);
  });
  const outer = b.origin;
  for (const node of graph.nodes) {
    b.origin = node.origin ?? outer;
    const out = batchNode(b, node, node.inputs.map((v) => env.get(v)!), node.inputs.map((v) => varying.has(v)), axis);
    node.outputs.forEach((y, i) => {
      const want = out.batched[i] ? batchedType(y.type, axis.size) : y.type;
      invariant(sameType(out.values[i].type, want),
        `batching ${node.op.name}: result ${i} is ${showType(out.values[i].type)}, but must be ${showType(want)}`);
      env.set(y, out.values[i]);
      if (out.batched[i]) varying.add(y);
    });
  }
  b.origin = outer;
  return { values: graph.outputs.map((y) => env.get(y)!), batched: graph.outputs.map((y) => varying.has(y)) };
};

function batchNode(b: Builder, node: Node, x: readonly Value[], batched: readonly boolean[], axis: BatchAxis): BatchOf {
  const { op, params } = node, at: Batch<unknown> = { x, batched, size: axis.size, params };
  if (op.across && params['axisName'] === axis.name) {
    const out = op.across(b, at);
    return { values: out.map((y) => y.value), batched: out.map((y) => y.isBatched) };
  }
  const throughBody = op.control && bodies[op.control];
  if (throughBody) return throughBody(batchInto, b, node, x, batched, axis);
  if (!batched.includes(true)) return { values: copy(b, node, x), batched: node.outputs.map(() => false) };
  if (op.expand && !op.batch) return batchInto(b, expansion(node), x, batched, axis);
  return { values: batchedResults(b, node, at), batched: node.outputs.map(() => true) };
}

function batchedResults(b: Builder, node: Node, at: Batch<unknown>): readonly Value[] {
  const { op } = node, { size } = at;
  // A batch of none has no results to compute, and rules need not think of it.
  if (size === 0) return node.outputs.map((y) => b.full({ value: 0, ...batchedType(y.type, size) }));
  if (op.batch) return op.batch(b, at) as readonly Value[];
  if (op.scalar) return b.append(op, at.x.map((v, i) => (at.batched[i] ? v : repeat(b, v, size))), node.params, node.outputs.map((y) => batchedType(y.type, size)));
  throw new CotangentError(`ops/${op.name}.ts has no batch; ${op.name} is used under vmap ${node.origin ? `at ${node.origin.label}` : 'here'}`, {
    code: 'NN0710', hint: `write batch in ops/${op.name}.ts, or map over this part with scan`,
  });
}

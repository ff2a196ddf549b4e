/**
 * What nobody uses disappears: nodes, and of operations with bodies the results, carried values, operands and the work for them.
 *     %0 = exp %x0   %1 = sum %x0   return %1   →   %0 = sum %x0   return %0
 */
import type { Graph, Node, Value } from '../../core/graph.ts';
import { GraphBuilder } from '../../core/graph.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import * as ops from '../../ops/all.ts';
import type { CondParams } from '../../ops/cond.ts';
import type { ScanParams } from '../../ops/scan.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';
import { positions } from '../derivative/rules.ts';
import { isEffect } from '../effects.ts';
import { subgraph } from '../subgraph.ts';
import { once, type Pass } from './rewrite.ts';

/** What is left of a node: some of its inputs and outputs, by number. */
interface Rest {
  readonly params: Params;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const prune: Partial<Record<NonNullable<AnyOp['control']>, (node: Node, used: readonly boolean[]) => Rest | undefined>> = { barrier: pruneBarrier, call: pruneCall, cond: pruneCond, scan: pruneScan, while: pruneWhile };

export const deadCode: Pass = once(function deadCode(graph) {
  const needed = new Set<Value>(graph.outputs);
  const rests = new Map<Node, Rest | undefined>();
  for (const node of graph.nodes.toReversed()) {
    const used = node.outputs.map((y) => needed.has(y));
    if (!used.includes(true) && !isEffect(node)) continue;
    const rest = node.op.control && prune[node.op.control]?.(node, used);
    rests.set(node, rest);
    for (const x of rest ? rest.inputs.map((i) => node.inputs[i]) : node.inputs) needed.add(x);
  }
  if (rests.size === graph.nodes.length && [...rests.values()].every((rest) => rest === undefined)) return graph;

  const b = new GraphBuilder(graph.name);
  const env = new Map<Value, Value>(graph.inputs.map((x) => [x, b.input(x.type)]));
  for (const node of graph.nodes) {
    if (!rests.has(node)) continue;
    const { params, inputs, outputs } = rests.get(node) ?? { params: node.params, inputs: node.inputs.map((_, i) => i), outputs: node.outputs.map((_, i) => i) };
    b.origin = node.origin;
    const out = b.append(node.op, inputs.map((i) => env.get(node.inputs[i])!), params, outputs.map((i) => node.outputs[i].type));
    outputs.forEach((i, j) => env.set(node.outputs[i], out[j]));
  }
  return b.finish(graph.outputs.map((y) => env.get(y)!));
});

/** A carried value lives when it is used in the end, or when the body uses it for something that lives. */
function pruneScan(node: Node, used: readonly boolean[]): Rest {
  const params = node.params as unknown as ScanParams, { body, constants, carries } = params;
  const lives = [...used];
  let rest: Graph, reads: ReadonlySet<Value>;
  for (;;) {
    rest = deadCode({ ...body, outputs: body.outputs.filter((_, i) => lives[i]) });
    reads = readsOf(rest);
    const more = positions(lives.slice(0, carries).map((alive, i) => !alive && reads.has(rest.inputs[constants + i])));
    if (more.length === 0) break;
    for (const i of more) lives[i] = true;
  }
  const inputs = positions(rest.inputs.map((x, i) => (i >= constants && i < constants + carries ? lives[i - constants] : reads.has(x))));
  const outputs = positions(lives);
  const same = inputs.length === node.inputs.length && outputs.length === node.outputs.length;
  const left: ScanParams = {
    ...params,
    body: same ? rest : subgraph(rest, rest.name, inputs.map((i) => rest.inputs[i]), rest.outputs, { effects: true }),
    constants: inputs.filter((i) => i < constants).length,
    carries: outputs.filter((i) => i < carries).length,
  };
  return { params: left as unknown as Params, inputs, outputs };
}

/** A carried value lives when it is used in the end, when the condition reads it, or when the body uses it for something that lives. */
function pruneWhile(node: Node, used: readonly boolean[]): Rest {
  const params = node.params as unknown as WhileParams, { constants } = params;
  const condition = deadCode(params.condition), asked = readsOf(condition);
  const lives = used.map((u, i) => u || asked.has(condition.inputs[constants + i]));
  let body: Graph, reads: ReadonlySet<Value>;
  for (;;) {
    body = deadCode({ ...params.body, outputs: params.body.outputs.filter((_, i) => lives[i]) });
    reads = readsOf(body);
    const more = positions(lives.map((alive, i) => !alive && reads.has(body.inputs[constants + i])));
    if (more.length === 0) break;
    for (const i of more) lives[i] = true;
  }
  const inputs = positions(body.inputs.map((x, i) => (i < constants ? reads.has(x) || asked.has(condition.inputs[i]) : lives[i - constants])));
  const left = (graph: Graph): Graph => (inputs.length === node.inputs.length ? graph : subgraph(graph, graph.name, inputs.map((i) => graph.inputs[i]), graph.outputs, { effects: true }));
  const rest: WhileParams = { ...params, condition: left(condition), body: left(body), constants: inputs.filter((i) => i < constants).length };
  return { params: rest as unknown as Params, inputs, outputs: positions(lives) };
}

function pruneBarrier(node: Node, used: readonly boolean[]): Rest {
  return { params: node.params, inputs: positions(used), outputs: positions(used) };
}

/** Where rules of derivatives go with the body, they count its operands and results. */
function pruneCall(node: Node, used: readonly boolean[]): Rest | undefined {
  const { body, ...others } = node.params as { readonly body: Graph };
  if (node.op !== (ops.checkpoint as AnyOp)) return undefined;
  const rest = deadCode({ ...body, outputs: body.outputs.filter((_, i) => used[i]) }), reads = readsOf(rest);
  const inputs = positions(rest.inputs.map((x) => reads.has(x)));
  const left = inputs.length === node.inputs.length ? rest : subgraph(rest, rest.name, inputs.map((i) => rest.inputs[i]), rest.outputs, { effects: true });
  return { params: { ...others, body: left }, inputs, outputs: positions(used) };
}

/** Both branches keep the operands that one of them reads. */
function pruneCond(node: Node, used: readonly boolean[]): Rest {
  const { then, otherwise } = node.params as unknown as CondParams;
  const rests = [then, otherwise].map((branch) => deadCode({ ...branch, outputs: branch.outputs.filter((_, i) => used[i]) }));
  const reads = rests.map(readsOf);
  const operands = positions(then.inputs.map((_, i) => rests.some((rest, k) => reads[k].has(rest.inputs[i]))));
  const left = rests.map((rest) => (operands.length === then.inputs.length ? rest : subgraph(rest, rest.name, operands.map((i) => rest.inputs[i]), rest.outputs, { effects: true })));
  return { params: { then: left[0], otherwise: left[1] }, inputs: [0, ...operands.map((i) => i + 1)], outputs: positions(used) };
}

const readsOf = (graph: Graph): ReadonlySet<Value> => new Set([...graph.nodes.flatMap((n) => n.inputs), ...graph.outputs]);

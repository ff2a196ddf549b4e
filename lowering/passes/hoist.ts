/**
 * Work that is the same in every turn of a loop is done once, before it:
 *     scan %w … { … %0 = exp %w … }   →   %0 = exp %w   scan %w, %0 … { … }
 * So is a carried value that never changes: it becomes a constant. Views (broadcasts, transposes, constants) stay where they
 * are used, for they cost nothing there and memory outside.
 */
import type { Graph, Node, Value } from '../../core/graph.ts';
import type { Params } from '../../core/op.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';
import { dependents } from '../derivative/dependence.ts';
import { positions } from '../derivative/rules.ts';
import { isCheap, isView, sizeBytes } from '../cost.ts';
import { subgraph } from '../subgraph.ts';
import { copy, mapBodies, once, rewrite, rewriteInto, type Pass } from './rewrite.ts';

export const hoist: Pass = once(function hoist(graph) {
  if (!graph.nodes.some((n) => n.op.control)) return graph;
  return rewrite(graph, (b, node, x) => {
    if (!node.op.control) return undefined;
    const params = mapBodies(node.params, hoist);
    if (node.op.control === 'scan') return hoistScan(b, node, x, params as unknown as ScanParams);
    if (node.op.control === 'while') return hoistWhile(b, node, x, params as unknown as WhileParams);
    return copy(b, node, x, params);
  });
});

const fewBytes = 1024;

/** What of a body is done before the loop: what follows from the inputs that are `fixed`, and of it what the turn itself uses. */
function movedOut(body: Graph, fixed: readonly Value[]): readonly Value[] {
  const turns = dependents(body, body.inputs.filter((x) => !fixed.includes(x))), computed = dependents(body, body.inputs);
  // What follows from positions alone (a mask), and a little work on a few elements, is cheaper made anew than read.
  const stays = (n: Node): boolean => isView(n) || (isCheap(n) && (!computed.has(n.outputs[0]) || sizeBytes(n.outputs[0]) < fewBytes));
  const moves = (n: Node): boolean => !n.outputs.some((y) => turns.has(y)) && !stays(n);
  // Of what moves out, only what the turn itself uses comes back in.
  const used = new Set<Value>(body.outputs);
  for (const n of body.nodes) if (!moves(n)) for (const v of n.inputs) used.add(v);
  return body.nodes.filter(moves).flatMap((n) => n.outputs).filter((y) => used.has(y));
}

const before = (b: Builder, body: Graph, fixed: readonly Value[], moved: readonly Value[], operands: readonly Value[]): readonly Value[] =>
  rewriteInto(b, subgraph(body, body.name, fixed, moved), operands, () => undefined);

function hoistScan(b: Builder, node: Node, x: readonly Value[], params: ScanParams): readonly Value[] {
  const { body, constants, carries } = params;
  const still = (i: number): boolean => i < constants || (i < constants + carries && body.outputs[i - constants] === body.inputs[i]);
  const fixed = body.inputs.filter((_, i) => still(i)), changing = body.inputs.filter((_, i) => !still(i));
  const moved = movedOut(body, fixed);
  if (moved.length === 0 && fixed.length === constants) return copy(b, node, x, params as unknown as Params);

  const at = (v: Value): Value => x[body.inputs.indexOf(v)];
  const done = before(b, body, fixed, moved, fixed.map(at));
  const results = body.outputs.flatMap((y, i) => (i < carries && still(constants + i) ? [] : [y]));
  const rest = subgraph(body, body.name, [...fixed, ...moved, ...changing], results);
  const operands = [...fixed.map(at), ...done, ...changing.map(at)];
  const out = b.emit(node.op, operands, {
    ...params, body: rest, constants: fixed.length + moved.length, carries: carries - (fixed.length - constants),
  } satisfies ScanParams);
  let next = 0;
  return body.outputs.map((_, i) => (i < carries && still(constants + i) ? x[constants + i] : out[next++]));
}

/** The same for a loop with a condition, which has parts that move out like those of the body. */
function hoistWhile(b: Builder, node: Node, x: readonly Value[], params: WhileParams): readonly Value[] {
  const { condition, body, constants } = params;
  const still = body.inputs.map((v, i) => i < constants || body.outputs[i - constants] === v), fixed = positions(still), changing = positions(still.map((s) => !s));
  const pick = (graph: Graph, at: readonly number[]): readonly Value[] => at.map((i) => graph.inputs[i]);
  const parts = [condition, body].map((graph) => ({ graph, moved: movedOut(graph, pick(graph, fixed)) }));
  if (fixed.length === constants && parts.every(({ moved }) => moved.length === 0)) return copy(b, node, x, params as unknown as Params);

  const done = parts.map(({ graph, moved }) => before(b, graph, pick(graph, fixed), moved, fixed.map((i) => x[i])));
  const rest = parts.map(({ graph, moved }, k): Graph => {
    // Each takes what has been made for the other too.
    const t = graphBuilder(graph.name), own = pick(graph, fixed).map((v) => t.input(v.type));
    const made = done.map((list) => list.map((v) => t.input(v.type)))[k], changed = pick(graph, changing).map((v) => t.input(v.type));
    const results = k === 1 ? changing.map((i) => graph.outputs[i - constants]) : graph.outputs;
    return t.finish(rewriteInto(t, subgraph(graph, graph.name, [...pick(graph, fixed), ...moved, ...pick(graph, changing)], results), [...own, ...made, ...changed], () => undefined));
  });
  const out = b.emit(node.op, [...fixed.map((i) => x[i]), ...done.flat(), ...changing.map((i) => x[i])],
    { ...params, condition: rest[0], body: rest[1], constants: fixed.length + done.flat().length } satisfies WhileParams);
  let next = 0;
  return body.outputs.map((_, i) => (still[constants + i] ? x[constants + i] : out[next++]));
}

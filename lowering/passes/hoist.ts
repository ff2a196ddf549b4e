/**
 * Work that is the same in every turn of a loop is done once, before it:
 *     scan %w … { … %0 = exp %w … }   →   %0 = exp %w   scan %w, %0 … { … }
 * So is a carried value that never changes: it becomes a constant. Views (broadcasts, transposes, constants) stay where they
 * are used, for they cost nothing there and memory outside.
 */
import type { Node, Value } from '../../core/graph.ts';
import type { Params } from '../../core/op.ts';
import type { Builder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { dependents } from '../derivative/dependence.ts';
import { isCheap, isView, sizeBytes } from '../cost.ts';
import { subgraph } from '../subgraph.ts';
import { copy, mapBodies, once, rewrite, rewriteInto, type Pass } from './rewrite.ts';

export const hoist: Pass = once(function hoist(graph) {
  if (!graph.nodes.some((n) => n.op.control)) return graph;
  return rewrite(graph, (b, node, x) => {
    if (!node.op.control) return undefined;
    const params = mapBodies(node.params, hoist);
    return node.op.control === 'scan' ? hoistScan(b, node, x, params as unknown as ScanParams) : copy(b, node, x, params);
  });
});

const fewBytes = 1024;

function hoistScan(b: Builder, node: Node, x: readonly Value[], params: ScanParams): readonly Value[] {
  const { body, constants, carries } = params;
  const still = (i: number): boolean => i < constants || (i < constants + carries && body.outputs[i - constants] === body.inputs[i]);
  const fixed = body.inputs.filter((_, i) => still(i)), changing = body.inputs.filter((_, i) => !still(i));
  const turns = dependents(body, changing), computed = dependents(body, body.inputs);
  // What follows from positions alone (a mask), and a little work on a few elements, is cheaper made anew than read.
  const stays = (n: Node): boolean => isView(n) || (isCheap(n) && (!computed.has(n.outputs[0]) || sizeBytes(n.outputs[0]) < fewBytes));
  const moves = (n: Node): boolean => !n.outputs.some((y) => turns.has(y)) && !stays(n);
  // Of what moves out, only what the turn itself uses comes back in.
  const used = new Set<Value>(body.outputs);
  for (const n of body.nodes) if (!moves(n)) for (const v of n.inputs) used.add(v);
  const moved = body.nodes.filter(moves).flatMap((n) => n.outputs).filter((y) => used.has(y));
  if (moved.length === 0 && fixed.length === constants) return copy(b, node, x, params as unknown as Params);

  const at = (v: Value): Value => x[body.inputs.indexOf(v)];
  const done = rewriteInto(b, subgraph(body, body.name, fixed, moved), fixed.map(at), () => undefined);
  const results = body.outputs.flatMap((y, i) => (i < carries && still(constants + i) ? [] : [y]));
  const rest = subgraph(body, body.name, [...fixed, ...moved, ...changing], results);
  const operands = [...fixed.map(at), ...done, ...changing.map(at)];
  const out = b.emit(node.op, operands, {
    ...params, body: rest, constants: fixed.length + moved.length, carries: carries - (fixed.length - constants),
  } satisfies ScanParams);
  let next = 0;
  return body.outputs.map((_, i) => (i < carries && still(constants + i) ? x[constants + i] : out[next++]));
}

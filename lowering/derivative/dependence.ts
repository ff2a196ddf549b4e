/** Which values of a graph depend on which. */
import { isFloat } from '../../core/dtype.ts';
import type { Graph, Value } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import { stopGradient } from '../../ops/all.ts';

/** Float values that depend on the chosen inputs through floats: where a derivative may be other than zero. */
export function influenced(graph: Graph, chosen: readonly boolean[]): ReadonlySet<Value> {
  const set = new Set(graph.inputs.filter((x, i) => chosen[i] && isFloat(x.type.dtype)));
  for (const node of graph.nodes)
    if (node.op !== (stopGradient as AnyOp) && node.inputs.some((x) => set.has(x))) for (const y of node.outputs) if (isFloat(y.type.dtype)) set.add(y);
  return set;
}

/** Values that depend on one of these. */
export function dependents(graph: Graph, on: Iterable<Value>): ReadonlySet<Value> {
  const set = new Set(on);
  for (const node of graph.nodes)
    if (node.inputs.some((x) => set.has(x))) for (const y of node.outputs) set.add(y);
  return set;
}

/** These values and all on which they depend. */
export function influencing(graph: Graph, results: Iterable<Value>): ReadonlySet<Value> {
  const set = new Set(results);
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((y) => set.has(y))) for (const x of node.inputs) set.add(x);
  return set;
}

/** Nodes whose results nobody uses disappear. */
import { GraphBuilder, type Graph, type Value } from '../../core/graph.ts';

export function deadCode(graph: Graph): Graph {
  const needed = new Set<Value>(graph.outputs);
  const kept = new Set<Graph['nodes'][number]>();
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((y) => needed.has(y))) continue;
    kept.add(node);
    for (const x of node.inputs) needed.add(x);
  }
  if (kept.size === graph.nodes.length) return graph;
  const b = new GraphBuilder(graph.name);
  const env = new Map<Value, Value>(graph.inputs.map((x) => [x, b.input(x.type)]));
  for (const node of graph.nodes) {
    if (!kept.has(node)) continue;
    b.origin = node.origin;
    const outs = b.append(node.op, node.inputs.map((x) => env.get(x)!), node.params, node.outputs.map((y) => y.type));
    node.outputs.forEach((y, i) => env.set(y, outs[i]!));
  }
  return b.finish(graph.outputs.map((y) => env.get(y)!));
}

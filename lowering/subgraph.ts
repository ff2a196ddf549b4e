import { invariant } from '../core/diagnostic.ts';
import { GraphBuilder, type Graph, type Node, type Value } from '../core/graph.ts';
import { isEffect } from './effects.ts';

/** The part of a graph that computes `outputs` when `inputs`, any of its values, are given; with `effects`, also what is seen from outside. */
export function subgraph(graph: Graph, name: string, inputs: readonly Value[], outputs: readonly Value[], { effects = false }: { readonly effects?: boolean } = {}): Graph {
  const given = new Set(inputs), needed = new Set(outputs.filter((y) => !given.has(y))), nodes = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((y) => needed.has(y)) && !(effects && isEffect(node))) continue;
    nodes.add(node);
    for (const x of node.inputs) if (!given.has(x)) needed.add(x);
  }
  const b = new GraphBuilder(name);
  const env = new Map<Value, Value>();
  for (const x of inputs) env.set(x, b.input(x.type));
  const find = (v: Value): Value => {
    const found = env.get(v);
    invariant(found, `${name} needs a value of ${graph.name} that it is not given`);
    return found;
  };
  for (const node of graph.nodes) {
    if (!nodes.has(node)) continue;
    b.origin = node.origin;
    const out = b.append(node.op, node.inputs.map(find), node.params, node.outputs.map((y) => y.type));
    // A given value stays what was given, though another result of its node is needed.
    node.outputs.forEach((y, i) => { if (!given.has(y)) env.set(y, out[i]); });
  }
  return b.finish(outputs.map(find));
}

/** A graph that uses values from outside made into one that takes them as inputs. */
import { GraphBuilder, type Graph, type Value } from '../core/graph.ts';

export interface Closed {
  /** Inputs: the values from outside first, then the graph's own. */
  readonly graph: Graph;
  readonly free: readonly Value[];
}

export function closeOver(graph: Graph): Closed {
  const inside = new Set<Value>(graph.inputs), free = new Set<Value>();
  const meet = (x: Value): void => {
    if (!inside.has(x)) free.add(x);
  };
  for (const node of graph.nodes) {
    node.inputs.forEach(meet);
    node.outputs.forEach((y) => inside.add(y));
  }
  graph.outputs.forEach(meet);

  const b = new GraphBuilder(graph.name), env = new Map<Value, Value>();
  for (const x of [...free, ...graph.inputs]) env.set(x, b.input(x.type));
  for (const node of graph.nodes) {
    b.origin = node.origin;
    const outs = b.append(node.op, node.inputs.map((x) => env.get(x)!), node.params, node.outputs.map((y) => y.type));
    node.outputs.forEach((y, i) => env.set(y, outs[i]!));
  }
  return { graph: b.finish(graph.outputs.map((y) => env.get(y)!)), free: [...free] };
}

/**
 * Numbers while tracing: a value of a graph under way, worked out from the tensors that its inputs stand for. Everything on the way
 * to it is kept, so that a loop which reads a number in every turn computes each turn once.
 */
import type { Graph, Node, Value } from '../core/graph.ts';
import { subgraph } from '../lowering/subgraph.ts';
import { runGraph } from './run.ts';
import type { Tensor } from './tensor.ts';

/** `known`: values worked out before; new ones are added. `captured`: tensors from outside and the inputs that stand for them. */
export function workOut(graph: Graph, wanted: Value, known: Map<Value, Tensor>, captured: ReadonlyMap<Tensor, Value>): Tensor | undefined {
  const outside = new Map([...captured].map(([x, value]) => [value, x]));
  const leaves = new Map<Value, Tensor>(), nodes = new Set<Node>(), left = [wanted];
  for (let v = left.pop(); v; v = left.pop()) {
    if (leaves.has(v)) continue;
    const x = known.get(v) ?? outside.get(v);
    if (x) {
      const found = inMemory(x);
      if (!found) return undefined;
      leaves.set(v, found);
      known.set(v, found);
    } else if (!v.node) return undefined;
    else if (!nodes.has(v.node)) {
      nodes.add(v.node);
      left.push(...v.node.inputs);
    }
  }
  const fresh = [...nodes].flatMap((n) => n.outputs).filter((y) => !leaves.has(y)).sort((p, q) => p.id - q.id);
  if (fresh.length > 0) {
    const results = runGraph(subgraph(graph, graph.name, [...leaves.keys()], fresh), [...leaves.values()], []);
    fresh.forEach((y, i) => known.set(y, results[i]!));
  }
  return known.get(wanted);
}

/** The tensor itself, or what its value in a trace around this one is. */
const inMemory = (x: Tensor): Tensor | undefined => (x.home.kind === 'memory' ? x : x.home.trace.ended ? undefined : x.home.trace.concrete(x.home.value));

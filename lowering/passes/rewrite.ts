/** The walk that passes share: a graph is made anew node by node, operands first, and a step may put something else in a node's place. */
import type { Graph, GraphBuilder, Node, Value } from '../../core/graph.ts';
import type { Param, Params } from '../../core/op.ts';
import { isGraph } from '../../core/print.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';

export type Pass = (graph: Graph) => Graph;

/** What stands for the node's outputs, made in b from `x`, the new operands; undefined copies the node. */
export type Step = (b: Builder, node: Node, x: readonly Value[]) => readonly Value[] | undefined;

export function rewrite(graph: Graph, step: Step, b: Builder = graphBuilder(graph.name)): Graph {
  return b.finish(rewriteInto(b, graph, graph.inputs.map((x) => b.input(x.type)), step));
}

/** Rewrites the graph's nodes into b with its inputs replaced by `args`; returns what its outputs have become. */
export function rewriteInto(b: Builder, graph: Graph, args: readonly Value[], step: Step): readonly Value[] {
  const env = new Map<Value, Value>();
  graph.inputs.forEach((x, i) => env.set(x, args[i]));
  const outer = b.origin;
  for (const node of graph.nodes) {
    b.origin = node.origin ?? outer;
    const x = node.inputs.map((v) => env.get(v)!);
    const out = step(b, node, x) ?? copy(b, node, x);
    node.outputs.forEach((y, i) => env.set(y, out[i]));
  }
  b.origin = outer;
  return graph.outputs.map((y) => env.get(y)!);
}

export const copy = (b: GraphBuilder, node: Node, x: readonly Value[], params: Params = node.params): readonly Value[] =>
  b.append(node.op, x, params, node.outputs.map((y) => y.type));

/** The parameters with every graph in them replaced; the same object when nothing changes. */
export function mapBodies(params: Params, pass: Pass): Params {
  let changed = false;
  const entries = Object.entries(params).map(([key, p]): [string, Param] => {
    const q = mapBody(p, pass);
    changed ||= q !== p;
    return [key, q];
  });
  return changed ? Object.fromEntries(entries) : params;
}

function mapBody(p: Param, pass: Pass): Param {
  if (typeof p !== 'object') return p;
  if (isGraph(p)) return pass(p);
  if (Array.isArray(p) && p.some((q: Param) => typeof q === 'object' && isGraph(q))) return p.map((q: Param) => mapBody(q, pass));
  return p;
}

/** A pass that remembers: a body that stands in several places is rewritten once, and stays one body. */
export function once(pass: Pass): Pass {
  const done = new WeakMap<Graph, Graph>();
  const remembering: Pass = (graph) => {
    let result = done.get(graph);
    if (!result) done.set(graph, result = pass(graph));
    return result;
  };
  return Object.defineProperty(remembering, 'name', { value: pass.name });
}

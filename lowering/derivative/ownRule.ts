/**
 * Rules that use the function they are for. A graph cannot hold itself: inside the rule the function stands with the rule's name in
 * the rule's place. Where a rule is put to use the name is replaced by the rule once more, so derivatives of any order find it.
 */
import type { Graph } from '../../core/graph.ts';
import type { Param, Params } from '../../core/op.ts';
import { isGraph } from '../../core/print.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { copy, mapBodies, rewrite, rewriteInto } from '../passes/rewrite.ts';

/** Parameters that hold a rule, or its name. */
const places = ['rule', 'forward', 'backward'] as const;
const isNamed = (params: Params, name: string): boolean => places.some((place) => params[place] === name);

const tied = new WeakMap<Graph, Graph>();

/** The graph of a rule, with `parts`, the rule itself, where its name stands. */
export function withItself(graph: Graph, name: string, parts: Params): Graph {
  let result = tied.get(graph);
  if (!result) tied.set(graph, result = mentions(graph, name) ? replaced(graph, name, parts) : graph);
  return result;
}

const replaced = (graph: Graph, name: string, parts: Params): Graph => rewrite(graph, (b, node, x) =>
  copy(b, node, x, isNamed(node.params, name) ? { ...node.params, ...parts } : mapBodies(node.params, (body) => (mentions(body, name) ? replaced(body, name, parts) : body))));

/** Whether the rule uses its function, anywhere in it. */
export const mentions = (graph: Graph, name: string): boolean => graph.nodes.some(({ params }) => isNamed(params, name)) || isMentionedInside(graph, name);

/** Whether the name stands inside a loop, a branch or another function, where what the rule takes from outside is not at hand. */
export const isMentionedInside = (graph: Graph, name: string): boolean =>
  graph.nodes.some(({ op, params }) => op.control !== undefined && Object.values(params).some((p) => bodiesIn(p).some((body) => mentions(body, name))));

const bodiesIn = (p: Param): readonly Graph[] => (typeof p !== 'object' || p === null ? [] : isGraph(p) ? [p] : Array.isArray(p) ? p.flatMap((q: Param) => bodiesIn(q)) : []);

/** The graph of a rule whose last inputs, `outside` many, are the rule's: where its function stands it is given them too. */
export function withOutside(graph: Graph, name: string, outside: number): Graph {
  if (outside === 0) return graph;
  const b = graphBuilder(graph.name), inputs = graph.inputs.map((x) => b.input(x.type));
  return b.finish(rewriteInto(b, graph, inputs, (b, node, x) => (isNamed(node.params, name) ? copy(b, node, [...x, ...inputs.slice(-outside)]) : undefined)));
}

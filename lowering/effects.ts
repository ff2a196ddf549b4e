/** Work that is seen from outside: it is done though nobody uses its results. */
import type { Graph, Node } from '../core/graph.ts';
import type { Param } from '../core/op.ts';
import { isGraph } from '../core/print.ts';

const known = new WeakMap<Graph, boolean>();

export function hasEffects(graph: Graph): boolean {
  let found = known.get(graph);
  if (found === undefined) known.set(graph, found = graph.nodes.some(isEffect));
  return found;
}

export const isEffect = ({ op, params }: Node): boolean => op.effect === true || (op.control !== undefined && Object.values(params).some(holdsEffects));

function holdsEffects(p: Param): boolean {
  if (typeof p !== 'object' || p === null) return false;
  if (isGraph(p)) return hasEffects(p);
  return Array.isArray(p) && p.some(holdsEffects);
}

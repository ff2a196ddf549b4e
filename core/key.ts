/**
 * What a graph is, as a text: two graphs with equal keys compute the same. Keys are whole descriptions, not hashes. They leave out
 * names and places in programs, number values by position, and take one walk over the nodes.
 */
import { Poly, showDim } from './dim.ts';
import type { Graph, Value } from './graph.ts';
import type { AnyOp, Param } from './op.ts';
import { isGraph } from './print.ts';
import { showType } from './shape.ts';

// Records made while tracing may share a name, so an operation is known by its record.
const opKeys = new WeakMap<AnyOp, number>();
let nextOp = 0;
export function opKey(op: AnyOp): number {
  const known = opKeys.get(op);
  if (known !== undefined) return known;
  opKeys.set(op, nextOp);
  return nextOp++;
}

export function paramKey(p: Param): string {
  if (typeof p === 'number') return Object.is(p, -0) ? '-0' : String(p);
  if (typeof p !== 'object') return typeof p === 'string' ? JSON.stringify(p) : String(p);
  if (p instanceof Poly) return showDim(p);
  if (isGraph(p)) return graphKey(p);
  if (Array.isArray(p)) return `[${p.map(paramKey).join()}]`;
  return `{${Object.keys(p).sort().map((key) => `${key}:${paramKey((p as Record<string, Param>)[key])}`).join()}}`;
}

const graphKeys = new WeakMap<Graph, string>();

export function graphKey(graph: Graph): string {
  const known = graphKeys.get(graph);
  if (known !== undefined) return known;
  const at = new Map<Value, number>();
  graph.inputs.forEach((x) => at.set(x, at.size));
  const nodes = graph.nodes.map(({ op, params, inputs, outputs }) => {
    const text = `${opKey(op)}(${inputs.map((x) => at.get(x)).join()})${paramKey(params)}`;
    outputs.forEach((y) => at.set(y, at.size));
    return text;
  });
  const key = `(${graph.inputs.map((x) => showType(x.type)).join()};${nodes.join(';')};${graph.outputs.map((y) => at.get(y)).join()})`;
  graphKeys.set(graph, key);
  return key;
}

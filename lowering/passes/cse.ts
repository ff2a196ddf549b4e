/**
 * The same operation with the same parameters on the same operands is done once:
 *     %0 = exp %x0   %1 = exp %x0   %2 = add %0, %1   →   %0 = exp %x0   %1 = add %0, %0
 * Operations are pure, so this holds for all of them. Bodies are compared by their structure.
 */
import { Poly, showDim } from '../../core/dim.ts';
import { inline, type Graph, type Value } from '../../core/graph.ts';
import type { AnyOp, Param, Params } from '../../core/op.ts';
import { isGraph } from '../../core/print.ts';
import { showType } from '../../core/shape.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { copy, mapBodies, once, rewrite, type Pass } from './rewrite.ts';

export const cse: Pass = once(function cse(graph) {
  const seen = new Map<string, readonly Value[]>();
  return rewrite(graph, (b, node, x) => {
    const params = mapBodies(node.op.control === 'scan' ? sameOperands(x, node.params) : node.params, cse);
    const key = `${opKey(node.op)}(${x.map((v) => v.id).join()})${paramKey(params)}`;
    let outputs = seen.get(key);
    if (!outputs) {
      outputs = copy(b, node, x, params);
      if (node.op.control === 'scan') outputs = sameResults(outputs, params);
      seen.set(key, outputs);
    }
    return outputs;
  });
});

/** A loop that is given the same sequence or constant twice reads the first; deadCode takes the second away. */
function sameOperands(x: readonly Value[], params: Params): Params {
  const { body, constants, carries } = params as unknown as ScanParams;
  const isCarry = (i: number): boolean => i >= constants && i < constants + carries;
  const firsts = x.map((v, i) => (isCarry(i) ? i : x.findIndex((w, j) => w === v && !isCarry(j) && (j < constants) === (i < constants))));
  if (firsts.every((first, i) => first === i)) return params;
  const b = graphBuilder(body.name), inputs = body.inputs.map((v) => b.input(v.type));
  return { ...params, body: b.finish(inline(b, body, firsts.map((i) => inputs[i]))) };
}

/** Of results of every turn that are the same value, the first stands for all. */
function sameResults(outputs: readonly Value[], params: Params): readonly Value[] {
  const { body, carries } = params as unknown as ScanParams;
  return outputs.map((y, i) => (i < carries ? y : outputs[carries + body.outputs.slice(carries).indexOf(body.outputs[i])]));
}

// Keys are whole descriptions, not hashes: two that are equal describe the same.
// Records made while tracing (custom derivatives) may share a name, so an operation is known by its record.
const opKeys = new WeakMap<AnyOp, number>();
let nextOp = 0;
function opKey(op: AnyOp): number {
  const known = opKeys.get(op);
  if (known !== undefined) return known;
  opKeys.set(op, nextOp);
  return nextOp++;
}

function paramKey(p: Param): string {
  if (typeof p === 'number') return Object.is(p, -0) ? '-0' : String(p);
  if (typeof p !== 'object') return typeof p === 'string' ? JSON.stringify(p) : String(p);
  if (p instanceof Poly) return showDim(p);
  if (isGraph(p)) return graphKey(p);
  if (Array.isArray(p)) return `[${p.map(paramKey).join()}]`;
  return `{${Object.keys(p).sort().map((key) => `${key}:${paramKey((p as Record<string, Param>)[key])}`).join()}}`;
}

const graphKeys = new WeakMap<Graph, string>();

/** A body's whole structure, its values numbered by position. */
function graphKey(graph: Graph): string {
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

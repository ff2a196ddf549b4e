/**
 * Is this a graph? Every value defined once and before its uses, types as the operations' rules give them, parameters that are
 * data; the same for the graphs inside parameters. A graph that fails is a defect of ours, so this throws an invariant error.
 */
import { invariant } from './diagnostic.ts';
import { Poly } from './dim.ts';
import type { Graph, Node, Type, Value } from './graph.ts';
import type { Param } from './op.ts';
import { isGraph, valueNames } from './print.ts';
import { sameShape, showType } from './shape.ts';

// Graphs do not change, and passes leave most bodies as they are: each is looked at once.
const verified = new WeakSet<Graph>();

/** Returns the graph it was given. `after` names the pass that made it. */
export function verifyGraph(graph: Graph, after?: string): Graph {
  if (verified.has(graph)) return graph;
  const names = valueNames(graph);
  const fail = (node: Node | undefined, what: string): never => {
    const where = node ? `, ${node.outputs.map((y) => names.get(y)).join(', ')} = ${node.op.name}` : '';
    invariant(false, `${after ? `after ${after}: ` : ''}graph ${graph.name}${where}: ${what}`);
  };
  const defined = new Set<Value>();
  graph.inputs.forEach((x, i) => {
    if (x.node !== undefined || x.index !== i) fail(undefined, `input ${i} is not made as input ${i}`);
    if (defined.has(x)) fail(undefined, `input ${i} stands there twice`);
    defined.add(x);
  });
  for (const node of graph.nodes) {
    const { op, params, inputs, outputs } = node;
    if (op.arity !== undefined && inputs.length !== op.arity) fail(node, `${inputs.length} operands, but ${op.name} takes ${op.arity}`);
    inputs.forEach((x, i) => {
      if (!defined.has(x)) fail(node, `operand ${i} (${names.get(x) ?? 'a value of another graph'}) is used before it is defined`);
    });
    for (const [key, p] of Object.entries(params)) {
      const wrong = strange(p, after);
      if (wrong !== undefined) fail(node, `parameter ${key} holds ${wrong}`);
    }
    const types = typesOf(node, fail);
    if (types.length !== outputs.length) fail(node, `${outputs.length} results, but the rule gives ${types.length}`);
    outputs.forEach((y, i) => {
      if (y.node !== node || y.index !== i) fail(node, `result ${i} does not point back at its node`);
      if (defined.has(y)) fail(node, `${names.get(y)!} is defined twice`);
      if (!sameType(y.type, types[i])) fail(node, `result ${i} says ${showType(y.type)}, the rule of ${op.name} gives ${showType(types[i])}`);
      defined.add(y);
    });
  }
  graph.outputs.forEach((y, i) => {
    if (!defined.has(y)) fail(undefined, `output ${i} is not defined`);
  });
  verified.add(graph);
  return graph;
}

export const sameType = (a: Type, b: Type): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);

function typesOf(node: Node, fail: (node: Node, what: string) => never): readonly Type[] {
  try {
    return node.op.type(node.inputs.map((x) => x.type), node.params);
  } catch (error) {
    return fail(node, (error as Error).message);
  }
}

/** What in a parameter is not data, in words; undefined when all is well. Looks into graphs. */
function strange(p: Param, after: string | undefined): string | undefined {
  if (p === undefined || p instanceof Poly || ['number', 'string', 'boolean'].includes(typeof p)) return undefined;
  if (typeof p !== 'object' || p === null) return `a ${typeof p}`;
  if (isGraph(p)) {
    verifyGraph(p, after);
    return undefined;
  }
  for (const q of Object.values(p)) {
    const wrong = strange(q as Param, after);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

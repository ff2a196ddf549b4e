/**
 * What makes a function other than linear and leaves no trace in its derivative: comparisons, roundings, steps. (What does leave
 * one, a product of two arguments, is seen there: then the derivative depends on the point.)
 */
import { isFloat } from '../core/dtype.ts';
import type { Graph, Node } from '../core/graph.ts';
import { graphBuilder } from '../ops/builder.ts';
import { dependents, influencing } from './derivative/dependence.ts';
import { deadCode } from './passes/deadCode.ts';
import { expand } from './passes/expand.ts';

const parts = expand();

/** The first such operation on the way from the first `inputs` inputs to an output, in words; undefined when there is none. */
export function nonlinearity(given: Graph, inputs: number): string | undefined {
  const graph = deadCode(parts(given)), moving = dependents(graph, graph.inputs.slice(0, inputs)), wanted = influencing(graph, graph.outputs);
  const node = graph.nodes.find((n) => n.outputs.some((y) => wanted.has(y) && moving.has(y)) && (n.outputs.some((y) => !isFloat(y.type.dtype)) || isStep(n, n.inputs.map((x) => moving.has(x)))));
  return node && `${node.op.name}${node.origin ? ` at ${node.origin.label}` : ''}`;
}

/** Its derivative by an operand that moves is zero everywhere. */
function isStep({ op, inputs, outputs, params }: Node, moves: readonly boolean[]): boolean {
  if (!op.partials) return false;
  const b = graphBuilder(op.name), x = inputs.map((v) => b.input(v.type)), y = outputs.map((v) => b.input(v.type));
  return op.partials(b, { x, y, params }).some((partial, i) => moves[i] && partial === undefined);
}

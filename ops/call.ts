/** What the operations share that hold a function as a graph, `body`, which takes their place when they run. */
import type { Graph, Type } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';

/** Throws when a graph does not take or give these types. */
export function fits(op: string, what: string, found: readonly Type[], expected: readonly Type[]): void {
  if (found.length !== expected.length || found.some((t, i) => t.dtype !== expected[i]!.dtype || !sameShape(t.shape, expected[i]!.shape)))
    throw new ShapeError('NN0210', `${op}: ${what} is ${show(found)}, but must be ${show(expected)}`);
}

/** The types of a call's results, when the body takes its operands. */
export function called(op: string, operands: readonly Type[], body: Graph): readonly Type[] {
  fits(op, 'what the body is given', operands, body.inputs.map((x) => x.type));
  return body.outputs.map((y) => y.type);
}

const show = (types: readonly Type[]): string => types.map(showType).join(', ') || 'nothing';

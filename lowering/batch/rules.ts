/** What the rules of batching for operations that hold graphs share. */
import type { Graph, Node, Type, Value } from '../../core/graph.ts';
import { repeat } from '../../ops/batching.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';

/** The axis being made: how long it is, and by which name operations of the graph may mean it. */
export interface BatchAxis {
  readonly size: number;
  readonly name: string | undefined;
}

/** Values, and which of them have the batch as axis 0; the others are the same for the whole batch. */
export interface BatchOf {
  readonly values: readonly Value[];
  readonly batched: readonly boolean[];
}

/** Computes the graph's outputs in b on `args`, of which some are batched. */
export type BatchInto = (b: Builder, graph: Graph, args: readonly Value[], batched: readonly boolean[], axis: BatchAxis) => BatchOf;

/** How an operation that holds graphs is batched, given how a graph is. `x`: the node's operands, made in b. Called also when none of them is batched: a body may name the axis. */
export type BatchBody = (batchInto: BatchInto, b: Builder, node: Node, x: readonly Value[], batched: readonly boolean[], axis: BatchAxis) => BatchOf;

export const batchedType = ({ shape, dtype }: Type, size: number): Type => ({ shape: [size, ...shape], dtype });

/** Each value with the batch as axis 0 where `wanted` says so. */
export const withBatch = (b: Builder, { values, batched }: BatchOf, wanted: readonly boolean[], size: number): readonly Value[] =>
  values.map((v, i) => (wanted[i] && !batched[i] ? repeat(b, v, size) : v));

/** A body with these inputs batched, and which of its outputs then are. */
export const bodyOutputs = (batchInto: BatchInto, body: Graph, batched: readonly boolean[], axis: BatchAxis): readonly boolean[] => once(body, axis, [batched], () => {
  const b = graphBuilder(body.name);
  return batchInto(b, body, inputsOf(b, body, batched, axis), batched, axis).batched;
});

/** A body with these inputs batched, and these outputs at least. */
export const batchedBody = (batchInto: BatchInto, body: Graph, batched: readonly boolean[], wanted: readonly boolean[], axis: BatchAxis): Graph => once(body, axis, [batched, wanted], () => {
  const b = graphBuilder(body.name);
  return b.finish(withBatch(b, batchInto(b, body, inputsOf(b, body, batched, axis), batched, axis), wanted, axis.size));
});

// What the rule of an outer body asks several times, inner ones must not answer several times each. And a body stays one graph.
const answers = new WeakMap<Graph, Map<string, unknown>>();
function once<T>(body: Graph, { size, name }: BatchAxis, flags: readonly (readonly boolean[])[], answer: () => T): T {
  let known = answers.get(body);
  if (!known) answers.set(body, known = new Map());
  const key = JSON.stringify([size, name, flags]);
  if (!known.has(key)) known.set(key, answer());
  return known.get(key) as T;
}

const inputsOf = (b: Builder, body: Graph, batched: readonly boolean[], axis: BatchAxis): readonly Value[] =>
  body.inputs.map((x, i) => b.input(batched[i] ? batchedType(x.type, axis.size) : x.type));

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
export function bodyOutputs(batchInto: BatchInto, body: Graph, batched: readonly boolean[], axis: BatchAxis): readonly boolean[] {
  const b = graphBuilder(body.name);
  return batchInto(b, body, inputsOf(b, body, batched, axis), batched, axis).batched;
}

/** A body with these inputs batched, and these outputs at least. */
export function batchedBody(batchInto: BatchInto, body: Graph, batched: readonly boolean[], wanted: readonly boolean[], axis: BatchAxis): Graph {
  const b = graphBuilder(body.name);
  return b.finish(withBatch(b, batchInto(b, body, inputsOf(b, body, batched, axis), batched, axis), wanted, axis.size));
}

const inputsOf = (b: Builder, body: Graph, batched: readonly boolean[], axis: BatchAxis): readonly Value[] =>
  body.inputs.map((x, i) => b.input(batched[i] ? batchedType(x.type, axis.size) : x.type));

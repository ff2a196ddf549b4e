/** An operation that is made of others, as the graph of its parts. */
import { invariant } from '../core/diagnostic.ts';
import type { Graph, Node } from '../core/graph.ts';
import { graphBuilder } from '../ops/builder.ts';

/** The graph with the node's inputs and outputs that its record's `expand` makes. */
export function expansion({ op, inputs, params }: Node): Graph {
  invariant(op.expand, `ops/${op.name}.ts has no expand`);
  const b = graphBuilder(op.name);
  const x = inputs.map((v) => b.input(v.type));
  return b.finish(op.expand(b, x, params));
}

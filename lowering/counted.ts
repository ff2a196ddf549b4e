/**
 * A loop that ends after `maxSteps` turns as one that carries, behind its other values, the number of the turn:
 *     while c(x) do x = f(x), at most n times   →   i = 0   while c(x) and i < n do x, i = f(x), i + 1
 */
import { inline, type Graph, type Value } from '../core/graph.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import type { WhileParams } from '../ops/whileLoop.ts';

export interface Counted {
  readonly condition: Graph;
  readonly body: Graph;
  /** () → the first values of what is carried besides. */
  readonly more: Graph;
}

const integer = { shape: [], dtype: 'i32' } as const;

export function counted({ condition, body, maxSteps }: WhileParams): Counted {
  const first = graphBuilder('turns');
  if (maxSteps === undefined) return { condition, body, more: first.finish([]) };
  const numbered = (graph: Graph, results: (b: Builder, own: readonly Value[], turn: Value) => readonly Value[]): Graph => {
    const b = graphBuilder(graph.name), x = graph.inputs.map((v) => b.input(v.type)), turn = b.input(integer);
    return b.finish(results(b, inline(b, graph, x), turn));
  };
  return {
    condition: numbered(condition, (b, [test], turn) => [b.and(test!, b.lt(turn, maxSteps))]),
    body: numbered(body, (b, carries, turn) => [...carries, b.add(turn, 1)]),
    more: first.finish([first.full({ value: 0, ...integer })]),
  };
}

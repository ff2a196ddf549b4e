/** A user's function of scalars as a graph, that is then applied to whole tensors element by element: what lax.reduce and lax.reduceWindow fold with. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Graph, Value } from '../../core/graph.ts';
import { printGraph } from '../../core/print.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Tensor } from '../tensor.ts';
import { trace } from '../trace.ts';

/** (p, q) → p ⊕ q; with several operands lists of them. */
export type Computation = (p: Tensor | readonly Tensor[], q: Tensor | readonly Tensor[]) => Tensor | readonly Tensor[];

export interface Elementwise {
  readonly graph: Graph;
  /** Equal for functions that do the same. */
  readonly key: string;
  /** Scalars from outside that the function uses. */
  readonly captured: readonly Tensor[];
  readonly apply: (b: Builder, operands: readonly Value[], captured: readonly Value[]) => readonly Value[];
}

/** Functions with one operation, which are associative: each by the name of that operation. */
const monoids = ['add', 'mul', 'maximum', 'minimum', 'and', 'or', 'xor'] as const;
export type Monoid = (typeof monoids)[number];

/** The operation that the function is, if it is one of two scalars and nothing else. */
export function monoidOf({ inputs, nodes, outputs }: Graph): Monoid | undefined {
  const [node] = nodes;
  if (inputs.length !== 2 || nodes.length !== 1 || outputs.length !== 1 || outputs[0] !== node!.outputs[0]) return undefined;
  return node!.inputs.length === 2 && new Set(node!.inputs).size === 2 ? monoids.find((name) => name === node!.op.name) : undefined;
}

/** Traces f on pairs of scalars of these dtypes. */
export function onElements(name: string, dtypes: readonly DType[], f: Computation, alone: boolean): Elementwise {
  const types = [...dtypes, ...dtypes].map((dtype) => ({ shape: [], dtype }));
  const { graph, captured } = trace(name, types, (inputs) => {
    const n = dtypes.length, result = alone ? f(inputs[0]!, inputs[1]!) : f(inputs.slice(0, n), inputs.slice(n));
    return { outputs: alone ? [result as Tensor] : result as readonly Tensor[], result: undefined };
  });
  const bad = graph.outputs.length !== dtypes.length || graph.outputs.some((y, i) => y.type.shape.length > 0 || y.type.dtype !== dtypes[i]) || captured.some((x) => x.rank > 0);
  const odd = graph.nodes.find(({ op }) => op.scalar === undefined && op.name !== 'full');
  if (bad || odd)
    throw new CotangentError(`${name}: the function ${odd ? `uses ${odd.op.name}, which does not work element by element` : `takes ${dtypes.join(', ')} and gives ${graph.outputs.map((y) => `${y.type.dtype}[${y.type.shape.join(', ')}]`).join(', ')}`}`,
      { code: 'NN0579', hint: 'it takes two scalars of each operand, and gives one of the same dtype' });
  return {
    graph, captured, key: printGraph(graph),
    apply(b, operands, outside) {
      const values = new Map<Value, Value>(graph.inputs.map((x, i) => [x, [...operands, ...outside][i]!]));
      for (const { op, inputs, outputs, params } of graph.nodes)
        values.set(outputs[0]!, (b[op.name as 'add'] as (...args: readonly unknown[]) => Value)(...inputs.map((x) => values.get(x)!), params));
      // What does not depend on the elements is the same for all.
      const { shape } = operands.reduce((p, q) => (q.type.shape.length > p.type.shape.length ? q : p)).type;
      return graph.outputs.map((y) => values.get(y)!).map((y) => (y.type.shape.length < shape.length ? b.broadcast(y, { shape, axes: [] }) : y));
    },
  };
}

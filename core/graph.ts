/**
 * The graph: a pure function on tensors as a list of nodes in single-assignment form.
 * A value is defined once, before its uses; nothing here changes after `finish`.
 * The graph knows no operation by name: a node points at its operation's record.
 */
import type { DType } from './dtype.ts';
import type { Dim } from './dim.ts';
import type { AnyOp, Params } from './op.ts';

/** What is known of a tensor before it exists. Dims are numbers once a model is lowered, and may be symbolic while it is checked. */
export interface Type {
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

/** Where a value comes from, for messages and profiles: a place in a template, or a frame of the user's program. */
export interface Origin {
  /** For example `Gpt/h/2 (layernorm)` or `train.ts:12:9`. */
  readonly label: string;
  readonly span?: { readonly start: number; readonly end: number };
}

export interface Value {
  readonly id: number;
  readonly type: Type;
  /** The node that defines it; absent for an input of the graph. */
  readonly node: Node | undefined;
  /** Which of the node's outputs, or which input of the graph. */
  readonly index: number;
}

export interface Node {
  readonly op: AnyOp;
  readonly params: Params;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly origin: Origin | undefined;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  /** In an order in which every value is defined before it is used. */
  readonly nodes: readonly Node[];
  readonly outputs: readonly Value[];
}

let nextId = 0;

/** Collects nodes; the only way to make a graph. */
export class GraphBuilder {
  readonly #inputs: Value[] = [];
  readonly #nodes: Node[] = [];
  #placed = 0;
  readonly name: string;
  /** Given to every node made from now on. */
  origin: Origin | undefined = undefined;

  constructor(name: string) {
    this.name = name;
  }

  input(type: Type): Value {
    const value: Value = { id: nextId++, type, node: undefined, index: this.#inputs.length };
    this.#inputs.push(value);
    return value;
  }

  /** Adds a node. Shapes and dtypes come from the operation's rule, which throws a ShapeError when the inputs do not fit. */
  emit(op: AnyOp, inputs: readonly Value[], params: Params): readonly Value[] {
    const types = inputs.map((x) => x.type);
    const normal = op.normal ? op.normal(types, params) : params;
    return this.append(op, inputs, normal, op.type(types, normal));
  }

  /** Adds a node whose output types are already known, as when a graph is copied. */
  append(op: AnyOp, inputs: readonly Value[], params: Params, types: readonly Type[]): readonly Value[] {
    const outputs: Value[] = [];
    const node: Node = { op, params, inputs: [...inputs], outputs, origin: this.origin };
    types.forEach((type, index) => outputs.push({ id: nextId++, type, node, index }));
    this.#nodes.push(node);
    return outputs;
  }

  /** Says where the nodes come from that were made since the last such call and have no origin yet; returns them. */
  place(origin: Origin): readonly Node[] {
    const fresh = this.#nodes.slice(this.#placed);
    for (const node of fresh as { -readonly [K in keyof Node]: Node[K] }[]) node.origin ??= origin;
    this.#placed = this.#nodes.length;
    return fresh;
  }

  finish(outputs: readonly Value[]): Graph {
    return { name: this.name, inputs: this.#inputs, nodes: this.#nodes, outputs: [...outputs] };
  }
}

/** Copies the nodes of `graph` into `into` with its inputs replaced by `args`; returns what its outputs have become. */
export function inline(into: GraphBuilder, graph: Graph, args: readonly Value[]): readonly Value[] {
  const env = new Map<Value, Value>();
  graph.inputs.forEach((x, i) => env.set(x, args[i]!));
  const outer = into.origin;
  for (const node of graph.nodes) {
    into.origin = node.origin ?? outer;
    const outs = into.append(node.op, node.inputs.map((x) => env.get(x)!), node.params, node.outputs.map((y) => y.type));
    node.outputs.forEach((y, i) => env.set(y, outs[i]!));
  }
  into.origin = outer;
  return graph.outputs.map((y) => env.get(y)!);
}

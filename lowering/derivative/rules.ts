/** What forward and reverse mode share: derivatives that may be absent, the shape of a rule for operations with bodies, what is refused. */
import { CotangentError, invariant } from '../../core/diagnostic.ts';
import { isFloat } from '../../core/dtype.ts';
import type { Graph, Node, Origin, Type, Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';

/** A derivative that may be absent: then it is zero everywhere. */
export type Maybe = Value | undefined;

export interface Pullback {
  readonly outputs: readonly Value[];
  /** Cotangents of the arguments from cotangents of the outputs. */
  pull(cotangents: readonly Maybe[]): readonly Maybe[];
}

export interface Pushforward {
  readonly outputs: readonly Value[];
  readonly tangents: readonly Maybe[];
}

/** Computes the graph's outputs in b from `args`, and prepares to go back. `active`: which arguments are differentiated; `wanted`: which outputs will have a cotangent. */
export type PullGraph = (b: Builder, graph: Graph, args: readonly Value[], active: readonly boolean[], wanted: readonly boolean[]) => Pullback;
/** Computes the graph's outputs and their tangents in b. */
export type PushGraph = (b: Builder, graph: Graph, args: readonly Value[], tangents: readonly Maybe[]) => Pushforward;

/** How an operation that holds graphs is differentiated, given how a graph is. `x`: the node's operands, made in b. */
export type PullBody = (pullGraph: PullGraph, b: Builder, node: Node, x: readonly Value[], active: readonly boolean[], wanted: readonly boolean[]) => Pullback;
export type PushBody = (pushGraph: PushGraph, b: Builder, node: Node, x: readonly Value[], tangents: readonly Maybe[]) => Pushforward;

export const zeros = (b: Builder, { shape, dtype }: Type): Value => b.full({ value: 0, shape, dtype });

export const positions = (flags: readonly boolean[]): readonly number[] => flags.flatMap((f, i) => (f ? [i] : []));

export function requireFloat(transformation: string, graph: Graph, input: number): void {
  const x = graph.inputs[input];
  invariant(x && isFloat(x.type.dtype), `${transformation} by input ${input}, which is ${x ? showType(x.type) : 'missing'} and no float`);
}

export function missingRule(transformation: string, op: string, field: string, origin: Origin | undefined): CotangentError {
  return new CotangentError(`ops/${op}.ts has no ${field}; ${op} is used under ${transformation} ${origin ? `at ${origin.label}` : 'here'}`, {
    code: 'NN0701', hint: `write ${field} in ops/${op}.ts, or wrap the operand in stopGradient if its derivative is not wanted`,
  });
}

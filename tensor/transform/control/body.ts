/** The functions that loops and branches are given, as graphs: traced once; the tensors from outside that they use come in as constants. */
import { inline, type Graph, type Type, type Value } from '../../../core/graph.ts';
import { graphBuilder, type Builder } from '../../../ops/builder.ts';
import type { Tensor } from '../../tensor.ts';
import { call, trace } from '../../trace.ts';
import { readTree, type Tree } from './tree.ts';

export interface Body {
  readonly graph: Graph;
  /** Inputs after those asked for. */
  readonly captured: readonly Tensor[];
  readonly result: Tree;
}

export interface Weakly extends Type {
  readonly weak?: boolean;
}

/** Traces f on tensors of these types. `name` stands for its result in messages. */
export function traceBody(what: string, types: readonly Weakly[], f: (x: readonly Tensor[]) => { readonly name: string; readonly tree: unknown }): Body {
  return trace(what, types, (x) => {
    const { name, tree } = f(x), result = readTree(what, name, tree);
    return { outputs: result.tensors, result };
  });
}

/** Graphs over the same tensors from outside: those come first, then each graph's own inputs. */
export function withConstants(bodies: readonly Body[]): { readonly constants: readonly Tensor[]; readonly graphs: readonly Graph[] } {
  const constants = [...new Set(bodies.flatMap((body) => body.captured))];
  const graphs = bodies.map(({ graph, captured }) => {
    const b = graphBuilder(graph.name), first = constants.map((x) => b.input(x.type)), own = graph.inputs.slice(0, graph.inputs.length - captured.length).map((v) => b.input(v.type));
    return b.finish(inline(b, graph, [...own, ...captured.map((x) => first[constants.indexOf(x)]!)]));
  });
  return { constants, graphs };
}

/** Runs what `build` makes of these tensors, or records it in the trace that is under way. */
export function callOn(name: string, operands: readonly Tensor[], build: (b: Builder, x: readonly Value[]) => readonly Value[]): readonly Tensor[] {
  const b = graphBuilder(name);
  return call(b.finish(build(b, operands.map((x) => b.input(x.type)))), operands);
}

/** Forward mode: derivatives of functions on trees along a direction. JAX's names and meaning. */
import { flatten, treeKey } from '../../core/tree.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { inline, type Graph } from '../../core/graph.ts';
import { jvpGraph } from '../../lowering/jvp.ts';
import { cse } from '../../lowering/passes/cse.ts';
import { split } from '../../lowering/split.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { readArguments, type Arguments } from '../arguments.ts';
import type { Tensor } from '../tensor.ts';
import { call } from '../trace.ts';
import { checkDirections, filled, floats, places } from './directions.ts';
import { traceCall, withoutOptions, type TracedCall } from './traced.ts';

interface Aux { readonly hasAux: true }

/** The tangents of the floats among the primals. */
function tangentsOf(what: string, read: Arguments, primals: readonly unknown[], tangents: readonly unknown[]): readonly Tensor[] {
  const along = readArguments(tangents, [], 'all');
  checkDirections(what, places(along.tensors, along.paths), places(read.tensors, read.paths));
  if (treeKey(flatten([...primals]).def) !== treeKey(flatten([...tangents]).def))
    throw new CotangentError(`${what}: primals and tangents are trees of different structure`, { code: 'NN0515', hint: 'make the tangents of the same objects and lists as the primals' });
  return floats(read.tensors).map((i) => along.tensors[i]!);
}

/**
 * f at primals, and its derivative there along tangents: [y, ẏ] with ẏ = ∂f/∂x · ẋ.   Both lists hold one tree per argument of f.
 * y and ẏ have the structure of f's result; ẏ of an integer is 0.   With hasAux f returns [y, aux], and jvp [y, ẏ, aux].   As jax.jvp.
 * @example
 * const [y, dy] = jvp((x) => square(x), [tensor([1, 2, 3])], [tensor([1, 0, 1])]);
 * y // [1, 4, 9]
 * dy // [2, 0, 6]
 */
export function jvp<A extends readonly unknown[], R, X>(f: (...args: A) => readonly [R, X], primals: A, tangents: NoInfer<A>, options: Aux): [R, R, X];
export function jvp<A extends readonly unknown[], R>(f: (...args: A) => R, primals: A, tangents: NoInfer<A>, options?: { readonly hasAux?: false }): [R, R];
export function jvp(f: (...args: never[]) => unknown, primals: readonly unknown[], tangents: readonly unknown[], { hasAux = false }: { readonly hasAux?: boolean } = {}): unknown[] {
  const read = readArguments(primals, [], 'all'), along = tangentsOf('jvp', read, primals, tangents);
  const traced = traceCall(f.name || 'f', f, read, { hasAux, known: true }), { graph, captured, values, rebuild, rebuildAux } = traced;
  const all = call(pushed(traced, read), [...read.tensors, ...captured, ...along]), moving = all.slice(graph.outputs.length);
  const outs = traced.marked(all.slice(0, graph.outputs.length)), y = outs.slice(0, values);
  read.dispose();
  return [rebuild(y), rebuild(filled(y, moving)), ...(hasAux ? [rebuildAux(outs.slice(values))] : [])];
}

/** (x…, ẋ of the floats) → (y…, aux…, ẏ of the floats among the y). */
function pushed({ graph, values }: TracedCall, read: Arguments): Graph {
  const joint = jvpGraph(graph, { wrt: floats(read.tensors) }), all = graph.outputs.length;
  return { ...joint, outputs: joint.outputs.slice(0, all + floats(graph.outputs.slice(0, values).map((y) => y.type)).length) };
}

/** Values as the function itself computes them: a loop that carries tangents gives values only together with those. */
function apart(graph: Graph, joint: Graph): Graph {
  const b = graphBuilder(graph.name), args = joint.inputs.map((x) => b.input(x.type));
  const values = inline(b, graph, args.slice(0, graph.inputs.length)), both = inline(b, joint, args);
  return cse(b.finish([...values, ...both.slice(values.length)]));
}

/**
 * f at primals, and the linear function that takes tangents of the primals to those of the result: [y, fJvp].
 * What follows from the primals alone is computed once and kept; of f only loops and checkpoints run again with fJvp.   With hasAux: [y, fJvp, aux].   As jax.linearize.
 * @example
 * const [y, along] = linearize((x) => sin(x), tensor(0));
 * y // 0
 * along(tensor(2)) // 2
 */
export function linearize<A extends readonly unknown[], R, X>(f: (...args: A) => readonly [R, X], ...primals: [...A, Aux]): [R, (...tangents: A) => R, X];
export function linearize<A extends readonly unknown[], R>(f: (...args: A) => R, ...primals: A): [R, (...tangents: A) => R];
export function linearize(f: (...args: never[]) => unknown, ...given: readonly unknown[]): unknown[] {
  const { args, hasAux } = withoutOptions(given);
  const read = readArguments(args, [], 'all');
  const traced = traceCall(f.name || 'f', f, read, { hasAux, known: true }), { graph, captured, values, rebuild, rebuildAux } = traced;
  const inputs = [...read.tensors, ...captured];
  const { forward, linear, kept } = split(apart(graph, pushed(traced, read)), inputs.length, graph.outputs.length);
  const all = call(forward, inputs), outs = traced.marked(all.slice(0, graph.outputs.length));
  const held = [...inputs, ...outs, ...all.slice(graph.outputs.length)];
  const y = outs.slice(0, values), types = y.map(({ shape, dtype, weak }) => ({ shape, dtype, weak }));
  const along = (...tangents: readonly unknown[]): unknown => {
    const moving = call(linear, [...kept.map((i) => held[i]!), ...tangentsOf('linearize', read, args, tangents)]);
    return rebuild(filled(types, moving));
  };
  return [rebuild(y), along, ...(hasAux ? [rebuildAux(outs.slice(values))] : [])];
}

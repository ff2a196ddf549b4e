/** Reverse mode: cotangents of a function's arguments from cotangents of its result; and the transpose of a linear function. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat } from '../../core/dtype.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { nonlinearity } from '../../lowering/linearity.ts';
import { split } from '../../lowering/split.ts';
import { readArguments, readResults } from '../arguments.ts';
import { readTypes, type TypeTree } from '../argumentTypes.ts';
import type { Tensor } from '../tensor.ts';
import { call } from '../trace.ts';
import { checkDirections, filled, floats, places } from './directions.ts';
import { traceCall, withoutOptions, type TracedCall } from './traced.ts';

interface Aux { readonly hasAux: true }

/** The cotangents of the floats in the value. */
function cotangentsOf(what: string, { graph, values, paths }: TracedCall, cotangent: unknown): readonly Tensor[] {
  const g = readResults(cotangent, true), types = graph.outputs.slice(0, values).map((y) => y.type);
  checkDirections(what, places(g.tensors, g.paths), places(types, paths));
  return g.tensors.filter((t) => isFloat(t.dtype));
}

/**
 * f at primals, and the function that takes a cotangent of the result to cotangents of the arguments: [y, pull] with pull(ȳ) = ȳ · ∂f/∂x,
 * a list with one tree per argument. What follows from the primals alone is computed once and kept: pull does not run f again, and may
 * be called any number of times. The cotangent of an integer is 0.   With hasAux: [y, pull, aux].   As jax.vjp.
 * @example
 * const [y, pull] = vjp((x, w) => sum(mul(x, w)), tensor([1, 2]), tensor([3, 4]));
 * y // 11
 * pull(tensor(1)) // [[3, 4], [1, 2]]
 */
export function vjp<A extends readonly unknown[], R, X>(f: (...args: A) => readonly [R, X], ...primals: [...A, Aux]): [R, (cotangent: R) => A, X];
export function vjp<A extends readonly unknown[], R>(f: (...args: A) => R, ...primals: A): [R, (cotangent: R) => A];
export function vjp(f: (...args: never[]) => unknown, ...given: readonly unknown[]): unknown[] {
  const { args, hasAux } = withoutOptions(given);
  const read = readArguments(args, [], 'all');
  const traced = traceCall(f.name || 'f', f, read, { hasAux, known: true }), { graph, captured, values, rebuild, rebuildAux } = traced;
  const inputs = [...read.tensors, ...captured];
  const joint = vjpGraph(graph, { wrt: floats(read.tensors), values });
  const { forward, linear, kept } = split(joint, inputs.length, graph.outputs.length);
  const all = call(forward, inputs), outs = traced.marked(all.slice(0, graph.outputs.length));
  const held = [...inputs, ...outs, ...all.slice(graph.outputs.length)];
  const pull = (cotangent: unknown): unknown => {
    const back = call(linear, [...kept.map((i) => held[i]!), ...cotangentsOf('vjp', traced, cotangent)]);
    return read.rebuild(filled(read.tensors, back));
  };
  return [rebuild(outs.slice(0, values)), pull, ...(hasAux ? [rebuildAux(outs.slice(values))] : [])];
}

/**
 * The transpose of a linear function: for f(x) = A · x the function ȳ ↦ ȳ · A, which takes a cotangent of the result to a list of
 * cotangents, one tree per argument. Of the arguments only shapes and dtypes are needed: tensors, or { shape, dtype }.   As jax.linear_transpose.
 * @example
 * const f = (x) => mul(2, sum(x, { axis: 0 }));
 * linearTranspose(f, { shape: [3, 2], dtype: 'f32' })(tensor([1, 10])) // [[[2, 20], [2, 20], [2, 20]]]
 */
export function linearTranspose<A extends readonly unknown[], R>(f: (...args: A) => R, ...types: TypeTree<A>): (cotangent: R) => A {
  const read = readTypes(types), name = f.name || 'f';
  for (const [i, t] of read.tensors.entries())
    if (!isFloat(t.dtype)) throw new CotangentError(`linearTranspose: ${read.paths[i]} is ${t.dtype}; only functions of floats are linear`, { code: 'NN0513', hint: 'give integers to the function from outside' });
  const traced = traceCall(name, f, read), { graph, captured, values } = traced;
  const joint = vjpGraph(graph, { wrt: floats(read.tensors), values });
  const { linear, kept } = split(joint, graph.inputs.length, graph.outputs.length);
  const wrong = nonlinearity(graph, read.tensors.length) ?? (kept.some((i) => i < read.tensors.length || i >= graph.inputs.length) ? 'a product of arguments' : undefined);
  if (wrong) throw new CotangentError(`linearTranspose: ${name} is not linear in its arguments: ${wrong}`, { code: 'NN0548', hint: 'take vjp at a point, which transposes the derivative there' });
  return (cotangent) => read.rebuild(call(linear, [...kept.map((i) => captured[i - read.tensors.length]!), ...cotangentsOf('linearTranspose', traced, cotangent)])) as unknown as A;
}

/** Functions whose derivatives the user writes. Under every transformation the rule stands in the place of what would follow from the function. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { inline, type Graph, type Type, type Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { flatten, leafPaths } from '../../core/tree.ts';
import { isMentionedInside, mentions, withOutside } from '../../lowering/derivative/ownRule.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { readArguments, readResults, type Arguments } from '../arguments.ts';
import { Tensor } from '../tensor.ts';
import { call, isTracing, trace } from '../trace.ts';
import { zeros } from '../functions.ts';
import { filled, floats } from './directions.ts';
import { traceCall, type AnyArguments, type AnyFunction, type TracedCall } from './traced.ts';

export interface CustomOptions {
  /** Arguments that are no tensors for f and that nobody differentiates by: numbers, functions, words. Rules are given them first. */
  readonly nondiffArgnums?: readonly number[];
}

/** A function of the user's with a rule, at arguments of certain types. */
interface Site {
  readonly read: Arguments;
  readonly traced: TracedCall;
  /** By which the rule means the function it is for. */
  readonly name: string;
  /** The arguments that are given to rules first, and the others with tensors in them. */
  readonly fixed: readonly unknown[];
  readonly others: (tensors: readonly Tensor[]) => readonly unknown[];
}

/** What a rule is, traced: graphs whose last inputs are all the tensors that the rule takes from outside. */
interface Rule {
  readonly graphs: readonly Graph[];
  readonly captured: readonly Tensor[];
}

let functions = 0;

/** Calls f as an operation that holds its graph and its rule's. */
function custom(kind: 'customJvp' | 'customVjp', f: AnyFunction, { nondiffArgnums = [] }: CustomOptions, rule: (site: Site) => readonly Traced[], params: (graphs: readonly (Graph | string)[]) => object): AnyFunction {
  const number = functions++, names = new Map<string, string>(), underWay = new Set<string>();
  const nameOf = (key: string): string => {
    let name = names.get(key);
    if (name === undefined) names.set(key, name = `${f.name || 'f'}#${number}${names.size > 0 ? `.${names.size}` : ''}`);
    return name;
  };
  return (...args: readonly unknown[]): unknown => {
    if (!isTracing()) return f(...args);
    const read = readArguments(args, nondiffArgnums), name = nameOf(read.key);
    const traced = traceCall(f.name || 'f', f, read);
    const others = (tensors: readonly Tensor[]): readonly unknown[] => read.rebuild(tensors).filter((_, i) => !nondiffArgnums.includes(i));
    const place = (called: string, graphs: readonly (Graph | string)[], captured: readonly Tensor[]): unknown => {
      const b = graphBuilder(called), inputs = [...read.tensors, ...traced.captured, ...captured];
      const own = { body: traced.graph, name: called, own: read.tensors.length, outside: traced.captured.length, ...params(graphs) };
      const graph = b.finish(b[kind](inputs.map((x) => b.input(x.type)), own as never));
      return traced.rebuild(traced.marked(call(graph, inputs)));
    };
    // The rule uses the function that it is for.
    if (underWay.has(name)) return place(name, [name, name], []);
    underWay.add(name);
    try {
      const { graphs, captured } = together(rule({ read, traced, name, fixed: args.filter((_, i) => nondiffArgnums.includes(i)), others }), name);
      // Where nothing goes by the name, functions made anew in every turn of a loop are one and the same.
      return place(graphs.some((g) => mentions(g, name)) ? name : f.name || 'f', graphs, captured);
    } finally {
      underWay.delete(name);
    }
  };
}

interface Traced { readonly graph: Graph; readonly captured: readonly Tensor[] }

/** Graphs of one rule, each given all that any of them takes from outside. */
function together(parts: readonly Traced[], name: string): Rule {
  const captured = [...new Set(parts.flatMap((p) => p.captured))];
  if (captured.length > 0 && parts.some(({ graph }) => isMentionedInside(graph, name)))
    throw new CotangentError(`the rule of ${name} uses its function inside a loop or a branch, and tensors from outside`, { code: 'NN0550', hint: 'give the tensors to the function as arguments' });
  const graphs = parts.map(({ graph, captured: own }) => {
    const b = graphBuilder(graph.name), inputs = graph.inputs.slice(0, graph.inputs.length - own.length).map((x) => b.input(x.type));
    const outside = captured.map((x) => b.input(x.type));
    return withOutside(b.finish(inline(b, graph, [...inputs, ...own.map((x) => outside[captured.indexOf(x)]!)])), name, captured.length);
  });
  return { graphs, captured };
}

/**
 * f with a tangent of its own: rule(primals, tangents) → [y, ẏ], with one tree per argument in both lists. ẏ is linear in the tangents;
 * reverse mode transposes it, so one rule serves grad, jvp and their nestings. The rule may use f itself. Tangents of integers are 0.
 * With nondiffArgnums the rule is rule(…fixed, primals, tangents).   As jax.custom_jvp.
 * @example
 * const log1pExp = customJvp((x) => log(add(1, exp(x))), ([x], [t]) => [log1pExp(x), mul(sub(1, div(1, add(1, exp(x)))), t)]);
 * grad(log1pExp)(tensor(100)) // 1
 */
export function customJvp<A extends AnyArguments, R>(f: (...args: A) => R, rule: (primals: A, tangents: A) => readonly [R, R]): (...args: A) => R;
export function customJvp<A extends AnyArguments, R>(f: (...args: A) => R, rule: AnyFunction, options: CustomOptions): (...args: A) => R;
export function customJvp(f: AnyFunction, rule: AnyFunction, options: CustomOptions = {}): AnyFunction {
  return custom('customJvp', f, options, ({ read, traced, fixed, others }) => {
    const moving = floats(read.tensors), types = [...read.tensors, ...moving.map((i) => read.tensors[i]!)];
    return [trace(`${f.name || 'f'}_jvp`, types, (inputs) => {
      const x = inputs.slice(0, read.tensors.length), tangents = filled(read.tensors, inputs.slice(read.tensors.length));
      const returned: unknown = (rule as (...args: unknown[]) => unknown)(...fixed, others(x), others(tangents));
      if (!Array.isArray(returned) || returned.length !== 2) throw wrong(f, `the rule gives ${describe(returned)}, but must give [y, ẏ]`);
      const types = traced.graph.outputs.map((y) => y.type), y = matching(f, 'y', returned[0], types, traced.paths), dy = matching(f, 'ẏ', returned[1], types, traced.paths, true);
      return { outputs: [...y, ...floats(types).map((i) => dy[i]!)], result: undefined };
    })];
  }, ([rule]) => ({ rule }));
}

export interface VjpRule<A extends AnyArguments, R, S> {
  /** (…args) → [f(…args), residuals]: what the way back needs, any tree. */
  readonly forward: (...args: A) => readonly [R, S];
  /** (residuals, ȳ) → a list with one cotangent per argument; null where it is zero. */
  readonly backward: (residuals: S, cotangent: R) => readonly unknown[];
}

/**
 * f with cotangents of its own: forward(…args) → [y, residuals], backward(residuals, ȳ) → [x̄, …], one tree per argument, null for
 * zero. Both may use f itself; forward mode is refused. With nondiffArgnums backward is backward(…fixed, residuals, ȳ), and
 * its list has an entry for each of the other arguments.   As jax.custom_vjp.
 * @example
 * const halved = customVjp((x) => x, { forward: (x) => [x, null], backward: (_, g) => [div(g, 2)] });
 * grad((x) => sum(square(halved(x))))(tensor([1, 2])) // [1, 2]
 */
export function customVjp<A extends AnyArguments, R, S>(f: (...args: A) => R, rule: VjpRule<A, R, S>): (...args: A) => R;
export function customVjp<A extends AnyArguments, R>(f: (...args: A) => R, rule: { readonly forward: (...args: A) => readonly [R, unknown]; readonly backward: AnyFunction }, options: CustomOptions): (...args: A) => R;
export function customVjp(f: AnyFunction, { forward, backward }: { readonly forward: AnyFunction; readonly backward: AnyFunction }, options: CustomOptions = {}): AnyFunction {
  return custom('customVjp', f, options, ({ read, traced, fixed, others }) => {
    const types = traced.graph.outputs.map((y) => y.type), count = types.length;
    const there = trace(`${f.name || 'f'}_forward`, read.tensors, (inputs) => {
      const returned: unknown = (forward as (...args: unknown[]) => unknown)(...read.rebuild(inputs));
      if (!Array.isArray(returned) || returned.length !== 2) throw wrong(f, `forward gives ${describe(returned)}, but must give [y, residuals]`);
      const y = matching(f, 'y', returned[0], types, traced.paths), residuals = readResults(returned[1]);
      return { outputs: [...y, ...residuals.tensors], result: residuals };
    });
    const kept = there.graph.outputs.slice(count).map((v, i): Type & { weak: boolean } => ({ ...v.type, weak: there.result.tensors[i]!.weak }));
    const gs = traced.graph.outputs.filter((y: Value) => isFloat(y.type.dtype)).map((y) => y.type);
    const back = trace(`${f.name || 'f'}_backward`, [...kept, ...gs], (inputs) => {
      const cotangent = traced.rebuild(filled(types, inputs.slice(kept.length)));
      const returned: unknown = (backward as (...args: unknown[]) => unknown)(...fixed, there.result.rebuild(inputs.slice(0, kept.length)), cotangent);
      const expected = others(read.tensors);
      if (!Array.isArray(returned) || returned.length !== expected.length)
        throw wrong(f, `backward gives ${describe(returned)}, but must give a list of ${expected.length}: one cotangent per argument`);
      // Arguments that rules are given first have no tensors among `read.tensors`, so the lists run side by side.
      const at = flatten([...expected]), places = leafPaths(at.def).filter((_, i) => at.leaves[i] instanceof Tensor || typeof at.leaves[i] === 'number');
      const x = matching(f, 'the cotangents', returned, read.tensors, places, true);
      return { outputs: floats(read.tensors).map((i) => x[i]!), result: undefined };
    });
    return [there, back];
  }, ([forward, backward]) => ({ forward, backward }));
}

const zeroOf = ({ shape, dtype }: Type): Tensor => zeros(shape as readonly number[], { dtype });
const describe = (x: unknown): string => (Array.isArray(x) ? `a list of ${x.length}` : x === null ? 'null' : x instanceof Tensor ? `a tensor ${showType(x)}` : `one ${typeof x}`);
const wrong = (f: AnyFunction, sentence: string): CotangentError =>
  new CotangentError(`the rule of ${f.name || 'f'}: ${sentence}`, { code: 'NN0549', hint: 'what a rule gives has the structure, shapes and dtypes of what it stands for' });

/** The tensors of a tree that must be like another, which has `types` at `paths`; with `zero`, null stands for zeros. */
function matching(f: AnyFunction, what: string, tree: unknown, types: readonly Type[], paths: readonly string[], zero = false): readonly Tensor[] {
  const isNothing = (x: unknown): boolean => zero && (x === null || x === undefined);
  const { leaves, def } = flatten(tree, isNothing), names = leafPaths(def);
  const found = new Map(names.map((name, i) => [name, leaves[i]])), met = new Set<string>();
  const at = (path: string): string => (path === '' ? what : `${what} at ${path}`);
  const tensors = paths.map((path, i) => {
    for (let p: string | undefined = path; p !== undefined; p = p === '' ? undefined : p.includes('.') ? p.slice(0, p.lastIndexOf('.')) : '') {
      if (!found.has(p) || (p !== path && !isNothing(found.get(p)))) continue;
      met.add(p);
      if (isNothing(found.get(p))) return zeroOf(types[i]!);
      const [x] = readResults(found.get(p), isFloat(types[i]!.dtype)).tensors;
      if (!x) throw wrong(f, `${at(path)} is ${describe(found.get(p))}, but must be ${showType(types[i]!)}`);
      if (showType(x) !== showType(types[i]!)) throw wrong(f, `${at(path)} is ${showType(x)}, but must be ${showType(types[i]!)}`);
      return x;
    }
    throw wrong(f, `${at(path)} is missing; it must be ${showType(types[i]!)}`);
  });
  const more = names.find((name, i) => !met.has(name) && leaves[i] instanceof Tensor);
  if (more !== undefined) throw wrong(f, `${at(more)} is ${describe(found.get(more))}, but nothing stands there`);
  return tensors;
}

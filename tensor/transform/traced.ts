/** A function on trees traced on its arguments: the graph that it is, and how its result comes out of the graph's outputs. */
import type { Graph } from '../../core/graph.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { readResults, type Arguments } from '../arguments.ts';
import type { Tensor } from '../tensor.ts';
import { trace, type Like } from '../trace.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function; argument types are inferred by the caller
export type AnyFunction = (...args: any[]) => any;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- parameters without a type, as in `jit((x) => …)`, are any, not unknown
export type AnyArguments = readonly any[];

export interface TracedCall {
  readonly graph: Graph;
  readonly captured: readonly Tensor[];
  /** How many of the outputs are the value; the rest is aux. */
  readonly values: number;
  /** Where each output stands in the result, for messages. */
  readonly paths: readonly string[];
  /** The outputs as the function gives them: weak where they come from plain numbers alone. */
  readonly marked: (outputs: readonly Tensor[]) => readonly Tensor[];
  /** The function's value with these tensors in it. */
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
  readonly rebuildAux: (tensors: readonly Tensor[]) => unknown;
}

export interface TraceOptions {
  /** The function returns [value, aux]. */
  readonly hasAux?: boolean;
  /** The function may read the numbers of its arguments. */
  readonly known?: boolean;
}

/** `args`: tensors, or types alone where numbers are not asked for. */
export function traceCall(name: string, f: AnyFunction, args: Pick<Arguments, 'rebuild'> & { readonly tensors: readonly Like[] }, { hasAux = false, known = false }: TraceOptions = {}): TracedCall {
  const { graph, captured, result } = trace(name, args.tensors, (inputs) => {
    const returned: unknown = f(...args.rebuild(inputs));
    const [value, aux] = hasAux ? pair(name, returned) : [returned, undefined];
    const y = readResults(value), more = readResults(aux);
    const outputs = [...y.tensors, ...more.tensors], weak = outputs.map((x) => x.weak);
    const marked = (tensors: readonly Tensor[]): readonly Tensor[] => tensors.map((x, i) => x.weakened(weak[i]!));
    return { outputs, result: { values: y.tensors.length, paths: [...y.paths, ...more.paths], marked, rebuild: y.rebuild, rebuildAux: more.rebuild } };
  }, known ? args.tensors as readonly Tensor[] : undefined);
  return { graph, captured, ...result };
}

function pair(name: string, returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return returned as [unknown, unknown];
  throw new CotangentError(`${name} returns ${Array.isArray(returned) ? `a list of ${returned.length}` : returned === null ? 'null' : `one ${typeof returned}`}, but hasAux asks for [value, aux]`,
    { code: 'NN0547', hint: 'return [value, aux], or leave hasAux out' });
}

/** The last of the arguments, when it is options and no argument: `vjp(f, x, { hasAux: true })`. */
export function withoutOptions(args: readonly unknown[]): { readonly args: readonly unknown[]; readonly hasAux: boolean } {
  const last = args.at(-1);
  const isOptions = typeof last === 'object' && last !== null && Object.keys(last).length === 1 && typeof (last as { hasAux?: unknown }).hasAux === 'boolean';
  return isOptions ? { args: args.slice(0, -1), hasAux: (last as { hasAux: boolean }).hasAux } : { args, hasAux: false };
}

/** Compiling whole functions: traced once per types of the arguments, then run as one program. */
import type { Graph } from '../core/graph.ts';
import { CotangentError } from '../core/diagnostic.ts';
import { readArguments, readResults, type Arguments } from './arguments.ts';
import type { Tensor } from './tensor.ts';
import { call, isTracing, trace } from './trace.ts';

export interface JitOptions {
  /** Arguments whose tensors the function may overwrite: they are gone after the call. */
  readonly donate?: readonly number[];
  /** Arguments that are fixed: a new value traces anew. Everything but tensors and numbers is fixed anyway. */
  readonly fixed?: readonly number[];
  readonly name?: string;
}

export interface TracedCall {
  readonly graph: Graph;
  readonly captured: readonly Tensor[];
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
}

type Function<A extends readonly unknown[], R> = (...args: A) => R;

export function traceCall(name: string, f: (...args: never[]) => unknown, args: Arguments): TracedCall {
  const { graph, captured, result } = trace(name, args.tensors.map((x) => x.type), (inputs) => {
    const results = readResults((f as (...args: unknown[]) => unknown)(...args.rebuild(inputs)));
    return { outputs: results.tensors, result: results.rebuild };
  });
  return { graph, captured, rebuild: result };
}

/**
 * f, compiled. The first call with arguments of given shapes and dtypes traces f and compiles it to one program;
 * later ones run that program. f must be pure: what it does besides computing tensors happens while tracing only.
 */
export function jit<A extends readonly unknown[], R>(f: Function<A, R>, options: JitOptions = {}): Function<A, R> {
  const { donate = [], fixed = [], name = f.name || 'f' } = options;
  const cache = new Map<string, TracedCall>();
  return (...args: A): R => {
    const read = readArguments(args, fixed);
    let traced = cache.get(read.key);
    if (!traced) {
      traced = traceCall(name, f as (...args: never[]) => unknown, read);
      // What a trace under way lends us is not ours to keep.
      if (!traced.captured.some((x) => x.isTraced)) cache.set(read.key, traced);
    }
    const given = isTracing() ? [] : donate.flatMap((i) => {
      const range = read.ranges[i];
      if (!range) throw new CotangentError(`jit: donate names argument ${i}, but the call has ${args.length}`, { code: 'NN0512', hint: 'arguments are counted from 0' });
      return Array.from({ length: range[1] - range[0] }, (_, k) => range[0] + k);
    });
    const results = call(traced.graph, [...read.tensors, ...traced.captured], { donate: given });
    read.dispose();
    return traced.rebuild(results) as R;
  };
}

/** The graph that f is for these arguments: print it to see what will be compiled. */
export function makeGraph(f: (...args: never[]) => unknown): (...args: unknown[]) => Graph {
  return (...args) => traceCall(f.name || 'f', f, readArguments(args)).graph;
}

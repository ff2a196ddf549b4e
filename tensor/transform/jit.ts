/** Compiling whole functions: traced once per types of the arguments, then run as one program. */
import type { Graph } from '../../core/graph.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Program } from '../../lowering/program.ts';
import { readArguments, readResults, type Arguments } from '../arguments.ts';
import { programOf } from '../run.ts';
import type { Tensor } from '../tensor.ts';
import { call, isTracing, trace } from '../trace.ts';

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

/** A compiled function. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** The program that a call with such arguments runs on the current device: its steps, memory and cost. Nothing runs. */
  program(...args: A): Program;
}

export function traceCall(name: string, f: (...args: never[]) => unknown, args: Arguments): TracedCall {
  const { graph, captured, result } = trace(name, args.tensors, (inputs) => {
    const results = readResults((f as (...args: unknown[]) => unknown)(...args.rebuild(inputs)));
    return { outputs: results.tensors, result: results.rebuild };
  });
  return { graph, captured, rebuild: result };
}

/**
 * f, compiled. The first call with arguments of given shapes and dtypes traces f and compiles it to one program;
 * later ones run that program. f must be pure: what it does besides computing tensors happens while tracing only.
 */
export function jit<A extends readonly unknown[], R>(f: Function<A, R>, options: JitOptions = {}): Compiled<A, R> {
  const { donate = [], fixed = [], name = f.name || 'f' } = options;
  const cache = new Map<string, TracedCall>();
  const tracedFor = (read: Arguments): TracedCall => {
    let traced = cache.get(read.key);
    if (!traced) {
      traced = traceCall(name, f as (...args: never[]) => unknown, read);
      // What a trace under way lends us is not ours to keep.
      if (!traced.captured.some((x) => x.isTraced)) cache.set(read.key, traced);
    }
    return traced;
  };
  const givenUp = ({ ranges }: Arguments): readonly number[] => donate.flatMap((i) => {
    const range = ranges[i];
    if (!range) throw new CotangentError(`jit: donate names argument ${i}, but the call has ${ranges.length}`, { code: 'NN0512', hint: 'arguments are counted from 0' });
    return Array.from({ length: range[1] - range[0] }, (_, k) => range[0] + k);
  });
  const compiled = (...args: A): R => {
    const read = readArguments(args, fixed), { graph, captured, rebuild } = tracedFor(read);
    const results = call(graph, [...read.tensors, ...captured], { donate: isTracing() ? [] : givenUp(read) });
    read.dispose();
    return rebuild(results) as R;
  };
  const program = (...args: A): Program => {
    const read = readArguments(args, fixed), { graph } = tracedFor(read);
    read.dispose();
    return programOf(graph, givenUp(read));
  };
  return Object.assign(compiled, { program });
}

/** The graph that f is for these arguments: print it to see what will be compiled. */
export function makeGraph(f: (...args: never[]) => unknown): (...args: unknown[]) => Graph {
  return (...args) => traceCall(f.name || 'f', f, readArguments(args)).graph;
}

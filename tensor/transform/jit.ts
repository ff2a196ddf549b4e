/** Compiling whole functions: traced once per types of the arguments, then run as one program. */
import type { Graph } from '../../core/graph.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Program } from '../../lowering/program.ts';
import { printGraph } from '../../core/print.ts';
import { readArguments, type Arguments } from '../arguments.ts';
import { readTypes, type TypeTree } from '../argumentTypes.ts';
import { programOf } from '../run.ts';
import { call, isTracing } from '../trace.ts';
import { traceCall, type TracedCall } from './traced.ts';

export interface JitOptions {
  /** Arguments whose tensors the function may overwrite: they are gone after the call. */
  readonly donate?: readonly number[];
  /** Arguments that are fixed: a new value traces anew. Everything but tensors and numbers is fixed anyway. */
  readonly fixed?: readonly number[];
  readonly name?: string;
}

type Function<A extends readonly unknown[], R> = (...args: A) => R;

/** A compiled function. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** The program that a call with such arguments runs on the current device: its steps, memory and cost. Nothing runs. */
  program(...args: A): Program;
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
      traced = traceCall(name, f, read);
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

/**
 * (…args) → the graph that f is for such arguments; as text it has the source line of every operation. Arguments may be { shape, dtype }.   As jax.make_jaxpr.
 * @example
 * String(makeGraph((x) => add(x, 1))({ shape: [2], dtype: 'f32' })).split('\n')[0] // 'graph f(%x0: f32[2]) {'
 */
export function makeGraph<A extends readonly unknown[]>(f: (...args: A) => unknown): (...args: TypeTree<A>) => Graph {
  return (...args) => withText(traceCall(f.name || 'f', f, readTypes(args)).graph);
}

/** A graph that turns into its text. */
const withText = (graph: Graph): Graph => Object.defineProperty({ ...graph }, 'toString', { value: () => printGraph(graph, { origins: true }) });

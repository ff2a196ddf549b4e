/** Compiling whole functions: traced once per types of the arguments, then run as one program. */
import type { Graph } from '../../core/graph.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Program } from '../../lowering/program.ts';
import { printGraph } from '../../core/print.ts';
import { costOf, type ProgramCost } from '../../lowering/programCost.ts';
import { printProgram } from '../../lowering/programText.ts';
import { describeArguments, readArguments, type Arguments } from '../arguments.ts';
import { readTypes, type TypeTree } from '../argumentTypes.ts';
import { programOf } from '../run.ts';
import { call, isTracing } from '../trace.ts';
import { traceCall, type AnyFunction, type TracedCall } from './traced.ts';

export interface JitOptions {
  /** Arguments whose tensors the function may overwrite: they are gone after the call. */
  readonly donate?: readonly number[];
  /** Arguments that are data for f: a new value traces anew. Everything but tensors and numbers is data anyway. */
  readonly staticArgnums?: number | readonly number[];
  /** Members of arguments that are data: `{ training }` in an object of options. */
  readonly staticArgnames?: string | readonly string[];
  /** Says on the console, or to a function, why f is traced again: which argument was what and is what. */
  readonly explainRecompiles?: boolean | ((message: string) => void);
  /** More kinds of arguments than this are an error, which names the argument that keeps changing. */
  readonly maxTraces?: number;
  readonly name?: string;
}

/** A compiled function: called as the one it was made of; sizes that are type parameters stay type parameters. */
export type Compiled<F extends AnyFunction> = Callable<F> & Described<Parameters<F>>;
/** F without what else it may have. */
type Callable<F extends AnyFunction> = keyof F extends never ? F : (...args: Parameters<F>) => ReturnType<F>;
/** What a compiled function is for such arguments, which may be { shape, dtype }; nothing runs. */
export interface Described<A extends readonly unknown[]> {
  /** The graph before any pass; as text with source lines. */
  graph(...args: A | TypeTree<A>): Graph;
  /** The program on the current device: its steps and memory. */
  program(...args: A | TypeTree<A>): Program;
  /** The program as text. */
  lower(...args: A | TypeTree<A>): string;
  /** Arithmetic, bytes moved and the memory held at once. */
  cost(...args: A | TypeTree<A>): ProgramCost;
  /** Forgets all traces: the next call traces anew, and sees what has changed outside of f. */
  clearCache(): void;
}

const listOf = <T>(x: T | readonly T[] | undefined): readonly T[] => (x === undefined ? [] : Array.isArray(x) ? x as readonly T[] : [x as T]);

/**
 * f, compiled. The first call with arguments of given shapes and dtypes traces f and compiles it to one program; later ones run that
 * program. f must be pure: what it does besides computing tensors happens while tracing only. Tensors and numbers are inputs of the
 * program, everything else in the arguments is data that f is traced for.   As jax.jit.
 * @example
 * const power = jit((x, n) => (n === 0 ? onesLike(x) : mul(x, power(x, n - 1))), { staticArgnums: 1 });
 * power(tensor([1, 2, 3]), 3) // [1, 8, 27]
 */
export function jit<F extends AnyFunction>(f: F, options: JitOptions = {}): Compiled<F> {
  type A = Parameters<F>;
  const { name = f.name || 'f', explainRecompiles = false, maxTraces = Infinity } = options;
  const statics = listOf(options.staticArgnums), names = listOf(options.staticArgnames), donate = listOf(options.donate);
  const cache = new Map<string, TracedCall>(), met = new Map<string, ReadonlyMap<string, string>>();

  const argument = (what: string, n: number, count: number): number => {
    const i = n < 0 ? n + count : n;
    if (!Number.isInteger(n) || i < 0 || i >= count)
      throw new CotangentError(`jit: ${what} names argument ${n}, but the call of ${name} has ${count}`, { code: 'NN0512', hint: 'arguments are counted from 0, or from the end with -1' });
    return i;
  };
  const fixedIn = (args: readonly unknown[]): readonly number[] => statics.map((n) => argument('staticArgnums', n, args.length));
  const givenUp = (ranges: readonly (readonly [number, number])[]): readonly number[] => donate.flatMap((n) => {
    const [from, to] = ranges[argument('donate', n, ranges.length)]!;
    return Array.from({ length: to - from }, (_, k) => from + k);
  });

  /** Of what came before, that which is most like it. */
  const explain = (now: ReadonlyMap<string, string>): string => {
    const differences = [...met.values()].map((before) => [...new Set([...before.keys(), ...now.keys()])]
      .filter((path) => before.get(path) !== now.get(path)).map((path) => `${path} was ${before.get(path) ?? 'absent'}, is ${now.get(path) ?? 'absent'}`));
    const [least] = differences.sort((a, b) => a.length - b.length);
    return `jit ${name}: trace ${met.size + 1}, because ${least && least.length > 0 ? least.join('; ') : 'it is called under other named axes'}`;
  };
  const tooMany = (now: ReadonlyMap<string, string>): CotangentError => {
    const all = [...met.values(), now], paths = [...new Set(all.flatMap((m) => [...m.keys()]))];
    const kinds = (path: string): readonly string[] => [...new Set(all.map((m) => m.get(path) ?? 'absent'))];
    const [worst] = paths.sort((p, q) => kinds(q).length - kinds(p).length);
    return new CotangentError(`jit ${name} would be traced ${all.length} times, but maxTraces is ${maxTraces}${worst === undefined ? '' : `: ${worst} keeps changing: ${kinds(worst).join(', ')}`}`,
      { code: 'NN0551', hint: 'pad tensors to a few shapes, or pass what changes as a tensor rather than as data' });
  };

  const tracedFor = (args: A, read: Arguments, fixed: readonly number[]): TracedCall => {
    let traced = cache.get(read.key);
    if (!traced) {
      if (!met.has(read.key)) {
        const now = describeArguments(args, fixed, names);
        if (met.size >= maxTraces) throw tooMany(now);
        if (explainRecompiles !== false && met.size > 0) (explainRecompiles === true ? console.warn : explainRecompiles)(explain(now));
        met.set(read.key, now);
      }
      traced = traceCall(name, f, read);
      // What a trace under way lends us is not ours to keep.
      if (!traced.captured.some((x) => x.isTraced)) cache.set(read.key, traced);
    }
    return traced;
  };
  const compiled = (...args: A): unknown => {
    const fixed = fixedIn(args), read = readArguments(args, fixed, [], names), { graph, captured, rebuild } = tracedFor(args, read, fixed);
    const results = call(graph, [...read.tensors, ...captured], { donate: isTracing() ? [] : givenUp(read.ranges) });
    read.dispose();
    return rebuild(results);
  };
  const graphFor = (args: readonly unknown[]): { readonly graph: Graph; readonly donated: readonly number[] } => {
    const read = readTypes(args, fixedIn(args), names);
    return { graph: traceCall(name, f, read).graph, donated: givenUp(read.ranges) };
  };
  const program = (...args: A | TypeTree<A>): Program => { const { graph, donated } = graphFor(args); return programOf(graph, donated); };
  return Object.assign(compiled as Callable<F>, {
    graph: (...args: A | TypeTree<A>) => withText(graphFor(args).graph),
    program,
    lower: (...args: A | TypeTree<A>) => printProgram(program(...args)),
    cost: (...args: A | TypeTree<A>) => costOf(program(...args)),
    clearCache: () => { cache.clear(); met.clear(); },
  });
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

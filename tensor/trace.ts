/**
 * Tracing: a function on tensors is run once with tensors that stand for values of a graph; what it does is recorded.
 * Outside of any trace an operation runs at once, through a program compiled for it the first time (`run`).
 */
import { boundsOf, isFloat } from '../core/dtype.ts';
import { CotangentError } from '../core/diagnostic.ts';
import type { Graph, Type, Value } from '../core/graph.ts';
import { inline } from '../core/graph.ts';
import type { Operand } from '../ops/op.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import { leaked, Tensor, type Tracing } from './tensor.ts';
import { frame } from './frame.ts';
import { workOut } from './concrete.ts';
import { runCached, runGraph } from './run.ts';
import { scalarOf } from './create.ts';
import { checkRanks, meetingOf } from './promotion.ts';

/** One function being traced. Tensors from outside that it uses become further inputs of its graph. */
class Trace implements Tracing {
  readonly name: string;
  readonly builder: Builder;
  readonly captured = new Map<Tensor, Value>();
  ended = false;
  // Values worked out so far; the inputs among them, where they are known.
  readonly #worked = new Map<Value, Tensor>();
  readonly #isKnown: boolean;

  constructor(name: string, isKnown: boolean) {
    this.name = name;
    this.#isKnown = isKnown;
    this.builder = graphBuilder(name);
  }
  /** `known`: the tensor that the input stands for. */
  input({ shape, dtype, weak }: Like, known: Tensor | undefined): Tensor {
    const value = this.builder.input({ shape, dtype });
    if (known) this.#worked.set(value, known);
    return this.tensor(value, weak);
  }
  valueOf(x: Tensor): Value {
    const home = x.home;
    if (home.kind === 'traced' && home.trace === this) return home.value;
    if (home.kind === 'traced' && home.trace.ended) throw leaked(x, home);
    let value = this.captured.get(x);
    if (!value) this.captured.set(x, value = this.builder.input(x.type));
    return value;
  }
  tensor(value: Value, weak = false): Tensor {
    return new Tensor(value.type, { kind: 'traced', trace: this, value }, weak);
  }
  concrete(value: Value): Tensor | undefined {
    return this.#isKnown ? workOut(this.builder.finish([value]), value, this.#worked, this.captured) : undefined;
  }
  /** What `build` makes comes from the place in the user's program that called `asked`, unless it knows better. */
  from<T>(asked: (...args: never[]) => unknown, build: (b: Builder) => T): T {
    this.builder.origin = frame(asked);
    try {
      return build(this.builder);
    } finally {
      this.builder.origin = undefined;
    }
  }
}

const stack: Trace[] = [];
export const isTracing = (): boolean => stack.length > 0;

export interface Traced<R> {
  /** Inputs: those given, then the captured ones. */
  readonly graph: Graph;
  readonly captured: readonly Tensor[];
  readonly result: R;
}

/** What a stand-in is like: a tensor, or a type. */
export interface Like extends Type {
  readonly weak?: boolean;
}

/**
 * Runs `f` on stand-ins for tensors of the types given. `f` returns the output tensors, and what else the caller wants to keep.
 * `known`: the tensors that the stand-ins stand for; then `f` may read numbers.
 */
export function trace<R>(name: string, types: readonly Like[], f: (inputs: readonly Tensor[]) => { readonly outputs: readonly Tensor[]; readonly result: R }, known?: readonly Tensor[]): Traced<R> {
  const t = new Trace(name, known !== undefined);
  const inputs = types.map((like, i) => t.input(like, known?.[i]));
  stack.push(t);
  try {
    const { outputs, result } = f(inputs);
    const graph = t.builder.finish(outputs.map((y) => t.valueOf(y)));
    return { graph, captured: [...t.captured.keys()], result };
  } finally {
    stack.pop();
    t.ended = true;
  }
}

/** The outputs of a graph on tensors: recorded in the trace that is under way, or run at once. */
export function call(graph: Graph, args: readonly Tensor[], options: { readonly donate?: readonly number[] } = {}): Tensor[] {
  const t = stack.at(-1);
  if (!t) return runGraph(graph, args, options.donate ?? []);
  return t.from(call, (b) => inline(b, graph, args.map((x) => t.valueOf(x)))).map((v) => t.tensor(v));
}

export type TensorLike = Tensor | number | boolean;

export interface ApplyOptions {
  /** The operands meet in one dtype before the operation sees them. */
  readonly promote?: boolean;
  /** The operands may have different ranks also where broadcasting must not: their axes are paired by the operation, not from the right. */
  readonly ranksFree?: boolean;
  /** The operation is one of floats: integers become floats too. */
  readonly float?: boolean;
  /** The first operand is a test and keeps its dtype. */
  readonly mixed?: boolean;
  /** The result is not weak, whatever the operands are. */
  readonly strong?: boolean;
}

/**
 * Applies an operation, or a few: `build` makes them in a graph. `key` must name all that `build` depends on besides the types.
 * A number takes the dtype in which the operands meet. The result is weak where all operands are (numbers are).
 */
export function apply(key: string, given: readonly TensorLike[], build: (b: Builder, x: readonly Operand[]) => Value | readonly Value[], options: ApplyOptions = {}): Tensor[] {
  const { promote = false, mixed = false, strong = false } = options, name = key.split(' ')[0]!;
  const { dtype, weak, all } = meetingOf(name, mixed ? given.slice(1) : given, options);
  if (promote && !options.ranksFree) checkRanks(name, given);
  const [least, greatest] = boundsOf(dtype), beyond = given.find((x) => typeof x === 'number' && (x < least || x > greatest));
  if (beyond !== undefined)
    throw new CotangentError(`${name}: the number ${String(beyond)} stands beside a tensor of ${dtype}, which goes from ${least} to ${greatest}`, { code: 'NN0531', hint: 'convert the tensor to a wider dtype with astype' });
  // A number that makes the meeting place a float takes the other operands along.
  const floats = promote || (isFloat(dtype) && given.some((x) => typeof x === 'number'));
  const wanted = (x: Value, i: number): boolean => !(mixed && i === 0) && x.type.dtype !== dtype && (promote || (floats && !isFloat(x.type.dtype)));
  const met = (b: Builder, xs: readonly Operand[]): readonly Operand[] => xs.map((x, i) => (typeof x !== 'number' && wanted(x, i) ? b.convert(x, { dtype }) : x));
  const list = (y: Value | readonly Value[]): readonly Value[] => ('type' in y ? [y] : y);
  const isWeak = !strong && (promote ? weak : all);

  const t = stack.at(-1);
  if (t) {
    // What promotes spreads its numbers itself; anything else gets tensors, as it does at once.
    const isValue = !promote || !given.some((x, i) => x instanceof Tensor && !(mixed && i === 0));
    return t.from(apply, (b) => {
      const xs = given.map((x) => (x instanceof Tensor ? t.valueOf(x) : isValue ? b.full({ value: Number(x), shape: [], dtype }) : Number(x)));
      return list(build(b, met(b, xs)));
    }).map((v) => t.tensor(v, isWeak));
  }
  // Numbers go in as scalars, so that the program compiled for one number serves all.
  const tensors = given.map((x) => (x instanceof Tensor ? x : scalarOf(Number(x), dtype)));
  try {
    // Weak and strong operands of the same types may meet in different dtypes.
    const results = runCached(`${key} in ${dtype}`, tensors, (types) => {
      const b = graphBuilder(key);
      return b.finish(list(build(b, met(b, types.map((type) => b.input(type))))));
    });
    return isWeak ? results.map((y) => y.weakened(true)) : results;
  } finally {
    tensors.forEach((x, i) => { if (x !== given[i]) x.dispose(); });
  }
}

/** Records in the trace under way that an observer is to see these tensors; false when there is none, or when they have their values. */
export function observeIn(tensors: readonly Tensor[], observer: () => number): boolean {
  const t = stack.at(-1);
  if (!t) return false;
  t.from(observeIn, (b) => b.observe(tensors.map((x) => t.valueOf(x)), { observer: observer(), levels: [] }));
  return true;
}

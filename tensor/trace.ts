/**
 * Tracing: a function on tensors is run once with tensors that stand for values of a graph; what it does is recorded.
 * Outside of any trace an operation runs at once, through a program compiled for it the first time (`run`).
 */
import type { DType } from '../core/dtype.ts';
import { boundsOf, isFloat } from '../core/dtype.ts';
import { CotangentError } from '../core/diagnostic.ts';
import type { Graph, Type, Value } from '../core/graph.ts';
import { inline } from '../core/graph.ts';
import { promote } from '../core/promote.ts';
import type { Operand } from '../ops/op.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import { Tensor } from './tensor.ts';
import { frame } from './frame.ts';
import { runCached, runGraph } from './run.ts';
import { scalarOf } from './create.ts';

/** One function being traced. Tensors from outside that it uses become further inputs of its graph. */
class Trace {
  readonly builder: Builder;
  readonly captured = new Map<Tensor, Value>();
  constructor(name: string) {
    this.builder = graphBuilder(name);
  }
  valueOf(x: Tensor): Value {
    const home = x.home;
    if (home.kind === 'traced' && home.trace === this) return home.value;
    let value = this.captured.get(x);
    if (!value) this.captured.set(x, value = this.builder.input(x.type));
    return value;
  }
  tensor(value: Value): Tensor {
    return new Tensor(value.type, { kind: 'traced', trace: this, value });
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

/** Runs `f` on stand-ins for tensors of the types given. `f` returns the output tensors, and what else the caller wants to keep. */
export function trace<R>(name: string, types: readonly Type[], f: (inputs: readonly Tensor[]) => { readonly outputs: readonly Tensor[]; readonly result: R }): Traced<R> {
  const t = new Trace(name);
  const inputs = types.map((type) => t.tensor(t.builder.input(type)));
  stack.push(t);
  try {
    const { outputs, result } = f(inputs);
    const graph = t.builder.finish(outputs.map((y) => t.valueOf(y)));
    return { graph, captured: [...t.captured.keys()], result };
  } finally {
    stack.pop();
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
  /** The operation is one of floats: whole numbers next to an integer tensor become floats too. */
  readonly float?: boolean;
  /** The first operand is a test and keeps its dtype. */
  readonly mixed?: boolean;
}

/** A number next to an integer tensor is an integer if it is whole; otherwise both become f32, as in JAX. */
function weak(operands: readonly TensorLike[], { float = false, mixed = false }: ApplyOptions): { readonly operands: readonly (Tensor | number)[]; readonly dtype: DType; readonly floats: boolean } {
  const dtypes = operands.slice(mixed ? 1 : 0).filter((x): x is Tensor => x instanceof Tensor).map((x) => x.dtype);
  const dtype = dtypes.length === 0 ? 'f32' : dtypes.reduce(promote);
  const numbers = operands.filter((x) => typeof x === 'number');
  const floats = !isFloat(dtype) && (numbers.some((x) => !Number.isInteger(x)) || numbers.length > 0 && (float || dtype === 'bool'));
  return { operands: operands.map((x) => (typeof x === 'boolean' ? Number(x) : x)), dtype, floats };
}

/**
 * Applies an operation, or a few: `build` makes them in a graph. `key` must name all that `build` depends on besides the types.
 */
export function apply(key: string, given: readonly TensorLike[], build: (b: Builder, x: readonly Operand[]) => Value | readonly Value[], options: ApplyOptions = {}): Tensor[] {
  const { operands, dtype, floats } = weak(given, options);
  const [least, greatest] = floats ? [-Infinity, Infinity] : boundsOf(dtype), beyond = given.find((x) => typeof x === 'number' && (x < least || x > greatest));
  if (beyond !== undefined)
    throw new CotangentError(`${key.split(' ')[0]}: the number ${String(beyond)} stands beside a tensor of ${dtype}, which goes from ${least} to ${greatest}`, { code: 'NN0531', hint: 'convert the tensor to a wider dtype with astype' });
  const widened = (b: Builder, xs: readonly Operand[]): readonly Operand[] =>
    floats ? xs.map((x, i) => (typeof x !== 'number' && !(options.mixed && i === 0) && !isFloat(x.type.dtype) ? b.convert(x, { dtype: 'f32' }) : x)) : xs;
  const list = (y: Value | readonly Value[]): readonly Value[] => ('type' in y ? [y] : y);

  const t = stack.at(-1);
  if (t && operands.some((x) => x instanceof Tensor)) {
    const xs = operands.map((x) => (typeof x === 'number' ? x : t.valueOf(x)));
    return t.from(apply, (b) => list(build(b, widened(b, xs)))).map((v) => t.tensor(v));
  }
  if (t) return t.from(apply, (b) => list(build(b, operands as readonly number[]))).map((v) => t.tensor(v));
  // Numbers go in as scalars, so that the program compiled for one number serves all.
  const tensors = operands.map((x) => (typeof x === 'number' ? scalarOf(x, floats ? 'f32' : dtype) : x));
  try {
    return runCached(key, tensors, (types) => {
      const b = graphBuilder(key);
      const xs = types.map((type) => b.input(type));
      return b.finish(list(build(b, widened(b, xs))));
    });
  } finally {
    tensors.forEach((x, i) => { if (x !== operands[i]) x.dispose(); });
  }
}

/** What may stand in a hole of a template, and how the checker and the elaborator see it. */
import { CotangentError } from '../core/diagnostic.ts';
import { mulDims, namesIn, substitute, type Dim } from '../core/dim.ts';
import { inline, type Type } from '../core/graph.ts';
import { ShapeError } from '../core/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { trace } from '../tensor/trace.ts';
import { layer, tensors, type Layer } from '../typecheck/layer.ts';
import type { HoleValue } from '../typecheck/run.ts';
import type { Model } from './modelType.ts';

/** A function on tensors, such as `gelu`, or one of your own. */
export type TensorFunction = (x: Tensor, ...more: never[]) => Tensor | readonly Tensor[];

/** Of a model what a hole asks of it. That a Model is one is seen at once, where to hold it against one of any signature is much work. */
export type HeldModel = Pick<Model, 'checked' | 'template'>;
/** A number, another model, a layer, or a function on tensors. */
export type Hole = number | HeldModel | Layer | TensorFunction;

export interface Holes {
  /** With symbolic sizes: what a function on tensors gives is found by trying. */
  readonly symbolic: readonly HoleValue[];
  /** With numbers for sizes. */
  readonly known: readonly HoleValue[];
}

export function readHoles(holes: readonly Hole[]): Holes {
  const known = holes.map(valueOf);
  return { known, symbolic: holes.map((hole, i) => (isFunction(hole) ? { kind: 'layer', layer: triedOf(hole, nameOf(hole, i)) } : known[i]!)) };
}

const isModel = (hole: Hole): hole is HeldModel => typeof hole === 'function' && 'checked' in hole;
const isFunction = (hole: Hole): hole is TensorFunction => typeof hole === 'function' && !isModel(hole);

function valueOf(hole: Hole, index: number): HoleValue {
  if (typeof hole === 'number') return { kind: 'number', value: hole };
  if (isModel(hole)) return { kind: 'model', model: hole.checked };
  if (isFunction(hole)) return { kind: 'layer', layer: layerOf(hole, nameOf(hole, index)) };
  if (typeof hole === 'object' && hole !== null && 'build' in hole) return { kind: 'layer', layer: hole };
  throw new CotangentError(`nn: hole ${index + 1} holds ${hole === null ? 'null' : typeof hole}`, { code: 'NN0527', hint: 'a hole takes a number, a model, a layer or a function on tensors' });
}

const nameOf = (f: TensorFunction, index: number): string => `\${${f.name || index}}`;
const about = { doc: 'A function on tensors from TypeScript.', args: { x: tensors } };

/** The function on tensors of such types; `result`: whether it gives several. */
const traced = (f: TensorFunction, name: string, types: readonly Type[]) => trace(name, types, (inputs) => {
  const y = (f as (...x: readonly Tensor[]) => unknown)(...inputs), list = y instanceof Tensor ? [y] : (y as readonly Tensor[]);
  if (!Array.isArray(list) || !list.every((t) => t instanceof Tensor)) throw new ShapeError('NN0527', `${name} does not return tensors`, 'a function in a hole takes tensors and returns one or several');
  return { outputs: list, result: !(y instanceof Tensor) };
});

/** The function is traced for the types it meets, and its graph becomes part of the model's. */
const layerOf = (f: TensorFunction, name: string): Layer => layer({
  name, ...about,
  build({ b }, { x }) {
    const { graph, captured, result: several } = traced(f, name, x.map((v) => v.type));
    if (captured.length > 0) throw new ShapeError('NN0527', `${name} uses a tensor that is not an argument of it`, 'make it an input or a param of the model');
    const outs = inline(b, graph, x);
    return several ? outs : outs[0]!;
  },
});

// Sizes that the function is tried with, far enough from those that stand in texts, and with many divisors.
const trials = [[120, 168, 180, 240, 252, 336], [360, 420, 480, 504, 540, 600]] as const;

/**
 * With names for sizes the function cannot be traced. It is tried with numbers, twice: a size that it gives is a number that is the same both
 * times, or one of the sizes that it was given, or a product of neighbours among them. What is none of these is not known.
 */
const triedOf = (f: TensorFunction, name: string): Layer => layer({
  name, ...about,
  build({ b }, { x }) {
    const names = [...new Set(x.flatMap((v) => v.type.shape.flatMap((d) => [...namesIn(d)])))];
    const found = trials.map((sizes) => {
      const env = new Map(names.map((n, i) => [n, sizes[i] ?? sizes[0] * (i + 2)])), inNumbers = (d: Dim): Dim => substitute(d, env);
      return attempt(() => {
        const { graph, result } = traced(f, name, x.map((v) => ({ dtype: v.type.dtype, shape: v.type.shape.map(inNumbers) })));
        return { inNumbers, several: result, types: graph.outputs.map((y) => y.type) };
      });
    });
    const [one, other] = found;
    if (!one || !other || one.types.length !== other.types.length) return undefined;
    const given = x.flatMap((v) => neighbours(v.type.shape));
    const types = one.types.map(({ shape, dtype }, i): Type | undefined => {
      const again = other.types[i]!.shape;
      if (again.length !== shape.length) return undefined;
      const sizes = shape.map((n, axis) => (n === again[axis] ? n : given.find((d) => one.inNumbers(d) === n && other.inNumbers(d) === again[axis])));
      return sizes.includes(undefined) ? undefined : { shape: sizes as Dim[], dtype };
    });
    if (types.includes(undefined)) return undefined;
    const values = types.map((type) => b.input(type!));
    return one.several ? values : values[0]!;
  },
});

/** The sizes, and the products of two or more that stand side by side. */
const neighbours = (shape: readonly Dim[]): readonly Dim[] => [...shape, ...shape.flatMap((_, from) => shape.slice(from + 1).map((_, n) => shape.slice(from, from + n + 2).reduce(mulDims)))];

/** Undefined where the function refuses: sizes that are tried may be wrong ones. */
function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (e) {
    if (e instanceof CotangentError || e instanceof ShapeError) return undefined;
    throw e;
  }
}

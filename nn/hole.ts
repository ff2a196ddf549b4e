/** What may stand in a hole of a template, and how the checker and the elaborator see it. */
import { CotangentError } from '../core/diagnostic.ts';
import { inline } from '../core/graph.ts';
import { ShapeError } from '../core/shape.ts';
import { Tensor } from '../tensor/tensor.ts';
import { trace } from '../tensor/trace.ts';
import { layer, tensors, type Layer } from '../typecheck/layer.ts';
import type { HoleValue } from '../typecheck/run.ts';
import type { Model } from './modelType.ts';

/** A function on tensors, such as `gelu`, or one of your own. */
export type TensorFunction = (x: Tensor, ...more: never[]) => Tensor | readonly Tensor[];

/** A number, another model, a layer, or a function on tensors. */
export type Hole = number | Model | Layer | TensorFunction;

export interface Holes {
  /** With symbolic sizes: what a function on tensors gives is not known before its sizes are. */
  readonly symbolic: readonly HoleValue[];
  /** With numbers for sizes. */
  readonly known: readonly HoleValue[];
}

export function readHoles(holes: readonly Hole[]): Holes {
  const known = holes.map(valueOf);
  return { known, symbolic: known.map((value, i) => (isFunction(holes[i]!) ? { kind: 'unknown' } : value)) };
}

const isModel = (hole: Hole): hole is Model => typeof hole === 'function' && 'checked' in hole;
const isFunction = (hole: Hole): hole is TensorFunction => typeof hole === 'function' && !isModel(hole);

function valueOf(hole: Hole, index: number): HoleValue {
  if (typeof hole === 'number') return { kind: 'number', value: hole };
  if (isModel(hole)) return { kind: 'model', model: hole.checked };
  if (isFunction(hole)) return { kind: 'layer', layer: layerOf(hole, `\${${hole.name || index}}`) };
  if (typeof hole === 'object' && hole !== null && 'build' in hole) return { kind: 'layer', layer: hole };
  throw new CotangentError(`nn: hole ${index + 1} holds ${hole === null ? 'null' : typeof hole}`, { code: 'NN0527', hint: 'a hole takes a number, a model, a layer or a function on tensors' });
}

/** The function is traced for the types it meets, and its graph becomes part of the model's. */
const layerOf = (f: TensorFunction, name: string): Layer => layer({
  name, doc: 'A function on tensors from TypeScript.', args: { x: tensors },
  build({ b }, { x }) {
    const { graph, captured, result: several } = trace(name, x.map((v) => v.type), (inputs) => {
      const y = (f as (...x: readonly Tensor[]) => unknown)(...inputs), list = y instanceof Tensor ? [y] : (y as readonly Tensor[]);
      if (!Array.isArray(list) || !list.every((t) => t instanceof Tensor)) throw new ShapeError('NN0527', `${name} does not return tensors`, 'a function in a hole takes tensors and returns one or several');
      return { outputs: list, result: !(y instanceof Tensor) };
    });
    if (captured.length > 0) throw new ShapeError('NN0527', `${name} uses a tensor that is not an argument of it`, 'make it an input or a param of the model');
    const outs = inline(b, graph, x);
    return several ? outs : outs[0]!;
  },
});

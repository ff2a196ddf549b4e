/** What all draws share: the key, the shape and the dtype are looked at, and the whole draw becomes one program. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat, type DType, type FloatDType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import type { Operand } from '../../ops/op.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import { checkDType, checkShape, type Sized } from '../create.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import { consume } from './reuse.ts';

/** A key: two u32 words. */
export type Key = Tensor;

/** A tensor is an operand of the draw, a number part of its program. */
export type Parameter = Tensor | number;

export interface DrawOptions<E = DType> {
  /** A float dtype; f32 when absent. */
  readonly dtype?: E;
}
/** A draw of a shape, without parameters. */
export interface Draw<Name extends string, More = unknown> {
  <const T extends readonly number[] = [], E extends DType = 'f32'>(key: Key, shape?: Fits<Sized<`random.${Name}`, T>, T>, options?: DrawOptions<E> & More): Tensor<Gives<Sized<`random.${Name}`, T>>, NoInfer<E>>;
}

export function checkKey(what: string, key: Key): void {
  if (!(key instanceof Tensor) || key.dtype !== 'u32' || key.shape.length !== 1 || key.shape[0] !== 2)
    throw new CotangentError(`random.${what}: the first argument is not a key`, { code: 'NN0518', hint: key instanceof Tensor && key.dtype === 'u32' && key.shape.at(-1) === 2 ? 'draw with each of many keys by vmap' : 'make one with random.key(seed)' });
}

/** Throws unless the draw can be made; notes that it uses the key. */
export function begin(what: string, key: Key, shape: readonly number[], asking: (...args: never[]) => unknown): void {
  checkKey(what, key);
  checkShape(`random.${what}`, shape);
  consume(what, key, asking);
}

export function floatDType(what: string, dtype: DType = 'f32'): FloatDType {
  checkDType(`random.${what}`, dtype);
  if (!isFloat(dtype)) throw new CotangentError(`random.${what}: dtype is ${dtype}, not a float`, { code: 'NN0205', hint: 'draw f16, bf16, f32 or f64; convert the result with astype' });
  return dtype as FloatDType;
}

/** The shape of a draw with parameters: the given one, to which theirs must stretch, or theirs together. */
export function shapeWith(what: string, given: readonly number[] | undefined, parameters: readonly Parameter[]): readonly number[] {
  const own = parameters.map((p) => (p instanceof Tensor ? p.shape : []));
  const shape = given ?? own.reduce((a, b) => broadcastShapes(`random.${what}`, a, b) as readonly number[], []);
  checkShape(`random.${what}`, shape);
  parameters.forEach((p, i) => {
    const ok = own[i]!.length <= shape.length && own[i]!.every((d, k) => d === 1 || d === shape[shape.length - own[i]!.length + k]);
    if (!ok) throw new CotangentError(`random.${what}: a parameter is ${showType(p as Tensor)}, which does not stretch to the shape [${shape.join(', ')}]`, { code: 'NN0528', hint: 'leave the shape out, or put further sizes in front' });
  });
  return shape;
}

/** One program for the draw. `name` must tell all that `build` depends on besides shape, dtype and parameters. */
export function draw(name: string, key: Key, shape: readonly number[], dtype: DType, parameters: readonly Parameter[], build: (b: Builder, key: Value, parameters: readonly Operand[]) => Value): Tensor {
  const tensors = parameters.filter((p) => p instanceof Tensor), shown = parameters.map((p) => (p instanceof Tensor ? 'tensor' : Object.is(p, -0) ? '-0' : String(p)));
  return op(`random.${name} ${shape.join()} ${dtype} ${shown.join()}`, [key, ...tensors], (b, [key, ...rest]) => {
    let next = 0;
    const operands = parameters.map((p): Operand => {
      if (!(p instanceof Tensor)) return p;
      const x = rest[next++] as Value;
      return converted(b, x, dtype);
    });
    return build(b, key as Value, operands);
  })[0]!;
}

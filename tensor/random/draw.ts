/** What all draws share: the key, the shape and the dtype are looked at, and the whole draw becomes one program. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat, type DType, type FloatDType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import type { Operand } from '../../ops/op.ts';
import { showShape } from '../../core/dim.ts';
import type { Both } from '../../core/types/axes.ts';
import type { Broadcast, BroadcastTo } from '../../core/types/broadcast.ts';
import type { Fits, Gives, Mistake, Shape, ShowShape, ShowType } from '../../core/types/dim.ts';
import { checkDType, checkShape, type Sized } from '../create.ts';
import type { Absent } from '../signatures.ts';
import { checked, op } from '../operation.ts';
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
  <const T extends readonly number[] = [], const E extends DType = 'f32'>(key: Key, shape?: ShapeFor<Name, T>, options?: DrawOptions<FloatFor<Name, E>> & More): Tensor<Drawn<Name, T, []>, NoInfer<E>>;
}
/** A draw with one parameter. */
export interface DrawWith<Name extends string> {
  <A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, parameter: ParameterFor<Name, T, A, D>, shape?: ShapeFor<Name, T>, options?: DrawOptions<FloatFor<Name, E>>): Tensor<Drawn<Name, T, A>, NoInfer<E>>;
}
/** The shape that is asked for, if one is. */
export type MaybeShape = readonly number[] | undefined;
export type ShapeFor<Name extends string, T> = Fits<Sized<`random.${Name}`, T>, T>;
/** A parameter of shape A, which stretches to the shape that is asked for; with those before it the parameters have the shape All. */
export type ParameterFor<Name extends string, T, A, D, All = A, P = Tensor<A, D> | number> = Fits<Absent<T> extends true ? All : Stretched<Name, T, A, D>, P>;
/** A, where it stretches to the sizes of T with those of Rest behind them. */
export type Stretched<Name extends string, T, A, D, Rest = []> =
  Sized<`random.${Name}`, T> extends Mistake<string> ? A : BroadcastTo<A, Both<T, Rest>> extends Mistake<string> ? Mistake<doesNotStretch<Name, ShowType<A, D>, ShowShape<Both<T, Rest>>>> : A;
/** The shape in which parameters of shapes A and B meet. */
export type Together<Name extends string, A, B> = Broadcast<`random.${Name}`, A, B>;
/** The shape that is asked for, or that of all parameters together. */
export type Drawn<Name extends string, T, All> = Gives<Absent<T> extends true ? All : Sized<`random.${Name}`, T>>;
/** Each draw has sizes of its own, Rest. A shape that is wrong by itself is told by itself. */
export type WithSizes<Name extends string, T, Rest> = Sized<`random.${Name}`, T> extends Mistake<string> ? T : Sized<`random.${Name}`, Both<T, Rest>>;
export type DrawnWith<Name extends string, T, Rest> = Gives<Sized<`random.${Name}`, Both<T, Rest>>>;
/** Its last size, as a list. */
export type LastOf<A> = A extends readonly [...unknown[], infer N] ? [N] : Shape;
/** X, where the dtype E is one of floats, of integers. */
export type FloatFor<Name extends string, E, X = E> = Fits<DType extends E ? E : E extends FloatDType ? E : Mistake<wrongDType<Name, E & string, 'a float'>>, X>;
export type IntegerFor<Name extends string, E, X = E> = Fits<DType extends E ? E : E extends FloatDType | 'bool' ? Mistake<wrongDType<Name, E & string, 'an integer'>> : E, X>;

const doesNotStretch = <const What extends string, const P extends string, const T extends string>(what: What, parameter: P, shape: T): doesNotStretch<What, P, T> => `random.${what}: a parameter is ${parameter}, which does not stretch to the shape ${shape}`;
type doesNotStretch<What extends string, P extends string, T extends string> = `random.${What}: a parameter is ${P}, which does not stretch to the shape ${T}`;
export const wrongDType = <const What extends string, const D extends string, const Kind extends string>(what: What, dtype: D, kind: Kind): wrongDType<What, D, Kind> => `random.${what}: dtype is ${dtype}, not ${kind}`;
export type wrongDType<What extends string, D extends string, Kind extends string> = `random.${What}: dtype is ${D}, not ${Kind}`;

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
  if (!isFloat(dtype)) throw new CotangentError(wrongDType(what, dtype, 'a float'), { code: 'NN0205', hint: 'draw f16, bf16, f32 or f64; convert the result with astype' });
  return dtype as FloatDType;
}

/** Whether a tensor of one shape can be repeated to another. */
export const stretches = (own: readonly number[], shape: readonly number[]): boolean => own.length <= shape.length && own.every((d, k) => d === 1 || d === shape[shape.length - own.length + k]);

/** The shape of a draw with parameters: the given one, to which theirs must stretch, or theirs together. */
export function shapeWith(what: string, given: readonly number[] | undefined, parameters: readonly Parameter[]): readonly number[] {
  const own = parameters.map((p) => (p instanceof Tensor ? p.shape : []));
  const shape = given ?? checked(() => own.reduce((a, b) => broadcastShapes(`random.${what}`, a, b) as readonly number[], []));
  checkShape(`random.${what}`, shape);
  parameters.forEach((p, i) => {
    if (!stretches(own[i]!, shape)) throw new CotangentError(doesNotStretch(what, showType(p as Tensor), showShape(shape)), { code: 'NN0528', hint: 'leave the shape out, or put further sizes in front' });
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

/** How the functions on tensors prepare operands and are made from the names of operations: promotion, floats for integers, truth values, axes. */
import { isFloat } from '../core/dtype.ts';
import type { Type, Value } from '../core/graph.ts';
import { meet } from '../core/promote.ts';
import { axisIn, broadcastShapes, sameShape } from '../core/shape.ts';
import { axesIn } from '../ops/axes.ts';
import type { Builder } from '../ops/builder.ts';
import { converted } from '../ops/converted.ts';
import type { Operand } from '../ops/op.ts';
import { scalarOf } from './create.ts';
import { numberType } from './promotion.ts';
import { needs, type Domain } from '../ops/rules.ts';
import { asValue, checked, op } from './operation.ts';
import type { Elementwise, Elementwise2 } from './signatures.ts';
import { Tensor } from './tensor.ts';
import { isTracing, type ApplyOptions, type TensorLike } from './trace.ts';

type UnaryName = { [K in keyof Builder]: Builder[K] extends (x: Value) => Value ? K : never }[keyof Builder];
type BinaryName = { [K in keyof Builder]: Builder[K] extends (x: Operand, y: Operand) => Value ? K : never }[keyof Builder];

/** Integers become f32 first, as in JAX. */
export const floats = { promote: true, float: true } as const;

/** Of numbers, not of truth values. */
export const unary = <const N extends UnaryName>(name: N): Elementwise<'same', N, 'number'> =>
  ((x: TensorLike) => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(x as Value))[0]!) as Elementwise<'same', N, 'number'>;
export const unaryFloat = (name: UnaryName): Elementwise<'float'> => ((x: TensorLike) => op(`${name} float`, [x], (b, [x]) => (b[name] as (x: Value) => Value)(x as Value), floats)[0]!) as Elementwise<'float'>;
/** Operands that are refused are refused under the name of the function that was called, whatever it is made of. */
function checkPair(called: string, takes: Domain, x: Operand, y: Operand): void {
  const types = [x, y].flatMap((v) => (typeof v === 'number' ? [] : [v.type]));
  const shape = types.map((t) => t.shape).reduce((p, q) => broadcastShapes(called, p, q), []);
  if (takes !== 'any') needs(called, takes, { shape, dtype: types[0]!.dtype });
}
const binary = <F>(name: BinaryName, called: string, takes: Domain, options: ApplyOptions = {}): F =>
  ((x: TensorLike, y: TensorLike) => op(called, [x, y], (b, [x, y]) => {
    checkPair(called, takes, x!, y!);
    return (b[name] as Binary)(x!, y!);
  }, { promote: true, ...options })[0]!) as F;
/** `called`: the function's own name. */
export const comparison = <const N extends string>(name: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', called: N) => binary<Elementwise2<N, 'truth'>>(name, called, 'any');
export const bitwise = <const N extends string>(name: 'and' | 'or' | 'xor', called: N) => binary<Elementwise2<N, 'same', 'bits'>>(name, called, 'bits');
export const binaryFloat = <const N extends string>(name: BinaryName, called: N) => binary<Elementwise2<N, 'float'>>(name, called, 'any', floats);
type Binary = (x: Operand, y: Operand) => Value;

/** Where operands are numbers, constants like the tensor beside them. */
function values(b: Builder, operands: readonly Operand[]): Value[] {
  const beside = operands.find((x) => typeof x !== 'number');
  return operands.map((x) => (typeof x === 'number' ? b.full({ value: x, shape: beside!.type.shape, dtype: beside!.type.dtype }) : x));
}
/** A function of several steps on operands that meet in one dtype. `key` names all that the steps depend on. */
export const steps = (key: string, operands: readonly TensorLike[], build: (b: Builder, ...x: Value[]) => Value | readonly Value[], options: ApplyOptions = {}): Tensor[] =>
  op(key, operands, (b, xs) => build(b, ...values(b, xs)), { promote: true, ...options });
/** The same with operands of one shape, for operations that do not stretch their operands themselves. */
export const stretched = (key: string, operands: readonly TensorLike[], build: (b: Builder, ...x: Value[]) => Value, options: ApplyOptions = {}): Tensor =>
  steps(key, operands, (b, ...xs) => {
    const shape = xs.map((x) => x.type.shape).reduce((p, q) => broadcastShapes(key.split(' ')[0]!, p, q));
    return build(b, ...xs.map((x) => (sameShape(x.type.shape, shape) ? x : b.broadcast(x, { shape, axes: x.type.shape.map((_, i) => shape.length - x.type.shape.length + i) }))));
  }, options)[0]!;
type Build1 = (b: Builder, x: Value) => Value;
type Build2 = (b: Builder, x: Value, y: Value) => Value;
const stepsOn = <F>(name: string, build: Build1, options?: ApplyOptions): F => ((x: TensorLike) => steps(name, [x], build, options)[0]!) as F;
const stepsOn2 = <F>(name: string, takes: Domain, build: Build2, options?: ApplyOptions): F =>
  ((x: TensorLike, y: TensorLike) => steps(name, [x, y], (b, x, y) => {
    checkPair(name, takes, x, y);
    return build(b, x, y);
  }, options)[0]!) as F;

/** What options say of the dtype of the result. */
type RuleOf<O> = O extends { readonly float: true } ? 'float' : 'same';
export const elementwise = <const O extends ApplyOptions = Record<never, never>>(name: string, build: Build1, options?: O) => stepsOn<Elementwise<RuleOf<O>>>(name, build, options);
export const elementwise2 = <const N extends string, const O extends ApplyOptions = Record<never, never>>(name: N, build: Build2, options?: O) => stepsOn2<Elementwise2<N, RuleOf<O>>>(name, 'any', build, options);
/** The same of numbers, where truth values are counted. */
export const counting = (name: string, build: Build1) => stepsOn<Elementwise<'counted'>>(name, (b, x) => build(b, countable(b, x)));
export const counting2 = <const N extends string>(name: N, build: Build2) => stepsOn2<Elementwise2<N, 'counted'>>(name, 'any', (b, x, y) => build(b, countable(b, x), countable(b, y)));
/** The same of integers. */
export const ofIntegers2 = <const N extends string>(name: N, build: Build2) => stepsOn2<Elementwise2<N, 'same', 'integer'>>(name, 'integer', build);
/** Bits are moved in truth values too, once these are counted. */
export const shifting = <const N extends string>(name: N, build: Build2) => stepsOn2<Elementwise2<N, 'counted', 'bits'>>(name, 'bits', (b, x, y) => build(b, countable(b, x), countable(b, y)));
export const ofBits = <const N extends string, F = Elementwise<'same', N, 'bits'>>(name: N, build: Build1, options?: ApplyOptions) => stepsOn<F>(name, (b, x) => {
  needs(name, 'bits', x.type);
  return build(b, x);
}, options);
/** Whether something holds for each element. */
export const testing = (name: string, build: Build1) => stepsOn<Elementwise<'truth'>>(name, build);

export const floating = (b: Builder, x: Value): Value => (isFloat(x.type.dtype) ? x : b.convert(x, { dtype: 'f32' }));

export const truth = (b: Builder, x: Operand): Value => (typeof x === 'number' ? asValue(b, Number(x !== 0), 'bool') : x.type.dtype === 'bool' ? x : b.convert(x, { dtype: 'bool' }));
export const logical = <const N extends string>(name: 'and' | 'or' | 'xor', called: N): Elementwise2<N, 'truth'> =>
  ((x: TensorLike, y: TensorLike) => op(called, [x, y], (b, [x, y]) => {
    checkPair(called, 'any', x!, y!);
    return b[name](truth(b, x!), truth(b, y!));
  })[0]!) as Elementwise2<N, 'truth'>;

/** All of one dtype, the one in which theirs meet. */
export function promoted(b: Builder, xs: readonly Value[]): readonly Value[] {
  const { dtype } = meet(xs.map((x) => ({ dtype: x.type.dtype, weak: false })))!;
  return xs.map((x) => converted(b, x, dtype));
}
/** One axis or several, negative ones from the end; all when absent. */
export type Axis = number | readonly number[] | null;
export const axesOf = (name: string, { type: { shape } }: { readonly type: Type }, axis: Axis | undefined): readonly number[] =>
  (axis === undefined || axis === null ? shape.map((_, i) => i) : axesIn(name, typeof axis === 'number' ? [axis] : axis, shape.length));
/** An axis counted from the front, or the axes, for functions that work outside of graphs. */
export const axisAt = (name: string, axis: number, rank: number): number => checked(() => axisIn(name, axis, rank));
export const axesAt = (name: string, x: Tensor, axis: Axis | undefined): readonly number[] => checked(() => axesOf(name, x, axis));
export const keeping = (b: Builder, x: Value, y: Value, axes: readonly number[], keepDims: boolean): Value =>
  (keepDims ? b.reshape(y, { shape: x.type.shape.map((d, i) => (axes.includes(i) ? 1 : d)) }) : y);
export const countable = (b: Builder, x: Value): Value => (x.type.dtype === 'bool' ? b.convert(x, { dtype: 'i32' }) : x);
/** Sums and products of bytes run in 32 bits, as in numpy. */
export const widened = (b: Builder, x: Value): Value => (x.type.dtype === 'u8' ? b.convert(x, { dtype: 'u32' }) : x.type.dtype === 'i8' ? b.convert(x, { dtype: 'i32' }) : countable(b, x));
/** A number as a tensor: weak, i32 where it is whole, or bool for a truth value. */
export function tensorOf(name: string, x: TensorLike): Tensor {
  if (x instanceof Tensor) return x;
  if (typeof x !== 'number' && typeof x !== 'boolean') return op(name, [x], (_, [y]) => y as Value)[0]!;
  const { dtype, weak } = typeof x === 'boolean' ? { dtype: 'bool', weak: false } as const : numberType(x), value = Number(x);
  return (isTracing() ? op('constant', [], (b) => b.full({ value, shape: [], dtype }))[0]! : scalarOf(value, dtype)).weakened(weak);
}

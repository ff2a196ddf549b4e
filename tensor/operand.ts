/** How the functions on tensors prepare operands and are made from the names of operations: promotion, floats for integers, truth values, axes. */
import { isFloat } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import { promote } from '../core/promote.ts';
import { axisIn } from '../core/shape.ts';
import type { Builder } from '../ops/builder.ts';
import type { Operand } from '../ops/op.ts';
import { asValue, op } from './operation.ts';
import type { Tensor } from './tensor.ts';
import type { TensorLike } from './trace.ts';

type UnaryName = { [K in keyof Builder]: Builder[K] extends (x: Value) => Value ? K : never }[keyof Builder];
type BinaryName = { [K in keyof Builder]: Builder[K] extends (x: Operand, y: Operand) => Value ? K : never }[keyof Builder];

export const unary = (name: UnaryName) => (x: TensorLike): Tensor => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(asValue(b, x!)))[0]!;
/** Integers become f32 first, as in JAX. */
export const unaryFloat = (name: UnaryName) => (x: TensorLike): Tensor => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(floating(b, asValue(b, x!))))[0]!;
export const binary = (name: BinaryName) => (x: TensorLike, y: TensorLike): Tensor => op(name, [x, y], (b, [x, y]) => pair(b, name, x!, y!))[0]!;
export const binaryFloat = (name: BinaryName) => (x: TensorLike, y: TensorLike): Tensor =>
  op(name, [x, y], (b, [x, y]) => pair(b, name, ...floatingPair(b, x!, y!)), { float: true })[0]!;

export const pair = (b: Builder, name: BinaryName, x: Operand, y: Operand): Value =>
  (b[name] as (x: Operand, y: Operand) => Value)(typeof y === 'number' ? asValue(b, x) : x, y);
export const floating = (b: Builder, x: Value): Value => (isFloat(x.type.dtype) ? x : b.convert(x, { dtype: 'f32' }));
/** Both as floats: of the dtype where they meet, or f32 where two integers do. */
export function floatingPair(b: Builder, x: Operand, y: Operand): readonly [Operand, Operand] {
  const met = [x, y].filter((v) => typeof v !== 'number').map((v) => v.type.dtype).reduce(promote, 'bool'), dtype = isFloat(met) ? met : 'f32';
  const converted = (v: Operand): Operand => (typeof v === 'number' || v.type.dtype === dtype ? v : b.convert(v, { dtype }));
  return [converted(x), converted(y)];
}

export const truth = (b: Builder, x: Operand): Value => (typeof x === 'number' ? asValue(b, Number(x !== 0), 'bool') : x.type.dtype === 'bool' ? x : b.convert(x, { dtype: 'bool' }));
export const logical = (name: 'and' | 'or') => (x: TensorLike, y: TensorLike): Tensor => op(`logical ${name}`, [x, y], (b, [x, y]) => b[name](truth(b, x!), truth(b, y!)))[0]!;

/** All of one dtype, the one in which theirs meet. */
export function promoted(b: Builder, xs: readonly Value[]): readonly Value[] {
  const dtype = xs.map((x) => x.type.dtype).reduce(promote);
  return xs.map((x) => (x.type.dtype === dtype ? x : b.convert(x, { dtype })));
}
export const axesOf = (name: string, x: Value, axis: number | readonly number[] | undefined): readonly number[] => {
  const rank = x.type.shape.length;
  return axis === undefined ? x.type.shape.map((_, i) => i) : [...new Set((typeof axis === 'number' ? [axis] : axis).map((a) => axisIn(name, a, rank)))].sort((a, b) => a - b);
};
export const keeping = (b: Builder, x: Value, y: Value, axes: readonly number[], keepDims: boolean): Value =>
  (keepDims ? b.reshape(y, { shape: x.type.shape.map((d, i) => (axes.includes(i) ? 1 : d)) }) : y);
export const countable = (b: Builder, x: Value): Value => (x.type.dtype === 'bool' ? b.convert(x, { dtype: 'i32' }) : x);
/** Sums and products of bytes run in 32 bits, as in numpy. */
export const widened = (b: Builder, x: Value): Value => (x.type.dtype === 'u8' ? b.convert(x, { dtype: 'u32' }) : x.type.dtype === 'i8' ? b.convert(x, { dtype: 'i32' }) : countable(b, x));

/** How the functions on tensors prepare operands and are made from the names of operations: promotion, floats for integers, truth values, axes. */
import { isFloat } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import { meet } from '../core/promote.ts';
import { axisIn } from '../core/shape.ts';
import type { Builder } from '../ops/builder.ts';
import type { Operand } from '../ops/op.ts';
import { asValue, op } from './operation.ts';
import type { Tensor } from './tensor.ts';
import type { TensorLike } from './trace.ts';

type UnaryName = { [K in keyof Builder]: Builder[K] extends (x: Value) => Value ? K : never }[keyof Builder];
type BinaryName = { [K in keyof Builder]: Builder[K] extends (x: Operand, y: Operand) => Value ? K : never }[keyof Builder];

/** Integers become f32 first, as in JAX. */
const floats = { promote: true, float: true } as const;

export const unary = (name: UnaryName) => (x: TensorLike): Tensor => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(x as Value))[0]!;
export const unaryFloat = (name: UnaryName) => (x: TensorLike): Tensor => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(x as Value), floats)[0]!;
export const binary = (name: BinaryName) => (x: TensorLike, y: TensorLike): Tensor => op(name, [x, y], (b, [x, y]) => (b[name] as Binary)(x!, y!), { promote: true })[0]!;
export const binaryFloat = (name: BinaryName) => (x: TensorLike, y: TensorLike): Tensor => op(name, [x, y], (b, [x, y]) => (b[name] as Binary)(x!, y!), floats)[0]!;
type Binary = (x: Operand, y: Operand) => Value;

export const floating = (b: Builder, x: Value): Value => (isFloat(x.type.dtype) ? x : b.convert(x, { dtype: 'f32' }));

export const truth = (b: Builder, x: Operand): Value => (typeof x === 'number' ? asValue(b, Number(x !== 0), 'bool') : x.type.dtype === 'bool' ? x : b.convert(x, { dtype: 'bool' }));
export const logical = (name: 'and' | 'or') => (x: TensorLike, y: TensorLike): Tensor => op(`logical ${name}`, [x, y], (b, [x, y]) => b[name](truth(b, x!), truth(b, y!)))[0]!;

/** All of one dtype, the one in which theirs meet. */
export function promoted(b: Builder, xs: readonly Value[]): readonly Value[] {
  const { dtype } = meet(xs.map((x) => ({ dtype: x.type.dtype, weak: false })))!;
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

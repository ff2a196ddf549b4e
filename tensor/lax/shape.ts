/** lax: the same elements in another shape or order; tensors joined, taken apart and padded. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { axisIn, broadcastShapes as stretched, count, ShapeError, showType } from '../../core/shape.ts';
import { checkShape } from '../create.ts';
import { asValue, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { exactAxes, exactAxis, notAScalar, oneDType } from './strict.ts';

/**
 * The shape to which all of these stretch, aligned at the last axis: sizes are equal or 1.
 * @example
 * lax.broadcastShapes([3, 1], [4]) // [3, 4]
 */
export function broadcastShapes(...shapes: readonly (readonly number[])[]): readonly number[] {
  if (shapes.length === 0) throw new CotangentError('lax.broadcastShapes of no shapes is no shape', { code: 'NN0577', hint: 'give at least one' });
  for (const s of shapes) checkShape('lax.broadcastShapes', s);
  try {
    return shapes.reduce((a, b) => stretched('lax.broadcastShapes', a, b, shapes) as readonly number[]);
  } catch (e) {
    if (e instanceof ShapeError) throw new CotangentError(e.message, { code: e.code, hint: e.hint, cause: e });
    throw e;
  }
}

/**
 * Repeats x along new axes in front.   x: [..s]   y: [..sizes, ..s]
 * @example
 * lax.broadcast(tensor([1, 2]), [2]) // [[1, 2], [1, 2]]
 */
export function broadcast(x: Tensor, sizes: readonly number[]): Tensor {
  checkShape('lax.broadcast', sizes);
  const shape = [...sizes, ...x.shape];
  return broadcastInDim(x, shape, x.shape.map((_, i) => sizes.length + i));
}

/**
 * Repeats x along new axes and axes of size 1: axis i of x becomes axis broadcastDimensions[i] of y.   x: [..s]   y: [..shape]
 * @example
 * lax.broadcastInDim(tensor([1, 2]), [2, 3], [0]) // [[1, 1, 1], [2, 2, 2]]
 */
export function broadcastInDim(x: TensorLike, shape: readonly number[], broadcastDimensions: readonly number[]): Tensor {
  checkShape('lax.broadcastInDim', shape);
  return op(`lax.broadcastInDim ${shape.join()} ${broadcastDimensions.join()}`, [x], (b, [x]) => b.broadcast(asValue(b, x!), { shape, axes: broadcastDimensions }))[0]!;
}

export interface ReshapeOptions {
  /** The order in which the axes of x are read; as they stand when absent. */
  readonly dimensions?: readonly number[];
}

/**
 * The same elements in the same order under another shape.   x: [..s]   y: [..newSizes]
 * @example
 * lax.reshape(tensor([[1, 2], [3, 4]]), [4], { dimensions: [1, 0] }) // [1, 3, 2, 4]
 */
export function reshape(x: Tensor, newSizes: readonly number[], { dimensions }: ReshapeOptions = {}): Tensor {
  checkShape('lax.reshape', newSizes);
  return op(`lax.reshape ${newSizes.join()} ${dimensions?.join()}`, [x], (b, [x]) =>
    b.reshape(dimensions ? b.transpose(x as Value, { order: dimensions }) : x as Value, { shape: newSizes }))[0]!;
}

/**
 * Axis i of y is axis permutation[i] of x.   x: [..s]   y: [..s in that order]
 * @example
 * lax.transpose(tensor([[1, 2], [3, 4]]), [1, 0]) // [[1, 3], [2, 4]]
 */
export const transpose = (x: Tensor, permutation: readonly number[]): Tensor =>
  op(`lax.transpose ${permutation.join()}`, [x], (b, [x]) => b.transpose(x as Value, { order: permutation }))[0]!;

/**
 * The elements in the opposite order along the axes named.   x, y: [..s]
 * @example
 * lax.rev(tensor([1, 2, 3]), [0]) // [3, 2, 1]
 */
export function rev(x: Tensor, dimensions: readonly number[]): Tensor {
  const axes = exactAxes('lax.rev', dimensions, x.rank);
  return op(`lax.rev ${axes.join()}`, [x], (b, [x]) => b.rev(x as Value, { axes }))[0]!;
}

/**
 * Without the axes named, whose sizes are 1.   x: s with ones   y: [..s].   Negative axes count from the end.
 * @example
 * lax.squeeze(tensor([[1, 2]]), [0]) // [1, 2]
 */
export const squeeze = (x: Tensor, dimensions: readonly number[]): Tensor =>
  op(`lax.squeeze ${dimensions.join()}`, [x], (b, [x]) => b.squeeze(x as Value, { axes: dimensions }))[0]!;

/**
 * With new axes of size 1 at the places named, counted in the result.   x: [..s]   y: s with ones.   Negative axes count from the end.
 * @example
 * lax.expandDims(tensor([1, 2]), [0, 2]) // [[[1], [2]]]
 */
export function expandDims(x: TensorLike, dimensions: readonly number[]): Tensor {
  return op(`lax.expandDims ${dimensions.join()}`, [x], (b, [v]) => {
    const x = asValue(b, v!), rank = x.type.shape.length + dimensions.length, places = dimensions.map((a) => axisIn('lax.expandDims', a, rank));
    const twice = places.find((a, i) => places.indexOf(a) !== i);
    if (twice !== undefined) throw new ShapeError('NN0213', `lax.expandDims: axis ${twice} is named twice in [${dimensions.join(', ')}]`, 'name each axis once');
    const rest = [...x.type.shape];
    return b.reshape(x, { shape: Array.from({ length: rank }, (_, i) => (places.includes(i) ? 1 : rest.shift()!)) });
  })[0]!;
}

/**
 * Axes startDimension … stopDimension - 1 as one.   x: [..a, ..b, ..c]   y: [..a, Π b, ..c]
 * @example
 * lax.collapse(tensor([[1, 2], [3, 4]]), 0, 2) // [1, 2, 3, 4]
 */
export function collapse(x: Tensor, startDimension: number, stopDimension = x.rank): Tensor {
  const [from, to] = [startDimension, stopDimension].map((a) => (a < 0 ? a + x.rank : a)) as [number, number];
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= x.rank))
    throw new CotangentError(`lax.collapse: axes ${startDimension} to ${stopDimension} of ${showType(x)} are not a range`, { code: 'NN0202', hint: 'start lies before stop, and stop is at most the rank' });
  return reshape(x, [...x.shape.slice(0, from), count(x.shape.slice(from, to)), ...x.shape.slice(to)]);
}

/**
 * Tensors of one dtype one after the other along an axis.   xᵢ: [..a, nᵢ, ..c]   y: [..a, Σ nᵢ, ..c]
 * @example
 * lax.concatenate([tensor([1, 2]), tensor([3])], 0) // [1, 2, 3]
 */
export function concatenate(operands: readonly Tensor[], dimension: number): Tensor {
  oneDType('lax.concatenate', operands);
  const axis = operands.length === 0 ? 0 : exactAxis('lax.concatenate', dimension, operands[0]!.rank);
  return op(`lax.concatenate ${axis}`, operands, (b, xs) => b.concat(xs as readonly Value[], { axis }))[0]!;
}

export interface SplitOptions {
  /** The axis that is taken apart; the first when absent. */
  readonly axis?: number;
}

/**
 * Parts of these sizes along an axis, from its start to its end.   x: [..a, Σ nᵢ, ..c]   yᵢ: [..a, nᵢ, ..c]
 * @example
 * lax.split(tensor([1, 2, 3]), [1, 2])[1] // [2, 3]
 */
export function split(x: Tensor, sizes: readonly number[], { axis = 0 }: SplitOptions = {}): Tensor[] {
  checkShape('lax.split', sizes);
  return op(`lax.split ${sizes.join()} ${axis}`, [x], (b, [x]) => b.split(x as Value, { sizes, axis }));
}

/**
 * The elements startIndices, + strides … before limitIndices of every axis.   x: [..n]   y: [..⌈(limit - start) / stride⌉]
 * @example
 * lax.slice(tensor([0, 1, 2, 3, 4]), [1], [5], [2]) // [1, 3]
 */
export const slice = (x: Tensor, startIndices: readonly number[], limitIndices: readonly number[], strides: readonly number[] = startIndices.map(() => 1)): Tensor =>
  op(`lax.slice ${startIndices.join()} ${limitIndices.join()} ${strides.join()}`, [x], (b, [x]) =>
    b.slice(x as Value, { start: startIndices, stop: limitIndices, step: strides }))[0]!;

/** Elements put before the first, after the last and between neighbours of one axis. Negative `low` and `high` take elements away. */
export type PaddingConfig = readonly (readonly [low: number, high: number, interior: number])[];

/**
 * x with paddingValue around it and between its elements.   x: [..n]   paddingValue: a scalar of x's dtype   y: [.. low + n + (n - 1) · interior + high]
 * @example
 * lax.pad(tensor([1, 2]), 0, [[1, 0, 2]]) // [0, 1, 0, 0, 2]
 */
export function pad(x: Tensor, paddingValue: TensorLike, paddingConfig: PaddingConfig): Tensor {
  oneDType('lax.pad', [x, paddingValue]);
  if (paddingValue instanceof Tensor && paddingValue.rank > 0) throw notAScalar('lax.pad', 'the value', paddingValue);
  const bad = paddingConfig.find((p) => p.length !== 3 || !p.every(Number.isInteger) || p[2] < 0);
  if (bad) throw new CotangentError(`lax.pad: [${bad.join(', ')}] is not a padding`, { code: 'NN0578', hint: 'give [low, high, interior] for each axis, whole numbers, interior at least 0' });
  const [low, high, interior] = [0, 1, 2].map((i) => paddingConfig.map((p) => p[i as 0 | 1 | 2])) as [number[], number[], number[]];
  const places = { low, high, interior }, key = `lax.pad ${paddingConfig.join(';')}`;
  if (!(paddingValue instanceof Tensor)) {
    const value = Number(paddingValue);
    return op(`${key} ${Object.is(value, -0) ? '-0' : value}`, [x], (b, [x]) => b.pad(x as Value, { ...places, value }))[0]!;
  }
  return op(key, [x, paddingValue], (b, [x0, v]) => {
    const x = x0 as Value, isElement = b.pad(b.full({ value: 1, shape: x.type.shape, dtype: 'bool' }), { ...places, value: 0 });
    return b.select(isElement, b.pad(x, { ...places, value: 0 }), v!);
  })[0]!;
}

/**
 * Tensors of one shape and dtype side by side along a new axis.   xᵢ: [..s]   y: s with the number of tensors at the axis
 * @example
 * lax.stack([tensor([1, 2]), tensor([3, 4])], { axis: 1 }) // [[1, 3], [2, 4]]
 */
export function stack(operands: readonly Tensor[], { axis = 0 }: SplitOptions = {}): Tensor {
  oneDType('lax.stack', operands);
  return op(`lax.stack ${axis}`, operands, (b, xs) => b.stack(xs as readonly Value[], { axis }))[0]!;
}

/**
 * The tensors that lie side by side along an axis.   x: [..a, n, ..c]   yᵢ: [..a, ..c]
 * @example
 * lax.unstack(tensor([[1, 2], [3, 4]]))[1] // [3, 4]
 */
export const unstack = (x: Tensor, { axis = 0 }: SplitOptions = {}): Tensor[] => op(`lax.unstack ${axis}`, [x], (b, [x]) => b.unstack(x as Value, { axis }));

/**
 * x again and again along every axis, as often as reps says.   x: [..n]   y: [.. n · rep]
 * @example
 * lax.tile(tensor([1, 2]), [2]) // [1, 2, 1, 2]
 */
export function tile(x: Tensor, reps: readonly number[]): Tensor {
  checkShape('lax.tile', reps);
  if (reps.length !== x.rank) throw new CotangentError(`lax.tile: [${reps.join(', ')}] repeats for ${showType(x)}`, { code: 'NN0258', hint: 'give one number for each axis' });
  return op(`lax.tile ${reps.join()}`, [x], (b, [v]) => {
    // Each axis with one before it, along which it repeats.
    const { shape } = (v as Value).type, twice = shape.flatMap((n, i) => [reps[i]!, n as number]);
    return b.reshape(b.broadcast(v as Value, { shape: twice, axes: shape.map((_, i) => 2 * i + 1) }), { shape: shape.map((n, i) => (n as number) * reps[i]!) });
  })[0]!;
}

/**
 * With new axes of size 1 in front, until there are `rank`.   x: [..s]   y: [1, .., ..s]
 * @example
 * lax.broadcastToRank(tensor([1, 2]), 3) // [[[1, 2]]]
 */
export const broadcastToRank = (x: Tensor, rank: number): Tensor => expandDims(x, Array.from({ length: Math.max(0, rank - x.rank) }, (_, i) => i));

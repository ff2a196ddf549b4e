/** numpy: functions of vectors along an axis, and of tensors over axes. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { DType } from '../../core/dtype.ts';
import { showShape } from '../../core/dim.ts';
import { expandDims, moveaxis } from '../functions.ts';
import { axisAt, tensorOf } from '../operand.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Along, Around, Both, Unsized } from '../../core/types/axes.ts';
import type { Fits, HasRank, Shape } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Operand, Own } from '../signatures.ts';
import { vmap } from './vmap.ts';

type SizeAlong<S, A> = HasRank<S> extends false ? number : number extends A ? number : Around<S, A> extends [unknown, infer N, unknown] ? N : number;
/** The axes T in the place of one. */
type InPlaceOf<S, A, T> = HasRank<S> extends false ? Shape : HasRank<T> extends false ? Shape : number extends A ? Shape : Around<S, A> extends [infer P, unknown, infer Q] ? Both<P, Both<T, Q>> : Shape;
/**
 * f of every vector along an axis; the axes of what it gives stand in the place of that axis.   x: [.. n ..]   f: [n] to [..t]   y: [.. ..t ..]
 * As numpy's apply_along_axis.
 * @example
 * applyAlongAxis((row) => sum(row), 1, tensor([[1, 2], [3, 4]])) // [3, 7]
 */
export function applyAlongAxis<S = [], D = Weak, const A extends number = number, T = Shape, E = DType>(f: (vector: Tensor<[SizeAlong<S, A>], Own<D>>) => Tensor<T, E>, axis: Fits<Along<'applyAlongAxis', S, A>, A>, x: Operand<S, D>): Tensor<InPlaceOf<S, A, T>, E>;
export function applyAlongAxis(f: (vector: never) => Tensor, axis: number, given: TensorLike): Tensor {
  const x = tensorOf('applyAlongAxis', given), at = axisAt('applyAlongAxis', axis, x.rank);
  const all = Array.from({ length: x.rank - 1 }).reduce<(v: Tensor) => Tensor>((g) => vmap(g), f as (vector: Tensor) => Tensor), y = all(moveaxis(x, at, -1));
  const own = y.rank - (x.rank - 1), from = Array.from({ length: own }, (_, i) => x.rank - 1 + i);
  return own === 0 ? y : moveaxis(y, from, from.map((_, i) => at + i));
}
/**
 * f of the tensor and an axis, one axis after the other; an axis that f takes away comes back with size 1.   As numpy's apply_over_axes.
 * @example
 * applyOverAxes((x, axis) => sum(x, { axis }), tensor([[1, 2], [3, 4]]), [0, 1]) // [[10]]
 */
export function applyOverAxes<S = [], D = Weak, E = DType, const A extends readonly number[] = readonly number[]>(f: (x: Tensor<Unsized<S>>, axis: number) => Tensor<unknown, E>, x: Operand<S, D>, axes: A): Tensor<A extends readonly [] ? S : Unsized<S>, A extends readonly [] ? Own<D> : HasRank<A> extends false ? DType : E>;
export function applyOverAxes(f: (x: never, axis: number) => unknown, given: TensorLike, axes: readonly number[]): Tensor {
  return axes.reduce((x, axis) => {
    const at = axisAt('applyOverAxes', axis, x.rank), y = (f as (x: Tensor, axis: number) => Tensor)(x, at);
    if (y.rank === x.rank) return y;
    if (y.rank === x.rank - 1) return expandDims(y, at);
    throw new CotangentError(`applyOverAxes: the function made ${showShape(y.shape)} of ${showShape(x.shape)}`, { code: 'NN0277', hint: 'it may keep the axis or take it away' });
  }, tensorOf('applyOverAxes', given));
}

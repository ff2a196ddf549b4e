/** lax: running folds along an axis. Source of all: jax.lax. */
import type { Value } from '../../core/graph.ts';
import { op } from '../operation.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import type { AtDefault } from '../../core/types/axes.ts';
import type { Tensor } from '../tensor.ts';
import { exactAxis, type Exact } from './strict.ts';

export interface CumulativeOptions<A = number> {
  /** Counted from 0; the first when absent. */
  readonly axis?: A;
  /** From the last element to the first. */
  readonly reverse?: boolean;
}

/** A running fold along an axis: the shape stays. */
export interface Running<Op extends string> {
  <S, D, const A extends number = 0>(x: AtDefault<A, 0, Exact<Op, S, A>, Tensor<S, D>>, options?: CumulativeOptions<Fits<Exact<Op, S, A>, A>>): Tensor<Gives<Exact<Op, S, A>>, D>;
}
const running = <const N extends 'cumsum' | 'cumprod' | 'cummax' | 'cummin' | 'cumlogsumexp'>(name: N): Running<`lax.${N}`> => ((x: Tensor, { axis = 0, reverse = false }: CumulativeOptions = {}): Tensor => {
  exactAxis(`lax.${name}`, axis, x.rank);
  return op(`lax.${name} ${axis} ${reverse}`, [x], (b, [x]) => b[name](x as Value, { axis, reverse }))[0]!;
}) as Running<`lax.${N}`>;

/**
 * y_i = x_0 + … + x_i along the axis.   x: numbers [..s]   y: [..s].   Integers wrap around.
 * @example
 * lax.cumsum(tensor([1, 2, 3])) // [1, 3, 6]
 */
export const cumsum = running('cumsum');
/**
 * y_i = x_0 · … · x_i along the axis.   x: numbers [..s]   y: [..s].   Integers wrap around.
 * @example
 * lax.cumprod(tensor([2, 3, 4])) // [2, 6, 24]
 */
export const cumprod = running('cumprod');
/**
 * y_i = the greatest of x_0 … x_i along the axis, NaN from the first NaN on.   x: numbers [..s]   y: [..s]
 * @example
 * lax.cummax(tensor([1, 3, 2])) // [1, 3, 3]
 */
export const cummax = running('cummax');
/**
 * y_i = the least of x_0 … x_i along the axis, NaN from the first NaN on.   x: numbers [..s]   y: [..s]
 * @example
 * lax.cummin(tensor([3, 1, 2]), { reverse: true }) // [1, 1, 2]
 */
export const cummin = running('cummin');
/**
 * y_i = ln(e^x_0 + … + e^x_i) along the axis, without overflow.   x: floats [..s]   y: [..s]
 * @example
 * lax.cumlogsumexp(tensor([0, 0, 1000])) // [0, 0.693147, 1000]
 */
export const cumlogsumexp = running('cumlogsumexp');

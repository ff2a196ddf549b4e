/** lax: sorting along an axis. NaN stands above all other numbers, -0 equals 0, and equal elements keep their order. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { axisAt } from '../operand.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { Along, AtDefault, Around, RankOf, Resized } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Less } from '../../core/types/number.ts';
import type { DTypeOf, ShapeOf } from '../signatures.ts';

export interface SortKeyValOptions<A = number> {
  /** Negative ones count from the end; the last when absent. */
  readonly dimension?: A;
  /** Taken for JAX's sake: the order of equal elements is kept always. */
  readonly isStable?: boolean;
}

export interface SortOptions<A = number> extends SortKeyValOptions<A> {
  /** How many of the operands, from the first on, decide the order; 1 when absent. */
  readonly numKeys?: number;
}

/**
 * The elements in ascending order along the axis. Of several operands of one shape, those from the second on go with the first;
 * with numKeys more of them decide where the ones before are equal.   x, y: [..s]
 * @example
 * lax.sort([tensor([2, 1, 3]), tensor([10, 20, 30])])[1] // [20, 10, 30]
 */
export function sort<const T extends Tensor | readonly Tensor[], const A extends number = -1>(operand: AtDefault<A, -1, Along<'lax.sort', FirstOf<T>, A>, T>, options?: SortOptions<Fits<Along<'lax.sort', FirstOf<T>, A>, A>>): Sorted<T>;
export function sort(operand: Tensor | readonly Tensor[], { dimension = -1, numKeys = 1 }: SortOptions = {}): unknown {
  const alone = operand instanceof Tensor, xs = alone ? [operand] : operand;
  if (xs.length === 0 || xs.some((x) => x.shape.join() !== xs[0]!.shape.join()))
    throw new CotangentError(`lax.sort: operands ${xs.map(showType).join(', ') || 'none'}`, { code: 'NN0258', hint: 'give tensors of one shape' });
  if (!Number.isInteger(numKeys) || numKeys < 1 || numKeys > xs.length)
    throw new CotangentError(`lax.sort: ${numKeys} keys of ${xs.length} operands`, { code: 'NN0580', hint: 'numKeys is at least 1 and at most the number of operands' });
  const axis = axisAt('lax.sort', dimension, xs[0]!.rank);
  const ys = op(`lax.sort ${axis} ${numKeys}`, xs, (b, values) => {
    const order = b.argsort(values.slice(0, numKeys) as Value[], { axis, descending: false });
    return (values as Value[]).map((x) => b.takeAlongAxis(x, order, { axis }));
  });
  return alone ? ys[0]! : ys;
}

/** The shape of a tensor, or of the first of a list. */
type FirstOf<T> = ShapeOf<T extends readonly unknown[] ? T[0] : T>;
type Sorted<T> = T extends readonly unknown[] ? { -readonly [I in keyof T]: Tensor<ShapeOf<T[I]>, DTypeOf<T[I]>> } : Tensor<ShapeOf<T>, DTypeOf<T>>;

/**
 * The keys in ascending order along the axis, and the values that went with them.   keys, values: [..s]
 * @example
 * lax.sortKeyVal(tensor([2, 1]), tensor([10, 20])) // [[1, 2], [20, 10]]
 */
export const sortKeyVal = ((keys: Tensor, values: Tensor, options: SortKeyValOptions = {}): [Tensor, Tensor] => sort([keys, values], options)) as <S, D, T, E, const A extends number = -1>(keys: AtDefault<A, -1, Along<'lax.sort', S, A>, Tensor<S, D>>, values: Tensor<T, E>, options?: SortKeyValOptions<Fits<Along<'lax.sort', S, A>, A>>) => [Tensor<S, D>, Tensor<T, E>];

export interface TopKOptions<A = number> {
  /** Negative ones count from the end; the last when absent. */
  readonly axis?: A;
}

const tooFew = <const A extends string, const X extends string, const K extends string>(axis: A, x: X, k: K): tooFew<A, X, K> => `lax.topK: axis ${axis} of ${x} does not have ${k} elements`;
type tooFew<A extends string, X extends string, K extends string> = `lax.topK: axis ${A} of ${X} does not have ${K} elements`;
type Has<S, D, A, K> =
  HasRank<S> extends false ? Unknown<S> : number extends A | K ? S
  : Around<S, A> extends readonly [infer P, infer N, unknown] ? (N extends number ? (`${K & number}` extends `-${string}` ? TooFew<S, D, P, K> : Less<N, K> extends true ? TooFew<S, D, P, K> : S) : S) : S;
type TooFew<S, D, P, K> = Mistake<tooFew<`${RankOf<P> & number}`, ShowType<S, D>, `${K & number}`>>;
/**
 * The k greatest elements along the axis, the greatest first, and where they stand; NaN counts as greatest, and of equal ones the first
 * comes first.   x: [.. n ..]   values: [.. k ..]   places: i32[.. k ..]
 * @example
 * lax.topK(tensor([3, 1, 2]), 2) // [[3, 2], [0, 2]]
 */
export function topK<S, D, const K extends number, const A extends number = -1>(x: AtDefault<A, -1, Along<'lax.topK', S, A>, Tensor<S, D>>, k: Fits<Has<S, D, A, K>, K>, options?: TopKOptions<Fits<Along<'lax.topK', S, A>, A>>): [values: Tensor<Gives<Resized<'lax.topK', S, A, K>>, D>, places: Tensor<Gives<Resized<'lax.topK', S, A, K>>, 'i32'>];
export function topK(x: Tensor, k: number, { axis = -1 }: TopKOptions = {}): [values: Tensor, places: Tensor] {
  const at = axisAt('lax.topK', axis, x.rank), last = x.rank - 1;
  if (!Number.isInteger(k) || k < 0 || k > x.shape[at]!)
    throw new CotangentError(tooFew(`${at}`, showType(x), `${k}`), { code: 'NN0234', hint: `k is at least 0 and at most ${x.shape[at]}` });
  const exchanged = (b: Builder, v: Value): Value => (at === last ? v : b.transpose(v, { order: x.shape.map((_, i) => (i === at ? last : i === last ? at : i)) }));
  return op(`lax.topK ${k} ${at}`, [x], (b, [v]) => b.topK(exchanged(b, v as Value), { k }).map((y) => exchanged(b, y))) as [Tensor, Tensor];
}

/** numpy: order along an axis. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { flip } from './arranging.ts';
import { noPlace } from './searching.ts';
import { concat, unstack, type PartsOf } from './joining.ts';
import { part } from './part.ts';
import { moveaxis, ravel } from './shape.ts';
import type { Along, AtDefault, Resized } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, ShowShape, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Operand, Ordered, Own, ShapesOf } from '../signatures.ts';

export interface SortOptions<A = number | null> {
  /** The last when absent; null sorts the flat tensor. */
  readonly axis?: A;
  /** From the greatest to the least. */
  readonly descending?: boolean;
}
/** The tensor and the axis along which it is ordered. */
function along(name: string, given: TensorLike, axis: number | null): readonly [Tensor, number] {
  const x = tensorOf(name, given);
  return axis === null ? [ravel(x), 0] : [x, axisAt(name, axis, x.rank)];
}

/**
 * The elements in order along an axis, NaN as the greatest.   x, y: [..s]   As numpy's sort.
 * @example
 * sort(tensor([3, 1, 2])) // [1, 2, 3]
 * sort(tensor([3, 1, 2]), { descending: true }) // [3, 2, 1]
 */
export function sort<S = [], D = Weak, const A extends number | null = -1>(x: AtDefault<A, -1, Ordered<'sort', S, A>, Operand<S, D>>, options?: SortOptions<Fits<Ordered<'sort', S, A>, A>>): Tensor<Gives<Ordered<'sort', S, A>>, Own<D>>;
export function sort(given: TensorLike, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  const [x, at] = along('sort', given, axis);
  return op(keyOf('sort', at, descending), [x], (b, [v]) => {
    const y = b.sort(v as Value, { axis: at, descending: false });
    return descending ? b.rev(y, { axes: [at] }) : y;
  })[0]!;
}
/**
 * The places of the elements in order along an axis: equal ones as they stand, NaN as the greatest.   x: [..s]   y: i32[..s]   As numpy's argsort.
 * @example
 * argsort(tensor([3, 1, 2])) // [1, 2, 0]
 */
export function argsort<S = [], D = Weak, const A extends number | null = -1>(x: AtDefault<A, -1, Ordered<'argsort', S, A>, Operand<S, D>>, options?: SortOptions<Fits<Ordered<'argsort', S, A>, A>>): Tensor<Gives<Ordered<'argsort', S, A>>, 'i32'>;
export function argsort(given: TensorLike, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  const [x, at] = along('argsort', given, axis);
  return op(keyOf('argsort', at, descending), [x], (b, [v]) => b.argsort(v as Value, { axis: at, descending }), { strong: true })[0]!;
}
/**
 * The places in order by several keys: by the last one, where it is equal by the one before it, and so on.   keys: [..s] each   y: i32[..s]   As numpy's lexsort.
 * @example
 * lexsort([tensor([2, 1, 3]), tensor([0, 0, -1])]) // [2, 1, 0]
 */
export function lexsort<const Ts extends readonly TensorLike[] | Tensor, const A extends number = -1>(keys: Fits<Keys<Ts>, AtDefault<A, -1, OrderOf<Ts, A>, Ts>>, options?: { axis?: Fits<OrderOf<Ts, A>, A> }): Tensor<Gives<OrderOf<Ts, A>>, 'i32'>;
export function lexsort(keys: readonly TensorLike[] | Tensor, { axis = -1 }: { axis?: number } = {}): Tensor {
  if (keys instanceof Tensor) axisAt('lexsort', 0, keys.rank);
  const list = keys instanceof Tensor ? unstack(keys) : keys.map((k) => tensorOf('lexsort', k)), [first] = list;
  if (!first) throw new CotangentError(noKeys, { code: 'NN0218', hint: 'give at least one' });
  const other = list.find((k) => showShape(k.shape) !== showShape(first.shape));
  if (other) throw new CotangentError(otherKeys(showShape(first.shape), showShape(other.shape)), { code: 'NN0218', hint: 'all sizes must be equal' });
  const at = axisAt('lexsort', axis, first.rank);
  return op(keyOf('lexsort', at), list.toReversed(), (b, xs) => b.argsort(xs as readonly Value[], { axis: at, descending: false }), { strong: true })[0]!;
}
const noKeys = 'lexsort: there are no keys';
const otherKeys = <const S extends string, const T extends string>(first: S, other: T): otherKeys<S, T> => `lexsort: keys of ${first} and ${other}`;
type otherKeys<S extends string, T extends string> = `lexsort: keys of ${S} and ${T}`;
/** The shape that all keys have. */
type Keys<Ts> = Ts extends Tensor<infer S, unknown> ? (Along<'lexsort', S, 0> extends infer T ? ([T] extends [Mistake<string>] ? T : OneOf<ShapesOf<PartsOf<Ts>>>) : never) : OneOf<ShapesOf<Ts>>;
type OneOf<Shapes> = HasRank<Shapes> extends false ? Unknown<Shapes> : Shapes extends readonly [infer First, ...infer R] ? OfOneShape<R, First> : Mistake<typeof noKeys>;
type OfOneShape<Shapes, First> = Shapes extends readonly [infer S, ...infer R] ? (HasRank<First> extends false ? Unknown<First> : HasRank<S> extends false ? Unknown<S> : SomeDiffer<First, S> extends true ? Mistake<otherKeys<ShowShape<First>, ShowShape<S>>> : OfOneShape<R, First>) : First;
type OrderOf<Ts, A> = Keys<Ts> extends infer S ? (S extends Mistake<string> ? S : Along<'lexsort', S, A>) : never;

function kthOf(name: string, kth: number, size: number): number {
  const k = kth < 0 ? kth + size : kth;
  if (Number.isInteger(kth) && k >= 0 && k < size) return k;
  throw new CotangentError(noPlace(name, `${kth}`, `${size}`), { code: 'NN0592', hint: `places go from ${-size} to ${size - 1}` });
}
/** What is in order up to the place k, and from the end back to it. */
const parted = (y: Tensor, axis: number, k: number): Tensor => concat([part(y, axis, 0, k + 1), flip(part(y, axis, k + 1, y.shape[axis]!), { axis })], { axis });
/**
 * The element that comes at place kth in order stands there, no greater one before it and no lesser one after it.   x, y: [..s]   As numpy's partition.
 * @example
 * partition(tensor([4, 1, 3, 2]), 1) // [1, 2, 4, 3]
 */
export function partition<S = [], D = Weak, const A extends number | null = -1>(x: AtDefault<A, -1, Ordered<'partition', S, A>, Operand<S, D>>, kth: number, options?: { axis?: Fits<Ordered<'partition', S, A>, A> }): Tensor<Gives<Ordered<'partition', S, A>>, Own<D>>;
export function partition(given: TensorLike, kth: number, { axis = -1 }: { axis?: number | null } = {}): Tensor {
  const [x, at] = along('partition', given, axis), k = kthOf('partition', kth, x.shape[at]!);
  return parted(sort(x, { axis: at }), at, k);
}
/**
 * The places that `partition` takes its elements from, those of both sides in order.   x: [..s]   y: i32[..s]   As numpy's argpartition.
 * @example
 * argpartition(tensor([4, 1, 3, 2]), 1) // [1, 3, 0, 2]
 */
export function argpartition<S = [], D = Weak, const A extends number | null = -1>(x: AtDefault<A, -1, Ordered<'argpartition', S, A>, Operand<S, D>>, kth: number, options?: { axis?: Fits<Ordered<'argpartition', S, A>, A> }): Tensor<Gives<Ordered<'argpartition', S, A>>, 'i32'>;
export function argpartition(given: TensorLike, kth: number, { axis = -1 }: { axis?: number | null } = {}): Tensor {
  const [x, at] = along('argpartition', given, axis), n = x.shape[at]!, k = kthOf('argpartition', kth, n), order = argsort(x, { axis: at });
  return concat([part(order, at, 0, k + 1), sort(part(order, at, k + 1, n), { axis: at })], { axis: at });
}

/**
 * The k greatest elements along an axis, the greatest first, and their places.   x: [.. n ..]   y: [.. k ..]   places: i32[.. k ..]   As jax.lax.top_k.
 * @example
 * topK(tensor([1, 9, 4]), 2) // [[9, 4], [1, 2]]
 */
export function topK<S = [], D = Weak, const K extends number = number, const A extends number = -1>(x: AtDefault<A, -1, Resized<'topK', S, A, K>, Operand<S, D>>, k: K, options?: { axis?: Fits<Resized<'topK', S, A, K>, A> }): [values: Tensor<Gives<Resized<'topK', S, A, K>>, Own<D>>, places: Tensor<Gives<Resized<'topK', S, A, K>>, 'i32'>];
export function topK(given: TensorLike, k: number, { axis = -1 }: { axis?: number } = {}): [values: Tensor, places: Tensor] {
  const x = tensorOf('topK', given), at = axisAt('topK', axis, x.rank);
  const [values, places] = op(keyOf('topK', k), [moveaxis(x, at, -1)], (b, [v]) => b.topK(v as Value, { k }));
  return [moveaxis(values!, -1, at), moveaxis(places!.weakened(false), -1, at)];
}

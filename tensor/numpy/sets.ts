/**
 * numpy: tensors as sets of numbers. Results are sorted, NaN last. How many there are depends on values: without `size` these are read,
 * which only works outside of jit, grad and the like.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { count, known } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { axisAt, promoted, tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import type { Around, Resized } from '../../core/types/axes.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';
import type { Made, Operand, Own } from '../signatures.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { full } from './creation.ts';
import { listed, placesNeeded, searched, thereCannotBe, type HowMany } from './searching.ts';
import { concat } from './joining.ts';

export interface SizeOptions<N = number> {
  /** How many elements the result has; it must be said where values are not known, as under jit. */
  readonly size?: N;
  /** What follows when there are fewer. */
  readonly fillValue?: number;
}

export interface UniqueOptions<A = number | null, N = number> extends SizeOptions<N> {
  /** Which slices are compared; elements of the flat tensor when absent. */
  readonly axis?: A;
  /** Whether all NaN are one. */
  readonly equalNan?: boolean;
}

export interface Unique<V = Tensor, I = Tensor, K = Tensor> {
  /** The elements, sorted, each once. */
  readonly values: V;
  /** Where each stands first. */
  readonly indices: K;
  /** For each element of x its place in `values`. */
  readonly inverse: I;
  /** How often each stands in x. */
  readonly counts: K;
}
/** So many of the elements, or of the slices along an axis: of slices without elements there is one. */
type Distinct<S, A, N> = [A] extends [null | undefined] ? N : Around<S, A> extends [infer P, unknown, infer Q] ? (0 extends [P, Q][number][number & keyof [P, Q][number]] ? number : N) : N;
type Values<S, A, N> = [A] extends [null | undefined] ? [N] : Resized<'unique', S, A, Distinct<S, A, N>>;
type Inverse<S, A> = [A] extends [null | undefined] ? S : Around<S, A> extends [unknown, infer M, unknown] ? [M] : [number];
type Elements<Op extends string, N> = HowMany<Op, N, 'elements'>;
type UniqueOf<S, D, A, N> = Gives<Values<S, A, N>> extends infer V ? Unique<Tensor<V, D>, Tensor<Gives<Inverse<S, A>>, 'i32'>, Tensor<[Gives<Distinct<S, A, N>>], 'i32'>> : never;

const differ = (b: Builder, p: Value, q: Value, equalNan: boolean): Value =>
  (isFloat(p.type.dtype) && equalNan ? b.and(b.ne(p, q), b.not(b.and(b.isNaN(p), b.isNaN(q)))) : b.ne(p, q));

const rows = (b: Builder, x: Value, from: number, to: number): Value =>
  b.slice(x, { start: x.type.shape.map((_, a) => (a === 0 ? from : 0)), stop: x.type.shape.map((n, a) => (a === 0 ? to : n)), step: x.type.shape.map(() => 1) });

/** x: [n, m] in order, the order, and which rows begin a run of equal ones. */
function sortedRows(b: Builder, x: Value, equalNan: boolean): { readonly sorted: Value; readonly order: Value; readonly first: Value } {
  const [n, m] = known(x.type.shape) as readonly [number, number];
  const column = (k: number): Value => b.reshape(b.slice(x, { start: [0, k], stop: [n, k + 1], step: [1, 1] }), { shape: [n] });
  // By the last column first: what is equal keeps its order.
  let order = b.argsort(column(m - 1), { axis: 0, descending: false });
  for (let k = m - 2; k >= 0; k--) order = b.take(order, b.argsort(b.take(column(k), order, { axis: 0 }), { axis: 0, descending: false }), { axis: 0 });
  const sorted = b.take(x, order, { axis: 0 });
  const changes = b.any(differ(b, rows(b, sorted, 1, n), rows(b, sorted, 0, n - 1), equalNan), { axes: [1] });
  return { sorted, order, first: b.concat([b.full({ value: 1, shape: [1], dtype: 'bool' }), changes], { axis: 0 }) };
}

/** How many distinct rows there are. */
const countOf = (x: Tensor, equalNan: boolean): number =>
  placesNeeded('unique', op(`unique count ${equalNan}`, [x], (b, [x]) => b.sum(b.convert(sortedRows(b, x as Value, equalNan).first, { dtype: 'i32' }), { axes: [0] }))[0]!)[0]!;

const unwanted = (what: string, size: number): CotangentError => new CotangentError(thereCannotBe(what, `${size}`, 'elements'), { code: 'NN0517', hint: 'size is a whole number, 0 or more' });

/**
 * The distinct elements of x in order, with where they first stand, the place of every element among them, and how often each occurs.
 * x: [..s]   values, indices, counts: [k]   inverse: i32[..s].   As numpy's unique with all of its results. With a size that leaves room,
 * values go on with fillValue, or with the least element.
 * @example
 * uniqueAll(tensor([3, 1, 3])) // { values: [1, 3], indices: [1, 0], inverse: [1, 0, 1], counts: [1, 2] }
 */
export function uniqueAll<S = [], D = Weak, const A extends number | null = null, const N extends number | undefined = undefined>(x: Operand<S, D>, options?: UniqueOptions<Fits<Values<S, A, 0>, A>, Fits<Elements<'unique', N>, N>>): UniqueOf<S, Own<D>, A, Gives<Elements<'unique', N>>>;
export function uniqueAll(given: TensorLike, { axis = null, equalNan = true, size, fillValue }: UniqueOptions = {}): Unique {
  const x = tensorOf('unique', given), along = axis === null ? 0 : axisAt('unique', axis, x.rank);
  if (size !== undefined && !(Number.isInteger(size) && size >= 0)) throw unwanted('unique', size);
  const n = axis === null ? x.size : x.shape[along]!, rest = axis === null ? [] : x.shape.filter((_, a) => a !== along), m = count(rest);
  const turned = x.shape.map((_, a) => a).filter((a) => a !== along);
  const table = op(`unique rows ${String(axis)}`, [x], (b, [x0]) => b.reshape(axis === null ? (x0 as Value) : b.transpose(x0 as Value, { order: [along, ...turned] }), { shape: [n, m] }))[0]!;
  if (n === 0 && size !== undefined && size > 0 && fillValue === undefined)
    throw new CotangentError('unique of no elements has nothing to go on with', { code: 'NN0517', hint: 'give a fillValue, or a size of 0' });
  // Rows of no elements are all the same.
  const empty = n === 0 || m === 0, k = n > 0 && m === 0 ? 1 : size ?? (empty ? 0 : countOf(table, equalNan));
  const [values, indices, inverse, counts] = op(`unique ${k} ${String(fillValue)} ${equalNan} ${String(axis)} ${x.shape.join()}`, [table], (b, [x0]) => {
    const t = x0 as Value, { dtype } = t.type;
    const shaped = (v: Value): Value => {
      const whole = b.reshape(v, { shape: [k, ...rest] });
      return axis === null ? whole : b.transpose(whole, { order: Array.from({ length: x.rank }, (_, a) => (a === along ? 0 : turned.indexOf(a) + 1)) });
    };
    const whole = (v: Value): Value => (axis === null ? b.reshape(v, { shape: x.shape }) : v);
    const zeros = (length: number, value = 0): Value => b.full({ value, shape: [length], dtype: 'i32' });
    if (empty) return [shaped(b.full({ value: fillValue ?? 0, shape: [k, m], dtype })), zeros(n === 0 ? 0 : 1), whole(zeros(n)), zeros(n === 0 ? 0 : 1, n)];
    const { sorted, order, first } = sortedRows(b, t, equalNan), number = b.sub(b.cumsum(b.convert(first, { dtype: 'i32' }), { axis: 0, reverse: false }), 1);
    const place = listed(b, first, k + 1, n), here = b.slice(place, { start: [0], stop: [k], step: [1] }), next = b.slice(place, { start: [1], stop: [k + 1], step: [1] });
    const none = b.eq(here, n), at = b.select(none, 0, here);
    const found = b.take(sorted, at, { axis: 0 }), fill = b.broadcast(none, { shape: [k, m], axes: [0] });
    const spread = b.scatter(zeros(n), b.reshape(order, { shape: [n, 1] }), number, {
      updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0], operandBatchingDims: [], scatterIndicesBatchingDims: [],
      combine: 'set', mode: 'promiseInBounds', uniqueIndices: true, indicesAreSorted: false, misses: 'allowed',
    });
    return [shaped(fillValue === undefined ? found : b.select(fill, fillValue, found)), b.take(order, at, { axis: 0 }), whole(spread), b.sub(next, here)];
  }, { strong: true }) as [Tensor, Tensor, Tensor, Tensor];
  return { values, indices, inverse, counts };
}

export interface ReturnOptions<I = boolean, J = boolean, C = boolean> {
  /** Whether the places where they first stand are returned, the place of every element of x among them, and how often each occurs. */
  readonly returnIndex?: I;
  readonly returnInverse?: J;
  readonly returnCounts?: C;
}
type Returned<U, I, J, C> = U extends Unique<infer V, infer W, infer K>
  ? [I, J, C] extends [false, false, false] ? V
  : boolean extends I ? V | Tensor[] : boolean extends J ? V | Tensor[] : boolean extends C ? V | Tensor[]
  : [V, ...(I extends true ? [K] : []), ...(J extends true ? [W] : []), ...(C extends true ? [K] : [])]
  : never;

/**
 * The distinct elements of x in order; with returnIndex, returnInverse or returnCounts a list of these and what is asked for.   As numpy's unique.
 * x: [..s]   y: [k]
 * @example
 * unique(tensor([3, 1, 3])) // [1, 3]
 * unique(tensor([3, 1, 3]), { size: 3, fillValue: 0 }) // [1, 3, 0]
 * unique(tensor([3, 1, 3]), { returnCounts: true }) // [[1, 3], [1, 2]]
 */
export function unique<S = [], D = Weak, const A extends number | null = null, const N extends number | undefined = undefined, I extends boolean = false, J extends boolean = false, C extends boolean = false>(x: Operand<S, D>, options?: UniqueOptions<Fits<Values<S, A, 0>, A>, Fits<Elements<'unique', N>, N>> & ReturnOptions<I, J, C>): Returned<UniqueOf<S, Own<D>, A, Gives<Elements<'unique', N>>>, I, J, C>;
export function unique(x: TensorLike, options: UniqueOptions & ReturnOptions = {}): unknown {
  const { returnIndex = false, returnInverse = false, returnCounts = false } = options, { values, indices, inverse, counts }: Unique = uniqueAll(x, options);
  if (!returnIndex && !returnInverse && !returnCounts) return values;
  return [values, ...(returnIndex ? [indices] : []), ...(returnInverse ? [inverse] : []), ...(returnCounts ? [counts] : [])];
}

/** What decides whether each element of x stands in the other list. */
const member = (b: Builder, x: Value, list: Value): Value => {
  const [n] = known(list.type.shape) as readonly [number];
  if (n === 0) return b.full({ value: 0, shape: x.type.shape, dtype: 'bool' });
  const sorted = b.take(list, b.argsort(list, { axis: 0, descending: false }), { axis: 0 });
  return b.eq(b.take(sorted, b.minimum(searched(b, sorted, x, 'left'), n - 1), { axis: 0 }), x);
};
const flat = (b: Builder, x: Value): Value => b.reshape(x, { shape: [count(known(x.type.shape))] });

/**
 * Whether each element of x is one of those listed; with invert, whether it is none.   x: [..s]   list: any shape   y: bool[..s].   As numpy's isin.
 * @example
 * isin(tensor([1, 2, 3]), tensor([3, 1])) // [true, false, true]
 */
export const isin = <A = [], D = Weak>(x: Operand<A, D>, list: TensorLike, { invert = false }: { readonly invert?: boolean } = {}): Tensor<A, 'bool'> =>
  op(`isin ${invert}`, [tensorOf('isin', x as TensorLike), tensorOf('isin', list)], (b, [x0, list0]) => {
    const [v, l] = promoted(b, [x0 as Value, list0 as Value]) as [Value, Value], found = member(b, v, flat(b, l));
    return invert ? b.not(found) : found;
  })[0]! as Tensor<A, 'bool'>;

const joined = (name: string, x: TensorLike, y: TensorLike): Tensor =>
  op(name, [tensorOf(name, x), tensorOf(name, y)], (b, [x, y]) => b.concat(promoted(b, [flat(b, x as Value), flat(b, y as Value)]), { axis: 0 }))[0]!;

/**
 * The distinct elements of both tensors in order.   y: [k].   As numpy's union1d; size as for unique.
 * @example
 * union1d(tensor([3, 1]), tensor([2, 3])) // [1, 2, 3]
 */
export const union1d = ((x: TensorLike, y: TensorLike, options: SizeOptions = {}) => unique(joined('union1d', x, y), options)) as SetOf<'unique'>;
interface SetOf<Op extends string> {
  <D = Weak, E = Weak, const N extends number | undefined = undefined>(x: Operand<unknown, D>, y: Operand<unknown, E>, options?: SizeOptions<Fits<Elements<Op, N>, N>>): Tensor<[Gives<Elements<Op, N>>], Made<Own<Promote<D, E>>>>;
}

/** Those of the distinct elements of x that stand in y, or that do not; without a size all of them. */
function chosen(name: string, a: Tensor, c: Tensor, present: boolean, { size, fillValue }: SizeOptions): Tensor {
  const n = a.size, { dtype } = a;
  if (size !== undefined && !(Number.isInteger(size) && size >= 0)) throw unwanted(name, size);
  if (n === 0) return full([size ?? 0], fillValue ?? 0, { dtype });
  const work = (b: Builder, v: Value, list: Value): { readonly values: Value; readonly keeps: Value } => {
    const { sorted, first } = sortedRows(b, b.reshape(v, { shape: [n, 1] }), true), values = b.reshape(sorted, { shape: [n] });
    const [p, q] = promoted(b, [values, flat(b, list)]) as [Value, Value], found = member(b, p, q);
    return { values, keeps: b.and(first, present ? found : b.not(found)) };
  };
  const k = size ?? placesNeeded(name, op(`${name} count`, [a, c], (b, [v, list]) => b.sum(b.convert(work(b, v as Value, list as Value).keeps, { dtype: 'i32' }), { axes: [0] }))[0]!)[0]!;
  return op(`${name} ${k} ${String(fillValue)}`, [a, c], (b, [v, list]) => {
    const { values, keeps } = work(b, v as Value, list as Value), place = listed(b, keeps, k, n), none = b.eq(place, n);
    const found = b.take(values, b.select(none, 0, place), { axis: 0 });
    if (fillValue !== undefined || !present || k === 0) return b.select(none, fillValue ?? 0, found);
    // As JAX: the least of those found, or 0 when there are none.
    const all = (v: Value): Value => b.broadcast(v, { shape: [k], axes: [] }), least = b.reshape(b.slice(found, { start: [0], stop: [1], step: [1] }), { shape: [] });
    return b.select(none, b.select(all(b.any(keeps, { axes: [0] })), all(least), 0), found);
  }, { strong: true })[0]!;
}

/**
 * The distinct elements that stand in both tensors, in order.   y: [k].   As numpy's intersect1d.
 * With a size that leaves room it goes on with fillValue, or the least of them.
 * @example
 * intersect1d(tensor([3, 1, 2]), tensor([2, 3, 5])) // [2, 3]
 */
export const intersect1d = ((x: TensorLike, y: TensorLike, options: SizeOptions = {}): Tensor => {
  const [a, c] = op('intersect1d operands', [tensorOf('intersect1d', x), tensorOf('intersect1d', y)], (_, xs) => xs as Value[], { promote: true }) as [Tensor, Tensor];
  return chosen('intersect1d', a, c, true, options);
}) as SetOf<'intersect1d'>;

/**
 * The distinct elements of x that do not stand in y, in order.   y: [k].   As numpy's setdiff1d.
 * With a size that leaves room it goes on with fillValue, or 0.
 * @example
 * setdiff1d(tensor([3, 1, 2]), tensor([2, 5])) // [1, 3]
 */
export const setdiff1d = ((x: TensorLike, y: TensorLike, options: SizeOptions = {}): Tensor => chosen('setdiff1d', tensorOf('setdiff1d', x), tensorOf('setdiff1d', y), false, options)) as <D = Weak, const N extends number | undefined = undefined>(x: Operand<unknown, D>, y: TensorLike, options?: SizeOptions<Fits<Elements<'setdiff1d', N>, N>>) => Tensor<[Gives<Elements<'setdiff1d', N>>], Own<D>>;

/**
 * The distinct elements that stand in one of the tensors only, in order. Values must be known.   y: [k].   As numpy's setxor1d.
 * @example
 * setxor1d(tensor([3, 1, 2]), tensor([2, 5])) // [1, 3, 5]
 */
export function setxor1d<A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Operand<B, E>): Tensor<[number], Made<Own<Promote<D, E>>>>;
export function setxor1d(x: TensorLike, y: TensorLike): unknown {
  const [a, c] = op('setxor1d operands', [tensorOf('setxor1d', x), tensorOf('setxor1d', y)], (_, xs) => xs as Value[], { promote: true }) as [Tensor, Tensor];
  const both = concat([setdiff1d(a, c), setdiff1d(c, a)]);
  return op('setxor1d', [both], (b, [v]) => b.sort(v as Value, { axis: 0, descending: false }))[0]!;
}

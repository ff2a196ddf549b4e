/**
 * numpy: where something is found. What a shape depends on must be known: without `size` these read values, which only works
 * outside of jit, grad and the like.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat, isInteger, type DType } from '../../core/dtype.ts';
import { decode } from '../../core/encode.ts';
import type { Value } from '../../core/graph.ts';
import { count, known, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { fromElements, tensor } from '../create.ts';
import { promoted, tensorOf, truth } from '../operand.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, Repeated, Shape, ShowType } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Operand } from '../signatures.ts';
import type { IsCount } from '../create.ts';

/** The elements of a tensor whose values a shape, or an error, depends on. */
export function placesNeeded(name: string, x: Tensor, hint = 'say with size how many elements the result has'): readonly number[] {
  if (x.isTraced) throw new CotangentError(`${name}: what comes of it depends on the values of ${showType(x)}, which is being traced`, { code: 'NN0576', hint });
  return Array.from(decode(x.dataSync(), x.dtype));
}

const noIndices = <const Name extends string, const T extends string>(name: Name, found: T): noIndices<Name, T> => `${name}: the indices are ${found}, not integers`;
export type noIndices<Name extends string, T extends string> = `${Name}: the indices are ${T}, not integers`;
export function needsIntegers(name: string, ids: Tensor): void {
  if (!isInteger(ids.dtype)) throw new CotangentError(noIndices(name, showType(ids)), { code: 'NN0221', hint: "make them with dtype 'i32'" });
}

export const noPlace = <const Op extends string, const P extends string, const N extends string>(op: Op, place: P, size: N): noPlace<Op, P, N> => `${op}: there is no place ${place} on an axis of size ${size}`;
export type noPlace<Op extends string, P extends string, N extends string> = `${Op}: there is no place ${P} on an axis of size ${N}`;
export const thereCannotBe = <const Op extends string, const N extends string, const What extends string>(op: Op, n: N, what: What): thereCannotBe<Op, N, What> => `${op}: there cannot be ${n} ${what}`;
export type thereCannotBe<Op extends string, N extends string, What extends string> = `${Op}: there cannot be ${N} ${What}`;
/** So many as are asked for; else values decide. */
export type HowMany<Op extends string, N, What extends string> = [N] extends [undefined] ? number : IsCount<N> extends false ? Mistake<thereCannotBe<Op, `${N & number}`, What>> : N;

export interface NonzeroOptions<N = number, F = number | readonly number[]> {
  /** How many places the result lists; it must be said where values are not known, as under jit. */
  readonly size?: N;
  /** What follows when there are fewer: one number, or one for each axis; 0 when absent. */
  readonly fillValue?: F;
}
const ofScalar = 'nonzero of a scalar has no places to list';
const otherFills = <const N extends string, const Rank extends string>(fills: N, rank: Rank): otherFills<N, Rank> => `nonzero: there are ${fills} fill values for ${rank} axes`;
type otherFills<N extends string, Rank extends string> = `nonzero: there are ${N} fill values for ${Rank} axes`;
export type Places<S> = S extends readonly [] ? Mistake<typeof ofScalar> : S;
export type Fills<S, F> = HasRank<S> extends false ? F : HasRank<F> extends false ? F : RankOf<F> extends RankOf<S> ? F : Mistake<otherFills<`${RankOf<F> & number}`, `${RankOf<S> & number}`>>;
/** So many places are listed. */
export type Listed<N> = Gives<HowMany<'nonzero', N, 'places'>>;

/**
 * The places of the elements that are not 0, row by row: one list of indices for each axis; i32.   x: [..s]   y: one [k] for each axis.   As numpy's nonzero.
 * @example
 * nonzero(tensor([[1, 0], [0, 2]])) // [[0, 1], [0, 1]]
 * nonzero(tensor([0, 3, 4]), { size: 4, fillValue: -1 }) // [[1, 2, -1, -1]]
 */
export function nonzero<S, D, const N extends number | undefined = undefined, const F extends number | readonly number[] = 0>(x: Fits<Places<S>, Tensor<S, D>>, options?: NonzeroOptions<Fits<HowMany<'nonzero', N, 'places'>, N>, Fits<Fills<S, F>, F>>): Repeated<Tensor<[Listed<N>], 'i32'>, RankOf<S>>;
export function nonzero(x: Tensor, { size, fillValue = 0 }: NonzeroOptions = {}): unknown {
  const { shape } = x;
  if (shape.length === 0) throw new CotangentError(ofScalar, { code: 'NN0217', hint: 'give it an axis with reshape' });
  const fills = typeof fillValue === 'number' ? shape.map(() => fillValue) : fillValue;
  if (fills.length !== shape.length) throw new CotangentError(otherFills(`${fills.length}`, `${shape.length}`), { code: 'NN0228', hint: 'give one number, or one for each axis' });
  const strides = shape.map((_, a) => count(shape.slice(a + 1)));
  if (size === undefined) {
    const found = placesNeeded('nonzero', x).flatMap((v, i) => (v !== 0 ? [i] : []));
    return shape.map((n, a) => tensor(Int32Array.from(found, (i) => Math.floor(i / strides[a]!) % n)));
  }
  if (!(Number.isInteger(size) && size >= 0)) throw new CotangentError(thereCannotBe('nonzero', `${size}`, 'places'), { code: 'NN0517', hint: 'size is a whole number, 0 or more' });
  if (x.size === 0 || size === 0) return shape.map(() => fromElements(new Int32Array(size), [size], 'i32'));
  return op(`nonzero ${size} ${fills.join()}`, [x], (b, [x0]) => {
    const places = listed(b, b.reshape(truth(b, x0!), { shape: [x.size] }), size, x.size), none = b.eq(places, x.size);
    return shape.map((n, a) => b.select(none, fills[a]!, b.mod(b.quot(places, strides[a]!), n)));
  }, { strong: true });
}

/** The first `size` places where a mask holds, in order; `none` where there are no more.   mask: bool[n]   y: i32[size] */
export function listed(b: Builder, mask: Value, size: number, none: number): Value {
  const [n] = known(mask.type.shape) as readonly [number];
  // The k-th place that holds goes to k - 1; all others out of range.
  const rank = b.sub(b.cumsum(b.convert(mask, { dtype: 'i32' }), { axis: 0, reverse: false }), 1);
  return b.scatter(b.full({ value: none, shape: [size], dtype: 'i32' }), b.reshape(b.select(mask, rank, size), { shape: [n, 1] }), b.iota({ shape: [n], axis: 0, dtype: 'i32' }), {
    updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0], operandBatchingDims: [], scatterIndicesBatchingDims: [],
    combine: 'set', mode: 'fill', uniqueIndices: true, indicesAreSorted: false, misses: 'allowed',
  });
}

/**
 * The places of the elements that are not 0, row by row, one row of indices for each.   x: [..s]   y: i32[k, rank].   As numpy's argwhere.
 * @example
 * argwhere(tensor([[1, 0], [0, 2]])) // [[0, 0], [1, 1]]
 */
export function argwhere<S, D, const N extends number | undefined = undefined, const F extends number | readonly number[] = 0>(x: Tensor<S, D>, options?: NonzeroOptions<Fits<HowMany<'nonzero', N, 'places'>, N>, Fits<Fills<S extends readonly [] ? [1] : S, F>, F>>): Tensor<[Listed<N>, RankOf<S>], 'i32'>;
export function argwhere(x: Tensor, options: NonzeroOptions = {}): unknown {
  const places: readonly Tensor[] = nonzero(x.rank === 0 ? flatten(x) : x, options);
  return x.rank === 0 ? fromElements(new Int32Array(0), [places[0]!.shape[0]!, 0], 'i32') : op('argwhere', places, (b, all) => b.stack(all as Value[], { axis: 1 }))[0]!;
}
const flatten = (x: Tensor): Tensor => op('flatten', [x], (b, [v]) => b.reshape(v as Value, { shape: [x.size] }))[0]!;

/**
 * The places of the elements that are not 0 in the flat tensor.   x: [..s]   y: i32[k].   As numpy's flatnonzero.
 * @example
 * flatnonzero(tensor([[1, 0], [0, 2]])) // [0, 3]
 */
export function flatnonzero<const N extends number | undefined = undefined, const F extends number | readonly number[] = 0>(x: Tensor, options?: NonzeroOptions<Fits<HowMany<'nonzero', N, 'places'>, N>, Fits<Fills<[number], F>, F>>): Tensor<[Listed<N>], 'i32'>;
export function flatnonzero(x: Tensor, options: NonzeroOptions = {}): unknown {
  return nonzero(flatten(x), options)[0];
}

export interface SearchOptions {
  /** left: before the elements that are equal; right: behind them. */
  readonly side?: 'left' | 'right';
  /** The order that sorts a, as argsort gives it. */
  readonly sorter?: Tensor;
}

const isNo = <const Op extends string, const T extends string, const What extends string>(op: Op, x: T, what: What): isNo<Op, T, What> => `${op}: ${x} is no ${what}`;
type isNo<Op extends string, T extends string, What extends string> = `${Op}: ${T} is no ${What}`;
/** S, where it has one axis. */
export type ListOnly<Op extends string, S, D, What extends string> = HasRank<S> extends false ? S : S extends readonly [] | readonly [unknown, unknown, ...unknown[]] ? Mistake<isNo<Op, ShowType<S, D>, What>> : S;

/** Whether p stands before q in sorted order: NaN comes last. */
export const before = (b: Builder, p: Value, q: Value): Value => (isFloat(p.type.dtype) ? b.or(b.lt(p, q), b.and(b.isNaN(q), b.not(b.isNaN(p)))) : p.type.dtype === 'bool' ? b.and(b.not(p), q) : b.lt(p, q));

/** Where v goes into a sorted list, by halving.   a: [n]   v: [..s]   y: i32[..s] */
export function searched(b: Builder, a: Value, v: Value, side: 'left' | 'right'): Value {
  const [n] = known(a.type.shape) as readonly [number], { shape } = v.type;
  let low = b.full({ value: 0, shape, dtype: 'i32' }), high = b.full({ value: n, shape, dtype: 'i32' });
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    const mid = b.shr(b.add(low, high), 1);
    const element = b.take(a, b.minimum(mid, n - 1), { axis: 0 });
    const further = b.and(b.lt(low, high), side === 'left' ? before(b, element, v) : b.not(before(b, v, element)));
    low = b.select(further, b.add(mid, 1), low);
    high = b.select(further, high, mid);
  }
  return low;
}

/**
 * Where each element of v goes into the sorted list a, so that it stays sorted; NaN stands last.   a: [n]   v: [..s]   y: i32[..s].   As numpy's searchsorted.
 * @example
 * searchsorted(tensor([1, 2, 2, 3]), tensor([2, 0, 5])) // [1, 0, 4]
 * searchsorted(tensor([1, 2, 2, 3]), 2, { side: 'right' }) // 3
 */
export function searchsorted<A = Shape, D = DType, S = [], E = Weak>(a: Fits<ListOnly<'searchsorted', A, D, 'list'>, Tensor<A, D>>, v: Operand<S, E>, options?: SearchOptions): Tensor<S, 'i32'>;
export function searchsorted(a: Tensor, v: TensorLike, { side = 'left', sorter }: SearchOptions = {}): Tensor {
  if (a.rank !== 1) throw new CotangentError(isNo('searchsorted', showType(a), 'list'), { code: 'NN0217', hint: 'a has one axis' });
  if (side !== 'left' && side !== 'right') throw new CotangentError(`searchsorted: there is no side '${String(side)}'`, { code: 'NN0573', hint: 'use left or right' });
  return op(`searchsorted ${side} ${sorter !== undefined}`, [a, tensorOf('searchsorted', v), ...(sorter ? [sorter] : [])], (b, [a0, v0, order]) => {
    const [list, value] = promoted(b, [a0 as Value, v0 as Value]) as [Value, Value];
    return searched(b, order === undefined ? list : b.take(list, order as Value, { axis: 0 }), value, side);
  }, { strong: true })[0]!;
}

/**
 * The number of the bin in which each element of x lies; bins run up or down.   bins: [n]   x: [..s]   y: i32[..s].   As numpy's digitize.
 * right: bins include their right end instead of their left one.
 * @example
 * digitize(tensor([0.5, 1, 2.5]), tensor([0, 1, 2])) // [1, 2, 3]
 */
export function digitize<S = [], D = Weak, B = Shape, E = DType>(x: Operand<S, D>, bins: Fits<ListOnly<'digitize', B, E, 'list of bins'>, Tensor<B, E>>, options?: { readonly right?: boolean }): Tensor<S, 'i32'>;
export function digitize(x: TensorLike, bins: Tensor, { right = false }: { readonly right?: boolean } = {}): Tensor {
  if (bins.rank !== 1) throw new CotangentError(isNo('digitize', showType(bins), 'list of bins'), { code: 'NN0217', hint: 'bins has one axis' });
  const n = bins.shape[0]!, side = right ? 'left' : 'right';
  return op(`digitize ${right}`, [tensorOf('digitize', x), bins], (b, [x0, bins0]) => {
    const [v, list] = promoted(b, [x0 as Value, bins0 as Value]) as [Value, Value];
    if (n === 0) return b.full({ value: 0, shape: v.type.shape, dtype: 'i32' });
    const end = (i: number): Value => b.reshape(b.slice(list, { start: [i], stop: [i + 1], step: [1] }), { shape: [] });
    const up = b.ge(end(n - 1), end(0)), down = b.sub(n, searched(b, b.rev(list, { axes: [0] }), v, side));
    return b.select(b.broadcast(up, { shape: v.type.shape, axes: [] }), searched(b, list, v, side), down);
  }, { strong: true })[0]!;
}

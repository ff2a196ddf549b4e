import { addIndex, at, constant, int, load, select } from '../core/build.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { checkCorrespondence, windowAxes, withBatch, within, type Correspondence, type Misses, type OutOfBounds } from './dimensionNumbers.ts';
import { like } from './like.ts';
import { clampIndex } from './place.ts';
import { onePerAxis, type otherLength } from './window.ts';
import type { AnyOpen, Both, Joined, RankOf, Without } from '../core/types/axes.ts';
import type { Differ, ElementOf, HasRank, Mistake, Shape, ShowDim, ShowType, Unknown } from '../core/types/dim.ts';
import type { Less, Sub } from '../core/types/number.ts';
import type { namesNoAxis, namesTwice, noStart, notAscending, otherStarts, otherWindow, shareAnAxis, unlikeBatches, unpairedBatches } from './dimensionNumbers.ts';
import type { Indices } from './rules.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

export interface GatherParams extends Correspondence {
  /** The size of a window along every axis of x. */
  readonly sliceSizes: readonly number[];
  readonly mode: OutOfBounds;
  /** What a window out of range is full of under `fill`. */
  readonly fillValue: number;
  /** Promises, which nothing depends on but speed. */
  readonly uniqueIndices: boolean;
  readonly indicesAreSorted: boolean;
  readonly misses: Misses;
}

const names = {
  offsetDims: 'offsetDims', collapsedSliceDims: 'collapsedSliceDims', startIndexMap: 'startIndexMap',
  operandBatchingDims: 'operandBatchingDims', startIndicesBatchingDims: 'startIndicesBatchingDims',
};

const windowWithin = <const N extends string, const A extends string, const X extends string>(size: N, axis: A, x: X): windowWithin<N, A, X> => `gather: a window of ${size} does not lie within axis ${axis} of ${x}`;
type windowWithin<N extends string, A extends string, X extends string> = `gather: a window of ${N} does not lie within axis ${A} of ${X}`;
const thickWindow = <const A extends string, const N extends string>(axis: A, size: N): thickWindow<A, N> => `gather: axis ${axis} is collapsed, but the window has size ${size} along it`;
type thickWindow<A extends string, N extends string> = `gather: axis ${A} is collapsed, but the window has size ${N} along it`;

/** What gather gives of [X, D] for indices [I, E] and windows of sizes Z; the lists by their names are offsetDims, collapsedSliceDims, startIndexMap and both of batches. */
export type Gathered<X, D, I, E, Z, Off, Gone, Map, Batch, Along> =
  HasRank<X> extends false ? Unknown<X> : HasRank<I> extends false ? Unknown<I>
  : true extends AnyOpen<Off> | AnyOpen<Gone> | AnyOpen<Map> | AnyOpen<Batch> | AnyOpen<Along> ? Shape : HasRank<Z> extends false ? Shape
  : Indices<'gather', 'the indices', I, E> extends infer R
    ? R extends Mistake<string> ? R
    : I extends readonly [...infer Front, infer Last]
      ? FirstOf<[
        ListOf<'offsetDims', Off, RankOf<Both<Front, Off>>, true>, ListOf<'collapsedSliceDims', Gone, RankOf<X>, true>, ListOf<'startIndexMap', Map, RankOf<X>, false>,
        ListOf<'operandBatchingDims', Batch, RankOf<X>, true>, ListOf<'startIndicesBatchingDims', Along, RankOf<Front>, false>,
        Sharing<'collapsedSliceDims', Gone, Batch>, Sharing<'startIndexMap', Map, Batch>,
        Differ<Last, RankOf<Map>> extends true ? otherStarts<'startIndexMap', `${RankOf<Map> & number}`, ShowType<I, E>, ShowDim<Last>> : '',
        RankOf<Batch> extends RankOf<Along> ? '' : unpairedBatches<`${RankOf<Batch> & number}`, 'operandBatchingDims', `${RankOf<Along> & number}`, 'startIndicesBatchingDims'>,
        Unlike<X, D, I, E, Batch, Along>,
        RankOf<Both<Off, Both<Gone, Batch>>> extends RankOf<X> ? '' : otherWindow<'offsetDims, collapsedSliceDims and operandBatchingDims', `${RankOf<Both<Off, Both<Gone, Batch>>> & number}`, ShowType<X, D>, `${RankOf<X> & number}`>,
      ]> extends infer M extends string
        ? M extends '' ? Windowed<X, D, Front, Z, Off, Gone, Batch> : Mistake<`gather: ${M}`>
        : never
      : Mistake<`gather: ${noStart<ShowType<I, E>>}`>
    : never;
type FirstOf<Ms> = Ms extends readonly [infer M, ...infer R] ? (M extends '' ? FirstOf<R> : M) : '';
type ListOf<Name extends string, Dims, Rank, Sorted> =
  Outside<Dims, Rank> extends infer A
    ? [A] extends [never] ? (AnyTwice<Dims> extends true ? namesTwice<Name, Joined<Dims>> : Sorted extends true ? (Descends<Dims> extends true ? notAscending<Name, Joined<Dims>> : '') : '')
    : namesNoAxis<Name, Joined<Dims>, `${A & number}`, Rank extends 0 ? '-1' : `${Sub<Rank, 1> & number}`>
    : never;
type Outside<Dims, Rank> = Dims extends readonly [infer A, ...infer R] ? (`${A & number}` extends `-${string}` ? A : Less<A, Rank> extends true ? Outside<R, Rank> : A) : never;
type AnyTwice<Dims, Seen = never> = Dims extends readonly [infer A, ...infer R] ? (A extends Seen ? true : AnyTwice<R, Seen | A>) : false;
type Descends<Dims> = Dims extends readonly [infer A, infer B, ...infer R] ? (Less<B, A> extends true ? true : Descends<[B, ...R]>) : false;
type Sharing<Name extends string, Dims, Batch> = [ElementOf<Dims> & ElementOf<Batch>] extends [never] ? '' : shareAnAxis<Name, Joined<Dims>, 'operandBatchingDims', Joined<Batch>>;
type Unlike<X, D, I, E, Batch, Along> =
  Batch extends readonly [infer A, ...infer R]
    ? Along extends readonly [infer B, ...infer T]
      ? Differ<X[A & keyof X], I[B & keyof I]> extends true ? unlikeBatches<`${A & number}`, ShowType<X, D>, `${B & number}`, ShowType<I, E>> : Unlike<X, D, I, E, R, T>
      : ''
    : '';
type Windowed<X, D, Front, Z, Off, Gone, Batch> =
  RankOf<Z> extends RankOf<X>
    ? (0 extends ElementOf<Front> ? never : TooLarge<X, Z>) extends infer A
      ? [A] extends [never]
        ? Thick<Z, Gone, 1> extends infer T
          ? [T] extends [never] ? Thick<Z, Batch, 0 | 1> extends infer U ? ([U] extends [never] ? Woven<Off, Without<Z, ElementOf<Gone> | ElementOf<Batch>>, Front> : Mistake<thickWindow<`${U & number}`, ShowDim<Z[U & keyof Z]>>>) : never
          : Mistake<thickWindow<`${T & number}`, ShowDim<Z[T & keyof Z]>>>
          : never
        : Mistake<windowWithin<ShowDim<Z[A & keyof Z]>, `${A & number}`, ShowType<X, D>>>
      : never
    : Mistake<otherLength<'gather', 'sliceSizes', `${RankOf<Z> & number}`, `${RankOf<X> & number}`>>;
/** The first axis along which a window is larger than X, or no size at all. */
type TooLarge<X, Z, I extends unknown[] = []> =
  X extends readonly [infer D, ...infer R] ? Z extends readonly [infer N, ...infer M]
    ? `${N & number}` extends `-${string}` ? I['length'] : [D] extends [number] ? (Less<D, N> extends true ? I['length'] : TooLarge<R, M, [...I, 0]>) : TooLarge<R, M, [...I, 0]>
    : never : never;
/** The first of axes along which the window has another size than those allowed. */
type Thick<Z, Axes, Allowed> = Axes extends readonly [infer A, ...infer R] ? (Z[A & keyof Z] extends Allowed ? Thick<Z, R, Allowed> : number extends Z[A & keyof Z] ? Thick<Z, R, Allowed> : A) : never;
/** Sizes of windows at the places Off, those of the indices at the others. */
type Woven<Off, Window, Front, R extends unknown[] = []> =
  R['length'] extends ElementOf<Off>
    ? Window extends readonly [infer N, ...infer M] ? Woven<Off, M, Front, [...R, N]> : R
    : Front extends readonly [infer N, ...infer M] ? Woven<Off, Window, M, [...R, N]> : R;

/**
 * Windows of x by where they start: XLA's Gather.  y[..i, ..o] = x[start(i) + o], the axes of i and o mixed as offsetDims says.
 * x: [..n]   ids: integers [..i, k], k numbers for each window   y: [..i with the axes of the window put in]
 */
export const gather: Op<GatherParams, [x: Value, ids: Value]> = {
  name: 'gather', arity: 2,
  type([x, ids], p) {
    const rank = ids.shape.length - 1 + p.offsetDims.length;
    checkCorrespondence('gather', names, x, ids, rank, p);
    onePerAxis('gather', 'sliceSizes', p.sliceSizes, x.shape.length);
    const shape = known(x.shape), batch = known(ids.shape).slice(0, -1);
    const bad = batch.includes(0) ? -1 : p.sliceSizes.findIndex((n, a) => !Number.isInteger(n) || n < 0 || n > shape[a]);
    if (bad >= 0) throw new ShapeError('NN0251', windowWithin(`${p.sliceSizes[bad]}`, `${bad}`, showType(x)), 'sliceSizes lie between 0 and the sizes of x');
    const thick = [...p.collapsedSliceDims.filter((a) => p.sliceSizes[a] !== 1), ...p.operandBatchingDims.filter((a) => p.sliceSizes[a] > 1)][0];
    if (thick !== undefined) throw new ShapeError('NN0251', thickWindow(`${thick}`, `${p.sliceSizes[thick]}`), 'collapsed and batching axes have windows of size 1');
    const kept = windowAxes(shape.length, p), rest = batch.values();
    return [{ shape: Array.from({ length: rank }, (_, d) => (p.offsetDims.includes(d) ? p.sliceSizes[kept[p.offsetDims.indexOf(d)]] : rest.next().value!)), dtype: x.dtype }];
  },
  define([x, ids], y, p) {
    const axes = axesOf(y), shape = known(x.shape), batch = axes.filter((_, d) => !p.offsetDims.includes(d)).map(at);
    const index: Expr[] = shape.map(() => int(0)), tests: Expr[] = [];
    windowAxes(shape.length, p).forEach((a, i) => { index[a] = at(axes[p.offsetDims[i]]); });
    p.operandBatchingDims.forEach((a, i) => { index[a] = batch[p.startIndicesBatchingDims[i]]; });
    p.startIndexMap.forEach((a, k) => {
      const start = load(1, ids.dtype, [...batch, int(k)]), last = shape[a] - p.sliceSizes[a];
      if (p.mode === 'fill') tests.push(...within(start, last));
      index[a] = addIndex(clampIndex(start, last + 1), index[a]);
    });
    return { axes, body: tests.reduceRight((rest, test) => select(test, rest, constant(y.dtype, p.fillValue)), load(0, y.dtype, index)) };
  },
  // dx = g added up where it was taken from
  // Under promiseInBounds what is read out of range has no slope, as in JAX: the scatter drops it.
  vjp: (b, { x: [x, ids], params }, [g]) => [g && b.scatter(like(b, x, 0), ids, g, {
    updateWindowDims: params.offsetDims, insertedWindowDims: params.collapsedSliceDims, scatterDimsToOperandDims: params.startIndexMap,
    operandBatchingDims: params.operandBatchingDims, scatterIndicesBatchingDims: params.startIndicesBatchingDims,
    combine: 'add', mode: params.mode, uniqueIndices: params.uniqueIndices, indicesAreSorted: params.indicesAreSorted, misses: 'allowed',
  }), undefined],
  jvp: (b, { x: [, ids], params }, [t]) => [t && b.gather(t, ids, { ...params, fillValue: 0, misses: 'allowed' })],
  batch(b, { x: [x, ids], batched: [ofX, ofIds], size, params }) {
    const sizes = ofX ? [ofIds ? Math.min(1, size) : size, ...params.sliceSizes] : params.sliceSizes;
    return [b.gather(x, ids, { ...params, ...withBatch(params, { x: ofX, ids: ofIds }), sliceSizes: sizes, indicesAreSorted: false })];
  },
  samples: [
    // rows, as take
    { inputs: [[4, 3], { shape: [2, 2, 1], dtype: 'i32', range: [0, 3] }], params: rows({ mode: 'clip' }) },
    { inputs: [[4, 3], { shape: [5, 1], dtype: 'i32', range: [-3, 6] }], params: rows({ mode: 'fill', fillValue: -1, offsetDims: [1] }) },
    { inputs: [[4, 3], { shape: [5, 1], dtype: 'u32', range: [0, 3] }], params: rows({ mode: 'promiseInBounds', offsetDims: [1] }) },
    // windows of 2 by 2, their axes first
    { inputs: [[4, 5], { shape: [3, 2], dtype: 'i32', range: [-1, 4] }], params: rows({ mode: 'fill', offsetDims: [0, 1], collapsedSliceDims: [], startIndexMap: [1, 0], sliceSizes: [2, 2] }) },
    // one element for each of a batch
    { inputs: [[3, 4], { shape: [3, 2, 1], dtype: 'i32', range: [0, 3] }], params: rows({ mode: 'clip', offsetDims: [], collapsedSliceDims: [1], startIndexMap: [1], operandBatchingDims: [0], startIndicesBatchingDims: [0], sliceSizes: [1, 1] }) },
    { inputs: [{ shape: [3, 2, 4], dtype: 'f64' }, { shape: [2, 3, 1], dtype: 'i32', range: [-1, 4] }], params: rows({ mode: 'fill', offsetDims: [2], collapsedSliceDims: [], startIndexMap: [2], operandBatchingDims: [0, 1], startIndicesBatchingDims: [1, 0], sliceSizes: [1, 1, 3] }) },
    { inputs: [[], { shape: [3, 0], dtype: 'i32' }], params: rows({ mode: 'clip', offsetDims: [], collapsedSliceDims: [], startIndexMap: [], sliceSizes: [] }) },
    { inputs: [[4, 3], { shape: [0, 1], dtype: 'i32' }], params: rows({ mode: 'fill', offsetDims: [1] }) },
    { inputs: [[300], { shape: [4, 1], dtype: 'u8', range: [0, 255] }], params: rows({ mode: 'fill', offsetDims: [], sliceSizes: [1] }) },
    { inputs: [{ shape: [4, 3], dtype: 'bool' }, { shape: [1], dtype: 'i32', range: [4, 9] }], params: rows({ mode: 'fill', fillValue: 1, offsetDims: [0] }) },
    { inputs: [{ shape: [4, 3], dtype: 'i32' }, { shape: [2, 1], dtype: 'i8', range: [-9, 9] }], params: rows({ mode: 'fill', fillValue: -(2 ** 31), offsetDims: [1] }) },
  ],
};

function rows(p: Partial<GatherParams>): GatherParams {
  return {
    offsetDims: [2], collapsedSliceDims: [0], startIndexMap: [0], operandBatchingDims: [], startIndicesBatchingDims: [], sliceSizes: [1, 3],
    mode: 'clip', fillValue: 0, uniqueIndices: false, indicesAreSorted: false, misses: 'allowed', ...p,
  };
}

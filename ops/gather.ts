import { addIndex, at, constant, int, load, select } from '../core/build.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { checkCorrespondence, windowAxes, withBatch, within, type Correspondence, type Misses, type OutOfBounds } from './dimensionNumbers.ts';
import { like } from './like.ts';
import { clampIndex } from './place.ts';
import { onePerAxis } from './window.ts';
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
    if (bad >= 0) throw new ShapeError('NN0251', `gather: a window of ${p.sliceSizes[bad]} does not lie within axis ${bad} of ${showType(x)}`, 'sliceSizes lie between 0 and the sizes of x');
    const thick = [...p.collapsedSliceDims.filter((a) => p.sliceSizes[a] !== 1), ...p.operandBatchingDims.filter((a) => p.sliceSizes[a] > 1)][0];
    if (thick !== undefined) throw new ShapeError('NN0251', `gather: axis ${thick} is collapsed, but the window has size ${p.sliceSizes[thick]} along it`, 'collapsed and batching axes have windows of size 1');
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

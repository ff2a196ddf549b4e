import { addIndex, at, load } from '../core/build.ts';
import { isKnown, showDim, subDims, type Dim } from '../core/dim.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { gather } from './gather.ts';
import { like } from './like.ts';
import { clampIndex, within } from './place.ts';
import { repeated } from './batching.ts';
import { needsIndex, needsShape } from './rules.ts';
import { onePerAxis } from './window.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Batch } from '../core/op.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Throws unless there is one scalar integer per axis. */
export function needsStarts(op: string, x: Type, starts: readonly Type[]): void {
  onePerAxis(op, 'the list of starts', starts, x.shape.length);
  for (const t of starts) {
    needsIndex(op, 'starts', t);
    needsShape(op, 'every start', t, []);
  }
}

const blockTooLarge = <const N extends string, const A extends string, const X extends string>(n: N, axis: A, x: X): blockTooLarge<N, A, X> => `dynamicSlice: ${n} elements do not lie within axis ${axis} of ${x}`;
export type blockTooLarge<N extends string, A extends string, X extends string> = `dynamicSlice: ${N} elements do not lie within axis ${A} of ${X}`;

/**
 * A block of x that begins where the starts say: y[i] = x[start + i]. A block that would reach beyond x is moved inwards.
 * x: [..n]   one integer scalar per axis   y: [..sizes]
 */
export const dynamicSlice: Op<{ sizes: readonly Dim[] }, [xAndStarts: readonly Value[]]> = {
  name: 'dynamicSlice', arity: undefined,
  type([x, ...starts], { sizes }) {
    onePerAxis('dynamicSlice', 'sizes', sizes, x.shape.length);
    needsStarts('dynamicSlice', x, starts);
    const large = sizes.findIndex((n, i) => { const over = subDims(x.shape[i], n); return isKnown(over) && over < 0; });
    if (large >= 0) throw new ShapeError('NN0219', blockTooLarge(showDim(sizes[large]), `${large}`, showType(x)));
    return [{ shape: sizes, dtype: x.dtype }];
  },
  define([x, ...starts], y) {
    const axes = axesOf(y), shape = known(x.shape);
    return { axes, body: load(0, y.dtype, axes.map((a, i) => addIndex(clampIndex(load(i + 1, starts[i].dtype, []), shape[i] - a.extent + 1), at(a)))) };
  },
  linear: [0],
  // dx = g in its place among zeros
  vjp: (b, { x: [x, ...starts] }, [g]) => [g && b.dynamicUpdateSlice([like(b, x, 0), g, ...starts]), ...starts.map(() => undefined)],
  batch(b, at) {
    const { x: [x, ...starts], batched: [ofX, ...ofStarts], size, params: { sizes } } = at;
    if (!ofStarts.includes(true)) return [b.dynamicSlice([x, zero(b), ...starts], { sizes: [size, ...sizes] })];
    const ids = b.stack(startsOf(b, at, 1, ofX ? x.type.shape.slice(1) : x.type.shape, sizes), { axis: 1 });
    const each = starts.map((_, a) => a);
    return gather.batch!(b, { x: [x, ids], batched: [ofX, true], size, params: {
      offsetDims: each, collapsedSliceDims: [], startIndexMap: each, operandBatchingDims: [], startIndicesBatchingDims: [],
      sliceSizes: known(sizes), mode: 'clip', fillValue: 0, uniqueIndices: false, indicesAreSorted: false, misses: 'error',
    } });
  },
  samples: [
    { inputs: [[5], { shape: [], dtype: 'i32', range: [0, 3] }], params: { sizes: [2] } },
    { inputs: [[4, 3], { shape: [], dtype: 'i32', range: [2, 6] }, { shape: [], dtype: 'u32', range: [0, 2] }], params: { sizes: [2, 2] } },
    { inputs: [[4, 3], { shape: [], dtype: 'i32', range: [-3, -1] }, { shape: [], dtype: 'i32' }], params: { sizes: [4, 1] } },
    { inputs: [[]], params: { sizes: [] } },
    { inputs: [[3], { shape: [], dtype: 'i32' }], params: { sizes: [0] } },
  ],
};

export const zero = (b: Builder): Value => b.full({ value: 0, shape: [], dtype: 'i32' });

/** The starts of a batch, i32[batch] for each axis, held where a block of these sizes lies within the shape. */
export const startsOf = (b: Builder, at: Batch<unknown>, first: number, shape: readonly Dim[], sizes: readonly Dim[]): readonly Value[] =>
  shape.map((n, a) => within(b, repeated(b, at, first + a), (n as number) - (sizes[a] as number) + 1));

import { addIndex, at, int, load, scalar, select } from '../core/build.ts';
import { isKnown, subDims, type Dim } from '../core/dim.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { repeated } from './batching.ts';
import { scatter } from './scatter.ts';
import { like } from './like.ts';
import { clampIndex } from './place.ts';
import { needsStarts, startsOf, zero } from './dynamicSlice.ts';
import { sameDType } from './rules.ts';
import { allOf } from './window.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op } from './op.ts';

/**
 * x with a block put over it that begins where the starts say. A block that would reach beyond x is moved inwards.
 * x, y: [..n]   block: [..m], m ≤ n   one integer scalar per axis
 */
export const dynamicUpdateSlice: Op<None, [xBlockAndStarts: readonly Value[]]> = {
  name: 'dynamicUpdateSlice', arity: undefined,
  type([x, block, ...starts]) {
    needsStarts('dynamicUpdateSlice', x, starts);
    sameDType('dynamicUpdateSlice', [x, block]);
    const fits = block.shape.length === x.shape.length && x.shape.every((n, i) => { const over = subDims(n, block.shape[i]); return !isKnown(over) || over >= 0; });
    if (!fits) throw new ShapeError('NN0219', `dynamicUpdateSlice: ${showType(block)} does not lie within ${showType(x)}`, 'it needs the same number of axes, and no larger sizes');
    return [x];
  },
  define([, block, ...starts], y) {
    const axes = axesOf(y), i = axes.map(at), sizes = known(block.shape), own = load(0, y.dtype, i);
    if (sizes.includes(0)) return { axes, body: own };
    const from = starts.map((t, a) => clampIndex(load(a + 2, t.dtype, []), axes[a].extent - sizes[a] + 1));
    const inside = allOf(i.flatMap((e, a) => [scalar('ge', e, from[a]), scalar('lt', e, addIndex(from[a], int(sizes[a])))]));
    const place = i.map((e, a) => scalar('max', scalar('min', scalar('sub', e, from[a]), int(sizes[a] - 1)), int(0)));
    const element = load(1, y.dtype, place);
    return { axes, body: inside ? select(inside, element, own) : element };
  },
  // dx = g with zeros under the block,  dblock = g under the block
  vjp(b, { x: [, block, ...starts] }, [g]) {
    const none = starts.map(() => undefined);
    if (!g) return [undefined, undefined, ...none];
    return [b.dynamicUpdateSlice([g, like(b, block, 0), ...starts]), b.dynamicSlice([g, ...starts], { sizes: block.type.shape }), ...none];
  },
  jvp: (b, { x: [x, block, ...starts] }, [t, u]) => [t || u ? b.dynamicUpdateSlice([t ?? like(b, x, 0), u ?? like(b, block, 0), ...starts]) : undefined],
  batch(b, at) {
    const { x: [x, block, ...starts], batched: [ofX, ofBlock, ...ofStarts], size } = at;
    if (!ofStarts.includes(true)) return [b.dynamicUpdateSlice([repeated(b, at, 0), repeated(b, at, 1), zero(b), ...starts])];
    const one = (v: Value, isBatched: boolean): readonly Dim[] => (isBatched ? v.type.shape.slice(1) : v.type.shape);
    const ids = b.stack(startsOf(b, at, 2, one(x, ofX), one(block, ofBlock)), { axis: 1 }), each = starts.map((_, a) => a);
    return scatter.batch!(b, { x: [x, ids, block], batched: [ofX, true, ofBlock], size, params: {
      updateWindowDims: each, insertedWindowDims: [], scatterDimsToOperandDims: each, operandBatchingDims: [], scatterIndicesBatchingDims: [],
      combine: 'set', mode: 'clip', uniqueIndices: true, indicesAreSorted: false, misses: 'error',
    } });
  },
  samples: [
    { inputs: [[5], [2], { shape: [], dtype: 'i32', range: [0, 3] }], params: {} },
    { inputs: [[4, 3], [2, 2], { shape: [], dtype: 'i32', range: [2, 6] }, { shape: [], dtype: 'u32', range: [0, 2] }], params: {} },
    { inputs: [[4, 3], [4, 1], { shape: [], dtype: 'i32', range: [-3, -1] }, { shape: [], dtype: 'i32' }], params: {} },
    { inputs: [[], []], params: {} },
    { inputs: [[3], [0], { shape: [], dtype: 'i32' }], params: {} },
  ],
};

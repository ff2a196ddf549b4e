import { addIndex, int, load, mulIndex, scalar } from '../core/build.ts';
import { CotangentError } from '../core/diagnostic.ts';
import { loop, named, store, when } from '../core/loops.ts';
import { count, known, ShapeError, showType } from '../core/shape.ts';
import { checkCorrespondence, windowAxes, withBatch, within, type Correspondence, type Misses, type OutOfBounds } from './dimensionNumbers.ts';
import { repeated } from './batching.ts';
import { like } from './like.ts';
import { clampIndex } from './place.ts';
import { needs, sameDType } from './rules.ts';
import { allOf } from './window.ts';
import type { Expr } from '../core/expr.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Statement } from '../core/kernel.ts';
import type { At } from '../core/op.ts';
import type { Builder } from './builder.ts';
import type { GatherParams } from './gather.ts';
import type { Op } from './op.ts';

/** What becomes of an element that an update meets. */
export type Combine = 'set' | 'add' | 'mul' | 'min' | 'max';

export interface ScatterParams {
  readonly updateWindowDims: readonly number[];
  readonly insertedWindowDims: readonly number[];
  readonly scatterDimsToOperandDims: readonly number[];
  readonly operandBatchingDims: readonly number[];
  readonly scatterIndicesBatchingDims: readonly number[];
  readonly combine: Combine;
  readonly mode: OutOfBounds;
  /** A promise that no two updates meet; the derivative of a product needs it. */
  readonly uniqueIndices: boolean;
  readonly indicesAreSorted: boolean;
  readonly misses: Misses;
}

const names = {
  offsetDims: 'updateWindowDims', collapsedSliceDims: 'insertedWindowDims', startIndexMap: 'scatterDimsToOperandDims',
  operandBatchingDims: 'operandBatchingDims', startIndicesBatchingDims: 'scatterIndicesBatchingDims',
};

/** The numbers of the gather that takes back what a scatter puts. */
const correspondence = (p: ScatterParams): Correspondence => ({
  offsetDims: p.updateWindowDims, collapsedSliceDims: p.insertedWindowDims, startIndexMap: p.scatterDimsToOperandDims,
  operandBatchingDims: p.operandBatchingDims, startIndicesBatchingDims: p.scatterIndicesBatchingDims,
});

/** The size of a window along every axis of x. */
export function windowSizes(x: Type, updates: Type, p: ScatterParams): readonly number[] {
  const kept = windowAxes(x.shape.length, correspondence(p)), sizes = known(updates.shape);
  return x.shape.map((_, a) => (kept.includes(a) ? sizes[p.updateWindowDims[kept.indexOf(a)]] : 1));
}

/** Into how many parts the rows are dealt at most; each part is one thread's, so that updates have one order whatever the number of threads. */
const parts = 32;

const joined: Readonly<Record<Combine, (own: Expr, update: Expr) => Expr>> = {
  set: (_, update) => update,
  add: (own, update) => scalar('add', own, update),
  mul: (own, update) => scalar('mul', own, update),
  min: (own, update) => scalar(own.dtype === 'bool' ? 'and' : 'min', own, update),
  max: (own, update) => scalar(own.dtype === 'bool' ? 'or' : 'max', own, update),
};

/**
 * x with windows put over it, or joined to it, in the order of the indices: XLA's Scatter.  y[start(i) + o] ∘= updates[..i, ..o].
 * Where updates meet, the last one stays (set), or they are joined one after the other.
 * x, y: [..n]   ids: integers [..i, k], k numbers for each window   updates: [..i with the axes of the window put in]
 */
export const scatter: Op<ScatterParams, [x: Value, ids: Value, updates: Value]> = {
  name: 'scatter', arity: 3,
  type([x, ids, updates], p) {
    const rank = updates.shape.length, batch = known(ids.shape).slice(0, -1), wanted = batch.length + p.updateWindowDims.length;
    sameDType('scatter', [x, updates]);
    if (p.combine === 'add' || p.combine === 'mul') needs(`scatter (${p.combine})`, 'number', x);
    if (ids.shape.length > 0 && rank !== wanted)
      throw new ShapeError('NN0252', `scatter: indices ${showType(ids)} and ${p.updateWindowDims.length} axes of a window make updates of rank ${wanted}, got ${showType(updates)}`, 'the updates have the axes of the indices but the last, and those of a window');
    checkCorrespondence('scatter', names, x, ids, rank, correspondence(p));
    const shape = known(x.shape), sizes = windowSizes(x, updates, p), large = sizes.findIndex((n, a) => n > shape[a] && !batch.includes(0) && !p.insertedWindowDims.includes(a));
    if (large >= 0) throw new ShapeError('NN0251', `scatter: a window of ${sizes[large]} does not lie within axis ${large} of ${showType(x)}`, 'the windows of the updates lie within x');
    const own = known(updates.shape).filter((_, d) => !p.updateWindowDims.includes(d)), bad = own.findIndex((n, i) => n !== batch[i]);
    if (bad >= 0) throw new ShapeError('NN0252', `scatter: axis ${bad} of the indices ${showType(ids)} has size ${batch[bad]}, but the updates ${showType(updates)} have ${own[bad]} there`, 'the updates have the axes of the indices but the last, and those of a window');
    return [x];
  },
  kernel([x, ids, updates], [y], p) {
    const shape = known(x.shape), idShape = known(ids.shape), updateShape = known(updates.shape), sizes = windowSizes(x, updates, p);
    const ofX = strides(shape), ofIds = strides(idShape), ofUpdates = strides(updateShape);
    const updateBatch = updateShape.map((_, d) => d).filter((d) => !p.updateWindowDims.includes(d));
    // The rows of one axis are dealt to threads where each finds those updates that are its own; looking through all must be the smaller work.
    const dealt = p.scatterDimsToOperandDims.find((a) => sizes[a] === 1) ?? -1, window = count(sizes);
    const block = dealt < 0 ? 1 : Math.max(1, Math.ceil(shape[dealt] / Math.min(parts, Math.max(1, window)))), blocks = dealt < 0 ? 1 : Math.ceil(shape[dealt] / block);
    const batchSizes = p.operandBatchingDims.map((a) => shape[a]);

    const body = (part: Expr, batch: readonly Expr[]): readonly Statement[] => {
      const fixed = sum(p.operandBatchingDims.map((a, i) => mulIndex(batch[i], ofX[a])));
      const inner = shape.length - [...shape.keys()].reverse().findIndex((a) => (a === dealt && blocks > 1) || p.operandBatchingDims.includes(a));
      const first = inner > shape.length ? 0 : inner;
      const copy = (a: number, from: Expr): readonly Statement[] => {
        if (a === first) return [loop('vector', count(shape.slice(a)), (j) => [store(3, addIndex(from, j), load(0, x.dtype, [addIndex(from, j)]))])];
        if (p.operandBatchingDims.includes(a)) return copy(a + 1, from);
        // The last part is the shorter one: there the last row is copied more than once.
        if (a === dealt && blocks > 1) return [loop('serial', block, (r) => named(scalar('min', addIndex(mulIndex(part, block), r), int(shape[a] - 1)), (row) => copy(a + 1, addIndex(from, mulIndex(row, ofX[a])))))];
        return [loop('serial', shape[a], (i) => copy(a + 1, addIndex(from, mulIndex(i, ofX[a]))))];
      };
      const kept = windowAxes(shape.length, correspondence(p)).map((a, i) => ({ to: ofX[a], from: ofUpdates[p.updateWindowDims[i]], size: sizes[a] })).filter(({ size }) => size !== 1);
      const put = (w: number, to: Expr, from: Expr): readonly Statement[] => {
        if (w === kept.length) return [store(3, to, joined[p.combine](load(3, y.dtype, [to]), load(2, y.dtype, [from])))];
        return [loop(w === kept.length - 1 ? 'vector' : 'serial', kept[w].size, (i) => put(w + 1, addIndex(to, mulIndex(i, kept[w].to)), addIndex(from, mulIndex(i, kept[w].from))))];
      };
      const starts = (k: number, place: Expr, to: Expr, from: Expr, tests: readonly Expr[]): readonly Statement[] => {
        if (k === p.scatterDimsToOperandDims.length) {
          const test = allOf(tests);
          return test ? [when(test, put(0, to, from))] : put(0, to, from);
        }
        const a = p.scatterDimsToOperandDims[k], last = shape[a] - sizes[a];
        return named(load(1, ids.dtype, [addIndex(place, int(k))]), (start) => named(clampIndex(start, last + 1), (inside) => starts(k + 1, place, addIndex(to, mulIndex(inside, ofX[a])), from, [
          ...tests, ...(p.mode === 'clip' ? [] : within(start, last)), ...(a === dealt && blocks > 1 ? [scalar('eq', scalar('quot', inside, int(block)), part)] : []),
        ])));
      };
      const each = (d: number, place: Expr, from: Expr): readonly Statement[] => {
        if (d === updateBatch.length) return starts(0, place, fixed, from, []);
        const along = p.scatterIndicesBatchingDims.indexOf(d), next = (i: Expr): readonly Statement[] => each(d + 1, addIndex(place, mulIndex(i, ofIds[d])), addIndex(from, mulIndex(i, ofUpdates[updateBatch[d]])));
        return along >= 0 ? next(batch[along]) : [loop('serial', idShape[d], next)];
      };
      return [...copy(0, fixed), ...each(0, int(0), int(0))];
    };
    return {
      buffers: [
        { dtype: x.dtype, elements: count(shape), role: 'in' },
        { dtype: ids.dtype, elements: count(idShape), role: 'in' },
        { dtype: updates.dtype, elements: count(updateShape), role: 'in' },
        { dtype: y.dtype, elements: count(shape), role: 'out' },
      ],
      scratch: [],
      // Nothing lies within a tensor of no elements.
      body: [loop('parallel', count(shape) === 0 ? 0 : count(batchSizes) * blocks, (n) => named(scalar('rem', n, int(Math.max(1, blocks))), (part) => {
        const along = strides(batchSizes), whole = scalar('quot', n, int(Math.max(1, blocks)));
        return coordinates(batchSizes.map((size, i) => scalar('rem', scalar('quot', whole, int(Math.max(1, along[i]))), int(Math.max(1, size)))), (batch) => body(part, batch));
      }))],
    };
  },
  vjp: (b, at, [g]) => (g ? rules[at.params.combine].vjp(b, at, g) : [undefined, undefined, undefined]),
  jvp: (b, at, [t, , u]) => [t || u ? rules[at.params.combine].jvp(b, at, t, u) : undefined],
  batch(b, { x: [x, ids, updates], batched: [ofX, ofIds, ofUpdates], size, params }) {
    const all = { x: [x, ids, updates], batched: [ofX, ofIds, ofUpdates], size, params };
    const { offsetDims, collapsedSliceDims, startIndexMap, operandBatchingDims, startIndicesBatchingDims } = withBatch(correspondence(params), { x: true, ids: ofIds });
    return [b.scatter(repeated(b, all, 0), ids, repeated(b, all, 2), {
      ...params, updateWindowDims: offsetDims, insertedWindowDims: collapsedSliceDims, scatterDimsToOperandDims: startIndexMap,
      operandBatchingDims, scatterIndicesBatchingDims: startIndicesBatchingDims, indicesAreSorted: false,
    })];
  },
  samples: [
    ...(['set', 'add', 'mul', 'min', 'max'] as const).flatMap((combine) => [
      // One alone is unique.
      { inputs: [[4, 3], { shape: [combine === 'mul' ? 1 : 5, 1], dtype: 'i32' as const, range: [-2, 5] as const }, [combine === 'mul' ? 1 : 5, 3]], params: rows({ combine, mode: 'fill', uniqueIndices: combine === 'mul' }) },
      { inputs: [{ shape: [3], dtype: 'i32' as const }, { shape: [4, 1], dtype: 'u32' as const, range: [0, 4] as const }, { shape: [4], dtype: 'i32' as const }], params: rows({ combine, mode: 'clip', updateWindowDims: [] }) },
    ]),
    { inputs: [[4, 3], { shape: [2, 2, 1], dtype: 'i32', range: [-2, 5] }, [2, 2, 3]], params: rows({ combine: 'add', mode: 'clip', updateWindowDims: [2] }) },
    { inputs: [[70, 40], { shape: [9, 1], dtype: 'i32', range: [0, 69] }, [9, 40]], params: rows({ combine: 'add', mode: 'promiseInBounds' }) },
    { inputs: [[4, 3], { shape: [1], dtype: 'i32', range: [0, 3] }, [3]], params: rows({ combine: 'set', uniqueIndices: true, updateWindowDims: [0] }) },
    // windows of 2 by 2, their axes first
    { inputs: [[4, 5], { shape: [3, 2], dtype: 'i32', range: [-1, 4] }, [2, 2, 3]], params: rows({ combine: 'set', mode: 'fill', updateWindowDims: [0, 1], insertedWindowDims: [], scatterDimsToOperandDims: [1, 0] }) },
    { inputs: [[4, 5], { shape: [3, 2], dtype: 'i32', range: [-1, 4] }, [2, 2, 3]], params: rows({ combine: 'max', mode: 'clip', updateWindowDims: [0, 1], insertedWindowDims: [], scatterDimsToOperandDims: [1, 0] }) },
    // one element for each of a batch
    { inputs: [[3, 4], { shape: [3, 2, 1], dtype: 'i32', range: [0, 3] }, [3, 2]], params: rows({ combine: 'set', mode: 'fill', updateWindowDims: [], insertedWindowDims: [1], scatterDimsToOperandDims: [1], operandBatchingDims: [0], scatterIndicesBatchingDims: [0] }) },
    { inputs: [{ shape: [3, 2, 4], dtype: 'f64' }, { shape: [2, 3, 1], dtype: 'i32', range: [-1, 4] }, { shape: [2, 3, 3], dtype: 'f64' }], params: rows({ combine: 'add', mode: 'fill', updateWindowDims: [2], insertedWindowDims: [], scatterDimsToOperandDims: [2], operandBatchingDims: [0, 1], scatterIndicesBatchingDims: [1, 0] }) },
    { inputs: [[], { shape: [3, 0], dtype: 'i32' }, [3]], params: rows({ combine: 'add', mode: 'clip', updateWindowDims: [], insertedWindowDims: [], scatterDimsToOperandDims: [] }) },
    { inputs: [[4, 3], { shape: [0, 1], dtype: 'i32' }, [0, 3]], params: rows({ combine: 'set', mode: 'fill' }) },
    { inputs: [[0, 2], { shape: [3, 1], dtype: 'i32' }, [3, 2]], params: rows({ combine: 'add', mode: 'clip' }) },
    { inputs: [{ shape: [4], dtype: 'bool' }, { shape: [3, 1], dtype: 'i32', range: [0, 5] }, { shape: [3], dtype: 'bool' }], params: rows({ combine: 'max', mode: 'fill', updateWindowDims: [] }) },
  ],
};

/** How many elements lie between neighbours of every axis. */
const strides = (shape: readonly number[]): readonly number[] => shape.map((_, a) => count(shape.slice(a + 1)));
const sum = (terms: readonly Expr[]): Expr => terms.reduce(addIndex, int(0));
/** Names every one of a list of values. */
const coordinates = (values: readonly Expr[], body: (names: readonly Expr[]) => readonly Statement[], done: readonly Expr[] = []): readonly Statement[] =>
  (done.length === values.length ? body(done) : named(values[done.length], (name) => coordinates(values, body, [...done, name])));

/** The parameters of the scatters that derivatives are made of. */
const derived = (params: ScatterParams): ScatterParams => ({ ...params, misses: 'allowed' });

/** What lies where the updates go. 0 for those that fill drops; under promiseInBounds the nearest, as in JAX. */
function taken(b: Builder, v: Value, { x: [x, ids, updates], params }: At<ScatterParams>): Value {
  if (x.type.shape.includes(0)) return b.full({ value: 0, shape: updates.type.shape, dtype: v.type.dtype });
  const how: GatherParams = {
    ...correspondence(params), sliceSizes: windowSizes(x.type, updates.type, params), mode: params.mode, fillValue: 0,
    uniqueIndices: params.uniqueIndices, indicesAreSorted: params.indicesAreSorted, misses: 'allowed',
  };
  return b.gather(v, ids, how);
}

/** A number from 1 on for every element of the updates. */
function numbered(b: Builder, updates: Value): Value {
  const shape = known(updates.type.shape);
  return b.reshape(b.add(b.iota({ shape: [count(shape)], axis: 0, dtype: 'i32' }), 1), { shape });
}

type Maybe = Value | undefined;
interface Rules {
  readonly vjp: (b: Builder, at: At<ScatterParams>, g: Value) => readonly Maybe[];
  readonly jvp: (b: Builder, at: At<ScatterParams>, t: Maybe, u: Maybe) => Value;
}

function needsUnique({ uniqueIndices }: ScatterParams): void {
  if (!uniqueIndices) throw new CotangentError('scatter (mul): the derivative by the updates is known only where no two of them meet', { code: 'NN0253', hint: 'promise it with uniqueIndices: true, or wrap the updates in stopGradient' });
}

/** The greatest and the least: those that are equal share the derivative. */
const extreme: Rules = {
  vjp(b, at, g) {
    const { x: [x, , updates], y: [y] } = at, part = b.div(g, contenders(b, at));
    return [b.select(stays(b, x, y), part, 0), undefined, b.select(b.eq(updates, taken(b, y, at)), taken(b, part, at), 0)];
  },
  jvp(b, at, t, u) {
    const { x: [x, ids, updates], y: [y], params } = at, zero = like(b, x, 0);
    const own = t ? b.select(stays(b, x, y), t, 0) : zero;
    const all = u ? b.scatter(own, ids, b.select(b.eq(updates, taken(b, y, at)), u, 0), { ...derived(params), combine: 'add' }) : own;
    return b.div(all, contenders(b, at));
  },
};
/** NaN stays NaN. */
const stays = (b: Builder, x: Value, y: Value): Value => b.or(b.eq(x, y), b.isNaN(x));
const contenders = (b: Builder, at: At<ScatterParams>): Value => {
  const { x: [x, ids, updates], y: [y], params } = at, { dtype } = x.type;
  const won = b.scatter(b.convert(stays(b, x, y), { dtype }), ids, b.convert(b.eq(updates, taken(b, y, at)), { dtype }), { ...derived(params), combine: 'add' });
  return b.maximum(won, 1);
};

const rules: Readonly<Record<Combine, Rules>> = {
  // dx = g with zeros under the updates,  dupdates = g where the update is the last of those that meet
  set: {
    vjp(b, at, g) {
      const { x: [x, ids, updates], params } = at, under = b.scatter(g, ids, like(b, updates, 0), derived(params)), own = taken(b, g, at);
      if (params.uniqueIndices) return [under, undefined, own];
      const numbers = numbered(b, updates), last = b.scatter(b.full({ value: 0, shape: x.type.shape, dtype: 'i32' }), ids, numbers, derived(params));
      return [under, undefined, b.select(b.eq(taken(b, last, at), numbers), own, 0)];
    },
    jvp: (b, { x: [x, ids, updates], params }, t, u) => b.scatter(t ?? like(b, x, 0), ids, u ?? like(b, updates, 0), derived(params)),
  },
  add: {
    vjp: (b, at, g) => [g, undefined, taken(b, g, at)],
    jvp: (b, { x: [x, ids, updates], params }, t, u) => b.scatter(t ?? like(b, x, 0), ids, u ?? like(b, updates, 0), derived(params)),
  },
  mul: {
    vjp(b, at, g) {
      const { x: [x, ids, updates], params, active = [true, false, true] } = at;
      if (active[2]) needsUnique(params);
      return [b.scatter(g, ids, updates, derived(params)), undefined, active[2] ? taken(b, b.mul(g, x), at) : undefined];
    },
    jvp(b, { x: [x, ids, updates], params }, t, u) {
      if (u) needsUnique(params);
      const first = t && b.scatter(t, ids, updates, derived(params)), second = u && b.mul(x, b.scatter(like(b, x, 0), ids, u, { ...derived(params), combine: 'add' }));
      return first && second ? b.add(first, second) : first ?? second!;
    },
  },
  min: extreme,
  max: extreme,
};

function rows(p: Partial<ScatterParams>): ScatterParams {
  return {
    updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0], operandBatchingDims: [], scatterIndicesBatchingDims: [],
    combine: 'set', mode: 'fill', uniqueIndices: false, indicesAreSorted: false, misses: 'allowed', ...p,
  };
}

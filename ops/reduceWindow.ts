import { at, axis, constant, int, load, reduce, select } from '../core/build.ts';
import { addDims, mulDims, subDims, type Dim } from '../core/dim.ts';
import { startOf } from '../core/fold.ts';
import { count, known } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { oneAxisMore } from './batching.ts';
import { like } from './like.ts';
import { needs } from './rules.ts';
import { allOf, knownWindow, meeting, onePerAxis, windowCount, type Window } from './window.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Expr, Fold } from '../core/expr.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Lists have one entry per axis. */
export interface WindowParams {
  readonly window: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: readonly (readonly [low: Dim, high: Dim])[];
  /** Distance between neighbouring places of a window, and between neighbouring elements of x; 1 when absent. */
  readonly dilation?: readonly Dim[];
  readonly inputDilation?: readonly Dim[];
}

export interface ReduceWindowParams extends WindowParams {
  readonly fold: 'sum' | 'max' | 'min';
}

const windowAt = ({ window, stride, padding, dilation, inputDilation }: WindowParams, i: number): Window =>
  ({ size: window[i], stride: stride[i], padding: padding[i], dilation: dilation?.[i] ?? 1, inputDilation: inputDilation?.[i] ?? 1 });

/** The same windows, of one place and no padding along a further axis in front. */
export const windowsMoved = <P extends WindowParams>(params: P): P =>
  ({
    ...params, window: [1, ...params.window], stride: [1, ...params.stride], padding: [[0, 0], ...params.padding],
    ...(params.dilation && { dilation: [1, ...params.dilation] }), ...(params.inputDilation && { inputDilation: [1, ...params.inputDilation] }),
  });

/** The type that windows over x give. */
export function windowed(op: string, x: Type, params: WindowParams): Type {
  needs(op, 'number', x);
  for (const what of ['window', 'stride', 'padding', 'dilation', 'inputDilation'] as const) {
    const list = params[what];
    if (list) onePerAxis(op, what, list, x.shape.length);
  }
  return { shape: x.shape.map((n, i) => windowCount(op, n, windowAt(params, i))), dtype: x.dtype };
}

/** Folds over the places of every window. `body` gets the index of an element, in range, and whether there is one at that place. */
export function overWindows(x: Type, y: Type, params: WindowParams, fold: Fold, body: (index: readonly Expr[], inside: Expr | undefined, out: readonly Expr[]) => Expr) {
  const axes = axesOf(y), places = known(params.window).map(axis), shape = known(x.shape);
  const met = axes.map((a, i) => meeting(shape[i], at(a), a.extent, places[i].extent === 1 ? int(0) : at(places[i]), knownWindow(windowAt(params, i))));
  const value = body(met.map((m) => m.index), allOf(met.map((m) => m.inside)), axes.map(at));
  return { axes, body: reduce(fold, places.filter((p) => p.extent > 1), value) };
}

/** Every window folded to one number; places beyond the border count for nothing.   x: [..n]   y: [..m], m windows over n elements */
export const reduceWindow: Op<ReduceWindowParams> = {
  name: 'reduceWindow', arity: 1,
  type: ([x], params) => [windowed('reduceWindow', x, params)],
  define([x], y, params) {
    const nothing = constant(y.dtype, startOf(params.fold, y.dtype));
    if (x.shape.includes(0)) return { axes: axesOf(y), body: nothing };
    return overWindows(x, y, params, params.fold, (index, inside) => {
      const element = load(0, y.dtype, index);
      return inside ? select(inside, element, nothing) : element;
    });
  },
  vjp(b, { x: [x], y: [y], params }, [g]) {
    if (!g || x.type.shape.includes(0)) return [undefined];
    if (params.fold === 'sum') return [spreadOut(b, x, params, g)];
    return [toExtremes(b, x, y, params, g)];
  },
  jvp(b, { x: [x], y: [y], params }, [t]) {
    if (!t || x.type.shape.includes(0)) return [undefined];
    if (params.fold === 'sum') return [b.reduceWindow(t, params)];
    return [ofExtremes(b, x, y, params, t)];
  },
  batch: oneAxisMore((b, [x], params) => b.reduceWindow(x, params), windowsMoved),
  samples: (['sum', 'max', 'min'] as const).flatMap((fold) => [
    { inputs: [[6]], params: { fold, window: [3], stride: [1], padding: [[0, 0]] } },
    { inputs: [[2, 5, 5]], params: { fold, window: [1, 3, 3], stride: [1, 2, 2], padding: [[0, 0], [1, 1], [1, 1]] } },
    { inputs: [[2, 5, 4]], params: { fold, window: [2, 3, 2], stride: [1, 1, 3], padding: [[1, 0], [0, 2], [2, 1]] } },
    { inputs: [[3, 4]], params: { fold, window: [1, 2], stride: [2, 2], padding: [[0, 0], [-1, 1]] } },
    { inputs: [[0, 4]], params: { fold, window: [1, 2], stride: [1, 2], padding: [[0, 0], [0, 0]] } },
    { inputs: [[]], params: { fold, window: [], stride: [], padding: [] } },
    { inputs: [{ shape: [6], dtype: 'i32' as const }], params: { fold, window: [2], stride: [2], padding: [[0, 0] as const] } },
    { inputs: [[2, 5, 4]], params: { fold, window: [1, 2, 3], stride: [1, 2, 1], padding: [[0, 0], [1, 2], [2, 0]], dilation: [1, 3, 1], inputDilation: [1, 2, 3] } },
    { inputs: [[4, 3]], params: { fold, window: [1, 1], stride: [2, 1], padding: [[0, 0], [0, 1]], inputDilation: [1, 2] } },
  ] as const),
};

/** dx of a sum: every element gathers from the windows that it lies in, a sum over windows of g spread out by the stride. */
function spreadOut(b: Builder, x: Value, params: WindowParams, g: Value): Value {
  const { window, stride, padding, dilation, inputDilation: apart } = params;
  const low = window.map((k, i) => subDims(mulDims(subDims(k, 1), dilation?.[i] ?? 1), padding[i][0]));
  // So that as many windows fit as there are elements: (m - 1) · stride + 1 + low + high - span + 1 = (n - 1) · inputDilation + 1.
  const high = x.type.shape.map((n, i) => subDims(addDims(mulDims(subDims(n, 1), apart?.[i] ?? 1), padding[i][0]), mulDims(subDims(g.type.shape[i], 1), stride[i])));
  const wide = b.pad(g, { low, high, interior: stride.map((s) => subDims(s, 1)), value: 0 });
  return b.reduceWindow(wide, { fold: 'sum', window, stride: apart ?? window.map(() => 1), padding: window.map(() => [0, 0] as const), dilation });
}

/** g, added up where the extreme y of each window of x stands, the first one of several. */
export function toExtremes(b: Builder, x: Value, y: Value, params: ReduceWindowParams, g: Value): Value {
  const { index, plane, found } = extremes(b, x, y, params);
  const flat = b.reshape(b.select(found, g, 0), { shape: index.type.shape });
  return b.reshape(b.scatterAddAlongAxis(like(b, plane, 0), index, flat, { axis: 1 }), { shape: x.type.shape });
}

/** t, of x's shape, where the extreme y of each window of x stands; 0 where there is none. */
export function ofExtremes(b: Builder, x: Value, y: Value, params: ReduceWindowParams, t: Value): Value {
  const { index, plane, found } = extremes(b, x, y, params);
  const taken = b.takeAlongAxis(b.reshape(t, { shape: plane.type.shape }), index, { axis: 1 });
  return b.select(found, b.reshape(taken, { shape: y.type.shape }), 0);
}

/** Where the extreme of each window stands in x seen as [lead, plane]; and whether there is one: a window may lie beyond the border. */
function extremes(b: Builder, x: Value, y: Value, params: ReduceWindowParams) {
  const shape = known(x.type.shape), from = firstWindowed(params);
  const lead = count(shape.slice(0, from)), plane = count(shape.slice(from));
  const { fold: _, ...windows } = params;
  const place = b.windowIndexOf(x, y, windows);
  return {
    index: b.reshape(place, { shape: [lead, count(known(y.type.shape.slice(from)))] }),
    plane: b.reshape(x, { shape: [lead, plane] }),
    found: b.lt(place, plane),
  };
}

/** The first axis along which windows are not the elements themselves. */
export function firstWindowed({ window, stride, padding, inputDilation }: WindowParams): number {
  const first = window.findIndex((k, i) => k !== 1 || stride[i] !== 1 || padding[i][0] !== 0 || padding[i][1] !== 0 || (inputDilation?.[i] ?? 1) !== 1);
  return first < 0 ? window.length : first;
}

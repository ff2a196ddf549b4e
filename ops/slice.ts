import { addIndex, at, int, load, mulIndex } from '../core/build.ts';
import { addDims, floorDiv, isKnown, showDim, subDims, type Dim } from '../core/dim.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { atLeastOne, extentOf, onePerAxis } from './window.ts';
import type { Op } from './op.ts';

const notWithin = <const F extends string, const T extends string, const A extends string, const X extends string>(from: F, to: T, axis: A, x: X): notWithin<F, T, A, X> => `slice: ${from} to ${to} does not lie within axis ${axis} of ${x}`;
export type notWithin<F extends string, T extends string, A extends string, X extends string> = `slice: ${F} to ${T} does not lie within axis ${A} of ${X}`;

export interface SliceParams {
  /** The first element, the one after the last, and the distance from one to the next, per axis. */
  readonly start: readonly Dim[];
  readonly stop: readonly Dim[];
  readonly step: readonly Dim[];
}

/** The elements start, start + step … before stop of every axis.   x: [..n]   y: [..⌈(stop - start) / step⌉] */
export const slice: Op<SliceParams> = {
  name: 'slice', arity: 1,
  type([x], { start, stop, step }) {
    for (const [what, list] of [['start', start], ['stop', stop], ['step', step]] as const) onePerAxis('slice', what, list, x.shape.length);
    const shape = x.shape.map((n, i) => {
      const from = start[i], to = stop[i], size = subDims(to, from), over = subDims(n, to);
      atLeastOne('slice', 'the step', step[i]);
      if ([from, size, over].some((d) => isKnown(d) && d < 0))
        throw new ShapeError('NN0219', notWithin(showDim(from), showDim(to), `${i}`, showType(x)), 'start must be at least 0, and stop between start and the size');
      return addDims(floorDiv(subDims(size, 1), step[i]), 1);
    });
    return [{ shape, dtype: x.dtype }];
  },
  define(_, y, { start, step }) {
    const axes = axesOf(y);
    return { axes, body: load(0, y.dtype, axes.map((a, i) => addIndex(mulIndex(at(a), step[i] as number), int(start[i] as number)))) };
  },
  linear: 'together',
  // dx = g with zeros where nothing was taken
  vjp(b, { x: [x], y: [y], params: { start, step } }, [g]) {
    if (!g) return [undefined];
    const high = x.type.shape.map((n, i) => subDims(n, addDims(start[i], extentOf(y.type.shape[i], step[i]))));
    return [b.pad(g, { low: start, high, interior: step.map((d) => subDims(d, 1)), value: 0 })];
  },
  batch: (b, { x: [x], size, params: { start, stop, step } }) => [b.slice(x, { start: [0, ...start], stop: [size, ...stop], step: [1, ...step] })],
  samples: [
    { inputs: [[6]], params: { start: [1], stop: [4], step: [1] } },
    { inputs: [[7]], params: { start: [0], stop: [7], step: [3] } },
    { inputs: [[3, 4]], params: { start: [1, 0], stop: [3, 4], step: [1, 2] } },
    { inputs: [[3]], params: { start: [2], stop: [2], step: [1] } },
    { inputs: [[0, 3]], params: { start: [0, 1], stop: [0, 2], step: [1, 5] } },
    { inputs: [[]], params: { start: [], stop: [], step: [] } },
    { inputs: [{ shape: [5], dtype: 'bool' }], params: { start: [1], stop: [5], step: [2] } },
  ],
};

import { at, constant, int, load, select } from '../core/build.ts';
import { addDims, isKnown, showDim, subDims, type Dim } from '../core/dim.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { allOf, extentOf, meeting, onePerAxis } from './window.ts';
import type { Op } from './op.ts';

export interface PadParams {
  /** Elements put before the first, after the last and between neighbours, per axis. Negative `low` and `high` take elements away. */
  readonly low: readonly Dim[];
  readonly high: readonly Dim[];
  readonly interior: readonly Dim[];
  readonly value: number;
}

/** x with `value` around it and between its elements.   x: [..n]   y: [.. low + n + (n - 1) · interior + high] */
export const pad: Op<PadParams> = {
  name: 'pad', arity: 1,
  type([x], { low, high, interior }) {
    const rank = x.shape.length;
    for (const [what, list] of [['low', low], ['high', high], ['interior', interior]] as const) onePerAxis('pad', what, list, rank);
    const shape = x.shape.map((n, i) => addDims(extentOf(n, addDims(interior[i], 1)), addDims(low[i], high[i])));
    const gone = shape.findIndex((n) => isKnown(n) && n < 0);
    if (gone >= 0)
      throw new ShapeError('NN0220', `pad: [${showDim(low[gone])}, ${showDim(high[gone])}] takes more from axis ${gone} of ${showType(x)} than it has`);
    return [{ shape, dtype: x.dtype }];
  },
  define([x], y, { low, interior, value }) {
    const axes = axesOf(y), shape = known(x.shape), filling = constant(y.dtype, value);
    if (shape.includes(0)) return { axes, body: filling };
    const met = axes.map((a, i) => meeting(shape[i], at(a), a.extent, int(0), {
      size: 1, stride: 1, padding: [low[i] as number, 0], dilation: 1, inputDilation: (interior[i] as number) + 1,
    }));
    const element = load(0, y.dtype, met.map((m) => m.index)), inside = allOf(met.map((m) => m.inside));
    return { axes, body: inside ? select(inside, element, filling) : element };
  },
  // dx = the elements of g that were x's
  vjp(b, { x: [x], params: { low, high, interior } }, [g]) {
    if (!g) return [undefined];
    if (x.type.shape.includes(0)) return [undefined];
    const none = low.map(() => 0), negative = (d: Dim): Dim => subDims(0, d);
    const whole = b.pad(g, { low: low.map(negative), high: high.map(negative), interior: none, value: 0 });
    return [b.slice(whole, { start: none, stop: whole.type.shape, step: interior.map((d) => addDims(d, 1)) })];
  },
  jvp: (b, { params }, [t]) => [t && b.pad(t, { ...params, value: 0 })],
  batch: (b, { x: [x], params: { low, high, interior, value } }) => [b.pad(x, { low: [0, ...low], high: [0, ...high], interior: [0, ...interior], value })],
  samples: [
    { inputs: [[3]], params: { low: [1], high: [2], interior: [0], value: 0 } },
    { inputs: [[2, 3]], params: { low: [1, 0], high: [0, 2], interior: [0, 0], value: -1.5 } },
    { inputs: [[2, 3]], params: { low: [-1, 1], high: [2, -2], interior: [0, 0], value: 1 } },
    { inputs: [[2, 4]], params: { low: [0, -2], high: [1, 1], interior: [2, 1], value: 0 } },
    { inputs: [[0, 2]], params: { low: [1, 0], high: [1, 0], interior: [3, 0], value: 7 } },
    { inputs: [[]], params: { low: [], high: [], interior: [], value: 0 } },
    { inputs: [{ shape: [3], dtype: 'i32' }], params: { low: [0], high: [1], interior: [1], value: 9 } },
  ],
};

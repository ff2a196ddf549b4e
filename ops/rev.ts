import { at, int, load, scalar } from '../core/build.ts';
import { axesOf, normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import type { Axes } from './reduction.ts';
import type { Op } from './op.ts';

/** The elements in the opposite order along the axes named.   x, y: [..s] */
export const rev: Op<Axes> = {
  name: 'rev', arity: 1,
  normal: normalAxes('rev'),
  type: ([x]) => [x],
  define(_, y, { axes: turned }) {
    const axes = axesOf(y);
    return { axes, body: load(0, y.dtype, axes.map((a, i) => (turned.includes(i) ? scalar('sub', int(a.extent - 1), at(a)) : at(a)))) };
  },
  linear: 'together',
  vjp: (b, { params }, [g]) => [g && b.rev(g, params)],
  batch: oneAxisMore((b, [x], params) => b.rev(x, params), axesMoved),
  samples: [
    { inputs: [[4]], params: { axes: [0] } },
    { inputs: [[2, 3]], params: { axes: [-1] } },
    { inputs: [[2, 3, 4]], params: { axes: [0, 2] } },
    { inputs: [[0, 3]], params: { axes: [0, 1] } },
    { inputs: [{ shape: [3], dtype: 'i32' }], params: { axes: [] } },
  ],
};

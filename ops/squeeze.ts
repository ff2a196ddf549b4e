import { showDim } from '../core/dim.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { normalAxes } from './axes.ts';
import { reduced, type Axes } from './reduction.ts';
import type { Op } from './op.ts';

const tooWide = <const A extends string, const X extends string, const N extends string>(axis: A, x: X, n: N): tooWide<A, X, N> => `squeeze: axis ${axis} of ${x} has size ${n}, not 1`;
export type tooWide<A extends string, X extends string, N extends string> = `squeeze: axis ${A} of ${X} has size ${N}, not 1`;

/** The same elements without the axes named, whose sizes are 1.   x: s with ones   y: [..s] */
export const squeeze: Op<Axes> = {
  name: 'squeeze', arity: 1,
  normal: normalAxes('squeeze'),
  type([x], { axes }) {
    const wide = axes.find((a) => x.shape[a] !== 1);
    if (wide !== undefined) throw new ShapeError('NN0225', tooWide(`${wide}`, showType(x), showDim(x.shape[wide])), 'only axes of size 1 can go; to take one element of an axis, slice it first');
    return [reduced('squeeze', x, axes)];
  },
  expand: (b, [x], params) => [b.reshape(x, { shape: squeeze.type([x.type], params)[0].shape })],
  samples: [
    { inputs: [[1, 3]], params: { axes: [0] } },
    { inputs: [[2, 1, 3, 1]], params: { axes: [1, -1] } },
    { inputs: [[1]], params: { axes: [0] } },
    { inputs: [{ shape: [0, 1], dtype: 'i32' }], params: { axes: [1] } },
  ],
};

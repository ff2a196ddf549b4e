import { isKnown, showDim, type Dim } from '../core/dim.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { normalAxis } from './axes.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Op } from './op.ts';

function countOf(x: Type, axis: number): number {
  const n: Dim = x.shape[axis];
  if (!isKnown(n)) throw new ShapeError('NN0203', `unstack: axis ${axis} of ${showType(x)} has ${showDim(n)} parts, and that number is not known`);
  return n;
}

/** The slices of x along an axis, without it.   x: s with n at the axis   n times y: [..s] */
export const unstack: Op<{ axis: number }, [x: Value], readonly Value[]> = {
  name: 'unstack', arity: 1, manyOutputs: true,
  normal: normalAxis('unstack'),
  type: ([x], { axis }) => Array.from({ length: countOf(x, axis) }, () => ({ shape: x.shape.toSpliced(axis, 1), dtype: x.dtype })),
  expand: (b, [x], { axis }) =>
    b.split(x, { sizes: Array.from({ length: countOf(x.type, axis) }, () => 1), axis }).map((part) => b.squeeze(part, { axes: [axis] })),
  samples: [
    { inputs: [[3]], params: { axis: 0 } },
    { inputs: [[3, 2, 4]], params: { axis: 0 } },
    { inputs: [[2, 3]], params: { axis: -1 } },
    { inputs: [[1, 0]], params: { axis: 0 } },
  ],
};

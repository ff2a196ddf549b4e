import { isKnown, showDim, subDims, type Dim } from '../core/dim.ts';
import { isFloat } from '../core/dtype.ts';
import { ShapeError, showType } from '../core/shape.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/** The k greatest elements of the last axis, the greatest first, and where they stand; NaN counts as greatest.   x: [..s, n]   values: [..s, k]   places: i32[..s, k] */
export const topK: Op<{ k: Dim }, [x: Value], readonly Value[]> = {
  name: 'topK', arity: 1, manyOutputs: true,
  type([x], { k }) {
    const n = x.shape.at(-1), left = n === undefined ? -1 : subDims(n, k);
    if ((isKnown(left) && left < 0) || (isKnown(k) && k < 0))
      throw new ShapeError('NN0234', `topK: the last axis of ${showType(x)} does not have ${showDim(k)} elements`);
    const shape = x.shape.with(-1, k);
    return [{ shape, dtype: x.dtype }, { shape, dtype: 'i32' }];
  },
  expand(b, [x], { k }) {
    const { shape } = x.type, axis = shape.length - 1, none = shape.map(() => 0);
    // 0 stands before -0, as in XLA: their reciprocals differ.
    const keys = isFloat(x.type.dtype) ? [x, b.reciprocal(x)] : [x];
    const order = b.argsort(keys, { axis, descending: true });
    const places = b.slice(order, { start: none, stop: shape.with(axis, k), step: shape.map(() => 1) });
    return [b.takeAlongAxis(x, places, { axis }), places];
  },
  samples: [
    { inputs: [[5]], params: { k: 2 } },
    { inputs: [[3, 4]], params: { k: 4 } },
    { inputs: [[2, 3]], params: { k: 0 } },
    { inputs: [{ shape: [2, 9], dtype: 'i32' }], params: { k: 3 } },
  ],
};

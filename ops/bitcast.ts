import { bitcast as recast } from '../core/build.ts';
import { bytesOf, type DType } from '../core/dtype.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { around, elements } from './samples.ts';
import type { Op } from './op.ts';

/** The same bits read as another dtype of the same size.   x, y: [..s] */
export const bitcast: Op<{ dtype: DType }> = {
  name: 'bitcast', arity: 1,
  type([x], { dtype }) {
    if (bytesOf(x.dtype) !== bytesOf(dtype) || [x.dtype, dtype].includes('bool'))
      throw new ShapeError('NN0226', `bitcast: ${showType(x)} does not have the bits of ${dtype}`, 'both must have the same number of bytes, and neither be bool; to keep values, convert');
    return [{ shape: x.shape, dtype }];
  },
  scalar: ([x], { dtype }) => recast(dtype, x),
  partials: () => [undefined],
  samples: elements(['f32', 'i32'], around).map((s) => ({ ...s, params: { dtype: 'u32' } })),
};

import type { DType } from '../core/dtype.ts';
import { isFloat } from '../core/dtype.ts';
import { convert as convertExpr } from '../core/build.ts';
import type { Op } from './op.ts';

/**
 * The same values in another dtype.   x, y: [..s]
 * Float to integer truncates towards zero and saturates, NaN becomes 0; anything but 0 becomes true.
 */
export const convert: Op<{ dtype: DType }> = {
  name: 'convert', arity: 1,
  type: ([x], { dtype }) => [{ shape: x!.shape, dtype }],
  scalar: ([x], { dtype }) => convertExpr(dtype, x!),
  jvp: (b, { params: { dtype } }, [t]) => [t && isFloat(dtype) ? b.convert(t, { dtype }) : undefined],
  vjp: (b, { x: [x] }, [g]) => [g && isFloat(x!.type.dtype) ? b.convert(g, { dtype: x!.type.dtype }) : undefined],
  samples: [{ inputs: [[2, 3]], params: { dtype: 'i32' } }, { inputs: [{ shape: [4], dtype: 'i32' }], params: { dtype: 'f32' } }, { inputs: [[5]], params: { dtype: 'bool' } }],
};

import { convert as converted } from '../core/build.ts';
import { isFloat, type DType } from '../core/dtype.ts';
import { around, elements } from './samples.ts';
import type { Op } from './op.ts';

/**
 * The same values in another dtype.   x, y: [..s]
 * Float to integer truncates towards zero and saturates, NaN becomes 0; anything but 0 becomes true.
 */
export const convert: Op<{ dtype: DType }> = {
  name: 'convert', arity: 1,
  type: ([x], { dtype }) => [{ shape: x.shape, dtype }],
  scalar: ([x], { dtype }) => converted(dtype, x),
  jvp: (b, { params: { dtype } }, [t]) => [t && isFloat(dtype) ? b.convert(t, { dtype }) : undefined],
  vjp: (b, { x: [x] }, [g]) => [g && isFloat(x.type.dtype) ? b.convert(g, { dtype: x.type.dtype }) : undefined],
  samples: (['f32', 'i32', 'bool', 'u8', 'f16', 'bf16'] as const).flatMap((dtype) =>
    elements(['f32', 'i32', 'bool'], around).map((s) => ({ ...s, params: { dtype } }))),
};

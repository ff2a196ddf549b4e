/** lax: the same values in another dtype, and the same bits. Source of all: jax.lax. */
import type { DType } from '../../core/dtype.ts';
import { checkDType } from '../create.ts';
import { asValue, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/**
 * The same values in another dtype.   x, y: [..s].   Floats to integers truncate towards 0 and saturate, NaN becomes 0; anything but 0 is true.
 * @example
 * lax.convertElementType(tensor([1.7, -1.7]), 'i32') // [1, -1]
 */
export function convertElementType(x: TensorLike, newDtype: DType): Tensor {
  checkDType('lax.convertElementType', newDtype);
  return op(`lax.convertElementType ${newDtype}`, [x], (b, [v]) => {
    const x = asValue(b, v!);
    return x.type.dtype === newDtype ? x : b.convert(x, { dtype: newDtype });
  })[0]!;
}

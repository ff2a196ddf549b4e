/** Conversion between dtypes, and where gradients stop. */
import type { DType } from '../../core/dtype.ts';
import { checkDType } from '../create.ts';
import { unary } from '../operand.ts';
import { asValue, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/** The same value; gradients stop here. */
export const stopGradient = unary('stopGradient');
/** The elements converted to another dtype: floats to integers truncate towards zero and saturate, NaN gives 0. */
export function astype(x: TensorLike, dtype: DType): Tensor {
  checkDType('astype', dtype);
  return op(`astype ${dtype}`, [x], (b, [x]) => b.convert(asValue(b, x!), { dtype }), { strong: true })[0]!;
}

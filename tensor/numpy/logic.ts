/** numpy: comparison, truth values, bits, and the choice between tensors. */
import { binary, truth, logical } from '../operand.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

export const equal = binary('eq');
export const notEqual = binary('ne');
export const less = binary('lt');
export const lessEqual = binary('le');
export const greater = binary('gt');
export const greaterEqual = binary('ge');
/** Of truth values: anything but 0 is true. */
export const logicalAnd = logical('and');
export const logicalOr = logical('or');
export const bitwiseAnd = binary('and');
export const bitwiseOr = binary('or');
export const bitwiseXor = binary('xor');
export const logicalNot = (x: TensorLike): Tensor => op('logicalNot', [x], (b, [x]) => b.not(truth(b, x!)))[0]!;
/** Elements of `yes` where the condition holds, of `no` elsewhere. */
export const where = (condition: TensorLike, yes: TensorLike, no: TensorLike): Tensor =>
  op('where', [condition, yes, no], (b, [c, y, n]) => {
    return b.select(truth(b, c!), y!, n!);
  }, { mixed: true, promote: true })[0]!;

/** numpy: arithmetic, element by element. */
import { isInteger } from '../../core/dtype.ts';
import { unary, binary, binaryFloat, floating } from '../operand.ts';
import { asValue, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/** Integers are whole already. */
const rounding = (name: 'floor' | 'ceil' | 'round') => (x: TensorLike): Tensor =>
  op(name, [x], (b, [x0]) => {
    const x = asValue(b, x0!);
    return isInteger(x.type.dtype) ? x : b[name](floating(b, x));
  })[0]!;

/**
 * z = x + y, element by element.
 * x: [..s]   y: [..t]   z: [..u], where the shapes broadcast to u.   As numpy's add.
 * @example
 * add(tensor([1, 2]), 10) // [11, 12]
 */
export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
/** True division: integers become f32. */
export const div = binaryFloat('div');
export const rem = binary('rem');
export const pow = binaryFloat('pow');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const atan2 = binaryFloat('atan2');
export const neg = unary('neg');
export const abs = unary('abs');
export const sign = unary('sign');
export const square = unary('square');
export const floor = rounding('floor');
export const ceil = rounding('ceil');
/** To the nearest whole number; halves to the even one. */
export const round = rounding('round');

export const clip = (x: TensorLike, low: TensorLike, high: TensorLike): Tensor => minimum(maximum(x, low), high);

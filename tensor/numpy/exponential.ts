/** numpy: exponentials, logarithms, roots, trigonometric and hyperbolic functions. */
import { unaryFloat } from '../operand.ts';

export const exp = unaryFloat('exp');
export const expm1 = unaryFloat('expm1');
export const log = unaryFloat('log');
export const log1p = unaryFloat('log1p');
export const sqrt = unaryFloat('sqrt');
export const rsqrt = unaryFloat('rsqrt');
export const reciprocal = unaryFloat('reciprocal');
export const sin = unaryFloat('sin');
export const cos = unaryFloat('cos');
export const tan = unaryFloat('tan');
export const asin = unaryFloat('asin');
export const acos = unaryFloat('acos');
export const atan = unaryFloat('atan');
export const sinh = unaryFloat('sinh');
export const cosh = unaryFloat('cosh');
export const tanh = unaryFloat('tanh');
export const erf = unaryFloat('erf');
export const erfc = unaryFloat('erfc');
export const erfInv = unaryFloat('erfInv');

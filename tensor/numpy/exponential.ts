/** numpy: exponentials, logarithms, roots, trigonometric and hyperbolic functions. All are of floats: integers become f32 first. Angles are in radians. */
import { binaryFloat, elementwise, floats, unaryFloat } from '../operand.ts';

/**
 * y = eˣ.   x, y: [..s].   As numpy's exp.
 * @example
 * exp(tensor([0, 1])) // [1, 2.71828]
 */
export const exp = unaryFloat('exp');
/**
 * y = 2ˣ.   x, y: [..s].   As numpy's exp2.
 * @example
 * exp2(tensor([3, -1])) // [8, 0.5]
 */
export const exp2 = unaryFloat('exp2');
/**
 * y = eˣ - 1, exact also near 0.   x, y: [..s].   As numpy's expm1.
 * @example
 * expm1(tensor([0, 1e-8])) // [0, 1e-8]
 */
export const expm1 = unaryFloat('expm1');
/**
 * y = ln x: -∞ at 0, NaN below.   x, y: [..s].   As numpy's log.
 * @example
 * log(tensor([1, 10])) // [0, 2.30259]
 */
export const log = unaryFloat('log');
/**
 * y = log₂ x: -∞ at 0, NaN below.   x, y: [..s].   As numpy's log2.
 * @example
 * log2(tensor([8, 0.5])) // [3, -1]
 */
export const log2 = unaryFloat('log2');
/**
 * y = log₁₀ x: -∞ at 0, NaN below.   x, y: [..s].   As numpy's log10.
 * @example
 * log10(tensor([1000, 0.1])) // [3, -1]
 */
export const log10 = unaryFloat('log10');
/**
 * y = ln(1 + x), exact also near 0.   x, y: [..s].   As numpy's log1p.
 * @example
 * log1p(tensor([0, 1e-8])) // [0, 1e-8]
 */
export const log1p = unaryFloat('log1p');
/**
 * y = √x, NaN below 0.   x, y: [..s].   As numpy's sqrt.
 * @example
 * sqrt(tensor([4, 2])) // [2, 1.41421]
 */
export const sqrt = unaryFloat('sqrt');
/**
 * y = 1 / √x.   x, y: [..s].   As jax.lax's rsqrt.
 * @example
 * rsqrt(tensor([4, 0.25])) // [0.5, 2]
 */
export const rsqrt = unaryFloat('rsqrt');
/**
 * y = ∛x, of negative numbers too.   x, y: [..s].   As numpy's cbrt.
 * @example
 * cbrt(tensor([27, -8])) // [3, -2]
 */
export const cbrt = unaryFloat('cbrt');
/**
 * y = sin x.   x, y: [..s].   As numpy's sin.
 * @example
 * sin(tensor([0, 1])) // [0, 0.841471]
 */
export const sin = unaryFloat('sin');
/**
 * y = cos x.   x, y: [..s].   As numpy's cos.
 * @example
 * cos(tensor([0, 1])) // [1, 0.540302]
 */
export const cos = unaryFloat('cos');
/**
 * y = tan x.   x, y: [..s].   As numpy's tan.
 * @example
 * tan(tensor([0, 1])) // [0, 1.55741]
 */
export const tan = unaryFloat('tan');
/**
 * y with sin y = x, between -π/2 and π/2; NaN beyond ±1.   x, y: [..s].   As numpy's arcsin.
 * @example
 * asin(tensor([0, 1])) // [0, 1.5708]
 */
export const asin = unaryFloat('asin');
export { asin as arcsin };
/**
 * y with cos y = x, between 0 and π; NaN beyond ±1.   x, y: [..s].   As numpy's arccos.
 * @example
 * acos(tensor([1, 0])) // [0, 1.5708]
 */
export const acos = unaryFloat('acos');
export { acos as arccos };
/**
 * y with tan y = x, between -π/2 and π/2.   x, y: [..s].   As numpy's arctan.
 * @example
 * atan(tensor([0, 1])) // [0, 0.785398]
 */
export const atan = unaryFloat('atan');
export { atan as arctan };
/**
 * y = (eˣ - e⁻ˣ) / 2.   x, y: [..s].   As numpy's sinh.
 * @example
 * sinh(tensor([0, 1])) // [0, 1.1752]
 */
export const sinh = unaryFloat('sinh');
/**
 * y = (eˣ + e⁻ˣ) / 2.   x, y: [..s].   As numpy's cosh.
 * @example
 * cosh(tensor([0, 1])) // [1, 1.54308]
 */
export const cosh = unaryFloat('cosh');
/**
 * y = sinh x / cosh x.   x, y: [..s].   As numpy's tanh.
 * @example
 * tanh(tensor([0, 1])) // [0, 0.761594]
 */
export const tanh = unaryFloat('tanh');
/**
 * y with sinh y = x.   x, y: [..s].   As numpy's arcsinh.
 * @example
 * asinh(tensor([0, 1])) // [0, 0.881374]
 */
export const asinh = unaryFloat('asinh');
export { asinh as arcsinh };
/**
 * y ≥ 0 with cosh y = x; NaN below 1.   x, y: [..s].   As numpy's arccosh.
 * @example
 * acosh(tensor([1, 2])) // [0, 1.31696]
 */
export const acosh = unaryFloat('acosh');
export { acosh as arccosh };
/**
 * y with tanh y = x: ±∞ at ±1, NaN beyond.   x, y: [..s].   As numpy's arctanh.
 * @example
 * atanh(tensor([0, 0.5])) // [0, 0.549306]
 */
export const atanh = unaryFloat('atanh');
export { atanh as arctanh };

/**
 * z = ln(eˣ + eʸ), without overflow.   x: [..s]   y: [..t]   z: [..u].   As numpy's logaddexp.
 * @example
 * logAddExp(tensor([0, 1000]), tensor([0, 1000])) // [0.693147, 1000.69]
 */
export const logAddExp = binaryFloat('logAddExp', 'logAddExp');
/**
 * z = log₂(2ˣ + 2ʸ), without overflow.   x: [..s]   y: [..t]   z: [..u].   As numpy's logaddexp2.
 * @example
 * logAddExp2(tensor([0, 1000]), tensor([0, 1000])) // [1, 1001]
 */
export const logAddExp2 = binaryFloat('logAddExp2', 'logAddExp2');

/**
 * y = x · π / 180: degrees as radians.   x, y: [..s].   As numpy's radians.
 * @example
 * radians(tensor([0, 180])) // [0, 3.14159]
 */
export const radians = elementwise('radians', (b, x) => b.mul(x, Math.PI / 180), floats);
export { radians as deg2rad };
/**
 * y = x · 180 / π: radians as degrees.   x, y: [..s].   As numpy's degrees.
 * @example
 * degrees(tensor([0, Math.PI])) // [0, 180]
 */
export const degrees = elementwise('degrees', (b, x) => b.mul(x, 180 / Math.PI), floats);
export { degrees as rad2deg };
/**
 * y = sin(πx) / (πx), 1 at 0.   x, y: [..s].   As numpy's sinc; derivatives of every order are right at 0.
 * @example
 * sinc(tensor([0, 0.5])) // [1, 0.63662]
 */
export const sinc = unaryFloat('sinc');

/**
 * y = 2/√π ∫₀ˣ exp(-t²) dt.   x, y: [..s].   As scipy.special's erf.
 * @example
 * erf(tensor([0, 1])) // [0, 0.842701]
 */
export const erf = unaryFloat('erf');
/**
 * y = 1 - erf x, with all digits where that is small.   x, y: [..s].   As scipy.special's erfc.
 * @example
 * erfc(tensor([0, 5])) // [1, 1.53746e-12]
 */
export const erfc = unaryFloat('erfc');
/**
 * y with erf y = x: ±∞ at ±1, NaN beyond.   x, y: [..s].   As scipy.special's erfinv.
 * @example
 * erfInv(tensor([0, 0.5])) // [0, 0.476936]
 */
export const erfInv = unaryFloat('erfInv');

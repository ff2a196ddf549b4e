/** lax: functions of one element. Operands are of one dtype and rank; a scalar, and a size of 1, stretch to the others. Source of all: jax.lax. */
import { isFloat, isInteger, kindOf, type DType, type FloatDType } from '../../core/dtype.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Fits, Gives, Mistake, ShowType } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Made, Operand, Own } from '../signatures.ts';
import type { definedFor } from '../../ops/rules.ts';
import { oneDType, oneRank, strict, strictUnary, takes, type OneRank, type Strict } from './strict.ts';

/**
 * y = -x.   x: numbers [..s]   y: [..s]
 * @example
 * lax.neg(tensor([1, -2])) // [-1, 2]
 */
export const neg = strictUnary('neg');
/**
 * y = -1, 0 or 1 as x lies below, at or above 0; NaN stays.   x: numbers [..s]   y: [..s]
 * @example
 * lax.sign(tensor([-3, 0, 2])) // [-1, 0, 1]
 */
export const sign = strictUnary('sign');
/**
 * y = the greatest whole number ≤ x.   x: floats [..s]   y: [..s]
 * @example
 * lax.floor(tensor([-1.5, 1.5])) // [-2, 1]
 */
export const floor = strictUnary('floor');
/**
 * y = the least whole number ≥ x.   x: floats [..s]   y: [..s]
 * @example
 * lax.ceil(tensor([-1.5, 1.5])) // [-1, 2]
 */
export const ceil = strictUnary('ceil');
/**
 * y = whether x is neither infinite nor NaN.   x: floats [..s]   y: [..s]
 * @example
 * lax.isFinite(tensor([1, Infinity, NaN])) // [true, false, false]
 */
export const isFinite = strictUnary('isFinite');
/**
 * y = eˣ.   x: floats [..s]   y: [..s]
 * @example
 * lax.exp(tensor([0, 1])) // [1, 2.71828]
 */
export const exp = strictUnary('exp');
/**
 * y = eˣ - 1, exact also near 0.   x: floats [..s]   y: [..s]
 * @example
 * lax.expm1(tensor([0, 1e-8])) // [0, 1e-8]
 */
export const expm1 = strictUnary('expm1');
/**
 * y = ln x.   x: floats [..s]   y: [..s]
 * @example
 * lax.log(tensor([1, 10])) // [0, 2.30259]
 */
export const log = strictUnary('log');
/**
 * y = ln(1 + x), exact also near 0.   x: floats [..s]   y: [..s]
 * @example
 * lax.log1p(tensor([0, 1e-8])) // [0, 1e-8]
 */
export const log1p = strictUnary('log1p');
/**
 * y = √x.   x: floats [..s]   y: [..s]
 * @example
 * lax.sqrt(tensor([4, 2])) // [2, 1.41421]
 */
export const sqrt = strictUnary('sqrt');
/**
 * y = 1 / √x.   x: floats [..s]   y: [..s]
 * @example
 * lax.rsqrt(tensor([4, 0.25])) // [0.5, 2]
 */
export const rsqrt = strictUnary('rsqrt');
/**
 * y = 1 / x.   x: floats [..s]   y: [..s]
 * @example
 * lax.reciprocal(tensor([4, 0.5])) // [0.25, 2]
 */
export const reciprocal = strictUnary('reciprocal');
/**
 * y = x².   x: numbers [..s]   y: [..s]
 * @example
 * lax.square(tensor([3, -2])) // [9, 4]
 */
export const square = strictUnary('square');
/**
 * y = sin x, x in radians.   x: floats [..s]   y: [..s]
 * @example
 * lax.sin(tensor([0, 1])) // [0, 0.841471]
 */
export const sin = strictUnary('sin');
/**
 * y = cos x, x in radians.   x: floats [..s]   y: [..s]
 * @example
 * lax.cos(tensor([0, 1])) // [1, 0.540302]
 */
export const cos = strictUnary('cos');
/**
 * y = tan x, x in radians.   x: floats [..s]   y: [..s]
 * @example
 * lax.tan(tensor([0, 1])) // [0, 1.55741]
 */
export const tan = strictUnary('tan');
/**
 * y = arcsin x in radians, NaN beyond ±1.   x: floats [..s]   y: [..s]
 * @example
 * lax.asin(tensor([0, 1])) // [0, 1.5708]
 */
export const asin = strictUnary('asin');
/**
 * y = arccos x in radians, NaN beyond ±1.   x: floats [..s]   y: [..s]
 * @example
 * lax.acos(tensor([1, 0])) // [0, 1.5708]
 */
export const acos = strictUnary('acos');
/**
 * y = arctan x in radians.   x: floats [..s]   y: [..s]
 * @example
 * lax.atan(tensor([0, 1])) // [0, 0.785398]
 */
export const atan = strictUnary('atan');
/**
 * y = sinh x.   x: floats [..s]   y: [..s]
 * @example
 * lax.sinh(tensor([0, 1])) // [0, 1.1752]
 */
export const sinh = strictUnary('sinh');
/**
 * y = cosh x.   x: floats [..s]   y: [..s]
 * @example
 * lax.cosh(tensor([0, 1])) // [1, 1.54308]
 */
export const cosh = strictUnary('cosh');
/**
 * y = tanh x.   x: floats [..s]   y: [..s]
 * @example
 * lax.tanh(tensor([0, 1])) // [0, 0.761594]
 */
export const tanh = strictUnary('tanh');
/**
 * y with sinh y = x.   x: floats [..s]   y: [..s]
 * @example
 * lax.asinh(tensor([0, 1])) // [0, 0.881374]
 */
export const asinh = strictUnary('asinh');
/**
 * y ≥ 0 with cosh y = x, NaN below 1.   x: floats [..s]   y: [..s]
 * @example
 * lax.acosh(tensor([1, 2])) // [0, 1.31696]
 */
export const acosh = strictUnary('acosh');
/**
 * y with tanh y = x: ±∞ at ±1, NaN beyond.   x: floats [..s]   y: [..s]
 * @example
 * lax.atanh(tensor([0, 0.5])) // [0, 0.549306]
 */
export const atanh = strictUnary('atanh');
/**
 * y = ³√x, also of negative x.   x: floats [..s]   y: [..s]
 * @example
 * lax.cbrt(tensor([8, -27])) // [2, -3]
 */
export const cbrt = strictUnary('cbrt');
/**
 * y = 2ˣ.   x: floats [..s]   y: [..s]
 * @example
 * lax.exp2(tensor([3, 0.5])) // [8, 1.41421]
 */
export const exp2 = strictUnary('exp2');
/**
 * y = 1 / (1 + e⁻ˣ).   x: floats [..s]   y: [..s]
 * @example
 * lax.logistic(tensor([0, 2])) // [0.5, 0.880797]
 */
export const logistic = strictUnary('sigmoid', 'logistic');
/**
 * y = 2/√π ∫₀ˣ exp(-t²) dt.   x: floats [..s]   y: [..s]
 * @example
 * lax.erf(tensor([0, 1])) // [0, 0.842701]
 */
export const erf = strictUnary('erf');
/**
 * y = 1 - erf x, exact also where that is small.   x: floats [..s]   y: [..s]
 * @example
 * lax.erfc(tensor([0, 3])) // [1, 0.0000220905]
 */
export const erfc = strictUnary('erfc');
/**
 * y with erf y = x: ±∞ at ±1, NaN beyond.   x: floats [..s]   y: [..s]
 * @example
 * lax.erfInv(tensor([0, 0.5])) // [0, 0.476936]
 */
export const erfInv = strictUnary('erfInv');
/**
 * y = the bits of x turned over; for bools, not x.   x: integers and bools [..s]   y: [..s]
 * @example
 * lax.bitwiseNot(tensor([0, 5], { dtype: 'i32' })) // [-1, -6]
 */
export const bitwiseNot = strictUnary('not', 'bitwiseNot');
/**
 * z = x + y.   x, y: numbers of one dtype [..s]   z: [..s]
 * @example
 * lax.add(tensor([1, 2]), 10) // [11, 12]
 */
export const add = strict('add');
/**
 * z = x - y.   x, y: numbers of one dtype [..s]   z: [..s]
 * @example
 * lax.sub(tensor([1, 2]), 10) // [-9, -8]
 */
export const sub = strict('sub');
/**
 * z = x · y.   x, y: numbers of one dtype [..s]   z: [..s]
 * @example
 * lax.mul(tensor([1, 2]), 10) // [10, 20]
 */
export const mul = strict('mul');
/**
 * z = the angle of the point (y, x), in radians from -π to π: the first operand is the height.   x, y: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.atan2(tensor([1, -1]), tensor([0, -1])) // [1.5708, -2.35619]
 */
export const atan2 = strict('atan2');
/**
 * z = x - y · trunc(x / y), with the sign of x; x rem 0 is NaN for floats and x for integers.   x, y: numbers of one dtype [..s]   z: [..s]
 * @example
 * lax.rem(tensor([5, -5]), 3) // [2, -2]
 */
export const rem = strict('rem');
/**
 * z = whether x = y; NaN equals nothing.   x, y: all dtypes of one dtype [..s]   z: [..s]
 * @example
 * lax.eq(tensor([1, 2]), 2) // [false, true]
 */
export const eq = strict('eq');
/**
 * z = whether x ≠ y.   x, y: all dtypes of one dtype [..s]   z: [..s]
 * @example
 * lax.ne(tensor([1, 2]), 2) // [true, false]
 */
export const ne = strict('ne');
/**
 * z = whether x < y.   x, y: all dtypes of one dtype [..s]   z: [..s]
 * @example
 * lax.lt(tensor([1, 2]), 2) // [true, false]
 */
export const lt = strict('lt');
/**
 * z = whether x ≤ y.   x, y: all dtypes of one dtype [..s]   z: [..s]
 * @example
 * lax.le(tensor([1, 3]), 2) // [true, false]
 */
export const le = strict('le');
/**
 * z = whether x > y.   x, y: all dtypes of one dtype [..s]   z: [..s]
 * @example
 * lax.gt(tensor([1, 3]), 2) // [false, true]
 */
export const gt = strict('gt');
/**
 * z = whether x ≥ y.   x, y: all dtypes of one dtype [..s]   z: [..s]
 * @example
 * lax.ge(tensor([1, 2]), 2) // [false, true]
 */
export const ge = strict('ge');
/**
 * z = the bits that both have; for bools, x and y.   x, y: integers and bools of one dtype [..s]   z: [..s]
 * @example
 * lax.bitwiseAnd(tensor([6, 3], { dtype: 'i32' }), 5) // [4, 1]
 */
export const bitwiseAnd = strict('and', 'bitwiseAnd');
/**
 * z = the bits that either has; for bools, x or y.   x, y: integers and bools of one dtype [..s]   z: [..s]
 * @example
 * lax.bitwiseOr(tensor([6, 3], { dtype: 'i32' }), 5) // [7, 7]
 */
export const bitwiseOr = strict('or', 'bitwiseOr');
/**
 * z = the bits in which they differ; for bools, x ≠ y.   x, y: integers and bools of one dtype [..s]   z: [..s]
 * @example
 * lax.bitwiseXor(tensor([6, 3], { dtype: 'i32' }), 5) // [3, 6]
 */
export const bitwiseXor = strict('xor', 'bitwiseXor');
/**
 * z = x · 2ʸ: bits moved y places to the left, 0 where y is the width or more.   x, y: integers of one dtype [..s]   z: [..s]
 * @example
 * lax.shiftLeft(tensor([1, 3], { dtype: 'i32' }), 2) // [4, 12]
 */
export const shiftLeft = strict('shl', 'shiftLeft');
/**
 * z = floor(x / 2ʸ): bits moved to the right, copies of the highest from the left.   x, y: integers of one dtype [..s]   z: [..s]
 * @example
 * lax.shiftRightArithmetic(tensor([-8, 8], { dtype: 'i32' }), 1) // [-4, 4]
 */
export const shiftRightArithmetic = strict('shr', 'shiftRightArithmetic');
/**
 * z = bits moved y places to the right, zeros from the left.   x, y: integers of one dtype [..s]   z: [..s]
 * @example
 * lax.shiftRightLogical(tensor([-1, 8], { dtype: 'i32' }), 28) // [15, 0]
 */
export const shiftRightLogical = strict('shrLogical', 'shiftRightLogical');

const dtypeOf = (x: TensorLike): Tensor['dtype'] => (x instanceof Tensor ? x.dtype : typeof x === 'boolean' ? 'bool' : 'f32');

/**
 * y = |x|.   x: signed integers or floats [..s]   y: [..s].   The least integer has no positive counterpart and stays.
 * @example
 * lax.abs(tensor([-3, 2])) // [3, 2]
 */
export function abs<S = [], D = Weak>(x: Operand<S, D>): Tensor<S, Own<D>>;
export function abs(x: TensorLike): Tensor {
  takes('lax.abs', x, (d) => kindOf(d) === 'signed' || isFloat(d), 'signed integers and floats');
  return strictUnary('abs')(x);
}

/** A function that is one operation for some dtypes, and another for those in Some. */
export interface StrictByDType<Name extends string, Some, Other extends string, Title extends string> {
  <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Strict<[D] extends [Some] ? Other : Name, Title, A, D, B, E>, Operand<B, E>>): Tensor<Gives<Strict<Name, Title, A, D, B, E>>, Own<D extends Weak ? E : D>>;
}
const quotient = { float: strict('div'), integer: strict('quot', 'div') };
/**
 * z = x / y; for integers rounded towards 0, and x / 0 = -1.   x, y: numbers of one dtype [..s]   z: [..s]
 * @example
 * lax.div(tensor([7, -7], { dtype: 'i32' }), 2) // [3, -3]
 */
export const div = ((x: TensorLike, y: TensorLike): Tensor => quotient[isInteger(dtypeOf(x instanceof Tensor ? x : y)) ? 'integer' : 'float'](x as Tensor, y as Tensor)) as StrictByDType<'div', 'i8' | 'i32' | 'u8' | 'u32', 'quot', 'div'>;

const greater = { number: strict('maximum', 'max'), bool: strict('or', 'max') };
/**
 * z = the greater of x and y; NaN where either is.   x, y: of one dtype [..s]   z: [..s].   Equal elements share the gradient.
 * @example
 * lax.max(tensor([1, 5]), 3) // [3, 5]
 */
export const max = ((x: TensorLike, y: TensorLike): Tensor => greater[dtypeOf(x instanceof Tensor ? x : y) === 'bool' ? 'bool' : 'number'](x as Tensor, y as Tensor)) as StrictByDType<'maximum', 'bool', 'or', 'max'>;

const lesser = { number: strict('minimum', 'min'), bool: strict('and', 'min') };
/**
 * z = the lesser of x and y; NaN where either is.   x, y: of one dtype [..s]   z: [..s].   Equal elements share the gradient.
 * @example
 * lax.min(tensor([1, 5]), 3) // [1, 3]
 */
export const min = ((x: TensorLike, y: TensorLike): Tensor => lesser[dtypeOf(x instanceof Tensor ? x : y) === 'bool' ? 'bool' : 'number'](x as Tensor, y as Tensor)) as StrictByDType<'minimum', 'bool', 'and', 'min'>;

/**
 * z = xʸ.   x: floats [..s]   y: of x's dtype, or integers [..s]   z: [..s].   NaN where x < 0 and y is not whole; x⁰ = 1.
 * @example
 * lax.pow(tensor([2, 4]), 0.5) // [1.41421, 2]
 */
export function pow<A = [], D = Weak, B = [], E = Weak>(x: Fits<DefinedFor<'lax.pow', 'powers of floats', A, D, 'bool' | 'u8' | 'i8' | 'u32' | 'i32'>, Operand<A, D>>, y: Fits<DefinedFor<'lax.pow', 'exponents that are numbers', B, E, 'bool'>, Fits<PowerOf<A, D, B, E>, Operand<B, E>>>): Tensor<Gives<PowerOf<A, D, B, E>>, Made<Own<D extends Weak ? E : D>>>;
export function pow(x: TensorLike, y: TensorLike): Tensor {
  takes('lax.pow', x, isFloat, 'powers of floats');
  takes('lax.pow', y, (d) => d !== 'bool', 'exponents that are numbers');
  const exponent = y instanceof Tensor && isInteger(y.dtype) ? undefined : y;
  if (exponent !== undefined) oneDType('lax.pow', [x, exponent]);
  oneRank('lax.pow', [x, y]);
  return op('lax.pow', [x, y], (b, [x, y]) => b.pow(x!, y!))[0]!;
}
type DefinedFor<Name extends string, Words extends string, S, D, Refused> = DType extends D ? S : D extends Refused ? Mistake<definedFor<Name, Words, ShowType<S, D>>> : S;
/** Exponents that are integers may stand beside floats. */
type PowerOf<A, D, B, E> = DType extends E ? Strict<'pow', 'pow', A, D, B, E> : E extends FloatDType | Weak ? Strict<'pow', 'pow', A, D, B, E> : OneRank<'pow', 'pow', A, D, B, E>;

/** numpy: rounding, bounds, and what floats are made of. */
import { isFloat, isInteger, type DType, type FloatDType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Builder } from '../../ops/builder.ts';
import { finfo } from './dtypes.ts';
import { countable, elementwise, elementwise2, floats, steps, tensorOf, testing } from '../operand.ts';
import { keyOf } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { broadcastShapes } from '../../core/shape.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Inexact, Weak } from '../../core/types/promote.ts';
import type { Operand, Own } from '../signatures.ts';
import type { Fits, Gives, Mistake } from '../../core/types/dim.ts';
import { needs, type Numbers } from '../../ops/rules.ts';

/** Integers are whole already. */
const wholes = (name: string, round: (b: Builder, x: Value) => Value) => elementwise(name, (b, x) => (isFloat(x.type.dtype) ? round(b, x) : x));
const truncated = (b: Builder, x: Value): Value => b.select(b.ge(x, 0), b.floor(x), b.ceil(x));

/**
 * y = the greatest whole number ≤ x.   x, y: [..s].   As numpy's floor.
 * @example
 * floor(tensor([1.7, -1.2])) // [1, -2]
 */
export const floor = wholes('floor', (b, x) => b.floor(x));
/**
 * y = the least whole number ≥ x.   x, y: [..s].   As numpy's ceil.
 * @example
 * ceil(tensor([1.2, -1.7])) // [2, -1]
 */
export const ceil = wholes('ceil', (b, x) => b.ceil(x));
/**
 * y = the whole number next to x on the way to 0.   x, y: [..s].   As numpy's trunc.
 * @example
 * trunc(tensor([1.7, -1.7])) // [1, -1]
 */
export const trunc = wholes('trunc', truncated);
export { trunc as fix };
/**
 * y = the nearest whole number, halves to the even one; always a float.   x, y: [..s].   As numpy's rint.
 * @example
 * rint(tensor([0.5, 1.5, -1.2])) // [0, 2, -1]
 */
export const rint = elementwise('rint', (b, x) => b.round(x), floats);
/**
 * y = x with so many decimals: round(x · 10ᵈ) / 10ᵈ, halves to the even one.   x, y: [..s].   As jax.numpy's round.
 * @example
 * round(tensor([0.5, 1.5, 2.5])) // [0, 2, 2]
 * round(tensor([1.234, 5.678]), { decimals: 1 }) // [1.2, 5.7]
 */
export function round<S = [], D = Weak>(x: Fits<Numbers<'round', S, D>, Operand<S, D>>, options?: { decimals?: number }): Tensor<S, Own<D>>;
export function round(x: TensorLike, { decimals = 0 }: { decimals?: number } = {}): Tensor {
  if (!Number.isInteger(decimals)) throw new CotangentError(`round: ${String(decimals)} is not a number of decimals`, { code: 'NN0517', hint: 'give a whole number' });
  return steps(keyOf('round', decimals), [x], (b, x) => {
    needs('round', 'number', x.type);
    const { dtype } = x.type;
    if (isInteger(dtype)) {
      if (decimals >= 0) return x;
      throw new CotangentError(`round: decimals is ${decimals} for integers`, { code: 'NN0517', hint: 'convert them to floats first' });
    }
    // Beyond the digits of the dtype there is nothing to round.
    if (decimals > Math.log10(finfo(dtype).max)) return x;
    if (decimals === 0) return b.round(x);
    // In f16 the product would overflow.
    const wide = dtype === 'f16' ? b.convert(x, { dtype: 'f32' }) : x, factor = 10 ** decimals;
    const y = b.div(b.round(b.mul(wide, factor)), factor);
    return dtype === 'f16' ? b.convert(y, { dtype }) : y;
  })[0]!;
}
export { round as around };

/**
 * z = the greater of x and y; NaN where either is. Where they are equal, each has half of the slope.   x: [..s]   y: [..t]   z: [..u].   As numpy's maximum.
 * @example
 * maximum(tensor([1, 5]), 3) // [3, 5]
 */
export const maximum = elementwise2('maximum', (b, x, y) => (x.type.dtype === 'bool' ? b.or(x, y) : b.maximum(x, y)));
/**
 * z = the smaller of x and y; NaN where either is. Where they are equal, each has half of the slope.   x: [..s]   y: [..t]   z: [..u].   As numpy's minimum.
 * @example
 * minimum(tensor([1, 5]), 3) // [1, 3]
 */
export const minimum = elementwise2('minimum', (b, x, y) => (x.type.dtype === 'bool' ? b.and(x, y) : b.minimum(x, y)));
const ignoringNaN = <const N extends string>(name: N, better: 'gt' | 'lt') =>
  elementwise2(name, (b, x, y) => b.select(isFloat(x.type.dtype) ? b.or(b[better](x, y), b.isNaN(y)) : b[better](x, y), x, y));
/**
 * z = the greater of x and y; where one is NaN, the other.   x: [..s]   y: [..t]   z: [..u].   As numpy's fmax.
 * @example
 * fmax(tensor([1, NaN]), 3) // [3, 3]
 */
export const fmax = ignoringNaN('fmax', 'gt');
/**
 * z = the smaller of x and y; where one is NaN, the other.   x: [..s]   y: [..t]   z: [..u].   As numpy's fmin.
 * @example
 * fmin(tensor([1, NaN]), 3) // [1, 3]
 */
export const fmin = ignoringNaN('fmin', 'lt');
/**
 * y = min(max(x, low), high); a bound that is null or absent does not bound.   x: [..s]   low: [..t]   high: [..r]   y: [..u].   As numpy's clip.
 * @example
 * clip(tensor([-1, 0.5, 2]), 0, 1) // [0, 0.5, 1]
 * clip(tensor([-1, 0.5, 2]), null, 1) // [-1, 0.5, 1]
 */
export function clip<A = [], D = Weak, const L extends TensorLike | null = null, const H extends TensorLike | null = null>(x: Operand<A, D>, low?: L, high?: H): Clipped<A, D, L | H> {
  return clipBy(x as TensorLike, low, high) as never;
}
/** Between numbers; of bounds that are tensors nothing is known. */
type Clipped<A, D, Bounds> = [Bounds] extends [number | null | undefined] ? Tensor<A, D extends FloatDType ? D : DType> : Tensor;
function clipBy(x: TensorLike, low: TensorLike | null = null, high: TensorLike | null = null): Tensor {
  const atLeast = low === null ? x : maximum(x, low);
  return high === null ? positiveOf(atLeast) : minimum(atLeast, high);
}
const positiveOf = elementwise('clip', (_, x) => x);

/**
 * y = x with `nan` in place of NaN and finite numbers in place of ∞ and -∞ (the largest of the dtype, when not given).   x, y: [..s].   As numpy's nan_to_num.
 * @example
 * nanToNum(tensor([NaN, 1, Infinity]), { posInf: 9 }) // [0, 1, 9]
 */
export const nanToNum = <A = [], D = Weak>(x: Operand<A, D>, { nan = 0, posInf, negInf }: { nan?: number; posInf?: number; negInf?: number } = {}): Tensor<A, Own<D>> =>
  steps(keyOf('nanToNum', nan, posInf, negInf), [x as TensorLike], (b, x) => {
    if (!isFloat(x.type.dtype)) return x;
    const { max, min } = finfo(x.type.dtype);
    return b.select(b.isNaN(x), nan, b.select(b.eq(x, Infinity), posInf ?? max, b.select(b.eq(x, -Infinity), negInf ?? min, x)));
  }, { strong: true })[0]! as Tensor<A, Own<D>>;

/** -1 or 1 by the sign, that of 0 and NaN too: the sign of 1 / x, or the highest bit. */
const negative = (b: Builder, x: Value): Value => {
  const { dtype } = x.type;
  if (dtype === 'f64') return b.lt(b.select(b.eq(x, 0), b.reciprocal(x), x), 0);
  return isFloat(dtype) ? b.ne(b.shrLogical(b.bitcast(b.convert(x, { dtype: 'f32' }), { dtype: 'u32' }), 31), 0) : b.lt(x, 0);
};
/**
 * y = whether x has a minus sign, as -0 has.   x: [..s]   y: bool[..s].   As numpy's signbit; the sign of a NaN is its own, in f64 it counts as plus.
 * @example
 * signbit(tensor([-0, 0, -3])) // [true, false, true]
 */
export const signbit = testing('signbit', (b, x) => negative(b, countable(b, x)));
/**
 * z = |x| with the sign of y.   x: [..s]   y: [..t]   z: [..u].   As numpy's copysign.
 * @example
 * copysign(tensor([1, -2]), tensor([-0, 3])) // [-1, 2]
 */
export const copysign = elementwise2('copysign', (b, x, y) => b.select(negative(b, y), b.neg(b.abs(x)), b.abs(x)), floats);
/**
 * z = 0 where x < 0, 1 where x > 0, y where x = 0.   x: [..s]   y: [..t]   z: [..u].   As numpy's heaviside.
 * @example
 * heaviside(tensor([-2, 0, 2]), 0.5) // [0, 0.5, 1]
 */
export const heaviside = elementwise2('heaviside', (b, x, y) => b.select(b.lt(x, 0), 0, b.select(b.gt(x, 0), 1, b.select(b.isNaN(x), x, y))), { ...floats, strong: true });

/** 2ⁿ · x in three steps, each of which stays within f64, so that only the last can round. */
function scaled(b: Builder, x: Value, n: Value): Value {
  const third = b.floor(b.div(n, 3)), step = b.exp2(third);
  return b.mul(b.mul(b.mul(x, step), step), b.exp2(b.sub(n, b.mul(third, 2))));
}
const inDouble = (b: Builder, x: Value): Value => b.convert(x, { dtype: 'f64' });
/** Any 2ⁿ beyond these bounds takes every f64 to 0 or ∞. */
const largestExponent = 2200;
/**
 * z = x · 2ⁿ.   x: [..s]   n: integers [..t]   z: [..u].   As numpy's ldexp.
 * @example
 * ldexp(tensor([0.5, 0.75]), tensor([1, 2], { dtype: 'i32' })) // [1, 3]
 */
export function ldexp<A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, n: Fits<Scaled<A, B, E>, Operand<B, E>>): Tensor<Gives<Scaled<A, B, E>>, ScaledIn<D>>;
export function ldexp(x: TensorLike, n: TensorLike): Tensor {
  return steps('ldexp', [tensorOf('ldexp', x), tensorOf('ldexp', n)], (b, x, n) => {
    if (isFloat(n.type.dtype)) throw new CotangentError(exponentIs(n.type.dtype), { code: 'NN0205', hint: 'convert it to i32 first' });
    broadcastShapes('ldexp', x.type.shape, n.type.shape);
    const dtype: DType = isFloat(x.type.dtype) ? x.type.dtype : 'f32';
    const power = b.clamp(inDouble(b, n), { min: -largestExponent, max: largestExponent });
    return b.convert(scaled(b, inDouble(b, x), power), { dtype });
  }, { promote: false, strong: true })[0]!;
}
const exponentIs = <const D extends string>(dtype: D): exponentIs<D> => `ldexp: the exponent is ${dtype}, not an integer`;
type exponentIs<D extends string> = `ldexp: the exponent is ${D}, not an integer`;
type Scaled<A, B, E> = DType extends E ? Broadcast<'ldexp', A, B> : E extends FloatDType ? Mistake<exponentIs<E>> : Broadcast<'ldexp', A, B>;
type ScaledIn<D> = DType extends D ? D : D extends FloatDType ? D : 'f32';
/**
 * [m, n] with x = m · 2ⁿ and ½ ≤ |m| < 1; 0, infinities and NaN have n = 0.   x, m: [..s]   n: i32[..s].   As numpy's frexp.
 * @example
 * frexp(tensor([1, -3, 0])) // [[0.5, -0.75, 0], [1, 2, 0]]
 */
export function frexp<A = [], D = Weak>(x: Operand<A, D>): [mantissa: Tensor<A, Inexact<D>>, exponent: Tensor<A, 'i32'>];
export function frexp(x: TensorLike): [Tensor, Tensor] {
  const [m, n] = steps('frexp', [x], (b, x) => {
    const { dtype } = x.type, size = b.stopGradient(b.abs(inDouble(b, x)));
    const plain = b.or(b.eq(size, 0), b.not(b.isFinite(size)));
    // The logarithm may be rounded up to a whole number, or its floor be one too small: a power of two off either way.
    const guess = b.select(plain, 0, b.add(b.floor(b.log2(b.select(plain, 1, size))), 1)), rough = scaled(b, size, b.neg(guess));
    const n = b.select(plain, 0, b.add(guess, b.select(b.ge(rough, 1), 1, b.select(b.lt(rough, 0.5), -1, b.mul(guess, 0)))));
    return [b.convert(scaled(b, inDouble(b, x), b.neg(n)), { dtype }), b.convert(n, { dtype: 'i32' })];
  }, floats);
  return [m!, n!.weakened(false)];
}
/**
 * [x - whole, whole]: the parts behind and before the point, both with the sign of x.   x, both: [..s].   As numpy's modf.
 * @example
 * modf(tensor([1.5, -2.25])) // [[0.5, -0.25], [1, -2]]
 */
export function modf<A = [], D = Weak>(x: Operand<A, D>): [rest: Tensor<A, Inexact<D>>, whole: Tensor<A, Inexact<D>>];
export function modf(x: TensorLike): Tensor[] {
  return steps('modf', [x], (b, x) => {
    const whole = truncated(b, x);
    return [b.sub(x, whole), whole];
  }, floats);
}

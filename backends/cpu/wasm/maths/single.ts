// Vector functions that compute in f32: the ones that training uses most. No branches, and no fused multiply-add, so every engine gives the
// same bits. Each takes a local and leaves its steps in the function under construction. Coefficients: scripts/minimax.py.
//
// The reductions are the classic ones: x = n·ln 2 + r for exponentials (Cody & Waite 1980, "Software manual for the elementary functions",
// chapter 6) and x = 2ᵏ·m with √½ ≤ m < √2 for logarithms (chapter 5).

import { f32x4, i32, i32x4, v128 } from '../assembler.ts';
import { atLeast, atMost, choose, polynomial, signOf, withSignOf } from './polynomial.ts';
import type { FunctionBuilder, Local } from '../assembler.ts';
import type { Vector } from './polynomial.ts';

type Unary = (f: FunctionBuilder, x: Local<'v128'>) => Vector;

const { add, sub, mul, div, abs } = f32x4;
const one = f32x4.const(1), half = f32x4.const(0.5);
const mantissaBits = i32.const(23);

// ln 2 in two parts. The first has 9 bits, so that its product with a whole number of 15 bits is exact.
const ln2High = f32x4.const(355 / 512), ln2Low = f32x4.const(Math.LN2 - 355 / 512);

// Adding 1.5·2²³ leaves the nearest whole number in the low bits of the sum: no conversion is needed to get at it.
const shift = f32x4.const(12582912), shiftBits = i32x4.const(0x4b40_0000);

/** exp(r) = 1 + r + r²·q(r) for |r| ≤ ln 2 / 2, relative error 2^-27.7. */
const expQ = [0.49999994, 0.166665196, 0.0416683964, 0.00836878177, 0.00138144172];

/** x = n·ln 2 + r + lost, with n as whole numbers in i32 lanes; exp(r) = 1 + r + tail. `lost` is what rounding took from r. */
function reduceExp(f: FunctionBuilder, x: Vector): { n: Local<'v128'>; r: Local<'v128'>; tail: Vector; lost: Vector } {
  const kept = f.keep(x), shifted = f.keep(add(mul(kept, f32x4.const(Math.LOG2E)), shift)), whole = f.keep(sub(shifted, shift));
  const high = f.keep(sub(kept, mul(whole, ln2High))), low = f.keep(mul(whole, ln2Low)), r = f.keep(sub(high, low));
  return { n: f.keep(i32x4.sub(shifted, shiftBits)), r, tail: mul(mul(r, r), polynomial(r, expQ)), lost: sub(sub(high, r), low) };
}

/** 2ⁿ for −127 < n < 128. */
const powerOfTwo = (n: Vector): Vector => i32x4.shl(i32x4.add(n, i32x4.const(127)), mantissaBits);

/** The whole range, with results down to the smallest denormal: 2ⁿ is applied in two steps, so that only the last one rounds. */
export const exp: Unary = (f, x) => {
  const { n, r, tail, lost } = reduceExp(f, atLeast(atMost(x, 89), -104));
  // What roundings take from r and from 1 + r goes in with the tail: that halves the error, and the logistic function needs it.
  const sum = f.keep(add(one, r)), value = add(sum, add(add(add(sub(one, sum), r), lost), tail));
  const first = f.keep(i32x4.shr_s(n, i32.const(1)));
  return mul(mul(value, powerOfTwo(first)), powerOfTwo(i32x4.sub(n, first)));
};

/** exp(x) − 1 = 2·(2ⁿ⁻¹·(exp(r) − 1) + (2ⁿ⁻¹ − ½)); n − 1, because 2¹²⁸ is not a number of f32. */
export const expm1: Unary = (f, x) => {
  const { n, r, tail } = reduceExp(f, atLeast(atMost(x, 89), -30));
  const scale = f.keep(powerOfTwo(i32x4.sub(n, i32x4.const(1)))), sum = f.keep(add(mul(scale, add(r, tail)), sub(scale, half)));
  return withSignOf(x, add(sum, sum));
};

/**
 * 1 / (1 + e⁻ˣ), written with t = e^-|x| ≤ 1, so that nothing overflows and small results keep their digits: 1 / (1 + t) for x ≥ 0, t / (1 + t)
 * below, and t − t·t/(1 + t) where t < ¼, because there the rounding of 1 + t weighs twice.
 */
export const sigmoid: Unary = (f, x) => {
  const t = f.keep(exp(f, f.keep(f32x4.neg(abs(x)))));
  const quotient = f.keep(div(choose(f32x4.lt(x, f32x4.const(0)), t, one), add(one, t)));
  return choose(f32x4.lt(x, f32x4.const(-1.4)), sub(t, mul(t, quotient)), quotient);
};

/** tanh(x) = x + x³·p(x²) for |x| ≤ 0.625, relative error 2^-26.5. */
const tanhP = [-0.333332807, 0.133314431, -0.0537397265, 0.0206391141, -0.00570500968];

/** tanh(x) = 1 − 2 / (e²ˣ + 1) beyond; it is 1 in f32 from 9.02 on. */
export const tanh: Unary = (f, x) => {
  const a = f.keep(abs(x)), z = f.keep(mul(x, x));
  const { n, r, tail } = reduceExp(f, mul(atMost(a, 9.2), f32x4.const(2)));
  const large = sub(one, div(f32x4.const(2), add(mul(add(add(r, tail), one), powerOfTwo(n)), one)));
  const small = add(a, mul(mul(a, z), polynomial(z, tanhP)));
  return v128.or(choose(f32x4.lt(a, f32x4.const(0.625)), small, large), signOf(x));
};

/** erf(x) = x + x·p(x²) for |x| ≤ 1, relative error 2^-27.7. */
const erfP = [0.128379166, -0.37612626, 0.112835854, -0.026853811, 0.00518832775, -0.000801019371, 7.85386583e-5];
/** erf(x) = 1 − exp(q(x)) for 0.9 ≤ x ≤ 3.95, relative error 2^-25.8: q is the logarithm of erfc. */
const erfQ = [0.000169206411, -1.12948847, -0.633400857, -0.108220406, 0.0250806324, -0.00415626215, 0.000431395252, -2.08287802e-5];

/** erf is 1 in f32 from 3.92 on. */
export const erf: Unary = (f, x) => {
  const a = f.keep(atMost(abs(x), 3.95)), z = f.keep(mul(x, x));
  const { n, r, tail } = reduceExp(f, polynomial(a, erfQ));
  const large = sub(one, mul(add(add(r, tail), one), powerOfTwo(n)));
  const small = add(a, mul(a, polynomial(z, erfP)));
  return v128.or(choose(f32x4.lt(a, one), small, large), signOf(x));
};

/** ln(1 + t) = t − t²/2 + t³·p(t) for √½ ≤ 1 + t ≤ √2, relative error 2^-30. */
const logP = [0.333333105, -0.249999866, 0.200022265, -0.166692525, 0.142186657, -0.123843305, 0.118729122, -0.117898881, 0.0691559166];
const rootHalf = i32x4.const(0x3f35_04f3), mantissa = i32x4.const(0x007f_ffff);

/** u = 2ᵏ·m with √½ ≤ m < √2, for normal positive u: k in i32 lanes. */
function reduceLog(f: FunctionBuilder, u: Vector): { k: Local<'v128'>; m: Vector } {
  const offset = f.keep(i32x4.sub(u, rootHalf));
  return { k: f.keep(i32x4.shr_s(offset, mantissaBits)), m: i32x4.add(v128.and(offset, mantissa), rootHalf) };
}

/** k·ln 2 + ln(1 + t) */
function joinLog(f: FunctionBuilder, k: Vector, t: Local<'v128'>): Vector {
  const z = f.keep(mul(t, t)), e = f.keep(k);
  const rest = sub(add(mul(mul(t, z), polynomial(t, logP)), mul(e, ln2Low)), mul(z, half));
  return add(add(t, rest), mul(e, ln2High));
}

/** Puts in what the formulas cannot give: ln 0 = −∞, the logarithm of a negative number is NaN, ∞ and NaN stay. `u` is the argument of ln. */
function edgesOfLog(x: Vector, u: Local<'v128'>, value: Vector): Vector {
  const infinite = i32x4.ge_s(u, i32x4.const(0x7f80_0000)); // infinity and NaN without a sign; those with one come under "not at least 0"
  const zero = f32x4.eq(u, f32x4.const(0)), negative = v128.not(f32x4.ge(u, f32x4.const(0)));
  // All bits set is a NaN.
  return v128.or(choose(infinite, x, choose(zero, f32x4.const(-Infinity), value)), negative);
}

export const log: Unary = (f, x) => {
  // Denormals are made normal by 2²⁵ first.
  const tiny = f.keep(f32x4.lt(x, f32x4.const(2 ** -126)));
  const { k, m } = reduceLog(f, choose(tiny, mul(x, f32x4.const(2 ** 25)), x));
  const exponent = i32x4.add(k, v128.and(tiny, i32x4.const(-25)));
  return edgesOfLog(x, x, joinLog(f, f32x4.convert_i32x4_s(exponent), f.keep(sub(m, one))));
};

/** ln(1 + x): with u = 1 + x rounded and c what the rounding lost, u = 2ᵏ·m, it is k·ln 2 + ln(m + c/2ᵏ). */
export const log1p: Unary = (f, x) => {
  const u = f.keep(add(one, x)), back = f.keep(sub(u, one));
  const lost = add(sub(one, sub(u, back)), sub(x, back));
  const { k, m } = reduceLog(f, u);
  // From 2²⁵ on nothing that counts is lost; 2⁻¹²⁷ would not be a normal number.
  const t = f.keep(add(sub(m, one), mul(lost, powerOfTwo(i32x4.neg(i32x4.min_s(k, i32x4.const(126)))))));
  const value = f.keep(edgesOfLog(x, u, joinLog(f, f32x4.convert_i32x4_s(k), t)));
  // ln(1 + x) has the sign of x: that keeps −0.
  return v128.or(value, signOf(x));
};

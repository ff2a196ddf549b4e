// Vector functions that compute in f64 inside, two lanes at a time, and round to f32 once, at the end: those whose intermediate results need
// more digits than f32 has. Slower by half than maths/single.ts, and right to well under one unit in the last place. No branches but for
// arguments of sine and cosine beyond 2²⁰, and the loop of the remainder. Coefficients: scripts/minimax.py.

import { f64x2, i32, i64x2, v128 } from '../assembler.ts';
import { atLeast64, atMost64, choose, polynomial64 } from './polynomial.ts';
import type { FunctionBuilder, Local } from '../assembler.ts';
import type { Vector } from './polynomial.ts';

/** Works on two f64 lanes; functions of one argument leave y alone. */
export type Half = (f: FunctionBuilder, x: Local<'v128'>, y: Local<'v128'>) => Vector;

const { add, sub, mul, div, abs, neg, sqrt, nearest } = f64x2;
const infinite = (sign: 1 | -1): Vector => f64x2.const(sign * Infinity);
const zero = f64x2.const(0), one = f64x2.const(1);
const signBit = i64x2.const(-(2n ** 63n));
const withSignOf64 = (x: Vector, y: Vector): Vector => v128.or(v128.andnot(y, signBit), v128.and(x, signBit));
/** Adding 1.5·2⁵² leaves the nearest whole number in the low bits of the sum. */
const shift = f64x2.const(1.5 * 2 ** 52);
const lowBits = (whole: Vector): Vector => add(whole, shift);

/** exp(r) = 1 + r + r²·q(r) for |r| ≤ ln 2 / 2, relative error 2^-39.7. */
const expQ = [0.50000000004262035, 0.16666666784440062, 0.041666664407939202, 0.0083332818088494579, 0.0013889196735855128, 0.00019908938840267114, 2.470845454727456e-5];

/** 2ⁿ⁺ʳ for |n + r| < 1000, where x = n + r. */
function exp2(f: FunctionBuilder, x: Local<'v128'>): Vector {
  const shifted = f.keep(add(x, shift)), r = f.keep(mul(sub(x, sub(shifted, shift)), f64x2.const(Math.LN2)));
  // The bias is added below the bits that the shift cuts off.
  const scale = i64x2.shl(i64x2.add(shifted, i64x2.const(1023)), i32.const(52));
  return mul(add(add(r, mul(mul(r, r), polynomial64(r, expQ))), one), scale);
}
const exp = (f: FunctionBuilder, x: Vector): Vector => exp2(f, f.keep(mul(x, f64x2.const(Math.LOG2E))));

/** ln m = 2s + s³·p(s²), s = (m − 1) / (m + 1), for √½ ≤ m ≤ √2; relative error 2^-44.9. */
const logP = [0.66666666675891917, 0.39999995587139198, 0.28572113198041638, 0.22176005910901897, 0.19586970771496115];
const rootHalf = i64x2.const(0x3fe6_a09e_667f_3bcdn);

/** log₂ of f32 values ≥ 0 widened to f64, where denormals are normal; −∞ of 0, ∞ of ∞. It looks at bits: NaN is lost. */
function log2(f: FunctionBuilder, x: Local<'v128'>): Vector {
  const offset = f.keep(i64x2.sub(x, rootHalf));
  // i64x2 has conversion to f64 in no engine: the exponent, 11 bits and a sign, goes through the rounding shift.
  const k = sub(i64x2.add(i64x2.shr_s(offset, i32.const(52)), shift), shift);
  const m = f.keep(i64x2.add(v128.and(offset, i64x2.const(2n ** 52n - 1n)), rootHalf));
  const s = f.keep(div(sub(m, one), add(m, one))), z = f.keep(mul(s, s));
  const finite = add(mul(add(add(s, s), mul(mul(s, z), polynomial64(z, logP))), f64x2.const(Math.LOG2E)), k);
  return choose(f64x2.eq(x, zero), infinite(-1), choose(f64x2.eq(x, infinite(1)), infinite(1), finite));
}

/**
 * xʸ as in IEEE 754-2019 section 9.2.1: 1 for y = 0 and for x = 1, whatever the other is; NaN for x < 0 unless y is whole.
 */
export const pow: Half = (f, x, y) => {
  const a = f.keep(abs(x));
  const exponent = f.keep(mul(y, log2(f, a)));
  // Finite bounds: beyond them the result is 0 or ∞ in f32. pmin and pmax let NaN through.
  const power = f.keep(exp2(f, f.keep(atLeast64(atMost64(exponent, 300), -300))));
  const whole = f.keep(f64x2.eq(nearest(y), y)), halved = f.keep(mul(y, f64x2.const(0.5)));
  const odd = v128.and(whole, f64x2.ne(nearest(halved), halved));
  const signed = v128.or(power, v128.and(v128.and(x, odd), signBit));
  const undefinedHere = v128.andnot(f64x2.lt(x, zero), v128.or(whole, f64x2.eq(a, infinite(1))));
  const isOne = v128.or(f64x2.eq(y, zero), v128.or(f64x2.eq(x, one), v128.and(f64x2.eq(a, one), f64x2.eq(abs(y), infinite(1)))));
  // All bits set is a NaN; log2 has lost the one in x.
  return choose(isOne, one, v128.or(v128.or(signed, undefinedHere), f64x2.ne(x, x)));
};

/** sin r = r + r³·s(r²), cos r = 1 − r²/2 + r⁴·c(r²) for |r| ≤ π/4; relative errors 2^-37.6, 2^-43.2. */
const sinS = [-0.16666666641609462, 0.0083333293838435563, -0.00019839334163174901, 2.7183049380556333e-6];
const cosC = [0.041666666622793933, -0.0013888883750237738, 2.4799519133542277e-5, -2.7210163356940059e-7];

// π/2 in two parts; the first has 33 bits, so that its product with a whole number of 20 bits is exact.
const halfPiHigh = 1.5707963267341256, halfPiLow = 6.077100506506192e-11;
const largestReduced = 2 ** 20;

/** 2/π = Σ c_i, c_i having 28 bits, down to 2^-196: enough for 68 bits after the point when x is near 2^128. */
const twoOverPi = chunksOfTwoOverPi();

function chunksOfTwoOverPi(): number[] {
  // 2/π · 2^196, from the expansion of 2/π in base 16.
  const digits = 0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fn;
  return Array.from({ length: 7 }, (_, i) => Number(digits >> BigInt(28 * (6 - i)) & 0xfff_ffffn) * 2 ** (-28 * (i + 1)));
}

/** x = n·π/2 + r with |r| ≤ π/4; n modulo 4 counts. */
function reduceTrig(f: FunctionBuilder, x: Local<'v128'>): { n: Local<'v128'>; r: Local<'v128'> } {
  const n = f.local('v128', 'n'), r = f.local('v128', 'r');
  f.set(n, nearest(mul(x, f64x2.const(2 / Math.PI))));
  f.set(r, sub(sub(x, mul(n, f64x2.const(halfPiHigh))), mul(n, f64x2.const(halfPiLow))));
  f.if(v128.any_true(f64x2.gt(abs(x), f64x2.const(largestReduced))), () => {
    // Payne & Hanek 1983, "Radian reduction for trigonometric functions": of each product x·c_i, which is exact, only the rest modulo 4
    // matters. Their sum is kept in two parts (Knuth's two-sum), because almost all of it may cancel against n.
    const high = f.local('v128', 'high'), low = f.local('v128', 'low'), sum = f.local('v128', 'sum'), term = f.local('v128', 'term'), back = f.local('v128', 'back');
    f.set(high, zero);
    f.set(low, zero);
    for (const c of twoOverPi) {
      f.set(term, mul(x, f64x2.const(c)));
      f.set(term, sub(term, mul(nearest(mul(term, f64x2.const(0.25))), f64x2.const(4))));
      f.set(sum, add(high, term));
      f.set(back, sub(sum, high));
      f.set(low, add(low, add(sub(high, sub(sum, back)), sub(term, back))));
      f.set(high, sum);
    }
    const whole = f.keep(nearest(high));
    // Only the lanes that need it, so that a lane's result does not depend on its neighbours.
    const large = f.keep(f64x2.gt(abs(x), f64x2.const(largestReduced)));
    f.set(n, choose(large, whole, n));
    f.set(r, choose(large, mul(add(sub(high, whole), low), f64x2.const(Math.PI / 2)), r));
  });
  return { n, r };
}

/** The lanes where bit `bit` of the whole number n is set. */
const hasBit = (n: Vector, bit: bigint): Vector => i64x2.ne(v128.and(lowBits(n), i64x2.const(bit)), i64x2.const(0));

function sinCos(f: FunctionBuilder, r: Local<'v128'>): { s: Local<'v128'>; c: Local<'v128'> } {
  const z = f.keep(mul(r, r));
  return {
    s: f.keep(add(r, mul(mul(r, z), polynomial64(z, sinS)))),
    c: f.keep(add(sub(one, mul(z, f64x2.const(0.5))), mul(mul(z, z), polynomial64(z, cosC)))),
  };
}

export const sin: Half = (f, x) => {
  const { n, r } = reduceTrig(f, x), { s, c } = sinCos(f, r), value = f.keep(choose(hasBit(n, 1n), c, s));
  // The sign of 0 is the argument's.
  return choose(f64x2.eq(x, zero), x, choose(hasBit(n, 2n), neg(value), value));
};

export const cos: Half = (f, x) => {
  const { n, r } = reduceTrig(f, x), { s, c } = sinCos(f, r), value = f.keep(choose(hasBit(n, 1n), s, c)), turned = f.keep(add(n, one));
  return choose(hasBit(turned, 2n), neg(value), value);
};

/** tan(r + n·π/2) is s/c for even n, −c/s for odd. */
export const tan: Half = (f, x) => {
  const { n, r } = reduceTrig(f, x), { s, c } = sinCos(f, r), turned = f.keep(hasBit(n, 1n));
  return choose(f64x2.eq(x, zero), x, div(choose(turned, neg(c), s), choose(turned, s, c)));
};

/** sinh x = x + x³·p(x²) for |x| ≤ 1, relative error 2^-43.4. */
const sinhP = [0.16666666667069038, 0.0083333332763469384, 0.00019841296043798622, 2.7552064260180525e-6, 2.5529811786522998e-8];

/** Both beyond ±100 are far outside f32. */
function exponentials(f: FunctionBuilder, x: Local<'v128'>): { up: Local<'v128'>; down: Vector } {
  const up = f.keep(exp(f, atMost64(abs(x), 100)));
  return { up, down: div(one, up) };
}
export const cosh: Half = (f, x) => {
  const { up, down } = exponentials(f, x);
  return mul(f64x2.const(0.5), add(up, down));
};
export const sinh: Half = (f, x) => {
  const { up, down } = exponentials(f, x), z = f.keep(mul(x, x));
  return choose(f64x2.lt(abs(x), one), add(x, mul(mul(x, z), polynomial64(z, sinhP))), withSignOf64(x, mul(f64x2.const(0.5), sub(up, down))));
};

/** atan t = t + t³·p(t²) for |t| ≤ tan π/8, relative error 2^-35.4. */
const atanP = [-0.33333332513536218, 0.19999905092640835, -0.14282039316393169, 0.11045058101164962, -0.084781999189347007, 0.047478307391794407];

/** The angle of the point (x, y) in −π … π. With a = |y|, b = |x|: atan a/b = π/4 + atan (a − b)/(a + b) = π/2 − atan b/a, whichever argument is small. */
export const atan2: Half = (f, y, x) => {
  // Infinity as a large number: the quotient of two is 1, of one and any f32 value 0 or ∞.
  const a = f.keep(atMost64(abs(y), 1e300)), b = f.keep(atMost64(abs(x), 1e300));
  const eighth = f64x2.const(Math.SQRT2 - 1);
  const flat = f.keep(f64x2.le(a, mul(b, eighth))), steep = f.keep(f64x2.lt(b, mul(a, eighth)));
  const above = choose(flat, a, choose(steep, neg(b), sub(a, b))), below = choose(flat, b, choose(steep, a, add(a, b)));
  // 0/0 stands for the point (0, 0), whose angle is 0 or π.
  const t = f.keep(choose(f64x2.eq(a, zero), zero, div(above, below))), z = f.keep(mul(t, t));
  const angle = f.keep(add(choose(flat, zero, choose(steep, f64x2.const(Math.PI / 2), f64x2.const(Math.PI / 4))), add(t, mul(mul(t, z), polynomial64(z, atanP)))));
  // The sign bit of x decides, also that of −0.
  const behind = i64x2.lt_s(x, i64x2.const(0));
  const known = withSignOf64(y, choose(behind, sub(f64x2.const(Math.PI), angle), angle));
  return v128.or(known, v128.or(f64x2.ne(x, x), f64x2.ne(y, y)));
};

export const atan: Half = (f, x) => atan2(f, x, f.keep(one));
/** √(1 − x²), NaN beyond ±1. */
const opposite = (f: FunctionBuilder, x: Vector): Local<'v128'> => f.keep(sqrt(mul(sub(one, x), add(one, x))));
export const asin: Half = (f, x) => atan2(f, x, opposite(f, x));
export const acos: Half = (f, x) => atan2(f, opposite(f, x), x);

/**
 * erfc x = exp(−x²)·p(t) / (1 + 2x), t = (x − 3)/(x + 3), for 0 ≤ x ≤ 10.1, where it falls below the smallest f32; relative error 2^-30.6.
 * Shepherd & Laframboise 1981, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞".
 */
const erfcP = [
  1.253008058917231, -0.13562111292906481, -0.047562381014170686, 0.12964542742803264, -0.11927167066136209, 0.068305755881604882, -0.023787586225778198,
  0.0025308002017844669, 0.0019508293089563992, -0.00074312025649959858, -0.00018493160434547923, 3.4569007698824821e-5,
];
export const erfc: Half = (f, x) => {
  const a = f.keep(atMost64(abs(x), 10.1)), t = f.keep(div(sub(a, f64x2.const(3)), add(a, f64x2.const(3))));
  // a is an f32 value, so its square is exact.
  const value = f.keep(div(mul(exp(f, neg(mul(a, a))), polynomial64(t, erfcP)), add(one, add(a, a))));
  return choose(f64x2.lt(x, zero), sub(f64x2.const(2), value), value);
};

const quotientBits = i64x2.const(-(1n << 24n));

/** x − y·trunc(x / y), exactly, with the sign of x. NaN for y = 0 and for infinite x. */
export const rem: Half = (f, x, y) => {
  const b = f.keep(abs(y)), r = f.keep(abs(x)), times = f.local('v128', 'times');
  const defined = f.keep(v128.and(f64x2.lt(r, infinite(1)), f64x2.gt(b, zero)));
  const unfinished = (): Vector => v128.and(defined, f64x2.ge(r, b));
  // The quotient's first 28 bits times the 24 bits of b is exact, and so is the difference: each turn takes 28 bits off a quotient of at most 277.
  f.block(done => f.loop(again => {
    f.brIf(done, i32.eqz(v128.any_true(unfinished())));
    f.set(times, f64x2.trunc(v128.and(div(r, b), quotientBits)));
    f.set(r, choose(unfinished(), sub(r, mul(times, b)), r));
    // The quotient may have been rounded up to a whole number.
    f.set(r, add(r, v128.and(f64x2.lt(r, zero), b)));
    f.br(again);
  }));
  return v128.or(withSignOf64(x, r), v128.not(defined));
};

/**
 * The scalar functions: everything a backend must be able to calculate for one element, with its meaning in plain JavaScript.
 * Arguments and result share one dtype, except for comparisons, whose result is bool.
 * Integers wrap around modulo 2^32 (i32, u32). Floats follow IEEE 754; max and min give NaN when an argument is NaN.
 */

interface Scalar {
  readonly arity: 1 | 2;
  /** Which dtypes it takes. */
  readonly on: 'float' | 'integer' | 'number' | 'bool' | 'bits' | 'any';
  /** What it gives: the dtype of its arguments, or bool. */
  readonly gives: 'same' | 'bool';
  /** The value for numbers that are exact in the dtype; the caller rounds the result to the dtype. */
  readonly js: (a: number, b: number) => number;
}

const truth = (x: boolean): number => (x ? 1 : 0);
const unary = (on: Scalar['on'], js: (a: number) => number): Scalar => ({ arity: 1, on, gives: 'same', js });
const binary = (on: Scalar['on'], js: (a: number, b: number) => number): Scalar => ({ arity: 2, on, gives: 'same', js });
const compare = (js: (a: number, b: number) => number): Scalar => ({ arity: 2, on: 'any', gives: 'bool', js });

/** erf by its Taylor series near zero and the continued fraction of erfc elsewhere (Abramowitz & Stegun 7.1.5, 7.1.14), to f64 rounding. */
export function erf(x: number): number {
  if (Math.abs(x) >= 2) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  let term = x, sum = x;
  for (let n = 1; n < 60 && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 2) return x < -6 ? 2 : x < -2 ? 2 - erfc(-x) : 1 - erf(x);
  if (x > 30) return 0;
  let f = 0;
  for (let n = 120; n > 0; n--) f = n / 2 / (x + f);
  // exp(-x²), where h² is exact: rounding x² would cost a hundred units in the last place at x = 20.
  const h = Math.fround(x);
  return Math.exp(-h * h) * Math.exp((h - x) * (h + x)) / Math.sqrt(Math.PI) / (x + f);
}

/** IEEE 754's pow. JavaScript's differs: its 1 ** NaN, 1 ** ∞ and (-1) ** ∞ are NaN. */
const power = (a: number, b: number): number => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b);

/** Rounds half to even, as IEEE 754 does. */
const roundEven = (x: number): number => {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
};

export const scalars = {
  add: binary('number', (a, b) => a + b),
  sub: binary('number', (a, b) => a - b),
  mul: binary('number', (a, b) => a * b),
  /** Float division. */
  div: binary('float', (a, b) => a / b),
  /** Integer quotient rounded towards zero; x / 0 is -1 (all bits set), as in XLA. */
  quot: binary('integer', (a, b) => (b === 0 ? -1 : Math.trunc(a / b))),
  /** Remainder with the sign of the dividend; for integers x rem 0 is x, as in XLA. */
  rem: binary('number', (a, b) => a % b),
  pow: binary('float', power),
  atan2: binary('float', Math.atan2),
  max: binary('number', (a, b) => Math.max(a, b)),
  min: binary('number', (a, b) => Math.min(a, b)),

  neg: unary('number', (a) => -a),
  abs: unary('number', Math.abs),
  sign: unary('number', Math.sign),
  floor: unary('float', Math.floor),
  ceil: unary('float', Math.ceil),
  round: unary('float', roundEven),
  exp: unary('float', Math.exp),
  expm1: unary('float', Math.expm1),
  log: unary('float', Math.log),
  log1p: unary('float', Math.log1p),
  log2: unary('float', Math.log2),
  log10: unary('float', Math.log10),
  sqrt: unary('float', Math.sqrt),
  cbrt: unary('float', Math.cbrt),
  rsqrt: unary('float', (a) => 1 / Math.sqrt(a)),
  sin: unary('float', Math.sin),
  cos: unary('float', Math.cos),
  tan: unary('float', Math.tan),
  asin: unary('float', Math.asin),
  acos: unary('float', Math.acos),
  atan: unary('float', Math.atan),
  sinh: unary('float', Math.sinh),
  cosh: unary('float', Math.cosh),
  tanh: unary('float', Math.tanh),
  asinh: unary('float', Math.asinh),
  acosh: unary('float', Math.acosh),
  atanh: unary('float', Math.atanh),
  erf: unary('float', erf),
  erfc: unary('float', erfc),
  /** 1 / (1 + e^-x) */
  sigmoid: unary('float', (a) => 1 / (1 + Math.exp(-a))),

  and: binary('bits', (a, b) => a & b),
  or: binary('bits', (a, b) => a | b),
  xor: binary('bits', (a, b) => a ^ b),
  /** Bitwise for integers, logical for bool. */
  not: unary('bits', (a) => ~a),
  /** Shifts of 32 bits; by 32 or more they give 0 (shl, shrLogical) or copies of the highest bit (shr), as in XLA. */
  shl: binary('integer', (a, b) => (b >>> 0 >= 32 ? 0 : a << b)),
  shrLogical: binary('integer', (a, b) => (b >>> 0 >= 32 ? 0 : a >>> b)),
  shr: binary('integer', (a, b) => a >> (b >>> 0 >= 32 ? 31 : b)),

  eq: compare((a, b) => truth(a === b)),
  ne: compare((a, b) => truth(a !== b)),
  lt: compare((a, b) => truth(a < b)),
  le: compare((a, b) => truth(a <= b)),
  gt: compare((a, b) => truth(a > b)),
  ge: compare((a, b) => truth(a >= b)),
} as const satisfies Record<string, Scalar>;

export type ScalarName = keyof typeof scalars;

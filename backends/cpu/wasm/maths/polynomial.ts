// Polynomials in Horner's form, and the little that all vector functions share.

import { f32x4, f64x2, i32x4, v128 } from '../assembler.ts';
import type { Expr } from '../assembler.ts';

export type Vector = Expr<'v128'>;

/** c0 + c1·x + c2·x² + …, coefficients from the lowest power on. `x` is evaluated once per coefficient: give a local. */
const horner = (ops: typeof f32x4 | typeof f64x2) => (x: Vector, coefficients: readonly number[]): Vector =>
  coefficients.slice(0, -1).reduceRight((sum, c) => ops.add(ops.mul(sum, x), ops.const(c)), ops.const(coefficients.at(-1) as number));

export const polynomial = horner(f32x4);
export const polynomial64 = horner(f64x2);

const sign = i32x4.const(0x8000_0000 | 0);
export const signOf = (x: Vector): Vector => v128.and(x, sign);
/** |y| with the sign of x. */
export const withSignOf = (x: Vector, y: Vector): Vector => v128.or(v128.andnot(y, sign), signOf(x));

/** `yes` where the mask is all ones, `no` where it is 0. */
export const choose = (mask: Vector, yes: Vector, no: Vector): Vector => v128.bitselect(yes, no, mask);

// pmin and pmax give their first argument when either is NaN: so NaN passes through x and is not lost.
export const atMost = (x: Vector, bound: number): Vector => f32x4.pmin(x, f32x4.const(bound));
export const atLeast = (x: Vector, bound: number): Vector => f32x4.pmax(x, f32x4.const(bound));
export const atMost64 = (x: Vector, bound: number): Vector => f64x2.pmin(x, f64x2.const(bound));
export const atLeast64 = (x: Vector, bound: number): Vector => f64x2.pmax(x, f64x2.const(bound));

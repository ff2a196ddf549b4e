/** What a number becomes when it is kept in a dtype: rounded, wrapped around or made a truth value. */
import type { DType } from '../../core/dtype.ts';
import { boundsOf } from '../../core/dtype.ts';

type Round = (x: number) => number;

const scratch = new DataView(new ArrayBuffer(8));

/** Rounds to `bits` significant bits, half to even, with `least` the spacing of the subnormal numbers and `most` the largest finite one. */
const rounder = (bits: number, least: number, most: number): Round => (x) => {
  if (x === 0 || !Number.isFinite(x)) return x;
  scratch.setFloat64(0, x);
  const exponent = ((scratch.getUint16(0) >>> 4) & 0x7ff) - 1023;
  const step = Math.max(2 ** (exponent - bits + 1), least);
  // Exact: a double holds x / step, and adding and taking away 2^52 rounds it half to even.
  const scaled = Math.abs(x) / step, whole = scaled >= 2 ** 52 ? scaled : scaled + 2 ** 52 - 2 ** 52;
  const y = whole * step;
  return Math.sign(x) * (y > most ? Infinity : y);
};

export const rounding: Readonly<Record<DType, Round>> = {
  bool: (x) => x & 1,
  u8: (x) => x & 0xff,
  i8: (x) => (x << 24) >> 24,
  u32: (x) => x >>> 0,
  i32: (x) => x | 0,
  f16: rounder(11, 2 ** -24, 65504),
  bf16: rounder(8, 2 ** -133, 2 ** 127 * (2 - 2 ** -7)),
  f32: Math.fround,
  f64: (x) => x,
};

/** Value conversion to an integer: towards zero, at most the dtype's bounds, NaN is 0. */
export const saturate = (x: number, to: DType): number => {
  if (Number.isNaN(x)) return 0;
  const [least, most] = boundsOf(to);
  return Math.max(least, Math.min(most, Math.trunc(x)));
};

/** The bits of f16 and bf16 as unsigned numbers, for numbers that are exact in the dtype. */
export function halfToBits(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0, a = Math.abs(x);
  if (a === Infinity) return sign | 0x7c00;
  if (a < 2 ** -14) return sign | (a * 2 ** 24);
  const exponent = Math.floor(Math.log2(a));
  return sign | ((exponent + 15) << 10) | (a / 2 ** exponent - 1) * 1024;
}

export function halfFromBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >>> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function brainToBits(x: number): number {
  scratch.setFloat32(0, x);
  return scratch.getUint16(0);
}

export function brainFromBits(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

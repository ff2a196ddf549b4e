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

/** Numbers to elements of a dtype and back: rounding to nearest even, 16-bit floats as their bits. */
import { allocate, type DType, type TypedArray } from './dtype.ts';

const f32 = new Float32Array(1);
const u32 = new Uint32Array(f32.buffer);

/** The bits of the bf16 nearest to x. */
export function brainBits(x: number): number {
  f32[0] = x;
  const bits = u32[0]!;
  if (Number.isNaN(x)) return 0x7fc0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
export function brainToFloat(bits: number): number {
  u32[0] = bits << 16;
  return f32[0]!;
}

/** The bits of the f16 nearest to x (IEEE 754 binary16). */
export function halfBits(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const a = Math.abs(x);
  if (Number.isNaN(x)) return 0x7e00;
  if (a >= 65520) return sign | 0x7c00;
  // Below 2^-14 the spacing is 2^-24 throughout.
  const exponent = a < 2 ** -14 ? -14 : Math.floor(Math.log2(a));
  const spacing = 2 ** (exponent - 10);
  const units = a / spacing, whole = Math.floor(units), rest = units - whole;
  const rounded = rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
  // A carry out of the fraction lands in the exponent, where it belongs.
  return sign | (a < 2 ** -14 ? rounded : ((exponent + 15) << 10) + (rounded - 1024));
}
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const put: Partial<Record<DType, (x: number) => number>> = {
  bool: (x) => (x !== 0 ? 1 : 0),
  f16: halfBits,
  bf16: brainBits,
};

export function encode(values: ArrayLike<number>, dtype: DType): TypedArray {
  const out = allocate(dtype, values.length), f = put[dtype];
  for (let i = 0; i < values.length; i++) out[i] = f ? f(values[i]!) : values[i]!;
  return out;
}

/** Elements as numbers. */
export function decode(elements: TypedArray, dtype: DType): ArrayLike<number> {
  if (dtype !== 'f16' && dtype !== 'bf16') return elements;
  return Float32Array.from(elements as Uint16Array, dtype === 'f16' ? halfToFloat : brainToFloat);
}

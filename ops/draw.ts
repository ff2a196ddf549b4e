/**
 * Random numbers in a graph, from a key and its bits; not operations of their own. Equal to what jax.random draws
 * (threefry2x32, partitionable): as many bits as a float has become its fraction.
 */
import { sizeOf, type Dim } from '../core/dim.ts';
import type { DType, FloatDType } from '../core/dtype.ts';
import { decode, encode } from '../core/encode.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Operand } from './op.ts';
import { countedWords } from './randomBits.ts';

/** Bits of the fraction, and the least numbers that are not zero: positive and normal, and beyond one. */
export const fractionBits: Readonly<Record<FloatDType, number>> = { f16: 10, bf16: 7, f32: 23, f64: 52 };
export const leastNormal: Readonly<Record<FloatDType, number>> = { f16: 2 ** -14, bf16: 2 ** -126, f32: 2 ** -126, f64: 2 ** -1022 };
/** The number as the dtype has it. */
export const rounded = (x: number, dtype: DType): number => decode(encode([x], dtype), dtype)[0]!;

/** In [0, 1), every multiple of 2^-fractionBits as likely as any other. */
function unit(b: Builder, key: Value, shape: readonly Dim[], dtype: FloatDType): Value {
  const scaled = (bits: Value): Value => b.mul(b.convert(bits, { dtype }), 2 ** -fractionBits[dtype]);
  if (dtype === 'f64') {
    const [high, low] = countedWords(b, key, sizeOf(shape)) as [Value, Value], wide = (x: Value): Value => b.convert(x, { dtype });
    return b.reshape(b.mul(b.add(b.mul(wide(high), 2 ** 20), wide(b.shrLogical(low, 12))), 2 ** -52), { shape });
  }
  if (dtype === 'f16') return scaled(b.shrLogical(b.and(b.randomBits(key, { shape, dtype: 'u32' }), 0xffff), 6));
  if (dtype === 'bf16') return scaled(b.shrLogical(b.and(b.randomBits(key, { shape, dtype: 'u32' }), 0xff), 1));
  const fraction = b.or(b.shrLogical(b.randomBits(key, { shape, dtype: 'u32' }), 9), 0x3f800000);
  return b.sub(b.bitcast(fraction, { dtype: 'f32' }), 1);
}

/** In [min, max), both numbers or values of the dtype. */
export function uniformValue(b: Builder, key: Value, shape: readonly Dim[], min: Operand, max: Operand, dtype: FloatDType = 'f32'): Value {
  const fraction = unit(b, key, shape, dtype);
  if (typeof min === 'number' && typeof max === 'number') {
    const low = rounded(min, dtype), span = rounded(rounded(max, dtype) - low, dtype);
    // A power of two is exact, whoever rounds when.
    if (low === 0 || Number.isInteger(Math.log2(span)) || dtype !== 'f32') return b.maximum(b.add(b.mul(fraction, span), low), low);
    return b.maximum(once(b, fraction, span, low), low);
  }
  const constant = (x: Operand): Value => (typeof x === 'number' ? b.full({ value: x, shape: [], dtype }) : x), low = constant(min), span = b.sub(constant(max), low);
  return b.maximum(dtype === 'f32' ? once(b, fraction, span, low) : b.add(b.mul(fraction, span), low), low);
}

/** x · y + z of f32 rounded once, as JAX's compiler has it: in f64 the product is exact. */
export function once(b: Builder, x: Operand, y: Operand, z: Operand): Value {
  const wide = (v: Operand): Operand => (typeof v === 'number' ? Math.fround(v) : b.convert(v, { dtype: 'f64' }));
  return b.convert(b.add(b.mul(wide(x), wide(y)), wide(z)), { dtype: 'f32' });
}

/** Mean 0, variance 1: √2 · erf⁻¹(u), u uniform in (-1, 1). */
export const normalValue = (b: Builder, key: Value, shape: readonly Dim[], dtype: FloatDType = 'f32'): Value =>
  b.mul(b.erfInv(uniformValue(b, key, shape, -1 + 2 ** -(fractionBits[dtype] + 1), 1, dtype)), rounded(Math.SQRT2, dtype));

/** true with probability p. */
export const bernoulliValue = (b: Builder, key: Value, shape: readonly Dim[], p: number): Value => b.lt(uniformValue(b, key, shape, 0, 1), p);

/**
 * Random numbers in a graph, from a key and its bits; not operations of their own. Equal to what jax.random draws
 * (threefry2x32, partitionable): 23 bits become the fraction of a float.
 */
import type { Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

/** f32 in [min, max), from 23 bits as the fraction of a float in [1, 2). */
export function uniformValue(b: Builder, key: Value, shape: readonly Dim[], min: number, max: number): Value {
  const fraction = b.or(b.shrLogical(b.randomBits(key, { shape, dtype: 'u32' }), 9), 0x3f800000);
  const unit = b.sub(b.bitcast(fraction, { dtype: 'f32' }), 1);
  const span = Math.fround(Math.fround(max) - Math.fround(min));
  // JAX's compiler rounds once after both steps; in f64 the product is exact. A power of two is exact anyway.
  if (min === 0 || Number.isInteger(Math.log2(span))) return b.maximum(b.add(b.mul(unit, span), min), min);
  const wide = b.add(b.mul(b.convert(unit, { dtype: 'f64' }), span), Math.fround(min));
  return b.maximum(b.convert(wide, { dtype: 'f32' }), min);
}

/** Mean 0, variance 1: √2 · erf⁻¹(u), u uniform in (-1, 1). */
export const normalValue = (b: Builder, key: Value, shape: readonly Dim[]): Value =>
  b.mul(b.erfInv(uniformValue(b, key, shape, -1 + 2 ** -24, 1)), Math.fround(Math.SQRT2));

/** true with probability p. */
export const bernoulliValue = (b: Builder, key: Value, shape: readonly Dim[], p: number): Value => b.lt(uniformValue(b, key, shape, 0, 1), p);

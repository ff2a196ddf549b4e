import type { Dim } from '../core/dim.ts';
import { sizeOf } from '../core/dim.ts';
import { needsKey } from './threefry2x32.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface BitsParams {
  readonly shape: readonly Dim[];
  readonly dtype: 'u32' | 'u8';
}

/** The two words that threefry gives for each of the numbers 0 … n - 1, counted in 64 bits. */
export function countedWords(b: Builder, key: Value, n: Dim): readonly Value[] {
  const low = b.iota({ shape: [n], axis: 0, dtype: 'u32' }), high = b.full({ value: 0, shape: [n], dtype: 'u32' });
  return b.threefry2x32(key, high, low);
}

/**
 * Random bits, every element from its own place in the row-major order, whatever is drawn beside it.   key: u32[2]   y: [..shape]
 * Bit for bit what jax.random.bits draws with jax_threefry_partitionable, JAX's default.
 */
export const randomBits: Op<BitsParams> = {
  name: 'randomBits', arity: 1,
  type([key], { shape, dtype }) {
    needsKey('randomBits', key);
    return [{ shape, dtype }];
  },
  expand(b, [key], { shape, dtype }) {
    const [a, c] = countedWords(b, key, sizeOf(shape)), bits = b.xor(a, c);
    return [b.reshape(dtype === 'u32' ? bits : b.convert(bits, { dtype }), { shape })];
  },
  samples: [[7], [2, 3], [], [3, 0]].flatMap((shape) => (['u32', 'u8'] as const).map((dtype) => ({
    inputs: [{ shape: [2], dtype: 'u32' as const, range: [0, 2 ** 32 - 1] as const }], params: { shape, dtype },
  }))),
};

import { ShapeError, showType } from '../core/shape.ts';
import { elementwise } from './rules.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { None, Op } from './op.ts';

// Skein's rotation distances for two words of 32 bits, and its constant that keeps an all-zero key from being weak.
const rotations = [[13, 15, 26, 6], [17, 29, 16, 24]] as const;
const parity = 0x1bd11bda;

/** Throws unless t is a random key. */
export function needsKey(op: string, t: Type): void {
  if (t.dtype !== 'u32' || t.shape.length !== 1 || t.shape[0] !== 2)
    throw new ShapeError('NN0230', `${op} needs a random key u32[2], got ${showType(t)}`, 'make one with random.key(seed)');
}

/**
 * Two words of random bits for each pair of words of a counter, under a key.   key: u32[2]   x0, x1, y0, y1: u32[..s]
 * Threefry-2x32 with 20 rounds: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
 */
export const threefry2x32: Op<None, [key: Value, x0: Value, x1: Value], readonly Value[]> = {
  name: 'threefry2x32', arity: 3, manyOutputs: true,
  type([key, x0, x1]) {
    needsKey('threefry2x32', key);
    const [word] = elementwise('threefry2x32', 'integer')([x0, x1]);
    if (word.dtype !== 'u32') throw new ShapeError('NN0205', `threefry2x32 counts in u32, got ${showType(word)}`, 'convert it first');
    return [word, word];
  },
  expand(b, [key, x0, x1]) {
    const k0 = part(b, key, 0), k1 = part(b, key, 1), keys = [k0, k1, b.xor(b.xor(k0, k1), parity)];
    let a = b.add(x0, keys[0]), c = b.add(x1, keys[1]);
    for (let i = 0; i < 5; i++) {
      for (const distance of rotations[i % 2]) {
        a = b.add(a, c);
        c = b.xor(b.or(b.shl(c, distance), b.shrLogical(c, 32 - distance)), a);
      }
      a = b.add(a, keys[(i + 1) % 3]);
      c = b.add(c, b.add(keys[(i + 2) % 3], i + 1));
    }
    return [a, c];
  },
  samples: [[5], [2, 3], [], [0]].map((shape) => ({ inputs: [[2], shape, shape].map((s) => ({ shape: s, dtype: 'u32' as const, range: [0, 2 ** 32 - 1] as const })) })),
};

/** A word of the key, as a scalar. */
function part(b: Builder, key: Value, i: number): Value {
  return b.reshape(b.slice(key, { start: [i], stop: [i + 1], step: [1] }), { shape: [] });
}

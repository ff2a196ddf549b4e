import { sizeOf, type Dim } from '../core/dim.ts';
import { countedWords } from './randomBits.ts';
import { needsKey } from './threefry2x32.ts';
import type { Op } from './op.ts';

/** As many new keys as the shape has places, independent of each other.   key: u32[2]   y: u32[..shape, 2].   As jax.random.split. */
export const splitKey: Op<{ shape: readonly Dim[] }> = {
  name: 'splitKey', arity: 1,
  type([key], { shape }) {
    needsKey('splitKey', key);
    return [{ shape: [...shape, 2], dtype: 'u32' }];
  },
  expand: (b, [key], { shape }) => [b.reshape(b.stack(countedWords(b, key, sizeOf(shape)), { axis: 1 }), { shape: [...shape, 2] })],
  samples: [[1], [3], [2, 2], []].map((shape) => ({ inputs: [{ shape: [2], dtype: 'u32', range: [0, 2 ** 32 - 1] }], params: { shape } })),
};

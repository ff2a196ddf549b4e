import { needsIndex, needsShape } from './rules.ts';
import { needsKey } from './threefry2x32.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op } from './op.ts';

/** A new key from a key and a number: one for each step, or for each layer.   key, y: u32[2]   data: an integer scalar.   As jax.random.fold_in. */
export const foldIn: Op<None, [key: Value, data: Value]> = {
  name: 'foldIn', arity: 2,
  type([key, data]) {
    needsKey('foldIn', key);
    needsIndex('foldIn', 'data', data);
    needsShape('foldIn', 'data', data, []);
    return [key];
  },
  expand(b, [key, data]) {
    const low = b.convert(data, { dtype: 'u32' });
    return [b.stack(b.threefry2x32(key, b.full({ value: 0, shape: [], dtype: 'u32' }), low), { axis: 0 })];
  },
  samples: [{ inputs: [{ shape: [2], dtype: 'u32', range: [0, 2 ** 32 - 1] }, { shape: [], dtype: 'u32', range: [0, 1000] }] }],
};

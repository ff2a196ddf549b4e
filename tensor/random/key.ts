/** Keys: made of numbers, split into others, never changed. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isInteger } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { copyOf, tensor } from '../create.ts';
import { asValue, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { Both } from '../../core/types/axes.ts';
import type { Gives } from '../../core/types/dim.ts';
import type { Sized } from '../create.ts';
import { begin, checkKey, type Key, type ShapeFor } from './draw.ts';

/**
 * A key from an integer, of which the last 32 bits count (JAX without 64-bit integers).   y: u32[2]   As jax.random.key.
 * @example
 * random.key(42) // [0, 42]
 */
export function key(seed: number): Tensor<[2], 'u32'> {
  if (!Number.isSafeInteger(seed)) throw new CotangentError(`random.key: ${seed} is not a whole number`, { code: 'NN0518', hint: 'give an integer seed' });
  return tensor(Uint32Array.of(0, Number(BigInt.asUintN(32, BigInt(seed)))), { shape: [2] });
}

/**
 * New keys that have nothing to do with one another, nor with this one: a list of `n`, or with a shape one tensor u32[..shape, 2]
 * to map over. As jax.random.split.
 * @example
 * const [first, second] = random.split(random.key(0));
 * random.split(random.key(0), [3]).shape // [3, 2]
 */
export function split<const N extends number | readonly number[] = 2>(key: Key, n?: ShapeFor<'split', N>): Keys<N>;
export function split(key: Key, n: number | readonly number[] = 2): Key[] | Tensor {
  const shape = typeof n === 'number' ? [n] : n;
  begin('split', key, shape, split);
  if (typeof n === 'number') return op(`split ${n}`, [key], (b, [k]) => keysOf(b, k as Value, n));
  return op(`split keys ${shape.join()}`, [key], (b, [k]) => b.splitKey(k as Value, { shape }))[0]!;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any stays any
type Keys<N> = 0 extends 1 & N ? any : [N] extends [number] ? (number extends N ? Tensor<[2], 'u32'>[] : ListOfKeys<N>) : Tensor<Both<Gives<Sized<'random.split', N>>, [2]>, 'u32'>;
/** Long lists are not worth a type of every place. */
type ListOfKeys<N, R extends Tensor<[2], 'u32'>[] = []> = R['length'] extends N ? R : R['length'] extends 16 ? Tensor<[2], 'u32'>[] : ListOfKeys<N, [...R, Tensor<[2], 'u32'>]>;

export function keysOf(b: Builder, key: Value, n: number): Value[] {
  const rows = b.splitKey(key, { shape: [n] });
  return Array.from({ length: n }, (_, i) => b.reshape(b.slice(rows, { start: [i, 0], stop: [i + 1, 2], step: [1, 1] }), { shape: [2] }));
}

/**
 * A key for the integer `data` (a step, a layer), derived from this one, which is not used up.   y: u32[2]   As jax.random.fold_in.
 * @example
 * random.foldIn(random.key(0), 7).shape // [2]
 */
export function foldIn(key: Key, data: number | Tensor): Tensor<[2], 'u32'> {
  checkKey('foldIn', key);
  if (data instanceof Tensor ? data.rank > 0 || !isInteger(data.dtype) : !Number.isInteger(data))
    throw new CotangentError(`random.foldIn: data is ${data instanceof Tensor ? showType(data) : String(data)}, not one integer`, { code: 'NN0517', hint: 'give a whole number, or a tensor of shape [] and an integer dtype; map over many with vmap' });
  const n = data instanceof Tensor ? data : data >>> 0;
  return op('foldIn', [key, n], (b, [k, d]) => b.foldIn(k as Value, b.convert(asValue(b, d!, 'u32'), { dtype: 'u32' })))[0]! as Tensor<[2], 'u32'>;
}

/**
 * The same key again, which counts as unused (see checkReuse): for the same numbers once more, on purpose. As jax.random.clone.
 * @example
 * random.clone(random.key(3)) // [0, 3]
 */
export function clone(key: Key): Tensor<[2], 'u32'> {
  checkKey('clone', key);
  return (key.isTraced ? op('clone', [key], (b, [k]) => b.reshape(k as Value, { shape: [2] }))[0]! : copyOf(key)) as Tensor<[2], 'u32'>;
}

/**
 * The two words of a key.   y: u32[2]   As jax.random.key_data; `wrapKeyData` is its inverse.
 * @example
 * random.keyData(random.key(7)) // [0, 7]
 */
export function keyData(key: Key): Tensor<[2], 'u32'> {
  checkKey('keyData', key);
  return key as Tensor<[2], 'u32'>;
}

/**
 * The key of two words.   words, y: u32[2]   As jax.random.wrap_key_data.
 * @example
 * random.wrapKeyData(random.keyData(random.key(5))) // [0, 5]
 */
export function wrapKeyData(words: Tensor): Tensor<[2], 'u32'> {
  checkKey('wrapKeyData', words);
  return words as Tensor<[2], 'u32'>;
}

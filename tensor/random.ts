/**
 * Random numbers from keys: the same key gives the same numbers, on every device and for any number of threads.
 * Bits, and what is made of them here, are equal to JAX's (threefry2x32, Salmon et al. 2011; JAX with
 * jax_threefry_partitionable, its default since 0.5): same key, same draw.
 */
import { axisIn } from '../core/shape.ts';
import type { Value } from '../core/graph.ts';
import { CotangentError } from '../core/diagnostic.ts';
import type { Builder } from '../ops/builder.ts';
import { normalValue, uniformValue } from '../ops/draw.ts';
import { checkShape, tensor } from './create.ts';
import { erf as erfOf } from '../core/scalar.ts';
import { add, argmax, broadcastTo, clip, erfInv, less, log, log1p, mul, neg, take } from './functions.ts';
import { asValue, op } from './operation.ts';
import type { Tensor } from './tensor.ts';

/** A key: two u32 words. */
export type Key = Tensor;

function checkKey(what: string, key: Key): void {
  if (key?.dtype !== 'u32' || key.shape.length !== 1 || key.shape[0] !== 2)
    throw new CotangentError(`random.${what}: the first argument is not a key`, { code: 'NN0518', hint: 'make one with random.key(seed)' });
}

/** A key from a whole number. */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed)) throw new CotangentError(`random.key: ${seed} is not a whole number`, { code: 'NN0518', hint: 'give an integer seed' });
  const words = BigInt.asUintN(64, BigInt(seed));
  // JAX without 64-bit integers keeps the low word only.
  return tensor(Uint32Array.of(0, Number(words & 0xffffffffn)));
}

/** n keys that have nothing to do with one another, nor with this one. */
export function split(key: Key, n = 2): Key[] {
  checkKey('split', key);
  return op(`split ${n}`, [key], (b, [k]) => keysOf(b, k as Value, n));
}

function keysOf(b: Builder, key: Value, n: number): Value[] {
  const rows = b.splitKey(key, { shape: [n] });
  return Array.from({ length: n }, (_, i) => b.reshape(b.slice(rows, { start: [i, 0], stop: [i + 1, 2], step: [1, 1] }), { shape: [2] }));
}

/** A key for the number `data` (a step, a layer), derived from this one. */
export function foldIn(key: Key, data: number | Tensor): Key {
  checkKey('foldIn', key);
  const n = typeof data === 'number' ? data >>> 0 : data;
  return op('foldIn', [key, n], (b, [k, d]) => b.foldIn(k as Value, b.convert(asValue(b, d!, 'u32'), { dtype: 'u32' })))[0]!;
}

/** 32 random bits per element; u32. */
export const bits = (key: Key, shape: readonly number[]): Tensor => draw('bits', key, shape, (b, k) => b.randomBits(k, { shape, dtype: 'u32' }));

function draw(name: string, key: Key, shape: readonly number[], build: (b: Builder, key: Value) => Value): Tensor {
  checkKey(name.split(' ')[0]!, key);
  checkShape(`random.${name.split(' ')[0]}`, shape);
  return op(`random.${name} ${shape.join()}`, [key], (b, [k]) => build(b, k as Value))[0]!;
}

export interface UniformOptions {
  readonly min?: number;
  readonly max?: number;
}

/** f32 in [min, max). */
export const uniform = (key: Key, shape: readonly number[] = [], { min = 0, max = 1 }: UniformOptions = {}): Tensor =>
  draw(`uniform ${min} ${max}`, key, shape, (b, k) => uniformValue(b, k, shape, min, max));

/** f32 from the normal distribution with mean 0 and variance 1. */
export const normal = (key: Key, shape: readonly number[] = []): Tensor => draw('normal', key, shape, (b, k) => normalValue(b, k, shape));

/** true with probability p. */
export function bernoulli(key: Key, p: number | Tensor = 0.5, shape?: readonly number[]): Tensor {
  const wanted = shape ?? (typeof p === 'number' ? [] : p.shape);
  return less(uniform(key, wanted), typeof p === 'number' ? p : broadcastTo(p, wanted));
}

/** −log(−log u), u uniform in [tiny, 1). */
export const gumbel = (key: Key, shape: readonly number[] = []): Tensor => neg(log(neg(log(uniform(key, shape, { min: 2 ** -126, max: 1 })))));

/** Class i with probability softmax(logits)_i along the axis (Gumbel-max trick); i32. `shape` asks for more draws: it ends with the shape of logits without the axis. */
export function categorical(key: Key, logits: Tensor, { axis = -1, shape }: { axis?: number; shape?: readonly number[] } = {}): Tensor {
  const at = axisIn('random.categorical', axis, logits.rank), rest = logits.shape.filter((_, i) => i !== at);
  const drawn = shape ?? rest, extra = drawn.length - rest.length;
  if (extra < 0 || rest.some((d, i) => drawn[extra + i] !== d))
    throw new CotangentError(`random.categorical: shape [${drawn.join(', ')}] does not end with [${rest.join(', ')}], one draw for each row of logits`, { code: 'NN0528', hint: 'leave shape out, or put further sizes in front' });
  const noise = [...drawn.slice(0, extra), ...logits.shape];
  return argmax(add(gumbel(key, noise), logits), { axis: extra + at });
}

/** Whole numbers min ≤ x < max; i32. */
export function randint(key: Key, shape: readonly number[], min: number, max: number): Tensor {
  if (!Number.isInteger(min) || !Number.isInteger(max) || max <= min)
    throw new CotangentError(`random.randint: no whole numbers from ${min} to less than ${max}`, { code: 'NN0517', hint: 'give integers with min < max' });
  const span = (max - min) >>> 0;
  // Two draws make 64 bits; their remainder by the span is nearly even: ((hi mod span)·(2³² mod span) + lo mod span) mod span.
  // As in JAX the square of 2¹⁶ wraps around to 0: above that the high word does not count.
  const half = 2 ** 16 % span, multiplier = ((half * half) % 2 ** 32) % span;
  return draw(`randint ${min} ${max}`, key, shape, (b, key) => {
    const [k1, k2] = keysOf(b, key, 2) as [Value, Value];
    const high = b.rem(b.randomBits(k1, { shape, dtype: 'u32' }), span), low = b.rem(b.randomBits(k2, { shape, dtype: 'u32' }), span);
    const offset = b.rem(b.add(b.mul(high, multiplier), low), span);
    return b.add(b.bitcast(offset, { dtype: 'i32' }), min);
  });
}

/** The numbers 0 … n−1, or the slices of a tensor along an axis, in random order: sorted by random bits, often enough that ties do not matter. */
export function permutation(key: Key, of: number | Tensor, { axis = 0 }: { axis?: number } = {}): Tensor {
  checkKey('permutation', key);
  const at = typeof of === 'number' ? 0 : axisIn('random.permutation', axis, of.rank);
  const n = typeof of === 'number' ? of : of.shape[at]!;
  if (!Number.isInteger(n) || n < 0) throw new CotangentError(`random.permutation: ${String(n)} is not a count`, { code: 'NN0517', hint: 'give a whole number or a tensor' });
  const rounds = n < 2 ? 0 : Math.ceil(3 * Math.log(n) / Math.log(2 ** 32 - 1));
  const order = op(`random.permutation ${n}`, [key], (b, [first]) => {
    let key = first as Value, order = b.iota({ shape: [n], axis: 0, dtype: 'i32' });
    for (let r = 0; r < rounds; r++) {
      const [next, draw] = keysOf(b, key, 2) as [Value, Value];
      key = next;
      order = b.take(order, b.argsort(b.randomBits(draw, { shape: [n], dtype: 'u32' }), { axis: 0, descending: false }), { axis: 0 });
    }
    return order;
  })[0]!;
  return typeof of === 'number' ? order : take(of, order, { axis: at });
}

/** f32 from the exponential distribution with mean 1: −log(1 − u). */
export const exponential = (key: Key, shape: readonly number[] = []): Tensor => neg(log1p(neg(uniform(key, shape))));

/** f32 from the standard normal distribution between min and max: √2 · erf⁻¹(u), u uniform between erf(min/√2) and erf(max/√2). */
export function truncatedNormal(key: Key, shape: readonly number[] = [], { min = -2, max = 2 }: UniformOptions = {}): Tensor {
  if (!(min < max)) throw new CotangentError(`random.truncatedNormal: nothing lies between ${min} and ${max}`, { code: 'NN0517', hint: 'give min < max' });
  const sqrt2 = Math.fround(Math.SQRT2), edge = (x: number): number => Math.fround(erfOf(Math.fround(Math.fround(x) / sqrt2)));
  const draw = mul(erfInv(uniform(key, shape, { min: edge(min), max: edge(max) })), sqrt2);
  // Rounding must not carry a draw over an end.
  return clip(draw, after(Math.fround(min), 1), after(Math.fround(max), -1));
}

/** The f32 next to x, above (1) or below (−1). */
function after(x: number, direction: 1 | -1): number {
  const f = Float32Array.of(x), bits = new Int32Array(f.buffer);
  if (x === 0) return direction * 2 ** -149;
  bits[0]! += x > 0 === direction > 0 ? 1 : -1;
  return f[0]!;
}

/**
 * The discrete Fourier transform, made of matrix products: n = r₁ · r₂ · … is taken apart into few and rather large factors (up to 32), and
 * each stage is one product with the small matrix of a factor, then one pass with twiddles (Cooley & Tukey 1965). Engines here have fast products
 * and cheap passes; a kernel of butterflies would leave a graphics card to one thread per transform, and need derivatives and batches of its own.
 * Work is n · Σ rᵢ, within a small factor of n · log n. A prime factor above 127 becomes a convolution of a power of two (Bluestein 1970).
 * Angles are reduced in whole numbers, so that roots of unity are exact to half a unit in the last place or so, whatever n is.
 */
import type { DType } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import { count, known, sameShape, ShapeError, showType } from '../core/shape.ts';
import { oneAxisMore } from './batching.ts';
import { like } from './like.ts';
import { needsRank, sameDType } from './rules.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Factors are gathered up to this size. */
const gathered = 32;
/** A prime factor up to this size has a matrix of its own. */
const direct = 127;
/** Squares of what is counted in a convolution must be i32. */
const longest = 46340;

/**
 * y_k = Σⱼ x_j · e^(-2πi jk / n) along the last axis, of real and imaginary parts: [re, im]; with `inverse` e^(+2πi jk / n), not divided by n.
 * re, im: [..s, n]
 */
export const fft: Op<{ inverse: boolean }, [re: Value, im: Value], readonly Value[]> = {
  name: 'fft', arity: 2, manyOutputs: true,
  type([re, im]) {
    if (re.dtype !== 'f32' && re.dtype !== 'f64') throw new ShapeError('NN0205', `fft is defined for f32 and f64, got ${showType(re)}`, 'convert it first, for example to f32');
    sameDType('fft', [re, im]);
    needsRank('fft', re, 1, '[..s, n]');
    if (!sameShape(re.shape, im.shape)) throw new ShapeError('NN0204', `fft needs operands of one shape and dtype, got ${showType(re)} and ${showType(im)}`);
    const n = re.shape.at(-1)!;
    if (n === 0) throw new ShapeError('NN0283', `fft: the transform of no elements has no value, got ${showType(re)}`, 'give at least one element along the axis');
    if (typeof n === 'number' && factors(n).some((p) => p > longest)) throw new ShapeError('NN0283', `fft: ${n} elements have a prime factor above ${longest}`, 'pad to a length with smaller factors, such as a power of two');
    return [re, im];
  },
  expand(b, [re, im], { inverse }) {
    const shape = known(re.type.shape), n = shape.at(-1)!, batch = count(shape.slice(0, -1));
    const part = (v: Value): Value => b.reshape(v, { shape: [batch, 1, n, 1] });
    const y = transform(b, b.concat([part(re), part(im)], { axis: 1 }), radices(n), inverse);
    return [0, 1].map((i) => b.reshape(b.slice(y, { start: [0, i, 0, 0], stop: [batch, i + 1, n, 1], step: [1, 1, 1, 1] }), { shape }));
  },
  linear: 'together',
  // The matrix is symmetric, so its adjoint is its conjugate: the inverse without the division.
  vjp: (b, { x: [re], params: { inverse } }, [gr, gi]) =>
    (gr || gi ? b.fft(gr ?? like(b, re, 0), gi ?? like(b, re, 0), { inverse: !inverse }) : [undefined, undefined]),
  batch: oneAxisMore((b, [re, im], params) => b.fft(re, im, params)),
  samples: [
    ...[1, 2, 3, 8].map((n) => ({ inputs: [[n], [n]], params: { inverse: false } })),
    { inputs: [[2, 12], [2, 12]], params: { inverse: true } },
    { inputs: [[2, 36], [2, 36]], params: { inverse: false } },
    { inputs: [{ shape: [5], dtype: 'f64' }, { shape: [5], dtype: 'f64' }], params: { inverse: true } },
    { inputs: [[0, 4], [0, 4]], params: { inverse: false } },
  ],
};

function factors(n: number): readonly number[] {
  const primes: number[] = [];
  for (let p = 2, rest = n; rest > 1; p++) {
    if (p * p > rest) { primes.push(rest); break; }
    for (; rest % p === 0; rest /= p) primes.push(p);
  }
  return primes;
}

/** n as a product of factors that are of about one size, none of which could take in another. */
function radices(n: number): readonly number[] {
  const primes = factors(n).toReversed(), large = primes.filter((p) => p > gathered), small = primes.filter((p) => p <= gathered);
  for (let count = small.length === 0 ? 0 : 1; ; count++) {
    const groups = Array<number>(count).fill(1);
    for (const p of small) groups[groups.indexOf(Math.min(...groups))]! *= p;
    if (groups.every((g) => g <= gathered)) return [...large, ...groups];
  }
}

/**
 * The transform along axis 2 of z: [batch, 2, n, t], where axis 1 holds real and imaginary parts and n is the product of the radices.
 * With j = a · m + c and k = k₁ + r · k₂:  y_k = Σ_c e^(-2πi c k₂ / m) · e^(-2πi c k₁ / n) · Σ_a x_j · e^(-2πi a k₁ / r)
 * so what is left to transform stands along c, and k₁ goes to where its place in k is, before what t counts.
 */
function transform(b: Builder, z: Value, [r, ...rest]: readonly number[], inverse: boolean): Value {
  if (r === undefined) return z;
  const [batch, , n, t] = known(z.type.shape) as [number, number, number, number], m = n / r;
  const apart = b.reshape(z, { shape: [batch, 2, r, m, t] });
  // [batch, 2, k₁, m, t]
  const partial = r > direct ? convolved(b, apart, inverse) : b.transpose(b.dot(apart, matrix(b, r, z.type.dtype, inverse), { batch: [[], []], contract: [[1, 2], [0, 1]] }), { order: [0, 3, 4, 1, 2] });
  const placed = b.transpose(partial, { order: [0, 1, 3, 2, 4] });
  const turned = m === 1 ? placed : b.reshape(multiplied(b, b.reshape(placed, { shape: [batch, 2, m * r, t] }), twiddles(b, m, r, n, z.type.dtype), inverse), { shape: [batch, 2, m, r, t] });
  const y = transform(b, b.reshape(turned, { shape: [batch, 2, m, r * t] }), rest, inverse);
  return b.reshape(y, { shape: [batch, 2, n, t] });
}

const places = (b: Builder, shape: readonly number[], axis: number): Value => b.iota({ shape, axis, dtype: 'i32' });

/** cos and sin of 2π · j / n for whole j ≥ 0, from angles of an eighth of a turn at most. */
function roots(b: Builder, j: Value, n: number, dtype: DType): readonly [cos: Value, sin: Value] {
  // In half turns of 2n parts: 0 ≤ j < 2n; then mirrored to a quarter, and to an eighth, of 4n parts each half turn.
  const whole = b.mul(b.rem(j, n), 2), isLower = b.gt(whole, n), half = b.select(isLower, b.sub(2 * n, whole), whole);
  const isLeft = b.gt(b.mul(half, 2), n), quarter = b.select(isLeft, b.sub(n, half), half);
  const isSteep = b.gt(b.mul(quarter, 4), n), eighth = b.select(isSteep, b.sub(n, b.mul(quarter, 2)), b.mul(quarter, 2));
  const angle = b.mul(b.convert(eighth, { dtype }), Math.PI / (2 * n)), cos = b.cos(angle), sin = b.sin(angle);
  const x = b.select(isSteep, sin, cos), y = b.select(isSteep, cos, sin);
  return [b.select(isLeft, b.neg(x), x), b.select(isLower, b.neg(y), y)];
}

/** The matrix of a transform of r elements, for parts side by side: [2, r, 2, r]. */
function matrix(b: Builder, r: number, dtype: DType, inverse: boolean): Value {
  const shape = [r, r], [cos, sin] = roots(b, b.mul(places(b, shape, 0), places(b, shape, 1)), r, dtype), s = inverse ? b.neg(sin) : sin;
  const rows = (re: Value, im: Value): Value => b.reshape(b.concat([re, im], { axis: 1 }), { shape: [1, r, 2, r] });
  return b.concat([rows(cos, b.neg(s)), rows(s, cos)], { axis: 0 });
}

/** e^(2πi c k / n) for c < m and k < r, as [cos, sin]: [1, 1, m · r, 1]. */
function twiddles(b: Builder, m: number, r: number, n: number, dtype: DType): readonly [Value, Value] {
  const shape = [m, r], [cos, sin] = roots(b, b.mul(places(b, shape, 0), places(b, shape, 1)), n, dtype);
  return [cos, sin].map((v) => b.reshape(v, { shape: [1, 1, m * r, 1] })) as [Value, Value];
}

/** z · (cos - i sin), or z · (cos + i sin) when `conjugate`; parts along axis 1. */
function multiplied(b: Builder, z: Value, [cos, sin]: readonly [Value, Value], conjugate: boolean): Value {
  const sign = b.select(b.eq(places(b, [1, 2, 1, 1], 1), conjugate ? 1 : 0), b.full({ value: 1, shape: [1, 2, 1, 1], dtype: z.type.dtype }), -1);
  return b.add(b.mul(z, cos), b.mul(b.rev(z, { axes: [1] }), b.mul(sin, sign)));
}

/** The transform along axis 2 of [batch, 2, r, m, t] for a large prime r: with 2jk = j² + k² - (k - j)² it is a convolution with e^(iπ j² / r). */
function convolved(b: Builder, x: Value, inverse: boolean): Value {
  const [batch, , r, m, t] = known(x.type.shape) as [number, number, number, number, number], size = 2 ** Math.ceil(Math.log2(2 * r - 1)), { dtype } = x.type;
  const inner = m * t, z = b.reshape(x, { shape: [batch, 2, r, inner] }), j = places(b, [1, 1, r, 1], 2), chirp = roots(b, b.rem(b.mul(j, j), 2 * r), 2 * r, dtype);
  const low = [0, 0, 0, 0], parts = radices(size), padded = b.pad(multiplied(b, z, chirp, inverse), { low, high: [0, 0, size - r, 0], interior: low, value: 0 });
  // The kernel runs over both signs of k - j, the negative ones at the end.
  const [cos, sin] = chirp, own = b.concat([cos, inverse ? b.neg(sin) : sin], { axis: 1 });
  const back = b.rev(b.slice(own, { start: [0, 0, 1, 0], stop: [1, 2, r, 1], step: [1, 1, 1, 1] }), { axes: [2] });
  const kernel = transform(b, b.concat([own, b.full({ value: 0, shape: [1, 2, size - 2 * r + 1, 1], dtype }), back], { axis: 2 }), parts, false);
  const part = (i: number): Value => b.slice(kernel, { start: [0, i, 0, 0], stop: [1, i + 1, size, 1], step: [1, 1, 1, 1] });
  const product = multiplied(b, transform(b, padded, parts, false), [part(0), part(1)], true);
  const y = b.slice(transform(b, product, parts, true), { start: low, stop: [batch, 2, r, inner], step: [1, 1, 1, 1] });
  return b.reshape(b.mul(multiplied(b, y, chirp, inverse), 1 / size), { shape: [batch, 2, r, m, t] });
}

/** fft: the cosine transform of type 2, by a Fourier transform of as many elements in another order (Makhoul 1980). Source: jax.scipy.fft. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { known } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { like } from '../../ops/like.ts';
import { axisAt } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { Along, AtDefault, Resized } from '../../core/types/axes.ts';
import type { Fits, Gives } from '../../core/types/dim.ts';
import type { Absent } from '../signatures.ts';
import { fitted, single, type Single } from './operands.ts';

export interface CosineOptions<N = number, A = number> {
  /** How many elements along the axis take part: more are cut off, fewer filled up with zeros. */
  readonly n?: N;
  readonly axis?: A;
  /** 'ortho' makes the transform orthogonal; 'backward', the default, divides the inverse alone. */
  readonly norm?: 'backward' | 'ortho';
}

/** The sizes stay, but for that of the axis where n is given. */
type Transformed<Op extends string, S, A, N> = Absent<N> extends true ? Along<Op, S, A> : Resized<Op, S, A, N>;
type Transform<Op extends string> =
  <S, D, const A extends number = -1, const N extends number | undefined = undefined>(x: AtDefault<A, -1, Transformed<Op, S, A, N>, Tensor<S, D>>, options?: CosineOptions<N, Fits<Transformed<Op, S, A, N>, A>>) => Tensor<Gives<Transformed<Op, S, A, N>>, Single<D>>;

/** `build` gets what is to be transformed with the axis last. */
function along(name: string, x: Tensor, { n, axis = -1, norm = 'backward' }: CosineOptions, build: (b: Builder, x: Value, n: number, ortho: boolean) => Value): Tensor {
  if (norm !== 'backward' && norm !== 'ortho') throw new CotangentError(`${name}: there is no norm '${String(norm)}'`, { code: 'NN0596', hint: "use 'backward' or 'ortho'" });
  const at = axisAt(name, axis, x.rank), size = n ?? x.shape[at]!;
  if (!Number.isInteger(size) || size < 1) throw new CotangentError(`${name}: a transform of ${size} elements along axis ${at} has no value`, { code: 'NN0599', hint: 'n is a whole number of at least 1' });
  const order = [...x.shape.map((_, i) => i).filter((i) => i !== at), at], back = order.map((_, i) => order.indexOf(i));
  return op(keyOf(name, size, at, norm), [x], (b, [x]) => b.transpose(build(b, b.transpose(fitted(b, single(b, x as Value), at, size), { order }), size, norm === 'ortho'), { order: back }))[0]!;
}

/** cos and sin of π k / 2n for k < n. */
function quarterTurns(b: Builder, x: Value, n: number): readonly [Value, Value] {
  const angle = b.mul(b.iota({ shape: [n], axis: 0, dtype: x.type.dtype }), Math.PI / (2 * n));
  return [b.cos(angle), b.sin(angle)];
}

/** The first number for k = 0, the second for all others. */
const firstAndRest = (b: Builder, x: Value, n: number, first: number, rest: number): Value =>
  b.select(b.eq(b.iota({ shape: [n], axis: 0, dtype: 'i32' }), 0), b.full({ value: first, shape: [n], dtype: x.type.dtype }), rest);

/**
 * y_k = 2 · Σⱼ x_j · cos(π k (2j + 1) / 2n); 'ortho' divides by √4n for k = 0 and √2n else.   x, y: [..s]
 * @example
 * fft.dct(tensor([1, 3, 2])) // [12, -1.73205, -3]
 */
export const dct = ((x: Tensor, options: CosineOptions = {}) => along('fft.dct', x, options, (b, x, n, ortho) => {
  const shape = known(x.type.shape), last = shape.length - 1, none = shape.map(() => 0), step = none.map((_, i) => (i === last ? 2 : 1));
  // Even places forwards, odd ones back.
  const odd = n === 1 ? [] : [b.rev(b.slice(x, { start: none.with(last, 1), stop: shape, step }), { axes: [last] })];
  const v = b.concat([b.slice(x, { start: none, stop: shape, step }), ...odd], { axis: last }), [re, im] = b.fft(v, like(b, v, 0), { inverse: false }) as [Value, Value], [cos, sin] = quarterTurns(b, x, n);
  const y = b.mul(b.add(b.mul(re, cos), b.mul(im, sin)), 2);
  return ortho ? b.mul(y, firstAndRest(b, x, n, 1 / Math.sqrt(4 * n), 1 / Math.sqrt(2 * n))) : y;
})) as Transform<'fft.dct'>;

/**
 * What undoes `dct`.   x, y: [..s]
 * @example
 * fft.idct(fft.dct(tensor([1, 2, 4]))) // [1, 2, 4]
 */
export const idct = ((x: Tensor, options: CosineOptions = {}) => along('fft.idct', x, options, (b, x, n, ortho) => {
  const shape = known(x.type.shape), last = shape.length - 1, none = shape.map(() => 0), one = none.map(() => 1), half = Math.ceil(n / 2);
  const y = b.mul(x, firstAndRest(b, x, n, ortho ? 1 / Math.sqrt(n) : 1 / (2 * n), ortho ? Math.sqrt(2 / n) : 1 / n)), [cos, sin] = quarterTurns(b, x, n);
  const [v] = b.fft(b.mul(y, cos), b.mul(y, sin), { inverse: true }) as [Value, Value];
  if (n === 1) return v;
  const spread = (part: Value, low: number, high: number): Value => b.pad(part, { low: none.with(last, low), high: none.with(last, high), interior: none.with(last, 1), value: 0 });
  const even = b.slice(v, { start: none, stop: shape.with(last, half), step: one }), odd = b.rev(b.slice(v, { start: none.with(last, half), stop: shape, step: one }), { axes: [last] });
  return b.add(spread(even, 0, n % 2 === 0 ? 1 : 0), spread(odd, 1, n % 2 === 0 ? 0 : 1));
})) as Transform<'fft.idct'>;

/** image: other sizes, by weighted sums along each axis. Source of all: jax.image. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { known, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import { checkShape, type Sized } from '../create.ts';
import { axesAt, floating } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { AnyOpen, AxesIn, AxisOf, FromFrontAll, RankOf } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, ShowDim, ShowShape, ShowType } from '../../core/types/dim.ts';
import type { noAxis } from '../../core/shape.ts';
import type { ShapeOf } from '../signatures.ts';
import type { Inexact } from '../../core/types/promote.ts';

export type ResizeMethod = 'nearest' | 'linear' | 'bilinear' | 'trilinear' | 'triangle' | 'cubic' | 'bicubic' | 'tricubic' | 'lanczos3' | 'lanczos5';

/** The weight of an element at distance x ≥ 0, in elements of the coarser side. */
type Kernel = (b: Builder, x: Value) => Value;

const triangle: Kernel = (b, x) => b.maximum(b.sub(1, x), 0);

/** Keys 1981, Cubic convolution interpolation for digital image processing, with a = -1/2. */
const cubic: Kernel = (b, x) => {
  const near = b.add(b.mul(b.mul(b.sub(b.mul(x, 1.5), 2.5), x), x), 1), far = b.add(b.mul(b.sub(b.mul(b.add(b.mul(x, -0.5), 2.5), x), 4), x), 2);
  return b.select(b.ge(x, 2), 0, b.select(b.ge(x, 1), far, near));
};

/** sinc(x) · sinc(x / radius), Lanczos's window. */
const lanczos = (radius: number): Kernel => (b, x) => {
  const product = b.mul(b.mul(b.sin(b.mul(x, Math.PI)), b.sin(b.mul(x, Math.PI / radius))), radius);
  const isApart = b.gt(x, 0.001), y = b.select(isApart, b.div(product, b.mul(b.square(b.select(isApart, x, 1)), Math.PI ** 2)), 1);
  return b.select(b.gt(x, radius), 0, y);
};

const kernels: Readonly<Record<Exclude<ResizeMethod, 'nearest'>, Kernel>> = {
  linear: triangle, bilinear: triangle, trilinear: triangle, triangle,
  cubic, bicubic: cubic, tricubic: cubic, lanczos3: lanczos(3), lanczos5: lanczos(5),
};

function kernelOf(name: string, method: ResizeMethod): Kernel {
  if (Object.hasOwn(kernels, method)) return kernels[method as keyof typeof kernels];
  throw new CotangentError(`${name}: there is no method '${String(method)}' here`, { code: 'NN0596', hint: `use one of ${Object.keys(kernels).join(', ')}${name.endsWith('resize') ? ', nearest' : ''}` });
}

/** The sums of weights that count as none. */
const nothing = 1000 * 2 ** -23;

/**
 * What each of n new elements takes of each of m old ones: [m, n], columns that add up to 1, or to 0 where the place lies outside.
 * New element i lies at ((i + 1/2) - translation) / scale - 1/2.
 */
function weights(b: Builder, m: number, n: number, scale: Value, translation: Value, kernel: Kernel, antialias: boolean): Value {
  const { dtype } = scale.type, shape = [m, n], inverse = b.reciprocal(scale);
  const place = b.sub(b.sub(b.mul(b.add(b.iota({ shape, axis: 1, dtype }), 0.5), inverse), b.mul(translation, inverse)), 0.5);
  const distance = b.abs(b.sub(place, b.iota({ shape, axis: 0, dtype })));
  const raw = kernel(b, antialias ? b.div(distance, b.maximum(inverse, 1)) : distance), total = b.broadcast(b.sum(raw, { axes: [0] }), { shape, axes: [1] });
  const whole = b.select(b.gt(b.abs(total), nothing), b.div(raw, b.select(b.ne(total, 0), total, 1)), 0);
  return b.select(b.and(b.ge(place, -0.5), b.le(place, m - 0.5)), whole, 0);
}

/** x with axis `axis` multiplied by [m, n] and left where it is. */
function weighted(b: Builder, x: Value, axis: number, w: Value): Value {
  const rank = x.type.shape.length, y = b.dot(x, w, { batch: [[], []], contract: [[axis], [0]] });
  return axis === rank - 1 ? y : b.transpose(y, { order: x.type.shape.map((_, i) => (i < axis ? i : i === axis ? rank - 1 : i - 1)) });
}

export interface ResizeOptions {
  /** Widens the kernel where the image gets smaller, so that every old element counts. */
  readonly antialias?: boolean;
}

const otherRank = <const Name extends string, const T extends string, const N extends string, const X extends string, const M extends string>(name: Name, shape: T, n: N, x: X, m: M): otherRank<Name, T, N, X, M> => `${name}: the shape ${shape} has ${n} axes, the image ${x} has ${m}`;
type otherRank<Name extends string, T extends string, N extends string, X extends string, M extends string> = `${Name}: the shape ${T} has ${N} axes, the image ${X} has ${M}`;
const nothingAlong = <const Name extends string, const X extends string, const A extends string>(name: Name, x: X, axis: A): nothingAlong<Name, X, A> => `${name}: ${x} has nothing to take along axis ${axis}`;
type nothingAlong<Name extends string, X extends string, A extends string> = `${Name}: ${X} has nothing to take along axis ${A}`;
const otherCount = <const What extends string, const Found extends string, const N extends string>(what: What, found: Found, axes: N): otherCount<What, Found, N> => `image.scaleAndTranslate: ${what} is ${found}, for ${axes} axes`;
type otherCount<What extends string, Found extends string, N extends string> = `image.scaleAndTranslate: ${What} is ${Found}, for ${N} axes`;
const notSpatial = <const A extends string, const X extends string, const N extends string>(axis: A, x: X, n: N): notSpatial<A, X, N> => `image.scaleAndTranslate: axis ${axis} of ${x} becomes ${n}, but is not among spatialDims`;
type notSpatial<A extends string, X extends string, N extends string> = `image.scaleAndTranslate: axis ${A} of ${X} becomes ${N}, but is not among spatialDims`;

/** T, where an image of S can have that shape. */
type Image<Name extends string, S, D, T> =
  Sized<Name, T> extends infer R
    ? R extends Mistake<string> ? R : HasRank<S> extends false ? R : HasRank<R> extends false ? R
    : RankOf<S> extends RankOf<R> ? (EmptyAlong<S, R> extends infer A ? ([A] extends [never] ? R : Mistake<nothingAlong<Name, ShowType<S, D>, `${A & number}`>>) : never)
    : Mistake<otherRank<Name, ShowShape<R>, `${RankOf<R> & number}`, ShowType<S, D>, `${RankOf<S> & number}`>>
    : never;
/** The first axis along which there is nothing, and shall be something. */
type EmptyAlong<S, T, I extends unknown[] = []> =
  [S, T] extends [readonly [infer D, ...infer R], readonly [infer E, ...infer M]] ? ([D, E] extends [0, 0] ? EmptyAlong<R, M, [...I, 0]> : D extends 0 ? (number extends E ? EmptyAlong<R, M, [...I, 0]> : I['length']) : EmptyAlong<R, M, [...I, 0]>) : never;
/** T, where only the axes A of S have another size there, and scale and translation, U and V, have a number for each. */
type Moved<S, D, T, A, U, V> =
  Image<'image.scaleAndTranslate', S, D, T> extends infer R
    ? R extends Mistake<string> ? R : HasRank<S> extends false ? R : HasRank<R> extends false ? R : AnyOpen<A> extends true ? R
    : Absent<S, A> extends infer N ? [N] extends [Mistake<string>] ? N
    : AxesIn<'image.scaleAndTranslate', S, FromFrontAll<S, A>> extends infer Gone ? [Gone] extends [Mistake<string>] ? Gone
    : OtherCount<'scale', U, A> extends infer M ? [M] extends [Mistake<string>] ? M
    : OtherCount<'translation', V, A> extends infer M2 ? [M2] extends [Mistake<string>] ? M2
    : Changed<S, R, Gone> extends infer I ? [I] extends [never] ? R : Mistake<notSpatial<`${I & number}`, ShowType<S, D>, ShowDim<R[I & keyof R]>>>
    : never : never : never : never : never
    : never;
type Absent<S, A> = A extends readonly [infer I, ...infer R] ? ([AxisOf<S, I>] extends [never] ? Mistake<noAxis<'image.scaleAndTranslate', `${I & number}`, `${RankOf<S> & number}`>> : Absent<S, R>) : unknown;
type OtherCount<What extends string, V, A> =
  (V extends readonly unknown[] ? [V['length']] : ShapeOf<V>) extends infer Found
    ? HasRank<Found> extends false ? unknown : Found extends readonly [infer N] ? (Differ<N, RankOf<A>> extends true ? Mistake<otherCount<What, ShowShape<Found>, `${RankOf<A> & number}`>> : unknown) : Mistake<otherCount<What, ShowShape<Found>, `${RankOf<A> & number}`>>
    : never;
type Changed<S, T, Gone, I extends unknown[] = []> =
  [S, T] extends [readonly [infer D, ...infer R], readonly [infer E, ...infer M]] ? (I['length'] extends Gone ? Changed<R, M, Gone, [...I, 0]> : [D] extends [number] ? (Differ<D, E> extends true ? I['length'] : Changed<R, M, Gone, [...I, 0]>) : Changed<R, M, Gone, [...I, 0]>) : never;

function checkImage(name: string, x: Tensor, shape: readonly number[]): void {
  checkShape(name, shape);
  if (shape.length !== x.rank) throw new CotangentError(otherRank(name, showShape(shape), `${shape.length}`, showType(x), `${x.rank}`), { code: 'NN0228', hint: 'give a size for every axis, the old one where it stays' });
  const empty = shape.findIndex((n, i) => n > 0 && x.shape[i] === 0);
  if (empty >= 0) throw new CotangentError(nothingAlong(name, showType(x), `${empty}`), { code: 'NN0214', hint: 'give an image with elements' });
}

const weightDType = (x: Value): DType => (x.type.dtype === 'f64' ? 'f64' : 'f32');

/**
 * The image in another shape, of any rank; axes whose size stays are left alone. Integers become f32, but for the method 'nearest'.
 * x: [..s]   y: [..shape]
 * @example
 * image.resize(tensor([1, 2, 3]), [6], 'linear') // [1, 1.25, 1.75, 2.25, 2.75, 3]
 * image.resize(tensor([[1, 2], [3, 4]]), [2, 4], 'nearest') // [[1, 1, 2, 2], [3, 3, 4, 4]]
 */
export function resize<S, D, const T extends readonly number[], M extends ResizeMethod>(x: Tensor<S, D>, shape: Fits<Image<'image.resize', S, D, T>, T>, method: M, options?: ResizeOptions): Tensor<Gives<Image<'image.resize', S, D, T>>, M extends 'nearest' ? D : Inexact<D>>;
export function resize(x: Tensor, shape: readonly number[], method: ResizeMethod, { antialias = true }: ResizeOptions = {}): Tensor {
  const name = 'image.resize';
  checkImage(name, x, shape);
  const kernel = method === 'nearest' ? undefined : kernelOf(name, method);
  return op(keyOf(name, shape, method, antialias), [x], (b, [given]) => {
    const sizes = known((given as Value).type.shape), moved = sizes.flatMap((m, i) => (m === shape[i] ? [] : [i]));
    if (!kernel) return moved.reduce((v, axis) => b.take(v, nearest(b, sizes[axis]!, shape[axis]!), { axis }), given as Value);
    return moved.reduce((v, axis) => {
      const m = sizes[axis]!, n = shape[axis]!, dtype = weightDType(v), number = (value: number): Value => b.full({ value, shape: [], dtype });
      const w = weights(b, m, n, number(n === 0 ? 1 : n / m), number(0), kernel, antialias);
      return weighted(b, v, axis, converted(b, w, v.type.dtype));
    }, floating(b, given as Value));
  })[0]!;
}

/** The old element under the middle of each new one, by f32 as in JAX. */
const nearest = (b: Builder, m: number, n: number): Value =>
  b.convert(b.floor(b.div(b.mul(b.add(b.iota({ shape: [n], axis: 0, dtype: 'f32' }), 0.5), m), n)), { dtype: 'i32' });

/**
 * The image, scaled and then moved along some axes: y at ((p + 1/2) · scale + translation) - 1/2 is x at p; zeros where that lies outside of x.
 * x: [..s]   y: [..shape]   scale, translation: a number for each of `spatialDims`, or tensors of as many, for gradients too
 * @example
 * image.scaleAndTranslate(tensor([1, 2, 3]), [4], [0], [1], [1], 'linear') // [0, 1, 2, 3]
 */
export function scaleAndTranslate<S, D, const T extends readonly number[], const A extends readonly number[], const U extends Tensor | readonly number[], const V extends Tensor | readonly number[]>(
  x: Tensor<S, D>, shape: Fits<Moved<S, D, T, A, U, V>, T>, spatialDims: A, scale: U, translation: V, method: Exclude<ResizeMethod, 'nearest'>, options?: ResizeOptions): Tensor<Gives<Moved<S, D, T, A, U, V>>, Inexact<D>>;
export function scaleAndTranslate(
  x: Tensor, shape: readonly number[], spatialDims: readonly number[], scale: Tensor | readonly number[], translation: Tensor | readonly number[],
  method: Exclude<ResizeMethod, 'nearest'>, { antialias = true }: ResizeOptions = {},
): Tensor {
  const name = 'image.scaleAndTranslate';
  checkImage(name, x, shape);
  const kernel = kernelOf(name, method), axes = spatialDims.map((a) => axesAt(name, x, a)[0]!), count = axes.length;
  axesAt(name, x, axes);
  for (const [what, v] of [['scale', scale], ['translation', translation]] as const) {
    const found = v instanceof Tensor ? v.shape : [v.length];
    if (found.length !== 1 || found[0] !== count) throw new CotangentError(otherCount(what, showShape(found), `${count}`), { code: 'NN0228', hint: 'give one number for each axis of spatialDims' });
  }
  const tensors = [scale, translation].filter((v) => v instanceof Tensor), numbers = [scale, translation].map((v) => (v instanceof Tensor ? null : v));
  const other = shape.findIndex((n, i) => n !== x.shape[i] && !axes.includes(i));
  if (other >= 0) throw new CotangentError(notSpatial(`${other}`, showType(x), `${shape[other]}`), { code: 'NN0228', hint: 'name every axis that changes' });
  return op(keyOf(name, shape, axes, numbers, method, antialias), [x, ...tensors], (b, [given, ...rest]) => {
    const moving = floating(b, given as Value), dtype = weightDType(moving);
    const [s, t] = numbers.map((v): ((i: number) => Value) => {
      if (v) return (i) => b.full({ value: v[i]!, shape: [], dtype });
      const own = rest.shift() as Value, list = converted(b, own, dtype);
      return (i) => b.reshape(b.slice(list, { start: [i], stop: [i + 1], step: [1] }), { shape: [] });
    }) as [(i: number) => Value, (i: number) => Value];
    return axes.reduce((v, axis, i) => {
      const w = weights(b, known(v.type.shape)[axis]!, shape[axis]!, s(i), t(i), kernel, antialias);
      return weighted(b, v, axis, converted(b, w, v.type.dtype));
    }, moving);
  })[0]!;
}

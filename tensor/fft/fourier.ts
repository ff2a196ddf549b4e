/**
 * fft: discrete Fourier transforms of numpy.fft and jax.numpy.fft. There is no complex dtype: complex tensors are pairs of real and imaginary parts
 * (`Complex`); a real tensor is one whose imaginary part is 0. Integers and 16-bit floats become f32. Norms: 'backward' divides inverse
 * transforms by n, 'forward' the others, 'ortho' both by √n. Source of all: jax.numpy.fft.
 */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { known } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { checkDType } from '../create.ts';
import { axesAt, axisAt, type Axis } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { AlongAll, AnyOpen, AxesIn, AxisOf, FromFrontAll, RankOf, Unsized, With } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, Unknown } from '../../core/types/dim.ts';
import type { Add, Div, Mul, Plus, Sub } from '../../core/types/number.ts';
import type { noAxis } from '../../core/shape.ts';
import type { Absent, Each, Option } from '../signatures.ts';
import { Complex } from './complex.ts';
import { fitted, single, type Single } from './operands.ts';

export type Norm = 'backward' | 'ortho' | 'forward';
const norms: readonly Norm[] = ['backward', 'ortho', 'forward'];

export interface FftOptions {
  /** How many elements along the axis take part: more are cut off, fewer filled up with zeros. For irfft: of the result. */
  readonly n?: number;
  readonly axis?: number;
  readonly norm?: Norm;
}
export interface FftnOptions {
  /** `n` of each axis. */
  readonly s?: readonly number[];
  /** The last ones of `s`, or all, when absent. */
  readonly axes?: readonly number[];
  readonly norm?: Norm;
}

type Parts = readonly [re: Value, im: Value];
interface Step {
  readonly axis: number;
  readonly n: number;
}

/** A step of several: what transforms along one axis. */
const along = (b: Builder, [re, im]: Parts, { axis, n }: Step, inverse: boolean, norm: Norm): Parts => {
  const rank = re.type.shape.length, order = [...re.type.shape.map((_, i) => i).filter((i) => i !== axis), axis];
  const back = order.map((_, i) => order.indexOf(i)), turn = (v: Value, o: readonly number[]): Value => (axis === rank - 1 ? v : b.transpose(v, { order: o }));
  const [yr, yi] = b.fft(turn(fitted(b, re, axis, n), order), turn(fitted(b, im, axis, n), order), { inverse }) as [Value, Value];
  const scale = norm === 'ortho' ? 1 / Math.sqrt(n) : (norm === 'backward') === inverse ? 1 / n : 1;
  return [yr, yi].map((v) => turn(scale === 1 ? v : b.mul(v, scale), back)) as [Value, Value];
};

/** Half of the spectrum of a real signal of n elements, completed: y_(n-k) = conj(y_k). */
function completed(b: Builder, [re, im]: Parts, { axis, n }: Step): Parts {
  const shape = known(re.type.shape), from = shape.map((_, i) => (i === axis ? 1 : 0)), stop = shape.with(axis, Math.ceil(n / 2));
  const mirrored = (v: Value): Value => b.rev(b.slice(v, { start: from, stop, step: shape.map(() => 1) }), { axes: [axis] });
  return n < 3 ? [re, im] : [b.concat([re, mirrored(re)], { axis }), b.concat([im, b.neg(mirrored(im))], { axis })];
}

interface Plan {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly norm: Norm;
  readonly inverse: boolean;
  /** The last step goes from real numbers to half of a spectrum, or back. */
  readonly real: boolean;
}

function run(x: Tensor | Complex, { name, steps, norm, inverse, real }: Plan): Tensor[] {
  const parts = x instanceof Complex ? [x.real, x.imag] : [x];
  return op(keyOf(name, norm, ...steps.map(({ axis, n }) => [axis, n])), parts, (b, given) => {
    const [re, im] = given.map((v) => single(b, v as Value)) as [Value, Value?], last = steps.at(-1)!;
    let z: Parts = [re, im ?? b.full({ value: 0, shape: re.type.shape, dtype: re.type.dtype })];
    if (!real) {
      for (const step of steps.toReversed()) z = along(b, z, step, inverse, norm);
      return z;
    }
    if (inverse) {
      for (const step of steps.slice(0, -1)) z = along(b, z, step, true, norm);
      const half = last.n === 1 ? 1 : Math.floor(last.n / 2) + 1;
      return along(b, completed(b, z.map((v) => fitted(b, v, last.axis, half)) as [Value, Value], last), last, true, norm)[0];
    }
    z = along(b, z, last, false, norm).map((v) => fitted(b, v, last.axis, Math.floor(last.n / 2) + 1)) as [Value, Value];
    for (const step of steps.slice(0, -1).toReversed()) z = along(b, z, step, false, norm);
    return z;
  });
}

/** What is to be done, from the options; throws where they make no sense. */
function planOf(name: string, x: Tensor | Complex, options: FftnOptions, { inverse, real }: { readonly inverse: boolean; readonly real: boolean }): Plan {
  const { s, axes: named, norm = 'backward' } = options, { shape } = x, rank = shape.length;
  if (!norms.includes(norm)) throw new CotangentError(`${name}: there is no norm '${String(norm)}'`, { code: 'NN0596', hint: "use 'backward', 'ortho' or 'forward'" });
  if (real && !inverse && x instanceof Complex) throw new CotangentError(`${name} transforms real numbers, got complex ones`, { code: 'NN0598', hint: `give the real part, or use ${name.replace('.r', '.')}` });
  const axes = (named ?? shape.map((_, i) => i).slice(s ? Math.max(0, rank - s.length) : 0)).map((a) => axisAt(name, a, rank));
  axesAt(name, x instanceof Complex ? x.real : x, axes);
  if (s && s.length !== axes.length) throw new CotangentError(unpaired(name, `${s.length}`, `${axes.length}`), { code: 'NN0228', hint: 'give one size for each axis' });
  if (axes.length === 0) throw new CotangentError(goesNowhere(name, `${rank}`), { code: 'NN0217', hint: 'give a tensor with axes' });
  const steps = axes.map((axis, i) => ({ axis, n: s?.[i] ?? (real && inverse && i === axes.length - 1 ? 2 * (shape[axis]! - 1) : shape[axis]!) }));
  const odd = steps.find(({ n }) => !Number.isInteger(n) || n < 1);
  if (odd) throw new CotangentError(noValue(name, `${odd.n}`, `${odd.axis}`), { code: 'NN0599', hint: 'n is a whole number of at least 1' });
  return { name, steps, norm, inverse, real };
}

const goesNowhere = <const Name extends string, const Rank extends string>(name: Name, rank: Rank): goesNowhere<Name, Rank> => `${name} goes along one axis at least, of a tensor of rank ${rank}`;
type goesNowhere<Name extends string, Rank extends string> = `${Name} goes along one axis at least, of a tensor of rank ${Rank}`;
const unpaired = <const Name extends string, const N extends string, const Axes extends string>(name: Name, sizes: N, axes: Axes): unpaired<Name, N, Axes> => `${name}: s has ${sizes} sizes for ${axes} axes`;
type unpaired<Name extends string, N extends string, Axes extends string> = `${Name}: s has ${N} sizes for ${Axes} axes`;
const noValue = <const Name extends string, const N extends string, const A extends string>(name: Name, n: N, axis: A): noValue<Name, N, A> => `${name}: a transform of ${n} elements along axis ${axis} has no value`;
type noValue<Name extends string, N extends string, A extends string> = `${Name}: a transform of ${N} elements along axis ${A} has no value`;

/** Numbers, real or complex. */
export type Either<S, D> = Tensor<S, D> | Complex<S, D>;
/** What becomes of the last axis: it stays, becomes half of a spectrum, or what half of one was made of. */
type Last = 'stays' | 'halves' | 'doubles';
/** The shape of a transform along axes, in which N elements take part. */
type Transformed<Op extends string, S, Axes, N, L extends Last> =
  HasRank<S> extends false ? Unknown<S>
  : Absent<Axes> extends true ? (HasRank<N> extends true ? Along<Op, S, EndPlaces<S, N>, N, L> : Absent<N> extends true ? Along<Op, S, Places<S>, N, L> : Unsized<S>)
  : AnyOpen<Axes> extends true ? Unsized<S> : Along<Op, S, Axes, N, L>;
type Along<Op extends string, S, Axes, N, L extends Last> =
  Missing<Op, S, Axes> extends infer M
    ? [M] extends [never]
      ? AxesIn<Op, S, FromFrontAll<S, Axes>> extends infer R
        ? [R] extends [Mistake<string>] ? R
        : HasRank<N> extends true
          ? RankOf<N> extends RankOf<Axes> ? Started<Op, S, FromFrontAll<S, Axes>, N, L> : Mistake<unpaired<Op, `${RankOf<N> & number}`, `${RankOf<Axes> & number}`>>
          : Started<Op, S, FromFrontAll<S, Axes>, Absent<N> extends true ? N : number, L>
        : never
      : M
    : never;
type Missing<Op extends string, S, Axes> = Axes extends readonly [infer A, ...infer R] ? ([AxisOf<S, A>] extends [never] ? Mistake<noAxis<Op, `${A & number}`, `${RankOf<S> & number}`>> : Missing<Op, S, R>) : never;
type Started<Op extends string, S, Axes, N, L extends Last> = Axes extends readonly [] ? Mistake<goesNowhere<Op, `${RankOf<S> & number}`>> : Stepped<Op, S, Axes, N, L>;
type Stepped<Op extends string, S, Axes, N, L extends Last, I extends unknown[] = [], R = S> =
  Axes extends readonly [infer A, ...infer More]
    ? Taking<S[A & keyof S], Absent<N> extends true ? N : Each<N, I['length']>, More extends readonly [] ? L : 'stays'> extends infer T
      ? BelowOne<T> extends true ? Mistake<noValue<Op, `${T & number}`, `${A & number}`>>
      : Stepped<Op, S, More, N, L, [...I, 0], With<R, A, More extends readonly [] ? (L extends 'halves' ? HalfOf<T> : T) : T>>
      : never
    : R;
type BelowOne<N> = [N] extends [number] ? (`${N}` extends '0' | `-${string}` ? true : false) : false;
/** How many elements take part. */
type Taking<Size, N, L> = number extends N ? number : [N] extends [undefined] ? (L extends 'doubles' ? (Size extends 0 ? -2 : [Size] extends [number] ? Mul<2, Sub<Size, 1>> : number) : Size) : N;
/** ⌊n/2⌋ + 1. */
export type HalfOf<N> = [N] extends [number] ? Add<Div<N, 2>, 1> : number;
type Places<S, R extends number[] = []> = S extends readonly [unknown, ...infer T] ? Places<T, [...R, R['length']]> : R;
/** The last axes, as many as N has sizes. */
type EndPlaces<S, N, R extends number[] = []> = N extends readonly [unknown, ...infer M] ? (S extends readonly [...infer T, unknown] ? EndPlaces<T, M, [RankOf<T> & number, ...R]> : R) : R;

type Sizes1<Op extends string, S, O, L extends Last> = Transformed<Op, S, [Option<O, 'axis', -1>], Option<O, 'n', undefined> extends infer N ? (Absent<N> extends true ? N : [N]) : never, L>;
type Sizes2<Op extends string, S, O, L extends Last> = Transformed<Op, S, Option<O, 'axes', [-2, -1]>, Option<O, 's', undefined>, L>;
type SizesN<Op extends string, S, O, L extends Last> = Transformed<Op, S, Option<O, 'axes', undefined>, Option<O, 's', undefined>, L>;
type None = Record<never, never>;

const one = ({ n, axis = -1, norm }: FftOptions): FftnOptions => ({ ...(n === undefined ? {} : { s: [n] }), axes: [axis], ...(norm === undefined ? {} : { norm }) });
const pair = (options: FftnOptions): FftnOptions => ({ ...options, axes: options.axes ?? [-2, -1] });
const complexOf = ([re, im]: readonly Tensor[]): Complex => new Complex(re!, im!);

const forwards = (name: string, options: FftnOptions, x: Tensor | Complex): Complex => complexOf(run(x, planOf(`fft.${name}`, x, options, { inverse: false, real: false })));
const backwards = (name: string, options: FftnOptions, x: Tensor | Complex): Complex => complexOf(run(x, planOf(`fft.${name}`, x, options, { inverse: true, real: false })));
const fromReal = (name: string, options: FftnOptions, x: Tensor): Complex => complexOf(run(x, planOf(`fft.${name}`, x, options, { inverse: false, real: true })));
const toReal = (name: string, options: FftnOptions, x: Tensor | Complex): Tensor => run(x, planOf(`fft.${name}`, x, options, { inverse: true, real: true }))[0]!;

/**
 * y_k = Σⱼ x_j · e^(-2πi jk / n) along an axis, the last one by default.   x, y: [..s]
 * @example
 * fft.fft(tensor([1, 2, 3, 4])).real // [10, -2, -2, -2]
 */
export const fft = ((x: Tensor | Complex, options: FftOptions = {}) => forwards('fft', one(options), x)) as
  <S, D, const O extends FftOptions = None>(x: Fits<Sizes1<'fft.fft', S, O, 'stays'>, Either<S, D>>, options?: O) => Complex<Gives<Sizes1<'fft.fft', S, O, 'stays'>>, Single<D>>;

/**
 * x_j = 1/n · Σ_k y_k · e^(2πi jk / n), what undoes `fft`.   x, y: [..s]
 * @example
 * fft.ifft(tensor([4, 0, 0, 0])).real // [1, 1, 1, 1]
 */
export const ifft = ((x: Tensor | Complex, options: FftOptions = {}) => backwards('ifft', one(options), x)) as
  <S, D, const O extends FftOptions = None>(x: Fits<Sizes1<'fft.ifft', S, O, 'stays'>, Either<S, D>>, options?: O) => Complex<Gives<Sizes1<'fft.ifft', S, O, 'stays'>>, Single<D>>;

/**
 * The first n/2 + 1 elements of `fft` of real numbers; the others mirror them.   x: [.., n, ..]   y: [.., ⌊n/2⌋ + 1, ..]
 * @example
 * fft.rfft(tensor([1, 2, 3, 4])).imag // [0, 2, 0]
 */
export const rfft = ((x: Tensor, options: FftOptions = {}) => fromReal('rfft', one(options), x)) as
  <S, D, const O extends FftOptions = None>(x: Fits<Sizes1<'fft.rfft', S, O, 'halves'>, Tensor<S, D>>, options?: O) => Complex<Gives<Sizes1<'fft.rfft', S, O, 'halves'>>, Single<D>>;

/**
 * The n real numbers whose `rfft` is given, n = 2 · (m - 1) unless said otherwise; an odd n must be.   x: [.., m, ..]   y: [.., n, ..]
 * @example
 * fft.irfft(fft.rfft(tensor([1, 2, 3])), { n: 3 }) // [1, 2, 3]
 */
export const irfft = ((x: Tensor | Complex, options: FftOptions = {}) => toReal('irfft', one(options), x)) as
  <S, D, const O extends FftOptions = None>(x: Fits<Sizes1<'fft.irfft', S, O, 'doubles'>, Either<S, D>>, options?: O) => Tensor<Gives<Sizes1<'fft.irfft', S, O, 'doubles'>>, Single<D>>;

/**
 * `fft` along two axes, the last ones by default.   x, y: [..s]
 * @example
 * fft.fft2(tensor([[1, 2], [3, 4]])).real // [[10, -2], [-4, 0]]
 */
export const fft2 = ((x: Tensor | Complex, options: FftnOptions = {}) => forwards('fft2', pair(options), x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<Sizes2<'fft.fft2', S, O, 'stays'>, Either<S, D>>, options?: O) => Complex<Gives<Sizes2<'fft.fft2', S, O, 'stays'>>, Single<D>>;

/**
 * What undoes `fft2`.   x, y: [..s]
 * @example
 * fft.ifft2(tensor([[10, -2], [-4, 0]])).real // [[1, 2], [3, 4]]
 */
export const ifft2 = ((x: Tensor | Complex, options: FftnOptions = {}) => backwards('ifft2', pair(options), x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<Sizes2<'fft.ifft2', S, O, 'stays'>, Either<S, D>>, options?: O) => Complex<Gives<Sizes2<'fft.ifft2', S, O, 'stays'>>, Single<D>>;

/**
 * `rfft` along the last of two axes and `fft` along the other.   x: [.., m, n]   y: [.., m, ⌊n/2⌋ + 1]
 * @example
 * fft.rfft2(tensor([[1, 2], [3, 4]])).real // [[10, -2], [-4, 0]]
 */
export const rfft2 = ((x: Tensor, options: FftnOptions = {}) => fromReal('rfft2', pair(options), x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<Sizes2<'fft.rfft2', S, O, 'halves'>, Tensor<S, D>>, options?: O) => Complex<Gives<Sizes2<'fft.rfft2', S, O, 'halves'>>, Single<D>>;

/**
 * What undoes `rfft2`.   x: [.., m, k]   y: [.., m, n]
 * @example
 * fft.irfft2(fft.rfft2(tensor([[1, 2], [3, 4]]))) // [[1, 2], [3, 4]]
 */
export const irfft2 = ((x: Tensor | Complex, options: FftnOptions = {}) => toReal('irfft2', pair(options), x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<Sizes2<'fft.irfft2', S, O, 'doubles'>, Either<S, D>>, options?: O) => Tensor<Gives<Sizes2<'fft.irfft2', S, O, 'doubles'>>, Single<D>>;

/**
 * `fft` along several axes, all by default.   x, y: [..s]
 * @example
 * fft.fftn(tensor([[1, 2], [3, 4]])).real // [[10, -2], [-4, 0]]
 */
export const fftn = ((x: Tensor | Complex, options: FftnOptions = {}) => forwards('fftn', options, x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<SizesN<'fft.fftn', S, O, 'stays'>, Either<S, D>>, options?: O) => Complex<Gives<SizesN<'fft.fftn', S, O, 'stays'>>, Single<D>>;

/**
 * What undoes `fftn`.   x, y: [..s]
 * @example
 * fft.ifftn(tensor([[10, -2], [-4, 0]])).real // [[1, 2], [3, 4]]
 */
export const ifftn = ((x: Tensor | Complex, options: FftnOptions = {}) => backwards('ifftn', options, x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<SizesN<'fft.ifftn', S, O, 'stays'>, Either<S, D>>, options?: O) => Complex<Gives<SizesN<'fft.ifftn', S, O, 'stays'>>, Single<D>>;

/**
 * `rfft` along the last of several axes and `fft` along the others.   x: [..s, n]   y: [..s, ⌊n/2⌋ + 1]
 * @example
 * fft.rfftn(tensor([[1, 2], [3, 4]])).real // [[10, -2], [-4, 0]]
 */
export const rfftn = ((x: Tensor, options: FftnOptions = {}) => fromReal('rfftn', options, x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<SizesN<'fft.rfftn', S, O, 'halves'>, Tensor<S, D>>, options?: O) => Complex<Gives<SizesN<'fft.rfftn', S, O, 'halves'>>, Single<D>>;

/**
 * What undoes `rfftn`.   x: [..s, m]   y: [..s, n]
 * @example
 * fft.irfftn(fft.rfftn(tensor([[1, 2], [3, 4]]))) // [[1, 2], [3, 4]]
 */
export const irfftn = ((x: Tensor | Complex, options: FftnOptions = {}) => toReal('irfftn', options, x)) as
  <S, D, const O extends FftnOptions = None>(x: Fits<SizesN<'fft.irfftn', S, O, 'doubles'>, Either<S, D>>, options?: O) => Tensor<Gives<SizesN<'fft.irfftn', S, O, 'doubles'>>, Single<D>>;

export interface FrequencyOptions<E = DType> {
  /** The distance between samples. */
  readonly d?: number;
  readonly dtype?: E;
}

function frequencies(name: string, n: number, count: number, wrap: number, { d = 1, dtype = 'f32' }: FrequencyOptions): Tensor {
  if (!Number.isInteger(n) || n < 1) throw new CotangentError(`${name}: a transform of ${n} elements has no frequencies`, { code: 'NN0599', hint: 'n is a whole number of at least 1' });
  checkDType(name, dtype);
  return op(keyOf(name, n, d, dtype), [], (b) => {
    const k = b.iota({ shape: [count], axis: 0, dtype: 'i32' });
    return b.div(b.convert(b.select(b.ge(k, wrap), b.sub(k, n), k), { dtype }), n * d);
  })[0]!;
}

/**
 * The frequencies of the elements of `fft`: 0, 1, … , -2, -1 in units of 1 / (n · d).   y: [n]
 * @example
 * fft.fftfreq(5, { d: 0.5 }) // [0, 0.4, 0.8, -0.8, -0.4]
 */
export const fftfreq = ((n: number, options: FrequencyOptions = {}) => frequencies('fft.fftfreq', n, n, Math.ceil(n / 2), options)) as <const N extends number, E extends DType = 'f32'>(n: N, options?: FrequencyOptions<E>) => Tensor<[N], NoInfer<E>>;

/**
 * The frequencies of the elements of `rfft`: 0, 1, … in units of 1 / (n · d).   y: [⌊n/2⌋ + 1]
 * @example
 * fft.rfftfreq(4) // [0, 0.25, 0.5]
 */
export const rfftfreq = ((n: number, options: FrequencyOptions = {}) => frequencies('fft.rfftfreq', n, Math.floor(n / 2) + 1, n, options)) as <const N extends number, E extends DType = 'f32'>(n: N, options?: FrequencyOptions<E>) => Tensor<[Plus<Div<N, 2>, 1>], NoInfer<E>>;

/** The elements moved round along the axes, so that element `start(n)` comes first. */
function rolled(name: string, x: Tensor, axis: Axis | undefined, start: (n: number) => number): Tensor {
  const axes = axesAt(name, x, axis);
  return op(keyOf(name, axes), [x], (b, [x]) => axes.reduce((v, axis) => {
    const shape = known(v.type.shape), from = start(shape[axis]!), none = shape.map(() => 0), step = shape.map(() => 1);
    if (from === 0) return v;
    return b.concat([b.slice(v, { start: none.with(axis, from), stop: shape, step }), b.slice(v, { start: none, stop: shape.with(axis, from), step })], { axis });
  }, x as Value))[0]!;
}
type ShapeOf<T> = T extends Either<infer S, unknown> ? S : never;
const shifted = <const Name extends string>(name: Name, start: (n: number) => number) => {
  function shift<T extends Tensor | Complex, const A extends Axis = null>(x: Fits<AlongAll<Name, ShapeOf<T>, A>, T>, options?: { readonly axes?: A }): T;
  function shift(x: Tensor | Complex, { axes }: { readonly axes?: Axis } = {}): Tensor | Complex {
    return x instanceof Complex ? new Complex(rolled(name, x.real, axes, start), rolled(name, x.imag, axes, start)) : rolled(name, x, axes, start);
  }
  return shift;
};

/**
 * Moves the frequency 0 to the middle, along all axes or those named.   x, y: [..s]
 * @example
 * fft.fftshift(tensor([0, 1, 2, -2, -1])) // [-2, -1, 0, 1, 2]
 */
export const fftshift = shifted('fft.fftshift', (n) => Math.ceil(n / 2));

/**
 * What undoes `fftshift`.   x, y: [..s]
 * @example
 * fft.ifftshift(tensor([-2, -1, 0, 1, 2])) // [0, 1, 2, -2, -1]
 */
export const ifftshift = shifted('fft.ifftshift', (n) => Math.floor(n / 2));

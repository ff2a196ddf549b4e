/** numpy: numbers in equal steps, of their logarithms too; grids of coordinates; windows. */
import { isFloat, isInteger, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes as joined } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType, checkShape, fromElements } from '../create.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { checked, keyOf, op } from '../operation.ts';
import { encode } from '../../core/encode.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { mul, pow, sign } from './arithmetic.ts';
import { astype } from './dtypes.ts';
import { log } from './exponential.ts';
import { full, type DTypeOption } from './creation.ts';
import type { AnyOpen, Both, Expanded, Unsized, With } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Copied, Fits, Gives, HasRank, Mistake, Shape, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Inexact, Promote, PromoteInexact, Weak } from '../../core/types/promote.ts';
import type { AllCounts, Sized } from '../create.ts';
import type { As, DTypeOf, Made, Operand, ShapeOf, ShapesOf } from '../signatures.ts';
import { broadcastTo, moveaxis, reshape } from './shape.ts';

/** How many whole numbers there are from 0 to a literal one, without it. */
type Steps<N extends number> = number extends N ? number : `${N}` extends `-${string}` ? 0 : `${N}` extends `${string}.${string}` | `${string}e${string}` ? number : N;
type StepsIn<N extends number, O> = O extends { readonly dtype: infer D extends DType } ? D : number extends N ? 'i32' | 'f32' : `${N}` extends `${string}.${string}` | `${string}e${string}` ? 'i32' | 'f32' : 'i32';

/**
 * start, start + step, … before stop; from 0 in steps of 1 when only stop is given.   y: [⌈(stop − start) / step⌉]
 * i32 when all are whole, else f32, unless the dtype is said. As numpy's arange.
 * @example
 * arange(3) // [0, 1, 2]
 * arange(1, 2, 0.25) // [1, 1.25, 1.5, 1.75]
 * arange(2, { dtype: 'f32' }) // [0, 1]
 */
export function arange<const N extends number, const O extends DTypeOption = Record<never, never>>(stop: N, options?: O): Tensor<[Steps<N>], StepsIn<N, O>>;
export function arange<const O extends DTypeOption = Record<never, never>>(start: number, stop: number | undefined, options?: O): Tensor<[number], StepsIn<number, O>>;
export function arange<const O extends DTypeOption = Record<never, never>>(start: number, stop: number | undefined, step: number | undefined, options?: O): Tensor<[number], StepsIn<number, O>>;
export function arange(...args: readonly (number | DTypeOption | undefined)[]): unknown {
  const options = args.findLast((a) => typeof a === 'object') ?? {}, [start, stop, step] = args.filter((a) => typeof a !== 'object') as readonly (number | undefined)[];
  const { dtype: wanted } = options as DTypeOption, from = stop === undefined ? 0 : start!, to = stop ?? start!, by = step ?? 1;
  if (wanted !== undefined) checkDType('arange', wanted);
  const n = Math.max(0, Math.ceil((to - from) / by));
  if (!Number.isFinite(n)) throw new CotangentError(`arange: from ${from} to ${to} in steps of ${by} never ends`, { code: 'NN0517', hint: 'give finite numbers and a step other than 0' });
  const dtype = wanted ?? ([from, to, by].every(Number.isInteger) ? 'i32' : 'f32');
  if (dtype === 'bool' && n > 2) throw new CotangentError(`arange: ${n} steps of truth values`, { code: 'NN0508', hint: 'choose a dtype of numbers' });
  // With a step of its own 16-bit floats are counted in 32 bits.
  const inner = dtype === 'bool' ? 'i32' : isFloat(dtype) && dtype !== 'f64' && step !== undefined ? 'f32' : dtype, whole = (x: number): number => (isFloat(inner) ? x : Math.trunc(x));
  return op(keyOf('arange', from, n, by, inner, dtype), [], (b) => {
    const i = b.iota({ shape: [n], axis: 0, dtype: inner }), scaled = by === 1 ? i : b.mul(i, whole(by)), y = from === 0 ? scaled : b.add(scaled, whole(from));
    return inner === dtype ? y : b.convert(y, { dtype });
  })[0]!;
}

export interface SpaceOptions<E = DType, I = number, P = boolean> extends DTypeOption<E> {
  /** Whether `stop` is the last of them. On when absent. */
  readonly endpoint?: P;
  /** Where the new axis stands. */
  readonly axis?: I;
}
const floatOf = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'f32');
const noCount = <const Op extends string, const N extends string>(op: Op, num: N): noCount<Op, N> => `${op}: ${num} is no number of elements`;
type noCount<Op extends string, N extends string> = `${Op}: ${N} is no number of elements`;
type Counted<Op extends string, N extends number> = AllCounts<[N]> extends false ? Mistake<noCount<Op, `${N}`>> : N;
function checkCount(name: string, num: number, dtype: DType | undefined): void {
  if (!Number.isInteger(num) || num < 0) throw new CotangentError(noCount(name, `${num}`), { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  if (dtype !== undefined) checkDType(name, dtype);
}

/** Both ends, whose shapes meet. */
function ends(name: string, start: TensorLike, stop: TensorLike): readonly [Tensor, Tensor] {
  const from = tensorOf(name, start), to = tensorOf(name, stop);
  checked(() => joined(name, from.shape, to.shape));
  return [from, to];
}
/** start · (1 − i / d) + stop · (i / d): both ends come out exactly. */
function spaced(b: Builder, start: Value, stop: Value, num: number, endpoint: boolean): Value {
  const shape = joined('linspace', start.type.shape, stop.type.shape) as readonly number[], { dtype } = start.type, steps = endpoint ? num - 1 : num;
  const all = (n: number): readonly number[] => [n, ...shape], spread = (x: Value, n: number): Value => b.broadcast(x, { shape: all(n), axes: x.type.shape.map((_, i, s) => shape.length - s.length + 1 + i) });
  if (num <= 1) return spread(start, num);
  const part = b.div(b.iota({ shape: all(steps), axis: 0, dtype }), steps);
  const inside = b.add(b.mul(spread(start, steps), b.sub(1, part)), b.mul(spread(stop, steps), part));
  return endpoint ? b.concat([inside, spread(stop, 1)], { axis: 0 }) : inside;
}

/** The shape in which the ends meet, with a new axis. */
type Spaced<Op extends string, A, B, N, I> =
  Broadcast<Op, A, B> extends infer S
    ? S extends Mistake<string> ? S : HasRank<S> extends false ? Unknown<S> : AnyOpen<I> extends true ? Unsized<Both<[N], S>>
    : Expanded<Op, S, I> extends infer T ? (T extends Mistake<string> ? T : With<T, I, N>) : never
    : never;
/** That of the distance from one to the next: without one, NaN, it is a scalar. */
type Step<S, N, P> = N extends 0 ? [] : N extends 1 ? (boolean extends P ? Shape : P extends true ? [] : S) : number extends N ? (S extends readonly [] ? S : Shape) : S;
/**
 * num numbers in equal steps from start to stop.   start, stop: [..s]   y: [num, ..s], the new axis where `axis` says
 * Floats unless the dtype is said; integers are rounded down. With retstep [y, step]. As numpy's linspace.
 * @example
 * linspace(0, 1, 5) // [0, 0.25, 0.5, 0.75, 1]
 * linspace(0, 1, 4, { endpoint: false }) // [0, 0.25, 0.5, 0.75]
 * linspace(0, 1, 3, { retstep: true }) // [[0, 0.5, 1], 0.5]
 */
export function linspace<A = [], D = Weak, B = [], E = Weak, const N extends number = 50, W extends DType | undefined = undefined, const I extends number = 0, const P extends boolean = true, const R extends boolean = false>(
  start: Operand<A, D>, stop: Fits<Broadcast<'linspace', A, B>, Operand<B, E>>, num?: Fits<Counted<'linspace', N>, N>, options?: SpaceOptions<W, Fits<Spaced<'linspace', A, B, N, I>, I>, P> & { readonly retstep?: R },
): WithStep<R, Tensor<Gives<Spaced<'linspace', A, B, N, I>>, Made<As<W, PromoteInexact<D, E>>>>, Tensor<Gives<Step<Broadcast<'linspace', A, B>, N, P>>, Made<Inexact<As<W, PromoteInexact<D, E>>>>>>;
export function linspace(start: TensorLike, stop: TensorLike, num = 50, { endpoint = true, retstep = false, dtype, axis = 0 }: SpaceOptions & { readonly retstep?: boolean } = {}): Tensor | [Tensor, Tensor] {
  const given = ends('linspace', start, stop), wanted = dtype;
  checkCount('linspace', num, dtype);
  const made = op(keyOf('linspace', num, endpoint, wanted), given, (b, [p, q]) => {
    const own = (p as Value).type.dtype, result = wanted ?? floatOf(own), inner = floatOf(result), to = (v: Value): Value => converted(b, v, inner);
    const [x, z] = [to(p as Value), to(q as Value)], y = spaced(b, x, z, num, endpoint), steps = endpoint ? num - 1 : num;
    const shape = joined('linspace', x.type.shape, z.type.shape);
    const step = num > 1 || (num === 1 && !endpoint) ? b.div(b.sub(z, x), steps) : b.full({ value: NaN, shape: num === 0 || endpoint ? [] : shape, dtype: inner });
    const rounded = isInteger(result) ? b.floor(y) : y;
    return [result === inner ? rounded : b.convert(rounded, { dtype: result }), step];
  }, { promote: true, strong: true }) as [Tensor, Tensor];
  const at = axisAt('linspace', axis, made[0].rank), y = at === 0 ? made[0] : moveaxis(made[0], 0, at);
  return retstep ? [y, made[1]] : y;
}
type WithStep<R, Y, Step> = R extends true ? [y: Y, step: Step] : Y;

/** Both ends in the float dtype in which they meet, if none is wanted. */
const floatEnds = (given: readonly Tensor[], wanted: DType | undefined): readonly Tensor[] =>
  op(keyOf('ends', wanted), given, (b, xs) => xs.map((x) => converted(b, x as Value, floatOf(wanted ?? (x as Value).type.dtype))), { promote: true, strong: true });
/**
 * num powers of the base, whose exponents go in equal steps from start to stop.   As numpy's logspace.
 * @example
 * logspace(0, 2, 3) // [1, 10, 100]
 */
export function logspace<A = [], D = Weak, B = [], E = Weak, const N extends number = 50, W extends DType | undefined = undefined, const I extends number = 0, C = [], F = Weak>(
  start: Operand<A, D>, stop: Fits<Broadcast<'logspace', A, B>, Operand<B, E>>, num?: Fits<Counted<'logspace', N>, N>,
  options?: SpaceOptions<W, Fits<Spaced<'logspace', A, B, N, I>, I>> & { readonly base?: Fits<Powers<C, Spaced<'logspace', A, B, N, I>>, Operand<C, F>> },
): Tensor<Gives<Powers<C, Spaced<'logspace', A, B, N, I>>>, Made<As<W, Promote<F, PromoteInexact<D, E>>>>>;
export function logspace(start: TensorLike, stop: TensorLike, num = 50, { base = 10, dtype, axis = 0, endpoint = true }: SpaceOptions & { readonly base?: TensorLike } = {}): Tensor {
  const given = ends('logspace', start, stop);
  checkCount('logspace', num, dtype);
  const [from, to] = floatEnds(given, dtype), y = linspace(from!, to!, num, { endpoint }), placed = moveaxis(y, 0, axisAt('logspace', axis, y.rank)), z = pow(base, placed);
  return dtype === undefined || z.dtype === dtype ? z : astype(z, dtype);
}
type Powers<C, S> = S extends Mistake<string> ? S : Broadcast<'pow', C, S>;
/**
 * num numbers from start to stop, each the same multiple of the one before.   start, stop: both positive or both negative.   As numpy's geomspace.
 * @example
 * geomspace(1, 8, 4) // [1, 2, 4, 8]
 */
export function geomspace<A = [], D = Weak, B = [], E = Weak, const N extends number = 50, W extends DType | undefined = undefined, const I extends number = 0>(
  start: Operand<A, D>, stop: Fits<Broadcast<'geomspace', A, B>, Operand<B, E>>, num?: Fits<Counted<'geomspace', N>, N>, options?: SpaceOptions<W, Fits<Spaced<'geomspace', A, B, N, I>, I>>,
): Tensor<Gives<Spaced<'geomspace', A, B, N, I>>, Made<As<W, PromoteInexact<D, E>>>>;
export function geomspace(start: TensorLike, stop: TensorLike, num = 50, { axis = 0, dtype, endpoint = true }: SpaceOptions = {}): Tensor {
  const given = ends('geomspace', start, stop);
  checkCount('geomspace', num, dtype);
  const [from, to] = floatEnds(given, dtype), side = sign(from!), decades = (x: Tensor): Tensor => mul(log(mul(x, side)), 1 / Math.LN10);
  const y = mul(side, logspace(decades(from!), decades(to!), num, { endpoint })), placed = moveaxis(y, 0, axisAt('geomspace', axis, y.rank));
  return dtype === undefined || placed.dtype === dtype ? placed : astype(placed, dtype);
}

export interface GridOptions {
  /** xy: the first two axes stand as in a picture, rows by the second vector; ij: as in a matrix. */
  readonly indexing?: 'xy' | 'ij';
  /** Without repetition: each with size 1 along the axes of the others. */
  readonly sparse?: boolean;
}
const noVector = <const S extends string>(shape: S): noVector<S> => `meshgrid: ${shape} is not a vector`;
type noVector<S extends string> = `meshgrid: ${S} is not a vector`;
type Vector<S> = S extends readonly [unknown] ? S : HasRank<S> extends true ? Mistake<noVector<ShowShape<S>>> : S;
type VectorsOf<Ts> = Ts extends readonly [...infer Xs, infer X] ? (X extends GridOptions ? Xs : Ts) : Ts;
type IndexingOf<Ts> = Ts extends readonly [...unknown[], { readonly indexing: infer K }] ? K : 'xy';
type SparseOf<Ts> = Ts extends readonly [...unknown[], { readonly sparse: infer K }] ? K : false;
/** The sizes of the grid. */
type GridShape<Ss, K> = Ss extends readonly [infer A, infer B, ...infer R] ? ('xy' | 'ij' extends K ? [number, number, ...Sizes<R>] : K extends 'xy' ? [...Sizes<[B, A]>, ...Sizes<R>] : Sizes<Ss>) : Sizes<Ss>;
type Sizes<Ss> = Ss extends readonly [infer S, ...infer R] ? [S extends readonly [infer N] ? N : number, ...Sizes<R>] : [];
/** The size along axis I stays; at place I of the list stands the vector that is laid along it. */
type Grids<Ts, K, G, Sparse> = { -readonly [I in keyof Ts]: Tensor<boolean extends Sparse ? Unsized<G> : Sparse extends true ? Alone<G, PlaceOf<I, K, G>> : G, DTypeOf<Ts[I]>> };
type PlaceOf<I, K, G> = G extends readonly [unknown, unknown, ...unknown[]] ? (K extends 'xy' ? (I extends '0' ? '1' : I extends '1' ? '0' : I) : I) : I;
type Alone<G, At> = { [I in keyof G]: I extends At ? G[I] : 1 };
type Grid<Ts, K, Sparse> = HasRank<Ts> extends true ? Grids<Ts, K, GridShape<ShapesOf<Ts>, K>, Sparse> : Tensor[];
/**
 * The coordinates of the points of a grid: every vector repeated along the axes of the others.   xᵢ: [nᵢ]   yᵢ: [n₁, n₀, n₂ ..], or [n₀, n₁ ..] by ij
 * As numpy's meshgrid.
 * @example
 * meshgrid(tensor([1, 2]), tensor([3, 4])) // [[[1, 2], [1, 2]], [[3, 3], [4, 4]]]
 */
export function meshgrid<const Ts extends readonly (TensorLike | GridOptions)[]>(...args: { [I in keyof Ts]: Ts[I] extends GridOptions ? GridOptions : Fits<Vector<ShapeOf<Ts[I]>>, Ts[I]> }): Grid<VectorsOf<Ts>, IndexingOf<Ts>, SparseOf<Ts>>;
export function meshgrid(...args: readonly (TensorLike | GridOptions)[]): Tensor[] {
  const last = args.at(-1), options = typeof last === 'object' && !(last instanceof Tensor) ? last : undefined;
  const { indexing = 'xy', sparse = false } = options ?? {}, xs = (options ? args.slice(0, -1) : args) as readonly TensorLike[];
  if (indexing !== 'xy' && indexing !== 'ij') throw new CotangentError(`meshgrid: there is no indexing '${String(indexing)}'`, { code: 'NN0592', hint: 'use xy or ij' });
  const vectors = xs.map((x) => tensorOf('meshgrid', x)), other = vectors.find((x) => x.rank !== 1);
  if (other) throw new CotangentError(noVector(showShape(other.shape)), { code: 'NN0217', hint: 'give tensors with one axis' });
  const turned = indexing === 'xy' && xs.length >= 2, place = (i: number): number => (turned && i < 2 ? 1 - i : i);
  const shape = vectors.map((_, a) => vectors[place(a)]!.shape[0]!);
  return vectors.map((x, i) => {
    const alone = reshape(x, shape.map((n, a) => (a === place(i) ? n : 1)));
    return sparse ? alone : broadcastTo(alone, shape);
  });
}

/**
 * What f gives of the coordinates of all places of a shape: f is called once, with a tensor for each axis.   y: [..shape]   As numpy's fromfunction.
 * @example
 * fromfunction((i, j) => add(mul(i, 10), j), [2, 3]) // [[0, 1, 2], [10, 11, 12]]
 */
export const fromfunction = ((f: (...places: readonly Tensor[]) => TensorLike, shape: readonly number[], { dtype = 'f32' }: DTypeOption = {}): Tensor => {
  checkShape('fromfunction', shape);
  checkDType('fromfunction', dtype);
  const y = tensorOf('fromfunction', f(...shape.map((_, axis) => op(keyOf('places', shape, axis, dtype), [], (b) => b.iota({ shape, axis, dtype }))[0]!)));
  return y.rank === 0 ? broadcastTo(y, shape) : y;
}) as <const T extends readonly number[], R extends TensorLike, W extends DType = 'f32'>(f: (...places: PlacesOf<T, W>) => R, shape: Fits<Sized<'fromfunction', T>, T>, options?: DTypeOption<W>) => Tensor<ShapeOf<R> extends readonly [] ? Gives<Sized<'fromfunction', T>> : ShapeOf<R>, DTypeOf<R>>;
/** For each axis a tensor of the shape. */
type PlacesOf<T extends readonly number[], W> = { [I in keyof T]: Tensor<Copied<T>, W> };

export interface WindowOf { <const N extends number>(n: N): Tensor<[N], 'f32'> }
/** A window over n places, its value at each from where it lies between −1 and 1; f32. */
const windowed = (name: string, at: (u: number, n: number) => number): WindowOf => <N extends number>(n: N) => {
  if (!Number.isInteger(n) || n < 0) throw new CotangentError(`${name}: ${n} is no number of elements`, { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  return (n <= 1 ? full([n as number], 1, { dtype: 'f32' }) : fromElements(encode(Array.from({ length: n }, (_, i) => at((2 * i) / (n - 1) - 1, n)), 'f32'), [n], 'f32')) as Tensor<[N], 'f32'>;
};
/**
 * Bartlett's window: a triangle from 0 to 1 and back.   y: f32[n]   As numpy's bartlett.
 * @example
 * bartlett(5) // [0, 0.5, 1, 0.5, 0]
 */
export const bartlett: WindowOf = windowed('bartlett', (u) => 1 - Math.abs(u));
/**
 * Blackman's window: 0.42 + 0.5 cos πu + 0.08 cos 2πu, u from −1 to 1.   y: f32[n]   As numpy's blackman.
 * @example
 * blackman(3) // [0, 1, 0]
 */
export const blackman: WindowOf = windowed('blackman', (u) => (Math.abs(u) === 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * u) + 0.08 * Math.cos(2 * Math.PI * u)));
/**
 * Hamming's window: 0.54 + 0.46 cos πu, u from −1 to 1.   y: f32[n]   As numpy's hamming.
 * @example
 * hamming(3) // [0.08, 1, 0.08]
 */
export const hamming: WindowOf = windowed('hamming', (u) => 0.54 + 0.46 * Math.cos(Math.PI * u));
/**
 * Hann's window: (1 + cos πu) / 2, u from −1 to 1.   y: f32[n]   As numpy's hanning.
 * @example
 * hanning(3) // [0, 1, 0]
 */
export const hanning: WindowOf = windowed('hanning', (u) => (Math.abs(u) === 1 ? 0 : 0.5 * (1 + Math.cos(Math.PI * u))));

/** I₀ by its power series, whose terms are all positive. Abramowitz & Stegun 9.6.12. */
function besselI0(x: number): number {
  let term = 1, sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return sum;
}
/**
 * Kaiser's window: I₀(β √(1 − u²)) / I₀(β), u from −1 to 1.   y: f32[n]   As numpy's kaiser.
 * @example
 * kaiser(3, 5) // [0.0367109, 1, 0.0367109]
 */
export const kaiser = <const N extends number>(n: N, beta: number): Tensor<[N], 'f32'> => windowed('kaiser', (u) => besselI0(beta * Math.sqrt(Math.max(0, 1 - u * u))) / besselI0(beta))(n);

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
import { keyOf, op } from '../operation.ts';
import { encode } from '../../core/encode.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { mul, pow, sign } from './arithmetic.ts';
import { astype } from './dtypes.ts';
import { log } from './exponential.ts';
import { full, type DTypeOption } from './creation.ts';
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

export interface SpaceOptions extends DTypeOption {
  /** Whether `stop` is the last of them. On when absent. */
  readonly endpoint?: boolean;
  /** Where the new axis stands. */
  readonly axis?: number;
}
const floatOf = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'f32');
function checkCount(name: string, num: number, dtype: DType | undefined): void {
  if (!Number.isInteger(num) || num < 0) throw new CotangentError(`${name}: ${num} is no number of elements`, { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  if (dtype !== undefined) checkDType(name, dtype);
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

/**
 * num numbers in equal steps from start to stop.   start, stop: [..s]   y: [num, ..s], the new axis where `axis` says
 * Floats unless the dtype is said; integers are rounded down. With retstep [y, step]. As numpy's linspace.
 * @example
 * linspace(0, 1, 5) // [0, 0.25, 0.5, 0.75, 1]
 * linspace(0, 1, 4, { endpoint: false }) // [0, 0.25, 0.5, 0.75]
 * linspace(0, 1, 3, { retstep: true }) // [[0, 0.5, 1], 0.5]
 */
export function linspace(start: TensorLike, stop: TensorLike, num: number | undefined, options: SpaceOptions & { readonly retstep: true }): [Tensor, Tensor];
export function linspace(start: TensorLike, stop: TensorLike, num?: number, options?: SpaceOptions & { readonly retstep?: false }): Tensor;
export function linspace(start: TensorLike, stop: TensorLike, num = 50, { endpoint = true, retstep = false, dtype, axis = 0 }: SpaceOptions & { readonly retstep?: boolean } = {}): Tensor | [Tensor, Tensor] {
  checkCount('linspace', num, dtype);
  const wanted = dtype, made = op(keyOf('linspace', num, endpoint, wanted), [tensorOf('linspace', start), tensorOf('linspace', stop)], (b, [p, q]) => {
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

/**
 * num powers of the base, whose exponents go in equal steps from start to stop.   As numpy's logspace.
 * @example
 * logspace(0, 2, 3) // [1, 10, 100]
 */
export function logspace(start: TensorLike, stop: TensorLike, num = 50, { base = 10, dtype, ...options }: SpaceOptions & { readonly base?: TensorLike } = {}): Tensor {
  checkCount('logspace', num, dtype);
  const inner = dtype === undefined ? {} : { dtype: floatOf(dtype) }, y = pow(base, linspace(start, stop, num, { ...options, ...inner }));
  return dtype === undefined || y.dtype === dtype ? y : astype(y, dtype);
}
/**
 * num numbers from start to stop, each the same multiple of the one before.   start, stop: both positive or both negative.   As numpy's geomspace.
 * @example
 * geomspace(1, 8, 4) // [1, 2, 4, 8]
 */
export function geomspace(start: TensorLike, stop: TensorLike, num = 50, { axis = 0, dtype, endpoint = true }: SpaceOptions = {}): Tensor {
  checkCount('geomspace', num, dtype);
  const toFloat = (x: TensorLike): Tensor => { const t = tensorOf('geomspace', x); return dtype !== undefined ? astype(t, floatOf(dtype)) : isFloat(t.dtype) ? t : astype(t, 'f32'); };
  const from = toFloat(start), to = toFloat(stop), side = sign(from), decades = (x: Tensor): Tensor => mul(log(mul(x, side)), 1 / Math.LN10);
  const y = mul(side, logspace(decades(from), decades(to), num, { endpoint })), at = axisAt('geomspace', axis, y.rank), placed = at === 0 ? y : moveaxis(y, 0, at);
  return dtype === undefined || placed.dtype === dtype ? placed : astype(placed, dtype);
}

export interface GridOptions {
  /** xy: the first two axes stand as in a picture, rows by the second vector; ij: as in a matrix. */
  readonly indexing?: 'xy' | 'ij';
  /** Without repetition: each with size 1 along the axes of the others. */
  readonly sparse?: boolean;
}
/**
 * The coordinates of the points of a grid: every vector repeated along the axes of the others.   xᵢ: [nᵢ]   yᵢ: [n₁, n₀, n₂ ..], or [n₀, n₁ ..] by ij
 * As numpy's meshgrid.
 * @example
 * meshgrid(tensor([1, 2]), tensor([3, 4])) // [[[1, 2], [1, 2]], [[3, 3], [4, 4]]]
 */
export function meshgrid(...args: readonly (TensorLike | GridOptions)[]): Tensor[] {
  const last = args.at(-1), options = typeof last === 'object' && !(last instanceof Tensor) ? last : undefined;
  const { indexing = 'xy', sparse = false } = options ?? {}, xs = (options ? args.slice(0, -1) : args) as readonly TensorLike[];
  if (indexing !== 'xy' && indexing !== 'ij') throw new CotangentError(`meshgrid: there is no indexing '${String(indexing)}'`, { code: 'NN0592', hint: 'use xy or ij' });
  const vectors = xs.map((x) => tensorOf('meshgrid', x)), other = vectors.find((x) => x.rank !== 1);
  if (other) throw new CotangentError(`meshgrid: ${showShape(other.shape)} is not a vector`, { code: 'NN0217', hint: 'give tensors with one axis' });
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
export function fromfunction(f: (...places: readonly Tensor[]) => TensorLike, shape: readonly number[], { dtype = 'f32' }: DTypeOption = {}): Tensor {
  checkShape('fromfunction', shape);
  checkDType('fromfunction', dtype);
  const y = tensorOf('fromfunction', f(...shape.map((_, axis) => op(keyOf('places', shape, axis, dtype), [], (b) => b.iota({ shape, axis, dtype }))[0]!)));
  return y.rank === 0 ? broadcastTo(y, shape) : y;
}

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

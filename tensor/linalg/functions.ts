/** linalg: functions of whole matrices, and matrices of a form. Source of all: jax.numpy.linalg and jax.scipy.linalg. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, known, ShapeError, showType } from '../../core/shape.ts';
import { identityLike, needsSquare } from '../../ops/matrices.ts';
import type { Builder } from '../../ops/builder.ts';
import { promoted } from '../operand.ts';
import { asValue, keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Plus } from '../../core/types/number.ts';
import type { Inexact, Promote } from '../../core/types/promote.ts';
import type { notSquare } from '../../ops/matrices.ts';
import type { Numbers } from '../../ops/rules.ts';
import type { Met, ShapesOf } from '../signatures.ts';
import { floats, stretched, type Solvable, type SquareOf } from './operands.ts';

/** Its elements, of any dtype, as a square matrix; NN0279 where it is none. */
function squareOf(name: string, x: Value): void {
  if (x.type.shape.length < 2 || x.type.shape.at(-1) !== x.type.shape.at(-2))
    throw new ShapeError('NN0279', `${name} needs a square matrix, got ${showType(x.type)}`, 'its last two sizes must be equal');
}

const notWhole = <const N extends string>(n: N): notWhole<N> => `linalg.matrixPower: the exponent ${n} is not a whole number`;
type notWhole<N extends string> = `linalg.matrixPower: the exponent ${N} is not a whole number`;
type Sign<N> = N extends number ? (number extends N ? 'unknown' : `${N}` extends `-${string}` ? 'below' : N extends 0 | 1 ? 'alone' : 'above') : 'unknown';
/** The dtype of a power. */
type Raised<D, N> = Sign<N> extends 'below' ? Inexact<D> : Sign<N> extends 'unknown' ? D | Inexact<D> : D;
type Power<S, D, N> =
  true extends IsFraction<N> ? Mistake<notWhole<`${N & number}`>> : HasRank<S> extends false ? Unknown<S>
  : S extends readonly [...unknown[], infer P, infer Q]
    ? Differ<P, Q> extends true ? Mistake<notSquare<'linalg.matrixPower', ShowType<S, Raised<D, N>>>>
      : Sign<N> extends 'above' ? Numbers<'matmul', S, D> : Sign<N> extends 'below' ? Solvable<S, D, S> : S
    : Mistake<notSquare<'linalg.matrixPower', ShowType<S, Raised<D, N>>>>;
type IsFraction<N> = N extends number ? (number extends N ? false : `${N}` extends `${string}.${string}` ? true : false) : false;
/**
 * xⁿ, the matrix multiplied n times by itself; of the inverse for negative n.   x, y: [..s, m, m]
 * @example
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 3) // [[1, 3], [0, 1]]
 */
export function matrixPower<S, D, const N extends number>(x: Fits<Power<S, D, N>, Tensor<S, D>>, n: N): Tensor<S, Raised<D, N>>;
export function matrixPower(x: Tensor, n: number): Tensor {
  if (!Number.isInteger(n)) throw new CotangentError(notWhole(`${n}`), { code: 'NN0596', hint: 'use expm and a logarithm for others' });
  return op(keyOf('linalg.matrixPower', n), [x], (b, [given]) => {
    const x = given as Value;
    squareOf('linalg.matrixPower', x);
    if (n === 0) return identityLike(b, x);
    // By squares: the bits of n, the lowest first.
    let square = n < 0 ? b.solve(x, identityLike(b, x), { transpose: false }) : x, power: Value | undefined;
    for (let rest = Math.abs(n); ; square = b.matmul(square, square)) {
      if (rest % 2 === 1) power = power ? b.matmul(power, square) : square;
      rest = Math.floor(rest / 2);
      if (rest === 0) return power!;
    }
  }, n < 0 ? floats : {})[0]!;
}

/** Coefficients of the Padé approximant p(x) / p(-x) of eˣ, and the norm up to which it is as good as the dtype (Higham 2005, tables 2.1 and 2.3). */
const approximants = {
  f32: { most: 3.92572478313866, coefficients: [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1] },
  f64: { most: 5.371920351148152, coefficients: [64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1] },
} as const;

export interface ExpmOptions {
  /** Squarings that are done at most; a matrix that needs more gives NaN. */
  readonly maxSquarings?: number;
}

/**
 * eˣ = 1 + x + x² / 2 + …, the exponential of a matrix (not of its elements).   x, y: [..s, n, n]
 * By scaling and squaring, e^x = (e^(x / 2ᵏ))^(2ᵏ) (Higham 2005, The scaling and squaring method for the matrix exponential revisited).
 * @example
 * linalg.expm(tensor([[0, 1], [0, 0]])) // [[1, 1], [0, 1]]
 */
export function expm<S, D>(x: SquareOf<'linalg.expm', S, D>, options?: ExpmOptions): Tensor<S, Inexact<D>>;
export function expm(x: Tensor, { maxSquarings = 16 }: ExpmOptions = {}): Tensor {
  if (!Number.isInteger(maxSquarings) || maxSquarings < 0) throw new CotangentError(`linalg.expm: maxSquarings is ${maxSquarings}, not a whole number from 0`, { code: 'NN0596', hint: 'leave it out for 16' });
  return op(keyOf('linalg.expm', maxSquarings), [x], (b, [given]) => exponential(b, given as Value, maxSquarings), floats)[0]!;
}

function exponential(b: Builder, x: Value, maxSquarings: number): Value {
  needsSquare('linalg.expm', x.type);
  const { most, coefficients } = approximants[x.type.dtype as 'f32' | 'f64'], { shape } = x.type, rank = shape.length;
  if (shape.at(-1) === 0) return x;
  const size = b.max(b.sum(b.abs(x), { axes: [rank - 2] }), { axes: [rank - 2] });
  const needed = b.stopGradient(b.maximum(b.floor(b.mul(b.log(b.div(size, most)), Math.LOG2E)), 0)), times = b.reshape(needed, { shape: [...shape.slice(0, -2), 1, 1] });
  const scaled = b.mul(x, b.exp(b.mul(times, -Math.LN2))), square = b.matmul(scaled, scaled), one = identityLike(b, x);
  // Even and odd powers apart, by Horner's scheme in x².
  const even = polynomial(b, square, one, coefficients.filter((_, i) => i % 2 === 0)), odd = b.matmul(scaled, polynomial(b, square, one, coefficients.filter((_, i) => i % 2 === 1)));
  let y = b.solve(b.sub(even, odd), b.add(even, odd), { transpose: false });
  for (let i = 0; i < maxSquarings; i++) y = b.select(b.gt(times, i), b.matmul(y, y), y);
  return b.select(b.le(times, maxSquarings), y, NaN);
}

/** Σ cᵢ · xⁱ */
const polynomial = (b: Builder, x: Value, one: Value, c: readonly number[]): Value =>
  c.slice(0, -1).reduceRight((sum, a) => b.add(b.matmul(sum, x), b.mul(one, a)), b.mul(one, c.at(-1)!));

const noMatrix = <const X extends string>(x: X): noMatrix<X> => `linalg.blockDiag: ${x} is no matrix`;
type noMatrix<X extends string> = `linalg.blockDiag: ${X} is no matrix`;
type Blocks<Ss, D, M = 0, N = 0> =
  HasRank<Ss> extends false ? [number, number]
  : Ss extends readonly [infer S, ...infer R]
    ? HasRank<S> extends false ? Blocks<R, D, number, number>
    : S extends readonly [] ? Blocks<R, D, Plus<M, 1>, Plus<N, 1>> : S extends readonly [infer Q] ? Blocks<R, D, Plus<M, 1>, Plus<N, Q>>
    : S extends readonly [infer P, infer Q] ? Blocks<R, D, Plus<M, P>, Plus<N, Q>> : Mistake<noMatrix<ShowType<S, D>>>
    : [M, N];
/** No matrices at all make one of a row without elements. */
type Diagonal<Ts> = Ts extends readonly [] ? [1, 0] : Blocks<ShapesOf<Ts>, Met<Ts>>;
/**
 * The matrices along a diagonal, zeros elsewhere. Vectors stand as rows, numbers as one element.   y: [Σ mᵢ, Σ nᵢ]
 * @example
 * linalg.blockDiag([tensor([[1, 2]]), 3]) // [[1, 2, 0], [0, 0, 3]]
 */
export function blockDiag<const Ts extends readonly TensorLike[]>(arrays: Fits<Diagonal<Ts>, Ts>): Tensor<Gives<Diagonal<Ts>>, Ts extends readonly [] ? 'f32' : Met<Ts>>;
export function blockDiag(arrays: readonly TensorLike[]): unknown {
  return op('linalg.blockDiag', arrays, (b, xs) => {
    if (arrays.length === 0) return b.full({ value: 0, shape: [1, 0], dtype: 'f32' });
    const blocks = promoted(b, xs.map((x) => asValue(b, x))).map((x) => {
      const shape = known(x.type.shape);
      if (shape.length > 2) throw new ShapeError('NN0597', noMatrix(showType(x.type)), 'give each at most two axes');
      return shape.length === 2 ? x : b.reshape(x, { shape: [1, shape[0] ?? 1] });
    });
    const widths = blocks.map((x) => x.type.shape[1] as number), all = widths.reduce((p, n) => p + n, 0);
    let left = 0;
    const rows = blocks.map((x, i) => {
      const [low, high] = [left, all - left - widths[i]!];
      left += widths[i]!;
      return b.pad(x, { low: [0, low], high: [0, high], interior: [0, 0], value: 0 });
    });
    return b.concat(rows, { axis: 0 });
  }, { promote: true })[0]!;
}

type Toeplitz<A, B> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : [A extends readonly [] ? [1] : A, B extends readonly [] ? [1] : B] extends [readonly [...infer P, infer M], readonly [...infer Q, infer N]]
    ? Broadcast<'linalg.toeplitz', P, Q> extends infer R ? (R extends readonly [...infer S] ? [...S, M, N] : R) : never
    : Shape;
/**
 * The matrix whose diagonals are constant: yᵢⱼ = c[i - j] from the diagonal downwards, r[j - i] above it; r = c when absent.
 * c: [..s, m]   r: [..t, n]   y: [..u, m, n]
 * @example
 * linalg.toeplitz(tensor([1, 2, 3]), tensor([1, 4])) // [[1, 4], [2, 1], [3, 2]]
 */
export const toeplitz = ((c: Tensor, r: Tensor = c): Tensor =>
  op('linalg.toeplitz', [c, r], (b, values) => {
    const [c, r] = values.map((v) => ((v as Value).type.shape.length === 0 ? b.reshape(v as Value, { shape: [1] }) : v as Value)) as [Value, Value];
    const m = c.type.shape.at(-1) as number, n = r.type.shape.at(-1) as number;
    const batch = broadcastShapes('linalg.toeplitz', c.type.shape.slice(0, -1), r.type.shape.slice(0, -1)), own = (x: Value): Value => stretched(b, x, [...batch, x.type.shape.at(-1)!]);
    if (m === 0 || n === 0) return b.full({ value: 0, shape: [...batch, m, n], dtype: c.type.dtype });
    // One list of all diagonals: c backwards, then r without its first.
    const axis = batch.length, start = batch.map(() => 0), tail = b.slice(own(r), { start: [...start, 1], stop: [...batch, n], step: [...start.map(() => 1), 1] });
    const list = b.concat([b.rev(own(c), { axes: [axis] }), tail], { axis });
    const shape = [m, n], row = b.iota({ shape, axis: 0, dtype: 'i32' }), column = b.iota({ shape, axis: 1, dtype: 'i32' });
    return b.take(list, b.add(b.sub(column, row), m - 1), { axis });
  }, { promote: true })[0]!) as <A, D, B = A, E = D>(c: Tensor<A, D>, r?: Fits<Toeplitz<A, B>, Tensor<B, E>>) => Tensor<Gives<Toeplitz<A, B>>, Promote<D, E>>;

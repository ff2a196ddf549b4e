/** linalg: factorisations. Matrices are the last two axes, those before them a batch; integers become f32. Source of all: jax.numpy.linalg and jax.scipy.linalg. */
import type { Value } from '../../core/graph.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { swapped, symmetrized } from '../../ops/matrices.ts';
import { hermitianSvd } from '../../ops/pinv.ts';
import type { Builder } from '../../ops/builder.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { Shape } from '../../core/types/dim.ts';
import type { Inexact } from '../../core/types/promote.ts';
import type { DType } from '../../core/dtype.ts';
import { floats, type Columns, type InPlace, type Lesser, type MatrixOf, type Rows, type SquareOf } from './operands.ts';

const isSquare = (x: Value): boolean => x.type.shape.length > 1 && x.type.shape.at(-1) === x.type.shape.at(-2);
/** Another matrix reaches the operation, whose rule speaks. */
const symmetrize = (b: Builder, x: Value): Value => (isSquare(x) ? symmetrized(b, x) : x);
const transposed = (b: Builder, x: Value): Value => (isSquare(x) ? swapped(b, x) : x);

export interface CholeskyOptions {
  /** Gives U with Uᵀ · U = x. */
  readonly upper?: boolean;
  /** Takes (x + xᵀ) / 2; otherwise only the lower triangle of x is read. */
  readonly symmetrizeInput?: boolean;
}

/**
 * The lower triangular L with L · Lᵀ = x, for symmetric positive definite x; NaN where x is not positive definite.   x, L: [..s, n, n]
 * @example
 * linalg.cholesky(tensor([[4, 2], [2, 5]])) // [[2, 0], [1, 2]]
 */
export const cholesky = ((x: Tensor, { upper = false, symmetrizeInput = true }: CholeskyOptions = {}) =>
  op(keyOf('linalg.cholesky', upper, symmetrizeInput), [x], (b, [x]) => {
    const l = b.cholesky(symmetrizeInput ? symmetrize(b, x as Value) : x as Value);
    return upper ? swapped(b, l) : l;
  }, floats)[0]!) as <S, D>(x: SquareOf<'cholesky', S, D>, options?: CholeskyOptions) => Tensor<S, Inexact<D>>;

export type QrMode = 'reduced' | 'complete' | 'r';
/** How many columns q has. */
type Side<S, M> = [M] extends ['complete'] ? Rows<S> : [M] extends ['reduced'] ? Lesser<S> : number;

/**
 * q · r = x with orthonormal columns in q and an upper triangular r: [q, r], or r alone in mode 'r'.
 * x: [..s, m, n]   q: [..s, m, k]   r: [..s, k, n],   k = min(m, n), or m in mode 'complete'.   Signs as LAPACK's.
 * @example
 * linalg.qr(tensor([[3, 1], [4, 2]]), { mode: 'r' }) // [[-5, -2.2], [0, 0.4]]
 */
export function qr<S, D>(x: MatrixOf<'qr', S, D>, options: { readonly mode: 'r' }): Tensor<InPlace<S, [Lesser<S>, Columns<S>]>, Inexact<D>>;
export function qr<S, D, M extends 'reduced' | 'complete' = 'reduced'>(x: MatrixOf<'qr', S, D>, options?: { readonly mode?: M }): [q: Tensor<InPlace<S, [Rows<S>, Side<S, M>]>, Inexact<D>>, r: Tensor<InPlace<S, [Side<S, M>, Columns<S>]>, Inexact<D>>];
export function qr(x: Tensor, { mode = 'reduced' }: { readonly mode?: QrMode } = {}): Tensor | [Tensor, Tensor] {
  if (!['reduced', 'complete', 'r'].includes(mode))
    throw new CotangentError(`linalg.qr: there is no mode '${String(mode)}'`, { code: 'NN0596', hint: "use 'reduced', 'complete' or 'r'" });
  const [q, r] = op(keyOf('linalg.qr', mode), [x], (b, [x]) => {
    const both = b.qr(x as Value, { full: mode === 'complete' });
    return mode === 'r' ? both[1]! : both;
  }, floats);
  return mode === 'r' ? q! : [q!, r!];
}

export interface SvdOptions<Full = boolean> {
  /** u and vt are square, completed to a whole basis. */
  readonly fullMatrices?: Full;
  /** Whether the vectors are wanted too. */
  readonly computeUv?: boolean;
  /** x is symmetric. */
  readonly hermitian?: boolean;
}
/** How many vectors there are of a side. */
type Basis<S, Side, Full> = [Full] extends [true] ? Side : [Full] extends [false] ? Lesser<S> : number;

/**
 * x = u · diag(s) · vt: [u, s, vt], or s alone without `computeUv`; s descending, vectors up to a common sign.
 * x: [..s, m, n]   u: [..s, m, m]   s: [..s, k]   vt: [..s, n, n];   without `fullMatrices` u: [..s, m, k] and vt: [..s, k, n],   k = min(m, n)
 * @example
 * linalg.svd(tensor([[3, 0], [0, 4]]))[1] // [4, 3]
 */
export function svd<S, D>(x: MatrixOf<'svd', S, D>, options: SvdOptions & { readonly computeUv: false }): Tensor<InPlace<S, [Lesser<S>]>, Inexact<D>>;
export function svd<S, D, Full extends boolean = true>(x: MatrixOf<'svd', S, D>, options?: SvdOptions<Full> & { readonly computeUv?: true }): [u: Tensor<InPlace<S, [Rows<S>, Basis<S, Rows<S>, Full>]>, Inexact<D>>, s: Tensor<InPlace<S, [Lesser<S>]>, Inexact<D>>, vt: Tensor<InPlace<S, [Basis<S, Columns<S>, Full>, Columns<S>]>, Inexact<D>>];
export function svd(x: Tensor, { fullMatrices = true, computeUv = true, hermitian = false }: SvdOptions = {}): Tensor | [Tensor, Tensor, Tensor] {
  const y = op(keyOf('linalg.svd', fullMatrices, computeUv, hermitian), [x], (b, [x]) => {
    const [u, s, v] = hermitian ? hermitianSvd(b, symmetrize(b, x as Value)) : b.svd(x as Value, { full: fullMatrices && computeUv });
    return computeUv ? [swapped(b, u!), s!, v!] : s!;
  }, floats);
  return computeUv ? y as [Tensor, Tensor, Tensor] : y[0]!;
}

/**
 * The singular values, descending.   x: [..s, m, n]   s: [..s, min(m, n)]
 * @example
 * linalg.svdvals(tensor([[0, 2], [1, 0]])) // [2, 1]
 */
export const svdvals = ((x: Tensor): Tensor => svd(x, { computeUv: false })) as <S, D>(x: MatrixOf<'svd', S, D>) => Tensor<InPlace<S, [Lesser<S>]>, Inexact<D>>;

export interface EighOptions {
  /** Which triangle of x is read where it is not symmetrised first. */
  readonly UPLO?: 'L' | 'U';
  /** Takes (x + xᵀ) / 2. */
  readonly symmetrizeInput?: boolean;
}

function eigen(name: string, x: Tensor, { UPLO = 'L', symmetrizeInput = true }: EighOptions, vectors: boolean): Tensor[] {
  if (UPLO !== 'L' && UPLO !== 'U') throw new CotangentError(`${name}: UPLO is '${String(UPLO)}', not a triangle`, { code: 'NN0596', hint: "use 'L' or 'U'" });
  return op(keyOf(name, UPLO, symmetrizeInput), [x], (b, [given]) => {
    const x = given as Value, [w, v] = b.eigh(symmetrizeInput ? symmetrize(b, x) : UPLO === 'L' ? x : transposed(b, x));
    return vectors ? [w, swapped(b, v)] : w;
  }, floats);
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: [w, v], w ascending, v's column i the vector of wᵢ (up to its sign).   x, v: [..s, n, n]   w: [..s, n]
 * @example
 * linalg.eigh(tensor([[2, 0], [0, 1]]))[0] // [1, 2]
 */
export const eigh = ((x: Tensor, options: EighOptions = {}) => eigen('linalg.eigh', x, options, true)) as unknown as <S, D>(x: SquareOf<'eigh', S, D>, options?: EighOptions) => [w: Tensor<InPlace<S, [Columns<S>]>, Inexact<D>>, v: Tensor<S, Inexact<D>>];

/**
 * The eigenvalues of a symmetric matrix, ascending.   x: [..s, n, n]   w: [..s, n]
 * @example
 * linalg.eigvalsh(tensor([[0, 1], [1, 0]])) // [-1, 1]
 */
export const eigvalsh = ((x: Tensor, options: EighOptions = {}) => eigen('linalg.eigvalsh', x, options, false)[0]!) as <S, D>(x: SquareOf<'eigh', S, D>, options?: EighOptions) => Tensor<InPlace<S, [Columns<S>]>, Inexact<D>>;

/** A Cholesky factor, and whether it is the lower triangle. The other triangle holds zeros. */
export type CholeskyFactor<S = Shape, D = DType> = readonly [c: Tensor<S, D>, lower: boolean];

/**
 * The Cholesky factor in the form that choSolve takes: [c, lower]. Only the triangle named by `lower` is read, the upper one by default.
 * x, c: [..s, n, n]   Source: jax.scipy.linalg.cho_factor.
 * @example
 * linalg.choFactor(tensor([[4, 2], [2, 5]]))[0] // [[2, 1], [0, 2]]
 */
export function choFactor<S, D>(x: SquareOf<'cholesky', S, D>, options?: { readonly lower?: boolean }): CholeskyFactor<S, Inexact<D>>;
export function choFactor(x: Tensor, { lower = false }: { readonly lower?: boolean } = {}): CholeskyFactor {
  const [c] = op(keyOf('linalg.choFactor', lower), [x], (b, [x]) => (lower ? b.cholesky(x as Value) : transposed(b, b.cholesky(transposed(b, x as Value)))), floats);
  return [c!, lower];
}

/**
 * The factors of elimination with partial pivoting in the form that luSolve takes: [lu, pivots]. Row i was exchanged with row pivots[i].
 * x, lu: [..s, m, n]   pivots: i32[..s, min(m, n)]   Source: jax.scipy.linalg.lu_factor.
 * @example
 * linalg.luFactor(tensor([[1, 2], [4, 4]])) // [[[4, 4], [0.25, 1]], [1, 1]]
 */
export const luFactor = ((x: Tensor) => op('linalg.luFactor', [x], (b, [x]) => b.lu(x as Value).slice(0, 2), floats)) as unknown as <S, D>(x: MatrixOf<'lu', S, D>) => [lu: Tensor<S, Inexact<D>>, pivots: Tensor<InPlace<S, [Lesser<S>]>, 'i32'>];

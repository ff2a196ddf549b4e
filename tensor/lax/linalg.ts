/** lax.linalg: factorisations of matrices, and of batches of them, as jax.lax.linalg has them. f32 and f64; nothing is promoted. */
import type { Value } from '../../core/graph.ts';
import { swapped, symmetrized } from '../../ops/matrices.ts';
import type { Builder } from '../../ops/builder.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

/**
 * The lower triangular L with L · Lᵀ = x.   x, L: [..s, n, n].   Where x is not positive definite the triangle is NaN.
 * Without `symmetrizeInput`, which takes (x + xᵀ) / 2, only the lower triangle of x is read.   Source: jax.lax.linalg.cholesky.
 * @example
 * lax.linalg.cholesky(tensor([[4, 2], [2, 5]])) // [[2, 0], [1, 2]]
 */
export const cholesky = (x: Tensor, { symmetrizeInput = true }: { readonly symmetrizeInput?: boolean } = {}): Tensor =>
  op(keyOf('lax.linalg.cholesky', symmetrizeInput), [x], (b, [x]) => b.cholesky(symmetrizeInput ? symmetrize(b, x as Value) : x as Value))[0]!;

/** Of a matrix that is square; another one reaches the operation, whose rule speaks. */
const symmetrize = (b: Builder, x: Value): Value => (x.type.shape.length > 1 && x.type.shape.at(-1) === x.type.shape.at(-2) ? symmetrized(b, x) : x);

export interface TriangularSolveOptions {
  /** Solves op(a) · y = x; when false, y · op(a) = x. */
  readonly leftSide?: boolean;
  /** Which triangle of a is meant; the other is not read. */
  readonly lower?: boolean;
  /** op(a) = aᵀ. */
  readonly transposeA?: boolean;
  /** Nothing for real numbers. */
  readonly conjugateA?: boolean;
  /** The diagonal of a is taken for ones and not read. */
  readonly unitDiagonal?: boolean;
}

/**
 * The y with op(a) · y = x, or y · op(a) = x, for a triangular a.
 * a: [..s, n, n]   x, y: [..s, n, m] on the left, [..s, m, n] on the right; without the axis m where x has one axis less than a.
 * Source: jax.lax.linalg.triangular_solve.
 * @example
 * lax.linalg.triangularSolve(tensor([[2, 0], [1, 4]]), tensor([2, 9]), { leftSide: true, lower: true }) // [1, 2]
 */
export function triangularSolve(a: Tensor, x: Tensor, { leftSide = false, lower = false, transposeA = false, unitDiagonal = false }: TriangularSolveOptions = {}): Tensor {
  return op(keyOf('lax.linalg.triangularSolve', leftSide, lower, transposeA, unitDiagonal), [a, x], (b, values) => {
    const [a, x] = values as [Value, Value], single = x.type.shape.length === a.type.shape.length - 1;
    const shape = x.type.shape, matrix = single ? b.reshape(x, { shape: leftSide ? [...shape, 1] : [...shape.slice(0, -1), 1, ...shape.slice(-1)] }) : x;
    // y · op(a) = x  ⟺  op(a)ᵀ · yᵀ = xᵀ
    const turn = (v: Value): Value => (leftSide || v.type.shape.length < 2 ? v : swapped(b, v));
    const y = turn(b.triangularSolve(a, turn(matrix), { lower, transpose: leftSide === transposeA, unitDiagonal }));
    return single ? b.reshape(y, { shape }) : y;
  })[0]!;
}

/**
 * q · r = x with orthonormal columns in q and an upper triangular r: [q, r].
 * x: [..s, m, n]   q: [..s, m, k]   r: [..s, k, n],   k = m, or min(m, n) without `fullMatrices`.   Signs as LAPACK's.
 * Source: jax.lax.linalg.qr.
 * @example
 * lax.linalg.qr(tensor([[3, 1], [4, 2]])) // [[[-0.6, -0.8], [-0.8, 0.6]], [[-5, -2.2], [0, 0.4]]]
 */
export const qr = (x: Tensor, { fullMatrices = true }: { readonly fullMatrices?: boolean } = {}): [q: Tensor, r: Tensor] =>
  op(keyOf('lax.linalg.qr', fullMatrices), [x], (b, [x]) => b.qr(x as Value, { full: fullMatrices })) as [Tensor, Tensor];

/**
 * Eigenvectors and eigenvalues of a symmetric matrix: [v, w], w ascending, v's column i the vector of wᵢ (up to its sign).
 * x, v: [..s, n, n]   w: [..s, n].   Without `symmetrizeInput`, which takes (x + xᵀ) / 2, only one triangle of x is read, the `lower` one or the upper.
 * Source: jax.lax.linalg.eigh.
 * @example
 * lax.linalg.eigh(tensor([[2, 0], [0, 1]]))[1] // [1, 2]
 */
export const eigh = (x: Tensor, { lower = true, symmetrizeInput = true }: { readonly lower?: boolean; readonly symmetrizeInput?: boolean } = {}): [v: Tensor, w: Tensor] =>
  op(keyOf('lax.linalg.eigh', lower, symmetrizeInput), [x], (b, [given]) => {
    const x = given as Value, rank = x.type.shape.length;
    const [w, v] = b.eigh(symmetrizeInput ? symmetrize(b, x) : lower || rank < 2 ? x : swapped(b, x));
    return [swapped(b, v), w];
  }) as [Tensor, Tensor];

export interface SvdOptions {
  readonly fullMatrices?: boolean;
  readonly computeUv?: boolean;
}

/**
 * x = u · diag(s) · vt: [u, s, vt], or s alone without `computeUv`; s descending, vectors up to a common sign.
 * x: [..s, m, n]   u: [..s, m, m]   s: [..s, k]   vt: [..s, n, n];   without `fullMatrices` u: [..s, m, k] and vt: [..s, k, n],   k = min(m, n).
 * Source: jax.lax.linalg.svd.
 * @example
 * lax.linalg.svd(tensor([[3, 0], [0, 4]]), { computeUv: false }) // [4, 3]
 */
export function svd(x: Tensor, options: SvdOptions & { readonly computeUv: false }): Tensor;
export function svd(x: Tensor, options?: SvdOptions & { readonly computeUv?: true }): [u: Tensor, s: Tensor, vt: Tensor];
export function svd(x: Tensor, { fullMatrices = true, computeUv = true }: SvdOptions = {}): Tensor | [Tensor, Tensor, Tensor] {
  const y = op(keyOf('lax.linalg.svd', fullMatrices, computeUv), [x], (b, [x]) => {
    const [u, s, v] = b.svd(x as Value, { full: fullMatrices && computeUv });
    return computeUv ? [swapped(b, u), s, v] : s;
  });
  return computeUv ? y as [Tensor, Tensor, Tensor] : y[0]!;
}

/**
 * P · x = L · U by elimination with partial pivoting: [lu, pivots, permutation].
 * x, lu: [..s, m, n]   pivots: i32[..s, min(m, n)]   permutation: i32[..s, m].   lu holds U, and L below it, whose diagonal is 1;
 * row i was exchanged with row pivots[i], and row i of P · x is row permutation[i] of x.   Source: jax.lax.linalg.lu.
 * @example
 * lax.linalg.lu(tensor([[1, 2], [4, 4]])) // [[[4, 4], [0.25, 1]], [1, 1], [1, 0]]
 */
export const lu = (x: Tensor): [lu: Tensor, pivots: Tensor, permutation: Tensor] => op('lax.linalg.lu', [x], (b, [x]) => b.lu(x as Value)) as [Tensor, Tensor, Tensor];

/**
 * The order of rows that a list of exchanges makes.   pivots: i32[..s, k]   y: i32[..s, permutationSize], at least k.
 * Source: jax.lax.linalg.lu_pivots_to_permutation.
 * @example
 * lax.linalg.luPivotsToPermutation(tensor([1, 2], { dtype: 'i32' }), 3) // [1, 2, 0]
 */
export const luPivotsToPermutation = (pivots: Tensor, permutationSize: number): Tensor =>
  op(keyOf('lax.linalg.luPivotsToPermutation', permutationSize), [pivots], (b, [pivots]) => b.luPivotsToPermutation(pivots as Value, { size: permutationSize }))[0]!;

/**
 * The first n columns of the product of k reflections H = 1 - τ v vᵀ, whose vectors stand below the diagonal of a.
 * a: [..s, m, n]   taus: [..s, k], k ≤ n ≤ m   y: [..s, m, n].   Source: jax.lax.linalg.householder_product.
 * @example
 * lax.linalg.householderProduct(tensor([[1, 0], [1, 1]]), tensor([1])) // [[0, -1], [-1, 0]]
 */
export const householderProduct = (a: Tensor, taus: Tensor): Tensor =>
  op('lax.linalg.householderProduct', [a, taus], (b, [a, taus]) => b.householderProduct(a as Value, taus as Value))[0]!;

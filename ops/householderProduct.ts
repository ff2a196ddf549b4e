import { sameShape, ShapeError, showType } from '../core/shape.ts';
import { asColumn, asRow, block, identityLike, needsMatrix, sizesOf, swapped } from './matrices.ts';
import { sameDType } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op } from './op.ts';

/**
 * The first n columns of H₀ · H₁ · …, where Hᵢ = 1 - τᵢ vᵢ vᵢᵀ and vᵢ is 0 above row i, 1 in it, and column i of a below it.
 * a, y: [..s, m, n] with n ≤ m   taus: [..s, k] with k ≤ n
 * As matrix products: H₀ · H₁ · … = 1 - V · T · Vᵀ with T = (1 + D · S)⁻¹ · D, D the diagonal of τ and S what Vᵀ · V has above its
 * diagonal (Schreiber & Van Loan 1989, A storage-efficient WY representation; Puglisi 1992).
 */
export const householderProduct: Op<None, [a: Value, taus: Value]> = {
  name: 'householderProduct', arity: 2,
  type([a, taus]) {
    needsMatrix('householderProduct', a);
    sameDType('householderProduct', [a, taus]);
    const { m, n } = sizesOf(a), k = taus.shape.at(-1);
    if (!sameShape(a.shape.slice(0, -2), taus.shape.slice(0, -1)) || m < n || typeof k !== 'number' || k > n)
      throw new ShapeError('NN0282', `householderProduct: the factors ${showType(taus)} do not go with the vectors in ${showType(a)}`, 'there must be at least as many rows as columns, at most one factor for each column, and the same sizes before');
    return [a];
  },
  expand(b, [a, taus]) {
    const { m, n } = sizesOf(a.type), k = taus.type.shape.at(-1) as number, below = b.tril(block(b, a, [0, m], [0, k]), { diagonal: -1 });
    const v = b.add(below, identityLike(b, below)), vt = swapped(b, v);
    const scaled = b.mul(asColumn(b, taus), b.triu(b.matmul(vt, v), { diagonal: 1 })), one = identityLike(b, scaled);
    const t = b.triangularSolve(b.add(scaled, one), b.mul(one, asRow(b, taus)), { lower: false, transpose: false, unitDiagonal: true });
    return [b.sub(identityLike(b, a), b.matmul(v, b.matmul(t, block(b, vt, [0, k], [0, n]))))];
  },
  samples: [
    { inputs: [[3, 2], [2]] },
    { inputs: [[2, 4, 3], [2, 2]] },
    { inputs: [{ shape: [3, 3], dtype: 'f64' }, { shape: [3], dtype: 'f64' }] },
    { inputs: [[3, 0], [0]] },
  ],
};

import { needsRightSide, rowsInOrder, swapped, systems } from './matrices.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/**
 * y = a⁻¹ · x, or a⁻ᵀ · x, by elimination.   a: [..s, n, n]   x, y: [..s, n, m]
 * A singular a divides by zero: infinities and NaN, as in JAX.
 */
export const solve: Op<{ transpose: boolean }, [a: Value, x: Value]> = {
  name: 'solve', arity: 2,
  type([a, x]) {
    needsRightSide('solve', a, x);
    return [x];
  },
  // P · a = L · U, so a⁻¹ = U⁻¹ · L⁻¹ · P and a⁻ᵀ = Pᵀ · L⁻ᵀ · U⁻ᵀ
  expand(b, [a, x], { transpose }) {
    const [factors, , order] = b.lu(a);
    const left = (v: Value): Value => b.triangularSolve(factors, v, { lower: true, transpose, unitDiagonal: true });
    const right = (v: Value): Value => b.triangularSolve(factors, v, { lower: false, transpose, unitDiagonal: false });
    return [transpose ? rowsInOrder(b, left(right(x)), b.argsort(order, { axis: -1, descending: false })) : right(left(rowsInOrder(b, x, order)))];
  },
  // dy = a⁻¹ · (dx - da · y)
  jvp(b, { x: [a], y: [y], params }, [ta, tx]) {
    if (!ta && !tx) return [undefined];
    const moved = ta && b.matmul(params.transpose ? swapped(b, ta) : ta, y);
    return [b.solve(a, tx && moved ? b.sub(tx, moved) : tx ?? b.neg(moved!), params)];
  },
  // x̄ = a⁻ᵀ · ȳ,  ā = -x̄ · yᵀ
  vjp(b, { x: [a], y: [y], params: { transpose } }, [g]) {
    if (!g) return [undefined, undefined];
    const dx = b.solve(a, g, { transpose: !transpose });
    return [b.neg(transpose ? b.matmul(y, swapped(b, dx)) : b.matmul(dx, swapped(b, y))), dx];
  },
  batch: systems((b, a, x, params) => b.solve(a, x, params)),
  samples: [false, true].flatMap((transpose) => [
    { inputs: [{ shape: [1, 1], range: [1, 2] as const }, [1, 3]], params: { transpose } },
    { inputs: [{ shape: [3, 3], range: [-1, 1] as const, diagonal: 1.5 }, [3, 2]], params: { transpose } },
    { inputs: [{ shape: [2, 4, 4], range: [-1, 1] as const, diagonal: 1.5 }, [2, 4, 1]], params: { transpose } },
    { inputs: [{ shape: [3, 3], dtype: 'f64' as const, range: [-1, 1] as const, diagonal: 1.5 }, { shape: [3, 2], dtype: 'f64' as const }], params: { transpose } },
    { inputs: [[0, 0], [0, 2]], params: { transpose } },
    { inputs: [[0, 2, 2], [0, 2, 1]], params: { transpose } },
  ]),
};

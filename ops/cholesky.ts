import { constant } from '../core/build.ts';
import { choose, div, gt, le, lt, Matrix, mul, parallel, sqrt, sub } from '../core/routine.ts';
import { fromLower, identityLike, needsSquare, sizesOf, swapped } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/**
 * The lower triangular L with L · Lᵀ = x, for symmetric positive definite x; only the lower triangle of x is read.
 * x, L: [..s, n, n].   Where x is not positive definite the triangle is NaN, as in JAX.
 */
export const cholesky: Op = {
  name: 'cholesky', arity: 1,
  type([x]) {
    needsSquare('cholesky', x);
    return [x];
  },
  kernel([x]) {
    const { batch, n } = sizesOf(x), { dtype } = x, elements = batch * n * n;
    return {
      buffers: [{ dtype, elements, role: 'in' }, { dtype, elements, role: 'out' }],
      scratch: [],
      body: parallel(batch, (r, item) => {
        const first = mul(item, n * n), a = new Matrix(0, dtype, n, first), l = new Matrix(1, dtype, n, first);
        r.for(n, (i) => r.lanes(n, (j) => l.put(r, i, j, choose(le(j, i), a.at(i, j), 0))));
        const failed = r.let(constant('bool', 0));
        // Row by row of the columns to the left; what stands to the right of the diagonal is 0 all along, but not yet in column j.
        r.for(n, (j) => {
          const left = (i: typeof j): typeof j => r.sum(n, dtype, (k) => choose(lt(k, j), mul(l.at(i, k), l.at(j, k)), 0));
          const square = r.let(sub(l.at(j, j), left(j)));
          // NaN stays where it reaches, as in LAPACK.
          r.if(le(square, 0), () => r.set(failed, constant('bool', 1)));
          const pivot = r.let(sqrt(square));
          l.put(r, j, j, pivot);
          r.for(n, (i) => r.if(gt(i, j), () => l.put(r, i, j, div(sub(l.at(i, j), left(i)), pivot))));
        });
        r.if(failed, () => r.for(n, (i) => r.lanes(n, (j) => l.put(r, i, j, choose(le(j, i), constant(dtype, NaN), 0)))));
      }),
    };
  },
  // dL = L · Φ(L⁻¹ · dx · L⁻ᵀ), where Φ takes the lower triangle and half of the diagonal (Murray 2016, Differentiation of the Cholesky decomposition)
  jvp(b, { y: [l] }, [t]) {
    if (!t) return [undefined];
    return [b.matmul(l, halfLower(b, between(b, l, fromLower(b, t))))];
  },
  batch: oneAxisMore((b, [x]) => b.cholesky(x)),
  samples: [
    { inputs: [{ shape: [1, 1], range: [1, 2] }] },
    { inputs: [{ shape: [3, 3], range: [-0.5, 0.5], diagonal: 2 }] },
    { inputs: [{ shape: [2, 4, 4], range: [-0.5, 0.5], diagonal: 2 }] },
    { inputs: [{ shape: [5, 5], dtype: 'f64', range: [-0.5, 0.5], diagonal: 2 }] },
    { inputs: [[0, 0]] },
    { inputs: [[0, 2, 2]] },
  ],
};

/** L⁻¹ · x · L⁻ᵀ for a symmetric x. */
function between(b: Builder, l: Value, x: Value): Value {
  const solve = (y: Value): Value => b.triangularSolve(l, y, { lower: true, transpose: false, unitDiagonal: false });
  return solve(swapped(b, solve(x)));
}

const halfLower = (b: Builder, x: Value): Value => b.div(b.tril(x, { diagonal: 0 }), b.add(identityLike(b, x), 1));

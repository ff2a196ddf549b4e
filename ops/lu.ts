import { abs, and, choose, div, gt, lt, Matrix, mul, ne, parallel, sub } from '../core/routine.ts';
import { block, identityLike, needsMatrix, rowsInOrder, solveRight, sizesOf } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op } from './op.ts';

/**
 * P · x = L · U by elimination with partial pivoting: [lu, pivots, permutation].
 * x, lu: [..s, m, n]   pivots: i32[..s, k]   permutation: i32[..s, m],   with k = min(m, n)
 * lu holds L below the diagonal (whose own diagonal is 1) and U on and above it. Row i was exchanged with row pivots[i]; row i of
 * P · x is row permutation[i] of x. A singular x leaves a zero on U's diagonal, as in LAPACK's getrf.
 */
export const lu: Op<None, [x: Value], readonly Value[]> = {
  name: 'lu', arity: 1, manyOutputs: true,
  type([x]) {
    needsMatrix('lu', x);
    const [m, n] = x.shape.slice(-2), batch = x.shape.slice(0, -2);
    const k = typeof m === 'number' && typeof n === 'number' ? Math.min(m, n) : m;
    return [x, { shape: [...batch, k], dtype: 'i32' }, { shape: [...batch, m], dtype: 'i32' }];
  },
  kernel([x]) {
    const { batch, m, n, k } = sizesOf(x), { dtype } = x, elements = batch * m * n;
    return {
      buffers: [{ dtype, elements, role: 'in' }, { dtype, elements, role: 'out' }, { dtype: 'i32', elements: batch * k, role: 'out' }, { dtype: 'i32', elements: batch * m, role: 'out' }],
      scratch: [],
      body: parallel(batch, (r, item) => {
        const first = mul(item, m * n), a = new Matrix(0, dtype, n, first), y = new Matrix(1, dtype, n, first);
        const pivots = new Matrix(2, 'i32', k, mul(item, k)), order = new Matrix(3, 'i32', m, mul(item, m));
        r.for(m, (i) => {
          r.lanes(n, (j) => y.put(r, i, j, a.at(i, j)));
          order.put(r, 0, i, i);
        });
        r.for(k, (step) => {
          const row = r.let(step), most = r.let(abs(y.at(step, step)));
          r.for(m, (i) => r.if(and(gt(i, step), gt(abs(y.at(i, step)), most)), () => {
            r.set(row, i);
            r.set(most, abs(y.at(i, step)));
          }));
          pivots.put(r, 0, step, row);
          r.if(ne(row, step), () => {
            y.exchange(r, step, row, n);
            order.exchangeElements(r, step, row);
          });
          const pivot = r.let(y.at(step, step));
          r.if(ne(pivot, 0), () => r.for(m, (i) => r.if(gt(i, step), () => {
            const factor = r.let(div(y.at(i, step), pivot));
            r.lanes(n, (j) => y.put(r, i, j, choose(lt(step, j), sub(y.at(i, j), mul(factor, y.at(step, j))), y.at(i, j))));
            y.put(r, i, step, factor);
          })));
        });
      }),
    };
  },
  // L⁻¹ · P dx · U⁻¹ = L⁻¹ dL + dU U⁻¹: what is below the diagonal is L's, the rest U's
  // (de Hoog, Anderssen & Lukas 2011, Differentiation of matrix functionals using triangular factorization)
  jvp(b, { x: [x], y: [y, , order] }, [t]) {
    if (!t) return [undefined, undefined, undefined];
    const { shape } = x.type, { m, n, k } = sizesOf(x.type);
    const part = (v: Value, rows: number, columns: number): Value => block(b, v, [0, rows], [0, columns]);
    const padded = (v: Value, rows: number, columns: number): Value =>
      b.pad(v, { low: shape.map(() => 0), high: [...shape.slice(0, -2).map(() => 0), rows, columns], interior: shape.map(() => 0), value: 0 });
    const below = padded(b.tril(part(y, m, k), { diagonal: -1 }), 0, m - k), l = b.add(below, identityLike(b, below));
    const above = padded(b.triu(part(y, k, n), { diagonal: 0 }), n - k, 0);
    const u = b.add(above, b.sub(identityLike(b, above), padded(identityLike(b, part(y, k, k)), n - k, n - k)));
    const left = b.triangularSolve(l, rowsInOrder(b, t, order), { lower: true, transpose: false, unitDiagonal: true });
    const both = solveRight(b, u, left);
    return [b.add(b.matmul(l, b.tril(both, { diagonal: -1 })), b.matmul(b.triu(both, { diagonal: 0 }), u)), undefined, undefined];
  },
  batch: oneAxisMore((b, [x]) => b.lu(x)),
  samples: [
    { inputs: [{ shape: [1, 1], range: [1, 2] }] },
    { inputs: [[3, 3]] },
    { inputs: [{ shape: [2, 4, 4], range: [-1, 1], diagonal: 1 }] },
    { inputs: [{ shape: [4, 2], range: [-1, 1], diagonal: 1 }] },
    { inputs: [{ shape: [2, 4], range: [-1, 1], diagonal: 1 }] },
    { inputs: [{ shape: [5, 5], dtype: 'f64', range: [-1, 1], diagonal: 1 }] },
    { inputs: [[0, 0]] },
    { inputs: [[0, 3, 2]] },
    { inputs: [[3, 0]] },
  ],
};

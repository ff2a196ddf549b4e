import { constant } from '../core/build.ts';
import { abs, add, choose, div, eq, ge, gt, le, lt, Matrix, max, mul, ne, neg, parallel, sqrt, sub, type Routine, type Variable } from '../core/routine.ts';
import type { DType } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import { block, identityLike, needsMatrix, sizesOf, solveRight, swapped } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/**
 * q · r = x with orthonormal columns in q and an upper triangular r: [q, r], by Householder's reflections, with LAPACK's signs.
 * x: [..s, m, n]   q: [..s, m, k]   r: [..s, k, n],   with k = min(m, n), or k = m when `full`
 */
export const qr: Op<{ full: boolean }, [x: Value], readonly Value[]> = {
  name: 'qr', arity: 1, manyOutputs: true,
  type([x], { full }) {
    needsMatrix('qr', x);
    const [m, n] = x.shape.slice(-2), batch = x.shape.slice(0, -2), k = full ? m : typeof m === 'number' && typeof n === 'number' ? Math.min(m, n) : n;
    return [{ shape: [...batch, m, k], dtype: x.dtype }, { shape: [...batch, k, n], dtype: x.dtype }];
  },
  kernel([x], [y]) {
    const { batch, m, n, k } = sizesOf(x), { dtype } = x, columns = y.shape.at(-1) as number;
    return {
      buffers: [{ dtype, elements: batch * m * n, role: 'in' }, { dtype, elements: batch * m * columns, role: 'out' }, { dtype, elements: batch * columns * n, role: 'out' }],
      // The factors of the reflections, and one row of what a reflection takes away.
      scratch: [{ dtype, elements: Math.max(1, k) }, { dtype, elements: Math.max(1, n, columns) }],
      body: parallel(batch, (r, item) => {
        const a = new Matrix(0, dtype, n, mul(item, m * n)), q = new Matrix(1, dtype, columns, mul(item, m * columns));
        const upper = new Matrix(2, dtype, n, mul(item, columns * n)), factors = new Matrix(3, dtype, 1), row = new Matrix(4, dtype, 1);
        // A wide matrix is reflected in r's place, a tall one in q's, where there is room for it.
        const wide = m < n, work = wide ? upper : q;
        r.for(m, (i) => r.lanes(n, (j) => work.put(r, i, j, a.at(i, j))));
        r.for(k, (step) => {
          const factor = reflector(r, work, dtype, m, step);
          factors.put(r, step, 0, factor);
          reflect(r, work, row, m, n, step, factor, dtype);
        });
        if (wide) r.for(m, (i) => r.lanes(m, (j) => q.put(r, i, j, upper.at(i, j))));
        r.for(columns, (i) => r.lanes(n, (j) => upper.put(r, i, j, choose(le(i, j), work.at(i, j), 0))));
        formQ(r, q, factors, row, m, columns, k, dtype);
      }),
    };
  },
  jvp(b, { x: [x], y: [q, r], params: { full } }, [t]) {
    if (!t) return [undefined, undefined];
    const { m, n } = sizesOf(x.type);
    if (m >= n) return full && m > n ? completed(b, q, r, t, m, n) : thin(b, q, r, t);
    // The left square of x is q times the left square of r; the rest of r is qᵀ times the rest of x.
    const left = (v: Value): Value => block(b, v, [0, m], [0, m]), right = (v: Value): Value => block(b, v, [0, m], [m, n]);
    const [dq, dr] = thin(b, q, left(r), left(t));
    const rest = b.add(b.matmul(swapped(b, dq), right(x)), b.matmul(swapped(b, q), right(t)));
    return [dq, b.concat([dr, rest], { axis: x.type.shape.length - 1 })];
  },
  batch: oneAxisMore((b, [x], params) => b.qr(x, params)),
  samples: [false, true].flatMap((full) => [
    { inputs: [{ shape: [1, 1], range: [1, 2] as const }], params: { full } },
    { inputs: [{ shape: [3, 3], range: [-1, 1] as const, diagonal: 1 }], params: { full } },
    { inputs: [{ shape: [2, 4, 2], range: [-1, 1] as const, diagonal: 1 }], params: { full } },
    { inputs: [{ shape: [2, 4], range: [-1, 1] as const, diagonal: 1 }], params: { full } },
    { inputs: [{ shape: [4, 4], dtype: 'f64' as const, range: [-1, 1] as const, diagonal: 1 }], params: { full } },
    { inputs: [[0, 0]], params: { full } },
    { inputs: [[0, 3, 2]], params: { full } },
    { inputs: [[3, 0]], params: { full } },
    { inputs: [[0, 3]], params: { full } },
  ]),
};

/**
 * The reflection H = 1 - τ v vᵀ that takes column `step`, from its diagonal element downwards, to a multiple of the first unit
 * vector; v (whose first element is 1) is left below the diagonal, the multiple on it. Returns τ. As LAPACK's larfg.
 */
function reflector(r: Routine, a: Matrix, dtype: DType, m: number, step: Expr): Variable {
  const largest = r.let(constant(dtype, 0)), factor = r.let(constant(dtype, 0));
  const below = (body: (i: Expr) => void): void => r.for(m, (i) => r.if(gt(i, step), () => body(i)));
  below((i) => r.fold('max', largest, abs(a.at(i, step))));
  // Nothing to take away: H = 1. NaN is not 0.
  r.if(ne(largest, 0), () => {
    const head = r.let(a.at(step, step)), scale = r.let(max(largest, abs(head))), squares = r.let(mul(div(head, scale), div(head, scale)));
    below((i) => {
      const part = r.let(div(a.at(i, step), scale));
      r.fold('sum', squares, mul(part, part));
    });
    // In units of the largest, so that a column of denormal numbers still gives a reflection.
    const first = r.let(div(head, scale)), norm = r.let(sqrt(squares)), beta = r.let(choose(ge(head, 0), neg(norm), norm));
    r.set(factor, div(sub(beta, first), beta));
    const distance = r.let(sub(first, beta));
    below((i) => a.put(r, i, step, div(div(a.at(i, step), scale), distance)));
    a.put(r, step, step, mul(beta, scale));
  });
  return factor;
}

/** a ← H · a for the columns to the right of `step`, with v as `reflector` left it. */
function reflect(r: Routine, a: Matrix, row: Matrix, m: number, n: number, step: Expr, factor: Expr, dtype: DType): void {
  r.if(ne(factor, 0), () => {
    r.lanes(n, (j) => row.put(r, j, 0, a.at(step, j)));
    const below = (body: (i: Expr, v: Expr) => void): void => r.for(m, (i) => r.if(gt(i, step), () => body(i, r.let(a.at(i, step)))));
    below((i, v) => r.lanes(n, (j) => row.put(r, j, 0, add(row.at(j, 0), mul(v, a.at(i, j))))));
    r.lanes(n, (j) => row.put(r, j, 0, choose(gt(j, step), mul(factor, row.at(j, 0)), constant(dtype, 0))));
    r.lanes(n, (j) => a.put(r, step, j, sub(a.at(step, j), row.at(j, 0))));
    below((i, v) => r.lanes(n, (j) => a.put(r, i, j, sub(a.at(i, j), mul(v, row.at(j, 0))))));
  });
}

/** The product of the reflections whose vectors stand below the diagonal of q, in their place. As LAPACK's org2r. */
function formQ(r: Routine, q: Matrix, factors: Matrix, row: Matrix, m: number, columns: number, k: number, dtype: DType): void {
  if (columns > k) r.for(m, (i) => r.lanes(columns, (j) => q.put(r, i, j, choose(ge(j, k), choose(eq(i, j), constant(dtype, 1), 0), q.at(i, j)))));
  r.for(k, (turn) => {
    const step = r.let(sub(k - 1, turn)), factor = r.let(factors.at(step, 0));
    // Columns to the right are formed, with zeros down to this row.
    reflect(r, q, row, m, columns, step, factor, dtype);
    r.for(m, (i) => q.put(r, i, step, choose(lt(i, step), constant(dtype, 0), choose(eq(i, step), sub(1, factor), neg(mul(factor, q.at(i, step)))))));
  });
}

/** For m ≥ n, with one column of q for each of x (Walter & Lehmann 2012, Algorithmic differentiation of linear algebra functions). */
function thin(b: Builder, q: Value, r: Value, dx: Value): readonly [Value, Value] {
  const steps = solveRight(b, r, dx), inside = b.matmul(swapped(b, q), steps), lower = b.tril(inside, { diagonal: -1 });
  // dq = q · turn + what leaves q's space; a turn is skew-symmetric.
  const turn = b.sub(lower, swapped(b, lower));
  return [b.add(b.matmul(q, b.sub(turn, inside)), steps), b.matmul(b.sub(inside, turn), r)];
}

/** For m > n, with columns in q that complete it to a square, as the reflections leave them (Roberts & Roberts 2020, QR and LQ decomposition matrix backpropagation; arXiv 2409.13374). */
function completed(b: Builder, q: Value, r: Value, dx: Value, m: number, n: number): readonly [Value, Value] {
  const own = block(b, q, [0, m], [0, n]), more = block(b, q, [0, m], [n, m]);
  const [dOwn, dUpper] = thin(b, own, block(b, r, [0, n], [0, n]), dx);
  const top = block(b, q, [0, n], [0, n]), bottom = block(b, q, [n, m], [0, n]), dTop = block(b, dOwn, [0, n], [0, n]), dBottom = block(b, dOwn, [n, m], [0, n]);
  // zᵀ of z = bottom · (top - 1)⁻¹
  const zt = b.solve(b.sub(top, identityLike(b, top)), swapped(b, bottom), { transpose: true }), z = swapped(b, zt);
  const away = b.sub(dBottom, b.matmul(z, dTop));
  const dMore = b.sub(b.matmul(dOwn, zt), b.matmul(b.add(own, b.matmul(more, z)), swapped(b, away)));
  const rank = r.type.shape.length, none = r.type.shape.map(() => 0);
  return [b.concat([dOwn, dMore], { axis: rank - 1 }), b.pad(dUpper, { low: none, high: none.with(rank - 2, m - n), interior: none, value: 0 })];
}

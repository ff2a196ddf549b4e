import { constant } from '../core/build.ts';
import { abs, add, and, choose, div, eq, ge, gt, lt, Matrix, mul, ne, neg, not, parallel, sqrt, sub, type Routine, type Variable } from '../core/routine.ts';
import { CotangentError } from '../core/diagnostic.ts';
import type { DType } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import { showType } from '../core/shape.ts';
import { asColumn, asRow, diagonal, epsilonOf, identityLike, needsMatrix, sizesOf, swapped } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Rounds over all pairs of rows; six to ten are usual. */
const mostSweeps = 30;

/**
 * Singular values and vectors, x = Σᵢ sᵢ · uᵢ · vᵢᵀ: [u, s, v].
 * x: [..s, m, n]   s: [..s, k], descending, k = min(m, n)   u: [..s, k, m] and v: [..s, k, n], whose rows are the vectors (up to a common sign)
 * With `full`, further rows complete u: [..s, m, m] and v: [..s, n, n].
 * One-sided Jacobi: rotations make the rows (or columns) of x orthogonal to each other (Hestenes 1958; Demmel & Veselić 1992), which
 * leaves small singular values exact. An element that is not finite makes all NaN.
 */
export const svd: Op<{ full: boolean }, [x: Value], readonly Value[]> = {
  name: 'svd', arity: 1, manyOutputs: true,
  type([x], { full }) {
    needsMatrix('svd', x);
    const [m, n] = x.shape.slice(-2), batch = x.shape.slice(0, -2), k = typeof m === 'number' && typeof n === 'number' ? Math.min(m, n) : n, { dtype } = x;
    return [{ shape: [...batch, full ? m : k, m], dtype }, { shape: [...batch, k], dtype }, { shape: [...batch, full ? n : k, n], dtype }];
  },
  kernel([x], [u, , v]) {
    const { batch, m, n, k } = sizesOf(x), { dtype } = x, rows = [u.shape.at(-2), v.shape.at(-2)] as [number, number], long = Math.max(m, n);
    return {
      buffers: [
        { dtype, elements: batch * m * n, role: 'in' }, { dtype, elements: batch * rows[0] * m, role: 'out' },
        { dtype, elements: batch * k, role: 'out' }, { dtype, elements: batch * rows[1] * n, role: 'out' },
      ],
      scratch: [{ dtype, elements: Math.max(1, long) }],
      body: parallel(batch, (r, item) => {
        const a = new Matrix(0, dtype, n, mul(item, m * n)), values = new Matrix(2, dtype, k, mul(item, k)), used = new Matrix(4, dtype, long);
        const left = new Matrix(1, dtype, m, mul(item, rows[0] * m)), right = new Matrix(3, dtype, n, mul(item, rows[1] * n));
        // The k longer vectors are what rotations make of x; the shorter ones gather the rotations.
        const tall = m >= n, [vectors, turned] = tall ? [left, right] : [right, left], count = tall ? rows[0] : rows[1];
        const largest = r.let(constant(dtype, 0));
        r.for(m, (i) => r.lanes(n, (j) => r.fold('max', largest, abs(a.at(i, j)))));
        const isFinite = r.let(lt(largest, Infinity)), scale = r.let(choose(and(isFinite, gt(largest, 0)), largest, 1));
        r.for(k, (i) => {
          r.lanes(long, (j) => vectors.put(r, i, j, div(tall ? a.at(j, i) : a.at(i, j), scale)));
          r.lanes(k, (j) => turned.put(r, i, j, choose(eq(i, j), constant(dtype, 1), 0)));
        });
        r.if(isFinite, () => orthogonalize(r, k, long, dtype, vectors, turned));
        r.for(k, (i) => values.put(r, 0, i, sqrt(r.sum(long, dtype, (j) => mul(vectors.at(i, j), vectors.at(i, j))))));
        sort(r, k, long, values, vectors, turned);
        r.lanes(long, (j) => used.put(r, 0, j, constant(dtype, 0)));
        r.for(count, (i) => normalize(r, i, k, long, dtype, values, vectors, used));
        r.lanes(k, (i) => values.put(r, 0, i, choose(isFinite, mul(values.at(0, i), scale), constant(dtype, NaN))));
        r.if(not(isFinite), () => {
          r.for(rows[0], (i) => r.lanes(m, (j) => left.put(r, i, j, constant(dtype, NaN))));
          r.for(rows[1], (i) => r.lanes(n, (j) => right.put(r, i, j, constant(dtype, NaN))));
        });
      }),
    };
  },
  jvp(b, { x: [x], y: [u, s, v], params: { full } }, [t]) {
    if (!t) return [undefined, undefined, undefined];
    const { m, n } = sizesOf(x.type);
    if (full && m !== n)
      throw new CotangentError(`svd of ${showType(x.type)} with all singular vectors has no derivative: those beyond the singular values are not determined`, { code: 'NN0281', hint: 'ask for the reduced form (fullMatrices: false), or for singular values alone (svdvals)' });
    return tangents(b, swapped(b, u), s, swapped(b, v), t, m, n);
  },
  batch: oneAxisMore((b, [x], params) => b.svd(x, params)),
  samples: [
    { inputs: [{ shape: [1, 1], range: [1, 2] }], params: { full: false } },
    { inputs: [{ shape: [3, 3], range: [-0.5, 0.5], diagonal: 2 }], params: { full: true } },
    { inputs: [{ shape: [2, 4, 2], range: [-0.5, 0.5], diagonal: 2 }], params: { full: false } },
    { inputs: [{ shape: [2, 4], range: [-0.5, 0.5], diagonal: 2 }], params: { full: false } },
    { inputs: [{ shape: [4, 4], dtype: 'f64', range: [-0.5, 0.5], diagonal: 2 }], params: { full: false } },
    { inputs: [[0, 0]], params: { full: true } },
    { inputs: [[0, 3, 2]], params: { full: false } },
    { inputs: [[3, 0]], params: { full: false } },
  ],
};

/** Rotates pairs of rows until all are orthogonal to each other. */
function orthogonalize(r: Routine, k: number, long: number, dtype: DType, vectors: Matrix, turned: Matrix): void {
  const isTurning = r.let(constant('bool', 1)), tolerance = epsilonOf(dtype) * Math.sqrt(long);
  r.for(mostSweeps, () => r.if(isTurning, () => {
    r.set(isTurning, constant('bool', 0));
    r.for(k, (i) => r.for(k, (j) => r.if(gt(j, i), () => {
      const [ii, jj, ij] = [0, 0, 0].map((zero) => r.let(constant(dtype, zero))) as [Variable, Variable, Variable];
      r.lanes(long, (c) => {
        const x = r.let(vectors.at(i, c)), y = r.let(vectors.at(j, c));
        r.fold('sum', ii, mul(x, x));
        r.fold('sum', jj, mul(y, y));
        r.fold('sum', ij, mul(x, y));
      });
      r.if(gt(abs(ij), mul(mul(sqrt(ii), sqrt(jj)), tolerance)), () => {
        r.set(isTurning, constant('bool', 1));
        // The lesser of the two angles that do it.
        const cotangent = r.let(div(sub(jj, ii), mul(ij, 2))), root = r.let(sqrt(add(mul(cotangent, cotangent), 1)));
        const tan = r.let(div(constant(dtype, 1), add(cotangent, choose(ge(cotangent, 0), root, neg(root)))));
        const cos = r.let(div(constant(dtype, 1), sqrt(add(mul(tan, tan), 1)))), sin = r.let(neg(mul(cos, tan))), bend = r.let(div(sin, add(cos, 1)));
        vectors.turn(r, i, j, long, sin, bend);
        turned.turn(r, i, j, k, sin, bend);
      });
    })));
  }));
}

/** Greatest values first. */
function sort(r: Routine, k: number, long: number, values: Matrix, vectors: Matrix, turned: Matrix): void {
  r.for(k, (i) => {
    const most = r.let(i);
    r.for(k, (j) => r.if(and(gt(j, i), gt(values.at(0, j), values.at(0, most))), () => r.set(most, j)));
    r.if(ne(most, i), () => {
      values.exchangeElements(r, i, most);
      vectors.exchange(r, i, most, long);
      turned.exchange(r, i, most, k);
    });
  });
}

/**
 * Row i gets length 1. Where its singular value is as good as 0, or there is none, it becomes a vector orthogonal to the rows above it,
 * made from the unit vector that lies least in their space; `used` holds how much of each does.
 */
function normalize(r: Routine, i: Expr, k: number, long: number, dtype: DType, values: Matrix, vectors: Matrix, used: Matrix): void {
  const isGiven = r.let(constant('bool', 0));
  if (k > 0) r.if(lt(i, k), () => r.if(gt(values.at(0, i), mul(values.at(0, 0), epsilonOf(dtype) ** 2)), () => {
    r.set(isGiven, constant('bool', 1));
    const length = r.let(values.at(0, i));
    r.lanes(long, (j) => vectors.put(r, i, j, div(vectors.at(i, j), length)));
  }));
  r.if(not(isGiven), () => {
    const least = r.let(constant('i32', 0));
    r.for(long, (j) => r.if(lt(used.at(0, j), used.at(0, least)), () => r.set(least, j)));
    r.lanes(long, (j) => vectors.put(r, i, j, choose(eq(j, least), constant(dtype, 1), 0)));
    // Twice is enough.
    r.for(2, () => {
      r.for(long, (above) => r.if(lt(above, i), () => {
        const along = r.sum(long, dtype, (j) => mul(vectors.at(i, j), vectors.at(above, j)));
        r.lanes(long, (j) => vectors.put(r, i, j, sub(vectors.at(i, j), mul(along, vectors.at(above, j)))));
      }));
      const length = r.let(sqrt(r.sum(long, dtype, (j) => mul(vectors.at(i, j), vectors.at(i, j)))));
      r.lanes(long, (j) => vectors.put(r, i, j, div(vectors.at(i, j), length)));
    });
  });
  r.lanes(long, (j) => used.put(r, 0, j, add(used.at(0, j), mul(vectors.at(i, j), vectors.at(i, j)))));
}

/** Giles 2008, An extended collection of matrix derivative results; equal singular values give infinities, as in JAX.   u: [m, k]   v: [n, k] */
function tangents(b: Builder, u: Value, s: Value, v: Value, t: Value, m: number, n: number): readonly Value[] {
  const ut = swapped(b, u), vt = swapped(b, v), inside = b.matmul(b.matmul(ut, t), v), one = identityLike(b, inside);
  const row = asRow(b, s), column = asColumn(b, s);
  const f = b.sub(b.reciprocal(b.add(b.mul(b.add(row, column), b.sub(row, column)), one)), one);
  const symmetric = (x: Value): Value => b.add(x, swapped(b, x));
  const isZero = b.convert(b.eq(s, 0), { dtype: s.type.dtype }), inverse = b.sub(b.reciprocal(b.add(s, isZero)), isZero);
  const turn = b.mul(b.mul(b.sub(inside, swapped(b, inside)), 0.5), b.mul(one, asRow(b, inverse)));
  let du = b.matmul(u, b.add(b.mul(f, symmetric(b.mul(row, inside))), turn));
  let dv = b.matmul(v, b.mul(f, symmetric(b.mul(column, inside))));
  // What leaves the space of the vectors.
  const outside = (x: Value, vectors: Value, transposed: Value): Value => b.div(b.sub(x, b.matmul(vectors, b.matmul(transposed, x))), row);
  if (m > n) du = b.add(du, outside(b.matmul(t, v), u, ut));
  if (n > m) dv = b.add(dv, outside(b.matmul(swapped(b, t), u), v, vt));
  return [swapped(b, du), diagonal(b, inside), swapped(b, dv)];
}

import { constant } from '../core/build.ts';
import { abs, add, and, choose, div, eq, ge, gt, le, lt, Matrix, max, mul, ne, neg, not, parallel, sqrt, sub, type Routine, type Variable } from '../core/routine.ts';
import type { DType } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import { asColumn, asRow, diagonal, epsilonOf, fromLower, identityLike, needsSquare, sizesOf, swapped } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op } from './op.ts';

/** Turns of the shifted iteration for one eigenvalue; two or three are usual. */
const mostTurns = 40;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, x = Σᵢ wᵢ · vᵢ · vᵢᵀ: [w, v]. Only the lower triangle of x is read.
 * x: [..s, n, n]   w: [..s, n], ascending   v: [..s, n, n], whose row i is the eigenvector vᵢ (up to its sign)
 * Reflections make x tridiagonal, then implicit QL turns with Wilkinson's shift make it diagonal
 * (Golub & Van Loan, Matrix Computations, 4th edition, 8.3). An element that is not finite makes all NaN.
 */
export const eigh: Op<None, [x: Value], readonly Value[]> = {
  name: 'eigh', arity: 1, manyOutputs: true,
  type([x]) {
    needsSquare('eigh', x);
    return [{ shape: x.shape.slice(0, -1), dtype: x.dtype }, x];
  },
  kernel([x]) {
    const { batch, n } = sizesOf(x), { dtype } = x, elements = batch * n * n, row = { dtype, elements: Math.max(1, n) };
    return {
      buffers: [{ dtype, elements, role: 'in' }, { dtype, elements: batch * n, role: 'out' }, { dtype, elements, role: 'out' }],
      scratch: [row, row, row, row],
      body: parallel(batch, (r, item) => {
        const a = new Matrix(0, dtype, n, mul(item, n * n)), values = new Matrix(1, dtype, n, mul(item, n)), vectors = new Matrix(2, dtype, n, mul(item, n * n));
        const [beside, factors, v, w] = [3, 4, 5, 6].map((buffer) => new Matrix(buffer, dtype, n)) as [Matrix, Matrix, Matrix, Matrix];
        const largest = r.let(constant(dtype, 0));
        r.for(n, (i) => r.lanes(n, (j) => r.fold('max', largest, choose(le(j, i), abs(a.at(i, j)), 0))));
        const isFinite = r.let(lt(largest, Infinity)), scale = r.let(choose(and(isFinite, gt(largest, 0)), largest, 1));
        r.for(n, (i) => r.for(n, (j) => r.if(le(j, i), () => {
          const scaled = r.let(div(a.at(i, j), scale));
          vectors.put(r, i, j, scaled);
          vectors.put(r, j, i, scaled);
        })));
        tridiagonalize(r, n, dtype, vectors, values, beside, factors, v, w);
        formVectors(r, n, dtype, vectors, factors, v);
        r.if(isFinite, () => diagonalize(r, n, dtype, vectors, values, beside));
        r.for(n, (i) => {
          const least = r.let(i);
          r.for(n, (j) => r.if(and(gt(j, i), lt(values.at(0, j), values.at(0, least))), () => r.set(least, j)));
          r.if(ne(least, i), () => {
            values.exchangeElements(r, i, least);
            vectors.exchange(r, i, least, n);
          });
        });
        r.lanes(n, (i) => values.put(r, 0, i, mul(values.at(0, i), scale)));
        r.if(not(isFinite), () => r.for(n, (i) => {
          values.put(r, 0, i, constant(dtype, NaN));
          r.lanes(n, (j) => vectors.put(r, i, j, constant(dtype, NaN)));
        }));
      }),
    };
  },
  // m = vᵀ dx v:  dwᵢ = mᵢᵢ,  dv = v · (f ∘ m) with fᵢⱼ = 1 / (wⱼ - wᵢ), infinite where eigenvalues are equal, as in JAX (Giles 2008)
  jvp(b, { y: [w, v] }, [t]) {
    if (!t) return [undefined, undefined];
    const m = b.matmul(b.matmul(v, fromLower(b, t)), swapped(b, v)), one = identityLike(b, m);
    const f = b.sub(b.reciprocal(b.add(one, b.sub(asRow(b, w), asColumn(b, w)))), one);
    return [diagonal(b, m), b.matmul(swapped(b, b.mul(f, m)), v)];
  },
  batch: oneAxisMore((b, [x]) => b.eigh(x)),
  samples: [
    { inputs: [{ shape: [1, 1], range: [1, 2] }] },
    { inputs: [{ shape: [2, 2], range: [-0.5, 0.5], diagonal: 2 }] },
    { inputs: [{ shape: [2, 4, 4], range: [-0.5, 0.5], diagonal: 2 }] },
    { inputs: [{ shape: [5, 5], dtype: 'f64', range: [-0.5, 0.5], diagonal: 2 }] },
    { inputs: [[0, 0]] },
    { inputs: [[0, 2, 2]] },
  ],
};

/**
 * Qᵀ · a · Q = T, tridiagonal. T's diagonal goes to `values`, what stands beside it to `beside`; the vectors of the reflections
 * H = 1 - τ u uᵀ stay in the rows of `a`, to the right of its diagonal, with their τ in `factors`.
 */
function tridiagonalize(r: Routine, n: number, dtype: DType, a: Matrix, values: Matrix, beside: Matrix, factors: Matrix, u: Matrix, w: Matrix): void {
  r.for(n, (k) => {
    values.put(r, 0, k, a.at(k, k));
    beside.put(r, 0, k, constant(dtype, 0));
    factors.put(r, 0, k, constant(dtype, 0));
    const factor = r.let(constant(dtype, 0)), next = r.let(add(k, 1));
    r.if(lt(next, n), () => {
      const head = r.let(a.at(k, next)), tail = r.let(constant(dtype, 0));
      r.lanes(n, (j) => r.fold('max', tail, choose(gt(j, next), abs(a.at(k, j)), 0)));
      beside.put(r, 0, k, head);
      r.if(ne(tail, 0), () => {
        // In units of the largest, so that a row of denormal numbers still gives a reflection.
        const unit = r.let(max(tail, abs(head))), first = r.let(div(head, unit)), part = (j: Expr): Expr => div(a.at(k, j), unit);
        const norm = r.let(sqrt(r.sum(n, dtype, (j) => choose(ge(j, next), mul(part(j), part(j)), 0)))), beta = r.let(choose(ge(head, 0), neg(norm), norm));
        r.set(factor, div(sub(beta, first), beta));
        factors.put(r, 0, k, factor);
        beside.put(r, 0, k, mul(beta, unit));
        const distance = r.let(sub(first, beta));
        r.lanes(n, (j) => u.put(r, 0, j, choose(gt(j, next), div(part(j), distance), choose(eq(j, next), constant(dtype, 1), 0))));
        r.lanes(n, (j) => a.put(r, k, j, u.at(0, j)));
        r.for(n, (i) => {
          const along = r.sum(n, dtype, (j) => mul(a.at(i, j), u.at(0, j)));
          w.put(r, 0, i, choose(gt(i, k), mul(factor, along), constant(dtype, 0)));
        });
        const half = r.let(mul(mul(factor, 0.5), r.sum(n, dtype, (j) => mul(w.at(0, j), u.at(0, j)))));
        r.lanes(n, (j) => w.put(r, 0, j, sub(w.at(0, j), mul(half, u.at(0, j)))));
        r.for(n, (i) => r.if(gt(i, k), () => {
          const ui = r.let(u.at(0, i)), wi = r.let(w.at(0, i));
          r.lanes(n, (j) => a.put(r, i, j, sub(a.at(i, j), add(mul(ui, w.at(0, j)), mul(wi, u.at(0, j))))));
        }));
      });
    });
  });
}

/** Qᵀ, in the place of the reflections: rows below the one at work are formed, and take the reflection from the right. */
function formVectors(r: Routine, n: number, dtype: DType, q: Matrix, factors: Matrix, u: Matrix): void {
  r.for(n, (turn) => {
    const row = r.let(sub(n - 1, turn)), k = r.let(sub(row, 1));
    r.if(gt(row, 0), () => {
      const factor = r.let(factors.at(0, k));
      r.if(ne(factor, 0), () => {
        r.lanes(n, (j) => u.put(r, 0, j, choose(gt(j, k), q.at(k, j), 0)));
        r.for(n, (i) => r.if(gt(i, row), () => {
          const along = r.let(mul(factor, r.sum(n, dtype, (j) => mul(q.at(i, j), u.at(0, j)))));
          r.lanes(n, (j) => q.put(r, i, j, sub(q.at(i, j), mul(along, u.at(0, j)))));
        }));
      });
      r.lanes(n, (j) => q.put(r, row, j, sub(choose(eq(j, row), constant(dtype, 1), 0), choose(ne(factor, 0), mul(factor, u.at(0, j)), 0))));
    });
    r.if(eq(row, 0), () => r.lanes(n, (j) => q.put(r, 0, j, choose(eq(j, 0), constant(dtype, 1), 0))));
  });
}

/** Implicit QL with shifts on the tridiagonal matrix; the rows of `vectors` turn along. Elements are about 1 at most. */
function diagonalize(r: Routine, n: number, dtype: DType, vectors: Matrix, values: Matrix, beside: Matrix): void {
  const epsilon = epsilonOf(dtype), d = (i: Expr): Expr => values.at(0, i), e = (i: Expr): Expr => beside.at(0, i);
  r.for(n, (l) => {
    const isDone = r.let(constant('bool', 0));
    r.for(mostTurns, () => r.if(not(isDone), () => {
      // The block from l to the first element beside the diagonal that is as good as 0.
      const end = r.let(constant('i32', n - 1));
      r.for(Math.max(0, n - 1), (turn) => {
        const i = r.let(sub(n - 2, turn));
        r.if(and(ge(i, l), le(abs(e(i)), add(mul(add(abs(d(i)), abs(d(add(i, 1)))), epsilon), epsilon * epsilon))), () => r.set(end, i));
      });
      r.if(eq(end, l), () => r.set(isDone, constant('bool', 1)));
      r.if(ne(end, l), () => turnBlock(r, n, dtype, l, end, vectors, values, beside));
    }));
  });
}

function turnBlock(r: Routine, n: number, dtype: DType, l: Expr, end: Variable, vectors: Matrix, values: Matrix, beside: Matrix): void {
  const d = (i: Expr): Expr => values.at(0, i), e = (i: Expr): Expr => beside.at(0, i), zero = constant(dtype, 0), one = constant(dtype, 1);
  const hypotenuse = (x: Expr, y: Expr): Expr => sqrt(add(mul(x, x), mul(y, y)));
  // The eigenvalue of the first two rows that is nearer to d_l.
  const half = r.let(div(sub(d(add(l, 1)), d(l)), mul(e(l), 2))), root = r.let(hypotenuse(half, one));
  const g = r.let(add(sub(d(end), d(l)), div(e(l), add(half, choose(ge(half, 0), root, neg(root))))));
  const sin = r.let(one), cos = r.let(one), p = r.let(zero), isWhole = r.let(constant('bool', 1));
  r.for(Math.max(0, n - 1), (turn) => {
    const i = r.let(sub(n - 2, turn)), next = r.let(add(i, 1));
    r.if(and(and(ge(i, l), lt(i, end)), isWhole), () => {
      const f = r.let(mul(sin, e(i))), b = r.let(mul(cos, e(i))), length = r.let(hypotenuse(f, g));
      beside.put(r, 0, next, length);
      r.if(eq(length, 0), () => {
        // The block falls apart here.
        values.put(r, 0, next, sub(d(next), p));
        beside.put(r, 0, end, zero);
        r.set(isWhole, constant('bool', 0));
      });
      r.if(isWhole, () => {
        r.set(sin, div(f, length));
        r.set(cos, div(g, length));
        const before = r.let(sub(d(next), p)), t = r.let(add(mul(sub(d(i), before), sin), mul(mul(cos, b), 2)));
        r.set(p, mul(sin, t));
        values.put(r, 0, next, add(before, p));
        r.set(g, sub(mul(cos, t), b));
        vectors.rotate(r, i, next, n, cos, neg(sin));
      });
    });
  });
  r.if(isWhole, () => {
    values.put(r, 0, l, sub(d(l), p));
    beside.put(r, 0, l, g);
    beside.put(r, 0, end, zero);
  });
}

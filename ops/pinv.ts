import { asColumn, epsilonOf, needsMatrix, needsSquare, sizesOf, swapped, symmetrized } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface PinvParams {
  /** Singular values up to this part of the greatest count as zero; 10 · max(m, n) · ε when absent. */
  readonly rtol: number | undefined;
  /** x is symmetric: eigenvalues take the place of singular values. */
  readonly hermitian: boolean;
}

/** The Moore–Penrose inverse of x.   x: [..s, m, n]   y: [..s, n, m] */
export const pinv: Op<PinvParams> = {
  name: 'pinv', arity: 1,
  type([x], { hermitian }) {
    (hermitian ? needsSquare : needsMatrix)('pinv', x);
    return [{ shape: [...x.shape.slice(0, -2), x.shape.at(-1)!, x.shape.at(-2)!], dtype: x.dtype }];
  },
  expand(b, [x], { rtol, hermitian }) {
    const { m, n } = sizesOf(x.type), [u, s, v] = hermitian ? hermitianSvd(b, symmetrized(b, x)) : b.svd(x, { full: false });
    if (m === 0 || n === 0) return [swapped(b, x)];
    const cutoff = b.mul(b.max(s, { axes: [s.type.shape.length - 1] }), rtol ?? 10 * Math.max(m, n) * epsilonOf(x.type.dtype));
    const kept = b.select(b.gt(s, b.reshape(cutoff, { shape: [...cutoff.type.shape, 1] })), s, Infinity);
    return [b.matmul(swapped(b, v), b.div(u, asColumn(b, kept)))];
  },
  // Golub & Pereyra 1973, The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate
  jvp(b, { x: [given], y: [p], params: { hermitian } }, [along]) {
    if (!along) return [undefined];
    const x = hermitian ? symmetrized(b, given) : given, t = hermitian ? symmetrized(b, along) : along;
    const pt = swapped(b, p), tt = swapped(b, t), times = (...factors: readonly Value[]): Value => factors.reduce((a, c) => b.matmul(a, c));
    const right = times(p, pt, tt), left = times(tt, pt, p);
    const outer = b.sub(right, times(right, x, p)), inner = b.sub(left, times(p, x, left));
    return [b.add(b.add(b.neg(times(p, t, p)), outer), inner)];
  },
  batch: oneAxisMore((b, [x], params) => b.pinv(x, params)),
  samples: [
    { inputs: [{ shape: [1, 1], range: [1, 2] }], params: { rtol: undefined, hermitian: false } },
    { inputs: [{ shape: [3, 3], range: [-0.5, 0.5], diagonal: 2 }], params: { rtol: undefined, hermitian: false } },
    { inputs: [{ shape: [2, 4, 2], range: [-0.5, 0.5], diagonal: 2 }], params: { rtol: undefined, hermitian: false } },
    { inputs: [{ shape: [2, 4], range: [-0.5, 0.5], diagonal: 2 }], params: { rtol: 0.01, hermitian: false } },
    { inputs: [{ shape: [3, 3], range: [-0.5, 0.5], diagonal: 2 }], params: { rtol: undefined, hermitian: true } },
    { inputs: [{ shape: [3, 3], dtype: 'f64', range: [-0.5, 0.5], diagonal: 2 }], params: { rtol: undefined, hermitian: false } },
    { inputs: [[0, 3]], params: { rtol: undefined, hermitian: false } },
  ],
};

/** [u, s, v] of a symmetric matrix from its eigenvalues: s = |w|, descending; rows of u and v are the vectors, v's with the signs of w. */
export function hermitianSvd(b: Builder, x: Value): readonly [Value, Value, Value] {
  const [w, v] = b.eigh(x), size = b.abs(w), axis = w.type.shape.length - 1, order = b.argsort(size, { axis, descending: true });
  const ids = b.broadcast(order, { shape: v.type.shape, axes: order.type.shape.map((_, i) => i) });
  const u = b.takeAlongAxis(v, ids, { axis }), signs = b.takeAlongAxis(b.sign(w), order, { axis });
  return [u, b.takeAlongAxis(size, order, { axis }), b.mul(u, asColumn(b, signs))];
}

import { block, diagonal, identityLike, needsSquare, rowsInOrder } from './matrices.ts';
import { oneAxisMore } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** The determinant, by elimination.   x: [..s, n, n]   y: [..s]   The determinant of no rows is 1. */
export const det: Op = {
  name: 'det', arity: 1,
  type([x]) {
    needsSquare('det', x);
    return [{ shape: x.shape.slice(0, -2), dtype: x.dtype }];
  },
  // Through logarithms, so that only a determinant that is too large or too small itself is lost.
  expand(b, [x]) {
    const [sign, log] = logDeterminant(b, x);
    return [b.mul(sign, b.exp(log))];
  },
  // dy = tr(adj(x) · dx), for singular matrices too
  jvp: (b, { x: [x] }, [t]) => [t && b.sum(diagonal(b, adjugateTimes(b, x, t)), { axes: [x.type.shape.length - 2] })],
  batch: oneAxisMore((b, [x]) => b.det(x)),
  samples: [
    { inputs: [{ shape: [1, 1], range: [1, 2] }] },
    { inputs: [[2, 2]] },
    { inputs: [{ shape: [3, 3], range: [-1, 1], diagonal: 1 }] },
    { inputs: [{ shape: [2, 4, 4], range: [-1, 1], diagonal: 0.5 }] },
    { inputs: [{ shape: [4, 4], dtype: 'f64', range: [-1, 1], diagonal: 0.5 }] },
    { inputs: [[0, 2, 2]] },
  ],
};

/** -1 or 1: whether the exchanges of rows that lu made are odd in number.   pivots: i32[..s, n]   y: [..s] */
function parity(b: Builder, pivots: Value, like: Value): Value {
  const { shape } = pivots.type, axis = shape.length - 1;
  const exchanged = b.convert(b.ne(pivots, b.iota({ shape, axis, dtype: 'i32' })), { dtype: 'i32' });
  return b.convert(b.sub(1, b.mul(b.rem(b.sum(exchanged, { axes: [axis] }), 2), 2)), { dtype: like.type.dtype });
}

/** [sign, ln |det x|]: [0, -∞] where x is singular.   x: [..s, n, n]   both: [..s] */
export function logDeterminant(b: Builder, x: Value): readonly [sign: Value, log: Value] {
  const [factors, pivots] = b.lu(x), u = diagonal(b, factors), axes = [u.type.shape.length - 1];
  return [b.mul(parity(b, pivots, x), b.prod(b.sign(u), { axes })), b.sum(b.log(b.abs(u)), { axes })];
}

/**
 * adj(x) · t, that is det(x) · x⁻¹ · t without a division by what may be zero: the last element of U's diagonal, where elimination
 * leaves the zero of a singular matrix, is exchanged for the inverse of the product of the others. Where those vanish too, adj(x) is 0.
 */
function adjugateTimes(b: Builder, x: Value, t: Value): Value {
  const { shape } = x.type, rank = shape.length, n = shape.at(-1) as number;
  if (n < 2) return t;
  const [factors, pivots, order] = b.lu(x), u = diagonal(b, factors);
  const single = u.type.shape.map(() => 1), none = u.type.shape.map(() => 0), axes = [rank - 2];
  const but = b.slice(u, { start: none, stop: u.type.shape.with(-1, n - 1), step: single }), last = b.slice(u, { start: none.with(-1, n - 1), stop: u.type.shape, step: single });
  const others = b.reshape(b.mul(parity(b, pivots, x), b.prod(but, { axes })), { shape: [...shape.slice(0, -2), 1, 1] }), whole = b.mul(others, b.reshape(last, { shape: others.type.shape }));
  const one = identityLike(b, x), corner = b.mul(one, b.convert(b.eq(b.iota({ shape, axis: rank - 1, dtype: 'i32' }), n - 1), { dtype: x.type.dtype }));
  const mended = b.select(b.ne(corner, 0), b.reciprocal(others), factors), upper = { lower: false, transpose: false, unitDiagonal: false };
  const trial = b.triangularSolve(mended, b.full({ value: 1, shape: shape.with(-1, 1), dtype: x.type.dtype }), upper);
  const isLost = b.reshape(b.any(b.not(b.isFinite(trial)), { axes: [rank - 2, rank - 1] }), { shape: others.type.shape });
  const forward = b.triangularSolve(factors, rowsInOrder(b, b.select(isLost, 0, t), order), { lower: true, transpose: false, unitDiagonal: true });
  const rows = b.concat([b.mul(block(b, forward, [0, n - 1], [0, n]), whole), block(b, forward, [n - 1, n], [0, n])], { axis: rank - 2 });
  return b.select(isLost, 0, b.triangularSolve(mended, rows, upper));
}

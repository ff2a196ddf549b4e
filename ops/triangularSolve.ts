import { add, div, gt, lt, Matrix, mul, parallel, sub } from '../core/routine.ts';
import { int, scalar } from '../core/build.ts';
import { needsRightSide, sizesOf, swapped, systems } from './matrices.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface TriangularSolveParams {
  /** Which triangle of a is meant; the other is not read. */
  readonly lower: boolean;
  /** Solves with aᵀ. */
  readonly transpose: boolean;
  /** The diagonal of a is taken for ones and not read. */
  readonly unitDiagonal: boolean;
}

/** Columns that a thread takes at a time. */
const widths = [64, 32, 16];

/**
 * The y with a · y = x, or aᵀ · y = x, for a triangular a, by substitution.   a: [..s, n, n]   x, y: [..s, n, m]
 * A zero on the diagonal divides by zero: infinities and NaN, as in JAX.
 */
export const triangularSolve: Op<TriangularSolveParams, [a: Value, x: Value]> = {
  name: 'triangularSolve', arity: 2,
  type([a, x]) {
    needsRightSide('triangularSolve', a, x);
    return [x];
  },
  kernel([, x], _, { lower, transpose, unitDiagonal }) {
    const { batch, m: n, n: m } = sizesOf(x), { dtype } = x, elements = batch * n * m;
    const width = widths.find((w) => m % w === 0) ?? m, blocks = m === 0 ? 0 : m / width, downwards = lower !== transpose;
    return {
      buffers: [{ dtype, elements: batch * n * n, role: 'in' }, { dtype, elements, role: 'in' }, { dtype, elements, role: 'out' }],
      scratch: [],
      body: parallel(batch * blocks, (r, item) => {
        const which = r.let(scalar('quot', item, int(Math.max(1, blocks)))), block = scalar('rem', item, int(Math.max(1, blocks)));
        const matrix = new Matrix(0, dtype, n, mul(which, n * n)), first = r.let(add(mul(which, n * m), mul(block, width)));
        const right = new Matrix(1, dtype, m, first), y = new Matrix(2, dtype, m, first);
        const coefficient = (i: typeof item, k: typeof item): typeof item => (transpose ? matrix.at(k, i) : matrix.at(i, k));
        r.lanes(width, (c) => r.for(n, (turn) => {
          const i = r.let(downwards ? turn : sub(n - 1, turn)), rest = r.let(right.at(i, c));
          r.for(n, (k) => r.if((downwards ? lt : gt)(k, i), () => r.set(rest, sub(rest, mul(coefficient(i, k), y.at(k, c))))));
          y.put(r, i, c, unitDiagonal ? rest : div(rest, coefficient(i, i)));
        }));
      }),
    };
  },
  // y = a⁻¹ · x:  dy = a⁻¹ · (dx - da · y)
  jvp(b, { x: [a], y: [y], params }, [ta, tx]) {
    if (!ta && !tx) return [undefined];
    const moved = ta && b.neg(b.matmul(read(b, ta, params), y));
    return [b.triangularSolve(a, tx && moved ? b.add(tx, moved) : tx ?? moved!, params)];
  },
  // x̄ = a⁻ᵀ · ȳ,  ā = -x̄ · yᵀ
  vjp(b, { x: [a], y: [y], params }, [g]) {
    if (!g) return [undefined, undefined];
    const dx = b.triangularSolve(a, g, { ...params, transpose: !params.transpose });
    const da = b.neg(params.transpose ? b.matmul(y, swapped(b, dx)) : b.matmul(dx, swapped(b, y)));
    return [triangle(b, da, params), dx];
  },
  batch: systems((b, a, x, params) => b.triangularSolve(a, x, params)),
  samples: samples(),
};

const triangle = (b: Builder, x: Value, { lower, unitDiagonal }: TriangularSolveParams): Value =>
  (lower ? b.tril(x, { diagonal: unitDiagonal ? -1 : 0 }) : b.triu(x, { diagonal: unitDiagonal ? 1 : 0 }));
/** The part of a that is read, the right way round. */
const read = (b: Builder, a: Value, params: TriangularSolveParams): Value => (params.transpose ? swapped(b, triangle(b, a, params)) : triangle(b, a, params));

function samples(): Op<TriangularSolveParams, [a: Value, x: Value]>['samples'] {
  const plain = { lower: true, transpose: false, unitDiagonal: false };
  const square = (n: number) => ({ shape: [n, n], range: [-1, 1] as const, diagonal: 1.5 });
  return [
    ...[true, false].flatMap((lower) => [true, false].flatMap((transpose) => [true, false].map((unitDiagonal) => ({ inputs: [square(3), [3, 2]], params: { lower, transpose, unitDiagonal } })))),
    { inputs: [{ shape: [2, 4, 4], range: [-1, 1], diagonal: 2 }, [2, 4, 3]], params: plain },
    { inputs: [{ shape: [5, 5], dtype: 'f64', range: [-1, 1], diagonal: 2 }, { shape: [5, 1], dtype: 'f64' }], params: plain },
    { inputs: [{ shape: [1, 1], range: [1, 2] }, [1, 32]], params: plain },
    { inputs: [[0, 0], [0, 3]], params: plain },
    { inputs: [square(2), [2, 0]], params: plain },
  ];
}

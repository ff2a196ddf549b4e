import { addIndex, int, load, mulIndex, scalar, select } from '../core/build.ts';
import { isFloat } from '../core/dtype.ts';
import { loop, named, store, when } from '../core/loops.ts';
import { around, normalAxis } from './axes.ts';
import { alongAxis } from './samples.ts';
import type { Expr } from '../core/expr.ts';
import type { Statement } from '../core/kernel.ts';
import type { Op } from './op.ts';

export interface SortParams {
  readonly axis: number;
  readonly descending: boolean;
}

/**
 * The order that sorts x along the axis: x[y_0] ≤ x[y_1] ≤ …, equal elements as they stood; NaN comes last, or first when descending.
 * x: [..s]   y: i32[..s]
 */
export const argsort: Op<SortParams> = {
  name: 'argsort', arity: 1,
  normal: normalAxis('argsort'),
  type: ([x]) => [{ shape: x.shape, dtype: 'i32' }],
  kernel([x], _, { axis, descending }) {
    const [outer, n, inner] = around(x, axis), elements = outer * n * inner;
    const column = (c: Expr): readonly Statement[] => {
      const o = scalar('quot', c, int(inner)), j = scalar('rem', c, int(inner));
      const place = (i: Expr): Expr => addIndex(mulIndex(addIndex(mulIndex(o, n), i), inner), j);
      const exchange = (i: Expr, distance: number): readonly Statement[] => named(place(i), (p) => named(place(addIndex(i, int(distance))), (q) =>
        named(load(1, 'i32', [p]), (a) => named(load(1, 'i32', [q]), (b) =>
          named(load(0, x.dtype, [place(a)]), (u) => named(load(0, x.dtype, [place(b)]), (v) =>
            named(descending ? stands(v, a, u, b) : stands(u, a, v, b), (right) => [
              store(1, p, select(right, a, b)),
              store(1, q, select(right, b, a)),
            ])))))));
      return [
        loop('serial', n, (i) => [store(1, place(i), i)]),
        ...mergeExchange(n).map(({ bit, wanted, distance }) => loop('serial', n - distance, (i) =>
          [when(scalar('eq', scalar('and', i, int(bit)), int(wanted)), exchange(i, distance))])),
      ];
    };
    return {
      buffers: [{ dtype: x.dtype, elements, role: 'in' }, { dtype: 'i32', elements, role: 'out' }],
      scratch: [],
      body: [loop('parallel', outer * inner, column)],
    };
  },
  vjp: () => [undefined],
  jvp: () => [undefined],
  samples: [false, true].flatMap((descending) => [
    ...alongAxis, { inputs: [[17]], params: { axis: 0 } }, { inputs: [{ shape: [3, 9], dtype: 'i32' as const }], params: { axis: 1 } },
  ].map((s) => ({ ...s, params: { axis: s.params!.axis, descending } }))),
};

/** Whether u, from place a, may stand before v, from place b. */
function stands(u: Expr, a: Expr, v: Expr, b: Expr): Expr {
  // With the places no two elements are equal, so the network, which is not stable, gives the stable order.
  const before = less(u, v), after = less(v, u);
  return scalar('or', before, scalar('and', scalar('not', after), scalar('lt', a, b)));
}

/** u < v, with NaN above everything. */
function less(u: Expr, v: Expr): Expr {
  const smaller = scalar('lt', u, v);
  return isFloat(u.dtype) ? scalar('or', smaller, scalar('and', scalar('eq', u, u), scalar('ne', v, v))) : smaller;
}

/**
 * Batcher's merge exchange (Knuth, The Art of Computer Programming, volume 3, algorithm 5.2.2 M): sorts n elements by comparing,
 * step after step, the elements i and i + distance for all i with (i & bit) = wanted. The steps do not depend on the elements.
 */
function mergeExchange(n: number): readonly { readonly bit: number; readonly wanted: number; readonly distance: number }[] {
  const steps = [];
  const top = n < 2 ? 0 : 2 ** (Math.ceil(Math.log2(n)) - 1);
  for (let bit = top; bit >= 1; bit /= 2) {
    steps.push({ bit, wanted: 0, distance: bit });
    for (let q = top; q > bit; q /= 2) steps.push({ bit, wanted: bit, distance: q - bit });
  }
  return steps;
}

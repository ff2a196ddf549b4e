import { addIndex, int, load, local, mulIndex, scalar, select } from '../core/build.ts';
import { isFloat } from '../core/dtype.ts';
import { loop, named, store } from '../core/loops.ts';
import { around, normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { needsShape } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Expr, Local } from '../core/expr.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Kernel, Statement } from '../core/kernel.ts';
import type { Op } from './op.ts';

export interface SortParams {
  readonly axis: number;
  readonly descending: boolean;
}

/**
 * The order that sorts along the axis: x[y_0] ≤ x[y_1] ≤ …, equal elements as they stood; NaN comes last, or first when descending.
 * With further keys, those decide in turn where the ones before are equal.   keys: [..s], one and more   y: i32[..s]
 */
export const argsort: Op<SortParams, [keys: Value | readonly Value[]]> = {
  name: 'argsort', arity: undefined,
  normal: normalAxis('argsort'),
  type([x, ...more]) {
    for (const key of more) needsShape('argsort', 'every key', key, x.shape);
    return [{ shape: x.shape, dtype: 'i32' }];
  },
  kernel: (keys, _, params) => mergeSort(keys, params),
  vjp: (_, { x }) => x.map(() => undefined),
  jvp: () => [undefined],
  batch: oneAxisMore((b, keys, params) => b.argsort(keys, params), axisMoved),
  samples: [
    ...[false, true].flatMap((descending) => [
      ...alongAxis, { inputs: [[17]], params: { axis: 0 } }, { inputs: [{ shape: [3, 9], dtype: 'i32' as const }], params: { axis: 1 } },
      { inputs: [{ shape: [40], dtype: 'u8' as const, range: [0, 5] as const }, [40]], params: { axis: 0 } },
    ].map((s) => ({ ...s, params: { axis: s.params!.axis, descending } }))),
    { inputs: [{ shape: [12, 2], dtype: 'bool' }, { shape: [12, 2], dtype: 'i32' }, [12, 2]], params: { axis: 0, descending: false } },
  ],
};

/**
 * Sorted runs of 1, 2, 4 … elements are merged in pairs, each time from one row of numbers into another: n ⌈log₂ n⌉ steps, one after the other.
 * The columns along the axis are sorted by any thread.
 */
function mergeSort(keys: readonly Type[], { axis, descending }: SortParams): Kernel {
  const [outer, n, inner] = around(keys[0], axis), elements = outer * n * inner, result = keys.length, spare = result + 1;
  const passes = n < 2 ? 0 : Math.ceil(Math.log2(n));
  const column = (c: Expr): readonly Statement[] => {
    const o = scalar('quot', c, int(inner)), inRow = scalar('rem', c, int(inner));
    const place = (i: Expr): Expr => addIndex(mulIndex(addIndex(mulIndex(o, n), i), inner), inRow);
    // The row that a pass reads; the last one writes the result.
    const rowOf = (pass: number): number => ((passes - pass) % 2 === 0 ? result : spare);
    const spot = (row: number, i: Expr): Expr => (row === result ? place(i) : i);
    const held = (row: number, i: Expr): Expr => load(row, 'i32', [spot(row, scalar('min', i, int(n - 1)))]);
    const merge = (pass: number): readonly Statement[] => {
      const run = 2 ** pass, from = rowOf(pass), to = rowOf(pass + 1);
      const left: Local = { dtype: 'i32' }, right: Local = { dtype: 'i32' };
      return [
        { kind: 'let', local: left, value: int(0) },
        { kind: 'let', local: right, value: int(0) },
        loop('serial', n, (k) => {
          const within = scalar('and', k, int(2 * run - 1)), start = scalar('sub', k, within), isFirst = scalar('eq', within, int(0));
          const upTo = (length: number): Expr => (length >= n ? int(n) : scalar('min', addIndex(start, int(length)), int(n)));
          return named(upTo(run), (middle) => [
            { kind: 'assign', local: left, value: select(isFirst, k, local(left)) },
            { kind: 'assign', local: right, value: select(isFirst, middle, local(right)) },
            ...named(held(from, local(left)), (a) => named(held(from, local(right)), (b) => {
              const waits = stands(keys.map((key, i) => [load(i, key.dtype, [place(b)]), load(i, key.dtype, [place(a)])] as const), descending);
              const takesRight = scalar('and', scalar('lt', local(right), upTo(2 * run)), scalar('or', scalar('ge', local(left), middle), waits));
              return named(takesRight, (taken) => [
                store(to, spot(to, k), select(taken, b, a)),
                { kind: 'assign', local: left, value: addIndex(local(left), select(taken, int(0), int(1))) },
                { kind: 'assign', local: right, value: addIndex(local(right), select(taken, int(1), int(0))) },
              ]);
            })),
          ]);
        }),
      ];
    };
    return [
      loop('serial', n, (i) => [store(rowOf(0), spot(rowOf(0), i), i)]),
      ...Array.from({ length: passes }, (_, pass) => merge(pass)).flat(),
    ];
  };
  return {
    buffers: [...keys.map(({ dtype }) => ({ dtype, elements, role: 'in' }) as const), { dtype: 'i32', elements, role: 'out' }],
    scratch: [{ dtype: 'i32', elements: Math.max(1, n) }],
    body: [loop('parallel', outer * inner, column)],
  };
}

/** Whether the first of each pair, by the first key in which they differ, stands before the second. */
function stands(pairs: readonly (readonly [Expr, Expr])[], descending: boolean): Expr {
  return pairs.map(([u, v]) => (descending ? [v, u] as const : [u, v] as const))
    .reduceRight<Expr | undefined>((rest, [u, v]) => (rest ? scalar('or', less(u, v), scalar('and', scalar('not', less(v, u)), rest)) : less(u, v)), undefined)!;
}

/** u < v, with NaN above everything. */
function less(u: Expr, v: Expr): Expr {
  const smaller = scalar('lt', u, v);
  return isFloat(u.dtype) ? scalar('or', smaller, scalar('and', scalar('eq', u, u), scalar('ne', v, v))) : smaller;
}

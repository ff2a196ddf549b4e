import { at, constant, int, load, scalar, select } from '../core/build.ts';
import { addDims, sameDim } from '../core/dim.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { axesOf, normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import type { noAxis } from '../core/shape.ts';
import type { Around, RankOf } from '../core/types/axes.ts';
import type { HasRank, Mistake, Shape, ShowType, SomeDiffer, Unknown } from '../core/types/dim.ts';
import type { Plus } from '../core/types/number.ts';
import type { SizeOf } from './reshape.ts';
import { sameDType } from './rules.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

export const noTensors = <const Op extends string>(op: Op): noTensors<Op> => `${op} of no tensors has no shape`;
export type noTensors<Op extends string> = `${Op} of no tensors has no shape`;
export const differElsewhere = <const A extends string, const X extends string, const Y extends string>(axis: A, first: X, other: Y): differElsewhere<A, X, Y> => `concat along axis ${axis}: ${first} and ${other} differ elsewhere`;
export type differElsewhere<A extends string, X extends string, Y extends string> = `concat along axis ${A}: ${X} and ${Y} differ elsewhere`;

type Elsewhere<Shapes, A, First, D, P extends unknown[], Q extends unknown[], Sum> =
  Shapes extends readonly [infer S, ...infer R]
    ? HasRank<S> extends false ? Unknown<S>
    : Around<S, A> extends readonly [infer U, infer N, infer V]
      ? true extends SomeDiffer<P, U> | SomeDiffer<Q, V> ? Mistake<differElsewhere<`${RankOf<P>}`, ShowType<First, D>, ShowType<S, D>>> : Elsewhere<R, A, First, D, P, Q, Plus<Sum, N>>
      : Mistake<differElsewhere<`${RankOf<P>}`, ShowType<First, D>, ShowType<S, D>>>
    : [...P, Sum, ...Q];
type SumOf<Shapes, R = 0> = Shapes extends readonly [infer S, ...infer T] ? SumOf<T, Plus<R, SizeOf<S>>> : R;
/** The shape of tensors joined along an axis, or flat. D: the dtype, for messages. */
export type Concatenated<Op extends string, Shapes, A, D = unknown> =
  HasRank<Shapes> extends false ? Unknown<Shapes>
  : Shapes extends readonly [infer First, ...infer R]
    ? A extends null ? [SumOf<Shapes>]
    : HasRank<First> extends false ? Unknown<First> : number extends A ? Shape
    : Around<First, A> extends readonly [infer P extends unknown[], infer N, infer Q extends unknown[]] ? Elsewhere<R, A, First, D, P, Q, N>
    : Mistake<noAxis<Op, `${A & number}`, `${RankOf<First> & number}`>>
    : Mistake<noTensors<Op>>;

/** Tensors one after the other along an axis.   xᵢ: [..a, nᵢ, ..c]   y: [..a, Σ nᵢ, ..c] */
export const concat: Op<{ axis: number }, [xs: readonly Value[]]> = {
  name: 'concat', arity: undefined,
  normal(inputs, params) {
    if (inputs.length === 0) throw new ShapeError('NN0218', noTensors('concat'), 'give at least one');
    return normalAxis('concat')(inputs, params);
  },
  type(inputs, { axis }) {
    const [first] = inputs;
    sameDType('concat', inputs);
    for (const t of inputs)
      if (t.shape.length !== first.shape.length || t.shape.some((d, i) => i !== axis && !sameDim(d, first.shape[i])))
        throw new ShapeError('NN0218', differElsewhere(`${axis}`, showType(first), showType(t)), 'all other sizes must be equal');
    return [{ shape: first.shape.with(axis, inputs.map((t) => t.shape[axis]).reduce((p, n) => addDims(p, n))), dtype: first.dtype }];
  },
  define(inputs, y, { axis }) {
    const axes = axesOf(y), i = axes.map(at);
    let start = 0, body: Expr | undefined;
    // y[i] = i < start of the next ? an element of this one : …, built from the first on.
    const parts = inputs.map((t, k) => ({ k, n: known(t.shape)[axis] })).filter(({ n }) => n > 0);
    for (const { k, n } of parts) {
      const own = start === 0 ? i[axis] : scalar('sub', i[axis], int(start));
      const index = parts.length === 1 ? own : scalar('max', scalar('min', own, int(n - 1)), int(0));
      const element = load(k, y.dtype, i.with(axis, index));
      body = body ? select(scalar('lt', i[axis], int(start)), body, element) : element;
      start += n;
    }
    return { axes, body: body ?? constant(y.dtype, 0) };
  },
  linear: 'together',
  // dxᵢ = the part of g that came from xᵢ
  vjp(b, { x, params: { axis } }, [g]) {
    if (!g) return x.map(() => undefined);
    let from = 0;
    return x.map((v) => {
      const start = v.type.shape.map((_, i) => (i === axis ? from : 0)), to = from + (v.type.shape[axis] as number);
      from = to;
      return b.slice(g, { start, stop: v.type.shape.with(axis, to), step: start.map(() => 1) });
    });
  },
  batch: oneAxisMore((b, xs, params) => b.concat(xs, params), axisMoved),
  samples: [
    { inputs: [[2], [3]], params: { axis: 0 } },
    { inputs: [[2, 1], [2, 3], [2, 2]], params: { axis: 1 } },
    { inputs: [[2, 1, 2], [2, 2, 2]], params: { axis: -2 } },
    { inputs: [[2, 3]], params: { axis: 0 } },
    { inputs: [[2, 0], [2, 3], [2, 0]], params: { axis: 1 } },
    { inputs: [[0], [0]], params: { axis: 0 } },
    { inputs: [{ shape: [2], dtype: 'i32' }, { shape: [1], dtype: 'i32' }], params: { axis: 0 } },
  ],
};

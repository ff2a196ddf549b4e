/**
 * Running folds: y_i = x_0 ⊕ … ⊕ x_i along an axis. Values come of a kernel that goes along it once; derivatives of the tree by which
 * a running fold is calculated in parallel (Blelloch 1990), where each value is joined from two: no division by factors that may be 0.
 */
import { addIndex, constant, convert, int, load, local, mulIndex, scalar } from '../core/build.ts';
import { sumDType, type DType } from '../core/dtype.ts';
import { joinOf, startOf } from '../core/fold.ts';
import { loop, named, store } from '../core/loops.ts';
import { around, normalAxis } from './axes.ts';
import { axisMoved, oneAxisMore } from './batching.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Expr, Local } from '../core/expr.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Kernel } from '../core/kernel.ts';
import type { At } from '../core/op.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface CumulativeParams {
  readonly axis: number;
  /** From the last element to the first. */
  readonly reverse: boolean;
}

/** What is carried along the axis: what it is before the first element, how an element changes it, and what y is. */
export interface Running {
  readonly start: (dtype: DType) => readonly number[];
  readonly next: (carried: readonly Expr[], x: Expr) => readonly Expr[];
  readonly value: (carried: readonly Expr[]) => Expr;
}

const kernel = ({ start, next, value }: Running) => ([x]: readonly Type[], [y]: readonly Type[], { axis, reverse }: CumulativeParams): Kernel => {
  const [outer, n, inner] = around(x, axis), elements = outer * n * inner, dtype = sumDType(x.dtype);
  return {
    buffers: [{ dtype: x.dtype, elements, role: 'in' }, { dtype: y.dtype, elements, role: 'out' }],
    scratch: [],
    body: [loop('parallel', outer, (o) => [loop('vector', inner, (j) => {
      const starts = start(dtype), carried = starts.map((): Local => ({ dtype })), now = carried.map(local);
      return [
        ...carried.map((l, i) => ({ kind: 'let', local: l, value: constant(dtype, starts[i]) }) as const),
        loop('serial', n, (i) => named(addIndex(mulIndex(addIndex(mulIndex(o, n), reverse ? scalar('sub', int(n - 1), i) : i), inner), j), (place) =>
          named(convert(dtype, load(0, x.dtype, [place])), (element) => {
            const after = next(now, element), fresh = after.map((): Local => ({ dtype }));
            return [
              ...fresh.map((l, k) => ({ kind: 'let', local: l, value: after[k] }) as const),
              ...carried.map((l, k) => ({ kind: 'assign', local: l, value: local(fresh[k]) }) as const),
              store(1, place, convert(y.dtype, value(now))),
            ];
          }))),
      ];
    })])],
  };
};

/** The derivative of the running fold at x: along a tangent of x, and back from a cotangent of y. */
interface Linear {
  readonly y: Value;
  readonly along: (t: Value) => Value;
  readonly back: (g: Value) => Value;
}

/** z = p ⊕ q, and ∂z/∂p, ∂z/∂q. */
export type Join = (b: Builder, p: Value, q: Value) => { readonly z: Value; readonly partials: readonly [Value, Value] };

/** The elements from `start` on along the axis, every `step`-th, `count` of them. */
const every = (b: Builder, x: Value, axis: number, start: number, step: number, count: number): Value => {
  const none = x.type.shape.map(() => 0);
  return b.slice(x, { start: none.with(axis, start), stop: x.type.shape.with(axis, count === 0 ? start : start + (count - 1) * step + 1), step: none.map((_, i) => (i === axis ? step : 1)) });
};

/** Undoes `every`: the elements at their places among `n`, zeros elsewhere. */
const placed = (b: Builder, g: Value, axis: number, start: number, step: number, n: number): Value => {
  const none = g.type.shape.map(() => 0), count = g.type.shape[axis] as number;
  if (count === 0) return b.full({ value: 0, shape: g.type.shape.with(axis, n), dtype: g.type.dtype });
  return b.pad(g, { low: none.with(axis, start), high: none.with(axis, n - start - (count - 1) * step - 1), interior: none.with(axis, step - 1), value: 0 });
};

function tree(b: Builder, x: Value, axis: number, join: Join): Linear {
  const n = x.type.shape[axis] as number;
  if (n < 2) return { y: x, along: (t) => t, back: (g) => g };
  const half = Math.floor(n / 2), rest = Math.ceil(n / 2) - 1;
  const weave = (even: Value, odd: Value): Value => b.add(placed(b, even, axis, 0, 2, n), placed(b, odd, axis, 1, 2, n));
  // y₁, y₃ … are the running fold of x₀ ⊕ x₁, x₂ ⊕ x₃ …; y₂, y₄ … each one element more.
  const pairs = join(b, every(b, x, axis, 0, 2, half), every(b, x, axis, 1, 2, half));
  const odd = tree(b, pairs.z, axis, join);
  const more = join(b, every(b, odd.y, axis, 0, 1, rest), every(b, x, axis, 2, 2, rest));
  const evens = (first: Value, later: Value): Value => b.concat([every(b, first, axis, 0, 1, 1), later], { axis });
  return {
    y: weave(evens(x, more.z), odd.y),
    along(t) {
      const dodd = odd.along(b.add(b.mul(pairs.partials[0], every(b, t, axis, 0, 2, half)), b.mul(pairs.partials[1], every(b, t, axis, 1, 2, half))));
      const dmore = b.add(b.mul(more.partials[0], every(b, dodd, axis, 0, 1, rest)), b.mul(more.partials[1], every(b, t, axis, 2, 2, rest)));
      return weave(evens(t, dmore), dodd);
    },
    back(g) {
      const later = every(b, g, axis, 2, 2, rest);
      const gpairs = odd.back(b.add(every(b, g, axis, 1, 2, half), placed(b, b.mul(later, more.partials[0]), axis, 0, 1, half)));
      const direct = weave(evens(g, b.mul(later, more.partials[1])), b.mul(gpairs, pairs.partials[1]));
      return b.add(direct, placed(b, b.mul(gpairs, pairs.partials[0]), axis, 0, 2, n));
    },
  };
}

/** The rules that all running folds share, from what is carried and how two values join. */
export function cumulative(name: string, domain: 'number' | 'float', running: Running, join: Join): Op<CumulativeParams> {
  const turned = (b: Builder, { axis, reverse }: CumulativeParams) => (v: Value): Value => (reverse ? b.rev(v, { axes: [axis] }) : v);
  const derivative = (b: Builder, { x: [x], params }: At<CumulativeParams>, v: Value, way: 'along' | 'back'): Value => {
    const turn = turned(b, params);
    return turn(tree(b, turn(x), params.axis, join)[way](turn(v)));
  };
  return {
    name, arity: 1,
    normal: normalAxis(name),
    type: elementwise(name, domain),
    kernel: kernel(running),
    vjp: (b, at, [g]) => [g && derivative(b, at, g, 'back')],
    jvp: (b, at, [t]) => [t && derivative(b, at, t, 'along')],
    batch: oneAxisMore((b, [x], params) => b[name as 'cumsum'](x, params), axisMoved),
    samples: [...[false, true].flatMap((reverse) => alongAxis.map((s) => ({ ...s, params: { axis: s.params!.axis, reverse } }))),
      ...[9, 2].map((n) => ({ inputs: [[n, 3]], params: { axis: 0, reverse: false } }))],
  };
}

/** A fold by one scalar function. */
export const byFold = (fold: 'sum' | 'prod' | 'max' | 'min'): Running => ({
  start: (dtype) => [startOf(fold, dtype)],
  next: ([carried], x) => [scalar(joinOf(fold), carried, x)],
  value: ([carried]) => carried,
});

/** The join of extremes: all of the gradient goes to the one that stands out, half to each of equal ones. */
export const extremeOfTwo = (name: 'maximum' | 'minimum', stands: 'gt' | 'lt'): Join => (b, p, q) => {
  const half = like(b, p, 0.5), none = like(b, p, 0), share = (u: Value, v: Value): Value => b.select(b[stands](u, v), 1, b.select(b.eq(u, v), half, none));
  return { z: b[name](p, q), partials: [share(p, q), share(q, p)] };
};

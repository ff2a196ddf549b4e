import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { like } from './like.ts';
import { folded, reduced, spread, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { At } from '../core/op.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** ∂y/∂xᵢ = Πⱼ≠ᵢ xⱼ, also where factors are 0: by the product of the others. Exact to first order there, to every order elsewhere. */
function others(b: Builder, { x: [x], params: { axes } }: At<Axes>): Value {
  const isZero = b.eq(x, 0), zero = like(b, x, 0);
  const zeros = b.sum(b.convert(isZero, { dtype: x.type.dtype }), { axes });
  const filled = b.select(isZero, 1, x);
  const p = spread(b, b.prod(filled, { axes }), x, axes), n = spread(b, zeros, x, axes);
  const alone = b.and(isZero, b.eq(n, 1));
  return b.select(b.or(alone, b.eq(n, 0)), b.div(p, filled), zero);
}

/** y = Π x over the axes named; they disappear.   x: [..s]   y: s without the axes */
export const prod: Op<Axes> = {
  name: 'prod', arity: 1,
  normal: normalAxes('prod'),
  type([x], { axes }) {
    needs('prod', 'number', x);
    return [reduced('prod', x, axes)];
  },
  define: folded('prod'),
  vjp: (b, at, [g]) => [g && b.mul(spread(b, g, at.x[0], at.params.axes), others(b, at))],
  jvp: (b, at, [t]) => [t && b.sum(b.mul(t, others(b, at)), at.params)],
  batch: oneAxisMore((b, [x], params) => b.prod(x, params), axesMoved),
  samples: [...reductions, { inputs: [[2, 0]], params: { axes: [1] } }],
};

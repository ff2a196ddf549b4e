import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { reducedSome, spread, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { reductions } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** ln Σ eˣ = log + shift, log = ln Σ eˣ⁻ˢʰⁱᶠᵗ: apart, because what is near the greatest x loses its digits in the sum. */
export function logSumExpParts(b: Builder, x: Value, axes: readonly number[]): { readonly log: Value; readonly shift: Value } {
  const top = b.stopGradient(b.max(x, { axes }));
  // ∞ - ∞ is NaN, so an infinite top is not taken off.
  const shift = b.select(b.isFinite(top), top, 0);
  return { log: b.log(b.sum(b.exp(b.sub(x, spread(b, shift, x, axes))), { axes })), shift };
}

/** y = ln Σ eˣ over the axes named, without overflow; they disappear.   x: [..s]   y: s without the axes */
export const logSumExp: Op<Axes> = {
  name: 'logSumExp', arity: 1,
  normal: normalAxes('logSumExp'),
  type([x], { axes }) {
    needs('logSumExp', 'float', x);
    return [reducedSome('logSumExp', x, axes)];
  },
  expand(b, [x], { axes }) {
    const { log, shift } = logSumExpParts(b, x, axes);
    return [b.add(log, shift)];
  },
  // dx = exp(x - y) · g, the softmax of x times g
  vjp: (b, { x: [x], y: [y], params: { axes } }, [g]) => [g && b.mul(b.exp(b.sub(x, spread(b, y, x, axes))), spread(b, g, x, axes))],
  batch: oneAxisMore((b, [x], params) => b.logSumExp(x, params), axesMoved),
  samples: reductions,
};

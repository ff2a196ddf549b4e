import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { folded, reduced, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { bitReductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = x₁ | x₂ | …: the bits that any has, over the axes named; of no elements none is set.   x: integers or bools [..s]   y: s without the axes */
export const reduceOr: Op<Axes> = {
  name: 'reduceOr', arity: 1,
  normal: normalAxes('reduceOr'),
  type([x], { axes }) {
    needs('reduceOr', 'bits', x);
    return [reduced('reduceOr', x, axes)];
  },
  define: folded('or'),
  vjp: () => [undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [x], params) => b.reduceOr(x, params), axesMoved),
  samples: bitReductions,
};

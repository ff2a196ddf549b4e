import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { folded, reduced, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { bitReductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = x₁ & x₂ & …: the bits that all have, over the axes named; of no elements all bits are set.   x: integers or bools [..s]   y: s without the axes */
export const reduceAnd: Op<Axes> = {
  name: 'reduceAnd', arity: 1,
  normal: normalAxes('reduceAnd'),
  type([x], { axes }) {
    needs('reduceAnd', 'bits', x);
    return [reduced('reduceAnd', x, axes)];
  },
  define: folded('and'),
  vjp: () => [undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [x], params) => b.reduceAnd(x, params), axesMoved),
  samples: bitReductions,
};

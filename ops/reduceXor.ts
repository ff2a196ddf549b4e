import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { folded, reduced, type Axes } from './reduction.ts';
import { needs } from './rules.ts';
import { bitReductions } from './samples.ts';
import type { Op } from './op.ts';

/** y = x₁ ^ x₂ ^ …: the bits that an odd number have, over the axes named; of no elements none is set.   x: integers or bools [..s]   y: s without the axes */
export const reduceXor: Op<Axes> = {
  name: 'reduceXor', arity: 1,
  normal: normalAxes('reduceXor'),
  type([x], { axes }) {
    needs('reduceXor', 'bits', x);
    return [reduced('reduceXor', x, axes)];
  },
  define: folded('xor'),
  vjp: () => [undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [x], params) => b.reduceXor(x, params), axesMoved),
  samples: bitReductions,
};

import { oneAxisMore } from './batching.ts';
import type { Across } from './collective.ts';
import type { Op } from './op.ts';

export interface PermuteParams extends Across {
  /** The element whose x becomes y of element i. */
  readonly from: readonly number[];
}

/** The elements of the batch along the named axis in another order: y of element i is x of element from[i].   x, y: [..s] */
export const ppermute: Op<PermuteParams> = {
  name: 'ppermute', arity: 1,
  type: ([x]) => [x],
  across(b, { x: [x], batched: [isBatched], params: { from } }) {
    if (!isBatched) return [{ value: x, isBatched }];
    const rest = x.type.shape.slice(1);
    const element = (i: number) => b.slice(x, { start: [i, ...rest.map(() => 0)], stop: [i + 1, ...rest], step: [1, ...rest.map(() => 1)] });
    return [{ value: b.concat(from.map(element), { axis: 0 }), isBatched }];
  },
  batch: oneAxisMore((b, [x], params: PermuteParams) => b.ppermute(x, params)),
  linear: 'together',
  vjp: (b, { params: { axisName, from } }, [g]) => [g && b.ppermute(g, { axisName, from: from.map((_, i) => from.indexOf(i)) })],
  samples: [],
};

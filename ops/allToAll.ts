import { divideDims, mulDims } from '../core/dim.ts';
import { axisTo, oneAxisMore, repeated } from './batching.ts';
import { apart, joined } from './regroup.ts';
import type { Across } from './collective.ts';
import type { Op } from './op.ts';

export interface AllToAllParams extends Across {
  /** How many elements there are along the named axis. */
  readonly size: number;
  /** The axis of x that falls into one part for each element. */
  readonly split: number;
  /** The axis of y along which the parts from all elements are put together. */
  readonly concat: number;
}

/** Part j of element i becomes part i of element j.   x: [.., size · n, .., m, ..]   y: [.., n, .., size · m, ..] */
export const allToAll: Op<AllToAllParams> = {
  name: 'allToAll', arity: 1,
  type([{ shape, dtype }], { size, split, concat }) {
    const parts = shape.with(split, divideDims(shape[split], size)!);
    return [{ shape: parts.with(concat, mulDims(size, parts[concat])), dtype }];
  },
  across(b, at) {
    const { split, concat, size } = at.params;
    // [from, .., to · n, .., m, ..] to [to, from, .., n, .., m, ..] to [to, .., n, .., from · m, ..]
    const exchanged = axisTo(b, apart(b, repeated(b, at, 0), split + 1, size), split + 1, 0);
    return [{ value: joined(b, axisTo(b, exchanged, 1, concat + 1), concat + 1), isBatched: true }];
  },
  batch: oneAxisMore((b, [x], params: AllToAllParams) => b.allToAll(x, params), (p) => ({ ...p, split: p.split + 1, concat: p.concat + 1 })),
  linear: 'together',
  vjp: (b, { params }, [g]) => [g && b.allToAll(g, { ...params, split: params.concat, concat: params.split })],
  samples: [],
};

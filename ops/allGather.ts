import { mulDims } from '../core/dim.ts';
import { axisMoved, axisTo, oneAxisMore, repeated } from './batching.ts';
import { joined } from './regroup.ts';
import type { Across } from './collective.ts';
import type { Op } from './op.ts';

export interface GatherParams extends Across {
  /** How many elements there are along the named axis. */
  readonly size: number;
  /** Where they stand in the result: as a new axis, or one after the other along one that is there. */
  readonly axis: number;
  readonly tiled: boolean;
}

/** The x of every element of the batch along the named axis, for each of them.   x: [..a, n, ..c]   y: [..a, size, n, ..c], or tiled [..a, size · n, ..c] */
export const allGather: Op<GatherParams> = {
  name: 'allGather', arity: 1,
  type: ([{ shape, dtype }], { size, axis, tiled }) => [{ shape: tiled ? shape.with(axis, mulDims(size, shape[axis])) : shape.toSpliced(axis, 0, size), dtype }],
  across(b, at) {
    const { axis, tiled } = at.params, y = axisTo(b, repeated(b, at, 0), 0, axis);
    return [{ value: tiled ? joined(b, y, axis) : y, isBatched: false }];
  },
  batch: oneAxisMore((b, [x], params: GatherParams) => b.allGather(x, params), axisMoved),
  linear: 'together',
  vjp: (b, { params }, [g]) => [g && b.psumScatter(g, params)],
  samples: [],
};

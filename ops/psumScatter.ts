import { divideDims } from '../core/dim.ts';
import { axisMoved, axisTo, oneAxisMore } from './batching.ts';
import type { GatherParams } from './allGather.ts';
import { apart } from './regroup.ts';
import type { Op } from './op.ts';

/** The sum of x over the batch along the named axis, of which element i gets part i. Undoes `allGather`.   x: [..a, size, ..c]   y: [..a, ..c], or tiled [..a, size · n, ..c] → [..a, n, ..c] */
export const psumScatter: Op<GatherParams> = {
  name: 'psumScatter', arity: 1,
  type: ([{ shape, dtype }], { size, axis, tiled }) => [{ shape: tiled ? shape.with(axis, divideDims(shape[axis], size)!) : shape.toSpliced(axis, 1), dtype }],
  across(b, { x: [x], batched: [isBatched], size, params: { axis, tiled } }) {
    const sum = isBatched ? b.sum(x, { axes: [0] }) : b.mul(x, size);
    return [{ value: axisTo(b, tiled ? apart(b, sum, axis, size) : sum, axis, 0), isBatched: true }];
  },
  batch: oneAxisMore((b, [x], params: GatherParams) => b.psumScatter(x, params), axisMoved),
  linear: 'together',
  vjp: (b, { params }, [g]) => [g && b.allGather(g, params)],
  samples: [],
};

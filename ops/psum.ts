import { reducedAcross, type Across } from './collective.ts';
import type { Op } from './op.ts';

/** y = Σ x over all elements of the batch along the named axis, for each of them.   x, y: [..s] */
export const psum: Op<Across> = {
  ...reducedAcross('psum', 'sum', (b, x, size) => b.mul(x, size)),
  linear: 'together',
  // Each element's x goes into every element's y.
  vjp: (b, { params }, [g]) => [g && b.psum(g, params)],
};

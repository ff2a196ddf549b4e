import { byFold, cumulative, type CumulativeParams } from './cumulative.ts';
import type { Op } from './op.ts';

const sums = cumulative('cumsum', 'number', byFold('sum'), (b, p, q) => ({ z: b.add(p, q), partials: [p, q] }));

/** y_i = x_0 + … + x_i along the axis; integers wrap around.   x, y: [..s] */
export const cumsum: Op<CumulativeParams> = {
  ...sums,
  linear: 'together', jvp: undefined,
  // dx_i = g_i + … + g_n
  vjp: (b, { params: { axis, reverse } }, [g]) => [g && b.cumsum(g, { axis, reverse: !reverse })],
};

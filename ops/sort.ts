import { normalAxis } from './axes.ts';
import { alongAxis } from './samples.ts';
import type { SortParams } from './argsort.ts';
import type { Op } from './op.ts';

/** The elements in order along the axis; NaN last, or first when descending.   x, y: [..s] */
export const sort: Op<SortParams> = {
  name: 'sort', arity: 1,
  normal: normalAxis('sort'),
  type: ([x]) => [x],
  expand: (b, [x], params) => [b.takeAlongAxis(x, b.argsort(x, params), { axis: params.axis })],
  samples: [false, true].flatMap((descending) => alongAxis.map((s) => ({ ...s, params: { axis: s.params!.axis, descending } }))),
};

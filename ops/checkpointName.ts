import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = x, under a name that policies of checkpoint know.   x, y: [..s] */
export const checkpointName: Op<{ readonly name: string }> = {
  name: 'checkpointName', arity: 1,
  type: ([x]) => [x],
  expand: (_, [x]) => [x],
  vjp: (_b, _at, [g]) => [g],
  jvp: (_b, _at, [t]) => [t],
  batch: (b, { x: [x], params }) => [b.checkpointName(x, params)],
  samples: elements(floats, around).map((s) => ({ ...s, params: { name: 'h' } })),
};

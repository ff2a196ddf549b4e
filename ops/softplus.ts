import { constant, scalar } from '../core/build.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = ln(1 + eˣ), written so that large x does not overflow.   x, y: [..s] */
export const softplus: Op = {
  name: 'softplus', arity: 1,
  type: elementwise('softplus', 'float'),
  scalar: inSingle(([x]) => scalar('add', scalar('max', x, constant(x.dtype, 0)), scalar('log1p', scalar('exp', scalar('neg', scalar('abs', x)))))),
  // dy/dx = sigmoid(x)
  partials: (b, { x: [x] }) => [b.sigmoid(x)],
  samples: elements(floats, around),
};

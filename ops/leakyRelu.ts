import { constant, scalar, select } from '../core/build.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = x where x ≥ 0, else slope · x.   x, y: [..s].   Maas et al. 2013. */
export const leakyRelu: Op<{ slope: number }> = {
  name: 'leakyRelu', arity: 1,
  type: elementwise('leakyRelu', 'float'),
  scalar: ([x], { slope }) => select(scalar('ge', x, constant(x.dtype, 0)), x, scalar('mul', x, constant(x.dtype, slope))),
  // dy/dx = 1 where x ≥ 0, else slope
  partials: (b, { x: [x], params: { slope } }) => [b.select(b.ge(x, 0), like(b, x, 1), slope)],
  samples: elements(floats, around).map((s) => ({ ...s, params: { slope: 0.2 } })),
};

import { constant, scalar, select } from '../core/build.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = x where x > 0, else alpha (eˣ - 1).   x, y: [..s].   Clevert et al. 2016. */
export const elu: Op<{ alpha: number }> = {
  name: 'elu', arity: 1,
  type: elementwise('elu', 'float'),
  scalar: inSingle(([x], { alpha }) => select(scalar('gt', x, constant(x.dtype, 0)), x, scalar('mul', constant(x.dtype, alpha), scalar('expm1', x)))),
  // dy/dx = 1 where x > 0, else alpha eˣ
  partials: (b, { x: [x], params: { alpha } }) => [b.select(b.gt(x, 0), 1, b.mul(b.exp(b.minimum(x, 0)), alpha))],
  samples: elements(floats, around).map((s) => ({ ...s, params: { alpha: 1.5 } })),
};

import { constant, scalar, select } from '../core/build.ts';
import { finite } from './logAddExp.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** z = log₂(2ˣ + 2ʸ), without overflow; NaN where either is.   x, y, z: [..s] */
export const logAddExp2: Op<None, Binary> = {
  name: 'logAddExp2', arity: 2,
  type: elementwise('logAddExp2', 'float'),
  scalar: inSingle(([x, y]) => {
    const apart = scalar('sub', x, y), minus = scalar('neg', scalar('abs', apart)), small = scalar('pow', constant(x.dtype, 2), minus);
    // ∞ - ∞ of one sign is that infinity again.
    return select(scalar('ne', apart, apart), scalar('add', x, y), scalar('add', scalar('max', x, y), scalar('mul', scalar('log1p', small), constant(x.dtype, 1 / Math.LN2))));
  }),
  // ∂z/∂x = 2ˣ⁻ᶻ
  partials(b, { x: [x, y], y: [z] }) {
    const top = finite(b, z);
    return [b.exp2(b.sub(finite(b, x), top)), b.exp2(b.sub(finite(b, y), top))];
  },
  samples: elements(floats, around, around),
};

import { scalar, select } from '../core/build.ts';
import type { Value } from '../core/graph.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Builder } from './builder.ts';
import type { Binary, None, Op } from './op.ts';

/** ∞ becomes 0, so that ∞ - ∞ is a slope of 1. */
export const finite = (b: Builder, x: Value): Value => b.select(b.eq(x, Infinity), 0, x);

/** z = ln(eˣ + eʸ), without overflow; NaN where either is.   x, y, z: [..s] */
export const logAddExp: Op<None, Binary> = {
  name: 'logAddExp', arity: 2,
  type: elementwise('logAddExp', 'float'),
  scalar: inSingle(([x, y]) => {
    const apart = scalar('sub', x, y), minus = scalar('neg', scalar('abs', apart)), small = scalar('exp', minus);
    // ∞ - ∞ of one sign is that infinity again.
    return select(scalar('ne', apart, apart), scalar('add', x, y), scalar('add', scalar('max', x, y), scalar('log1p', small)));
  }),
  // ∂z/∂x = eˣ⁻ᶻ
  partials(b, { x: [x, y], y: [z] }) {
    const top = finite(b, z);
    return [b.exp(b.sub(finite(b, x), top)), b.exp(b.sub(finite(b, y), top))];
  },
  samples: elements(floats, around, around),
};

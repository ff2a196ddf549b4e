import { constant, scalar, select } from '../core/build.ts';
import { like } from './like.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

/** Beyond, the formula by sine and cosine keeps its digits. */
const near = 1;
/** Terms of the series of dy/dx for |πx| ≤ near: the next is below f64's last digit. */
const terms = 9;

/** dy/dt for y = sin t / t: Σ (-1)ᵏ 2k t²ᵏ⁻¹ / (2k + 1)! near 0. */
function slope(b: Builder, t: Value): Value {
  const square = b.square(b.clamp(t, { min: -near, max: near }));
  let series: Value | undefined, factorial = 1;
  const coefficients = Array.from({ length: terms }, (_, i) => {
    factorial *= (2 * i + 2) * (2 * i + 3);
    return (i % 2 === 0 ? -1 : 1) * (2 * i + 2) / factorial;
  });
  for (const c of coefficients.reverse()) series = series ? b.add(b.mul(series, square), c) : like(b, t, c);
  const isNear = b.lt(b.abs(t), near), far = b.select(isNear, near, t);
  return b.select(isNear, b.mul(series!, t), b.div(b.sub(b.cos(far), b.div(b.sin(far), far)), far));
}

/** y = sin(πx) / (πx), 1 at 0.   x, y: [..s] */
export const sinc: Op = {
  name: 'sinc', arity: 1,
  type: elementwise('sinc', 'float'),
  scalar: inSingle(([x]) => {
    const t = scalar('mul', x, constant(x.dtype, Math.PI)), none = scalar('eq', t, constant(x.dtype, 0)), one = constant(x.dtype, 1);
    return select(none, one, scalar('div', scalar('sin', t), select(none, one, t)));
  }),
  partials: (b, { x: [x] }) => [b.mul(slope(b, b.mul(x, Math.PI)), Math.PI)],
  samples: elements(floats, [0.1, 2]),
};

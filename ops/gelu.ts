import { constant, scalar } from '../core/build.ts';
import type { Expr } from '../core/expr.ts';
import { inSingle } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

export interface GeluParams {
  /** `none`: by erf.  `tanh`: the approximation of section 2. */
  readonly approximate: 'none' | 'tanh';
}

const times = (x: Expr, c: number): Expr => scalar('mul', x, constant(x.dtype, c));
const plus = (x: Expr, c: number): Expr => scalar('add', x, constant(x.dtype, c));

const c = Math.sqrt(2 / Math.PI), d = 0.044715;

/**
 * y = x · Φ(x), Φ the distribution function of the standard normal.   x, y: [..s]
 * Φ(x) = ½ (1 + erf(x / √2)), or about ½ (1 + tanh(√(2/π) (x + 0.044715 x³))).
 * Hendrycks & Gimpel 2016.
 */
export const gelu: Op<GeluParams> = {
  name: 'gelu', arity: 1,
  type: elementwise('gelu', 'float'),
  scalar: inSingle(([x], { approximate }) => {
    // erfc keeps its digits where erf is near -1.
    if (approximate === 'none') return scalar('mul', times(x, 0.5), scalar('erfc', times(x, -Math.SQRT1_2)));
    const u = times(scalar('mul', x, plus(times(scalar('mul', x, x), d), 1)), c);
    return scalar('mul', times(x, 0.5), plus(scalar('tanh', u), 1));
  }),
  partials(b, { x: [x], params: { approximate } }) {
    const x2 = b.square(x);
    if (approximate === 'none') {
      // dy/dx = Φ(x) + x φ(x)
      const density = b.mul(b.exp(b.mul(x2, -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return [b.add(b.mul(b.erfc(b.mul(x, -Math.SQRT1_2)), 0.5), b.mul(x, density))];
    }
    // dy/dx = ½ (1 + t) + ½ x (1 - t²) u',  t = tanh u,  u' = √(2/π) (1 + 3 · 0.044715 x²)
    const t = b.tanh(b.mul(b.mul(x, b.add(b.mul(x2, d), 1)), c));
    const du = b.mul(b.add(b.mul(x2, 3 * d), 1), c);
    return [b.mul(b.add(b.add(t, 1), b.mul(b.mul(x, b.sub(1, b.square(t))), du)), 0.5)];
  },
  samples: (['none', 'tanh'] as const).flatMap((approximate) => elements(floats, around).map((s) => ({ ...s, params: { approximate } }))),
};

import { constant, scalar, select } from '../core/build.ts';
import { cumulative } from './cumulative.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';

// ln Σ e^x = m + ln s with m the greatest x so far and s = Σ e^(x - m), in which nothing overflows.
const finiteOr0 = (m: Expr): Expr => select(scalar('lt', scalar('abs', m), constant(m.dtype, Infinity)), m, constant(m.dtype, 0));

/** y_i = ln(e^x_0 + … + e^x_i) along the axis.   x, y: floats [..s] */
export const cumlogsumexp = cumulative('cumlogsumexp', 'float', {
  start: () => [-Infinity, 0],
  next([m, s], x) {
    const most = scalar('max', m, x), around = finiteOr0(most), relative = (v: Expr): Expr => scalar('exp', scalar('sub', v, around));
    return [most, scalar('add', scalar('mul', s, relative(m)), relative(x))];
  },
  value: ([m, s]) => scalar('add', finiteOr0(m), scalar('log', s)),
}, (b, p, q) => {
  // z = max + ln(1 + e^-|p - q|), and of two equal infinities that infinity;  ∂z/∂p = e^(p - z)
  const z = b.select(b.eq(p, q), b.add(p, Math.LN2), b.add(b.maximum(p, q), b.log1p(b.exp(b.neg(b.abs(b.sub(p, q)))))));
  const finite = b.select(b.isFinite(z), z, 0), share = (v: Value): Value => b.exp(b.sub(v, finite));
  return { z, partials: [share(p), share(q)] };
});

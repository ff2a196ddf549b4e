import type { Expr } from '../core/expr.ts';
import { add, and, choose, div, eq, floor, gt, le, lt, mul, ne, neg, or, pow, sub } from './formula.ts';
import { inDouble } from './precision.ts';
import { byDifferences } from './differences.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Binary, None, Op } from './op.ts';

/** Terms added one by one: from the next on the rest is that of a smooth function. */
const terms = 20;
/** B₂ⱼ / (2j)! for j = 1, 2, … */
const coefficients = [
  1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600, -3617 / 10670622842880000, 43867 / 5109094217170944000,
  -174611 / 802857662698291200000,
];

/** Euler and Maclaurin's sum (DLMF 25.11.28). */
function hurwitz(s: Expr, q: Expr): Expr {
  const first = Array.from({ length: terms }, (_, k) => pow(add(q, k), neg(s))).reduce(add), z = add(q, terms);
  // z⁻ˢ · s (s + 1) … (s + 2j - 2) / z²ʲ⁻¹, all but the coefficient.
  let factor = mul(pow(z, neg(s)), div(s, z)), rest = mul(factor, coefficients[0]);
  coefficients.slice(1).forEach((c, i) => {
    factor = div(div(mul(mul(factor, add(s, 2 * i + 1)), add(s, 2 * i + 2)), z), z);
    rest = add(rest, mul(factor, c));
  });
  return add(add(add(first, div(mul(z, pow(z, neg(s))), sub(s, 1))), mul(0.5, pow(z, neg(s)))), rest);
}

/**
 * z = Σ (q + k)⁻ˢ over k = 0, 1, …, the zeta function of Hurwitz, for s > 1.   s, q, z: [..s]
 * ∞ at q = 0, -1, …; below 0 for whole s only, and not below -10: NaN elsewhere.
 */
export const zeta: Op<None, Binary> = {
  name: 'zeta', arity: 2,
  type: elementwise('zeta', 'float'),
  scalar: inDouble(([s, q]) => {
    const left = le(q, 0), unknown = and(left, or(ne(floor(s), s), lt(q, -10)));
    const value = choose(and(left, eq(floor(q), q)), Infinity, choose(unknown, NaN, choose(eq(q, Infinity), 0, hurwitz(s, q))));
    return choose(gt(s, 1), choose(eq(s, Infinity), NaN, value), choose(eq(s, 1), Infinity, NaN));
  }),
  // ∂z/∂q = -s ζ(s + 1, q)
  partials: (b, { x: [s, q] }) => [byDifferences(b, s, [q], (s, [q]) => b.zeta(s, q)), b.neg(b.mul(s, b.zeta(b.add(s, 1), q)))],
  samples: elements(floats, [1.5, 4], [0.5, 4]),
};

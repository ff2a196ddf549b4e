/** What scalar work costs, in units of one addition on a vector of floats; a load from near memory is about as much. */
import type { Expr } from '../../core/expr.ts';
import type { ScalarName } from '../../core/scalar.ts';

const slow = 12, verySlow = 24, middling = 4;
const costs: Partial<Record<ScalarName, number>> = {
  div: middling, sqrt: middling, rsqrt: middling, rem: middling, quot: middling, round: 2,
  exp: slow, expm1: slow, log: slow, log1p: slow, tanh: slow, erf: slow, erfc: slow, sigmoid: slow,
  sin: slow, cos: slow, tan: verySlow, asin: slow, acos: slow, atan: slow, atan2: verySlow, sinh: slow, cosh: slow, pow: verySlow,
};

/** Of the expression's own work, without its parts. */
export function costOf(e: Expr): number {
  switch (e.kind) {
    case 'const': case 'axis': case 'local': return 0;
    case 'scalar': return costs[e.name] ?? 1;
    case 'load': case 'convert': case 'bitcast': case 'select': return 1;
    case 'reduce': return 2;
  }
}

import { choose, div, erfc, gt, log, log1p, lt, mul, neg, polynomial, sub } from './formula.ts';
import { slopeInDouble } from './differences.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** Below it Φ(x) is worked out by its asymptotic series (DLMF 7.12.1): erfc would come to 0. */
const far = -20;
const series = [0, -1, 3, -15, 105, -945, 10395];

/** y = ln Φ(x), Φ the distribution function of the standard normal, with all digits on both sides.   x, y: [..s] */
export const logNdtr: Op = {
  name: 'logNdtr', arity: 1,
  type: elementwise('logNdtr', 'float'),
  scalar: inDouble(([x]) => {
    const left = choose(lt(x, far), x, far), tail = sub(sub(mul(-0.5, mul(left, left)), log(neg(left))), sub(0.5 * Math.log(2 * Math.PI), log1p(polynomial(div(1, mul(left, left)), series))));
    const upper = log1p(mul(-0.5, erfc(mul(x, Math.SQRT1_2)))), lower = log(mul(0.5, erfc(mul(x, -Math.SQRT1_2))));
    return choose(gt(x, 0), upper, choose(lt(x, far), tail, lower));
  }),
  // dy/dx = φ(x) / Φ(x)
  partials: (b, { x }) => [slopeInDouble(b, x, (x) => b.exp(b.sub(b.sub(b.mul(b.square(x), -0.5), 0.5 * Math.log(2 * Math.PI)), b.logNdtr(x))))],
  samples: elements(floats, around),
};

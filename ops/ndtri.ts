import { add, choose, div, eq, gt, log, lt, mul, neg, polynomial, sqrt, sub, and } from './formula.ts';
import { inDouble } from './precision.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Expr } from '../core/expr.ts';
import type { Op } from './op.ts';

// Quotients of polynomials: Moshier, Cephes Math Library (1984 to 1992), ndtri.c.
const middle = [
  [-1.2391658386738125, 13.931260938727968, -56.67628574690703, 98.00107541859997, -59.96335010141079],
  [-1.1833162112133, 15.90562251262117, -82.03722561683334, 200.26021238006066, -225.46268785411937, 86.36024213908905, 4.676279128988815, 1.9544885833814176, 1],
];
const side = [
  [-0.0008574567851546854, -0.03504246268278482, -0.1402560791713545, 2.1866330685079025, 14.684956192885803, 44.08050738932008, 57.16281922464213, 31.525109459989388, 4.0554489230596245],
  [-0.0009332594808954574, -0.03808064076915783, -0.14218292285478779, 2.504649462083094, 15.04253856929075, 41.3172038254672, 45.39076351288792, 15.779988325646675, 1],
];
const tail = [
  [6.239745391849833e-9, 2.6580697468673755e-6, 0.00030158155350823543, 0.012371663481782003, 0.20148538954917908, 1.3330346081580755, 3.9388102529247444, 6.915228890689842, 3.2377489177694603],
  [6.790194080099813e-9, 2.8924786474538068e-6, 0.00032801446468212774, 0.013420400608854318, 0.21623699359449663, 1.3770209948908132, 3.6798356385616087, 6.02427039364742, 1],
];
const quotient = (x: Expr, [p, q]: readonly (readonly number[])[]): Expr => div(polynomial(x, p), polynomial(x, q));

function inverse(p: Expr): Expr {
  const upper = gt(p, 1 - Math.exp(-2)), inside = and(gt(p, 0), lt(p, 1)), c = choose(inside, choose(upper, sub(1, p), p), 0.5);
  const w = sub(c, 0.5), ww = mul(w, w), centre = mul(add(w, mul(mul(w, ww), quotient(ww, middle))), Math.sqrt(2 * Math.PI));
  const z = sqrt(mul(-2, log(choose(lt(c, Math.exp(-2)), c, Math.exp(-2))))), r = div(1, z);
  const far = sub(sub(z, div(log(z), z)), mul(r, choose(lt(z, 8), quotient(r, side), quotient(r, tail))));
  const below = choose(gt(c, Math.exp(-2)), centre, neg(far));
  const value = choose(upper, neg(below), below);
  return choose(inside, value, choose(eq(p, 0), -Infinity, choose(eq(p, 1), Infinity, NaN)));
}

/** y with Φ(y) = x, Φ the distribution function of the standard normal: ±∞ at 0 and 1, NaN beyond.   x, y: [..s] */
export const ndtri: Op = {
  name: 'ndtri', arity: 1,
  type: elementwise('ndtri', 'float'),
  scalar: inDouble(([x]) => inverse(x)),
  // dy/dx = √2π exp(y² / 2)
  partials: (b, { y: [y] }) => [b.mul(b.exp(b.mul(b.square(y), 0.5)), Math.sqrt(2 * Math.PI))],
  samples: elements(floats, [0.02, 0.98]),
};

/** The logarithm of the gamma function and its derivative, as formulas: shifted to where Stirling's series (DLMF 5.11.1, 5.11.2) is as good as f64. */
import type { Expr } from '../core/expr.ts';
import { abs, add, choose, div, eq, floor, ge, log, log1p, lt, mul, ne, or, polynomial, sin, sub, tan } from './formula.ts';

/** From here on the series below have all digits of f64. */
const far = 10;
/** B₂ₖ / (2k (2k - 1)) and B₂ₖ / 2k for k = 1, 2, … */
const ofLogGamma = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
const ofDigamma = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160];

/** What Stirling's formula lacks: ln Γ(z) - (z - ½) ln z + z - ½ ln 2π, for z ≥ 10. */
export const stirlingRest = (z: Expr): Expr => div(polynomial(div(1, mul(z, z)), ofLogGamma), z);

/** x itself, or 1 - x for the reflection. */
const reflected = (x: Expr): Expr => choose(lt(x, 0.5), sub(1, x), x);
const steps = Array.from({ length: far }, (_, k) => k);
/** x - ⌊x⌋, and what is no number there. */
const fraction = (x: Expr): Expr => sub(x, floor(x));

/** ln Γ(1 + t) = -γ t + Σ ζ(k) (-t)ᵏ / k and ln Γ(2 + t) (DLMF 5.7.3): near their zeros the logarithms above would leave few digits. */
const aroundOne = [-0.5772156649015329, 0.82246703342411322, -0.40068563438653143, 0.27058080842778455, -0.20738555102867399, 0.16955717699740819, -0.14404989676884612, 0.12550966952474304, -0.11133426586956469, 0.10009945751278181];
const aroundTwo = [0.42278433509846714, 0.32246703342411322, -0.067352301053198095, 0.020580808427784548, -0.0073855510286739853, 0.0028905103307415233, -0.001192753911703261, 0.00050966952474304242, -0.00022315475845357938, 9.9457512781808534e-5];
/** So near that the next term of the series is nothing. */
const near = 0.02;

/** ln |Γ(x)|: ∞ at 0 and below at whole numbers. */
export function logGamma(x: Expr): Expr {
  const p = reflected(x), low = lt(p, far), z = choose(low, add(p, far), p);
  const product = choose(low, steps.map((k) => add(p, k)).reduce(mul), 1);
  const value = sub(add(sub(mul(sub(z, 0.5), log(z)), z), add(0.5 * Math.log(2 * Math.PI), stirlingRest(z))), log(product));
  const whole = choose(lt(x, 0.5), sub(log(div(Math.PI, abs(sin(mul(Math.PI, fraction(x)))))), value), value);
  const one = sub(x, 1), two = sub(x, 2);
  const close = choose(lt(abs(one), near), mul(one, polynomial(one, aroundOne)), choose(lt(abs(two), near), mul(two, polynomial(two, aroundTwo)), whole));
  return choose(eq(abs(x), Infinity), Infinity, close);
}

/** Γ'(x) / Γ(x): NaN at 0 and below at whole numbers, as in JAX. */
export function digammaOf(x: Expr): Expr {
  const p = reflected(x), low = lt(p, far), z = choose(low, add(p, far), p), w = div(1, mul(z, z));
  const sum = steps.map((k) => div(1, add(p, k))).reduce(add);
  const value = sub(sub(sub(log(z), div(0.5, z)), mul(w, polynomial(w, ofDigamma))), choose(low, sum, 0));
  const f = fraction(x), turned = sub(value, div(Math.PI, tan(mul(Math.PI, f))));
  const left = choose(or(eq(f, 0), ne(f, f)), NaN, turned);
  return choose(eq(x, Infinity), Infinity, choose(lt(x, 0.5), left, value));
}

/** 1 or -1, the sign of Γ(x). */
export const gammaSign = (x: Expr): Expr => choose(lt(x, 0), choose(ne(mul(2, floor(mul(0.5, floor(x)))), floor(x)), -1, 1), 1);

/** From here on ln Γ(b) - ln Γ(a + b) is taken from Stirling's formula, in which what is large in both has gone (Didonato & Morris 1992, section 2). */
const largeB = 10;

/** ln |Γ(x) Γ(y) / Γ(x + y)| */
export function logBeta(x: Expr, y: Expr): Expr {
  const a = choose(lt(y, x), y, x), b = choose(lt(y, x), x, y), large = ge(b, largeB), z = choose(large, b, largeB), sum = add(a, z);
  const both = ge(a, largeB), p = choose(both, a, largeB);
  const rest = sub(stirlingRest(z), stirlingRest(choose(lt(sum, largeB), largeB, sum)));
  const grown = mul(sub(z, 0.5), log1p(div(a, z)));
  // ln Γ(b) - ln Γ(a + b) = -(b - ½) ln(1 + a / b) - a ln(a + b) + a + rest
  const one = add(logGamma(a), add(sub(sub(a, mul(a, log(sum))), grown), rest));
  const two = add(add(sub(mul(sub(p, 0.5), log(div(p, add(p, z)))), mul(z, log1p(div(p, z)))), sub(0.5 * Math.log(2 * Math.PI), mul(0.5, log(z)))), add(stirlingRest(p), rest));
  return choose(both, two, choose(large, one, sub(add(logGamma(a), logGamma(b)), logGamma(add(a, b)))));
}

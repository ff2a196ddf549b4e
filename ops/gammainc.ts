import { constant, convert, load, local } from '../core/build.ts';
import { loop, named, store } from '../core/loops.ts';
import { oneAxisMore } from './batching.ts';
import { byDifferences, slopeInDouble } from './differences.ts';
import { add, and, choose, div, eq, erfc, exp, ge, gt, le, log, log1p, lt, mul, ne, neg, or, polynomial, sqrt, sub } from './formula.ts';
import { logGamma } from './stirling.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import { count, known } from '../core/shape.ts';
import type { Expr, Local } from '../core/expr.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Kernel, Statement } from '../core/kernel.ts';
import type { Builder } from './builder.ts';
import type { Binary, Op } from './op.ts';

export interface GammaIncParams {
  /** Q, from x on, in place of P, up to x. */
  readonly upper: boolean;
}

/** From here on Temme's expansion is used; below, this many turns of the series and of the fraction leave an error of 1e-13. */
const largeOrder = 200, turns = 160;

/** Cₖ(η) = Σ dₖₙ ηⁿ of DLMF 8.12.8, by scripts/special.py. */
const temme = [
  [
    -0.33333333333333333, 0.083333333333333333, -0.014814814814814815, 1.1574074074074074e-3, 3.527336860670194e-4, -1.7875514403292181e-4,
    3.9192631785224378e-5, -2.1854485106799922e-6, -1.85406221071516e-6, 8.296711340953086e-7, -1.7665952736826079e-7, 6.7078535434014986e-9,
    1.0261809784240308e-8, -4.3820360184533532e-9, 9.1476995822367902e-10, -2.551419399494625e-11, -5.8307721325504251e-11, 2.4361948020667416e-11,
    -5.0276692801141756e-12, 1.1004392031956135e-13, 3.3717632624009854e-13, -1.3923887224181621e-13, 2.8534893807047443e-14,
    -5.1391118342425726e-16, -1.9752288294349443e-15, 8.0995211567045613e-16,
  ],
  [
    -1.8518518518518519e-3, -3.4722222222222222e-3, 2.6455026455026455e-3, -9.9022633744855967e-4, 2.0576131687242798e-4, -4.0187757201646091e-7,
    -1.8098550334489978e-5, 7.6491609160811101e-6, -1.6120900894563446e-6, 4.6471278028074343e-9, 1.378633446915721e-7, -5.752545603517705e-8,
    1.1951628599778147e-8, -1.7543241719747648e-11, -1.0091543710600413e-9, 4.1627929918425826e-10, -8.5639070264929806e-11, 6.0672151016047586e-14,
    7.1624989648114854e-12, -2.9331866437714371e-12, 5.9966963656836887e-13, -2.1671786527323314e-16,
  ],
  [
    4.1335978835978836e-3, -2.6813271604938272e-3, 7.7160493827160494e-4, 2.0093878600823045e-6, -1.0736653226365161e-4, 5.2923448829120125e-5,
    -1.2760635188618728e-5, 3.4235787340961381e-8, 1.3721957309062933e-6, -6.298992138380055e-7, 1.4280614206064242e-7, -2.0477098421990866e-10,
    -1.4092529910867521e-8, 6.228974084922022e-9, -1.3670488396617113e-9, 9.4283561590146782e-13, 1.2872252400089318e-10, -5.5645956134363321e-11,
  ],
  [
    6.4943415637860082e-4, 2.2947209362139918e-4, -4.6918949439525571e-4, 2.6772063206283885e-4, -7.5618016718839764e-5, -2.3965051138672967e-7,
    1.1082654115347302e-5, -5.6749528269915966e-6, 1.4230900732435884e-6, -2.7861080291528142e-11, -1.6958404091930277e-7, 8.0994649053880824e-8,
    -1.9111168485973654e-8, 2.3928620439808118e-12,
  ],
  [
    -8.618882909167117e-4, 7.8403922172006663e-4, -2.9907248030319018e-4, -1.4638452578843418e-6, 6.6414982154651222e-5, -3.9683650471794347e-5,
    1.1375726970678419e-5, 2.5074972262375328e-10, -1.6954149536558306e-6, 8.9075075322053097e-7,
  ],
];

/** e^-x xᵃ / Γ(a) */
const kernelOf = (a: Expr, x: Expr): Expr => exp(sub(sub(mul(a, log(x)), x), logGamma(a)));

/** Q(a, x) for large a: ½ erfc(η √(a/2)) + exp(-a η²/2) / √(2πa) · Σ Cₖ(η) a⁻ᵏ, η²/2 = λ - 1 - ln λ, λ = x / a. */
function uniform(a: Expr, x: Expr, upper: boolean): Expr {
  const mu = div(sub(x, a), a), half = sub(mu, log1p(mu)), eta = mul(sqrt(mul(2, choose(lt(half, 0), 0, half))), choose(lt(mu, 0), -1, 1));
  // Where the series ends the exponential is 0 in f32.
  const near = choose(lt(eta, -1.5), -1.5, choose(gt(eta, 1.5), 1.5, eta));
  const sum = temme.map((d) => polynomial(near, d)).reduceRight((rest, c) => add(c, div(rest, a)));
  const correction = mul(div(exp(neg(mul(a, half))), sqrt(mul(2 * Math.PI, a))), sum), gauss = mul(0.5, erfc(mul(mul(eta, upper ? 1 : -1), sqrt(mul(a, 0.5)))));
  return upper ? add(gauss, correction) : sub(gauss, correction);
}

/** The value for one element: named parts, a loop for the series and the fraction at once, and the choice between them. */
function element(a: Expr, x: Expr, upper: boolean, put: (y: Expr) => Statement): readonly Statement[] {
  const inside = and(and(gt(a, 0), gt(x, 0)), and(lt(a, largeOrder), lt(x, Infinity)));
  return named(choose(inside, a, 1), (a1) => named(choose(inside, x, 1), (x1) => {
    const term: Local = { dtype: 'f64' }, sum: Local = { dtype: 'f64' }, tail: Local = { dtype: 'f64' }, order: Local = { dtype: 'f64' };
    const start = (l: Local, value: Expr): Statement => ({ kind: 'let', local: l, value }), next = (l: Local, value: Expr): Statement => ({ kind: 'assign', local: l, value });
    return [
      // Σ xⁿ / (a (a + 1) … (a + n)), and the fraction x + 1 - a - 1 (1 - a) / (x + 3 - a - …) from its far end (DLMF 8.7.1, 8.9.2).
      start(term, div(1, a1)), start(sum, div(1, a1)), start(tail, sub(add(x1, 2 * turns + 1), a1)), start(order, constant('f64', 0)),
      loop('serial', turns, () => [
        next(order, add(local(order), 1)),
        next(term, div(mul(local(term), x1), add(a1, local(order)))),
        next(sum, add(local(sum), local(term))),
        ...named(sub(turns + 1, local(order)), (n) => [next(tail, sub(sub(add(x1, sub(mul(2, n), 1)), a1), div(mul(n, sub(n, a1)), local(tail))))]),
      ]),
      ...named(kernelOf(a1, x1), (front) => named(lt(x1, add(a1, 1)), (small) => {
        const lower = mul(front, local(sum)), above = div(front, local(tail));
        const found = upper ? choose(small, sub(1, lower), above) : choose(small, lower, sub(1, above));
        // At the ends: nothing lies below 0, everything below ∞, and all of it at 0 when a is 0.
        const none = upper ? 1 : 0, whole = upper ? 0 : 1;
        const wrong = or(or(lt(a, 0), lt(x, 0)), or(or(ne(a, a), ne(x, x)), or(eq(a, Infinity), and(eq(a, 0), eq(x, 0)))));
        const ends = choose(eq(x, 0), none, choose(or(eq(a, 0), eq(x, Infinity)), whole, uniform(choose(ge(a, largeOrder), a, largeOrder), choose(and(gt(x, 0), lt(x, Infinity)), x, 1), upper)));
        return [put(choose(inside, found, choose(and(wrong, or(ne(x, Infinity), ne(a, a))), NaN, choose(and(eq(x, Infinity), le(a, Infinity)), whole, ends))))];
      })),
    ];
  }));
}

const kernel = ([x]: readonly Type[], [y]: readonly Type[], { upper }: GammaIncParams): Kernel => {
  const elements = count(known(x.shape)), buffer = (role: 'in' | 'out'): Kernel['buffers'][number] => ({ dtype: x.dtype, elements, role });
  return {
    buffers: [buffer('in'), buffer('in'), buffer('out')], scratch: [],
    body: [loop('parallel', elements, (i) => named(convert('f64', load(0, x.dtype, [i])), (a) => named(convert('f64', load(1, x.dtype, [i])), (at) =>
      element(a, at, upper, (value) => store(2, i, convert(y.dtype, value))))))],
  };
};

/** ∂/∂x = ± xᵃ⁻¹ e^-x / Γ(a), and ∂/∂a by differences. */
function slopes(b: Builder, [a, x]: readonly Value[], params: GammaIncParams): readonly [Value, Value] {
  const density = slopeInDouble(b, [a, x], (a, x) => b.exp(b.sub(b.sub(b.mul(b.sub(a, 1), b.log(x)), x), b.lgamma(a))));
  return [byDifferences(b, a, [x], (a, [x]) => b.gammainc(a, x, params)), params.upper ? b.neg(density) : density];
}

/**
 * z = P(a, x) = ∫₀ˣ tᵃ⁻¹ e^-t dt / Γ(a), or Q = 1 - P, for a ≥ 0 and x ≥ 0; NaN elsewhere.   a, x, z: [..s]
 * Small values have all digits of f32, and those of f64 for a < 200.
 */
export const gammainc: Op<GammaIncParams, Binary> = {
  name: 'gammainc', arity: 2,
  type: elementwise('gammainc', 'float'),
  kernel,
  vjp(b, { x, params }, [g]) {
    const [da, dx] = slopes(b, x, params);
    return [g && b.mul(g, da), g && b.mul(g, dx)];
  },
  jvp(b, { x, params }, [t, u]) {
    const [da, dx] = slopes(b, x, params), along = t && b.mul(t, da), down = u && b.mul(u, dx);
    return [along && down ? b.add(along, down) : along ?? down];
  },
  batch: oneAxisMore((b, [a, x], params) => b.gammainc(a, x, params)),
  samples: [false, true].flatMap((upper) => elements(floats, [0.5, 4], [0.5, 4]).map((s) => ({ ...s, params: { upper } }))),
};

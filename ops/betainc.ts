import { constant, convert, load, local } from '../core/build.ts';
import { loop, named, store } from '../core/loops.ts';
import { count, known } from '../core/shape.ts';
import { oneAxisMore } from './batching.ts';
import { byDifferences, slopeInDouble } from './differences.ts';
import { add, and, choose, div, eq, exp, gt, log, log1p, lt, mul, ne, neg, or, sub } from './formula.ts';
import { logBeta } from './stirling.ts';
import { elementwise } from './rules.ts';
import { elements, floats } from './samples.ts';
import type { Expr, Local } from '../core/expr.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Kernel, Statement } from '../core/kernel.ts';
import type { Builder } from './builder.ts';
import type { None, Op } from './op.ts';

/** The fraction is good to 1e-13 for a and b up to some thousands. */
const turns = 300;

/** The value for one element by the continued fraction DLMF 8.17.22 from its far end, on the side of x where it is short. */
function element(a: Expr, b: Expr, x: Expr, put: (y: Expr) => Statement): readonly Statement[] {
  const inside = and(and(and(gt(a, 0), lt(a, Infinity)), and(gt(b, 0), lt(b, Infinity))), and(gt(x, 0), lt(x, 1)));
  return named(choose(inside, a, 1), (a1) => named(choose(inside, b, 1), (b1) => named(choose(inside, x, 0.5), (x1) =>
    named(gt(x1, div(add(a1, 1), add(add(a1, b1), 2))), (turned) =>
      named(choose(turned, b1, a1), (p) => named(choose(turned, a1, b1), (q) => named(choose(turned, sub(1, x1), x1), (t) => {
        const tail: Local = { dtype: 'f64' }, left: Local = { dtype: 'f64' };
        const odd = (m: Expr): Expr => neg(div(mul(mul(add(p, m), add(add(p, q), m)), t), mul(add(p, mul(2, m)), add(p, add(mul(2, m), 1)))));
        const even = (m: Expr): Expr => div(mul(mul(m, sub(q, m)), t), mul(add(p, sub(mul(2, m), 1)), add(p, mul(2, m))));
        return [
          { kind: 'let', local: tail, value: constant('f64', 1) }, { kind: 'let', local: left, value: constant('f64', turns) },
          loop('serial', turns, () => [
            { kind: 'assign', local: tail, value: add(1, div(odd(local(left)), local(tail))) },
            { kind: 'assign', local: tail, value: add(1, div(even(local(left)), local(tail))) },
            { kind: 'assign', local: left, value: sub(local(left), 1) },
          ]),
          // xᵖ (1 - x)^q / (p B(p, q)), where the logarithms are those of the x that was given.
          ...named(exp(sub(add(mul(a1, log(x1)), mul(b1, log1p(neg(x1)))), logBeta(a1, b1))), (front) => {
            const part = div(div(front, p), add(1, div(odd(constant('f64', 0)), local(tail))));
            const wrong = or(or(or(lt(a, 0), lt(b, 0)), or(ne(a, a), ne(b, b))), or(or(lt(x, 0), gt(x, 1)), ne(x, x)));
            const even = or(and(eq(a, 0), eq(b, 0)), and(eq(a, Infinity), eq(b, Infinity)));
            const ends = choose(eq(x, 0), 0, choose(eq(x, 1), 1, choose(or(eq(a, 0), eq(b, Infinity)), 1, 0)));
            return [put(choose(inside, choose(turned, sub(1, part), part), choose(or(wrong, even), NaN, ends)))];
          }),
        ];
      })))))));
}

const kernel = ([x]: readonly Type[], [y]: readonly Type[]): Kernel => {
  const elements = count(known(x.shape)), buffer = (role: 'in' | 'out'): Kernel['buffers'][number] => ({ dtype: x.dtype, elements, role });
  const read = (from: number, i: Expr): Expr => convert('f64', load(from, x.dtype, [i]));
  return {
    buffers: [buffer('in'), buffer('in'), buffer('in'), buffer('out')], scratch: [],
    body: [loop('parallel', elements, (i) => named(read(0, i), (a) => named(read(1, i), (b) => named(read(2, i), (at) => element(a, b, at, (value) => store(3, i, convert(y.dtype, value)))))))],
  };
};

/** ∂/∂x = xᵃ⁻¹ (1 - x)ᵇ⁻¹ / B(a, b); the others by differences. */
function slopes(b: Builder, [p, q, x]: readonly Value[]): readonly Value[] {
  return [
    byDifferences(b, p, [q, x], (p, [q, x]) => b.betainc(p, q, x)),
    byDifferences(b, q, [p, x], (q, [p, x]) => b.betainc(p, q, x)),
    slopeInDouble(b, [p, q, x], (p, q, x) => b.exp(b.sub(b.add(b.mul(b.sub(p, 1), b.log(x)), b.mul(b.sub(q, 1), b.log1p(b.neg(x)))), b.logBeta(p, q)))),
  ];
}

/** z = I(x; a, b) = ∫₀ˣ tᵃ⁻¹ (1 - t)ᵇ⁻¹ dt / B(a, b), for a, b ≥ 0 and 0 ≤ x ≤ 1; NaN elsewhere.   a, b, x, z: [..s] */
export const betainc: Op<None, [a: Value, b: Value, x: Value]> = {
  name: 'betainc', arity: 3,
  type: elementwise('betainc', 'float'),
  kernel,
  vjp: (b, { x }, [g]) => slopes(b, x).map((d) => g && b.mul(g, d)),
  jvp(b, { x }, t) {
    const parts = slopes(b, x).flatMap((d, i) => (t[i] ? [b.mul(t[i], d)] : []));
    return [parts.length === 0 ? undefined : parts.reduce((p, q) => b.add(p, q))];
  },
  batch: oneAxisMore((b, [p, q, x]) => b.betainc(p, q, x)),
  samples: elements(floats, [0.5, 4], [0.5, 4], [0.1, 0.9]),
};

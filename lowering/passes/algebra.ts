/** Rules for numbers and choices, element by element. simplify.ts says which laws are used. */
import { isFloat, isInteger } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { rounded } from './constant.ts';
import { applied, constant, exactly, numberOf, rule, value, type Rule } from './pattern.ts';

const x = value(), y = value(), z = value(), test = value(), a = constant(), c = constant();
const zero = exactly(0), one = exactly(1), yes = exactly(1), no = exactly(0);
const add = applied('add'), sub = applied('sub'), mul = applied('mul'), div = applied('div'), neg = applied('neg'), pow = applied('pow');
const abs = applied('abs'), reciprocal = applied('reciprocal'), maximum = applied('maximum'), minimum = applied('minimum');
const and = applied('and'), or = applied('or'), not = applied('not'), select = applied('select');

/** A constant of x's shape and dtype. */
const like = (b: Builder, { type: { shape, dtype } }: Value, n: number): Value => b.full({ value: rounded(n, dtype), shape, dtype });
const isConstant = (v: Value): boolean => numberOf(v) !== undefined;
const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(Math.abs(n))) && 2 ** Math.log2(Math.abs(n)) === Math.abs(n);

/** x · n, when n can be held with all its digits where x's numbers lie. */
function times(b: Builder, x: Value, n: number): Value | undefined {
  const size = Math.abs(rounded(n, x.type.dtype));
  return isFloat(x.type.dtype) && size > 1e-30 && size < 1e30 ? b.mul(x, like(b, x, n)) : undefined;
}

export const arithmetic: readonly Rule[] = [
  // Constants stand on the right, where the rules look for them.
  rule(add(a, x), (m, b) => (isConstant(m(x)) ? undefined : b.add(m(x), like(b, m(x), m(a))))),
  rule(mul(a, x), (m, b) => (isConstant(m(x)) ? undefined : b.mul(m(x), like(b, m(x), m(a))))),
  rule(maximum(a, x), (m, b) => (isConstant(m(x)) ? undefined : b.maximum(m(x), like(b, m(x), m(a))))),
  rule(minimum(a, x), (m, b) => (isConstant(m(x)) ? undefined : b.minimum(m(x), like(b, m(x), m(a))))),
  rule(and(a, x), (m, b) => (isConstant(m(x)) ? undefined : b.and(m(x), like(b, m(x), m(a))))),
  rule(or(a, x), (m, b) => (isConstant(m(x)) ? undefined : b.or(m(x), like(b, m(x), m(a))))),

  // x + 0 = x
  rule(add(x, zero), (m) => m(x)),
  // x + (-y) = x - y
  rule(add(x, neg(y)), (m, b) => b.sub(m(x), m(y))),
  // (-x) + y = y - x
  rule(add(neg(x), y), (m, b) => b.sub(m(y), m(x))),
  // x - 0 = x
  rule(sub(x, zero), (m) => m(x)),
  // 0 - x = -x
  rule(sub(zero, x), (m, b) => b.neg(m(x))),
  // x - (-y) = x + y
  rule(sub(x, neg(y)), (m, b) => b.add(m(x), m(y))),
  // -(-x) = x
  rule(neg(neg(x)), (m) => m(x)),
  // -(x - y) = y - x
  rule(neg(sub(x, y)), (m, b) => b.sub(m(y), m(x))),
  // -(x · a) = x · (-a)
  rule(neg(mul(x, a)), (m, b) => b.mul(m(x), like(b, m(x), -m(a)))),

  // x · 1 = x
  rule(mul(x, one), (m) => m(x)),
  // x · (-1) = -x
  rule(mul(x, exactly(-1)), (m, b) => b.neg(m(x))),
  // n · 0 = 0 for integers
  rule(mul(x, zero), (m, b) => (isInteger(m(x).type.dtype) ? like(b, m(x), 0) : undefined)),
  // (x · a) · c = x · (a · c)
  rule(mul(mul(x, a), c), (m, b) => times(b, m(x), m(a) * m(c))),
  // (-x) · a = x · (-a)
  rule(mul(neg(x), a), (m, b) => b.mul(m(x), like(b, m(x), -m(a)))),
  // (-x) · (-y) = x · y
  rule(mul(neg(x), neg(y)), (m, b) => b.mul(m(x), m(y))),
  // x · (1 / y) = x / y
  rule(mul(x, reciprocal(y)), (m, b) => b.div(m(x), m(y))),
  rule(mul(reciprocal(y), x), (m, b) => b.div(m(x), m(y))),
  // x / 1 = x
  rule(div(x, one), (m) => m(x)),
  // x / a = x · (1 / a) where 1 / a is exact
  rule(div(x, a), (m, b) => (isPowerOfTwo(m(a)) ? times(b, m(x), 1 / m(a)) : undefined)),
  // (x · a) / c = x · (a / c)
  rule(div(mul(x, a), c), (m, b) => times(b, m(x), m(a) / m(c))),

  // x⁰ = 1, x¹ = x, x² = x · x
  rule(pow(x, zero), (m, b) => like(b, m(x), 1)),
  rule(pow(x, one), (m) => m(x)),
  rule(pow(x, exactly(2)), (m, b) => b.square(m(x))),
  // |-x| = |x|, ||x|| = |x|
  rule(abs(neg(x)), (m, b) => b.abs(m(x))),
  rule(abs(abs(x)), (m, b) => b.abs(m(x))),
  // max(x, x) = x, min(x, x) = x
  rule(maximum(x, x), (m) => m(x)),
  rule(minimum(x, x), (m) => m(x)),

  rule(not(not(x)), (m) => m(x)),
  // p ∧ p = p, p ∨ p = p
  rule(and(x, x), (m) => m(x)),
  rule(or(x, x), (m) => m(x)),
  // p ∧ true = p, p ∧ false = false, p ∨ false = p
  rule(and(x, yes), (m) => (m(x).type.dtype === 'bool' ? m(x) : undefined)),
  rule(and(x, no), (m, b) => like(b, m(x), 0)),
  rule(or(x, no), (m) => m(x)),

  rule(select(yes, x, y), (m) => m(x)),
  rule(select(no, x, y), (m) => m(y)),
  rule(select(test, x, x), (m) => m(x)),
  // not p ? x : y = p ? y : x
  rule(select(not(test), x, y), (m, b) => b.select(m(test), m(y), m(x))),
  // p ? (p ? x : y) : z = p ? x : z,   p ? x : (p ? y : z) = p ? x : z
  rule(select(test, select(test, x, y), z), (m, b) => b.select(m(test), m(x), m(z))),
  rule(select(test, x, select(test, y, z)), (m, b) => b.select(m(test), m(x), m(z))),
];

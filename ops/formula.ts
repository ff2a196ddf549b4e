/** Formulas in f64 on single elements: the arithmetic of core/build.ts with numbers among the operands, for functions that need many steps. */
import { constant, scalar, select } from '../core/build.ts';
import type { Expr } from '../core/expr.ts';
import type { ScalarName } from '../core/scalar.ts';

export type Term = Expr | number;
const term = (x: Term): Expr => (typeof x === 'number' ? constant('f64', x) : x);
const one = (name: ScalarName) => (x: Term): Expr => scalar(name, term(x));
const two = (name: ScalarName) => (x: Term, y: Term): Expr => scalar(name, term(x), term(y));

export const add = two('add'), sub = two('sub'), mul = two('mul'), div = two('div'), pow = two('pow');
export const neg = one('neg'), abs = one('abs'), floor = one('floor'), sqrt = one('sqrt'), exp = one('exp'), log = one('log'), log1p = one('log1p'), sin = one('sin'), tan = one('tan'), erfc = one('erfc');
export const eq = two('eq'), ne = two('ne'), lt = two('lt'), le = two('le'), gt = two('gt'), ge = two('ge'), or = (x: Expr, y: Expr): Expr => scalar('or', x, y), and = (x: Expr, y: Expr): Expr => scalar('and', x, y);
export const choose = (test: Expr, yes: Term, no: Term): Expr => select(test, term(yes), term(no));

/** c₀ + c₁ x + c₂ x² + …, the coefficient of the lowest power first. */
export const polynomial = (x: Expr, coefficients: readonly number[]): Expr => coefficients.slice(0, -1).reduceRight<Expr>((sum, c) => add(mul(sum, x), c), term(coefficients.at(-1)!));

/**
 * Writes a kernel as a program reads, statement after statement: for algorithms of many steps (factorisations), where
 * nested short hands would hide the steps. `loops.ts` has the short hands for kernels of one nest.
 */
import { addIndex, constant, int, load, local, mulIndex, scalar, select } from './build.ts';
import type { DType } from './dtype.ts';
import type { Expr, Fold, Local } from './expr.ts';
import type { Statement } from './kernel.ts';
import { loop } from './loops.ts';

/** A place for one number that may change. */
export type Variable = Expr & { readonly kind: 'local' };

type Number = Expr | number;
const beside = (x: Number, other: Number): Expr => (typeof x !== 'number' ? x : typeof other === 'number' ? int(x) : constant(other.dtype, x));
const infix = (name: Parameters<typeof scalar>[0]) => (a: Number, b: Number): Expr => scalar(name, beside(a, b), beside(b, a));
const prefix = (name: Parameters<typeof scalar>[0]) => (a: Expr): Expr => scalar(name, a);

// A plain number is a constant of the other operand's dtype, or an index beside another number.
export const add = infix('add'), sub = infix('sub'), mul = infix('mul'), div = infix('div'), max = infix('max');
export const lt = infix('lt'), le = infix('le'), gt = infix('gt'), ge = infix('ge'), eq = infix('eq'), ne = infix('ne');
export const and = infix('and'), or = infix('or');
export const sqrt = prefix('sqrt'), abs = prefix('abs'), neg = prefix('neg'), not = prefix('not');
export const choose = (test: Expr, yes: Number, no: Number): Expr => select(test, beside(yes, no), beside(no, yes));

export class Routine {
  statements: Statement[] = [];

  /** Names a value that is computed once. */
  let(value: Expr): Variable {
    const l: Local = { dtype: value.dtype };
    this.statements.push({ kind: 'let', local: l, value });
    return local(l) as Variable;
  }
  set(x: Variable, value: Expr): void {
    this.statements.push({ kind: 'assign', local: x.local, value });
  }
  /** x = x ⊕ value; the one way to change a variable in lanes that share it. */
  fold(fold: Fold, x: Variable, value: Expr): void {
    this.statements.push({ kind: 'fold', local: x.local, fold, value });
  }
  store(to: number, index: Expr, value: Expr): void {
    this.statements.push({ kind: 'store', to, index, value });
  }

  /** The statements that `write` writes, apart from those written so far. */
  #inside(write: () => void): readonly Statement[] {
    const outer = this.statements, inner: Statement[] = this.statements = [];
    write();
    this.statements = outer;
    return inner;
  }
  #loop(how: Parameters<typeof loop>[0], extent: number, body: (i: Expr) => void): void {
    this.statements.push(loop(how, extent, (i) => this.#inside(() => body(i))));
  }
  /** One turn after another, upwards. */
  for(extent: number, body: (i: Expr) => void): void {
    this.#loop('serial', extent, body);
  }
  /** Turns that are independent but for folds: in lanes. */
  lanes(extent: number, body: (i: Expr) => void): void {
    this.#loop('vector', extent, body);
  }
  if(test: Expr, then: () => void): void {
    this.statements.push({ kind: 'if', test, then: this.#inside(then) });
  }
  /** Σ of what `term` gives for 0 … extent - 1, in lanes. */
  sum(extent: number, dtype: DType, term: (i: Expr) => Expr): Variable {
    const total = this.let(constant(dtype, 0));
    this.lanes(extent, (i) => this.fold('sum', total, term(i)));
    return total;
  }
}

/** A parallel loop whose turns are written by `body`: all of a kernel's body. */
export const parallel = (extent: number, body: (r: Routine, item: Expr) => void): readonly Statement[] => [loop('parallel', extent, (item) => {
  const r = new Routine();
  body(r, item);
  return r.statements;
})];

/** A matrix in a buffer: row after row from element `first`, each `stride` elements long. A vector is a matrix of one row. */
export class Matrix {
  readonly #buffer: number;
  readonly #dtype: DType;
  readonly #stride: number;
  readonly #first: Expr;

  constructor(buffer: number, dtype: DType, stride: number, first: Expr = int(0)) {
    this.#buffer = buffer;
    this.#dtype = dtype;
    this.#stride = stride;
    this.#first = first;
  }
  #place(i: Number, j: Number): Expr {
    return addIndex(addIndex(this.#first, mulIndex(beside(i, 0), this.#stride)), beside(j, 0));
  }
  at(i: Number, j: Number): Expr {
    return load(this.#buffer, this.#dtype, [this.#place(i, j)]);
  }
  put(r: Routine, i: Number, j: Number, value: Expr): void {
    r.store(this.#buffer, this.#place(i, j), value);
  }
  /** Row i becomes x·cos + y·sin of rows i and k, row k y·cos - x·sin: a plane rotation. */
  rotate(r: Routine, i: Expr, k: Expr, columns: number, cos: Expr, sin: Expr): void {
    r.lanes(columns, (j) => {
      const x = r.let(this.at(i, j)), y = r.let(this.at(k, j));
      this.put(r, i, j, add(mul(cos, x), mul(sin, y)));
      this.put(r, k, j, sub(mul(cos, y), mul(sin, x)));
    });
  }
  /** The same by an angle of less than a right one: with 1 - cos written as sin · bend, small angles lose no digits.   bend = sin / (1 + cos) */
  turn(r: Routine, i: Expr, k: Expr, columns: number, sin: Expr, bend: Expr): void {
    r.lanes(columns, (j) => {
      const x = r.let(this.at(i, j)), y = r.let(this.at(k, j));
      this.put(r, i, j, add(x, mul(sin, sub(y, mul(bend, x)))));
      this.put(r, k, j, sub(y, mul(sin, add(x, mul(bend, y)))));
    });
  }
  exchange(r: Routine, i: Expr, k: Expr, columns: number): void {
    r.lanes(columns, (j) => this.#exchange(r, [i, j], [k, j]));
  }
  /** Of a vector. */
  exchangeElements(r: Routine, i: Expr, k: Expr): void {
    this.#exchange(r, [0, i], [0, k]);
  }
  #exchange(r: Routine, [i, j]: readonly [Number, Number], [k, l]: readonly [Number, Number]): void {
    const x = r.let(this.at(i, j)), y = r.let(this.at(k, l));
    this.put(r, i, j, y);
    this.put(r, k, l, x);
  }
}

/**
 * Expressions made once: two that are built alike are the same object, so equal work is found by identity. Index
 * arithmetic (i32) is kept in one form, a sum of multiples of atoms, in which quotients and remainders by constants
 * vanish where the ranges of the axes allow it:  (12·i + j) quot 4 = 3·i + (j quot 4),  4·(k quot 4) + (k rem 4) = k.
 * What a result is does not change, up to i32's wrapping; nothing here reorders floats.
 */
import { boundsOf, type DType } from '../../core/dtype.ts';
import { invariant } from '../../core/diagnostic.ts';
import type { Axis, Expr, Fold, Local } from '../../core/expr.ts';
import { startOf } from '../../core/fold.ts';
import type { ScalarName } from '../../core/scalar.ts';
import { scalars } from '../../core/scalar.ts';
import { childrenOf } from './walk.ts';

/** constant + Σ by · atom. An atom is an axis or something that is no sum: a quotient, a load, … */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly Term[];
}
export interface Term {
  readonly atom: Expr;
  readonly by: number;
}
export type Range = readonly [least: number, most: number];

const anything: Range = [-Infinity, Infinity];
const [leastInt, mostInt] = boundsOf('i32');
const isTrue = (e: Expr): boolean => e.kind === 'const' && e.value !== 0;
const isFalse = (e: Expr): boolean => e.kind === 'const' && e.value === 0;

/** What `rebuild` puts in place of axes and loads. */
export interface Replace {
  readonly axis?: (axis: Axis) => Expr | undefined;
  /** `index` is already rebuilt. */
  readonly load?: (from: number, dtype: DType, index: readonly Expr[]) => Expr;
  /** May answer for a whole expression before its parts are looked at. */
  readonly whole?: (e: Expr) => Expr | undefined;
}

export class Pool {
  readonly #byKey = new Map<string, Expr>();
  readonly #ids = new Map<object, number>();
  readonly #affine = new Map<Expr, Affine>();
  readonly #range = new Map<Expr, Range>();
  readonly #free = new Map<Expr, ReadonlySet<Axis>>();

  /** A number for an expression, axis or local, the same for the same. */
  id(x: Expr | Axis | Local): number {
    let id = this.#ids.get(x);
    if (id === undefined) { id = this.#ids.size; this.#ids.set(x, id); }
    return id;
  }

  #made(e: Expr): Expr {
    const key = this.#key(e);
    const before = this.#byKey.get(key);
    if (before) return before;
    this.#byKey.set(key, e);
    return e;
  }

  #key(e: Expr): string {
    const ids = (list: readonly Expr[]): string => list.map((x) => this.id(x)).join();
    switch (e.kind) {
      case 'const': return `${e.dtype} ${Object.is(e.value, -0) ? '-0' : e.value}`;
      case 'axis': return `axis ${this.id(e.axis)}`;
      case 'local': return `local ${this.id(e.local)}`;
      case 'load': return `load ${e.from} ${ids(e.index)}`;
      case 'scalar': return `${e.name} ${e.dtype} ${ids(e.args)}`;
      case 'convert': case 'bitcast': return `${e.kind} ${e.dtype} ${this.id(e.arg)}`;
      case 'select': return `select ${ids([e.test, e.yes, e.no])}`;
      case 'reduce': return `${e.fold} ${e.dtype} ${e.axes.map((a) => this.id(a)).join()} ${this.id(e.body)}`;
    }
  }

  constant(dtype: DType, value: number): Expr {
    return this.#made({ kind: 'const', dtype, value });
  }
  int(value: number): Expr {
    return this.constant('i32', value | 0);
  }
  axis(axis: Axis): Expr {
    return axis.extent === 1 ? this.int(0) : this.#made({ kind: 'axis', dtype: 'i32', axis });
  }
  local(local: Local): Expr {
    return this.#made({ kind: 'local', dtype: local.dtype, local });
  }
  load(from: number, dtype: DType, index: readonly Expr[]): Expr {
    return this.#made({ kind: 'load', from, dtype, index });
  }
  reduce(fold: Fold, dtype: DType, axes: readonly Axis[], body: Expr): Expr {
    if (axes.some((a) => a.extent === 0)) return this.constant(dtype, startOf(fold, dtype));
    return axes.length === 0 ? body : this.#made({ kind: 'reduce', dtype, fold, axes, body });
  }
  convert(dtype: DType, arg: Expr): Expr {
    return arg.dtype === dtype ? arg : this.#made({ kind: 'convert', dtype, arg });
  }
  select(test: Expr, yes: Expr, no: Expr): Expr {
    if (isTrue(test) || yes === no) return yes;
    return isFalse(test) ? no : this.#made({ kind: 'select', dtype: yes.dtype, test, yes, no });
  }

  scalar(name: ScalarName, dtype: DType, args: readonly Expr[]): Expr {
    const [a, b] = args as [Expr, Expr];
    if (a.dtype === 'i32') {
      const simpler = this.#integer(name, a, b);
      if (simpler) return simpler;
    }
    if (a.dtype === 'bool') {
      if (name === 'and') { if (isFalse(a) || isTrue(b)) return a; if (isFalse(b) || isTrue(a)) return b; }
      if (name === 'or') { if (isTrue(a) || isFalse(b)) return a; if (isTrue(b) || isFalse(a)) return b; }
      if (name === 'not' && a.kind === 'const') return this.constant('bool', a.value ? 0 : 1);
    }
    return this.#made({ kind: 'scalar', name, dtype, args });
  }

  #integer(name: ScalarName, a: Expr, b: Expr): Expr | undefined {
    switch (name) {
      case 'add': return this.sum([[a, 1], [b, 1]]);
      case 'sub': return this.sum([[a, 1], [b, -1]]);
      case 'neg': return this.sum([[a, -1]]);
      case 'mul':
        if (b.kind === 'const') return this.sum([[a, b.value]]);
        return a.kind === 'const' ? this.sum([[b, a.value]]) : undefined;
      case 'quot': return b.kind === 'const' && b.value > 0 ? this.#quot(a, b.value) : undefined;
      case 'rem': return b.kind === 'const' && b.value > 0 ? this.#rem(a, b.value) : undefined;
      case 'max': case 'min': {
        const [least, most] = this.#difference(a, b);
        if (least >= 0) return name === 'max' ? a : b;
        return most <= 0 ? (name === 'max' ? b : a) : undefined;
      }
      case 'lt': case 'le': case 'gt': case 'ge': case 'eq': case 'ne': {
        // One answer for the least and the greatest difference is the answer for all between, except for equality.
        const [least, most] = this.#difference(a, b);
        if (least === -Infinity) return undefined;
        const { js } = scalars[name];
        if ((name === 'eq' || name === 'ne') && least <= 0 && most >= 0 && least !== most) return undefined;
        return js(least, 0) === js(most, 0) ? this.constant('bool', js(least, 0)) : undefined;
      }
      default: return undefined;
    }
  }

  /** Between which numbers a - b lies, when neither can wrap. */
  #difference(a: Expr, b: Expr): Range {
    const whole = (e: Expr): boolean => this.range(e).every(Number.isFinite);
    return !whole(a) || !whole(b) ? anything : this.range(this.sum([[a, 1], [b, -1]]));
  }

  affine(e: Expr): Affine {
    const known = this.#affine.get(e);
    if (known) return known;
    return e.kind === 'const' ? { constant: e.value, terms: [] } : { constant: 0, terms: [{ atom: e, by: 1 }] };
  }

  /** Σ by · e */
  sum(parts: readonly (readonly [Expr, number])[], constant = 0): Expr {
    const by = new Map<Expr, number>();
    let c = constant;
    const add = (e: Expr, k: number): void => {
      const f = this.affine(e);
      c = (c + Math.imul(f.constant, k)) | 0;
      for (const t of f.terms) by.set(t.atom, ((by.get(t.atom) ?? 0) + Math.imul(t.by, k)) | 0);
    };
    for (const [e, k] of parts) add(e, k);
    // k·n·(x quot n) + k·(x rem n) = k·x
    for (let found = true; found;) {
      found = false;
      for (const [atom, k] of by) {
        if (k === 0 || atom.kind !== 'scalar' || atom.name !== 'rem') continue;
        const [x, n] = atom.args as [Expr, Expr & { kind: 'const' }];
        if (n.kind !== 'const' || n.value <= 0) continue;
        const q = this.#quot(x, n.value), kq = Math.imul(k, n.value);
        if (by.get(q) !== kq || kq === 0) continue;
        by.delete(q); by.delete(atom);
        add(x, k);
        found = true;
        break;
      }
    }
    return this.#fromAffine(c, [...by].filter(([, k]) => k !== 0).map(([atom, k]) => ({ atom, by: k })));
  }

  #fromAffine(constant: number, terms: readonly Term[]): Expr {
    const sorted = [...terms].sort((p, q) => this.id(p.atom) - this.id(q.atom));
    const times = ({ atom, by }: Term): Expr => (by === 1 ? atom : this.#made({ kind: 'scalar', name: 'mul', dtype: 'i32', args: [atom, this.int(by)] }));
    const parts = [...sorted.map(times), ...(constant === 0 && sorted.length > 0 ? [] : [this.int(constant)])];
    const e = parts.reduce((a, b) => this.#made({ kind: 'scalar', name: 'add', dtype: 'i32', args: [a, b] }));
    // A constant or an atom alone is its own sum.
    if (e.kind !== 'const' && e !== sorted[0]?.atom) this.#affine.set(e, { constant, terms: sorted });
    return e;
  }

  /** Between which numbers an i32 expression lies; unbounded where it is not known or could wrap. */
  range(e: Expr): Range {
    let range = this.#range.get(e);
    if (!range) { range = this.#rangeOf(e); this.#range.set(e, range); }
    return range;
  }

  #rangeOf(e: Expr): Range {
    if (e.kind === 'const') return [e.value, e.value];
    if (e.dtype === 'bool') return [0, 1];
    if (e.kind === 'axis') return [0, Math.max(0, e.axis.extent - 1)];
    const affine = this.#affine.get(e);
    if (affine) return this.#rangeOfAffine(affine.constant, affine.terms);
    if (e.kind === 'select') return union(this.range(e.yes), this.range(e.no));
    if (e.kind === 'convert' && (e.arg.dtype === 'bool' || e.arg.dtype === 'u8')) return e.arg.dtype === 'bool' ? [0, 1] : [0, 255];
    if (e.kind !== 'scalar') return anything;
    const [a, b] = e.args.map((x) => this.range(x)) as [Range, Range];
    switch (e.name) {
      case 'quot': return a[0] >= 0 && b[0] > 0 ? [Math.floor(a[0] / b[1]), Math.floor(a[1] / b[0])] : anything;
      case 'rem': return a[0] >= 0 && b[0] > 0 ? [0, Math.min(a[1], b[1] - 1)] : anything;
      case 'max': return bounded(Math.max(a[0], b[0]), Math.max(a[1], b[1]));
      case 'min': return bounded(Math.min(a[0], b[0]), Math.min(a[1], b[1]));
      case 'mul': return a[0] >= 0 && b[0] >= 0 && a[1] * b[1] <= mostInt ? [a[0] * b[0], a[1] * b[1]] : anything;
      default: return anything;
    }
  }

  #rangeOfAffine(constant: number, terms: readonly Term[]): Range {
    let least = constant, most = constant;
    for (const { atom, by } of terms) {
      const [p, q] = this.range(atom);
      least += Math.min(p * by, q * by);
      most += Math.max(p * by, q * by);
    }
    return least >= leastInt && most <= mostInt ? [least, most] : anything;
  }

  /** a quot n, n > 0. */
  #quot(a: Expr, n: number): Expr {
    if (n === 1) return a;
    const { multiple, rest } = this.#divide(a, n);
    if (!multiple) return this.#made({ kind: 'scalar', name: 'quot', dtype: 'i32', args: [a, this.int(n)] });
    const [, most] = this.range(rest);
    if (most < n) return multiple;
    const add = (q: Expr): Expr => this.sum([[multiple, 1], [q, 1]]);
    // (g·x + y) quot g·m = x quot m  for 0 ≤ y < g
    const split = this.#factor(rest, n);
    if (split) return add(this.#quot(split.x, n / split.g));
    if (rest.kind === 'scalar' && (rest.name === 'quot' || rest.name === 'rem')) {
      const [x, d] = rest.args as [Expr, Expr];
      if (d.kind === 'const' && this.range(x)[0] >= 0) {
        // (x quot d) quot n = x quot d·n,   (x rem n·m) quot n = (x quot n) rem m
        if (rest.name === 'quot' && d.value * n <= mostInt) return add(this.#quot(x, d.value * n));
        if (rest.name === 'rem' && d.value % n === 0) return add(this.#rem(this.#quot(x, n), d.value / n));
      }
    }
    return add(this.#made({ kind: 'scalar', name: 'quot', dtype: 'i32', args: [rest, this.int(n)] }));
  }

  /** a rem n, n > 0. */
  #rem(a: Expr, n: number): Expr {
    if (n === 1) return this.int(0);
    const { multiple, rest } = this.#divide(a, n);
    if (!multiple) return this.#made({ kind: 'scalar', name: 'rem', dtype: 'i32', args: [a, this.int(n)] });
    if (this.range(rest)[1] < n) return rest;
    // (g·x + y) rem g·m = g·(x rem m) + y  for 0 ≤ y < g
    const split = this.#factor(rest, n);
    if (split) return this.sum([[this.#rem(split.x, n / split.g), split.g], [split.y, 1]]);
    // (x rem n·m) rem n = x rem n
    if (rest.kind === 'scalar' && rest.name === 'rem' && rest.args[1]!.kind === 'const' && rest.args[1]!.value % n === 0 && this.range(rest.args[0]!)[0] >= 0)
      return this.#rem(rest.args[0]!, n);
    return this.#made({ kind: 'scalar', name: 'rem', dtype: 'i32', args: [rest, this.int(n)] });
  }

  /** a = n·multiple + rest with rest ≥ 0 and multiple ≥ 0; no multiple when that is not known. */
  #divide(a: Expr, n: number): { readonly multiple: Expr | undefined; readonly rest: Expr } {
    const { constant, terms } = this.affine(a);
    const divisible = terms.filter((t) => t.by % n === 0);
    const c = ((constant % n) + n) % n;
    const rest = this.sum(terms.filter((t) => t.by % n !== 0).map((t) => [t.atom, t.by]), c);
    const multiple = this.sum(divisible.map((t) => [t.atom, t.by / n]), (constant - c) / n);
    return { multiple: this.range(a)[0] >= 0 && this.range(rest)[0] >= 0 && this.range(multiple)[0] >= 0 ? multiple : undefined, rest };
  }

  /** e = g·x + y with 0 ≤ y < g, 1 < g, n a multiple of g. */
  #factor(e: Expr, n: number): { readonly g: number; readonly x: Expr; readonly y: Expr } | undefined {
    const { constant, terms } = this.affine(e);
    for (const { by: g } of terms) {
      if (g <= 1 || n % g !== 0) continue;
      const c = ((constant % g) + g) % g;
      const y = this.sum(terms.filter((t) => t.by % g !== 0).map((t) => [t.atom, t.by]), c);
      const [least, most] = this.range(y);
      if (least < 0 || most >= g) continue;
      const x = this.sum(terms.filter((t) => t.by % g === 0).map((t) => [t.atom, t.by / g]), (constant - c) / g);
      if (this.range(x)[0] >= 0) return { g, x, y };
    }
    return undefined;
  }

  /** The axes on which the value depends. */
  axesIn(e: Expr): ReadonlySet<Axis> {
    const known = this.#free.get(e);
    if (known) return known;
    const free = new Set<Axis>();
    if (e.kind === 'axis') free.add(e.axis);
    else for (const child of childrenOf(e)) for (const a of this.axesIn(child)) free.add(a);
    if (e.kind === 'reduce') for (const a of e.axes) free.delete(a);
    this.#free.set(e, free);
    return free;
  }

  /** The expression made anew in this pool, simplified. `seen` keeps answers between calls with the same replacements. */
  rebuild(e: Expr, replace: Replace = {}, seen = new Map<Expr, Expr>()): Expr {
    const made = (x: Expr): Expr => {
      let y = seen.get(x);
      if (!y) { y = replace.whole?.(x) ?? build(x); seen.set(x, y); }
      return y;
    };
    const build = (x: Expr): Expr => {
      switch (x.kind) {
        case 'const': return this.constant(x.dtype, x.value);
        case 'axis': return replace.axis?.(x.axis) ?? this.axis(x.axis);
        case 'local': return this.local(x.local);
        case 'load': {
          const index = x.index.map(made);
          return replace.load ? replace.load(x.from, x.dtype, index) : this.load(x.from, x.dtype, index);
        }
        case 'scalar': return this.scalar(x.name, x.dtype, x.args.map(made));
        case 'convert': return this.convert(x.dtype, made(x.arg));
        case 'bitcast': return this.#made({ ...x, arg: made(x.arg) });
        case 'select': {
          // A side that is never taken may hold what cannot be built.
          const test = made(x.test);
          return isTrue(test) ? made(x.yes) : isFalse(test) ? made(x.no) : this.select(test, made(x.yes), made(x.no));
        }
        case 'reduce': {
          invariant(x.axes.every((a) => !replace.axis?.(a)), 'the axis of a reduction was replaced from outside');
          return this.reduce(x.fold, x.dtype, x.axes, made(x.body));
        }
      }
    };
    return made(e);
  }
}

/** Half a bound is of use to `max` and `min` (a clamp); no bound at all is `anything`, the object. */
const bounded = (least: number, most: number): Range => (least === -Infinity && most === Infinity ? anything : [least, most]);
const union = (a: Range, b: Range): Range => bounded(Math.min(a[0], b[0]), Math.max(a[1], b[1]));

/** Position in memory of an element of a row-major tensor. */
export function linearPosition(pool: Pool, index: readonly Expr[], shape: readonly number[]): Expr {
  let stride = 1;
  const parts: [Expr, number][] = [];
  for (let i = shape.length - 1; i >= 0; i--) { parts.push([index[i]!, stride]); stride *= shape[i]!; }
  return pool.sum(parts);
}

/** Writes expressions as statements: each in the outermost loop in which it can be known, once. */
import { addIndex, at, constant, convert, int, load as loadOf, local as read, mulIndex } from '../../core/build.ts';
import { sumDType, type DType } from '../../core/dtype.ts';
import type { Axis, Expr, Fold, Local } from '../../core/expr.ts';
import { startOf } from '../../core/fold.ts';
import type { Statement } from '../../core/kernel.ts';
import type { Pool } from './pool.ts';
import { childrenOf } from './walk.ts';

export type Reduce = Expr & { kind: 'reduce' };

export interface Store {
  readonly to: number;
  readonly dtype: DType;
  readonly index: Expr;
  readonly value: Expr;
}

/** What shares a loop: sums that are folded in it and stores. */
export interface Phase {
  readonly sums: Reduce[];
  readonly stores: Store[];
}

/** One level of loops, or the body of an item: where statements go and what has a name there. */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  readonly axis: Axis;
  readonly vector: boolean;
  readonly statements: Statement[];
  readonly made: Map<Expr, Expr>;
  /** The scope that bound its axis before: a sum in the middle may run over the axes of loops elsewhere. */
  readonly hides: Scope | undefined;
}

export class Emitter {
  readonly #pool: Pool;
  readonly #firstSlot: number;
  readonly #uses = new Map<Expr, number>();
  readonly #scopes = new Map<Axis, Scope>();
  readonly #sumScopes = new Map<Expr, Scope>();
  readonly #sumsIn = new Map<Expr, ReadonlySet<Expr>>();
  #slots = 0;

  /** `firstSlot`: the number of the first scratch that nothing uses yet. */
  constructor(pool: Pool, firstSlot: number) {
    this.#pool = pool;
    this.#firstSlot = firstSlot;
  }

  scope(parent: Scope | undefined, axis: Axis, vector = false): Scope {
    const scope: Scope = { parent, depth: (parent?.depth ?? 0) + 1, axis, vector: vector || (parent?.vector ?? false), statements: [], made: new Map(), hides: this.#scopes.get(axis) };
    this.#scopes.set(axis, scope);
    return scope;
  }

  /** Puts a finished scope's loop at the end of another. */
  close(into: Scope, inner: Scope, how: 'serial' | 'vector'): void {
    into.statements.push({ kind: 'for', how, axis: inner.axis, body: inner.statements });
    if (inner.hides) this.#scopes.set(inner.axis, inner.hides);
  }

  /** Scopes for loops over the axes, the last one a vector if asked for. */
  loops(parent: Scope, axes: readonly Axis[], vector: boolean): { readonly innermost: Scope; readonly close: () => void } {
    const scopes: Scope[] = [];
    axes.forEach((a, i) => scopes.push(this.scope(scopes.at(-1) ?? parent, a, vector && i === axes.length - 1)));
    return {
      innermost: scopes.at(-1) ?? parent,
      close: () => {
        for (let i = scopes.length - 1; i >= 0; i--)
          this.close(scopes[i - 1] ?? parent, scopes[i]!, vector && i === scopes.length - 1 ? 'vector' : 'serial');
      },
    };
  }

  /** Counts in how many places each expression is wanted, so that those wanted once need no name. */
  countUses(stores: readonly Store[], phases: readonly Phase[]): void {
    const visit = (e: Expr): void => {
      const before = this.#uses.get(e) ?? 0;
      this.#uses.set(e, before + 1);
      if (before === 0 && e.kind !== 'load') childrenOf(e).forEach(visit);
      // Indices are sums that every load writes for itself; what stands in them is wanted all the same.
      if (before === 0 && e.kind === 'load') for (const t of this.#pool.affine(e.index[0]!).terms) visit(t.atom);
    };
    stores.forEach((s) => visit(s.value));
    phases.forEach((p) => p.sums.forEach((r) => visit(r.body)));
  }

  start(scope: Scope, r: Reduce): Local {
    const l: Local = { dtype: sumDType(r.dtype) };
    scope.statements.push({ kind: 'let', local: l, value: constant(l.dtype, startOf(r.fold, l.dtype)) });
    this.#sumScopes.set(r, scope);
    return l;
  }

  fold(scope: Scope, l: Local, r: { readonly fold: Fold; readonly body: Expr }): void {
    scope.statements.push({ kind: 'fold', local: l, fold: r.fold, value: convert(l.dtype, this.value(r.body, scope)) });
  }

  /** Values first, then stores: an output may lie where an input lies. */
  stores(scope: Scope, stores: readonly Store[]): void {
    const values = stores.map((s) => {
      const value = this.value(s.value, scope);
      return stores.length === 1 || value.kind === 'const' || value.kind === 'local' ? value : this.#name(scope, value);
    });
    stores.forEach((s, i) => scope.statements.push({ kind: 'store', to: s.to, index: this.#index(s.index, scope), value: values[i]! }));
  }

  /** Works the expression out in this scope, and from then on reads it from the next scratch, which is as long as the columns. */
  keep(scope: Scope, e: Expr, columns: readonly Axis[]): void {
    const to = this.#firstSlot + this.#slots++;
    const index = columns.reduce<Expr>((sum, a) => addIndex(mulIndex(sum, a.extent), at(a)), int(0));
    const value = this.value(e, scope);
    const named = value.kind === 'local' ? value : this.#name(scope, value);
    scope.made.set(e, named);
    scope.statements.push({ kind: 'store', to, index, value: named });
    this.#kept.set(e, { from: to, index });
  }
  readonly #kept = new Map<Expr, { readonly from: number; readonly index: Expr }>();

  #name(scope: Scope, value: Expr): Expr {
    const l: Local = { dtype: value.dtype };
    scope.statements.push({ kind: 'let', local: l, value });
    return read(l);
  }

  /** The innermost of the scopes that bind what the expression depends on. */
  #home(e: Expr, from: Scope): Scope {
    let root = from;
    while (root.parent) root = root.parent;
    let home = root;
    const deepen = (s: Scope | undefined): void => { if (s && s.depth > home.depth) home = s; };
    for (const a of this.#pool.axesIn(e)) deepen(this.#scopes.get(a));
    for (const r of this.#sums(e)) deepen(this.#sumScopes.get(r));
    return home.depth > from.depth ? from : home;
  }

  /** The sums with a loop of their own on which the value depends. */
  #sums(e: Expr): ReadonlySet<Expr> {
    let sums = this.#sumsIn.get(e);
    if (!sums) {
      const found = new Set<Expr>();
      if (this.#sumScopes.has(e)) found.add(e);
      for (const c of childrenOf(e)) for (const r of this.#sums(c)) found.add(r);
      sums = found;
      this.#sumsIn.set(e, sums);
    }
    return sums;
  }

  value(e: Expr, scope: Scope): Expr {
    if (e.kind === 'const') return e;
    if (e.kind === 'axis') return e;
    for (let s: Scope | undefined = scope; s; s = s.parent) {
      const made = s.made.get(e);
      if (made) return made;
    }
    const kept = this.#kept.get(e);
    if (kept) return this.#remember(scope, e, this.#name(scope, loadOf(kept.from, e.dtype, [kept.index])));
    const { terms } = this.#pool.affine(e);
    if (e.dtype === 'i32' && e.kind === 'scalar' && !(terms.length === 1 && terms[0]!.atom === e)) return this.#index(e, scope);
    const home = this.#home(e, scope);
    const part = (c: Expr): Expr => this.value(c, home);
    const built = ((): Expr => {
      switch (e.kind) {
        case 'local': return e;
        case 'load': return { ...e, index: [this.#index(e.index[0]!, home)] };
        case 'scalar': return { ...e, args: e.args.map(part) };
        case 'convert': case 'bitcast': return { ...e, arg: part(e.arg) };
        case 'select': return { ...e, test: part(e.test), yes: part(e.yes), no: part(e.no) };
        case 'reduce': return this.#sumHere(e, home);
      }
    })();
    const named = built.kind !== 'local' && (home !== scope || (this.#uses.get(e) ?? 0) > 1);
    return this.#remember(home, e, named ? this.#name(home, built) : built);
  }

  #remember(scope: Scope, e: Expr, made: Expr): Expr {
    scope.made.set(e, made);
    return made;
  }

  /** A sum with loops of its own, in the middle of other work. */
  #sumHere(r: Reduce, scope: Scope): Expr {
    const l: Local = { dtype: sumDType(r.dtype) };
    scope.statements.push({ kind: 'let', local: l, value: constant(l.dtype, startOf(r.fold, l.dtype)) });
    const inner = this.loops(scope, r.axes, !scope.vector);
    this.fold(inner.innermost, l, r);
    inner.close();
    return convert(r.dtype, read(l));
  }

  /** A sum of multiples, its outer parts added up in outer scopes. */
  #index(e: Expr, scope: Scope): Expr {
    const { constant: c, terms } = this.#pool.affine(e);
    const homes = terms.map((t) => ({ term: t, home: this.#home(t.atom, scope) })).sort((p, q) => p.home.depth - q.home.depth);
    let base: Expr = int(0), soFar: Expr = this.#pool.int(0), count = 0;
    for (let i = 0; i < homes.length;) {
      const { home } = homes[i]!;
      const group: { atom: Expr; by: number }[] = [];
      for (; i < homes.length && homes[i]!.home === home; i++) group.push(homes[i]!.term);
      const last = i === homes.length;
      const parts = group.map((t) => mulIndex(this.value(t.atom, home), t.by));
      const added = parts.reduce(addIndex, base);
      count += group.length;
      soFar = this.#pool.sum([[soFar, 1], ...group.map((t): [Expr, number] => [t.atom, t.by])]);
      // A constant belongs to the outermost part, where it costs least.
      const withConstant = count === group.length && c !== 0 ? addIndex(added, int(c)) : added;
      if (count === group.length && c !== 0) soFar = this.#pool.sum([[soFar, 1]], c);
      if (home === scope && last) return withConstant;
      base = withConstant.kind === 'axis' || withConstant.kind === 'local' ? withConstant : this.#shared(home, soFar, withConstant);
    }
    return homes.length === 0 ? int(c) : base;
  }

  #shared(scope: Scope, key: Expr, value: Expr): Expr {
    const before = scope.made.get(key);
    if (before) return before;
    return this.#remember(scope, key, this.#name(scope, value));
  }
}

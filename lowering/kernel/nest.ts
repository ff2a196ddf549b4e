/**
 * From expressions over a space to a kernel's loops. Two shapes:
 *
 *   rows     parallel over rows { phase: loop over columns, folding or storing;  next phase … }
 *            Folds of one phase share a loop; a phase uses what the phases before it folded. Costly work that several
 *            phases need is kept in scratch. Without sums there is one phase: plain elementwise loops.
 *   columns  where memory runs along the rows' axis: parallel over blocks of rows { loop over columns { vector over the
 *            block, folding into scratch } }
 *
 * Work is cut by sizes alone, never by threads, so results do not depend on how many there are.
 */
import { addIndex, at, constant, convert, int, load as loadOf, local as read, mulIndex, scalar } from '../../core/build.ts';
import { sumDType, type DType } from '../../core/dtype.ts';
import type { Axis, Expr, Fold, Local } from '../../core/expr.ts';
import { joinOf, startOf } from '../../core/fold.ts';
import type { Statement } from '../../core/kernel.ts';
import { costOf } from './cost.ts';
import { indexAt, type Space } from './domain.ts';
import type { Pool } from './pool.ts';
import { childrenOf } from './walk.ts';

export interface Store {
  readonly to: number;
  readonly dtype: DType;
  readonly index: Expr;
  readonly value: Expr;
}

export interface Nest {
  readonly pool: Pool;
  readonly space: Space;
  readonly stores: readonly Store[];
  /** How many buffers the kernel has; scratch is numbered after them. */
  readonly buffers: number;
}

export interface Loops {
  readonly body: readonly Statement[];
  readonly scratch: readonly { readonly dtype: DType; readonly elements: number }[];
}

type Reduce = Expr & { kind: 'reduce' };

/** Elements of work that make an item of the parallel loop worth its handing out. */
const itemElements = 4096;
/** Scratch for one value of a row or block, at most. */
const scratchElements = 1 << 16;
/** Work worth keeping in scratch instead of doing again. */
const worthKeeping = 6;

/** One level of loops, or the body of an item: where statements go and what has a name there. */
interface Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  readonly axis: Axis;
  readonly vector: boolean;
  readonly statements: Statement[];
  readonly made: Map<Expr, Expr>;
  /** The scope that bound its axis before: a sum in the middle may run over the axes of loops elsewhere. */
  readonly hides: Scope | undefined;
}

export function nest(n: Nest): Loops {
  const kinds = n.space.axes.map((a) => a.kind);
  const sums = plannedSums(n);
  if (sums.length > 0 && kinds.at(-1) === 'row') return columnLoops(n, sums);
  return rowLoops(n, sums);
}

/** Sums over the whole of the column axes, met by a store; others are worked out where they are needed. */
function plannedSums({ space, stores }: Nest): readonly Reduce[] {
  const columns = space.axes.filter((a) => a.kind === 'column').map((a) => a.axis);
  const found = new Set<Reduce>();
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    childrenOf(e).forEach(visit);
    // Inner ones first.
    if (e.kind === 'reduce' && e.axes.length === columns.length && e.axes.every((a, i) => a === columns[i])) found.add(e);
  };
  stores.forEach((s) => visit(s.value));
  return [...found];
}

interface Phase {
  readonly sums: Reduce[];
  readonly stores: Store[];
}

/** Sums and stores in the order of their dependence: what a phase needs, earlier phases have. */
function phasesOf(pool: Pool, sums: readonly Reduce[], stores: readonly Store[], columns: ReadonlySet<Axis>): { readonly phases: readonly Phase[]; readonly rowStores: readonly Store[] } {
  const level = new Map<Expr, number>();
  const planned = new Set<Expr>(sums);
  const needs = (e: Expr): number => {
    let n = level.get(e);
    if (n === undefined) {
      n = Math.max(0, ...childrenOf(e).map((c) => needs(c) + (planned.has(c) ? 1 : 0)));
      level.set(e, n);
    }
    return n;
  };
  const phases: Phase[] = [];
  const phase = (k: number): Phase => (phases[k] ??= { sums: [], stores: [] });
  for (const r of sums) phase(needs(r)).sums.push(r);
  const rowStores: Store[] = [];
  for (const s of stores) {
    const inColumns = [...pool.axesIn(s.index)].some((a) => columns.has(a));
    if (inColumns) phase(needs(s.value) + (planned.has(s.value) ? 1 : 0)).stores.push(s);
    else rowStores.push(s);
  }
  for (let k = 0; k < phases.length; k++) phase(k);
  return { phases, rowStores };
}

/** The greatest divisor of n that is at most `most`. */
function divisor(n: number, most: number): number {
  for (let d = Math.min(n, Math.floor(most)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}

/** A divisor of n near `target`, or undefined when there is none from half to eight times of it. */
function chunk(n: number, target: number): number | undefined {
  if (n <= 2 * target) return n;
  const d = divisor(n, 2 * target);
  return d >= target / 2 ? d : undefined;
}

const extentOf = (axes: readonly Axis[]): number => axes.reduce((n, a) => n * a.extent, 1);

function rowLoops(n: Nest, sums: readonly Reduce[]): Loops {
  const { pool } = n;
  const axes = n.space.axes;
  let rows = axes.filter((a) => a.kind === 'row').map((a) => a.axis);
  let columns = axes.filter((a) => a.kind === 'column').map((a) => a.axis);
  // Elementwise: the last axis runs as a vector, in pieces where it is long.
  if (columns.length === 0 && sums.length === 0) { columns = rows.slice(-1); rows = rows.slice(0, -1); }
  const elementwise = sums.length === 0;
  const scratch: DType[] = [];
  const length = extentOf(columns);
  const sizes: number[] = [];

  const item = (rowOf: (p: Expr) => Expr, items: number, perItem: number, columnStart: ((p: Expr) => Expr) | undefined, columnAxes: readonly Axis[]): Statement => {
    const p: Axis = { extent: items }, q: Axis = { extent: perItem };
    const row = pool.sum([[rowOf(pool.axis(p)), perItem], [pool.axis(q), 1]]);
    const index = indexAt(pool, row, rows.map((a) => a.extent));
    const replaced = new Map<Axis, Expr>(rows.map((a, i) => [a, index[i]!]));
    if (columnStart) replaced.set(columns[0]!, pool.sum([[columnStart(pool.axis(p)), 1], [pool.axis(columnAxes[0]!), 1]]));
    const again = substitution(pool, replaced);
    const stores = n.stores.map((s) => ({ ...s, index: again(s.index), value: again(s.value) }));
    const { phases, rowStores } = phasesOf(pool, sums.map((r) => again(r) as Reduce), stores, new Set(columnAxes));
    const emit = new Emitter(pool, n.buffers);
    const outer = emit.scope(undefined, p);
    const body = perItem > 1 ? emit.scope(outer, q) : outer;
    const kept = keep(pool, phases, new Set(columnAxes), length <= scratchElements);
    emit.countUses(stores, phases);
    phases.forEach((phase, k) => {
      const accumulators = phase.sums.map((r) => emit.start(body, r));
      const inner = emit.loops(body, columnAxes, true);
      for (const e of kept.store[k] ?? []) emit.keep(inner.innermost, e, columnAxes, length, sizes, scratch);
      phase.sums.forEach((r, i) => emit.fold(inner.innermost, accumulators[i]!, r));
      emit.stores(inner.innermost, phase.stores);
      inner.close();
      phase.sums.forEach((r, i) => body.made.set(r, convert(r.dtype, read(accumulators[i]!))));
    });
    emit.stores(body, rowStores);
    if (body !== outer) emit.close(outer, body, 'serial');
    return { kind: 'for', how: 'parallel', axis: p, body: outer.statements };
  };

  const count = extentOf(rows);
  if (elementwise && columns.length === 1 && length > 2 * itemElements) {
    // Long rows: an item is a piece of a row.
    const size = chunk(length, itemElements);
    const piece = size ?? itemElements, whole = Math.floor(length / piece), rest = length - whole * piece;
    const startOfPiece = (pieces: number, offset: number) => ({
      row: (p: Expr): Expr => pool.scalar('quot', 'i32', [p, pool.int(pieces)]),
      column: (p: Expr): Expr => pool.sum([[pool.scalar('rem', 'i32', [p, pool.int(pieces)]), piece]], offset),
    });
    const main = startOfPiece(whole, 0), tail = startOfPiece(1, whole * piece);
    return loops([
      item(main.row, count * whole, 1, main.column, [{ extent: piece }]),
      ...(rest > 0 ? [item(tail.row, count, 1, tail.column, [{ extent: rest }])] : []),
    ]);
  }
  const perItem = length * count <= itemElements ? count : divisor(count, Math.max(1, itemElements / Math.max(1, length)));
  return loops([item((p) => p, count / perItem, perItem, undefined, columns)]);

  function loops(body: readonly Statement[]): Loops {
    return { body, scratch: scratch.map((dtype, i) => ({ dtype, elements: sizes[i]! })) };
  }
}

/** Which costly expressions a phase is to keep for later ones: the topmost that it shares with them. */
function keep(pool: Pool, phases: readonly Phase[], columns: ReadonlySet<Axis>, fits: boolean): { readonly store: readonly (readonly Expr[])[] } {
  const store: Expr[][] = phases.map(() => []);
  if (!fits || phases.length < 2) return { store };
  const varies = (e: Expr): boolean => [...pool.axesIn(e)].some((a) => columns.has(a));
  const rootsOf = (p: Phase): readonly Expr[] => [...p.sums.map((r) => r.body), ...p.stores.map((s) => s.value)];
  const firstIn = new Map<Expr, number>();
  const kept = new Set<Expr>();
  const work = new Map<Expr, number>();
  const workOf = (e: Expr): number => {
    if (!varies(e)) return 0;
    let w = work.get(e);
    if (w === undefined) { w = costOf(e) + (e.kind === 'load' ? 0 : childrenOf(e).reduce((sum, c) => sum + workOf(c), 0)); work.set(e, w); }
    return w;
  };
  phases.forEach((phase, k) => {
    const seen = new Set<Expr>();
    const visit = (e: Expr): void => {
      if (seen.has(e) || !varies(e) || e.kind === 'const') return;
      seen.add(e);
      const first = firstIn.get(e);
      if (first !== undefined && e.dtype !== 'bool' && workOf(e) >= worthKeeping) {
        if (!kept.has(e)) { kept.add(e); store[first]!.push(e); }
        return;
      }
      if (e.kind !== 'reduce') childrenOf(e).forEach(visit);
    };
    rootsOf(phase).forEach(visit);
    for (const e of seen) if (!firstIn.has(e)) firstIn.set(e, k);
  });
  return { store };
}

function substitution(pool: Pool, replaced: ReadonlyMap<Axis, Expr>): (e: Expr) => Expr {
  const seen = new Map<Expr, Expr>();
  return (e) => pool.rebuild(e, { axis: (a) => replaced.get(a) }, seen);
}

function columnLoops(n: Nest, sums: readonly Reduce[]): Loops {
  const { pool } = n;
  const columns = n.space.axes.filter((a) => a.kind === 'column').map((a) => a.axis);
  const rows = n.space.axes.filter((a) => a.kind === 'row').map((a) => a.axis);
  const along = rows.at(-1)!, outer = rows.slice(0, -1);
  // Blocks of at least two cache lines, and enough of them for several threads.
  const width = divisor(along.extent, Math.max(32, Math.min(256, along.extent / 8)));
  const block = width >= 16 || along.extent <= 32 ? width : along.extent <= 4096 ? along.extent : width;
  const blocks = along.extent / block;
  const p: Axis = { extent: extentOf(outer) * blocks }, v: Axis = { extent: block };
  const replaced = new Map<Axis, Expr>();
  const start = pool.scalar('quot', 'i32', [pool.axis(p), pool.int(blocks)]);
  indexAt(pool, start, outer.map((a) => a.extent)).forEach((e, i) => replaced.set(outer[i]!, e));
  replaced.set(along, pool.sum([[pool.scalar('rem', 'i32', [pool.axis(p), pool.int(blocks)]), block], [pool.axis(v), 1]]));
  const again = substitution(pool, replaced);
  const stores = n.stores.map((s) => ({ ...s, index: again(s.index), value: again(s.value) }));
  const all = sums.map((r) => again(r) as Reduce);
  const { phases, rowStores } = phasesOf(pool, all, stores, new Set(columns));

  const emit = new Emitter(pool, n.buffers);
  const item = emit.scope(undefined, p);
  const scratch = all.map((r) => sumDType(r.dtype));
  const slot = (r: Reduce): number => n.buffers + all.indexOf(r);
  const held = (r: Reduce): Expr => loadOf(slot(r), sumDType(r.dtype), [at(v)]);
  const done: Reduce[] = [];
  const vectorScope = (parent: Scope): Scope => {
    const scope = emit.scope(parent, v, true);
    for (const r of done) scope.made.set(r, convert(r.dtype, held(r)));
    return scope;
  };
  emit.countUses(stores, phases);
  for (const phase of phases) {
    const init = emit.scope(item, v, true);
    for (const r of phase.sums) init.statements.push({ kind: 'store', to: slot(r), index: at(v), value: constant(sumDType(r.dtype), startOf(r.fold, sumDType(r.dtype))) });
    if (phase.sums.length > 0) emit.close(item, init, 'vector');
    const serial = emit.loops(item, columns, false);
    const lanes = vectorScope(serial.innermost);
    for (const r of phase.sums) {
      const dtype = sumDType(r.dtype);
      lanes.statements.push({ kind: 'store', to: slot(r), index: at(v), value: scalar(joinOf(r.fold), held(r), convert(dtype, emit.value(r.body, lanes))) });
    }
    emit.stores(lanes, phase.stores);
    emit.close(serial.innermost, lanes, 'vector');
    serial.close();
    done.push(...phase.sums);
  }
  if (rowStores.length > 0) {
    const lanes = vectorScope(item);
    emit.stores(lanes, rowStores);
    emit.close(item, lanes, 'vector');
  }
  return { body: [{ kind: 'for', how: 'parallel', axis: p, body: item.statements }], scratch: scratch.map((dtype) => ({ dtype, elements: block })) };
}

/** Writes expressions as statements: each in the outermost loop in which it can be known, once. */
class Emitter {
  readonly #pool: Pool;
  readonly #buffers: number;
  readonly #uses = new Map<Expr, number>();
  readonly #scopes = new Map<Axis, Scope>();
  readonly #sumScopes = new Map<Expr, Scope>();
  readonly #sumsIn = new Map<Expr, ReadonlySet<Expr>>();
  #slots = 0;

  constructor(pool: Pool, buffers: number) {
    this.#pool = pool;
    this.#buffers = buffers;
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

  /** Works the expression out in this scope, and from then on reads it from scratch. */
  keep(scope: Scope, e: Expr, columns: readonly Axis[], length: number, sizes: number[], dtypes: DType[]): void {
    const to = this.#buffers + this.#slots++;
    sizes.push(length);
    dtypes.push(e.dtype);
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

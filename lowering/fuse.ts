/**
 * Which operations become one kernel. Cheap work is done again wherever it is needed; the rest, the members, falls into
 * clusters of one space each. A cluster is one kernel: softmax, a layer norm, one optimiser's update.
 *
 *   inlined   worked out where it is used, and never in memory: views, cheap scalar work, what has one use
 *   members   everything else that has a definition: sums, costly or much-used work, what must be in memory
 *
 * Members merge when they run over one space with equal positions, unless a path through others would become a circle.
 */
import { invariant } from '../core/diagnostic.ts';
import type { Axis, Expr } from '../core/expr.ts';
import type { Graph, Node, Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import { contractionOf } from './contraction.ts';
import { elements, meaningOf, type Meaning } from './element.ts';
import { costOf } from './kernel/cost.ts';
import { columnsOf, domain, domainKey, indexAt, pointsOf, rowsOf, space, wantedCuts, type Cuts, type Domain, type Space } from './kernel/domain.ts';
import { nest, type Store } from './kernel/nest.ts';
import { bufferOf, elementsOf } from './kernel/plain.ts';
import { Pool } from './kernel/pool.ts';
import { childrenOf } from './kernel/walk.ts';
import type { Kernel } from '../core/kernel.ts';

/** Nodes that one kernel computes; `stored` are those of their values that others read. */
export interface Cluster {
  readonly kind: 'cluster';
  readonly nodes: readonly Node[];
  readonly reads: readonly Value[];
  readonly stored: readonly Value[];
  readonly kernel: Kernel;
}
/** An operation that is no definition: a matrix product, a kernel of its own, a loop. */
export interface Single {
  readonly kind: 'single';
  readonly node: Node;
}
export type Unit = Cluster | Single;

/** Work that is done again rather than kept: about six additions for every element read. */
const cheap = 8;
/** Loads that one expression may gather. */
const manyLoads = 24;
/** Columns over which a row is still one item of work. */
const longRow = 1 << 18;

/** Units in an order in which every value is written before it is read. `needed`: what a single reads from memory. */
export function fuse(graph: Graph, needed: (node: Node) => readonly Value[]): readonly Unit[] {
  const fusion = new Fusion(graph, needed);
  fusion.merge();
  return fusion.finish();
}

interface Group {
  readonly id: number;
  members: Node[];
  /** Undefined for elementwise work, which any space of as many points suits. */
  domain: Domain | undefined;
  points: number;
  readonly single: boolean;
  readonly before: Set<Group>;
  readonly after: Set<Group>;
  last: number;
}

interface Gathered {
  /** What an element is worked out from, and how many of them there are per element. */
  readonly loads: ReadonlyMap<Value, number>;
  readonly work: number;
}

class Fusion {
  readonly #graph: Graph;
  readonly #needed: (node: Node) => readonly Value[];
  readonly #users = new Map<Value, Node[]>();
  readonly #readers = new Map<Value, ReadonlySet<Node>>();
  readonly #order = new Map<Node, number>();
  readonly #inMemory = new Set<Value>();
  readonly #inlined = new Set<Value>();
  readonly #groups = new Map<Node, Group>();

  constructor(graph: Graph, needed: (node: Node) => readonly Value[]) {
    this.#graph = graph;
    this.#needed = needed;
    graph.nodes.forEach((node, i) => {
      this.#order.set(node, i);
      for (const x of new Set(node.inputs)) {
        const users = this.#users.get(x);
        if (users) users.push(node);
        else this.#users.set(x, [node]);
      }
    });
    for (const node of graph.nodes) {
      const wants = this.#isSingle(node) ? this.#needed(node) : [];
      wants.forEach((x) => this.#inMemory.add(x));
    }
    graph.outputs.forEach((y) => this.#inMemory.add(y));
    this.#chooseInlined();
    this.#makeGroups();
  }

  #isSingle(node: Node): boolean {
    const m = meaningOf(node);
    return !m || contractionOf(m) !== undefined;
  }

  // ---- What is worked out where it is used

  #chooseInlined(): void {
    const gathered = new Map<Value, Gathered>();
    const of = (v: Value): Gathered => gathered.get(v) ?? { loads: new Map([[v, 1]]), work: 0 };
    for (const node of this.#graph.nodes) {
      if (this.#isSingle(node)) continue;
      const v = node.outputs[0]!, m = meaningOf(node)!;
      const g = gather(node, m, of);
      if (this.#mayInline(v, m, g)) {
        this.#inlined.add(v);
        gathered.set(v, g);
      }
    }
  }

  #mayInline(v: Value, m: Meaning, g: Gathered): boolean {
    if (this.#inMemory.has(v) || m.swept || g.loads.size > manyLoads) return false;
    const users = this.#users.get(v) ?? [];
    const points = elementsOf(v.type);
    if (points === 1) return g.work <= 50 * cheap;
    const passes = [...g.loads.values()].reduce((sum, n) => sum + n, 0);
    if (m.view || passes === 0 && g.work <= 4 * cheap) return !m.reduces;
    if (m.reduces) return false;
    const [user] = users;
    if (users.length === 1) return repeats(user!, v) <= 1 || g.work <= cheap && passes <= 2;
    // Done again by every user, or written once and read by all of them.
    return passes + g.work / cheap <= 1 + 1 / (users.length - 1) && users.every((u) => repeats(u, v) <= 1 || g.work <= 2);
  }

  // ---- Groups and what lies between them

  #makeGroups(): void {
    const sources = new Map<Value, ReadonlySet<Group>>();
    const sourcesOf = (v: Value): ReadonlySet<Group> => {
      if (!v.node) return new Set();
      if (!this.#inlined.has(v)) { const g = this.#groups.get(v.node)!; return new Set([g]); }
      let s = sources.get(v);
      if (!s) { s = new Set(v.node.inputs.flatMap((x) => [...sourcesOf(x)])); sources.set(v, s); }
      return s;
    };
    for (const node of this.#graph.nodes) {
      if (node.outputs.length === 1 && this.#inlined.has(node.outputs[0]!)) continue;
      const single = this.#isSingle(node), m = meaningOf(node);
      const own = !single && m!.swept ? domainOf(m!) : undefined;
      const position = this.#order.get(node)!;
      const group: Group = {
        id: position, members: [node], domain: own, points: own ? pointsOf(own) : elementsOf(node.outputs[0]!.type),
        single, before: new Set(), after: new Set(), last: position,
      };
      this.#groups.set(node, group);
      for (const x of node.inputs) for (const s of sourcesOf(x)) { group.before.add(s); s.after.add(group); }
    }
  }

  /** Whether one comes from the other by way of a third. */
  #around(a: Group, b: Group): boolean {
    const [from, to] = a.last < b.last ? [a, b] : [b, a];
    const seen = new Set<Group>();
    const reaches = (g: Group, start: Group, end: Group): boolean => {
      for (const next of g.after) {
        if (next === end) { if (g !== start) return true; continue; }
        if (seen.has(next)) continue;
        seen.add(next);
        if (reaches(next, start, end)) return true;
      }
      return false;
    };
    if (reaches(from, from, to)) return true;
    seen.clear();
    return reaches(to, to, from);
  }

  merge(): void {
    const nodes = [...this.#groups.keys()];
    // What is computed from each other.
    for (const node of nodes) {
      for (;;) {
        const group = this.#groups.get(node)!;
        if (group.single) break;
        const found = [...group.before].filter((s) => !s.single).sort((p, q) => q.last - p.last).some((s) => this.#tryMerge(s, group));
        if (!found) break;
      }
    }
    // What reads the same.
    const readers = new Map<string, Group>();
    for (const node of nodes) {
      const group = this.#groups.get(node)!;
      if (group.single) continue;
      for (const x of this.#leaves(group)) {
        if (elementsOf(x.type) < group.points || group.points < 2) continue;
        const key = `${x.id} ${group.domain ? domainKey(group.domain) : group.points}`;
        const other = readers.get(key);
        const own = this.#groups.get(node)!;
        if (other && this.#groups.get(other.members[0]!) !== own) this.#tryMerge(this.#groups.get(other.members[0]!)!, own);
        readers.set(key, this.#groups.get(node)!);
      }
    }
  }

  #leaves(group: Group): ReadonlySet<Value> {
    const leaves = new Set<Value>(), seen = new Set<Value>();
    const visit = (v: Value): void => {
      if (seen.has(v)) return;
      seen.add(v);
      if (this.#inlined.has(v)) v.node!.inputs.forEach(visit);
      else if (!v.node || this.#groups.get(v.node) !== group) leaves.add(v);
    };
    group.members.forEach((m) => m.inputs.forEach(visit));
    return leaves;
  }

  #tryMerge(a: Group, b: Group): boolean {
    const d = commonDomain(a, b);
    if (d === undefined || a.members.length + b.members.length > 48) return false;
    const members = [...a.members, ...b.members].sort((p, q) => this.#order.get(p)! - this.#order.get(q)!);
    if (!this.#suits(d ?? undefined, members) || this.#around(a, b)) return false;
    const into: Group = { ...b, members, domain: d ?? undefined, points: d ? pointsOf(d) : b.points, last: Math.max(a.last, b.last), before: new Set(), after: new Set() };
    if (!this.#build(into)) return false;
    for (const g of [a, b]) {
      for (const s of g.before) { s.after.delete(g); if (s !== a && s !== b) { s.after.add(into); into.before.add(s); } }
      for (const s of g.after) { s.before.delete(g); if (s !== a && s !== b) { s.before.add(into); into.after.add(s); } }
    }
    members.forEach((m) => this.#groups.set(m, into));
    return true;
  }

  /** Whether the space leaves enough rows to share out, and where memory runs along rows, whether nothing is stored point by point. */
  #suits(d: Domain | undefined, members: readonly Node[]): boolean {
    if (!d) return true;
    const points = pointsOf(d), columns = columnsOf(d), rows = rowsOf(d);
    const full = members.filter((m) => elementsOf(m.outputs[0]!.type) === points && points !== rows);
    if (full.length === 0) return true;
    if (d.segments.at(-1)!.kind === 'row') return points <= 1 << 14;
    return columns <= longRow && (rows >= 8 || points <= 1 << 15);
  }

  // ---- Kernels

  #storedOf(group: Group): readonly Value[] {
    const inside = new Set(group.members);
    return group.members.map((m) => m.outputs[0]!).filter((v) => elementsOf(v.type) > 0).filter((v) => this.#inMemory.has(v) || [...this.#readersOf(v)].some((u) => !inside.has(u)));
  }

  /** The members and singles that read v, straight or by way of inlined work. */
  #readersOf(v: Value): ReadonlySet<Node> {
    let readers = this.#readers.get(v);
    if (!readers) {
      const found = new Set<Node>();
      for (const u of this.#users.get(v) ?? []) {
        if (u.outputs.length === 1 && this.#inlined.has(u.outputs[0]!)) for (const r of this.#readersOf(u.outputs[0]!)) found.add(r);
        else found.add(u);
      }
      readers = found;
      this.#readers.set(v, readers);
    }
    return readers;
  }

  /** The group as expressions over its space; undefined when its members do not meet at equal positions. */
  #build(group: Group): { readonly pool: Pool; readonly space: Space; readonly stores: readonly Store[]; readonly reads: readonly Value[] } | undefined {
    const stored = this.#storedOf(group);
    const d = group.domain ?? domain([{ extent: group.points, kind: 'row' }]);
    const inside = new Set(group.members.map((m) => m.outputs[0]!));
    const swept = new Set(group.domain ? group.members.filter((m) => meaningOf(m)!.swept).map((m) => m.outputs[0]!) : []);
    let cuts: Cuts = new Map();
    for (let round = 0; ; round++) {
      const pool = new Pool(), s = space(pool, d, cuts);
      const columnAxes = s.axes.filter((a) => a.kind === 'column').map((a) => a.axis), columns = columnsOf(d);
      const inColumns = new Set(columnAxes);
      const reads: Value[] = [];
      const numbers = new Map<Value, number>();
      let aligned = true;
      const element = elements(pool, {
        buffer: (v) => {
          if (this.#inlined.has(v) || inside.has(v)) return undefined;
          let n = numbers.get(v);
          if (n === undefined) { n = reads.length; numbers.set(v, n); reads.push(v); }
          return n;
        },
        visit: (v, position) => {
          if (!inside.has(v) || position === s.full || position === s.row) return;
          // Elsewhere in its row (an element chosen by number) it may be worked out again, if it is no sum.
          if (swept.has(v) || [...pool.axesIn(position)].some((a) => inColumns.has(a)) || !group.domain) aligned = false;
        },
        sweep: (node, axes) => {
          if (!inside.has(node.outputs[0]!) || axes.reduce((n, a) => n * a.extent, 1) !== columns || !meaningOf(node)!.swept) return undefined;
          const order = meaningOf(node)!.swept!.filter((a) => axes.includes(a));
          const index = indexAt(pool, s.column, order.map((a) => a.extent));
          return { axes: columnAxes, index: new Map<Axis, Expr>(order.map((a, i) => [a, index[i]!])) };
        },
      });
      const points = pointsOf(d);
      const stores = stored.map((v, i): Store => {
        const shape = known(v.type.shape), position = elementsOf(v.type) === points ? s.full : s.row;
        return { to: i, dtype: v.type.dtype, index: position, value: element(v, indexAt(pool, position, shape)) };
      });
      const wanted = wantedCuts(pool, d, s, quotients(stores));
      if (round >= 5 || sameCuts(cuts, wanted)) {
        if (!aligned && group.members.length > 1) return undefined;
        return { pool, space: s, stores: stores.map((x) => ({ ...x, to: reads.length + x.to })), reads };
      }
      cuts = wanted;
    }
  }

  finish(): readonly Unit[] {
    const groups = new Set(this.#groups.values());
    const units: Unit[] = [];
    const waiting = new Map<Group, number>([...groups].map((g) => [g, g.before.size]));
    const ready = [...groups].filter((g) => g.before.size === 0);
    while (ready.length > 0) {
      ready.sort((p, q) => q.last - p.last);
      const group = ready.pop()!;
      units.push(...this.#unit(group));
      for (const next of group.after) {
        const left = waiting.get(next)! - 1;
        waiting.set(next, left);
        if (left === 0) ready.push(next);
      }
      waiting.delete(group);
    }
    invariant(waiting.size === 0, 'fusion made a circle of kernels');
    return units;
  }

  #unit(group: Group): readonly Unit[] {
    if (group.single) return [{ kind: 'single', node: group.members[0]! }];
    const stored = this.#storedOf(group);
    if (stored.length === 0) return [];
    const built = this.#build(group);
    invariant(built, 'a cluster that merged cannot be built');
    const { body, scratch } = nest({ pool: built.pool, space: built.space, stores: built.stores, buffers: built.reads.length + stored.length });
    const kernel: Kernel = { buffers: [...built.reads.map((v) => bufferOf(v.type, 'in')), ...stored.map((v) => bufferOf(v.type, 'out'))], scratch, body };
    return [{ kind: 'cluster', nodes: group.members, reads: built.reads, stored, kernel }];
  }
}

/** null: elementwise, no space of its own. undefined: they have no space in common. */
function commonDomain(a: Group, b: Group): Domain | null | undefined {
  if (a.domain && b.domain) return domainKey(a.domain) === domainKey(b.domain) ? a.domain : undefined;
  const d = a.domain ?? b.domain;
  if (!d) return a.points === b.points ? null : undefined;
  const other = a.domain ? b : a;
  return other.points === pointsOf(d) || other.points === rowsOf(d) ? d : undefined;
}

function domainOf({ swept, axes }: Meaning): Domain {
  return domain(swept!.map((a) => ({ extent: a.extent, kind: axes.includes(a) ? 'row' : 'column' })));
}

/** How often a user reads each element of v, other than along its outer axes: what repeats along the last axis is done again there. */
function repeats(user: Node, v: Value): number {
  const m = meaningOf(user);
  if (!m) return 1;
  const last = m.axes.findLast((a) => a.extent > 1);
  let most = 1;
  const visit = (e: Expr, taps: number): void => {
    if (e.kind === 'load' && user.inputs[e.from] === v) {
      const varies = last === undefined || e.index.some((i) => mentions(i, last)) || elementsOf(v.type) <= 1;
      const reads = m.axes.reduce((n, a) => n * a.extent, 1) * taps / Math.max(1, elementsOf(v.type));
      if (varies) most = Math.max(most, reads);
    }
    const inner = e.kind === 'reduce' ? taps * e.axes.reduce((n, a) => n * a.extent, 1) : taps;
    childrenOf(e).forEach((c) => visit(c, inner));
  };
  visit(m.body, 1);
  return most;
}

const mentions = (e: Expr, a: Axis): boolean => (e.kind === 'axis' ? e.axis === a : childrenOf(e).some((c) => mentions(c, a)));

function gather(node: Node, m: Meaning, of: (v: Value) => Gathered): Gathered {
  const points = elementsOf(node.outputs[0]!.type);
  const loads = new Map<Value, number>();
  let work = 0;
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.kind !== 'load') work += costOf(e);
    childrenOf(e).forEach(visit);
  };
  visit(m.body);
  // Index arithmetic of views vanishes.
  if (m.view) work = 0;
  for (const x of new Set(node.inputs)) {
    const { loads: inner, work: more } = of(x);
    const share = Math.min(1, elementsOf(x.type) / Math.max(1, points));
    work += more * share;
    for (const [leaf, n] of inner) loads.set(leaf, Math.min(1, Math.max(loads.get(leaf) ?? 0, n * share)));
  }
  return { loads, work };
}

function quotients(stores: readonly Store[]): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.kind === 'scalar' && e.dtype === 'i32' && (e.name === 'quot' || e.name === 'rem')) found.add(e);
    childrenOf(e).forEach(visit);
  };
  for (const s of stores) { visit(s.value); visit(s.index); }
  return found;
}

function sameCuts(a: Cuts, b: Cuts): boolean {
  const show = (c: Cuts): string => [...c].sort(([p], [q]) => p - q).map(([k, s]) => `${k}:${[...s].sort((p, q) => p - q).join()}`).join(' ');
  return show(a) === show(b);
}

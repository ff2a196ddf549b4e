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
import type { AnyOp } from '../core/op.ts';
import { known, showType } from '../core/shape.ts';
import { contractionOf } from './contraction.ts';
import { elements, meaningOf, type Meaning } from './element.ts';
import { costOf } from './kernel/cost.ts';
import { columnsOf, domain, domainKey, indexAt, pointsOf, rowsOf, space, wantedCuts, type Cuts, type Domain, type Space } from './kernel/domain.ts';
import type { Store } from './kernel/emitter.ts';
import { nest } from './kernel/nest.ts';
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
/** Operations that may stand in each other in one expression, and in those of one kernel. */
const deep = 48, deepest = 4 * deep;
/** Columns over which a row is still one item of work. */
const longRow = 1 << 18;

/** Units in an order in which every value is written before it is read. `needed`: what a single reads from memory; `kept`: what is wanted in the end. */
export function fuse(graph: Graph, needed: (node: Node) => readonly Value[], kept: readonly Value[]): readonly Unit[] {
  const fusion = new Fusion(graph, needed, kept);
  fusion.merge();
  return fusion.finish();
}

interface Group {
  readonly members: readonly Node[];
  /** Undefined for elementwise work, which any space of as many points suits. */
  readonly domain: Domain | undefined;
  readonly points: number;
  readonly single: boolean;
  /** How many operations stand in each other, at most. */
  readonly depth: number;
  readonly before: Set<Group>;
  readonly after: Set<Group>;
  /** Positions in the graph. */
  readonly first: number;
  readonly last: number;
}

const spaceOf = (g: Group): Domain => g.domain ?? domain([{ extent: g.points, kind: 'row' }]);

/** How a member reads other values: at its own position, elsewhere in its row, or anywhere; and the cuts that make that plain. */
type Place = 'same' | 'row' | 'other';
interface Places {
  readonly reads: ReadonlyMap<Value, Place>;
  readonly cuts: Cuts;
}

interface Positions {
  readonly full: Expr;
  readonly row: Expr;
  readonly columns: ReadonlySet<Axis>;
}

interface Pulled {
  readonly pool: Pool;
  readonly space: Space;
  readonly stores: readonly Store[];
  readonly reads: readonly Value[];
  readonly cuts: Cuts;
}

interface Gathered {
  /** What an element is worked out from, and how many of them there are per element. */
  readonly loads: ReadonlyMap<Value, number>;
  readonly work: number;
  /** How many operations stand in each other: expressions are walked by functions that call themselves. */
  readonly depth: number;
}

class Fusion {
  readonly #graph: Graph;
  readonly #needed: (node: Node) => readonly Value[];
  readonly #users = new Map<Value, Node[]>();
  readonly #readers = new Map<Value, ReadonlySet<Node>>();
  readonly #order = new Map<Node, number>();
  readonly #inMemory = new Set<Value>();
  readonly #inlined = new Set<Value>();
  readonly #depths = new Map<Node, number>();
  readonly #groups = new Map<Node, Group>();
  /** By position: where the last of the groups ends that begin there or before. */
  readonly #ends: number[];
  readonly #placesOf = new Map<Node, Map<string, Places>>();
  readonly #placesByShape = new Map<string, { readonly reads: readonly (Place | undefined)[]; readonly cuts: Cuts }>();
  readonly #kernels = new Map<string, { readonly kernel: Kernel; readonly reads: readonly number[] }>();

  constructor(graph: Graph, needed: (node: Node) => readonly Value[], kept: readonly Value[]) {
    this.#graph = graph;
    this.#needed = needed;
    this.#ends = graph.nodes.map((_, i) => i);
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
    kept.forEach((y) => this.#inMemory.add(y));
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
    const of = (v: Value): Gathered => gathered.get(v) ?? { loads: new Map([[v, 1]]), work: 0, depth: 0 };
    for (const node of this.#graph.nodes) {
      if (this.#isSingle(node)) continue;
      const v = node.outputs[0]!, m = meaningOf(node)!;
      const g = gather(node, m, of);
      this.#depths.set(node, g.depth);
      if (this.#mayInline(v, m, g)) {
        this.#inlined.add(v);
        gathered.set(v, g);
      }
    }
  }

  #mayInline(v: Value, m: Meaning, g: Gathered): boolean {
    if (this.#inMemory.has(v) || m.swept || g.loads.size > manyLoads || g.depth > deep) return false;
    const users = this.#users.get(v) ?? [];
    const points = elementsOf(v.type);
    if (points === 1) return g.work <= 50 * cheap;
    const passes = [...g.loads.values()].reduce((sum, n) => sum + n, 0);
    if (m.view || passes === 0 && g.work <= 4 * cheap) return !m.reduces;
    if (m.reduces) return false;
    const [user] = users;
    if (users.length === 1) return repeats(user!, v) <= 1 || g.work <= 2 && passes <= 1;
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
        members: [node], domain: own, points: own ? pointsOf(own) : elementsOf(node.outputs[0]!.type),
        single, depth: this.#depths.get(node) ?? 1, before: new Set(), after: new Set(), first: position, last: position,
      };
      this.#groups.set(node, group);
      for (const x of node.inputs) for (const s of sourcesOf(x)) { group.before.add(s); s.after.add(group); }
    }
  }

  /** Whether one comes from the other by way of a third. */
  #around(a: Group, b: Group): boolean {
    const [from, to] = a.last < b.last ? [a, b] : [b, a];
    const seen = new Set<Group>();
    const reaches = (g: Group, start: Group, end: Group, limit: number): boolean => {
      for (const next of g.after) {
        if (next === end) { if (g !== start) return true; continue; }
        if (seen.has(next) || next.first > limit) continue;
        seen.add(next);
        if (reaches(next, start, end, limit)) return true;
      }
      return false;
    };
    if (reaches(from, from, to, this.#limitOf(to))) return true;
    seen.clear();
    return reaches(to, to, from, this.#limitOf(from));
  }

  /** What begins after this position does not lead to the group: members lead forwards, and groups that lead back to earlier members of theirs end before it. */
  #limitOf(group: Group): number {
    let limit = group.last;
    while (this.#ends[limit]! > limit) limit = this.#ends[limit]!;
    return limit;
  }

  #noteEnd({ first, last }: Group): void {
    for (let p = first; p < this.#ends.length && this.#ends[p]! < last; p++) this.#ends[p] = last;
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
    const depth = a.before.has(b) || a.after.has(b) ? a.depth + b.depth : Math.max(a.depth, b.depth);
    if (depth > deepest) return false;
    const members = [...a.members, ...b.members].sort((p, q) => this.#order.get(p)! - this.#order.get(q)!);
    const into: Group = {
      members, domain: d ?? undefined, points: d ? pointsOf(d) : b.points, single: false, depth,
      first: Math.min(a.first, b.first), last: Math.max(a.last, b.last), before: new Set(), after: new Set(),
    };
    if (!this.#suits(into) || !this.#aligned(into) || this.#around(a, b)) return false;
    for (const g of [a, b]) {
      for (const s of g.before) { s.after.delete(g); if (s !== a && s !== b) { s.after.add(into); into.before.add(s); } }
      for (const s of g.after) { s.before.delete(g); if (s !== a && s !== b) { s.before.add(into); into.after.add(s); } }
    }
    members.forEach((m) => this.#groups.set(m, into));
    this.#noteEnd(into);
    return true;
  }

  /** Whether members read each other at the position they are at themselves, or, if no sum, anywhere in the same row. */
  #aligned(group: Group): boolean {
    const inside = new Map(group.members.map((m) => [m.outputs[0]!, m]));
    const readsMembers = (m: Node): boolean => [...this.#places(m, group).reads.keys()].some((v) => inside.has(v));
    return group.members.every((m) => [...this.#places(m, group).reads].every(([v, place]) => {
      const source = inside.get(v);
      if (!source || place === 'same') return true;
      return place === 'row' && group.domain !== undefined && !meaningOf(source)!.swept && !readsMembers(source);
    }));
  }

  /** Where in the group's space a member reads what it is made of. */
  #places(member: Node, group: Group): Places {
    const d = spaceOf(group), key = domainKey(d);
    let known = this.#placesOf.get(member);
    if (!known) this.#placesOf.set(member, known = new Map());
    let places = known.get(key);
    if (!places) known.set(key, places = this.#findPlaces(member, d, group.domain !== undefined));
    return places;
  }

  #findPlaces(member: Node, d: Domain, sweeps: boolean): Places {
    const { key, leaves } = this.#signature([member], member.outputs);
    const id = `${key} ${sweeps} ${domainKey(d)}`;
    let found = this.#placesByShape.get(id);
    if (!found) {
      const reads = new Map<Value, Place>();
      const { cuts } = this.#pull([member], sweeps, d, new Map(), member.outputs, (v, position, { full, row, columns }, pool) => {
        const own = position === full && elementsOf(v.type) === pointsOf(d) || position === row && elementsOf(v.type) === rowsOf(d);
        const place = own ? 'same' : [...pool.axesIn(position)].some((a) => columns.has(a)) ? 'other' : 'row';
        const before = reads.get(v);
        reads.set(v, before === undefined || before === place ? place : before === 'other' || place === 'other' ? 'other' : 'row');
      }, () => reads.clear());
      // A leaf that the expression does without is read nowhere.
      found = { reads: leaves.map((v) => reads.get(v)), cuts };
      this.#placesByShape.set(id, found);
    }
    const reads = new Map<Value, Place>();
    leaves.forEach((v, i) => { const place = found.reads[i]; if (place) reads.set(v, place); });
    return { reads, cuts: found.cuts };
  }

  /** What members do, as a text that is equal for equal work on other values; and those values, in the text's order. */
  #signature(members: readonly Node[], wanted: readonly Value[]): { readonly key: string; readonly leaves: readonly Value[] } {
    const inside = new Set(members), numbers = new Map<Value, number>(), leaves: Value[] = [];
    let key = '';
    const visit = (v: Value): number => {
      const known = numbers.get(v);
      if (known !== undefined) return known;
      let text: string;
      if (v.node && (this.#inlined.has(v) || inside.has(v.node))) text = `${textOf(v.node)}(${v.node.inputs.map(visit).join()})`;
      else { leaves.push(v); text = showType(v.type); }
      key += `${text};`;
      numbers.set(v, numbers.size);
      return numbers.size - 1;
    };
    const roots = wanted.map(visit);
    return { key: `${key}${roots.join()}`, leaves };
  }

  /** Whether the space leaves enough rows to share out, and where memory runs along rows, whether nothing is stored point by point. */
  #suits({ domain: d, members }: Group): boolean {
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

  /**
   * The values `wanted` of the members as expressions over a space, with the space cut until their indices are as plain
   * as they get. `read` is told where other values are read, in the last round; `again` that a round begins.
   */
  #pull(members: readonly Node[], sweeps: boolean, d: Domain, start: Cuts, wanted: readonly Value[],
    read: (v: Value, position: Expr, at: Positions, pool: Pool) => void = () => undefined, again: () => void = () => undefined): Pulled {
    const inside = new Set(members.map((m) => m.outputs[0]!));
    const swept = new Set(sweeps ? members.filter((m) => meaningOf(m)!.swept) : []);
    const points = pointsOf(d), columns = columnsOf(d);
    let cuts = start;
    for (let round = 0; ; round++) {
      again();
      const pool = new Pool(), s = space(pool, d, cuts);
      const columnAxes = s.axes.filter((a) => a.kind === 'column').map((a) => a.axis);
      const positions: Positions = { full: s.full, row: s.row, columns: new Set(columnAxes) };
      const reads: Value[] = [], numbers = new Map<Value, number>();
      const element = elements(pool, {
        buffer: (v) => {
          if (this.#inlined.has(v) || inside.has(v)) return undefined;
          let n = numbers.get(v);
          if (n === undefined) { n = reads.length; numbers.set(v, n); reads.push(v); }
          return n;
        },
        read: (v, position) => read(v, position, positions, pool),
        sweep: (node, axes) => {
          if (!swept.has(node) || axes.reduce((n, a) => n * a.extent, 1) !== columns) return undefined;
          const order = meaningOf(node)!.swept!.filter((a) => axes.includes(a));
          const index = indexAt(pool, s.column, order.map((a) => a.extent));
          return { axes: columnAxes, index: new Map<Axis, Expr>(order.map((a, i) => [a, index[i]!])) };
        },
      });
      const stores = wanted.map((v, i): Store => {
        const position = elementsOf(v.type) === points ? s.full : s.row;
        return { to: i, dtype: v.type.dtype, index: position, value: element(v, indexAt(pool, position, known(v.type.shape))) };
      });
      const next = round < 5 ? wantedCuts(pool, d, s, quotients(stores)) : cuts;
      if (sameCuts(cuts, next)) return { pool, space: s, stores: stores.map((x) => ({ ...x, to: reads.length + x.to })), reads, cuts };
      cuts = next;
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
    const { key, leaves } = this.#signature(group.members, stored);
    const id = `${key} ${group.domain !== undefined} ${domainKey(spaceOf(group))}`;
    let made = this.#kernels.get(id);
    if (!made) {
      const cuts = new Map<number, Set<number>>();
      for (const m of group.members)
        for (const [k, units] of this.#places(m, group).cuts) cuts.set(k, new Set([...cuts.get(k) ?? [], ...units]));
      const { pool, space, stores, reads } = this.#pull(group.members, group.domain !== undefined, spaceOf(group), cuts, stored);
      const { body, scratch } = nest({ pool, space, stores, buffers: reads.length + stored.length });
      const kernel: Kernel = { buffers: [...reads.map((v) => bufferOf(v.type, 'in')), ...stored.map((v) => bufferOf(v.type, 'out'))], scratch, body };
      made = { kernel, reads: reads.map((v) => leaves.indexOf(v)) };
      this.#kernels.set(id, made);
    }
    return [{ kind: 'cluster', nodes: group.members, reads: made.reads.map((i) => leaves[i]!), stored, kernel: made.kernel }];
  }
}

// Records made while tracing may share a name, so an operation is known by its record.
const opNumbers = new WeakMap<AnyOp, number>();
let nextOp = 0;
const texts = new WeakMap<Node, string>();

/** A node without its operands. */
function textOf(node: Node): string {
  let text = texts.get(node);
  if (text === undefined) {
    let op = opNumbers.get(node.op);
    if (op === undefined) opNumbers.set(node.op, op = nextOp++);
    // JSON knows no -0, NaN or infinities.
    const params = JSON.stringify(node.params, (_, p: unknown) => (typeof p === 'number' && (Object.is(p, -0) || !Number.isFinite(p)) ? `${Object.is(p, -0) ? '-0' : p}#` : p));
    text = `${op}${params}${showType(node.outputs[0]!.type)}`;
    texts.set(node, text);
  }
  return text;
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
  let work = 0, depth = 1;
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
    const { loads: inner, work: more, depth: below } = of(x);
    depth = Math.max(depth, below + 1);
    const share = Math.min(1, elementsOf(x.type) / Math.max(1, points));
    work += more * share;
    for (const [leaf, n] of inner) loads.set(leaf, Math.min(1, Math.max(loads.get(leaf) ?? 0, n * share)));
  }
  return { loads, work, depth };
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

/**
 * In which order units run, and which of them run as one. What nothing reads any more, above all the updates of an
 * optimiser, comes last, together in one kernel; but after what still reads the memory it is to be written to.
 */
import type { Graph, Node, Value } from '../core/graph.ts';
import { sameType } from '../core/verify.ts';
import type { Cluster, Unit } from './fuse.ts';
import { packKernels } from './kernel/pack.ts';
import { bufferOf, elementsOf } from './kernel/plain.ts';

/** Parallel loops in one kernel. */
const loopsInKernel = 96;

/** What a unit has to find in memory, and what it leaves there. `kept`: the values in memory that the graph's outputs are. */
export type ReadsOf = (node: Node) => readonly Value[];
const writes = (u: Unit): readonly Value[] => (u.kind === 'cluster' ? u.stored : u.node.outputs);

/**
 * alias[i] = j: output i is written where the donated input j lies; -1 where there is none. Outputs take inputs of their
 * type: first those that they are made from, which can be updated in place, then whichever are left.
 */
export function aliases(graph: Graph, kept: readonly Value[], units: readonly Unit[], donated: readonly number[], readsOf: ReadsOf): readonly number[] {
  const left = new Set(donated), alias = graph.outputs.map(() => -1);
  const maker = new Map(units.flatMap((u) => writes(u).map((v) => [v, u] as const)));
  const fits = (i: number, j: number): boolean => sameType(graph.inputs[j]!.type, graph.outputs[i]!.type) && elementsOf(graph.outputs[i]!.type) > 0;
  const pair = (i: number, suits: (y: Value, j: number) => boolean): void => {
    const y = kept[i]!;
    if (alias[i]! >= 0 || kept.indexOf(y) !== i) return;
    for (const j of left) if (fits(i, j) && suits(y, j)) { alias[i] = j; left.delete(j); return; }
  };
  const madeFrom = (y: Value, j: number): boolean => {
    const u = maker.get(y);
    return u !== undefined && (u.kind === 'cluster' ? u.reads : readsOf(u.node)).includes(graph.inputs[j]!);
  };
  alias.forEach((_, i) => pair(i, madeFrom));
  alias.forEach((_, i) => pair(i, () => true));
  return alias;
}

export function arrange(graph: Graph, kept: readonly Value[], units: readonly Unit[], alias: readonly number[], readsOf: ReadsOf, homeOf: (v: Value) => Value): readonly Unit[] {
  // Behind a barrier a value is read where it lay before it, but not earlier than the barrier.
  const reads = (u: Unit): readonly Value[] => (u.kind === 'cluster' ? [...u.reads, ...u.reads.map(homeOf)] : [...readsOf(u.node), ...u.node.inputs]);
  const maker = new Map<Value, Unit>(), readers = new Map<Value, Unit[]>();
  for (const u of units) {
    for (const v of writes(u)) maker.set(v, u);
    for (const v of new Set(reads(u))) readers.set(v, [...readers.get(v) ?? [], u]);
  }
  const position = new Map(units.map((u, i) => [u, i] as const));
  const after = new Map<Unit, Set<Unit>>(units.map((u) => [u, new Set()]));
  for (const u of units) for (const v of reads(u)) { const m = maker.get(v); if (m && m !== u) after.get(m)!.add(u); }
  const terminal = new Set(units.filter((u) => u.kind === 'cluster' && u.stored.every((v) => !readers.has(v))));

  // What is written where a donated input lies comes after all that reads the input. Nothing is computed from what is
  // terminal, so such an order exists among these.
  kept.forEach((y, i) => {
    const u = maker.get(y);
    if (alias[i]! < 0 || !u || !terminal.has(u)) return;
    for (const r of readers.get(graph.inputs[alias[i]!]!) ?? []) if (r !== u && (!terminal.has(r) || !reaches(after, u, r))) after.get(r)!.add(u);
  });

  const waiting = new Map<Unit, number>(units.map((u) => [u, 0]));
  for (const list of after.values()) for (const u of list) waiting.set(u, waiting.get(u)! + 1);
  const ready = units.filter((u) => waiting.get(u) === 0);
  const order: Unit[] = [];
  const late = (u: Unit): number => (terminal.has(u) ? units.length : 0) + position.get(u)!;
  while (ready.length > 0) {
    let next = 0;
    ready.forEach((u, i) => { if (late(u) < late(ready[next]!)) next = i; });
    const [u] = ready.splice(next, 1);
    order.push(u!);
    for (const w of after.get(u!)!) { waiting.set(w, waiting.get(w)! - 1); if (waiting.get(w) === 0) ready.push(w); }
  }
  return packed(order, terminal, after);
}

function reaches(after: ReadonlyMap<Unit, ReadonlySet<Unit>>, from: Unit, to: Unit): boolean {
  const seen = new Set<Unit>(), stack = [from];
  for (let u = stack.pop(); u; u = stack.pop()) {
    if (u === to) return true;
    if (!seen.has(u)) { seen.add(u); stack.push(...after.get(u)!); }
  }
  return false;
}

/** Terminal clusters one after the other become one, as long as none of them has to come after another. */
function packed(order: readonly Unit[], terminal: ReadonlySet<Unit>, after: ReadonlyMap<Unit, ReadonlySet<Unit>>): readonly Unit[] {
  const out: Unit[] = [];
  let run: Cluster[] = [], loops = 0;
  const close = (): void => { if (run.length > 0) out.push(run.length === 1 ? run[0]! : together(run)); run = []; loops = 0; };
  for (const u of order) {
    if (u.kind !== 'cluster' || !terminal.has(u)) { close(); out.push(u); continue; }
    if (run.some((r) => after.get(r)!.has(u)) || loops + u.kernel.body.length > loopsInKernel) close();
    run.push(u);
    loops += u.kernel.body.length;
  }
  close();
  return out;
}

function together(clusters: readonly Cluster[]): Cluster {
  const reads = [...new Set(clusters.flatMap((c) => c.reads))], stored = clusters.flatMap((c) => c.stored);
  const at = new Map<Value, number>([...reads, ...stored].map((v, i) => [v, i]));
  const places = clusters.map((c) => [...c.reads, ...c.stored].map((v) => at.get(v)!));
  const kernel = packKernels(clusters.map((c) => c.kernel), [...reads.map((v) => bufferOf(v.type, 'in')), ...stored.map((v) => bufferOf(v.type, 'out'))], places);
  return { kind: 'cluster', nodes: clusters.flatMap((c) => c.nodes), reads, stored, kernel };
}

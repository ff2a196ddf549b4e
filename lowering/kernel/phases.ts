/** Sums and stores in the order of their dependence, and what is worth keeping from one to the next. */
import type { Axis, Expr } from '../../core/expr.ts';
import { costOf } from './cost.ts';
import type { Phase, Reduce, Store } from './emitter.ts';
import type { Space } from './domain.ts';
import type { Pool } from './pool.ts';
import { childrenOf } from './walk.ts';

/** Work worth keeping in scratch instead of doing again. */
const worthKeeping = 6;

/** Sums over the whole of the column axes, met by a store; others are worked out where they are needed. */
export function plannedSums(space: Space, stores: readonly Store[]): readonly Reduce[] {
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

/** What a phase needs, earlier phases have. Stores that do not run along the columns come after all of them. */
export function phasesOf(pool: Pool, sums: readonly Reduce[], stores: readonly Store[], columns: ReadonlySet<Axis>): { readonly phases: readonly Phase[]; readonly rowStores: readonly Store[] } {
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

/** Which costly expressions each phase is to keep for later ones: the topmost that it shares with them. */
export function keptBy(pool: Pool, phases: readonly Phase[], columns: ReadonlySet<Axis>): readonly (readonly Expr[])[] {
  const store: Expr[][] = phases.map(() => []);
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
  return store;
}

/**
 * The outermost loops of a kernel, whose turns the threads share: each takes a contiguous range. Vector loops are cut between groups of
 * registers, so that no element's way of being computed depends on the cut.
 */
import type { Local } from '../../../core/expr.ts';
import { i32, select, type Expr } from '../wasm/assembler.ts';
import { changesOf, each, fitsLanes, outerFolds, rootsOf, type Act, type LoopAct } from './acts.ts';
import type { Cause } from './nodes.ts';
import type { State } from './state.ts';
import { layoutOf, type Statements } from './statements.ts';
import type { Values } from './values.ts';

/** The calling thread, of how many, and how they wait for each other. */
export interface Threads {
  readonly tid: Expr<'i32'>;
  readonly count: Expr<'i32'>;
  readonly barrier: Expr<'none'>;
  /** The number of the first buffer that is scratch memory of each thread. */
  readonly firstScratch: number;
}

/** A parallel loop with no vector loop inside runs in lanes itself when it is at least this long; a shorter one is better cut among threads. */
const leastLanes = 64;

/** All statements of a kernel, by all threads together. */
export function emitShared(acts: readonly Act[], state: State, values: Values, statements: Statements, threads: Threads): void {
  const { f } = state;
  // What cannot be shared is done by the first thread.
  if (!acts.every((act) => isShareable(act) || act.kind === 'let' && !isChanged(acts, act.local))) return f.if(i32.eqz(threads.tid), () => statements.body(acts, new Set()));
  const reads = new Set<Cause>(), writes = new Set<Cause>();
  for (const act of acts) {
    if (act.kind !== 'for') { statements.act(act); continue; }
    const mine = buffersOf(act);
    if ([...mine.writes].some((b) => reads.has(b) || writes.has(b)) || [...mine.reads].some((b) => writes.has(b))) {
      f.emit(threads.barrier);
      reads.clear();
      writes.clear();
    }
    for (const b of mine.reads) reads.add(b);
    for (const b of mine.writes) writes.add(b);
    emitLoop(act, state, values, statements, threads);
  }
}

function emitLoop(act: LoopAct, state: State, values: Values, statements: Statements, threads: Threads): void {
  const { f, axes: positions, scope } = state, axes = [act.axis];
  let body = act.body;
  // A nest of parallel loops is one loop over all their items.
  if (act.how === 'parallel') for (let inner = body[0]; body.length === 1 && inner?.kind === 'for' && inner.how === 'parallel'; inner = body[0]) { axes.push(inner.axis); body = inner.body; }
  const items = axes.reduce((n, a) => n * a.extent, 1);
  if (items === 0) return;
  const changed = new Set<Cause>([...changesOf(body), ...axes]);
  const inLanes = axes.length === 1 && items > 1 && (act.how === 'vector' || holdsNoVector(body) && items >= leastLanes && !writesScratch(body, threads.firstScratch)) && fitsLanes(act.axis, body);
  scope.forget(changed);
  if (inLanes) {
    const { full, width, lanes, rest } = layoutOf(act.axis, body);
    if (full > 0) ownShare(full, state, threads, (lo, hi) => {
      state.lanes = lanes;
      values.hoist(body, changed);
      statements.counted(act.axis, body, changed, f.keep(i32.mul(lo, i32.const(width))), f.keep(i32.mul(hi, i32.const(width))), width);
    });
    if (rest) f.if(i32.eq(threads.tid, i32.sub(threads.count, i32.const(1))), () => statements.rest(act.axis, body, changed, full * width, rest));
    state.lanes = undefined;
  } else if (axes.length === 1) ownShare(items, state, threads, (lo, hi) => statements.serial(act.axis, body, changed, lo, hi));
  else ownShare(items, state, threads, (lo, hi) => {
    const item = f.local('i32');
    values.hoist(body, changed);
    f.forRange(item, lo, hi, 1, () => {
      let rest: Expr<'i32'> = item;
      for (const axis of [...axes].reverse()) {
        const outermost = axis === axes[0];
        positions.set(axis, outermost ? f.keep(rest) : f.keep(i32.rem_u(rest, i32.const(axis.extent))));
        if (!outermost) rest = f.keep(i32.div_u(rest, i32.const(axis.extent)));
      }
      statements.body(body, changed);
    });
  });
  scope.forget(changed);
}

/** This thread's part of `items` items: ranges whose sizes differ by one at most. Nothing runs where the part is empty. */
function ownShare(items: number, state: State, { tid, count }: Threads, run: (lo: Expr<'i32'>, hi: Expr<'i32'>) => void): void {
  const { f } = state, n = i32.const(items), size = f.keep(i32.div_u(n, count)), more = f.keep(i32.rem_u(n, count)), isLonger = i32.lt_u(tid, more);
  const lo = f.keep(i32.add(i32.mul(size, tid), select(tid, more, isLonger))), hi = f.keep(i32.add(i32.add(lo, size), isLonger));
  f.if(i32.lt_u(lo, hi), () => state.within(new Set(), () => run(lo, hi)));
}

const holdsNoVector = (acts: readonly Act[]): boolean => {
  let found = false;
  each(acts, (act) => { if (act.kind === 'for' && act.how !== 'serial') found = true; });
  return !found;
};

/** Turns that keep something in scratch memory are done one after another: lanes would share it. */
const writesScratch = (acts: readonly Act[], first: number): boolean => {
  let found = false;
  each(acts, (act) => { if (act.kind === 'store' && act.to >= first) found = true; });
  return found;
};

/** Whether the turns of a loop can go to different threads. */
const isShareable = (act: Act): boolean => act.kind === 'for' && act.how !== 'serial' && outerFolds(act.body).length === 0;

const isChanged = (acts: readonly Act[], local: Local): boolean => {
  let found = false;
  each(acts, (act) => { if ((act.kind === 'assign' || act.kind === 'fold') && act.local === local) found = true; });
  return found;
};

/** The buffers that a statement reads and writes. Scratch memory belongs to each thread alone, and is counted as well: that costs a barrier at most. */
function buffersOf(act: Act): { readonly reads: ReadonlySet<Cause>; readonly writes: ReadonlySet<Cause> } {
  const reads = new Set<Cause>(), writes = new Set<Cause>();
  each([act], (inner) => {
    if (inner.kind === 'store') writes.add(inner.to);
    for (const root of rootsOf(inner)) for (const c of root.causes) if (typeof c === 'number') reads.add(c);
  });
  return { reads, writes };
}

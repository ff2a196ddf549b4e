/**
 * Which steps of a program must wait for all threads to have finished those before: where one writes what another reads or writes.
 * Threads run a step together and go on to the next each by itself, so that is where barriers stand.
 */
import { bytesOf } from '../../core/dtype.ts';
import type { Matrix, Place, Program, Step } from '../../lowering/program.ts';

/** A step with what must happen before it. */
export interface OrderedStep {
  readonly step: Step;
  /** All threads meet before the step; for a branch, before its test is read. */
  barrier: boolean;
  /** For `while`: all threads meet before the test is read. */
  barrierAtTest: boolean;
  /** The lists of steps inside: of a loop, of the two sides of a branch, of a while's condition and body. */
  readonly inner: readonly (readonly OrderedStep[])[];
}

interface Span { readonly space: string; readonly from: number; readonly to: number }
interface Use { readonly reads: readonly Span[]; readonly writes: readonly Span[] }

/** What all matrix products share: panels and ticket counters. */
const gemmMemory: Span = { space: 'gemm', from: 0, to: 1 };

export function order(program: Program): readonly OrderedStep[] {
  const spaceOf = ({ space, index }: Place): string => {
    const alias = space === 'output' ? program.alias[index]! : -1;
    return alias >= 0 ? `input ${alias}` : `${space} ${index}`;
  };
  /** All bytes that a place can mean while the loops around it turn. */
  const span = (place: Place, from: number, to: number, turns: readonly number[]): Span => {
    let low = place.offset + from, high = place.offset + to;
    place.strides.forEach((stride, i) => {
      const most = stride * (turns[i]! - 1);
      if (most < 0) low += most; else high += most;
    });
    return { space: spaceOf(place), from: low, to: high };
  };

  const use = (step: Step, turns: readonly number[]): Use => {
    switch (step.kind) {
      case 'kernel': {
        const spans = step.args.map((place, i) => span(place, 0, step.kernel.buffers[i]!.elements * bytesOf(step.kernel.buffers[i]!.dtype), turns));
        return { reads: spans.filter((_, i) => step.kernel.buffers[i]!.role !== 'out'), writes: spans.filter((_, i) => step.kernel.buffers[i]!.role !== 'in') };
      }
      case 'gemm': {
        const reach = (m: Matrix, rows: number, columns: number): Span => {
          const steps = [m.rowStride * (rows - 1), m.columnStride * (columns - 1), ...m.batchStrides.map((s, i) => s * (step.batch[i]! - 1))];
          const bytes = bytesOf(step.dtype), down = steps.reduce((a, b) => a + Math.min(0, b), 0), up = steps.reduce((a, b) => a + Math.max(0, b), 1);
          return span(m.place, down * bytes, up * bytes, turns);
        };
        return { reads: [reach(step.a, step.m, step.k), reach(step.b, step.k, step.n)], writes: [reach(step.c, step.m, step.n), gemmMemory] };
      }
      case 'copy': return { reads: [span(step.from, 0, step.bytes, turns)], writes: [span(step.to, 0, step.bytes, turns)] };
      case 'branch': case 'while': return { reads: [span(step.test, 0, 1, turns)], writes: [] };
      case 'loop': return { reads: [], writes: [] };
    }
  };

  const prepare = (steps: readonly Step[]): readonly OrderedStep[] => steps.map((step) => ({
    step, barrier: false, barrierAtTest: false,
    inner: (step.kind === 'loop' ? [step.steps] : step.kind === 'branch' ? [step.then, step.otherwise] : step.kind === 'while' ? [step.condition, step.body] : []).map(prepare),
  }));

  const uses = new Map<OrderedStep, Use>();
  let changed = false;
  const meet = (s: OrderedStep, flag: 'barrier' | 'barrierAtTest', pending: Pending, mine: Use): void => {
    if (!s[flag] && pending.conflictsWith(mine)) s[flag] = changed = true;
    if (s[flag]) pending.clear();
    pending.add(mine);
  };
  /** Leaves in `pending` what has been used since the last barrier, on any way that leads to the end of the list. */
  const visit = (list: readonly OrderedStep[], pending: Pending, turns: readonly number[]): void => {
    for (const s of list) {
      const { step } = s, mine = uses.get(s) ?? use(step, turns);
      uses.set(s, mine);
      switch (step.kind) {
        case 'loop':
          if (step.count > 0) again(pending, (p) => { visit(s.inner[0]!, p, [...turns, step.count]); return p; });
          break;
        case 'while':
          // It is left after its test, and turns from there through its body.
          again(pending, (p) => {
            visit(s.inner[0]!, p, turns);
            meet(s, 'barrierAtTest', p, mine);
            const left = p.copy();
            visit(s.inner[1]!, p, turns);
            return left;
          });
          break;
        case 'branch': {
          meet(s, 'barrier', pending, mine);
          const sides = s.inner.map((side) => { const p = pending.copy(); visit(side, p, turns); return p; });
          pending.clear();
          for (const side of sides) pending.addAll(side);
          break;
        }
        default: meet(s, 'barrier', pending, mine);
      }
    }
  };

  /** Goes through a body, which gives what is pending when it is left, until what its end leaves behind changes nothing at its beginning. */
  const again = (pending: Pending, body: (p: Pending) => Pending): void => {
    const outer = changed, before = pending.copy();
    let any = false, end = pending.copy(), left = body(end);
    do {
      any ||= changed;
      changed = false;
      end = end.copy();
      end.addAll(before);
      left = body(end);
    } while (changed);
    changed = outer || any;
    pending.clear();
    pending.addAll(left);
  };

  const list = prepare(program.steps);
  visit(list, new Pending(), []);
  return list;
}

/** What has been used since the last barrier. */
class Pending {
  readonly #spaces = new Map<string, { readonly reads: Set<Span>; readonly writes: Set<Span> }>();

  #of(space: string): { readonly reads: Set<Span>; readonly writes: Set<Span> } {
    let found = this.#spaces.get(space);
    if (!found) this.#spaces.set(space, found = { reads: new Set(), writes: new Set() });
    return found;
  }
  add({ reads, writes }: Use): void {
    for (const r of reads) this.#of(r.space).reads.add(r);
    for (const w of writes) this.#of(w.space).writes.add(w);
  }
  addAll(other: Pending): void {
    for (const { reads, writes } of other.#spaces.values()) this.add({ reads: [...reads], writes: [...writes] });
  }
  copy(): Pending {
    const made = new Pending();
    made.addAll(this);
    return made;
  }
  clear(): void { this.#spaces.clear(); }
  conflictsWith({ reads, writes }: Use): boolean {
    const meets = (mine: Span, theirs: ReadonlySet<Span> | undefined): boolean => theirs !== undefined && [...theirs].some((s) => mine.from < s.to && s.from < mine.to);
    return writes.some((w) => meets(w, this.#spaces.get(w.space)?.writes) || meets(w, this.#spaces.get(w.space)?.reads)) || reads.some((r) => meets(r, this.#spaces.get(r.space)?.writes));
  }
}

/** How many barriers one run passes, with every loop turned and the longer side of every branch taken. */
export const barrierCount = (list: readonly OrderedStep[]): number => list.reduce((sum, { step, barrier, barrierAtTest, inner }) => {
  const inside = inner.map(barrierCount);
  const own = Number(barrier) + Number(barrierAtTest);
  return sum + own + (step.kind === 'loop' ? step.count * inside[0]! : step.kind === 'branch' ? Math.max(...inside) : inside.reduce((a, b) => a + b, 0));
}, 0);

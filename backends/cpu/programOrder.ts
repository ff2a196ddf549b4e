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
  /** Uses since the last barrier, on any way that leads here. */
  const visit = (list: readonly OrderedStep[], pending: readonly Use[], turns: readonly number[]): readonly Use[] => list.reduce<readonly Use[]>((before, s) => {
    const meet = (wanted: boolean, flag: 'barrier' | 'barrierAtTest', uses: readonly Use[]): readonly Use[] => {
      if (wanted && !s[flag]) { s[flag] = true; changed = true; }
      return s[flag] ? [] : uses;
    };
    const { step } = s, mine = uses.get(s) ?? use(step, turns);
    uses.set(s, mine);
    switch (step.kind) {
      case 'loop': return step.count === 0 ? before : settled((back) => visit(s.inner[0]!, union(before, back), [...turns, step.count]));
      case 'while': {
        let leaving: readonly Use[] = [];
        settled((back) => {
          const tested = visit(s.inner[0]!, union(before, back), turns);
          leaving = [...meet(tested.some((u) => conflict(u, mine)), 'barrierAtTest', tested), mine];
          return visit(s.inner[1]!, leaving, turns);
        });
        return leaving;
      }
      case 'branch': {
        const tested = [...meet(before.some((u) => conflict(u, mine)), 'barrier', before), mine];
        return s.inner.reduce<readonly Use[]>((all, side) => union(all, visit(side, tested, turns)), []);
      }
      default: return [...meet(before.some((u) => conflict(u, mine)), 'barrier', before), mine];
    }
  }, pending);

  /** Goes through a body until what its end leaves behind changes nothing at its beginning. */
  const settled = (body: (back: readonly Use[]) => readonly Use[]): readonly Use[] => {
    const outer = changed;
    let end = body([]), any = false;
    do {
      any ||= changed;
      changed = false;
      end = body(end);
    } while (changed);
    changed = outer || any;
    return end;
  };

  const list = prepare(program.steps);
  visit(list, [], []);
  return list;
}

const union = (a: readonly Use[], b: readonly Use[]): readonly Use[] => [...new Set([...a, ...b])];
const overlap = (a: Span, b: Span): boolean => a.space === b.space && a.from < b.to && b.from < a.to;
const meets = (a: readonly Span[], b: readonly Span[]): boolean => a.some((p) => b.some((q) => overlap(p, q)));
const conflict = (a: Use, b: Use): boolean => meets(a.writes, b.writes) || meets(a.writes, b.reads) || meets(a.reads, b.writes);

/** How many barriers one run passes, with every loop turned and the longer side of every branch taken. */
export const barrierCount = (list: readonly OrderedStep[]): number => list.reduce((sum, { step, barrier, barrierAtTest, inner }) => {
  const inside = inner.map(barrierCount);
  const own = Number(barrier) + Number(barrierAtTest);
  return sum + own + (step.kind === 'loop' ? step.count * inside[0]! : step.kind === 'branch' ? Math.max(...inside) : inside.reduce((a, b) => a + b, 0));
}, 0);

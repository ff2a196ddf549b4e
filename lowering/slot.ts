/** Memory before it has a place: what steps read and write until the plan puts every slot somewhere. */
import type { Step } from './program.ts';

/** One stretch of memory. Compared by identity. */
export interface Slot {
  readonly bytes: number;
  /** An input or output of the program; all others are temporaries for the arena. */
  readonly fixed?: { readonly space: 'input' | 'output'; readonly index: number };
}

/** A part of a slot: `offset` in bytes, and how many bytes it goes on per turn of each enclosing loop, outermost first. */
export interface Ref {
  readonly slot: Slot;
  readonly offset: number;
  readonly strides: readonly number[];
}

export type FreeStep = Step<Ref>;

export const whole = (slot: Slot): Ref => ({ slot, offset: 0, strides: [] });

export const sameRef = (a: Ref, b: Ref): boolean =>
  a.slot === b.slot && a.offset === b.offset && Array.from({ length: Math.max(a.strides.length, b.strides.length) }, (_, i) => (a.strides[i] ?? 0) === (b.strides[i] ?? 0)).every(Boolean);

/** What a step reads and writes in memory; for a loop or a branch, what the steps in it do. */
export function usesOf(step: FreeStep): { readonly reads: readonly Ref[]; readonly writes: readonly Ref[] } {
  switch (step.kind) {
    case 'kernel': {
      const side = (out: boolean): readonly Ref[] => step.args.filter((_, i) => step.kernel.buffers[i]!.role !== (out ? 'in' : 'out'));
      return { reads: side(false), writes: side(true) };
    }
    case 'gemm': return { reads: step.accumulate ? [step.a.place, step.b.place, step.c.place] : [step.a.place, step.b.place], writes: [step.c.place] };
    case 'copy': return { reads: [step.from], writes: [step.to] };
    case 'loop': return together(step.steps, []);
    case 'while': return together([...step.condition, ...step.body], [step.test]);
    case 'branch': return together([...step.then, ...step.otherwise], [step.test]);
  }
}

function together(steps: readonly FreeStep[], reads: readonly Ref[]): { readonly reads: readonly Ref[]; readonly writes: readonly Ref[] } {
  const all = steps.map(usesOf);
  return { reads: [...reads, ...all.flatMap((u) => u.reads)], writes: all.flatMap((u) => u.writes) };
}

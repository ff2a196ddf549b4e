/** Memory before it has a place: what steps read and write until the plan puts every slot somewhere. */
import type { Matrix, Step } from './program.ts';

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

/** A part of a part. */
export const within = (outer: Ref, inner: Ref): Ref => ({
  slot: outer.slot, offset: outer.offset + inner.offset,
  strides: Array.from({ length: Math.max(outer.strides.length, inner.strides.length) }, (_, i) => (outer.strides[i] ?? 0) + (inner.strides[i] ?? 0)),
});

/** The lists of steps inside a step. */
export function listsOf<P>(step: Step<P>): readonly (readonly Step<P>[])[] {
  switch (step.kind) {
    case 'loop': return [step.steps];
    case 'while': return [step.condition, step.body];
    case 'branch': return [step.then, step.otherwise];
    default: return [];
  }
}

/** Every step that holds no others, and every one that does, outside before inside. */
export function eachStep<P>(steps: readonly Step<P>[], visit: (step: Step<P>) => void): void {
  for (const step of steps) {
    visit(step);
    for (const list of listsOf(step)) eachStep(list, visit);
  }
}

/** The step with the lists inside it changed. */
export function mapLists<P>(step: Step<P>, f: (steps: readonly Step<P>[]) => readonly Step<P>[]): Step<P> {
  switch (step.kind) {
    case 'loop': return { ...step, steps: f(step.steps) };
    case 'while': return { ...step, condition: f(step.condition), body: f(step.body) };
    case 'branch': return { ...step, then: f(step.then), otherwise: f(step.otherwise) };
    default: return step;
  }
}

/** The step with all its memory, and that of the steps inside it, named another way. */
export function mapRefs<P, Q>(step: Step<P>, f: (ref: P) => Q): Step<Q> {
  const matrix = (m: Matrix<P>): Matrix<Q> => ({ ...m, place: f(m.place) });
  const all = (steps: readonly Step<P>[]): readonly Step<Q>[] => steps.map((s) => mapRefs(s, f));
  switch (step.kind) {
    case 'kernel': return { ...step, args: step.args.map(f) };
    case 'gemm': return { ...step, a: matrix(step.a), b: matrix(step.b), c: matrix(step.c) };
    case 'copy': return { ...step, from: f(step.from), to: f(step.to) };
    case 'loop': return { ...step, steps: all(step.steps) };
    case 'while': return { ...step, condition: all(step.condition), test: f(step.test), body: all(step.body) };
    case 'branch': return { ...step, test: f(step.test), then: all(step.then), otherwise: all(step.otherwise) };
  }
}

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

/** All that a step touches. */
export const refsOf = (step: FreeStep): readonly Ref[] => { const { reads, writes } = usesOf(step); return [...reads, ...writes]; };

/** Gives every slot its place: temporaries side by side in one arena, values that are not alive together in the same space. */
import type { Type } from '../core/graph.ts';
import { invariant } from '../core/diagnostic.ts';
import type { Matrix, Place, Program, Step } from './program.ts';
import { usesOf, type FreeStep, type Ref, type Slot } from './slot.ts';

/** Arena offsets are multiples of this many bytes: a cache line. */
const alignment = 64;

interface Life {
  /** The first step, counted through all nested lists, that writes it; and the last that touches it. */
  from: number;
  to: number;
}

export interface Order {
  readonly name: string;
  readonly inputs: readonly Type[];
  readonly outputs: readonly Type[];
  readonly steps: readonly FreeStep[];
}

export function plan({ name, inputs, outputs, steps }: Order): Program {
  const lives = livesOf(steps);
  const { offsets, bytes } = pack(lives);
  const place = (ref: Ref): Place => {
    if (ref.slot.fixed) return { ...ref.slot.fixed, offset: ref.offset, strides: ref.strides };
    return { space: 'arena', index: 0, offset: offsets.get(ref.slot)! + ref.offset, strides: ref.strides };
  };
  return { name, inputs, outputs, alias: outputs.map(() => -1), arenaBytes: bytes, steps: steps.map((s) => placed(s, place)) };
}

/** From first to last use. What is first used inside a loop belongs to one turn, unless each turn uses a part of its own. */
function livesOf(steps: readonly FreeStep[]): ReadonlyMap<Slot, Life> {
  const lives = new Map<Slot, Life>();
  let now = 0;
  // Where the loops around begin, outermost first.
  const loops: number[] = [];
  const touch = (ref: Ref): void => {
    if (ref.slot.fixed) return;
    const life = lives.get(ref.slot), whole = ref.strides.findIndex((s) => s !== 0);
    if (life) life.to = now;
    else lives.set(ref.slot, { from: loops[whole] ?? now, to: now });
  };
  const visit = (list: readonly FreeStep[]): void => {
    for (const step of list) {
      const inner = step.kind === 'loop' ? [step.steps] : step.kind === 'while' ? [step.condition, step.body] : step.kind === 'branch' ? [step.then, step.otherwise] : [];
      const start = now;
      if (inner.length === 0) { const { reads, writes } = usesOf(step); reads.forEach(touch); writes.forEach(touch); }
      if (step.kind === 'loop') loops.push(now++);
      inner.forEach(visit);
      if (step.kind === 'loop') loops.pop();
      if (step.kind === 'while' || step.kind === 'branch') touch(step.test);
      now++;
      // What came from outside is needed in every turn.
      if (step.kind === 'loop' || step.kind === 'while')
        for (const life of lives.values()) if (life.from <= start && life.to >= start) life.to = now;
    }
  };
  visit(steps);
  return lives;
}

/** Best fit: the largest first, each in the smallest gap among those alive at the same time. */
function pack(lives: ReadonlyMap<Slot, Life>): { readonly offsets: ReadonlyMap<Slot, number>; readonly bytes: number } {
  const placed: { readonly slot: Slot; readonly life: Life; readonly offset: number; readonly end: number }[] = [];
  const offsets = new Map<Slot, number>();
  let bytes = 0;
  const order = [...lives].sort(([p, a], [q, b]) => q.bytes - p.bytes || a.from - b.from);
  for (const [slot, life] of order) {
    const size = Math.ceil(slot.bytes / alignment) * alignment;
    const near = placed.filter((p) => p.life.from <= life.to && life.from <= p.life.to).sort((p, q) => p.offset - q.offset);
    let best = -1, bestGap = Infinity, free = 0;
    for (const p of near) {
      const gap = p.offset - free;
      if (gap >= size && gap < bestGap) { best = free; bestGap = gap; }
      free = Math.max(free, p.end);
    }
    const offset = best < 0 ? free : best;
    placed.push({ slot, life, offset, end: offset + size });
    offsets.set(slot, offset);
    bytes = Math.max(bytes, offset + size);
  }
  invariant(Number.isSafeInteger(bytes), 'the arena has an impossible size');
  return { offsets, bytes };
}

function placed(step: FreeStep, place: (ref: Ref) => Place): Step {
  const matrix = (m: Matrix<Ref>): Matrix => ({ ...m, place: place(m.place) });
  const all = (steps: readonly FreeStep[]): readonly Step[] => steps.map((s) => placed(s, place));
  switch (step.kind) {
    case 'kernel': return { ...step, args: step.args.map(place) };
    case 'gemm': return { ...step, a: matrix(step.a), b: matrix(step.b), c: matrix(step.c) };
    case 'copy': return { ...step, from: place(step.from), to: place(step.to) };
    case 'loop': return { ...step, steps: all(step.steps) };
    case 'while': return { ...step, condition: all(step.condition), test: place(step.test), body: all(step.body) };
    case 'branch': return { ...step, test: place(step.test), then: all(step.then), otherwise: all(step.otherwise) };
  }
}

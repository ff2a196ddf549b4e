/** From when to when each slot holds something that is still wanted. */
import { listsOf, refsOf, type FreeStep, type Ref, type Slot } from './slot.ts';

export interface Life {
  /** The first step, counted through all nested lists, that touches it; and the last. */
  from: number;
  to: number;
}

/** From first to last use. What is first used inside a loop belongs to one turn, unless each turn uses a part of its own. */
export function livesOf(steps: readonly FreeStep[]): ReadonlyMap<Slot, Life> {
  const lives = new Map<Slot, Life>();
  let now = 0;
  // Where the loops around begin, outermost first.
  const loops: number[] = [];
  const touch = (ref: Ref): void => {
    const life = lives.get(ref.slot), whole = ref.strides.findIndex((s) => s !== 0);
    if (life) life.to = now;
    else lives.set(ref.slot, { from: loops[whole] ?? now, to: now });
  };
  const visit = (list: readonly FreeStep[]): void => {
    for (const step of list) {
      const inner = listsOf(step);
      const start = now;
      if (inner.length === 0) refsOf(step).forEach(touch);
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

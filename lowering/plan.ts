/** Gives every slot its place: temporaries side by side in one arena, values that are not alive together in the same space. */
import type { Type } from '../core/graph.ts';
import { verifying } from '../core/debug.ts';
import { invariant } from '../core/diagnostic.ts';
import { sharing, updateInPlace, withoutCopies } from './inPlace.ts';
import { livesOf, type Life } from './life.ts';
import type { Place, Program } from './program.ts';
import { mapRefs, type FreeStep, type Ref, type Slot } from './slot.ts';

/** Arena offsets are multiples of this many bytes: a cache line. */
const alignment = 64;

export interface Order {
  readonly name: string;
  readonly inputs: readonly Type[];
  readonly outputs: readonly Type[];
  readonly steps: readonly FreeStep[];
  /** As in a program: which input's memory each output takes, or -1. */
  readonly alias: readonly number[];
}

export function plan({ name, inputs, outputs, steps: given, alias }: Order): Program {
  const steps = updateInPlace(withoutCopies(given), alias);
  const { lives, heads } = sharing(steps, livesOf(steps));
  const { offsets, bytes } = pack(lives, heads);
  if (verifying()) verifyPlaces(lives, heads, offsets);
  const place = (ref: Ref): Place => {
    if (ref.slot.fixed) return { ...ref.slot.fixed, offset: ref.offset, strides: ref.strides };
    return { space: 'arena', index: 0, offset: offsets.get(ref.slot)! + ref.offset, strides: ref.strides };
  };
  return { name, inputs, outputs, alias, arenaBytes: bytes, steps: steps.map((s) => mapRefs(s, place)) };
}

/** Best fit: the largest first, each in the smallest gap among those alive at the same time. Slots under one head lie where it lies. */
function pack(lives: ReadonlyMap<Slot, Life>, heads: ReadonlyMap<Slot, Slot>): { readonly offsets: ReadonlyMap<Slot, number>; readonly bytes: number } {
  const placed: { readonly life: Life; readonly offset: number; readonly end: number }[] = [];
  const offsets = new Map<Slot, number>();
  let bytes = 0;
  const order = [...lives].filter(([slot]) => !slot.fixed && !heads.has(slot)).sort(([p, a], [q, b]) => q.bytes - p.bytes || a.from - b.from);
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
    placed.push({ life, offset, end: offset + size });
    offsets.set(slot, offset);
    bytes = Math.max(bytes, offset + size);
  }
  for (const [slot, head] of heads) offsets.set(slot, offsets.get(head)!);
  invariant(Number.isSafeInteger(bytes), 'the arena has an impossible size');
  return { offsets, bytes };
}

/** No two slots that are alive at once lie over each other, unless one takes over from the other. */
function verifyPlaces(lives: ReadonlyMap<Slot, Life>, heads: ReadonlyMap<Slot, Slot>, offsets: ReadonlyMap<Slot, number>): void {
  const all = [...offsets].map(([slot, from]) => ({ head: heads.get(slot) ?? slot, from, to: from + slot.bytes, life: lives.get(slot)! }));
  all.forEach((a, i) => all.slice(0, i).forEach((b) => {
    const apart = a.head === b.head || a.to <= b.from || b.to <= a.from || a.life.to < b.life.from || b.life.to < a.life.from;
    invariant(apart, `bytes ${a.from} to ${a.to} of the arena hold two values at once, alive from step ${a.life.from} to ${a.life.to} and ${b.life.from} to ${b.life.to}`);
  }));
}

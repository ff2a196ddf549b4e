/** Memory taken over rather than copied: donated inputs, temporaries that die where the next is made, carried values of loops. */
import { mayShare } from './kernel/access.ts';
import { livesOf, type Life } from './life.ts';
import { eachStep, mapLists, mapRefs, refsOf, sameRef, usesOf, whole, within, type FreeStep, type Ref, type Slot } from './slot.ts';

/**
 * Outputs in the memory of inputs. Where the old value is still read after the new one begins to be written, the new one
 * is made elsewhere and copied when all is done.
 */
export function updateInPlace(steps: readonly FreeStep[], alias: readonly number[]): readonly FreeStep[] {
  if (alias.every((j) => j < 0)) return steps;
  const lives = livesOf(steps), slots = new Map([...lives.keys()].filter((s) => s.fixed).map((s) => [`${s.fixed!.space}${s.fixed!.index}`, s]));
  const writers = new Map<Slot, FreeStep>();
  for (const s of steps) for (const { slot } of usesOf(s).writes) if (slot.fixed && !writers.has(slot)) writers.set(slot, s);
  const moved = new Map<Slot, Ref>(), copies: FreeStep[] = [];
  alias.forEach((j, i) => {
    const output = slots.get(`output${i}`), input = slots.get(`input${j}`);
    if (j < 0 || !output || !input) return;
    const { from } = lives.get(output)!, { to } = lives.get(input)!;
    if (to < from || to === from && takesOver(writers.get(output)!, input, output)) return;
    const elsewhere = whole({ bytes: output.bytes });
    moved.set(output, elsewhere);
    copies.push({ kind: 'copy', from: elsewhere, to: whole(output), bytes: output.bytes });
  });
  // A copy onto itself is none.
  const onto = (s: FreeStep): boolean => s.kind === 'copy' && s.to.slot.fixed?.space === 'output' && s.from.slot.fixed?.space === 'input' && alias[s.to.slot.fixed.index] === s.from.slot.fixed.index;
  return [...steps.map((s) => mapRefs(s, (ref) => through(moved, ref))).filter((s) => !onto(s)), ...copies];
}

const through = (moved: ReadonlyMap<Slot, Ref>, ref: Ref): Ref => { const to = moved.get(ref.slot); return to ? within(to, ref) : ref; };

/** Whether a step may write `b` where `a` lies: it has loaded each element for the last time before it stores it. */
function takesOver(step: FreeStep, a: Slot, b: Slot): boolean {
  if (step.kind === 'copy') return step.from.slot === a && step.to.slot === b && sameRef({ ...step.from, slot: b }, step.to);
  if (step.kind !== 'kernel') return false;
  const at = (slot: Slot): readonly number[] => step.args.flatMap((r, i) => (r.slot === slot ? [i] : []));
  const reads = at(a), writes = at(b);
  return writes.length === 1 && reads.every((r) => sameRef({ ...step.args[r]!, slot: b }, step.args[writes[0]!]!) && mayShare(step.kernel, r, writes[0]!));
}

/** Slots that take over the memory of one that dies in the step that makes them: which slot stands for them all. */
export function sharing(steps: readonly FreeStep[], given: ReadonlyMap<Slot, Life>): { readonly lives: ReadonlyMap<Slot, Life>; readonly heads: ReadonlyMap<Slot, Slot> } {
  const lives = new Map(given);
  const heads = new Map<Slot, Slot>(), taken = new Set<Slot>();
  eachStep(steps, (step) => {
    if (step.kind !== 'kernel') return;
    const reads = usesOf(step).reads.map((r) => r.slot);
    for (const { slot: b } of usesOf(step).writes) {
      const life = lives.get(b)!;
      if (b.fixed || heads.has(b)) continue;
      const a = reads.find((s) => !s.fixed && s !== b && s.bytes === b.bytes && !taken.has(s) && lives.get(s)!.to === life.from && takesOver(step, s, b));
      if (!a) continue;
      taken.add(a);
      heads.set(b, heads.get(a) ?? a);
    }
  });
  // One life for all of them.
  for (const [slot, head] of heads) {
    const life = lives.get(head)!, own = lives.get(slot)!;
    lives.set(head, { from: Math.min(life.from, own.from), to: Math.max(life.to, own.to) });
  }
  return { lives, heads };
}

/**
 * Work is done where a copy would take it: kernel → t, copy t → y becomes kernel → y, when y is not otherwise touched
 * between the two, except that the kernel may update it in place.
 */
export function withoutCopies(steps: readonly FreeStep[]): readonly FreeStep[] {
  const counts = new Map<Slot, number>();
  const count = (slot: Slot, n: number): void => { counts.set(slot, (counts.get(slot) ?? 0) + n); };
  for (const s of steps) for (const r of refsOf(s)) count(r.slot, 1);
  const clean = (list: readonly FreeStep[]): readonly FreeStep[] => {
    let out = list.map((s) => mapLists(s, clean));
    for (let c = 0; c < out.length; c++) {
      const copy = out[c]!;
      if (copy.kind !== 'copy') continue;
      const { from, to } = copy, t = from.slot, y = to.slot;
      if (t.fixed || t.bytes !== copy.bytes || from.offset !== 0 || from.strides.some((s) => s !== 0)) continue;
      const users = out.flatMap((s, i) => (refsOf(s).some((r) => r.slot === t) ? [i] : []));
      const inList = out.reduce((n, s) => n + refsOf(s).filter((r) => r.slot === t).length, 0);
      const first = users[0]!;
      if (inList !== counts.get(t) || users.at(-1) !== c || first === c) continue;
      const between = out.slice(first, c).filter((s) => refsOf(s).some((r) => r.slot === y));
      if (between.some((s) => s !== out[first] || !updates(s, t, to))) continue;
      const moved = new Map([[t, to]]);
      count(y, inList - 2);
      out = out.filter((_, i) => i !== c).map((s) => mapRefs(s, (r) => through(moved, r)));
      c--;
    }
    return out;
  };
  return clean(steps);
}

/** Whether a kernel that writes t and reads `to` may write t there. */
function updates(step: FreeStep, t: Slot, to: Ref): boolean {
  if (step.kind !== 'kernel') return false;
  const writes = step.args.flatMap((r, i) => (r.slot === t ? [i] : [])), reads = step.args.flatMap((r, i) => (r.slot === to.slot ? [i] : []));
  return writes.length === 1 && step.kernel.buffers[writes[0]!]!.role === 'out' && reads.every((r) => sameRef(step.args[r]!, to) && mayShare(step.kernel, r, writes[0]!));
}

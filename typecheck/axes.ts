/**
 * Axes patterns: `[b, t, (3 h d)] -> [3, b, h, t, d]` takes axes apart, reorders and joins them.
 * A name in a pattern is a size of the model if there is one of that name, else it stands for whatever is there.
 */
import { divideDims, isKnown, mulDims, namedDim, namesIn, showDim, showShape, subDims, type Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import type { Axes, Axis, AxisList, Node, NumberLiteral } from '../dsl/tree.ts';
import { attempt, dimContext, fail, undecided, type Frame } from './frame.ts';
import { showResult, tensorOf, unknown, type Result } from './result.ts';
import { dimOf } from './sizes.ts';

type Atom = Axis | NumberLiteral;
const groups = (list: AxisList): readonly { readonly at: Node; readonly atoms: readonly Atom[] }[] =>
  list.items.map((item) => ({ at: item, atoms: item.kind === 'axisGroup' ? item.items : [item] }));
/** Equal numbers are told apart by their order. */
function keys(list: AxisList): { readonly key: string; readonly atom: Atom }[] {
  const seen = new Map<string, number>();
  return groups(list).flatMap((g) => g.atoms).map((atom) => {
    if (atom.kind === 'axis') return { key: atom.text, atom };
    const n = (seen.get(atom.text) ?? 0) + 1;
    seen.set(atom.text, n);
    return { key: `${atom.text}#${n}`, atom };
  });
}

export function rearrange(f: Frame, e: Axes, input: Result): Result {
  if (input.kind === 'unknown') return unknown;
  if (input.kind !== 'tensor') return fail(f, 'NN0337', `an axes pattern needs a tensor, but found ${showResult(input)}`, e);
  const { shape } = input.value.type;
  const from = groups(e.from), left = keys(e.from), right = keys(e.to);
  if (from.length !== shape.length)
    return fail(f, 'NN0321', `the pattern has ${from.length} axes on the left, but the tensor is ${showShape(shape)}`, e.from, `name ${shape.length} axes, parts of one axis in (…)`);
  if (!sameAxes(f, left, right)) return unknown;

  const bound = new Map<string, Dim>();
  for (const { name, value } of e.sizes) {
    if (name.text !== '' && !left.some(({ key }) => key === name.text)) return fail(f, 'NN0322', `the pattern has no axis '${name.text}'`, name, 'name an axis of the left side');
    const d = dimOf(value, dimContext(f));
    if (d === undefined) return unknown;
    bound.set(name.text, d);
  }
  const sizeAt = (atom: Atom): Dim | undefined => (atom.kind === 'number' ? atom.value : bound.get(atom.text) ?? f.sizes.env.get(atom.text));
  // One message is enough: the others are likely to have the same cause.
  if (from.some(({ at, atoms }, i) => bindGroup(f, at, atoms, i, shape, sizeAt, bound))) {
    for (const { atom } of left) f.lost.names.add(atom.text);
    return unknown;
  }

  const parts = left.map(({ atom }) => sizeAt(atom)!);
  const order = right.map(({ key }) => left.findIndex((l) => l.key === key));
  const joined = groups(e.to).map(({ atoms }) => atoms.reduce<Dim>((p, atom) => mulDims(p, sizeAt(atom)!), 1));
  return attempt(f, e, () => tensorOf(apply(f, input.value, parts, order, joined), input.weak));
}

/** Both sides speak of the same axes, each once. */
function sameAxes(f: Frame, left: readonly { key: string; atom: Atom }[], right: readonly { key: string; atom: Atom }[]): boolean {
  const wrong = (atom: Atom, message: string, hint: string): false => { fail(f, 'NN0322', message, atom, hint); return false; };
  for (const side of [left, right]) {
    const seen = new Set<string>();
    for (const { key, atom } of side) {
      // What the parser has already complained about.
      if (atom.kind === 'axis' && atom.text === '') return false;
      if (seen.has(key)) return wrong(atom, `the axis '${atom.text}' stands twice on one side of the pattern`, 'give each axis a name of its own');
      seen.add(key);
    }
  }
  for (const [side, other, word] of [[right, left, 'left'], [left, right, 'right']] as const)
    for (const { key, atom } of side)
      // 1 may come and go.
      if (!(atom.kind === 'number' && atom.value === 1) && !other.some((o) => o.key === key))
        return wrong(atom, `the axis '${atom.text}' does not stand on the ${word} side of the pattern`, 'both sides name the same axes');
  return true;
}

/** Gives the one unknown part of an axis its size. True after a mistake. */
function bindGroup(f: Frame, at: Node, atoms: readonly Atom[], axis: number, shape: readonly Dim[], sizeAt: (a: Atom) => Dim | undefined, bound: Map<string, Dim>): boolean {
  const size = shape[axis];
  const open = atoms.filter((a) => sizeAt(a) === undefined);
  const known = atoms.reduce<Dim>((p, a) => mulDims(p, sizeAt(a) ?? 1), 1);
  if (open.length > 1) {
    fail(f, 'NN0323', `the sizes of ${open.map((a) => a.text).join(' and ')} in axis ${axis} of ${showShape(shape)} are not known`, at, `give all but one: with ${open[0].text} = …`);
    return true;
  }
  if (open.length === 0) {
    if (subDims(known, size) === 0) return false;
    if (!f.lost.equations || (isKnown(size) && isKnown(known))) fail(f, 'NN0323', `axis ${axis} of ${showShape(shape)} is ${showDim(size)}, but the pattern says ${showDim(known)}`, at);
    return true;
  }
  const rest = divideDims(size, known);
  if (rest !== undefined) bound.set(open[0].text, rest);
  else if (isKnown(size) && isKnown(known)) fail(f, 'NN0323', `axis ${axis} of ${showShape(shape)} is ${size}, which does not divide by ${known}`, at);
  else undecided(f, 'NN0323', `axis ${axis} of ${showShape(shape)} is ${showDim(size)}, which is not known to divide by ${showDim(known)}`, at, `say so: ${equation(size, known, open[0].text)}`);
  return rest === undefined;
}

/** `where C = H * D`, for axes of size 3*C and parts 3*H. */
function equation(size: Dim, known: Dim, open: string): string {
  for (const name of namesIn(size)) {
    const times = divideDims(size, namedDim(name)), rest = times !== undefined && divideDims(known, times);
    if (rest !== undefined && rest !== false) return `where ${name} = ${showDim(rest)} * ${open}`;
  }
  return `where ${showDim(size)} % ${showDim(known)} == 0`;
}

function apply(f: Frame, x: Value, parts: readonly Dim[], order: readonly number[], joined: readonly Dim[]): Value {
  const { b } = f.run;
  const reshape = (v: Value, shape: readonly Dim[]): Value =>
    (shape.length === v.type.shape.length && shape.every((d, i) => subDims(d, v.type.shape[i]) === 0) ? v : b.reshape(v, { shape }));
  const apart = reshape(x, parts);
  // A new axis of size 1 stands only on the right; an old one only on the left.
  const moved = order.filter((i) => i >= 0), gone = parts.map((_, i) => i).filter((i) => !moved.includes(i));
  const lean = gone.length === 0 ? apart : b.reshape(apart, { shape: parts.filter((_, i) => !gone.includes(i)) });
  const places = moved.map((i) => i - gone.filter((g) => g < i).length);
  const swapped = places.every((p, i) => p === i) ? lean : b.transpose(lean, { order: places });
  return reshape(swapped, joined);
}

/**
 * Axes patterns: `b t (3 h d) -> 3 b h t d` takes axes apart, reorders and joins them. The rule for the language's stage and for the
 * function `rearrange`, which read patterns each in its own notation; core/types/pattern.ts has it for types.
 */
import { divideDims, isKnown, mulDims, sameDim, showDim, showShape, type Dim } from './dim.ts';

/** A part of an axis: a name, or a number, which is its size. */
export interface Part { readonly kind: 'axis' | 'number'; readonly text: string }
/** The parts of every axis, from the outermost on. */
export type Axes<P extends Part = Part> = readonly (readonly P[])[];
export interface Pattern<P extends Part = Part> { readonly from: Axes<P>; readonly to: Axes<P> }

/** Why a pattern does not fit, and where: at a part, at an axis of the left side, or at that side as a whole. */
export interface Misfit<P extends Part = Part> {
  readonly code: 'NN0321' | 'NN0322' | 'NN0323';
  readonly message: string;
  readonly hint?: string;
  readonly at: P | number | 'left';
  /** The first of several parts that have no size. */
  readonly open?: P;
  /** What is not known to divide, where names stand for sizes. */
  readonly division?: { readonly size: Dim; readonly by: Dim; readonly open: P };
  /** Names stand for sizes, and may say more of them elsewhere. */
  readonly bySizes?: boolean;
}

export const patternRank = <const N extends string, const S extends string>(axes: N, shape: S): patternRank<N, S> => `the pattern has ${axes} axes on the left, but the tensor is ${shape}`;
export type patternRank<N extends string, S extends string> = `the pattern has ${N} axes on the left, but the tensor is ${S}`;
export const partTwice = <const P extends string>(part: P): partTwice<P> => `the axis '${part}' stands twice on one side of the pattern`;
export type partTwice<P extends string> = `the axis '${P}' stands twice on one side of the pattern`;
export const partMissing = <const P extends string, const Side extends string>(part: P, side: Side): partMissing<P, Side> => `the axis '${part}' does not stand on the ${side} side of the pattern`;
export type partMissing<P extends string, Side extends string> = `the axis '${P}' does not stand on the ${Side} side of the pattern`;
export const noSuchPart = <const P extends string>(part: P): noSuchPart<P> => `the pattern has no axis '${part}'`;
export type noSuchPart<P extends string> = `the pattern has no axis '${P}'`;
export const noPartSize = <const P extends string, const N extends string>(part: P, size: N): noPartSize<P, N> => `the size of '${part}' is ${size}`;
export type noPartSize<P extends string, N extends string> = `the size of '${P}' is ${N}`;
export const partsUnknown = <const Parts extends string, const A extends string, const S extends string>(parts: Parts, axis: A, shape: S): partsUnknown<Parts, A, S> => `the sizes of ${parts} in axis ${axis} of ${shape} are not known`;
export type partsUnknown<Parts extends string, A extends string, S extends string> = `the sizes of ${Parts} in axis ${A} of ${S} are not known`;
export const patternSays = <const A extends string, const S extends string, const N extends string, const K extends string>(axis: A, shape: S, size: N, said: K): patternSays<A, S, N, K> => `axis ${axis} of ${shape} is ${size}, but the pattern says ${said}`;
export type patternSays<A extends string, S extends string, N extends string, K extends string> = `axis ${A} of ${S} is ${N}, but the pattern says ${K}`;
export const partsDoNotDivide = <const A extends string, const S extends string, const N extends string, const K extends string>(axis: A, shape: S, size: N, by: K): partsDoNotDivide<A, S, N, K> => `axis ${axis} of ${shape} is ${size}, which does not divide by ${by}`;
export type partsDoNotDivide<A extends string, S extends string, N extends string, K extends string> = `axis ${A} of ${S} is ${N}, which does not divide by ${K}`;

/** Every part with what it is known by: its name; equal numbers are told apart by their order. */
export const keyed = <P extends Part>(axes: Axes<P>): { readonly key: string; readonly part: P }[] => {
  const seen = new Map<string, number>();
  return axes.flat().map((part) => {
    if (part.kind === 'axis') return { key: part.text, part };
    const n = seen.get(part.text) ?? 0;
    seen.set(part.text, n + 1);
    return { key: `${part.text}${'#'.repeat(n)}`, part };
  });
};
/** 1 may come and go. */
const isOne = ({ kind, text }: Part): boolean => kind === 'number' && Number(text) === 1;

/** The mistake in the names and the number of axes: the left side names every axis, and both sides speak of the same parts, each once. */
export function misnamed<P extends Part>({ from, to }: Pattern<P>, shape: readonly Dim[]): Misfit<P> | undefined {
  if (from.length !== shape.length)
    return { code: 'NN0321', message: patternRank(`${from.length}`, showShape(shape)), hint: `name ${shape.length} axes, parts of one axis in (…)`, at: 'left' };
  const left = keyed(from), right = keyed(to);
  for (const side of [left, right]) {
    const twice = side.find(({ key }, i) => side.findIndex((o) => o.key === key) < i);
    if (twice) return { code: 'NN0322', message: partTwice(twice.part.text), hint: 'give each axis a name of its own', at: twice.part };
  }
  for (const [side, other, word] of [[right, left, 'left'], [left, right, 'right']] as const) {
    const missing = side.find(({ key, part }) => !isOne(part) && !other.some((o) => o.key === key));
    if (missing) return { code: 'NN0322', message: partMissing(missing.part.text, word), hint: 'both sides name the same axes', at: missing.part };
  }
  return undefined;
}

/** The mistake in giving a size by this name. */
export const unnamed = ({ from }: Pattern, name: string): Misfit | undefined =>
  (from.flat().some((part) => part.kind === 'axis' && part.text === name) ? undefined : { code: 'NN0322', message: noSuchPart(name), hint: 'name an axis of the left side', at: 'left' });

/** Gives the one part of each axis that is open its size; the first axis that has none. `sizes`: those known by name; those found are added. */
export function measured<P extends Part>({ from }: Pattern<P>, shape: readonly Dim[], sizes: Map<string, Dim>): Misfit<P> | undefined {
  for (const [i, parts] of from.entries()) {
    const size = shape[i], open = parts.filter((p) => sizeOfPart(p, sizes) === undefined), known = product(parts.filter((p) => !open.includes(p)), sizes);
    const [first] = open, at = `${i}`, bySizes = !isKnown(size) || !isKnown(known);
    if (open.length > 1)
      return { code: 'NN0323', message: partsUnknown(open.map((p) => p.text).join(' and '), at, showShape(shape)), at: i, open: first };
    if (first === undefined) {
      if (!sameDim(known, size)) return { code: 'NN0323', message: patternSays(at, showShape(shape), showDim(size), showDim(known)), at: i, bySizes };
      continue;
    }
    const rest = divideDims(size, known);
    if (rest !== undefined) sizes.set(first.text, rest);
    else if (!bySizes) return { code: 'NN0323', message: partsDoNotDivide(at, showShape(shape), showDim(size), showDim(known)), at: i };
    else return { code: 'NN0323', message: `axis ${i} of ${showShape(shape)} is ${showDim(size)}, which is not known to divide by ${showDim(known)}`, at: i, bySizes, division: { size, by: known, open: first } };
  }
  return undefined;
}
const sizeOfPart = ({ kind, text }: Part, sizes: ReadonlyMap<string, Dim>): Dim | undefined => (kind === 'number' ? Number(text) : sizes.get(text));
const product = (parts: readonly Part[], sizes: ReadonlyMap<string, Dim>): Dim => parts.reduce<Dim>((p, part) => mulDims(p, sizeOfPart(part, sizes)!), 1);

/** What a pattern does once all sizes are known: reshape to `apart`, leave out axes of size 1, transpose, reshape to `joined`. */
export interface Arrangement {
  readonly apart: readonly Dim[];
  /** Without the parts of size 1 that go. */
  readonly lean: readonly Dim[];
  readonly order: readonly number[];
  readonly joined: readonly Dim[];
}
export function arrangement({ from, to }: Pattern, sizes: ReadonlyMap<string, Dim>): Arrangement {
  const left = keyed(from), right = keyed(to).map(({ key }) => key), stay = left.filter(({ key }) => right.includes(key)).map(({ key }) => key);
  const sizesOf = (some: readonly { readonly part: Part }[]): Dim[] => some.map(({ part }) => sizeOfPart(part, sizes)!);
  return {
    apart: sizesOf(left), lean: sizesOf(left.filter(({ key }) => stay.includes(key))),
    order: right.filter((key) => stay.includes(key)).map((key) => stay.indexOf(key)), joined: to.map((parts) => product(parts, sizes)),
  };
}

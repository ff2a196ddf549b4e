/**
 * Axes patterns as a stage: `[b, t, (3 h d)] -> [3, b, h, t, d]`, ruled by core/pattern.ts.
 * A name in a pattern is a size of the model if there is one of that name, else it stands for whatever is there.
 */
import { divideDims, namedDim, namesIn, showDim, type Dim } from '../core/dim.ts';
import { arrangement, measured, misnamed, unnamed, type Misfit } from '../core/pattern.ts';
import type { Axes, Axis, AxisList, NumberLiteral } from '../dsl/tree.ts';
import { rearranged } from '../ops/rearranged.ts';
import { attempt, dimContext, fail, type Frame } from './frame.ts';
import { showResult, tensorOf, unknown, type Result, type Unknown } from './result.ts';
import { dimOf } from './sizes.ts';

type Part = Axis | NumberLiteral;
const partsOf = (list: AxisList): readonly (readonly Part[])[] => list.items.map((item) => (item.kind === 'axisGroup' ? item.items : [item]));

export function rearrange(f: Frame, e: Axes, input: Result): Result {
  if (input.kind === 'unknown') return unknown;
  if (input.kind !== 'tensor') return fail(f, 'NN0337', `an axes pattern needs a tensor, but found ${showResult(input)}`, e);
  const { shape } = input.value.type, pattern = { from: partsOf(e.from), to: partsOf(e.to) }, left = pattern.from.flat();
  // The parser has complained of it.
  if ([...left, ...pattern.to.flat()].some((part) => part.text === '')) return unknown;
  const wrong = misnamed(pattern, shape);
  if (wrong) return told(f, e, wrong);

  const sizes = new Map(f.sizes.env);
  for (const { name, value } of e.sizes) {
    const lost = name.text === '' ? undefined : unnamed(pattern, name.text);
    if (lost) return fail(f, lost.code, lost.message, name, lost.hint);
    const d = dimOf(value, dimContext(f));
    if (d === undefined) return unknown;
    sizes.set(name.text, d);
  }
  const misfit = measured(pattern, shape, sizes);
  if (misfit) {
    for (const part of left) f.lost.names.add(part.text);
    return told(f, e, misfit);
  }
  return attempt(f, e, () => tensorOf(rearranged(f.run.b, input.value, arrangement(pattern, sizes)), input.weak));
}

/** Where an equation between sizes may be lost, nothing is said of sizes that names stand for. */
function told(f: Frame, { from }: Axes, { code, message, hint, at, open, division, bySizes }: Misfit<Part>): Unknown {
  if (bySizes && f.lost.equations) return unknown;
  const node = at === 'left' ? from : typeof at === 'number' ? from.items[at] : at;
  return fail(f, code, message, node, open ? `give all but one: with ${open.text} = …` : division ? `say so: ${equation(division.size, division.by, division.open.text)}` : hint);
}

/** `where C = H * D`, for axes of size 3*C and parts 3*H. */
function equation(size: Dim, by: Dim, open: string): string {
  for (const name of namesIn(size)) {
    const times = divideDims(size, namedDim(name)), rest = times !== undefined && divideDims(by, times);
    if (rest !== undefined && rest !== false) return `where ${name} = ${showDim(rest)} * ${open}`;
  }
  return `where ${showDim(size)} % ${showDim(by)} == 0`;
}

/**
 * x[…]: slices a:b, single places, rows by number, and `...` for the axes between.
 * Every bound is checked against the size of its axis; negative ones count from the end.
 */
import { addDims, isAtLeast, showDim, showShape, subDims, type Dim } from '../core/dim.ts';
import { isInteger } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import type { Ellipsis, Expr, Index, Node, Slice } from '../dsl/tree.ts';
import { attempt, dimContext, fail, undecided, type Frame } from './frame.ts';
import { showResult, tensorOf, unknown, type Result } from './result.ts';
import { dimOf } from './sizes.ts';

// The sentences, which the type level says too.
const tooManyIndexed = <const S extends string, const A extends string, const N extends string>(shape: S, axes: A, n: N): tooManyIndexed<S, A, N> => `${shape} has ${axes}, but ${n} are indexed`;
export type tooManyIndexed<S extends string, A extends string, N extends string> = `${S} has ${A}, but ${N} are indexed`;
const outside = <const W extends string, const D extends string, const A extends string, const S extends string, const N extends string>(what: W, found: D, axis: A, shape: S, size: N): outside<W, D, A, S, N> => `${what} ${found} is outside of axis ${axis} of ${shape}, which has size ${size}`;
export type outside<W extends string, D extends string, A extends string, S extends string, N extends string> = `${W} ${D} is outside of axis ${A} of ${S}, which has size ${N}`;
const backwards = <const A extends string, const B extends string>(start: A, end: B): backwards<A, B> => `the slice ${start}:${end} ends before it starts`;
export type backwards<A extends string, B extends string> = `the slice ${A}:${B} ends before it starts`;

interface Range { readonly start: Dim; readonly end: Dim; /** A single place: the axis goes. */ readonly single: boolean }

export function index(f: Frame, e: Index, object: Result): Result {
  if (object.kind === 'unknown') return unknown;
  if (object.kind !== 'tensor') return fail(f, 'NN0337', `[…] needs a tensor, but found ${showResult(object)}`, e.object, object.kind === 'tuple' ? 'name its parts: let a, b = …' : undefined);
  const { value } = object, { shape } = value.type;
  const spoken = e.items.filter((item) => item.kind !== 'ellipsis');
  if (spoken.length < e.items.length - 1) return fail(f, 'NN0325', "more than one '...' in an index", e.items.filter((i) => i.kind === 'ellipsis')[1], 'keep one');
  if (spoken.length > shape.length) return fail(f, 'NN0325', tooManyIndexed(showShape(shape), axes(shape.length), `${spoken.length}`), spoken[shape.length]);

  const ranges: Range[] = [];
  let rows: { readonly axis: number; readonly ids: Value; readonly at: Node } | undefined;
  let good = true, axis = 0;
  for (const item of e.items) {
    if (item.kind === 'ellipsis') {
      for (let i = shape.length - spoken.length; i > 0; i--) ranges.push(all(shape[axis++]));
      continue;
    }
    const size = shape[axis];
    const ids = item.kind === 'slice' ? undefined : numbers(f, item);
    if (ids === 'unknown') good = false;
    else if (ids) {
      if (rows) { fail(f, 'NN0325', 'more than one tensor in an index', item, 'index in two steps'); good = false; }
      else if (!isInteger(ids.type.dtype)) { fail(f, 'NN0325', `an index is of integers, but found ${showResult(tensorOf(ids))}`, item); good = false; }
      rows = { axis, ids, at: item };
      ranges.push(all(size));
    } else {
      const range = rangeOf(f, item, size, axis, shape);
      if (!range) good = false;
      ranges.push(range ?? all(size));
    }
    axis++;
  }
  if (!good) return unknown;
  while (axis < shape.length) ranges.push(all(shape[axis++]));
  const taken = rows;
  return attempt(f, e, () => tensorOf(select(f, value, ranges, taken), object.weak));
}

const axes = (n: number): string => (n === 1 ? '1 axis' : `${n} axes`);
const all = (size: Dim): Range => ({ start: 0, end: size, single: false });

/** The tensor that an item is, if it is one. */
function numbers(f: Frame, item: Expr | Ellipsis): Value | 'unknown' | undefined {
  if (item.kind === 'ellipsis' || item.kind === 'number' || item.kind === 'negate' || item.kind === 'missing') return item.kind === 'missing' ? 'unknown' : undefined;
  if (item.kind === 'name' && f.sizes.env.has(item.text)) return undefined;
  // Sizes are counted as sizes; anything else is evaluated.
  if (item.kind === 'binary' && onlySizes(item, f)) return undefined;
  const result = f.evaluate(f, item);
  if (result.kind === 'tensor') return result.value;
  if (result.kind === 'number' && result.dim !== undefined) return undefined;
  if (result.kind !== 'unknown') fail(f, 'NN0325', `an index is a place, a slice or a tensor of integers, but found ${showResult(result)}`, item);
  return 'unknown';
}
const onlySizes = (e: Expr, f: Frame): boolean =>
  e.kind === 'number' || (e.kind === 'name' && (f.sizes.env.has(e.text) || f.names.get(e.text)?.result.kind === 'number'))
  || (e.kind === 'negate' && onlySizes(e.value, f)) || (e.kind === 'binary' && onlySizes(e.left, f) && onlySizes(e.right, f));

function rangeOf(f: Frame, item: Expr | Slice, size: Dim, axis: number, shape: readonly Dim[]): Range | undefined {
  const place = (e: Expr): Dim | undefined => {
    const d = dimOf(e, dimContext(f));
    // A negative place counts from the end.
    return d !== undefined && isAtLeast(-1, d, f.sizes.facts) ? addDims(size, d) : d;
  };
  const within = (d: Dim, at: Node, most: Dim, what: string): boolean => {
    const low = isAtLeast(d, 0, f.sizes.facts), high = isAtLeast(most, d, f.sizes.facts);
    if (low && high) return true;
    if (low === false || high === false) fail(f, 'NN0324', outside(what, showDim(d), `${axis}`, showShape(shape), showDim(size)), at);
    else undecided(f, 'NN0324', `${what} ${showDim(d)} is not known to lie in axis ${axis} of ${showShape(shape)}`, at, `add where ${low ? `${showDim(d)} <= ${showDim(most)}` : `${showDim(d)} >= 0`}`);
    return false;
  };
  if (item.kind !== 'slice') {
    const d = place(item);
    return d !== undefined && within(d, item, subDims(size, 1), 'the place') ? { start: d, end: addDims(d, 1), single: true } : undefined;
  }
  const start = item.start ? place(item.start) : 0, end = item.end ? place(item.end) : size;
  if (start === undefined || end === undefined) return undefined;
  if (item.end && !within(end, item.end, size, 'the end')) return undefined;
  if (item.start && !within(start, item.start, size, 'the start')) return undefined;
  const ordered = isAtLeast(end, start, f.sizes.facts);
  if (ordered === false) fail(f, 'NN0324', backwards(showDim(start), showDim(end)), item);
  if (ordered === undefined) undecided(f, 'NN0324', `the slice ${showDim(start)}:${showDim(end)} is not known to start before it ends`, item, `add where ${showDim(start)} <= ${showDim(end)}`);
  if (!ordered) return undefined;
  return { start, end, single: false };
}

function select(f: Frame, x: Value, ranges: readonly Range[], rows: { readonly axis: number; readonly ids: Value } | undefined): Value {
  const { b } = f.run;
  const whole = ranges.every(({ start, end }, i) => start === 0 && subDims(end, x.type.shape[i]) === 0);
  const part = whole ? x : b.slice(x, { start: ranges.map((r) => r.start), stop: ranges.map((r) => r.end), step: ranges.map(() => 1) });
  const kept = rows ? b.take(part, rows.ids, { axis: rows.axis }) : part;
  if (!ranges.some((r) => r.single)) return kept;
  // The rows stand in the place of their axis.
  const shape = ranges.flatMap(({ start, end, single }, i) => (rows?.axis === i ? rows.ids.type.shape : single ? [] : [subDims(end, start)]));
  return b.reshape(kept, { shape });
}

/**
 * The space a fused kernel runs over. `full` values have one element per point of it; `row` values one per point of the
 * row axes alone, as a sum over the column axes has. Segments are in the order of memory of full values.
 *
 *     softmax of [b, t, c] over c: row b·t, column c      bias gradient of [n, c]: column n, row c
 */
import type { Axis, Expr } from '../../core/expr.ts';
import { axis } from '../../core/build.ts';
import type { Pool } from './pool.ts';

export type AxisKind = 'row' | 'column';

export interface Segment {
  readonly extent: number;
  readonly kind: AxisKind;
}

export interface Domain {
  readonly segments: readonly Segment[];
}

/** Without axes of size 1, and neighbours of one kind as one. */
export function domain(segments: readonly Segment[]): Domain {
  const out: Segment[] = [];
  for (const s of segments) {
    const last = out.at(-1);
    if (last?.kind === s.kind) out[out.length - 1] = { kind: s.kind, extent: last.extent * s.extent };
    else if (s.extent !== 1) out.push(s);
  }
  return { segments: out };
}

export const domainKey = (d: Domain): string => d.segments.map((s) => s.kind[0]! + s.extent).join(' ');
const product = (list: readonly { readonly extent: number }[]): number => list.reduce((n, s) => n * s.extent, 1);
export const pointsOf = (d: Domain): number => product(d.segments);
export const rowsOf = (d: Domain): number => product(d.segments.filter((s) => s.kind === 'row'));
export const columnsOf = (d: Domain): number => product(d.segments.filter((s) => s.kind === 'column'));

export interface SpaceAxis {
  readonly axis: Axis;
  readonly kind: AxisKind;
}

/** The axes of a domain, outermost first, and the positions they make. */
export interface Space {
  readonly axes: readonly SpaceAxis[];
  readonly full: Expr;
  readonly row: Expr;
  readonly column: Expr;
}

/** Cut positions: segment k is cut where its elements are counted in these units (each divides the next). */
export type Cuts = ReadonlyMap<number, ReadonlySet<number>>;

export function space(pool: Pool, d: Domain, cuts: Cuts = new Map()): Space {
  const axes = d.segments.flatMap(({ extent, kind }, k): SpaceAxis[] => {
    const units = [...chain(cuts.get(k) ?? [], extent)].reverse();
    let rest = extent;
    return [...units, 1].map((unit) => {
      const a: SpaceAxis = { axis: axis(rest / unit), kind };
      rest = unit;
      return a;
    });
  });
  return { axes, full: linear(pool, axes), row: linear(pool, axes.filter((a) => a.kind === 'row')), column: linear(pool, axes.filter((a) => a.kind === 'column')) };
}

/** Those of the units, from small to large, of which each divides the next and the whole. */
function chain(units: Iterable<number>, extent: number): number[] {
  const out: number[] = [];
  for (const u of [...new Set(units)].sort((a, b) => a - b))
    if (u > 1 && u < extent && extent % u === 0 && u % (out.at(-1) ?? 1) === 0) out.push(u);
  return out;
}

function linear(pool: Pool, axes: readonly SpaceAxis[]): Expr {
  let stride = 1;
  const parts: [Expr, number][] = [];
  for (const { axis: a } of [...axes].reverse()) { parts.push([pool.axis(a), stride]); stride *= a.extent; }
  return pool.sum(parts);
}

/** A position taken apart into one index per axis of a row-major shape. */
export function indexAt(pool: Pool, position: Expr, shape: readonly number[]): readonly Expr[] {
  const index: Expr[] = [];
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const part = pool.scalar('quot', 'i32', [position, pool.int(stride)]);
    index[i] = shape.slice(0, i).every((n) => n === 1) ? part : pool.scalar('rem', 'i32', [part, pool.int(shape[i]!)]);
    if (shape[i] === 1) index[i] = pool.int(0);
    stride *= shape[i]!;
  }
  return index;
}

/** The cuts at which quotients and remainders of this space's axes in the expressions would vanish. */
export function wantedCuts(pool: Pool, d: Domain, s: Space, atoms: Iterable<Expr>): Cuts {
  const cuts = new Map<number, Set<number>>();
  // Where each axis lies: its segment, and how many of the segment's elements one step of it is.
  const places = new Map<Axis, readonly [segment: number, unit: number]>();
  let i = s.axes.length - 1;
  for (let k = d.segments.length - 1; k >= 0; k--)
    for (let unit = 1; unit < d.segments[k]!.extent && i >= 0; i--) {
      places.set(s.axes[i]!.axis, [k, unit]);
      unit *= s.axes[i]!.axis.extent;
    }
  const want = (e: Expr, unit: number): void => {
    const { constant, terms } = pool.affine(e);
    const [only] = terms;
    if (terms.length === 1 && only!.by === 1 && constant === 0) {
      if (only!.atom.kind === 'axis') {
        const place = places.get(only!.atom.axis);
        if (!place) return;
        const set = cuts.get(place[0]) ?? new Set<number>();
        cuts.set(place[0], set.add(place[1] * unit));
        return;
      }
      const a = only!.atom;
      if (a.kind === 'scalar' && a.name === 'quot' && a.args[1]!.kind === 'const') want(a.args[0]!, unit * a.args[1]!.value);
    }
  };
  for (const e of atoms)
    if (e.kind === 'scalar' && (e.name === 'quot' || e.name === 'rem') && e.dtype === 'i32' && e.args[1]!.kind === 'const') want(e.args[0]!, e.args[1]!.value);
  // What is cut already stays cut.
  for (const [a, [k, unit]] of places) if (unit > 1 && a.extent > 1) cuts.set(k, (cuts.get(k) ?? new Set()).add(unit));
  return cuts;
}

/**
 * Loops for work on every element by itself. The last axis runs as a vector.
 *
 *   short rows   parallel over groups of rows { serial over rows { vector } }
 *   long rows    parallel over rows and pieces of them { vector }
 *   transposed   where an operand lies along another axis: parallel { serial over bands { serial { vector } } }, so that
 *                each line of memory is met by all that want it while it is near
 *
 * A choice by position (a pad, a concatenation) is made by cutting the space, not by asking at every element.
 */
import type { Axis, Expr } from '../../core/expr.ts';
import type { Statement } from '../../core/kernel.ts';
import { scalars } from '../../core/scalar.ts';
import { indexAt } from './domain.ts';
import { Emitter } from './emitter.ts';
import type { Loops, Nest } from './nest.ts';
import { extentOf, itemElements, pieces, substitution, type Piece } from './pieces.ts';
import { childrenOf } from './walk.ts';

/** A tile of a transpose: so many elements along the operand's axis, and along the result's. */
const tall = 32, wide = 8;
/** Below this, everything is near anyway. */
const transposedElements = 1 << 14;
/** Pieces into which choices by position may cut the space. */
const manyBoxes = 12;

export function elementwiseLoops(n: Nest): Loops {
  return { body: boxesOf(n).flatMap(loops), scratch: [] };
}

function loops(n: Nest): readonly Statement[] {
  const axes = n.space.axes.map((a) => a.axis).filter((a) => a.extent !== 1);
  const last = axes.at(-1), rows = axes.slice(0, -1);
  if (!last) return [item(n, { extent: 1 }, [], new Map())];
  const across = extentOf(axes) >= transposedElements ? acrossAxis(n, last, rows) : undefined;
  if (across) return tiles(n, across, last, rows);
  return last.extent > 2 * itemElements ? longRows(n, last, rows) : shortRows(n, last, rows);
}

/** One parallel loop over p, with the loops of `inner` in it; what the space's axes are in terms of these stands in `replaced`. */
function item({ pool, stores, buffers }: Nest, p: Axis, inner: readonly Axis[], replaced: ReadonlyMap<Axis, Expr>): Statement {
  const again = substitution(pool, replaced), made = stores.map((s) => ({ ...s, index: again(s.index), value: again(s.value) }));
  const emit = new Emitter(pool, buffers), outer = emit.scope(undefined, p);
  emit.countUses(made, []);
  const nested = emit.loops(outer, inner.filter((a) => a.extent !== 1), true);
  emit.stores(nested.innermost, made);
  nested.close();
  return { kind: 'for', how: 'parallel', axis: p, body: outer.statements };
}

function shortRows(n: Nest, last: Axis, rows: readonly Axis[]): readonly Statement[] {
  const { pool } = n;
  return pieces(extentOf(rows), Math.max(1, Math.floor(itemElements / Math.max(1, last.extent)))).map(({ start, count, size }) => {
    const p: Axis = { extent: count }, q: Axis = { extent: size };
    const index = indexAt(pool, pool.sum([[pool.axis(p), size], [pool.axis(q), 1]], start), rows.map((a) => a.extent));
    return item(n, p, [q, last], new Map(rows.map((a, i) => [a, index[i]!])));
  });
}

function longRows(n: Nest, last: Axis, rows: readonly Axis[]): readonly Statement[] {
  const { pool } = n;
  return pieces(last.extent, itemElements).map((piece) => {
    const p: Axis = { extent: extentOf(rows) * piece.count }, v: Axis = { extent: piece.size };
    const index = indexAt(pool, pool.axis(p), [...rows.map((a) => a.extent), piece.count]);
    return item(n, p, [v], new Map([...rows.map((a, i): [Axis, Expr] => [a, index[i]!]), [last, pool.sum([[index.at(-1)!, piece.size], [pool.axis(v), 1]], piece.start)]]));
  });
}

/** The axis along which an operand lies in memory, when that is not the last one. */
function acrossAxis({ pool, stores }: Nest, last: Axis, rows: readonly Axis[]): Axis | undefined {
  if (last.extent < wide) return undefined;
  let found: Axis | undefined;
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e) || found) return;
    seen.add(e);
    if (e.kind === 'load') {
      const by = new Map(pool.affine(e.index[0]!).terms.map((t) => [t.atom.kind === 'axis' ? t.atom.axis : undefined, t.by]));
      if ((by.get(last) ?? 0) > 1) found = rows.find((a) => by.get(a) === 1 && a.extent >= wide);
    }
    childrenOf(e).forEach(visit);
  };
  stores.forEach((s) => visit(s.value));
  return found;
}

function tiles(n: Nest, across: Axis, last: Axis, rows: readonly Axis[]): readonly Statement[] {
  const { pool } = n, others = rows.filter((a) => a !== across);
  const tile = (high: Piece, broad: Piece): Statement => {
    const p: Axis = { extent: extentOf(others) * high.count }, band: Axis = { extent: broad.count }, q: Axis = { extent: high.size }, v: Axis = { extent: broad.size };
    const index = indexAt(pool, pool.axis(p), [...others.map((a) => a.extent), high.count]);
    return item(n, p, [band, q, v], new Map<Axis, Expr>([
      ...others.map((a, i): [Axis, Expr] => [a, index[i]!]),
      [across, pool.sum([[index.at(-1)!, high.size], [pool.axis(q), 1]], high.start)],
      [last, pool.sum([[pool.axis(band), broad.size], [pool.axis(v), 1]], broad.start)],
    ]));
  };
  return pieces(across.extent, tall).flatMap((high) => pieces(last.extent, wide).map((broad) => tile(high, broad)));
}

/** The space cut where choices that ask for one axis alone are answered another way: in each box they have one answer. */
function boxesOf(n: Nest): readonly Nest[] {
  const { pool, space, stores } = n;
  const cuts = new Map<Axis, Set<number>>(), mine = new Set(space.axes.map((a) => a.axis)), seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    childrenOf(e).forEach(visit);
    if (e.kind !== 'scalar' || e.dtype !== 'bool' || e.args[0]!.dtype !== 'i32') return;
    const { constant, terms } = pool.affine(pool.sum([[e.args[0]!, 1], [e.args[1]!, -1]])), [only] = terms;
    if (terms.length !== 1 || only!.atom.kind !== 'axis' || !mine.has(only!.atom.axis)) return;
    // by · axis + constant compared with zero: the answer changes at -constant / by, or just after.
    const { axis } = only!.atom, zero = -constant / only!.by, set = cuts.get(axis) ?? new Set<number>();
    const answer = (i: number): number => scalars[e.name].js(only!.by * i + constant, 0);
    for (const at of [Math.ceil(zero), Math.floor(zero) + 1]) if (at > 0 && at < axis.extent && answer(at - 1) !== answer(at)) set.add(at);
    if (set.size > 0) cuts.set(axis, set);
  };
  stores.forEach((s) => visit(s.value));
  let boxes: readonly (readonly (readonly [Axis, Piece])[])[] = [[]];
  for (const [axis, set] of cuts) {
    const bounds = [0, ...[...set].sort((a, b) => a - b), axis.extent];
    if (boxes.length * (bounds.length - 1) > manyBoxes) continue;
    boxes = boxes.flatMap((box) => bounds.slice(1).map((end, i) => [...box, [axis, { start: bounds[i]!, count: 1, size: end - bounds[i]! }] as const]));
  }
  if (boxes.length === 1) return [n];
  return boxes.map((box) => {
    const own = new Map(box.map(([a, { size }]): [Axis, Axis] => [a, { extent: size }]));
    const again = substitution(pool, new Map(box.map(([a, { start }]) => [a, pool.sum([[pool.axis(own.get(a)!), 1]], start)])));
    return {
      ...n,
      space: { ...space, axes: space.axes.map((a) => ({ ...a, axis: own.get(a.axis) ?? a.axis })) },
      stores: stores.map((s) => ({ ...s, index: again(s.index), value: again(s.value) })),
    };
  });
}

/**
 * Loops for sums along memory (softmax, layer norm), several after each other over one row:
 *
 *     parallel over rows { phase: loop over columns, folding or storing;  next phase … }
 *
 * Folds of one phase share a loop; a phase uses what the phases before it folded. Costly work that several phases need
 * is kept in scratch.
 */
import { convert, local as read } from '../../core/build.ts';
import type { DType } from '../../core/dtype.ts';
import type { Axis, Expr } from '../../core/expr.ts';
import type { Statement } from '../../core/kernel.ts';
import { indexAt } from './domain.ts';
import { Emitter, type Reduce } from './emitter.ts';
import type { Loops, Nest } from './nest.ts';
import { keptBy, phasesOf } from './phases.ts';
import { extentOf, itemElements, pieces, substitution, type Piece } from './pieces.ts';

/** Scratch for one value of a row, at most. */
const scratchElements = 1 << 16;

export function rowLoops(n: Nest, sums: readonly Reduce[]): Loops {
  const { pool } = n;
  const rows = n.space.axes.filter((a) => a.kind === 'row').map((a) => a.axis);
  const columns = n.space.axes.filter((a) => a.kind === 'column').map((a) => a.axis), inColumns = new Set(columns);
  const length = extentOf(columns);
  const scratch: DType[] = [];

  const item = ({ start, count, size }: Piece): Statement => {
    const p: Axis = { extent: count }, q: Axis = { extent: size };
    const row = pool.sum([[pool.axis(p), size], [pool.axis(q), 1]], start), index = indexAt(pool, row, rows.map((a) => a.extent));
    const again = substitution(pool, new Map<Axis, Expr>(rows.map((a, i) => [a, index[i]!])));
    const stores = n.stores.map((s) => ({ ...s, index: again(s.index), value: again(s.value) }));
    const { phases, rowStores } = phasesOf(pool, sums.map((r) => again(r) as Reduce), stores, inColumns);
    const emit = new Emitter(pool, n.buffers + scratch.length);
    const outer = emit.scope(undefined, p), body = size > 1 ? emit.scope(outer, q) : outer;
    const kept = length <= scratchElements ? keptBy(pool, phases, inColumns) : [];
    emit.countUses(stores, phases);
    phases.forEach((phase, k) => {
      const accumulators = phase.sums.map((r) => emit.start(body, r));
      const loops = emit.loops(body, columns, true);
      for (const e of kept[k] ?? []) { emit.keep(loops.innermost, e, columns); scratch.push(e.dtype); }
      phase.sums.forEach((r, i) => emit.fold(loops.innermost, accumulators[i]!, r));
      emit.stores(loops.innermost, phase.stores);
      loops.close();
      phase.sums.forEach((r, i) => body.made.set(r, convert(r.dtype, read(accumulators[i]!))));
    });
    emit.stores(body, rowStores);
    if (body !== outer) emit.close(outer, body, 'serial');
    return { kind: 'for', how: 'parallel', axis: p, body: outer.statements };
  };
  const body = pieces(extentOf(rows), Math.max(1, Math.floor(itemElements / Math.max(1, length)))).map(item);
  return { body, scratch: scratch.map((dtype) => ({ dtype, elements: length })) };
}

/**
 * Loops for sums where memory runs along the rows' axis, not along what is summed (the gradient of a bias):
 *
 *     parallel over blocks of rows { serial over columns { vector over the block: fold into scratch };  vector: store }
 */
import { at, constant, convert, load as loadOf, scalar } from '../../core/build.ts';
import { sumDType } from '../../core/dtype.ts';
import type { Axis, Expr } from '../../core/expr.ts';
import { joinOf, startOf } from '../../core/fold.ts';
import { indexAt } from './domain.ts';
import { Emitter, type Reduce, type Scope } from './emitter.ts';
import type { Loops, Nest } from './nest.ts';
import { phasesOf } from './phases.ts';
import { divisor, extentOf, substitution } from './pieces.ts';

export function columnLoops(n: Nest, sums: readonly Reduce[]): Loops {
  const { pool } = n;
  const columns = n.space.axes.filter((a) => a.kind === 'column').map((a) => a.axis);
  const rows = n.space.axes.filter((a) => a.kind === 'row').map((a) => a.axis);
  const along = rows.at(-1)!, outer = rows.slice(0, -1);
  // Blocks of at least two cache lines, and enough of them for several threads.
  const width = divisor(along.extent, Math.max(32, Math.min(256, along.extent / 8)));
  const block = width >= 16 || along.extent <= 32 ? width : along.extent <= 4096 ? along.extent : width;
  const blocks = along.extent / block;
  const p: Axis = { extent: extentOf(outer) * blocks }, v: Axis = { extent: block };
  const replaced = new Map<Axis, Expr>();
  const start = pool.scalar('quot', 'i32', [pool.axis(p), pool.int(blocks)]);
  indexAt(pool, start, outer.map((a) => a.extent)).forEach((e, i) => replaced.set(outer[i]!, e));
  replaced.set(along, pool.sum([[pool.scalar('rem', 'i32', [pool.axis(p), pool.int(blocks)]), block], [pool.axis(v), 1]]));
  const again = substitution(pool, replaced);
  const stores = n.stores.map((s) => ({ ...s, index: again(s.index), value: again(s.value) }));
  const all = sums.map((r) => again(r) as Reduce);
  const { phases, rowStores } = phasesOf(pool, all, stores, new Set(columns));

  const emit = new Emitter(pool, n.buffers);
  const item = emit.scope(undefined, p);
  const scratch = all.map((r) => sumDType(r.dtype));
  const slot = (r: Reduce): number => n.buffers + all.indexOf(r);
  const held = (r: Reduce): Expr => loadOf(slot(r), sumDType(r.dtype), [at(v)]);
  const done: Reduce[] = [];
  const vectorScope = (parent: Scope): Scope => {
    const scope = emit.scope(parent, v, true);
    for (const r of done) scope.made.set(r, convert(r.dtype, held(r)));
    return scope;
  };
  emit.countUses(stores, phases);
  for (const phase of phases) {
    const init = emit.scope(item, v, true);
    for (const r of phase.sums) init.statements.push({ kind: 'store', to: slot(r), index: at(v), value: constant(sumDType(r.dtype), startOf(r.fold, sumDType(r.dtype))) });
    if (phase.sums.length > 0) emit.close(item, init, 'vector');
    const serial = emit.loops(item, columns, false);
    const lanes = vectorScope(serial.innermost);
    for (const r of phase.sums) {
      const dtype = sumDType(r.dtype);
      lanes.statements.push({ kind: 'store', to: slot(r), index: at(v), value: scalar(joinOf(r.fold), held(r), convert(dtype, emit.value(r.body, lanes))) });
    }
    emit.stores(lanes, phase.stores);
    emit.close(serial.innermost, lanes, 'vector');
    serial.close();
    done.push(...phase.sums);
  }
  if (rowStores.length > 0) {
    const lanes = vectorScope(item);
    emit.stores(lanes, rowStores);
    emit.close(item, lanes, 'vector');
  }
  return { body: [{ kind: 'for', how: 'parallel', axis: p, body: item.statements }], scratch: scratch.map((dtype) => ({ dtype, elements: block })) };
}

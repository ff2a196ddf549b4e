/** From expressions over a space to a kernel's loops. Work is cut by sizes alone, never by threads, so results do not depend on how many there are. */
import type { DType } from '../../core/dtype.ts';
import type { Statement } from '../../core/kernel.ts';
import { columnLoops } from './columns.ts';
import type { Space } from './domain.ts';
import { elementwiseLoops } from './elementwise.ts';
import type { Store } from './emitter.ts';
import { plannedSums } from './phases.ts';
import type { Pool } from './pool.ts';
import { rowLoops } from './rows.ts';

export interface Nest {
  readonly pool: Pool;
  readonly space: Space;
  readonly stores: readonly Store[];
  /** How many buffers the kernel has; scratch is numbered after them. */
  readonly buffers: number;
}

export interface Loops {
  readonly body: readonly Statement[];
  readonly scratch: readonly { readonly dtype: DType; readonly elements: number }[];
}

export function nest(n: Nest): Loops {
  const sums = plannedSums(n.space, n.stores);
  if (sums.length === 0) return withoutSums(n);
  return n.space.axes.at(-1)?.kind === 'row' ? columnLoops(n, sums) : rowLoops(n, sums);
}

/** Sums may have come to nothing (over no elements); then what has one element per row runs over the rows alone. */
function withoutSums(n: Nest): Loops {
  const { axes, row } = n.space, rows = axes.filter((a) => a.kind === 'row');
  const parts = rows.length === axes.length ? [n] : [
    { ...n, stores: n.stores.filter((s) => s.index !== row) },
    { ...n, stores: n.stores.filter((s) => s.index === row), space: { ...n.space, axes: rows } },
  ];
  return { body: parts.filter((p) => p.stores.length > 0).flatMap((p) => elementwiseLoops(p).body), scratch: [] };
}

/** Indices that come out of tensors, held within an axis: every load must be in range. */
import { constant, convert, int, scalar } from '../core/build.ts';
import { boundsOf } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

/** The index nearest to `e` in 0 … extent - 1, as i32. */
export function clampIndex(e: Expr, extent: number): Expr {
  const last = extent - 1, fits = last <= boundsOf(e.dtype)[1];
  // Before the conversion, which would make a large u32 negative.
  const below = convert('i32', fits ? scalar('min', e, constant(e.dtype, last)) : e);
  return boundsOf(e.dtype)[0] < 0 ? scalar('max', below, int(0)) : below;
}

/** The indices nearest to `ids` in 0 … n - 1, as i32. */
export const within = (b: Builder, ids: Value, n: number): Value =>
  b.convert(b.clamp(ids, { min: 0, max: Math.min(Math.max(0, n - 1), boundsOf(ids.type.dtype)[1]) }), { dtype: 'i32' });

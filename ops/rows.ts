/** A batch of tables as one table, for operations whose indices differ from one element of the batch to the next. */
import type { Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import { axisTo } from './batching.ts';
import { within } from './place.ts';
import type { Builder } from './builder.ts';

/** The tables one below the other.   x: [batch, ..a, n, ..c], rows along `axis`   y: [batch · n, ..a, ..c] */
export function rowsOf(b: Builder, x: Value, axis: number): Value {
  const [size, rows, ...rest] = known(axisTo(b, x, axis, 1).type.shape);
  return b.reshape(axisTo(b, x, axis, 1), { shape: [size * rows, ...rest] });
}

/** Where the rows named in each table of n rows stand in all of them; numbers outside 0 … n - 1 clamp.   ids: [batch, ..i]   y: i32[batch, ..i] */
export const rowNumbers = (b: Builder, ids: Value, n: number): Value =>
  b.add(b.mul(b.iota({ shape: ids.type.shape, axis: 0, dtype: 'i32' }), n), within(b, ids, n));

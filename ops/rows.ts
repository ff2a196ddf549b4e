/** A batch of tables as one table, for operations whose indices differ from one element of the batch to the next. */
import type { Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import { count } from './axes.ts';
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

/** Row-major positions in a tensor of these sizes, from the place along every axis. */
export const positions = (b: Builder, places: readonly Value[], sizes: readonly number[]): Value =>
  places.reduce((sum, place, i) => b.add(b.mul(sum, sizes[i]), place));

/** The elements of a batch of tensors by number, each in its own or all in the one tensor that there is.   x: [batch?, ..s]   ids: i32[batch, ..i]   y: [batch, ..i] */
export function elementsAt(b: Builder, x: Value, isBatched: boolean, ids: Value): Value {
  const flat = b.reshape(x, { shape: [count(known(x.type.shape))] });
  return b.take(flat, isBatched ? rowNumbers(b, ids, count(known(x.type.shape.slice(1)))) : ids, { axis: 0 });
}

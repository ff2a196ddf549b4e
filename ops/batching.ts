/**
 * Rules of batching that several records share.
 *
 * A rule makes an operation on every element of a batch at once. Most operations work along some axes and leave the others alone:
 * they do the same with one axis more in front, and their parameters count axes one further (`oneAxisMore`).
 */
import type { Value } from '../core/graph.ts';
import type { Batch } from '../core/op.ts';
import type { Builder } from './builder.ts';

/** x with a new axis in front, along which it is the same everywhere.   x: [..s]   y: [size, ..s] */
export const repeat = (b: Builder, x: Value, size: number): Value =>
  b.broadcast(x, { shape: [size, ...x.type.shape], axes: x.type.shape.map((_, k) => k + 1) });

/** The operand with the batch as axis 0: one that is the same for the whole batch repeats. */
export const repeated = (b: Builder, { x, batched, size }: Batch<unknown>, i: number): Value =>
  (batched[i] ? x[i] : repeat(b, x[i], size));

/**
 * For an operation that works along axes and leaves the others alone: the same operation on operands that all have the
 * batch as axis 0, with parameters that say the same of tensors with one axis more.
 */
export const oneAxisMore = <P>(again: (b: Builder, x: readonly Value[], params: P) => Value | readonly Value[], moved: (params: P, size: number) => P = (params) => params) =>
  (b: Builder, at: Batch<P>): readonly Value[] => {
    const y = again(b, at.x.map((_, i) => repeated(b, at, i)), moved(at.params, at.size));
    return 'type' in y ? [y] : y;
  };

/** Parameters whose `axis` counts one further. */
export const axisMoved = <P extends { readonly axis: number }>(params: P): P => ({ ...params, axis: params.axis + 1 });
/** Parameters whose `axes` count one further. */
export const axesMoved = <P extends { readonly axes: readonly number[] }>(params: P): P => ({ ...params, axes: params.axes.map((a) => a + 1) });

/** Axis `from` of x, and those after it up to `count`, become the axes from `to` on; the others keep their order. */
export function axisTo(b: Builder, x: Value, from: number, to: number, count = 1): Value {
  if (from === to || count === 0) return x;
  const all = x.type.shape.map((_, i) => i), moved = all.splice(from, count);
  return b.transpose(x, { order: all.toSpliced(to, 0, ...moved) });
}

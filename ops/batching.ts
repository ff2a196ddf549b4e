/** Rules of batching that several records share. */
import type { Value } from '../core/graph.ts';
import type { Batch } from '../core/op.ts';
import type { Builder } from './builder.ts';

/** The operand with the batch as axis 0: one that is the same for the whole batch repeats. */
export const repeated = (b: Builder, { x, batched, size }: Batch<unknown>, i: number): Value =>
  (batched[i] ? x[i] : b.broadcast(x[i], { shape: [size, ...x[i].type.shape], axes: x[i].type.shape.map((_, k) => k + 1) }));

/**
 * For an operation that works along axes and leaves the others alone: the same operation on operands that all have the
 * batch as axis 0, with the axes in its parameters counted one further.
 */
export const oneAxisMore = <P>(again: (b: Builder, x: readonly Value[], params: P) => Value | readonly Value[], moved: (params: P) => P = (params) => params) =>
  (b: Builder, at: Batch<P>): readonly Value[] => {
    const y = again(b, at.x.map((_, i) => repeated(b, at, i)), moved(at.params));
    return 'type' in y ? [y] : y;
  };

/** Parameters whose `axis` counts one further. */
export const axisMoved = <P extends { readonly axis: number }>(params: P): P => ({ ...params, axis: params.axis + 1 });
/** Parameters whose `axes` count one further. */
export const axesMoved = <P extends { readonly axes: readonly number[] }>(params: P): P => ({ ...params, axes: params.axes.map((a) => a + 1) });

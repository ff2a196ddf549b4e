/** How transforms take their operands: in f32 or f64, as long as they are asked for. */
import type { Value } from '../../core/graph.ts';
import { known } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import type { DType } from '../../core/dtype.ts';

/** The dtype in which a transform of D is. */
export type Single<D> = DType extends D ? D : D extends 'f64' ? 'f64' : 'f32';
export const single = (b: Builder, x: Value): Value => (x.type.dtype === 'f32' || x.type.dtype === 'f64' ? x : b.convert(x, { dtype: 'f32' }));

/** The first n elements along the axis, zeros where there are fewer. */
export function fitted(b: Builder, x: Value, axis: number, n: number): Value {
  const shape = known(x.type.shape), none = shape.map(() => 0), size = shape[axis]!;
  if (n < size) return b.slice(x, { start: none, stop: shape.with(axis, n), step: shape.map(() => 1) });
  return n > size ? b.pad(x, { low: none, high: none.with(axis, n - size), interior: none, value: 0 }) : x;
}

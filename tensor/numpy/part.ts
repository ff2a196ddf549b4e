/** The elements from one place of an axis to another: what functions that cut and join are made with. */
import type { Value } from '../../core/graph.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

/** Elements start … stop - 1 of the axis, counted from the front. */
export const part = (x: Tensor, axis: number, start: number, stop: number): Tensor => op(keyOf('part', axis, start, stop), [x], (b, [v]) => {
  const n = (v as Value).type.shape;
  return b.slice(v as Value, { start: n.map((_, i) => (i === axis ? start : 0)), stop: n.with(axis, stop), step: n.map(() => 1) });
})[0]!;

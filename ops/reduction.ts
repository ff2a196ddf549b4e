/** What reductions share: which axes go and which stay. */
import type { Type, Value } from '../core/graph.ts';
import { axisIn } from '../core/shape.ts';

export function reduced(op: string, x: Type, axes: readonly number[]): Type {
  const gone = new Set(axes.map((a) => axisIn(op, a, x.shape.length)));
  return { shape: x.shape.filter((_, i) => !gone.has(i)), dtype: x.dtype };
}

/** The axes of x that are not reduced, in order: where the result's axes lie in x. */
export const kept = (x: Value, axes: readonly number[]): readonly number[] => x.type.shape.map((_, i) => i).filter((i) => !axes.includes(i));

/** Axes joined and taken apart. */
import type { Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import type { Builder } from './builder.ts';

/** Two axes that follow one another as one.   x: [..a, n, m, ..c]   y: [..a, n · m, ..c] */
export function joined(b: Builder, x: Value, axis: number): Value {
  const shape = known(x.type.shape);
  return b.reshape(x, { shape: shape.toSpliced(axis, 2, shape[axis] * shape[axis + 1]) });
}

/** An axis as two, the first of the size given.   x: [..a, n · m, ..c]   y: [..a, n, m, ..c] */
export function apart(b: Builder, x: Value, axis: number, n: number): Value {
  const shape = known(x.type.shape);
  return b.reshape(x, { shape: shape.toSpliced(axis, 1, n, shape[axis] / n) });
}

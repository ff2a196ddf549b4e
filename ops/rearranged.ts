import type { Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import type { Arrangement } from '../core/pattern.ts';
import { sameShape } from '../core/shape.ts';
import type { Builder } from './builder.ts';

/** x with its axes taken apart, in another order, and joined; only what an arrangement changes is done. */
export function rearranged(b: Builder, x: Value, { apart, lean, order, joined }: Arrangement): Value {
  const reshape = (v: Value, shape: readonly Dim[]): Value => (sameShape(shape, v.type.shape) ? v : b.reshape(v, { shape }));
  const parts = reshape(x, apart), few = lean.length === apart.length ? parts : reshape(parts, lean);
  return reshape(order.every((p, i) => p === i) ? few : b.transpose(few, { order }), joined);
}

import { constant, scalar } from '../core/build.ts';
import { boundsOf } from '../core/dtype.ts';
import { elementwise } from './rules.ts';
import { around, elements, numbers } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface Bounds {
  /** -Infinity for none. */
  readonly min: number;
  readonly max: number;
}

/** What comes along, where x lies between the bounds; 0 elsewhere, also of an infinity. */
const within = (b: Builder, x: Value, { min, max }: Bounds, along: Value): Value => b.select(b.and(b.gt(x, min), b.lt(x, max)), along, 0);

/** y = min(max(x, low), high)   x, y: [..s].   The slope is 1 between the bounds and 0 at and beyond them. */
export const clamp: Op<Bounds> = {
  name: 'clamp', arity: 1,
  type: elementwise('clamp', 'number'),
  scalar([x], { min, max }) {
    const [least, greatest] = boundsOf(x.dtype);
    const low = min <= least ? x : scalar('max', x, constant(x.dtype, min));
    return max >= greatest ? low : scalar('min', low, constant(x.dtype, max));
  },
  vjp: (b, { x: [x], params }, [g]) => [g && within(b, x, params, g)],
  jvp: (b, { x: [x], params }, [t]) => [t && within(b, x, params, t)],
  samples: [{ min: -1, max: 1 }, { min: 0, max: Infinity }, { min: -Infinity, max: 1 }].flatMap((params) => elements(numbers, around).map((s) => ({ ...s, params }))),
};

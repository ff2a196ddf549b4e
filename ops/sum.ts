import { at, axis, load, reduce } from '../core/build.ts';
import { known } from '../core/shape.ts';
import { kept, reduced } from './reduction.ts';
import type { Op } from './op.ts';

/** y = Σ x over the axes named; they disappear.   x: [..s]   y: s without the axes */
export const sum: Op<{ axes: readonly number[] }> = {
  name: 'sum', arity: 1,
  type: ([x], { axes }) => [reduced('sum', x!, axes)],
  define([x], y, { axes }) {
    const all = known(x!.shape).map(axis);
    return { axes: all.filter((_, i) => !axes.includes(i)), body: reduce('sum', axes.map((a) => all[a]!), load(0, y.dtype, all.map(at))) };
  },
  linear: 'together',
  // dx = g, repeated
  vjp: (b, { x: [x], params: { axes } }, [g]) => [g && b.broadcast(g, { shape: x!.type.shape, axes: kept(x!, axes) })],
  samples: [{ inputs: [[2, 3]], params: { axes: [0] } }, { inputs: [[2, 3, 4]], params: { axes: [0, 2] } }, { inputs: [[2, 0]], params: { axes: [1] } }, { inputs: [[3]], params: { axes: [0] } }],
};

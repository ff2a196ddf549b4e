import { addDims, sameDim, showDim, type Dim } from '../core/dim.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { normalAxis } from './axes.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

const partsDiffer = <const P extends string, const A extends string, const X extends string, const N extends string>(parts: P, axis: A, x: X, sum: N): partsDiffer<P, A, X, N> => `split: the parts ${parts} of axis ${axis} of ${x} make ${sum}`;
export type partsDiffer<P extends string, A extends string, X extends string, N extends string> = `split: the parts ${P} of axis ${A} of ${X} make ${N}`;

/** Parts of the sizes given, one after the other along the axis.   x: [..a, Σ nᵢ, ..c]   yᵢ: [..a, nᵢ, ..c] */
export const split: Op<{ sizes: readonly Dim[]; axis: number }, [x: Value], readonly Value[]> = {
  name: 'split', arity: 1, manyOutputs: true,
  normal: normalAxis('split'),
  type([x], { sizes, axis }) {
    const sum = sizes.reduce<Dim>((p, n) => addDims(p, n), 0);
    if (!sameDim(sum, x.shape[axis]))
      throw new ShapeError('NN0222', partsDiffer(sizes.map(showDim).join(' + '), `${axis}`, showType(x), showDim(sum)), `they must make ${showDim(x.shape[axis])}`);
    return sizes.map((n) => ({ shape: x.shape.with(axis, n), dtype: x.dtype }));
  },
  expand(b, [x], { sizes, axis }) {
    let from: Dim = 0;
    return sizes.map((n) => {
      const start = x.type.shape.map((_, i) => (i === axis ? from : 0)), to = addDims(from, n);
      from = to;
      return b.slice(x, { start, stop: x.type.shape.with(axis, to), step: start.map(() => 1) });
    });
  },
  samples: [
    { inputs: [[6]], params: { sizes: [2, 4], axis: 0 } },
    { inputs: [[2, 6]], params: { sizes: [1, 2, 3], axis: -1 } },
    { inputs: [[4, 3]], params: { sizes: [4], axis: 0 } },
    { inputs: [{ shape: [0, 2], dtype: 'i32' }], params: { sizes: [0, 0], axis: 0 } },
  ],
};

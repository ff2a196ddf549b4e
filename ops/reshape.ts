import { addIndex, at, int, load, mulIndex, scalar } from '../core/build.ts';
import { sameDim, showDim, showShape, sizeOf, type Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { known, ShapeError } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import type { Op } from './op.ts';

/** The same elements in the same (row-major) order under another shape.   x: [..s]   y: [..shape] */
export const reshape: Op<{ shape: readonly Dim[] }> = {
  name: 'reshape', arity: 1,
  type([x], { shape }) {
    const from = sizeOf(x.shape), to = sizeOf(shape);
    if (!sameDim(from, to))
      throw new ShapeError('NN0208', `reshape ${showShape(x.shape)} to ${showShape(shape)}: ${showDim(from)} elements against ${showDim(to)}`);
    return [{ shape, dtype: x.dtype }];
  },
  // Linear position in y, taken apart along the axes of x. Lowering simplifies the quotients where axes split or merge.
  define([x], y) {
    const out = axesOf(y), from = known(x.shape);
    const linear = out.reduce<Expr>((sum, a) => addIndex(mulIndex(sum, a.extent), at(a)), int(0));
    let stride = 1;
    const index: Expr[] = [];
    for (let i = from.length - 1; i >= 0; i--) {
      const part = stride === 1 ? linear : scalar('quot', linear, int(stride));
      index[i] = i === 0 ? part : scalar('rem', part, int(from[i]));
      stride *= from[i];
    }
    return { axes: out, body: load(0, y.dtype, index) };
  },
  linear: 'together',
  vjp: (b, { x: [x] }, [g]) => [g && b.reshape(g, { shape: x.type.shape })],
  batch: (b, { x: [x], size, params: { shape } }) => [b.reshape(x, { shape: [size, ...shape] })],
  samples: [{ inputs: [[2, 3]], params: { shape: [3, 2] } }, { inputs: [[2, 3]], params: { shape: [6] } }, { inputs: [[1, 1]], params: { shape: [] } }, { inputs: [[0, 3]], params: { shape: [3, 0] } }],
};

import { at, int, load } from '../core/build.ts';
import { sameDim, type Dim, showShape } from '../core/dim.ts';
import { cannotStretch, sameShape, ShapeError } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import type { Op } from './op.ts';

/**
 * Repeats a tensor along new axes and axes of size 1.   x: [..s]   y: [..shape]
 * Axis i of x becomes axis axes[i] of y; sizes are equal there, or 1 in x.
 */
export const broadcast: Op<{ shape: readonly Dim[]; axes: readonly number[] }> = {
  name: 'broadcast', arity: 1,
  type([x], { shape, axes }) {
    const fits = axes.length === x.shape.length && axes.every((a, i) => Number.isInteger(a) && a >= 0 && a < shape.length && (i === 0 || axes[i - 1] < a) && (x.shape[i] === 1 || sameDim(x.shape[i], shape[a])));
    if (!fits) throw new ShapeError('NN0206', cannotStretch(showShape(x.shape), showShape(shape), axes.join(', ')));
    return [{ shape, dtype: x.dtype }];
  },
  define([x], y, { axes }) {
    const out = axesOf(y);
    return { axes: out, body: load(0, y.dtype, axes.map((a, i) => (x.shape[i] === 1 ? int(0) : at(out[a])))) };
  },
  linear: 'together',
  // dx = g summed over what was repeated
  vjp(b, { x: [x], params: { shape, axes } }, [g]) {
    if (!g) return [undefined];
    const summed = shape.map((_, a) => a).filter((a) => !axes.includes(a) || (x.type.shape[axes.indexOf(a)] === 1 && shape[a] !== 1));
    const s = summed.length === 0 ? g : b.sum(g, { axes: summed });
    return [sameShape(s.type.shape, x.type.shape) ? s : b.reshape(s, { shape: x.type.shape })];
  },
  batch: (b, { x: [x], size, params: { shape, axes } }) => [b.broadcast(x, { shape: [size, ...shape], axes: [0, ...axes.map((a) => a + 1)] })],
  samples: [
    { inputs: [[0, 1]], params: { shape: [0, 3], axes: [0, 1] } },
    { inputs: [{ shape: [2], dtype: 'i32' }], params: { shape: [2, 0], axes: [0] } },
    { inputs: [[3]], params: { shape: [2, 3], axes: [1] } }, { inputs: [[2, 1]], params: { shape: [2, 3], axes: [0, 1] } }, { inputs: [[]], params: { shape: [2, 2], axes: [] } }],
};

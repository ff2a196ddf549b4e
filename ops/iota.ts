import { at, convert } from '../core/build.ts';
import type { Dim } from '../core/dim.ts';
import type { DType } from '../core/dtype.ts';
import { axisIn } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import type { Op } from './op.ts';

/** y[i₀ .. iᵣ] = i_axis: 0, 1, 2 … along one axis.   y: [..shape] */
export const iota: Op<{ shape: readonly Dim[]; axis: number; dtype: DType }, []> = {
  name: 'iota', arity: 0,
  normal: (_, p) => ({ ...p, axis: axisIn('iota', p.axis, p.shape.length) }),
  type: (_, { shape, dtype }) => [{ shape, dtype }],
  define(_, y, { axis }) {
    const axes = axesOf(y);
    return { axes, body: convert(y.dtype, at(axes[axis])) };
  },
  vjp: () => [],
  jvp: () => [undefined],
  samples: [
    { inputs: [], params: { shape: [4], axis: 0, dtype: 'i32' } },
    { inputs: [], params: { shape: [2, 3], axis: 0, dtype: 'f32' } },
    { inputs: [], params: { shape: [2, 3], axis: -1, dtype: 'u32' } },
    { inputs: [], params: { shape: [0, 3], axis: 1, dtype: 'i32' } },
  ],
};

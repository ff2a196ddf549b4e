import type { DType } from '../core/dtype.ts';
import type { Dim } from '../core/dim.ts';
import { constant } from '../core/build.ts';
import { axesOf } from './axes.ts';
import type { Op } from './op.ts';

/** A tensor with the same value everywhere.   y: [..shape] */
export const full: Op<{ value: number; shape: readonly Dim[]; dtype: DType }, []> = {
  name: 'full', arity: 0,
  type: (_, { shape, dtype }) => [{ shape, dtype }],
  define: (_, y, { value }) => ({ axes: axesOf(y), body: constant(y.dtype, value) }),
  vjp: () => [],
  jvp: () => [undefined],
  samples: [{ inputs: [], params: { value: 3, shape: [2, 3], dtype: 'f32' } }, { inputs: [], params: { value: -1, shape: [], dtype: 'i32' } }],
};

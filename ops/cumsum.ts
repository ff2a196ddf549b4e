import { addIndex, constant, convert, int, load, local, mulIndex, scalar } from '../core/build.ts';
import { loop, named, store } from '../core/loops.ts';
import { sumDType } from '../core/dtype.ts';
import { around, normalAxis } from './axes.ts';
import { elementwise } from './rules.ts';
import { alongAxis } from './samples.ts';
import type { Local } from '../core/expr.ts';
import type { Op } from './op.ts';

export interface CumsumParams {
  readonly axis: number;
  /** From the last element to the first. */
  readonly reverse: boolean;
}

/** y_i = x_0 + … + x_i along the axis.   x, y: [..s] */
export const cumsum: Op<CumsumParams> = {
  name: 'cumsum', arity: 1,
  normal: normalAxis('cumsum'),
  type: elementwise('cumsum', 'number'),
  kernel([x], [y], { axis, reverse }) {
    const [outer, n, inner] = around(x, axis), elements = outer * n * inner;
    return {
      buffers: [{ dtype: x.dtype, elements, role: 'in' }, { dtype: y.dtype, elements, role: 'out' }],
      scratch: [],
      body: [loop('parallel', outer, (o) => [loop('vector', inner, (j) => {
        const sum: Local = { dtype: sumDType(x.dtype) };
        return [
          { kind: 'let', local: sum, value: constant(sum.dtype, 0) },
          loop('serial', n, (i) => named(addIndex(mulIndex(addIndex(mulIndex(o, n), reverse ? scalar('sub', int(n - 1), i) : i), inner), j), (place) => [
            { kind: 'assign', local: sum, value: scalar('add', local(sum), convert(sum.dtype, load(0, x.dtype, [place]))) },
            store(1, place, convert(y.dtype, local(sum))),
          ])),
        ];
      })])],
    };
  },
  linear: 'together',
  // dx_i = g_i + … + g_n
  vjp: (b, { params: { axis, reverse } }, [g]) => [g && b.cumsum(g, { axis, reverse: !reverse })],
  samples: [false, true].flatMap((reverse) => alongAxis.map((s) => ({ ...s, params: { axis: s.params!.axis, reverse } }))),
};

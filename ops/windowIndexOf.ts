import { addIndex, constant, int, load, mulIndex, scalar, select } from '../core/build.ts';
import { boundsOf, isFloat } from '../core/dtype.ts';
import { known } from '../core/shape.ts';
import { axesOf } from './axes.ts';
import { oneAxisMore } from './batching.ts';
import { firstWindowed, overWindows, windowed, windowsMoved, type WindowParams } from './reduceWindow.ts';
import { needsShape, sameDType } from './rules.ts';
import type { Expr } from '../core/expr.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/**
 * Where in each window of x the value y first stands: the row-major position within the axes from the first windowed one on,
 * the greatest i32 where it stands nowhere. A NaN in y stands where x is NaN. What the gradient of max pooling needs.
 * x: [..n]   y: [..m]   z: i32[..m]
 */
export const windowIndexOf: Op<WindowParams, [x: Value, y: Value]> = {
  name: 'windowIndexOf', arity: 2,
  type([x, y], params) {
    const { shape } = windowed('windowIndexOf', x, params);
    sameDType('windowIndexOf', [x, y]);
    needsShape('windowIndexOf', 'the values', y, shape);
    return [{ shape, dtype: 'i32' }];
  },
  define([x, y], z, params) {
    const nowhere = constant('i32', boundsOf('i32')[1]), shape = known(x.shape), from = firstWindowed(params);
    if (shape.includes(0)) return { axes: axesOf(z), body: nowhere };
    return overWindows(x, z, params, 'min', (index, inside, out) => {
      const element = load(0, x.dtype, index);
      const equal = scalar('eq', element, load(1, y.dtype, out));
      const wanted = isFloat(x.dtype) ? scalar('or', equal, scalar('ne', element, element)) : equal;
      const position = index.slice(from).reduce<Expr>((sum, e, i) => addIndex(mulIndex(sum, shape[from + i]), e), int(0));
      return select(inside ? scalar('and', inside, wanted) : wanted, position, nowhere);
    });
  },
  vjp: () => [undefined, undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [x, y], params) => b.windowIndexOf(x, y, params), windowsMoved),
  samples: [
    { inputs: [[6], [4]], params: { window: [3], stride: [1], padding: [[0, 0]] } },
    { inputs: [{ shape: [2, 5, 5], dtype: 'i32' }, { shape: [2, 3, 3], dtype: 'i32' }], params: { window: [1, 3, 3], stride: [1, 2, 2], padding: [[0, 0], [1, 1], [1, 1]] } },
    { inputs: [[0, 4], [0, 2]], params: { window: [1, 2], stride: [1, 2], padding: [[0, 0], [0, 0]] } },
  ],
};

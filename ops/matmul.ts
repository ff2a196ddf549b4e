import { sameDim, showDim, showShape, type Dim } from '../core/dim.ts';
import { broadcastShapes, sameShape, ShapeError, showType } from '../core/shape.ts';
import { needs, sameDType } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { None, Op } from './op.ts';

// The axes before the last two.
const batchOf = (shape: readonly Dim[]): readonly Dim[] => shape.slice(0, -2);

/**
 * z = x · y, the matrix product of the last two axes; those before them broadcast, as in numpy.
 * x: [..s, n, k]   y: [..s, k, m]   z: [..s, n, m].   An operand of one axis is a row on the left, a column on the right, and leaves no axis.
 */
export const matmul: Op<None, [x: Value, y: Value]> = {
  name: 'matmul', arity: 2,
  type([x, y]) {
    const p = x.shape, q = y.shape;
    needs('matmul', 'number', x);
    sameDType('matmul', [x, y]);
    if (p.length === 0 || q.length === 0)
      throw new ShapeError('NN0216', `matmul needs operands with axes, got ${showType(x)} and ${showType(y)}`, 'multiply by a scalar with mul');
    const k = p.at(-1)!, l = q.at(-2) ?? q[0];
    if (!sameDim(k, l))
      throw new ShapeError('NN0215', `matmul ${showShape(p)} and ${showShape(q)}: the inner sizes ${showDim(k)} and ${showDim(l)} differ`, 'the last size of the left must equal the second last of the right');
    const shape = [...broadcastShapes('matmul', batchOf(p), batchOf(q), [p, q]), ...p.slice(0, -1).slice(-1), ...q.slice(-1).slice(0, q.length - 1)];
    return [{ shape, dtype: x.dtype }];
  },
  expand: (b, [x, y]) => [product(b, x, y)],
  samples: [
    { inputs: [[2, 3], [3, 4]] },
    { inputs: [[1, 3], [3, 1]] },
    { inputs: [[0, 3], [3, 4]] },
    { inputs: [[2, 0], [0, 3]] },
    { inputs: [[3], [3]] },
    { inputs: [[2, 3], [3]] },
    { inputs: [[3], [3, 4]] },
    { inputs: [[2, 4, 3], [3, 5]] },
    { inputs: [[4, 3], [2, 3, 5]] },
    { inputs: [[2, 1, 4, 3], [5, 3, 2]] },
    { inputs: [[3], [2, 3, 4]] },
    { inputs: [[2, 4, 3], [3]] },
    { inputs: [{ shape: [2, 3], dtype: 'f64' }, { shape: [3, 4], dtype: 'f64' }] },
    { inputs: [{ shape: [2, 3], dtype: 'i32' }, { shape: [3, 4], dtype: 'i32' }] },
  ],
};

function product(b: Builder, x: Value, y: Value): Value {
  const p = x.type.shape, q = y.type.shape;
  const inX = p.length - 1, inY = Math.max(q.length - 2, 0);
  // Without axes to pair, the free axes of x and then those of y already stand in the right order …
  if (q.length <= 2) return b.dot(x, y, { batch: [[], []], contract: [[inX], [inY]] });
  if (p.length <= 2) {
    const z = b.dot(x, y, { batch: [[], []], contract: [[inX], [inY]] });
    // … but for the axis of x, which belongs before the last: [n, ..s, m] to [..s, n, m].
    return p.length === 1 ? z : b.transpose(z, { order: [...q.slice(0, -2).map((_, i) => i + 1), 0, q.length - 1] });
  }
  const batch = broadcastShapes('matmul', batchOf(p), batchOf(q)), paired = batch.map((_, i) => i);
  const stretched = (v: Value): Value => {
    const shape = [...batch, ...v.type.shape.slice(-2)];
    return sameShape(shape, v.type.shape) ? v : b.broadcast(v, { shape, axes: v.type.shape.map((_, i) => i + shape.length - v.type.shape.length) });
  };
  return b.dot(stretched(x), stretched(y), { batch: [paired, paired], contract: [[batch.length + 1], [batch.length]] });
}

import { sameDim, showDim, showShape, type Dim } from '../core/dim.ts';
import { broadcastShapes, sameShape, ShapeError, showType } from '../core/shape.ts';
import type { Broadcast } from '../core/types/broadcast.ts';
import type { Differ, HasRank, Mistake, Shape, ShowDim, ShowShape, ShowType, Unknown } from '../core/types/dim.ts';
import { needs, sameDType } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { None, Op } from './op.ts';

export const needsAxes = <const X extends string, const Y extends string>(x: X, y: Y): needsAxes<X, Y> => `matmul needs operands with axes, got ${x} and ${y}`;
export type needsAxes<X extends string, Y extends string> = `matmul needs operands with axes, got ${X} and ${Y}`;
export const innerDiffer = <const X extends string, const Y extends string, const K extends string, const L extends string>(x: X, y: Y, k: K, l: L): innerDiffer<X, Y, K, L> => `matmul ${x} and ${y}: the inner sizes ${k} and ${l} differ`;
export type innerDiffer<X extends string, Y extends string, K extends string, L extends string> = `matmul ${X} and ${Y}: the inner sizes ${K} and ${L} differ`;

type Behind<Batch, T extends unknown[]> = Batch extends Mistake<string> ? Batch : Batch extends readonly [...infer S] ? [...S, ...T] : Shape;
/** The shape of the product. D: the dtype, for messages. */
export type Product<A, B, D = unknown> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : A extends readonly [...infer P, infer K]
    ? B extends readonly [...infer Q, infer M]
      ? Q extends readonly [...infer R, infer L]
        ? Differ<K, L> extends true ? Mistake<innerDiffer<ShowShape<A>, ShowShape<B>, ShowDim<K>, ShowDim<L>>>
          : P extends readonly [...infer O, infer N] ? Behind<Broadcast<'matmul', O, R, A, B>, [N, M]> : [...R, M]
        : Differ<K, M> extends true ? Mistake<innerDiffer<ShowShape<A>, ShowShape<B>, ShowDim<K>, ShowDim<M>>> : P
      : Mistake<needsAxes<ShowType<A, D>, ShowType<B, D>>>
    : Mistake<needsAxes<ShowType<A, D>, ShowType<B, D>>>;

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
      throw new ShapeError('NN0216', needsAxes(showType(x), showType(y)), 'multiply by a scalar with mul');
    const k = p.at(-1)!, l = q.at(-2) ?? q[0];
    if (!sameDim(k, l))
      throw new ShapeError('NN0215', innerDiffer(showShape(p), showShape(q), showDim(k), showDim(l)), 'the last size of the left must equal the second last of the right');
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

import { ShapeError, showType } from '../core/shape.ts';
import type { HasRank, Mistake, ShowType, SomeDiffer } from '../core/types/dim.ts';
import { needs, needsIndex, needsRank, needsShape, type Floats, type Indices, type mustBe, type WithAxes } from './rules.ts';
import { logSumExpParts } from './logSumExp.ts';
import { kept, spread } from './reduction.ts';
import { oneAxisMore } from './batching.ts';
import { within } from './place.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op } from './op.ts';

/** S, where it is that of logits. */
export type Logits<S, D> = Floats<'crossEntropy', S, D> extends infer R ? (R extends Mistake<string> ? R : WithAxes<'crossEntropy', S, [0], '[..s, c] of logits', D>) : never;
/** T, where it is the shape of the labels of logits. */
export type Labels<S, D, T, E> =
  Indices<'crossEntropy', 'labels', T, E> extends infer R
    ? R extends Mistake<string> ? R
    : HasRank<T> extends false ? T
    : S extends readonly [...infer B, unknown] ? (SomeDiffer<B, T> extends true ? Mistake<mustBe<'crossEntropy', `the labels of logits ${ShowType<S, D>}`, ShowType<B, E>, ShowType<T, E>>> : T) : T
    : never;

/**
 * y = ln Σ eˣ - x[label], the cross-entropy of softmax(x) against one right class, in nats.
 * x (logits): [..s, c]   labels: integers [..s], from 0 to c - 1; others clamp   y: [..s]
 */
export const crossEntropy: Op<None, [logits: Value, labels: Value]> = {
  name: 'crossEntropy', arity: 2,
  type([x, labels]) {
    needs('crossEntropy', 'float', x);
    needsRank('crossEntropy', x, 1, '[..s, c] of logits');
    needsIndex('crossEntropy', 'labels', labels);
    const shape = x.shape.slice(0, -1);
    if (x.shape.at(-1) === 0) throw new ShapeError('NN0214', `crossEntropy over no classes has no value: the last axis of ${showType(x)} has size 0`);
    needsShape('crossEntropy', `the labels of logits ${showType(x)}`, labels, shape);
    return [{ shape, dtype: x.dtype }];
  },
  expand(b, [x, labels]) {
    const axis = x.type.shape.length - 1, classes = x.type.shape[axis] as number;
    const index = b.reshape(within(b, labels, classes), { shape: [...labels.type.shape, 1] });
    const chosen = b.reshape(b.takeAlongAxis(x, index, { axis }), { shape: labels.type.shape });
    // The small loss of a sure and right answer is all in the logarithm, and keeps its digits.
    const { log, shift } = logSumExpParts(b, x, [axis]);
    return [b.add(log, b.sub(shift, chosen))];
  },
  // dx = (softmax(x) - one-hot(label)) · g
  vjp(b, { x: [x, labels] }, [g]) {
    if (!g) return [undefined, undefined];
    const axis = x.type.shape.length - 1, { shape, dtype } = x.type;
    const label = b.broadcast(within(b, labels, shape[axis] as number), { shape, axes: kept(x, [axis]) });
    const right = b.convert(b.eq(b.iota({ shape, axis, dtype: 'i32' }), label), { dtype });
    // softmax(x) by way of the logarithm that the value needs too
    const probability = b.exp(b.sub(x, spread(b, b.logSumExp(x, { axes: [axis] }), x, [axis])));
    return [b.mul(b.sub(probability, right), spread(b, g, x, [axis])), undefined];
  },
  batch: oneAxisMore((b, [x, labels]) => b.crossEntropy(x, labels)),
  samples: [
    { inputs: [[4, 3], { shape: [4], dtype: 'i32', range: [0, 2] }] },
    { inputs: [[2, 3, 5], { shape: [2, 3], dtype: 'u32', range: [0, 4] }] },
    { inputs: [[3], { shape: [], dtype: 'i32', range: [0, 2] }] },
    { inputs: [[0, 3], { shape: [0], dtype: 'i32' }] },
  ],
};

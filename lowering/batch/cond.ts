/**
 * Batching of cond. While the whole batch has one test it stays a branch. Where the test differs from one element to the next, both
 * branches run and `select` chooses. An element that did not take a branch enters it as a constant: the derivative of what was not
 * chosen, which may not be finite, is not multiplied by zero but left out (as JAX does).
 */
import type { Value } from '../../core/graph.ts';
import type { CondParams } from '../../ops/cond.ts';
import type { Builder } from '../../ops/builder.ts';
import { isFloat } from '../../core/dtype.ts';
import { batchedBody, bodyOutputs, withBatch, type BatchBody } from './rules.ts';

export const batchCond: BatchBody = (batchInto, b, node, x, batched, axis) => {
  const { then, otherwise } = node.params as unknown as CondParams;
  if (!batched[0]) {
    const branches = [then, otherwise].map((branch) => bodyOutputs(batchInto, branch, batched.slice(1), axis));
    const wanted = node.outputs.map((_, i) => branches.some((out) => out[i]));
    const again = (branch: typeof then): typeof then => batchedBody(batchInto, branch, batched.slice(1), wanted, axis);
    return { values: b.emit(node.op, x, { then: again(then), otherwise: again(otherwise) } satisfies CondParams), batched: wanted };
  }
  const all = x.map(() => true), [test, ...operands] = withBatch(b, { values: x, batched }, all, axis.size);
  const everywhere = node.outputs.map(() => true);
  const run = (branch: typeof then, taken: Value): readonly Value[] => {
    const args = operands.map((v) => (isFloat(v.type.dtype) ? choose(b, taken, v, b.stopGradient(v)) : v));
    return withBatch(b, batchInto(b, branch, args, all.slice(1), axis), everywhere, axis.size);
  };
  const yes = run(then, test), no = run(otherwise, b.not(test));
  return { values: yes.map((v, i) => choose(b, test, v, no[i])), batched: everywhere };
};

/** One element's x or y by its test.   test: bool[batch]   x, y: [batch, ..s] */
export const choose = (b: Builder, test: Value, x: Value, y: Value): Value => b.select(b.broadcast(test, { shape: x.type.shape, axes: [0] }), x, y);

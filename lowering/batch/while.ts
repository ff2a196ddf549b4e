/**
 * Batching of whileLoop. While the whole batch has one condition, it is one loop whose turns work on the batch. Where the condition
 * differs from one element to the next, the loop turns as long as it holds for one of them, and the others keep what they have:
 *     while any(p(c)) do c = select(p(c), f(c), c)
 */
import { inline, type Node, type Value } from '../../core/graph.ts';
import { isFloat } from '../../core/dtype.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';
import { choose } from './cond.ts';
import { batchedBody, batchedType, bodyOutputs, withBatch, type BatchBody } from './rules.ts';

export const batchWhile: BatchBody = (batchInto, b, node: Node, x, batched, axis) => {
  const params = node.params as unknown as WhileParams, { condition, body, constants } = params, { size } = axis;
  let into = batched, differs: boolean;
  for (;;) {
    differs = bodyOutputs(batchInto, condition, into, axis)[0];
    const out = bodyOutputs(batchInto, body, into, axis), next = into.map((was, i) => was || (i >= constants && (differs || out[i - constants])));
    if (next.every((n, i) => n === into[i])) break;
    into = next;
  }
  const carried = into.slice(constants), operands = withBatch(b, { values: x, batched }, into, size);
  const each = batchedBody(batchInto, condition, into, [differs], axis), turn = batchedBody(batchInto, body, into, carried, axis);
  if (!differs) return { values: b.emit(node.op, operands, { ...params, condition: each, body: turn } satisfies WhileParams), batched: carried };

  const types = node.inputs.map((v, i) => (into[i] ? batchedType(v.type, size) : v.type));
  const any = graphBuilder(condition.name), one = graphBuilder(body.name), c = types.map((t) => one.input(t));
  const [holds] = inline(any, each, types.map((t) => any.input(t))), [test] = inline(one, each, c);
  // Under reverse mode an element that has ended enters its further turns as a constant (cond.ts says why).
  const entered = (v: Value, i: number): Value => (params.maxSteps !== undefined && into[i] && isFloat(v.type.dtype) ? choose(one, test, v, one.stopGradient(v)) : v);
  const next = inline(one, turn, c.map(entered)).map((v, i) => choose(one, test, v, c[constants + i]));
  return { values: b.emit(node.op, operands, { ...params, condition: any.finish([any.any(holds, { axes: [0] })]), body: one.finish(next) } satisfies WhileParams), batched: carried };
};

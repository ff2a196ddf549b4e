/** Batching of operations that stand for a function: the function on a batch, with its rule on a batch where it has one. */
import { isFloat } from '../../core/dtype.ts';
import type { Graph, Value } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import * as ops from '../../ops/all.ts';
import type { CheckpointParams } from '../../ops/checkpoint.ts';
import type { CustomJvpParams } from '../../ops/customJvp.ts';
import type { CustomVjpParams } from '../../ops/customVjp.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { mentions } from '../derivative/ownRule.ts';
import { batchedBody, batchedType, bodyOutputs, withBatch, type BatchAxis, type BatchBody, type BatchInto } from './rules.ts';

const batchCheckpoint: BatchBody = (batchInto, b, node, x, batched, axis) => {
  const params = node.params as unknown as CheckpointParams, out = bodyOutputs(batchInto, params.body, batched, axis);
  return { values: b.checkpoint(x, { ...params, body: batchedBody(batchInto, params.body, batched, out, axis) }), batched: out };
};

const floatsAmong = (values: readonly Value[], flags: readonly boolean[]): readonly boolean[] => flags.filter((_, i) => isFloat(values[i]!.type.dtype));

/**
 * A result is batched where the body or the rule says so; a tangent is where its value is. A rule that uses its own function, and the
 * function inside it, are batched in everything: then one name means the same rule in both places.
 */
const batchCustomJvp: BatchBody = (batchInto, b, node, given, flags, axis) => {
  const params = node.params as unknown as CustomJvpParams, { body, own, outside, name } = params;
  const isOwn = typeof params.rule === 'string' || mentions(params.rule, name), { x, batched } = isOwn ? everything(b, given, flags, axis) : { x: given, batched: flags };
  const ofBody = batched.slice(0, own + outside), floats = body.outputs.flatMap((y, i) => (isFloat(y.type.dtype) ? [i] : []));
  const renamed = isOwn ? `${name}/${axis.size}` : name;
  let out = isOwn ? body.outputs.map(() => true) : bodyOutputs(batchInto, body, ofBody, axis), rule: Graph | string = renamed;
  if (typeof params.rule !== 'string') {
    const ofRule = [...batched.slice(0, own), ...floatsAmong(body.inputs, batched.slice(0, own)), ...batched.slice(own + outside)];
    const ruled = bodyOutputs(batchInto, params.rule, ofRule, axis);
    out = out.map((o, i) => o || ruled[i]! || (floats.includes(i) && ruled[out.length + floats.indexOf(i)]!));
    rule = batchedBody(batchInto, params.rule, ofRule, [...out, ...floats.map((i) => out[i]!)], axis);
  }
  return { values: b.customJvp(x, { ...params, name: renamed, body: batchedBody(batchInto, body, ofBody, out, axis), rule }), batched: out };
};

/** The cotangent of an operand that is the same for the whole batch is the sum over the batch. */
const batchCustomVjp: BatchBody = (batchInto, b, node, given, flags, axis) => {
  const params = node.params as unknown as CustomVjpParams, { body, own, outside, name } = params;
  const isOwn = typeof params.forward === 'string' || mentions(params.forward, name) || (typeof params.backward !== 'string' && mentions(params.backward, name));
  const { x, batched } = isOwn ? everything(b, given, flags, axis) : { x: given, batched: flags };
  const ofBody = batched.slice(0, own + outside), ofRule = batched.slice(own + outside), renamed = isOwn ? `${name}/${axis.size}` : name;
  let out = isOwn ? body.outputs.map(() => true) : bodyOutputs(batchInto, body, ofBody, axis), forward: Graph | string = renamed, backward: Graph | string = renamed;
  if (typeof params.forward !== 'string' && typeof params.backward !== 'string') {
    const into = [...batched.slice(0, own), ...ofRule], ruled = bodyOutputs(batchInto, params.forward, into, axis), residuals = ruled.slice(out.length);
    out = out.map((o, i) => o || ruled[i]!);
    forward = batchedBody(batchInto, params.forward, into, [...out, ...residuals], axis);
    backward = summed(batchInto, params.backward, [...residuals, ...floatsAmong(body.outputs, out), ...ofRule], floatsAmong(body.inputs, batched.slice(0, own)), axis);
  }
  return { values: b.customVjp(x, { ...params, name: renamed, body: batchedBody(batchInto, body, ofBody, out, axis), forward, backward }), batched: out };
};

const everything = (b: Builder, values: readonly Value[], batched: readonly boolean[], axis: BatchAxis): { readonly x: readonly Value[]; readonly batched: readonly boolean[] } => {
  const all = values.map(() => true);
  return { x: withBatch(b, { values, batched }, all, axis.size), batched: all };
};

function summed(batchInto: BatchInto, graph: Graph, batched: readonly boolean[], wanted: readonly boolean[], axis: BatchAxis): Graph {
  const b = graphBuilder(graph.name), args = graph.inputs.map((x, i) => b.input(batched[i] ? batchedType(x.type, axis.size) : x.type));
  const out = batchInto(b, graph, args, batched, axis);
  return b.finish(withBatch(b, out, wanted, axis.size).map((v, i) => (out.batched[i] && !wanted[i] ? b.sum(v, { axes: [0] }) : v)));
}

const rules = new Map<AnyOp, BatchBody>([[ops.checkpoint, batchCheckpoint], [ops.customJvp, batchCustomJvp], [ops.customVjp, batchCustomVjp]]);

export const batchCall: BatchBody = (batchInto, b, node, ...rest) => rules.get(node.op)!(batchInto, b, node, ...rest);
export const batchBarrier: BatchBody = (_, b, _node, x, batched) => ({ values: b.barrier(x), batched });

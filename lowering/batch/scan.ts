/**
 * Batching of scan: one loop, whose turns work on the whole batch. A carried value is batched when its first value is or when a
 * turn makes it so; that may make further ones so, until nothing changes. Sequences keep their turns on axis 0, the batch is axis 1.
 */
import type { Node } from '../../core/graph.ts';
import { axisTo } from '../../ops/batching.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { batchedBody, bodyOutputs, withBatch, type BatchBody } from './rules.ts';

export const batchScan: BatchBody = (batchInto, b, node: Node, x, batched, axis) => {
  const params = node.params as unknown as ScanParams, { body, constants, carries } = params;
  const isCarried = (i: number): boolean => i >= constants && i < constants + carries;
  let into = batched, out = bodyOutputs(batchInto, body, into, axis);
  while (out.some((o, i) => i < carries && o && !into[constants + i])) {
    into = into.map((was, i) => was || (isCarried(i) && out[i - constants]));
    out = bodyOutputs(batchInto, body, into, axis);
  }
  const wanted = out.map((o, i) => (i < carries ? into[constants + i] : o));
  const operands = withBatch(b, { values: x, batched }, into, axis.size)
    .map((v, i) => (i >= constants + carries && into[i] ? axisTo(b, v, 0, 1) : v));
  const y = b.emit(node.op, operands, { ...params, body: batchedBody(batchInto, body, into, wanted, axis) } satisfies ScanParams);
  return { values: y.map((v, i) => (i >= carries && wanted[i] ? axisTo(b, v, 1, 0) : v)), batched: wanted };
};

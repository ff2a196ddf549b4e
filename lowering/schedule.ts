/**
 * From a graph to steps over slots: which kernel or matrix product computes which values, in which order.
 * Says nothing of where slots lie; that is the plan's.
 */
import { bytesOf } from '../core/dtype.ts';
import { invariant } from '../core/diagnostic.ts';
import type { Graph, Node, Type, Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import type { ScanParams } from '../ops/scan.ts';
import { contractionOf } from './contraction.ts';
import { gemmOf, rowMajor } from './gemm.ts';
import { definitionOf, elementsOf, plainKernel } from './kernel/plain.ts';
import { sameRef, whole, type FreeStep, type Ref, type Slot } from './slot.ts';

export const sizeBytes = (t: Type): number => elementsOf(t) * bytesOf(t.dtype);

/** Steps that compute `graph` with its inputs at `inputs` and leave its outputs at `outputs`, `depth` loops deep. */
export function schedule(graph: Graph, inputs: readonly Ref[], outputs: readonly Ref[], depth = 0): readonly FreeStep[] {
  const refs = new Map<Value, Ref>();
  graph.inputs.forEach((x, i) => refs.set(x, inputs[i]!));
  // A value is computed straight into the first output that wants it.
  graph.outputs.forEach((y, i) => { if (!refs.has(y)) refs.set(y, outputs[i]!); });
  const refOf = (v: Value): Ref => {
    const found = refs.get(v);
    if (found) return found;
    const slot: Slot = { bytes: sizeBytes(v.type) };
    refs.set(v, whole(slot));
    return whole(slot);
  };

  const steps: FreeStep[] = [];
  for (const node of graph.nodes) steps.push(...stepsOf(node, node.inputs.map(refOf), node.outputs.map(refOf), depth));
  graph.outputs.forEach((y, i) => {
    const from = refOf(y), to = outputs[i]!;
    if (!sameRef(from, to)) steps.push({ kind: 'copy', from, to, bytes: sizeBytes(y.type) });
  });
  return steps;
}

function stepsOf(node: Node, inputs: readonly Ref[], outputs: readonly Ref[], depth: number): readonly FreeStep[] {
  const { op, params } = node;
  const label = node.origin ? `${op.name} (${node.origin.label})` : op.name;
  if (op.control === 'scan') return scanSteps(params as unknown as ScanParams, inputs, outputs, depth);
  invariant(op.define ?? op.scalar ?? op.kernel, `${op.name} reached the schedule without a meaning of its own`);
  const from = node.inputs.map((x) => x.type), to = node.outputs.map((y) => y.type);
  if (op.define) {
    const definition = definitionOf(op, from, to[0]!, params);
    const c = contractionOf(definition);
    const gemm = c && gemmOf(c, { ref: inputs[0]!, strides: rowMajor(c.x) }, { ref: inputs[1]!, strides: rowMajor(c.y) }, { ref: outputs[0]!, strides: rowMajor(c.z) }, to[0]!.dtype, label);
    if (gemm) return [gemm];
  }
  return [{ kind: 'kernel', kernel: plainKernel(op, from, to, params), args: [...inputs, ...outputs], label }];
}

/** Carries stay in the memory of the scan's outputs; each turn reads its part of xs and writes its part of ys where they lie. */
function scanSteps({ body, constants, carries, length, reverse }: ScanParams, inputs: readonly Ref[], outputs: readonly Ref[], depth: number): readonly FreeStep[] {
  const count = known([length])[0]!;
  const carry = outputs.slice(0, carries);
  const turn = (ref: Ref, t: Type): Ref => ({ ...ref, strides: [...ref.strides, ...Array<number>(depth - ref.strides.length).fill(0), sizeBytes(t)] });
  const types = body.outputs.map((y) => y.type);
  const next = types.slice(0, carries).map((t) => whole({ bytes: sizeBytes(t) }));
  const steps = schedule(body, [
    ...inputs.slice(0, constants), ...carry,
    ...inputs.slice(constants + carries).map((ref, i) => turn(ref, body.inputs[constants + carries + i]!.type)),
  ], [...next, ...outputs.slice(carries).map((ref, i) => turn(ref, types[carries + i]!))], depth + 1);
  const bytes = (i: number): number => sizeBytes(types[i]!);
  return [
    ...carry.map((to, i): FreeStep => ({ kind: 'copy', from: inputs[constants + i]!, to, bytes: bytes(i) })),
    { kind: 'loop', count, reverse, steps: [...steps, ...carry.map((to, i): FreeStep => ({ kind: 'copy', from: next[i]!, to, bytes: bytes(i) }))] },
  ];
}

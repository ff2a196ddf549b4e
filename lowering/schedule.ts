/**
 * From a graph to steps over slots: which kernel or matrix product computes which values, in which order.
 * Says nothing of where slots lie; that is the plan's.
 */
import { invariant } from '../core/diagnostic.ts';
import type { Graph, Node, Type, Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import type { CondParams } from '../ops/cond.ts';
import type { ScanParams } from '../ops/scan.ts';
import type { WhileParams } from '../ops/whileLoop.ts';
import { counted } from './counted.ts';
import { fuse, type Unit } from './fuse.ts';
import { gemmOf, rowMajor, type Strided } from './gemm.ts';
import { aliases, arrange } from './order.ts';
import { productOf, stretchOf, type Operand, type Product } from './operand.ts';
import { plainKernel, sizeBytes } from './kernel/plain.ts';
import { sameRef, whole, type FreeStep, type Ref } from './slot.ts';

export interface ScheduleOptions {
  /** Several operations in one kernel where that is worth while; else each by itself, as written in its record. */
  readonly fuse: boolean;
  /** Inputs whose memory outputs may take. */
  readonly donated: readonly number[];
}

export interface Schedule {
  readonly steps: readonly FreeStep[];
  /** Which input's memory each output takes, or -1. */
  readonly alias: readonly number[];
}

/** Steps that compute `graph` with its inputs at `inputs` and leave its outputs at `outputs`, `depth` loops deep. */
export function schedule(given: Graph, inputs: readonly Ref[], outputs: readonly Ref[], options: ScheduleOptions, depth = 0): Schedule {
  const graph: Graph = { ...given, nodes: needed(given) };
  const refs = new Map<Value, Ref>();
  const home = homes(options.fuse);
  graph.inputs.forEach((x, i) => refs.set(x, inputs[i]!));
  // A value is computed straight into the first output that wants it, whole.
  graph.outputs.forEach((y, i) => {
    const { base, offset } = home(y);
    if (!refs.has(base) && offset === 0 && sizeBytes(base.type) === sizeBytes(y.type)) refs.set(base, outputs[i]!);
  });
  const refOf = (v: Value): Ref => {
    const { base, offset } = home(v);
    let ref = refs.get(base);
    if (!ref) { ref = whole({ bytes: sizeBytes(base.type) }); refs.set(base, ref); }
    return offset === 0 ? ref : { ...ref, offset: ref.offset + offset };
  };

  const steps: FreeStep[] = [];
  const products = new Map<Node, Product | undefined>();
  for (const node of graph.nodes) products.set(node, productOf(node, options.fuse));
  const readsOf = (node: Node): readonly Value[] => { const p = products.get(node); return (p ? [p.x.base, p.y.base] : node.inputs).map((x) => home(x).base); };
  const kept = graph.outputs.map((y) => home(y).base);
  const found: readonly Unit[] = options.fuse ? fuse(graph, readsOf, kept) : graph.nodes.map((node) => ({ kind: 'single', node }));
  const alias = aliases(graph, kept, found, options.donated, readsOf);
  for (const unit of options.fuse ? arrange(graph, kept, found, alias, readsOf, (v) => home(v).base) : found) {
    if (unit.kind === 'cluster') steps.push({ kind: 'kernel', kernel: unit.kernel, args: [...unit.reads, ...unit.stored].map(refOf), label: clusterLabel(unit.nodes) });
    else steps.push(...stepsOf(unit.node, refOf, products.get(unit.node), options, depth));
  }
  graph.outputs.forEach((y, i) => {
    const from = refOf(y), to = outputs[i]!;
    if (!sameRef(from, to)) steps.push({ kind: 'copy', from, to, bytes: sizeBytes(y.type) });
  });
  return { steps, alias };
}

interface Stretch { readonly base: Value; readonly offset: number }

/** In which value's memory a value lies, and how far in: views may lie in what they look at, a barrier's results in its operands. */
function homes(throughViews: boolean): (v: Value) => Stretch {
  const home = (v: Value): Stretch => {
    const { base, offset } = throughViews ? stretchOf(v) : { base: v, offset: 0 };
    if (base.node?.op.control !== 'barrier') return { base, offset };
    const before = home(base.node.inputs[base.index]!);
    return { base: before.base, offset: before.offset + offset };
  };
  return home;
}

/** The nodes whose values are wanted. */
function needed({ nodes, outputs }: Graph): readonly Node[] {
  const wanted = new Set<Value>(outputs);
  return nodes.toReversed().filter((node) => {
    if (!node.outputs.some((y) => wanted.has(y))) return false;
    node.inputs.forEach((x) => wanted.add(x));
    return true;
  }).reverse();
}

function stepsOf(node: Node, refOf: (v: Value) => Ref, product: Product | undefined, options: ScheduleOptions, depth: number): readonly FreeStep[] {
  const { op, params } = node;
  if (node.outputs.every((y) => sizeBytes(y.type) === 0)) return [];
  const outputs = node.outputs.map(refOf);
  if (product) {
    const at = ({ base, offset, strides }: Operand): Strided => { const ref = refOf(base); return { ref: { ...ref, offset: ref.offset + offset }, strides }; };
    const gemm = gemmOf(product.contraction, at(product.x), at(product.y), { ref: outputs[0]!, strides: rowMajor(product.contraction.z) }, node.outputs[0]!.type.dtype, labelOf(node));
    if (gemm) return [gemm];
  }
  const inputs = node.inputs.map(refOf);
  if (op.control === 'barrier') return [];
  if (op.control === 'scan') return scanSteps(params as unknown as ScanParams, inputs, outputs, options, depth);
  if (op.control === 'cond') return [condStep(params as unknown as CondParams, inputs, outputs, options, depth)];
  if (op.control === 'while') return whileSteps(params as unknown as WhileParams, inputs, outputs, options, depth);
  invariant(op.define ?? op.scalar ?? op.kernel, `${op.name} reached the schedule without a meaning of its own`);
  const from = node.inputs.map((x) => x.type), to = node.outputs.map((y) => y.type);
  return [{ kind: 'kernel', kernel: plainKernel(op, from, to, params), args: [...inputs, ...outputs], label: labelOf(node) }];
}

const labelOf = ({ op, origin }: Node): string => (origin ? `${op.name} (${origin.label})` : op.name);

function clusterLabel(nodes: readonly Node[]): string {
  const names = [...new Set(nodes.map((n) => n.op.name))], origin = nodes.findLast((n) => n.origin)?.origin;
  return origin ? `${names.join(' ')} (${origin.label})` : names.join(' ');
}

/** Carries stay in the memory of the scan's outputs; each turn reads its part of xs and writes its part of ys where they lie. */
function scanSteps({ body, constants, carries, length, reverse }: ScanParams, inputs: readonly Ref[], outputs: readonly Ref[], options: ScheduleOptions, depth: number): readonly FreeStep[] {
  const count = known([length])[0]!;
  const carry = outputs.slice(0, carries);
  const turn = (ref: Ref, t: Type): Ref => ({ ...ref, strides: [...ref.strides, ...Array<number>(depth - ref.strides.length).fill(0), sizeBytes(t)] });
  const types = body.outputs.map((y) => y.type);
  const next = types.slice(0, carries).map((t) => whole({ bytes: sizeBytes(t) }));
  const { steps } = schedule(body, [
    ...inputs.slice(0, constants), ...carry,
    ...inputs.slice(constants + carries).map((ref, i) => turn(ref, body.inputs[constants + carries + i]!.type)),
  ], [...next, ...outputs.slice(carries).map((ref, i) => turn(ref, types[carries + i]!))], { ...options, donated: [] }, depth + 1);
  const bytes = (i: number): number => sizeBytes(types[i]!);
  return [
    ...carry.map((to, i): FreeStep => ({ kind: 'copy', from: inputs[constants + i]!, to, bytes: bytes(i) })),
    { kind: 'loop', count, reverse, steps: [...steps, ...carry.map((to, i): FreeStep => ({ kind: 'copy', from: next[i]!, to, bytes: bytes(i) }))] },
  ];
}

/** Both branches leave their results in the same memory. */
function condStep({ then, otherwise }: CondParams, [test, ...operands]: readonly Ref[], outputs: readonly Ref[], options: ScheduleOptions, depth: number): FreeStep {
  const side = (graph: Graph): readonly FreeStep[] => schedule(graph, operands, outputs, { ...options, donated: [] }, depth).steps;
  return { kind: 'branch', test: test!, then: side(then), otherwise: side(otherwise) };
}

/** Carries stay in the memory of the results, as those of a scan do; what is carried besides, in memory of its own. */
function whileSteps(params: WhileParams, inputs: readonly Ref[], outputs: readonly Ref[], options: ScheduleOptions, depth: number): readonly FreeStep[] {
  const { condition, body, more } = counted(params), inner = { ...options, donated: [] };
  const memory = (y: Value): Ref => whole({ bytes: sizeBytes(y.type) });
  const besides = more.outputs.map(memory), carry = [...outputs, ...besides], next = body.outputs.map(memory), [test] = condition.outputs.map(memory);
  const operands = [...inputs.slice(0, params.constants), ...carry];
  const copies = (from: readonly Ref[], to: readonly Ref[]): readonly FreeStep[] => to.map((ref, i) => ({ kind: 'copy', from: from[i]!, to: ref, bytes: sizeBytes(body.outputs[i]!.type) }));
  return [
    ...copies(inputs.slice(params.constants), outputs),
    ...schedule(more, [], besides, inner, depth).steps,
    {
      kind: 'while', test: test!,
      condition: schedule(condition, operands, [test!], inner, depth).steps,
      body: [...schedule(body, operands, next, inner, depth).steps, ...copies(next, carry)],
    },
  ];
}

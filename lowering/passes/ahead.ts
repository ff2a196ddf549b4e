/**
 * Products that do not wait for the carried values are made for all turns at once, before the loop:
 *     scan %w, %h, %xs { … %0 = dot %x, %w … }   →   %0 = dot %xs, %w   scan %h, %0 { … }
 * Where a turn joins its x with a carried h and multiplies both (a recurrent cell), the product is taken apart first:
 *     (x, h) · w = x · w₁ + h · w₂
 * One large product takes less time than many small ones; so does its gradient, which is then outside the loop too.
 */
import type { Node, Value } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import { count, known } from '../../core/shape.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { DotAxes } from '../../ops/dot.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { copy, mapBodies, once, rewrite, rewriteInto, type Pass } from './rewrite.ts';

export const ahead: Pass = once(function ahead(graph) {
  if (!graph.nodes.some((n) => n.op.control)) return graph;
  return rewrite(graph, (b, node, x) => {
    if (!node.op.control) return undefined;
    const params = mapBodies(node.params, ahead);
    return (node.op.control === 'scan' && scanAhead(b, node, x, params as unknown as ScanParams)) || copy(b, node, x, params);
  });
});

const mostRows = 128;

/** A product inside a turn, left · w, its left operand in parts that lie one after the other along a contracted axis. */
interface Early {
  readonly node: Node;
  /** The axis of w that is contracted with the parts. */
  readonly axis: number;
  readonly parts: readonly { readonly value: Value; readonly from: number; readonly to: number; readonly isSequence: boolean }[];
}

function scanAhead(b: Builder, node: Node, x: readonly Value[], params: ScanParams): readonly Value[] | undefined {
  const { body, constants, carries } = params, held = constants + carries;
  const early = body.nodes.flatMap((n) => earlyProduct(n, params) ?? []);
  if (early.length === 0) return undefined;

  const at = (v: Value): Value => x[body.inputs.indexOf(v)];
  const rows = ({ node, axis }: Early, from: number, to: number): Value => {
    const w = at(node.inputs[1]), { shape } = w.type;
    if (from === 0 && to === shape[axis]) return w;
    return b.slice(w, { start: shape.map((_, i) => (i === axis ? from : 0)), stop: shape.map((d, i) => (i === axis ? to : d)), step: shape.map(() => 1) });
  };
  // Turns are one more axis of the sequence, and the first axis of the product.
  const products = early.map((e) => {
    const { batch, contract } = axesOf(e.node);
    return e.parts.filter((p) => p.isSequence)
      .map((p) => b.dot(at(p.value), rows(e, p.from, p.to), { batch, contract: [contract[0].map((a) => a + 1), contract[1]] }))
      .reduce((sum, part) => b.add(sum, part));
  });
  const weights = early.flatMap((e) => e.parts.filter((p) => !p.isSequence).map((p) => rows(e, p.from, p.to)));

  const turn = graphBuilder(body.name);
  const input = (v: Value): Value => turn.input(v.type);
  const fixed = body.inputs.slice(0, constants).map(input), insideWeights = weights.map(input), changing = body.inputs.slice(constants).map(input);
  const made = early.map((e) => turn.input(e.node.outputs[0].type));
  let next = 0;
  const out = rewriteInto(turn, body, [...fixed, ...changing], (_, n, [left]) => {
    const i = early.findIndex((e) => e.node === n);
    if (i < 0) return undefined;
    const { parts } = early[i], values = parts.length === 1 ? [left] : left.node!.inputs;
    return [parts.reduce((sum, p, k) => (p.isSequence ? sum : turn.add(sum, turn.dot(values[k], insideWeights[next++], axesOf(n)))), made[i])];
  });
  return b.emit(node.op, [...x.slice(0, constants), ...weights, ...x.slice(constants), ...products],
    { ...params, body: turn.finish(out), constants: held - carries + weights.length } satisfies ScanParams);
}

const axesOf = (node: Node): DotAxes => node.params as unknown as DotAxes;

function earlyProduct(node: Node, { body, constants, carries }: ScanParams): Early | undefined {
  const [left, w] = node.inputs, consts = body.inputs.slice(0, constants), xs = body.inputs.slice(constants + carries);
  if (node.op !== (ops.dot as AnyOp) || !consts.includes(w) || axesOf(node).batch[0].length > 0) return undefined;
  const { contract } = axesOf(node), first = contract[1][0];
  // Products of many rows are quick enough one by one, and may be made turn by turn to save memory.
  const free = left.type.shape.filter((_, i) => !contract[0].includes(i));
  if (count(known(free)) > mostRows) return undefined;
  if (xs.includes(left) && first !== undefined)
    return { node, axis: first, parts: [{ value: left, from: 0, to: w.type.shape[first] as number, isSequence: true }] };
  const joined = left.node;
  if (joined?.op !== (ops.concat as AnyOp) || !joined.inputs.some((p) => xs.includes(p))) return undefined;
  const along = joined.params['axis'] as number, k = contract[0].indexOf(along);
  if (k < 0) return undefined;
  let to = 0;
  const parts = joined.inputs.map((value) => {
    const from = to;
    to += value.type.shape[along] as number;
    return { value, from, to, isSequence: xs.includes(value) };
  });
  return { node, axis: contract[1][k], parts };
}

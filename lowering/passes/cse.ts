/**
 * The same operation with the same parameters on the same operands is done once:
 *     %0 = exp %x0   %1 = exp %x0   %2 = add %0, %1   →   %0 = exp %x0   %1 = add %0, %0
 * Operations are pure, so this holds for all of them. Bodies are compared by their structure.
 */
import { inline, type Value } from '../../core/graph.ts';
import { opKey, paramKey } from '../../core/key.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';
import { copy, mapBodies, once, rewrite, type Pass } from './rewrite.ts';

export const cse: Pass = once(function cse(graph) {
  const seen = new Map<string, readonly Value[]>();
  return rewrite(graph, (b, node, x) => {
    const params = mapBodies(node.op.control ? loopOperands[node.op.control]?.(x, node.params) ?? node.params : node.params, cse);
    const key = `${opKey(node.op)}(${x.map((v) => v.id).join()})${paramKey(params)}`;
    let outputs = seen.get(key);
    if (!outputs) {
      outputs = copy(b, node, x, params);
      if (node.op.control === 'scan') outputs = sameResults(outputs, params);
      seen.set(key, outputs);
    }
    return outputs;
  });
});

/** A loop that is given the same sequence or constant twice reads the first; deadCode takes the second away. */
const loopOperands: Partial<Record<NonNullable<AnyOp['control']>, (x: readonly Value[], params: Params) => Params>> = {
  scan(x, params) {
    const { constants, carries } = params as unknown as ScanParams;
    return sameOperands(x, params, (i) => (i < constants ? 'constant' : i < constants + carries ? undefined : 'sequence'));
  },
  while(x, params) {
    const { constants } = params as unknown as WhileParams;
    return sameOperands(x, params, (i) => (i < constants ? 'constant' : undefined));
  },
};

function sameOperands(x: readonly Value[], params: Params, kindOf: (i: number) => 'constant' | 'sequence' | undefined): Params {
  const firsts = x.map((v, i) => (kindOf(i) === undefined ? i : x.findIndex((w, j) => w === v && kindOf(j) === kindOf(i))));
  if (firsts.every((first, i) => first === i)) return params;
  return mapBodies(params, (body) => {
    const b = graphBuilder(body.name), inputs = body.inputs.map((v) => b.input(v.type));
    return b.finish(inline(b, body, firsts.map((i) => inputs[i])));
  });
}

/** Of results of every turn that are the same value, the first stands for all. */
function sameResults(outputs: readonly Value[], params: Params): readonly Value[] {
  const { body, carries } = params as unknown as ScanParams;
  return outputs.map((y, i) => (i < carries ? y : outputs[carries + body.outputs.slice(carries).indexOf(body.outputs[i])]));
}

/**
 * The last passes before kernels: matrix products as engines do them.
 *
 *     %1 = dot %x, %y   %2 = transpose %1    →  %2 = dot with its axes in that order
 *     dot whose summed axes run differently  →  its operands turned first
 */
import { invariant } from '../core/diagnostic.ts';
import type { Graph, Node, Type, Value } from '../core/graph.ts';
import type { AnyOp } from '../core/op.ts';
import { dot, transpose } from '../ops/all.ts';
import type { Builder } from '../ops/builder.ts';
import type { DotAxes } from '../ops/dot.ts';
import { runsAsOne } from './operand.ts';
import { copy, mapBodies, once, rewrite, type Pass } from './passes/rewrite.ts';

/** A product with the axes of its result in another order. */
const turnedDot: AnyOp = {
  name: 'dot', arity: 2,
  type(inputs: readonly Type[], { order, ...axes }: TurnedAxes) {
    const [z] = dot.type(inputs as [Type, Type], axes);
    return [{ shape: order.map((a) => z!.shape[a]!), dtype: z!.dtype }];
  },
  define(inputs: readonly Type[], z: Type, { order, ...axes }: TurnedAxes) {
    const { axes: own, body } = dot.define!(inputs as [Type, Type], z, axes);
    return { axes: order.map((a) => own[a]!), body };
  },
  samples: [],
};
interface TurnedAxes extends DotAxes { readonly order: readonly number[] }

const turns: Pass = once(function turns(graph) {
  const uses = usesOf(graph);
  return rewrite(graph, (b, node, x) => {
    if (node.op.control) return copy(b, node, x, mapBodies(node.params, turns));
    if (node.op === dot && !runsAsOne(node)) return [turned(b, x as [Value, Value], node.params as unknown as DotAxes)];
    const from = node.inputs[0]?.node;
    if (node.op !== transpose || from?.op !== dot || uses.get(node.inputs[0]!) !== 1) return undefined;
    const made = x[0]!.node;
    invariant(made?.op === dot, 'a product was replaced by something else');
    return b.emit(turnedDot, made.inputs, { ...made.params, order: node.params['order'] });
  });
});

function usesOf(graph: Graph): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  for (const v of [...graph.nodes.flatMap((n: Node) => n.inputs), ...graph.outputs]) uses.set(v, (uses.get(v) ?? 0) + 1);
  return uses;
}

/** Both operands with the axes kept first and those summed over last, in one order. */
function turned(b: Builder, [x, y]: readonly [Value, Value], { batch, contract }: DotAxes): Value {
  const side = (v: Value, i: 0 | 1): Value => {
    const free = v.type.shape.map((_, a) => a).filter((a) => !batch[i].includes(a) && !contract[i].includes(a));
    return b.transpose(v, { order: [...batch[i], ...free, ...contract[i]] });
  };
  const axes = (v: Value): readonly [readonly number[], readonly number[]] => {
    const rank = v.type.shape.length, all = v.type.shape.map((_, a) => a);
    return [all.slice(0, batch[0].length), all.slice(rank - contract[0].length)];
  };
  const [xb, xk] = axes(x), [yb, yk] = axes(y);
  return b.dot(side(x, 0), side(y, 1), { batch: [xb, yb], contract: [xk, yk] });
}

/** What they leave behind unused is not scheduled. */
export const prepare: readonly Pass[] = [turns];

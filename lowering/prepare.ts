/**
 * The last passes before kernels: products as engines do them, and sums that threads can share.
 *
 *     %1 = dot %x, %y   %2 = transpose %1    →  %2 = dot with its axes in that order
 *     dot whose summed axes run differently  →  its operands turned first
 *     sum to a few elements                  →  a sum of sums of parts, for several threads; the parts depend on sizes alone
 */
import { invariant } from '../core/diagnostic.ts';
import type { Graph, Node, Type, Value } from '../core/graph.ts';
import type { AnyOp } from '../core/op.ts';
import { count, known } from '../core/shape.ts';
import { dot, max, min, prod, sum, transpose } from '../ops/all.ts';
import type { Builder } from '../ops/builder.ts';
import type { DotAxes } from '../ops/dot.ts';
import { divisor } from './kernel/pieces.ts';
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

/** So much of a sum is one thread's work. */
const longSum = 1 << 16;
/** More threads than this need no more shares. */
const enoughShares = 16;
const folds = new Set<AnyOp>([max, min, prod, sum]);

const parts: Pass = once(function parts(graph) {
  return rewrite(graph, (b, node, x) => {
    if (node.op.control) return copy(b, node, x, mapBodies(node.params, parts));
    if (!folds.has(node.op)) return undefined;
    const y = inParts(b, node.op, x[0]!, node.params['axes'] as readonly number[]);
    return y && [y];
  });
});

/** Over the first axes or the last ones, when what they leave is not work enough for several threads. */
function inParts(b: Builder, op: AnyOp, x: Value, axes: readonly number[]): Value | undefined {
  const shape = known(x.type.shape);
  const gone = shape.map((_, a) => axes.includes(a)), run = gone.filter(Boolean).length;
  const last = gone.slice(-run).every(Boolean), first = gone.slice(0, run).every(Boolean);
  if (run === 0 || !first && !last) return undefined;
  const kept = shape.filter((_, a) => !gone[a]), summed = count(shape.filter((_, a) => gone[a]));
  // Where memory runs along what is kept, threads share the columns; else each has rows of its own.
  const shares = last ? count(kept) : Math.ceil(count(kept) / 32);
  if (shares >= enoughShares || count(shape) < shares * longSum) return undefined;
  const n = divisor(summed, Math.min(64, count(shape) / (1 << 13)));
  if (n < 4) return undefined;
  const cut = last ? [...kept, n, summed / n] : [n, summed / n, ...kept];
  const some = b.emit(op, [b.reshape(x, { shape: cut })], { axes: [last ? kept.length + 1 : 1] })[0]!;
  return b.emit(op, [some], { axes: [last ? kept.length : 0] })[0];
}

/** What they leave behind unused is not scheduled. */
export const prepare: readonly Pass[] = [turns, parts];

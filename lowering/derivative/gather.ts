/**
 * Sums over the turns of a loop, taken after the loop. The cotangent of a weight is Σᵢ xᵢᵀ · gᵢ; carried from turn to turn, the sum is
 * read and written once per turn. Of the sequences X and G it is one product over turns and rows at once.
 */
import type { Value } from '../../core/graph.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import * as ops from '../../ops/all.ts';
import type { Builder } from '../../ops/builder.ts';
import type { DotAxes } from '../../ops/dot.ts';
import type { Axes } from '../../ops/reduction.ts';

export interface Gathered {
  /** Values of one turn. */
  readonly operands: readonly Value[];
  /** The sum over all turns, where `sequence` gives what an operand is in each of them, turns on the first axis. */
  total(b: Builder, sequence: (operand: Value) => Value): Value;
}

const shifted = (axes: readonly number[]): readonly number[] => axes.map((a) => a + 1);

/** How the sum of `v` over the turns is made of sequences; undefined when it must be added up turn by turn. */
export function gathered(v: Value): Gathered | undefined {
  const { node } = v;
  return node && rules.get(node.op)?.(node.inputs, node.params);
}

const rules = new Map<AnyOp, (x: readonly Value[], params: Params) => Gathered | undefined>([
  [ops.dot, ([x, y], params) => {
    const { batch, contract } = params as unknown as DotAxes;
    const axes: DotAxes = { batch: [shifted(batch[0]), shifted(batch[1])], contract: [[0, ...shifted(contract[0])], [0, ...shifted(contract[1])]] };
    return { operands: [x, y], total: (b, sequence) => b.dot(sequence(x), sequence(y), axes) };
  }],
  [ops.sum, ([x], params) => {
    const { axes } = params as unknown as Axes;
    return { operands: [x], total: (b, sequence) => b.sum(sequence(x), { axes: [0, ...shifted(axes)] }) };
  }],
  // What is linear in every turn is linear in the sum.
  [ops.add, ([x, y]) => {
    const p = gathered(x), q = gathered(y);
    return p && q && { operands: [...p.operands, ...q.operands], total: (b, sequence) => b.add(p.total(b, sequence), q.total(b, sequence)) };
  }],
  [ops.reshape, ([x], params) => after(x, ops.reshape, params)],
  [ops.transpose, ([x], params) => after(x, ops.transpose, params)],
]);

function after(x: Value, op: AnyOp, params: Params): Gathered | undefined {
  const inner = gathered(x);
  return inner && { operands: inner.operands, total: (b, sequence) => b.emit(op, [inner.total(b, sequence)], params)[0] };
}

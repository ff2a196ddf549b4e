/**
 * Finding where a number stopped being one: a graph is run again operation by operation, and a bad result followed back to
 * the operation that made it of good ones; within loops turn by turn, and within the branch that was taken.
 */
import { bytesOf, isFloat } from '../core/dtype.ts';
import type { Graph, Node, Value } from '../core/graph.ts';
import type { AnyOp, Params } from '../core/op.ts';
import { count } from '../core/shape.ts';
import type { CondParams } from '../ops/cond.ts';
import type { ScanParams } from '../ops/scan.ts';
import type { WhileParams } from '../ops/whileLoop.ts';
import { fromElements } from './create.ts';
import { astype } from './functions.ts';
import { evaluateNodes } from './run.ts';
import type { Tensor } from './tensor.ts';

/** NaN before +∞ before −∞: the last may be there on purpose, as a mask has it. 0: all numbers are finite. */
const badness = (v: number): number => (Number.isNaN(v) ? 3 : v === Infinity ? 2 : v === -Infinity ? 1 : 0);

/** The worst number of a tensor; 0 when all are finite. */
export function worstIn(x: Tensor): number {
  if (!isFloat(x.dtype)) return 0;
  const numbers = (bytesOf(x.dtype) < 4 ? astype(x, 'f32') : x).dataSync();
  let worst = 0;
  for (const v of numbers) if (badness(v) > badness(worst)) worst = v;
  return worst;
}

interface Cause {
  readonly node: Node;
  /** What it gives. */
  readonly value: number;
  /** Of the loop around it. */
  readonly turn?: number;
}

interface Inspected {
  readonly results: readonly Tensor[];
  /** What made the results bad; undefined when they are good, or bad because the arguments are. */
  readonly cause: Cause | undefined;
}

export function inspect(graph: Graph, args: readonly Tensor[]): Inspected {
  const values = new Map<Value, Tensor>(graph.inputs.map((x, i) => [x, args[i]!]));
  for (const { node, outputs } of evaluateNodes(graph, args)) node.outputs.forEach((y, i) => values.set(y, outputs[i]!));
  const worst = new Map([...values].map(([value, x]) => [value, worstIn(x)]));
  const worstOf = (list: readonly Value[]): Value => list.reduce((a, b) => (badness(worst.get(b)!) > badness(worst.get(a)!) ? b : a));
  const back = (at: Value): Cause | undefined => {
    const { node } = at;
    if (!node || worst.get(at) === 0) return undefined;
    const next = node.inputs.length > 0 ? worstOf(node.inputs) : undefined;
    if (next && worst.get(next) !== 0) return back(next);
    return (node.op.control && within[node.op.control]?.(node.params, node.inputs.map((x) => values.get(x)!))) ?? { node, value: worst.get(at)! };
  };
  return { results: graph.outputs.map((y) => values.get(y)!), cause: graph.outputs.length > 0 ? back(worstOf(graph.outputs)) : undefined };
}

/** The cause within the graphs that an operation holds. */
const within: Partial<Record<NonNullable<AnyOp['control']>, (params: Params, inputs: readonly Tensor[]) => Cause | undefined>> = {
  scan(params, inputs) {
    const { body, constants, carries, reverse, length } = params as unknown as ScanParams;
    const same = inputs.slice(0, constants), sequences = inputs.slice(constants + carries), turns = Number(length);
    let carried = inputs.slice(constants, constants + carries);
    for (let i = 0; i < turns; i++) {
      const turn = reverse ? turns - 1 - i : i;
      const { results, cause } = inspect(body, [...same, ...carried, ...sequences.map((x) => row(x, turn))]);
      if (cause) return { turn, ...cause };
      carried = results.slice(0, carries);
    }
    return undefined;
  },
  while(params, inputs) {
    const { condition, body, constants, maxSteps = Infinity } = params as unknown as WhileParams;
    const same = inputs.slice(0, constants);
    let carried = inputs.slice(constants);
    for (let turn = 0; turn < maxSteps && inspect(condition, [...same, ...carried]).results[0]!.dataSync()[0] !== 0; turn++) {
      const { results, cause } = inspect(body, [...same, ...carried]);
      if (cause) return { turn, ...cause };
      carried = [...results];
    }
    return undefined;
  },
  cond(params, [test, ...operands]) {
    const { then, otherwise } = params as unknown as CondParams;
    return inspect(test!.dataSync()[0] !== 0 ? then : otherwise, operands).cause;
  },
};

function row(x: Tensor, i: number): Tensor {
  const shape = x.shape.slice(1), n = count(shape);
  return fromElements(x.dataSync().subarray(i * n, (i + 1) * n), shape, x.dtype);
}

export const describe = ({ node, value, turn }: Cause): string =>
  `${node.op.name}${node.origin ? ` at ${node.origin.label}` : ''}${turn === undefined ? '' : `, turn ${turn} of the loop,`} gives ${value}`;

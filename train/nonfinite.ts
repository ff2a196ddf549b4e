/**
 * Finding where a number stopped being one: the loss, and then its gradient, is run again operation by operation on the
 * same batch, and followed back from the bad result to the operation that made it of good ones.
 */
import type { Graph, Node, Value } from '../core/graph.ts';
import { bytesOf, isFloat } from '../core/dtype.ts';
import { gradGraph } from '../lowering/grad.ts';
import type { ScanParams } from '../ops/scan.ts';
import { readArguments } from '../tensor/arguments.ts';
import { fromElements } from '../tensor/create.ts';
import { astype } from '../tensor/functions.ts';
import { traceCall } from '../tensor/transform/jit.ts';
import { evaluateNodes } from '../tensor/run.ts';
import { foldIn } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Loss, TrainState } from './step.ts';

/** NaN before +∞ before −∞: the last may be there on purpose, as a mask has it. 0: all numbers are finite. */
const badness = (v: number): number => (Number.isNaN(v) ? 3 : v === Infinity ? 2 : v === -Infinity ? 1 : 0);

/** The worst number of a tensor; 0 when all are finite. */
function worstIn(x: Tensor): number {
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
  /** What made the results bad; undefined when they are good. */
  readonly cause: Cause | undefined;
}

/** Runs a graph on good arguments. */
function inspect(graph: Graph, args: readonly Tensor[]): Inspected {
  const values = new Map<Value, Tensor>(graph.inputs.map((x, i) => [x, args[i]!]));
  for (const { node, outputs } of evaluateNodes(graph, args)) node.outputs.forEach((y, i) => values.set(y, outputs[i]!));
  const worst = new Map([...values].map(([value, x]) => [value, worstIn(x)]));
  const worstOf = (list: readonly Value[]): Value => list.reduce((a, b) => (badness(worst.get(b)!) > badness(worst.get(a)!) ? b : a));
  const back = (at: Value): Cause | undefined => {
    const { node } = at;
    if (!node || worst.get(at) === 0) return undefined;
    const next = node.inputs.length > 0 ? worstOf(node.inputs) : undefined;
    if (next && worst.get(next) !== 0) return back(next);
    return inTurns(node, node.inputs.map((x) => values.get(x)!)) ?? { node, value: worst.get(at)! };
  };
  return { results: graph.outputs.map((y) => values.get(y)!), cause: back(worstOf(graph.outputs)) };
}

/** The same within a loop, turn by turn. */
function inTurns({ op, params }: Node, inputs: readonly Tensor[]): Cause | undefined {
  if (op.control !== 'scan') return undefined;
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
}

function row(x: Tensor, i: number): Tensor {
  const shape = x.shape.slice(1), n = shape.reduce((p, d) => p * d, 1);
  return fromElements(x.dataSync().subarray(i * n, (i + 1) * n), shape, x.dtype);
}

const describe = ({ node, value, turn }: Cause): string =>
  `${node.op.name}${node.origin ? ` at ${node.origin.label}` : ''}${turn === undefined ? '' : `, turn ${turn} of the loop,`} gives ${value}`;

/** One clause: which operation made the first NaN or infinity out of finite numbers, and where it stands in the source. */
export function explainNonFinite<P, B, M>(loss: Loss<P, B, M>, state: TrainState<P, M>, batch: B): string {
  const f = (parameters: P, b: B, model: M): unknown => {
    const result = loss(parameters, b, { key: foldIn(state.key, state.count), model });
    return result && typeof result === 'object' && 'loss' in result ? result.loss : result;
  };
  const given = readArguments([state.parameters, batch, state.model]);
  const bad = given.tensors.findIndex((x) => worstIn(x) !== 0);
  if (bad >= 0) return `${given.paths[bad]!.replace('arguments[0]', 'parameters').replace('arguments[1]', 'the batch').replace('arguments[2]', 'the model\'s state')} holds ${worstIn(given.tensors[bad]!)}`;
  const { graph, captured } = traceCall('loss', f as (...args: never[]) => unknown, given);
  const args = [...given.tensors, ...captured], [from, to] = given.ranges[0]!;
  const forward = inspect(graph, args).cause;
  if (forward) return describe(forward);
  const backward = inspect(gradGraph(graph, Array.from({ length: to - from }, (_, k) => from + k)), args).cause;
  return backward ? `in the gradient ${describe(backward)}` : 'run alone, each operation gives finite numbers';
}

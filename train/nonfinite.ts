/** Finding where a number stopped being one: the loss is run again, operation by operation, on the same batch. */
import type { Node } from '../core/graph.ts';
import { isFloat } from '../core/dtype.ts';
import { readArguments } from '../tensor/arguments.ts';
import { traceCall } from '../tensor/jit.ts';
import { evaluateNodes } from '../tensor/run.ts';
import { foldIn } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Loss, TrainState } from './step.ts';

const firstBad = (x: Tensor): number => (isFloat(x.dtype) ? (x.dataSync() as Float32Array).findIndex((v) => !Number.isFinite(v)) : -1);

const place = (node: Node): string => `${node.op.name}${node.origin ? ` at ${node.origin.label}` : ''}`;

/** One clause: which operation made the first NaN or infinity out of finite numbers, and where it stands in the source. */
export function explainNonFinite<P, B, M>(loss: Loss<P, B, M>, state: TrainState<P, M>, batch: B): string {
  const f = (parameters: P, b: B, model: M): unknown => {
    const result = loss(parameters, b, { key: foldIn(state.key, state.count), model });
    return result && typeof result === 'object' && 'loss' in result ? result.loss : result;
  };
  const args = readArguments([state.parameters, batch, state.model]);
  const bad = args.tensors.findIndex((x) => firstBad(x) >= 0);
  if (bad >= 0) return `${args.paths[bad]!.replace('arguments[0]', 'parameters').replace('arguments[1]', 'the batch')} holds ${String((args.tensors[bad]!.dataSync())[firstBad(args.tensors[bad]!)])}`;
  const { graph, captured } = traceCall('loss', f as (...args: never[]) => unknown, args);
  for (const { node, inputs, outputs } of evaluateNodes(graph, [...args.tensors, ...captured])) {
    const at = outputs.findIndex((y) => firstBad(y) >= 0);
    if (at >= 0 && inputs.every((x) => firstBad(x) < 0)) return `${place(node)} gives ${String(outputs[at]!.dataSync()[firstBad(outputs[at]!)])}`;
  }
  return 'the gradients overflow, the loss itself can be computed';
}

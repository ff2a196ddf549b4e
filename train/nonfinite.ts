/** What is said of a loss that is not finite: which operation made the first NaN or infinity, forwards or in the gradient. */
import { gradGraph } from '../lowering/grad.ts';
import { readArguments } from '../tensor/arguments.ts';
import { describe, inspect, worstIn } from '../tensor/nonfinite.ts';
import { foldIn } from '../tensor/random.ts';
import { traceCall } from '../tensor/transform/traced.ts';
import type { Loss, TrainState } from './step.ts';

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
  return backward ? describe(backward) : 'run alone, each operation gives finite numbers';
}

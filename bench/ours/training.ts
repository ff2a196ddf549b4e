/** A training loop that keeps its first losses. The step is the library's own: loss, gradients and update in one program. */
import { random, trainStep, type Optimizer, type Tensor } from '../../index.ts';
import type { Run } from '../child.ts';

/** `step` takes one step and returns its loss, read back. */
export const losing = (step: () => number, count: number): Run => {
  const losses: number[] = [];
  const once = (): void => {
    const loss = step();
    if (losses.length < count) losses.push(loss);
  };
  return {
    step: once,
    check: () => {
      while (losses.length < count) once();
      return losses;
    },
  };
};

export const training = <P, B>(loss: (parameters: P, batch: B) => Tensor, parameters: P, batch: B, optimizer: Optimizer, count: number): Run => {
  const step = trainStep<P, B, object>(loss, optimizer);
  let state = step.init(parameters, random.key(0));
  return losing(() => {
    const { state: next, metrics } = step(state, batch), loss = metrics.loss.dataSync()[0]!;
    state = next;
    metrics.loss.dispose();
    return loss;
  }, count);
};

/**
 * The training step: loss, gradients and update in one compiled program. State goes in, is overwritten in place, and
 * comes out. Where the loss or a gradient is not finite nothing changes: the parameters stay what they were.
 */
import { flatten, mapTree } from '../core/tree.ts';
import { CotangentError } from '../core/diagnostic.ts';
import type { Program } from '../lowering/program.ts';
import { add, equal, full, mul, sum, where } from '../tensor/functions.ts';
import { valueAndGrad } from '../tensor/transform/grad.ts';
import { jit } from '../tensor/transform/jit.ts';
import { foldIn, type Key } from '../tensor/random.ts';
import { Tensor } from '../tensor/tensor.ts';
import { copyOf } from '../tensor/create.ts';
import type { Optimizer, Tree } from './optim/optimizer.ts';

/** All that a run of training is, between two steps. */
export interface TrainState<P = Tree, M = Tree> {
  readonly parameters: P;
  /** What the model keeps from call to call, such as batch-norm statistics; {} when nothing. */
  readonly model: M;
  readonly optimizer: Tree;
  /** The key of the run; each step derives its own from it and the count. */
  readonly key: Key;
  /** Steps taken; i32. */
  readonly count: Tensor;
}

/** What a loss function is given besides parameters and batch. */
export interface StepContext<M = Tree> {
  readonly key: Key;
  readonly model: M;
}

export interface Loss<P, B, M> {
  /** Returns the loss (a float of shape []), or the loss with the model's new state and further numbers to report. */
  (parameters: P, batch: B, context: StepContext<M>): Tensor | { readonly loss: Tensor; readonly model?: M; readonly metrics?: Readonly<Record<string, Tensor>> };
}

export interface StepResult<S> {
  readonly state: S;
  /** `loss` and what else the loss function reports. */
  readonly metrics: Readonly<Record<string, Tensor>> & { readonly loss: Tensor };
  /** A bool: whether loss and gradients are finite. Where not, `state` is what it was before. */
  readonly finite: Tensor;
}

export interface TrainStep<P, B, M> {
  (state: TrainState<P, M>, batch: B): StepResult<TrainState<P, M>>;
  /** The state before the first step. The tensors given are copied: the step overwrites its own. */
  init(parameters: P, key: Key, model?: M): TrainState<P, M>;
  /** What a step with such a state and batch runs; nothing runs. */
  program(state: TrainState<P, M>, batch: B): Program;
  readonly loss: Loss<P, B, M>;
}

/**
 * One step of training as one compiled function: loss, gradients, the optimiser's update, in place. A step whose loss or gradients
 * are not finite changes nothing and says so in `finite`. The loss must be pure; what it draws at random comes from `context.key`.
 * @example
 * const loss = (w, batch) => mse(mul(batch.x, w), batch.y);
 * const step = trainStep(loss, sgd({ learningRate: 0.1 })), batch = { x: tensor([1, 2]), y: tensor([2, 4]) };
 * let state = step.init(tensor(0), random.key(0));
 * for (let i = 0; i < 20; i++) ({ state } = step(state, batch));
 * state.parameters // 2
 */
export function trainStep<P extends Tree, B, M extends Tree = Tree>(loss: Loss<P, B, M>, optimizer: Optimizer): TrainStep<P, B, M> {
  // State comes out in the order in which it goes in, before all else: each tensor takes the place of its predecessor.
  const both = jit((state: TrainState<P, M>, batch: B): readonly [TrainState<P, M>, Omit<StepResult<unknown>, 'state'>] => {
    const key = foldIn(state.key, state.count);
    const [{ value, model, metrics }, gradients] = lossAndGradients(loss, state, batch, key);
    const moved = optimizer.update(gradients, state.optimizer, state.parameters, state.count);
    const finite = isFinite([value, ...flatten(gradients).leaves as Tensor[]]);
    const guarded = <T>(next: T, now: T): T => mapTree((a: Tensor, b: Tensor) => where(finite, a, b), next, now) as T;
    return [{
      parameters: guarded(moved.parameters, state.parameters),
      model: guarded(model, state.model),
      optimizer: guarded(moved.state, state.optimizer),
      key: state.key,
      count: where(finite, add(state.count, full([], 1, { dtype: 'i32' })), state.count),
    }, { metrics: { ...metrics, loss: value }, finite }];
  }, { donate: [0], name: 'trainStep' });
  const run = (before: TrainState<P, M>, batch: B): StepResult<TrainState<P, M>> => {
    const [state, rest] = both(before, batch);
    return { state, ...rest };
  };

  const init = (parameters: P, key: Key, model: M = {} as M): TrainState<P, M> => {
    for (const x of flatten(parameters).leaves)
      if (!(x instanceof Tensor)) throw new CotangentError(`trainStep: the parameters hold ${String(x)}, which is not a tensor`, { code: 'NN0604', hint: 'give the tree that init returned' });
    const copies = <T>(tree: T): T => mapTree(copyOf, tree) as T;
    return { parameters: copies(parameters), model: copies(model), optimizer: copies(optimizer.init(parameters)), key: copyOf(key), count: full([], 0, { dtype: 'i32' }) };
  };
  return Object.assign(run, { init, loss, program: both.program });
}

/** Whether all numbers are finite: x · 0 is 0 for those, and NaN for the others. A sum costs a third of a maximum that heeds NaN. */
const isFinite = (tensors: readonly Tensor[]): Tensor =>
  equal(tensors.filter((x) => x.size > 0).map((x) => sum(mul(x, 0))).reduce((a, b) => add(a, b)), 0);

interface Evaluated<M> {
  readonly value: Tensor;
  readonly model: M;
  readonly metrics: Readonly<Record<string, Tensor>>;
}

function lossAndGradients<P, B, M>(loss: Loss<P, B, M>, state: TrainState<P, M>, batch: B, key: Key): [Evaluated<M>, P] {
  const f = (parameters: P): readonly [Tensor, { model: M; metrics: Readonly<Record<string, Tensor>> }] => {
    const result = loss(parameters, batch, { key, model: state.model });
    const { loss: value, model = state.model, metrics = {} } = result instanceof Tensor ? { loss: result } : result;
    return [value, { model, metrics }];
  };
  const [[value, aux], gradients] = valueAndGrad(f, { hasAux: true })(state.parameters);
  return [{ value, ...aux }, gradients as P];
}

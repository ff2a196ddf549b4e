/**
 * An optimiser: how parameters move along their gradients. Pure: its state goes in and comes out, so that a whole
 * training step is one function. The count of steps is a tensor: schedules are computed inside the step.
 */
import { mapTree, flatten, leafPaths, unflatten } from '../../core/tree.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mul, sqrt, square, sum, add, minimum, div } from '../../tensor/functions.ts';

/** A tree of tensors; what a model's `init` returns. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- trees of any form
export type Tree = any;

export interface Optimizer<S = Tree> {
  readonly name: string;
  /** State before the first step, for parameters of this form. */
  init(parameters: Tree): S;
  /** One step. `count` is the number of steps taken before, an i32 scalar. */
  update<P extends Tree>(gradients: P, state: S, parameters: P, count: Tensor): { readonly parameters: P; readonly state: S };
}

/** A step size: a number, or a function of the count of steps taken (an f32 scalar) that is traced with the step. */
export type Schedule = number | ((count: Tensor) => Tensor);

export function rateAt(schedule: Schedule, count: Tensor): Tensor | number {
  return typeof schedule === 'number' ? schedule : schedule(count);
}

/** Found on the way in, where the mistake is, not as a loss that does not fall. */
export function checkRate(optimizer: string, rate: Schedule): void {
  if (typeof rate === 'number' && !(rate > 0 && Number.isFinite(rate)))
    throw new CotangentError(`${optimizer}: the learning rate is ${rate}`, { code: 'NN0601', hint: 'give a number above 0, for example 1e-3, or a schedule' });
}
export function checkBetween(optimizer: string, name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value < high))
    throw new CotangentError(`${optimizer}: ${name} is ${value}`, { code: 'NN0602', hint: `give a number from ${low} to less than ${high}` });
}

/** Which parameters something applies to, by path (`blocks.0.weight`) and shape. */
export type Mask = (path: string, parameter: Tensor) => boolean;

export function maskTree(parameters: Tree, mask: Mask): readonly boolean[] {
  const { leaves, def } = flatten(parameters);
  return leafPaths(def).map((path, i) => mask(path, leaves[i] as Tensor));
}

/** Calls f once per parameter with the leaves of all trees, and gives one tree per result. */
export function eachParameter(parameters: Tree, trees: readonly Tree[], f: (leaves: readonly Tensor[], index: number) => readonly Tensor[]): Tree[] {
  const { leaves, def } = flatten(parameters);
  const others = trees.map((t) => flatten(t).leaves as Tensor[]);
  const results = leaves.map((p, i) => f([p as Tensor, ...others.map((o) => o[i]!)], i));
  return (results[0] ?? []).map((_, k) => unflatten(def, results.map((r) => r[k]!)));
}

/**
 * ‖g‖ = √ Σ g² over all leaves.
 * @example
 * globalNorm({ w: tensor([3, 0]), b: tensor(4) }) // 5
 */
export function globalNorm(tree: Tree): Tensor<[]> {
  const squares = (flatten(tree).leaves as Tensor[]).map((g) => sum(square(g)));
  if (squares.length === 0) throw new CotangentError('globalNorm: the tree has no tensors', { code: 'NN0603', hint: 'give the tree of gradients' });
  return sqrt(squares.reduce((a, b) => add(a, b)));
}

/**
 * Gradients scaled so that their global norm is at most `limit` (Pascanu et al. 2013, section 3.2): g · min(1, limit / ‖g‖).
 * @example
 * clipByGlobalNorm({ w: tensor([3, 4]) }, 1) // { w: [0.6, 0.8] }
 */
export function clipByGlobalNorm<T extends Tree>(gradients: T, limit: number): T {
  if (!(limit > 0)) throw new CotangentError(`clipByGlobalNorm: the limit is ${limit}`, { code: 'NN0602', hint: 'give a number above 0' });
  const norm = globalNorm(gradients);
  const factor = minimum(div(limit, norm), 1);
  return mapTree((g: Tensor) => mul(g, factor), gradients) as T;
}

/**
 * An optimiser whose gradients are clipped first.
 * @example
 * const { init, update } = clipped(sgd({ learningRate: 1 }), 1), w = tensor([0, 0]);
 * update(tensor([3, 4]), init(w), w, tensor(0, { dtype: 'i32' })).parameters // [-0.6, -0.8]
 */
export const clipped = (optimizer: Optimizer, limit: number): Optimizer => ({
  name: `${optimizer.name} clipped at ${limit}`,
  init: optimizer.init,
  update: (gradients, state, parameters, count) => optimizer.update(clipByGlobalNorm(gradients, limit), state, parameters, count),
});

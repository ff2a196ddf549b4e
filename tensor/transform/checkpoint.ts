/** Memory for time: what a function computes on its way is computed again for the gradient instead of being kept. */
import type { SavePolicy } from '../../ops/checkpoint.ts';
import { known } from '../../core/shape.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { readArguments } from '../arguments.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import { call, isTracing, type TensorLike } from '../trace.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { split } from '../../lowering/split.ts';
import { readTypes, type TensorType, type TypeTree } from '../argumentTypes.ts';
import { floats } from './directions.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Operand, Own } from '../signatures.ts';
import { traceCall, type AnyArguments } from './traced.ts';

export type { SavePolicy };

export interface CheckpointOptions {
  /** What is kept: 'nothing' when absent. */
  readonly policy?: SavePolicy;
  /** Arguments that are no tensors for f, though they are numbers. */
  readonly staticArgnums?: readonly number[];
}

/**
 * The same function, whose gradient computes f's intermediate values again from its arguments instead of keeping them. `policy` says
 * what is kept all the same: 'nothing', 'everything', 'dots' (products and convolutions), 'dotsWithNoBatchDims', or values by
 * their names (saveOnly, saveAnyBut, saveAnythingExcept). Values and gradients are the same as without.   As jax.checkpoint.
 * Chen et al. 2016, "Training deep nets with sublinear memory cost".
 * @example
 * const layer = checkpoint((x, w) => tanh(matmul(x, w)));
 * grad((w) => sum(layer(tensor([[1, 2]]), w)))(zeros([2, 2])) // [[1, 1], [2, 2]]
 */
export function checkpoint<A extends AnyArguments, R>(f: (...args: A) => R, { policy = 'nothing', staticArgnums = [] }: CheckpointOptions = {}): (...args: A) => R {
  return (...args) => {
    // Without a trace there is no gradient, and nothing is kept.
    if (!isTracing()) return f(...args);
    const read = readArguments(args, staticArgnums);
    const { graph: body, captured, marked, rebuild } = traceCall(f.name || 'f', f, read);
    const b = graphBuilder(body.name), inputs = body.inputs.map((x) => b.input(x.type));
    const graph = b.finish(b.checkpoint(inputs, { body, policy, again: false }));
    return rebuild(marked(call(graph, [...read.tensors, ...captured]))) as R;
  };
}

/**
 * x under a name that policies of checkpoint know; otherwise x itself.   As jax.ad_checkpoint.checkpoint_name.
 * @example
 * const f = checkpoint((x) => sin(checkpointName(sin(x), 'inner')), { policy: saveOnly('inner') });
 * grad(f)(tensor(0)) // 1
 */
export const checkpointName = ((x: TensorLike, name: string): Tensor => op(`checkpointName ${name}`, [x], (b, [x]) => b.checkpointName(typeof x === 'number' ? b.full({ value: x, shape: [], dtype: 'f32' }) : x!, { name }))[0]!) as <S = [], D = Weak>(x: Operand<S, D>, name: string) => Tensor<S, Own<D>>;

/**
 * A policy of checkpoint: keep the values of these names only.   As save_only_these_names.
 * @example
 * saveOnly('hidden') // { save: 'only', names: ['hidden'] }
 */
export const saveOnly = (...names: readonly string[]): SavePolicy => ({ save: 'only', names });
/**
 * A policy of checkpoint: keep every value that has a name, but these.   As save_any_names_but_these.
 * @example
 * saveAnyBut('hidden') // { save: 'but', names: ['hidden'] }
 */
export const saveAnyBut = (...names: readonly string[]): SavePolicy => ({ save: 'but', names });
/**
 * A policy of checkpoint: keep every value, named or not, except these.   As save_anything_except_these_names.
 * @example
 * saveAnythingExcept('hidden') // { save: 'except', names: ['hidden'] }
 */
export const saveAnythingExcept = (...names: readonly string[]): SavePolicy => ({ save: 'except', names });

export interface Residual extends TensorType {
  /** An argument by its path, a tensor from outside, or the operation that made it with its place in the program. */
  readonly from: string;
}

/**
 * What vjp(f, …args) keeps between f and its way back, arguments included: shapes, dtypes and where each comes from. Nothing is
 * computed.   As jax.ad_checkpoint.saved_residuals.
 * @example
 * savedResiduals(checkpoint((x) => sin(sin(x))), tensor([1, 2])).map((r) => r.from) // ['arguments[0]']
 */
export function savedResiduals<A extends readonly unknown[]>(f: (...args: A) => unknown, ...args: TypeTree<A>): readonly Residual[] {
  const read = readTypes(args);
  const { graph, values } = traceCall(f.name || 'f', f, read);
  const joint = vjpGraph(graph, { wrt: floats(read.tensors), values });
  const { forward, kept } = split(joint, graph.inputs.length, graph.outputs.length);
  const all = [...forward.inputs, ...forward.outputs];
  return kept.map((i) => {
    const { type: { shape, dtype }, node } = all[i]!, { name } = node?.params ?? {};
    const made = node && `${typeof name === 'string' ? `'${name}'` : node.op.name}${node.origin ? ` at ${node.origin.label}` : ''}`;
    return { shape: known(shape), dtype, from: made ?? read.paths[i] ?? 'a tensor from outside' };
  });
}

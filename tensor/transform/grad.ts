/** Gradients of functions on trees of tensors; JAX's names and meaning. A graph becomes a graph, so they nest in any order. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showType } from '../../core/shape.ts';
import { gradGraph } from '../../lowering/grad.ts';
import { readArguments, type Arguments } from '../arguments.ts';
import { call } from '../trace.ts';
import { argumentOf, requireFloat, type Chosen, type Gradients } from './chosen.ts';
import { filled } from './directions.ts';
import { traceCall, type AnyFunction, type TracedCall } from './traced.ts';
import { notALoss, type LossFunction } from './types.ts';

export interface GradOptions extends Chosen {
  /** f returns [value, aux]: aux is carried out unchanged. */
  readonly hasAux?: boolean;
  /** Integers among the chosen arguments are not refused: their gradient is 0. */
  readonly allowInt?: boolean;
}

/**
 * (…args) → [f(…args), ∂f/∂argnums].   f returns one number, a float tensor of shape []; with hasAux [number, aux], and so does the
 * value here. A gradient is a tree like its argument.   As jax.value_and_grad.
 * @example
 * const [value, slope] = valueAndGrad((x) => sum(square(x)))(tensor([1, 2]));
 * value // 5
 * slope // [2, 4]
 */
export function valueAndGrad<F extends AnyFunction, const O extends GradOptions = Record<never, never>>(given: LossFunction<F, O>, options?: O): (...args: Parameters<F>) => [ReturnType<F>, Gradients<F, O>] {
  const { argnums = 0, hasAux = false, allowInt = false }: GradOptions = options ?? {}, f = given as F;
  return (...args) => {
    const chosen = (typeof argnums === 'number' ? [argnums] : argnums).map((n) => argumentOf('grad', n, args.length));
    const read = readArguments(args, [], chosen);
    const by = chosen.map((i) => positionsIn(read, i));
    if (!allowInt) for (const i of by.flat()) requireFloat('grad', read, i);
    const wrt = [...new Set(by.flat())].filter((i) => isFloat(read.tensors[i]!.dtype));

    const traced = traceCall(f.name || 'f', f, read, { hasAux, known: true }), { graph, captured, values, rebuild, rebuildAux } = traced;
    requireLoss(f.name, traced, hasAux);
    const all = call(gradGraph(graph, wrt), [...read.tensors, ...captured]), outs = traced.marked(all.slice(0, graph.outputs.length));
    const gradients = new Map(wrt.map((i, k) => [i, all[graph.outputs.length + k]!.weakened(read.tensors[i]!.weak)]));
    const trees = chosen.map((i, k) => {
      const own = by[k]!.flatMap((j) => gradients.get(j) ?? []);
      return readArguments([args[i]], [], 'all').rebuild(filled(by[k]!.map((j) => read.tensors[j]!), own))[0];
    });
    read.dispose();
    const value = rebuild(outs.slice(0, values));
    return [hasAux ? [value, rebuildAux(outs.slice(values))] : value, typeof argnums === 'number' ? trees[0] : trees] as [ReturnType<F>, Gradients<F, O>];
  };
}

/**
 * (…args) → ∂f/∂argnums; with hasAux [gradients, aux].   Gradients have the form of their arguments.   As jax.grad.
 * @example
 * grad((x) => sum(square(x)))(tensor([1, 2, 3])) // [2, 4, 6]
 * grad((w, x) => sum(mul(w, x)), { argnums: [0, 1] })(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [1, 2]]
 */
export function grad<F extends AnyFunction, const O extends GradOptions = Record<never, never>>(f: LossFunction<F, O>, options?: O): (...args: Parameters<F>) => O extends { readonly hasAux: true } ? [Gradients<F, O>, ReturnType<F>[1]] : Gradients<F, O> {
  const both = valueAndGrad<F, O>(f, options);
  return (...args) => {
    const [value, gradients] = both(...args);
    return (options?.hasAux ? [gradients, (value as readonly unknown[])[1]] : gradients) as never;
  };
}

const positionsIn = ({ ranges }: Arguments, i: number): readonly number[] => Array.from({ length: ranges[i]![1] - ranges[i]![0] }, (_, k) => ranges[i]![0] + k);

function requireLoss(name: string, { graph, values, paths }: TracedCall, hasAux: boolean): void {
  const loss = graph.outputs[0];
  if (loss && values === 1 && loss.type.shape.length === 0 && isFloat(loss.type.dtype) && paths[0] === '') return;
  const found = graph.outputs.slice(0, values).map((y, i) => `${paths[i] === '' ? '' : `${paths[i]}: `}${showType(y.type)}`).join(', ') || 'no tensor';
  throw new CotangentError(notALoss(found),
    { code: 'NN0514', hint: hasAux ? 'return [loss, aux]' : `reduce the result${name === '' ? '' : ` of ${name}`} with mean or sum, or return [loss, aux] with hasAux; jacrev takes results of any shape` });
}

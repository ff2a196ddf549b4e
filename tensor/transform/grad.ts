/** Derivatives of functions on trees of tensors; JAX's names and meaning. All are graph-to-graph and nest in any order. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showType } from '../../core/shape.ts';
import { gradGraph, vjpGraph } from '../../lowering/grad.ts';
import { jvpGraph } from '../../lowering/jvp.ts';
import { flatten, treeKey } from '../../core/tree.ts';
import { readArguments, readResults } from '../arguments.ts';
import type { Tensor } from '../tensor.ts';
import { call } from '../trace.ts';
import { zerosLike } from '../functions.ts';
import { traceCall } from './jit.ts';

export interface GradOptions<N extends number | readonly number[] = number> {
  /** Which arguments to differentiate with respect to: one (its gradient is returned) or several (a list is). The first when absent. */
  readonly argnums?: N;
  /** f returns [value, aux]: aux is carried out unchanged. */
  readonly hasAux?: boolean;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function; argument types are inferred by the caller
type AnyFunction = (...args: any[]) => any;
type GradientsOf<A extends readonly unknown[], N> = N extends number ? A[N] : { -readonly [I in keyof N]: N[I] extends number ? A[N[I]] : never };

/** (…args) → [f(…args), ∂f/∂argnums]. f returns one number, a float tensor of shape []. */
export function valueAndGrad<F extends AnyFunction, const N extends number | readonly number[] = 0>(f: F, options: GradOptions<N> = {}): (...args: Parameters<F>) => [ReturnType<F>, GradientsOf<Parameters<F>, N>] {
  const { hasAux = false } = options;
  const argnums: number | readonly number[] = options.argnums ?? 0;
  const chosen = typeof argnums === 'number' ? [argnums] : argnums;
  return (...args) => {
    const read = readArguments(args, [], chosen.map((i) => (i < 0 ? i + args.length : i)));
    const ranges = chosen.map((i) => {
      const range = read.ranges[i < 0 ? i + args.length : i];
      if (!range) throw new CotangentError(`grad: argnums names argument ${i}, but the call has ${args.length}`, { code: 'NN0512', hint: 'arguments are counted from 0' });
      return range;
    });
    const wrt = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, k) => from + k));
    for (const i of wrt)
      if (!isFloat(read.tensors[i]!.dtype))
        throw new CotangentError(`grad: ${read.paths[i]} is ${showType(read.tensors[i]!)}; only floats have gradients`, { code: 'NN0513', hint: 'convert it to f32, or choose other arguments with argnums' });

    const { graph, captured, rebuild } = traceCall(f.name || 'f', f as (...args: never[]) => unknown, read);
    const loss = graph.outputs[0];
    if (!loss || loss.type.shape.length !== 0 || !isFloat(loss.type.dtype) || (!hasAux && graph.outputs.length !== 1))
      throw new CotangentError(`grad: ${f.name || 'the function'} returns ${graph.outputs.map((y) => showType(y.type)).join(', ') || 'nothing'}, but must return one float of shape []`, { code: 'NN0514', hint: hasAux ? 'return [loss, aux]' : 'reduce the result with mean or sum, or return [loss, aux] with hasAux' });
    const outs = call(gradGraph(graph, wrt), [...read.tensors, ...captured]);
    read.dispose();
    const value = rebuild(outs.slice(0, graph.outputs.length)) as ReturnType<F>;
    const gradients = outs.slice(graph.outputs.length);
    let next = 0;
    const trees = chosen.map((i, k) => {
      const own = gradients.slice(next, next += ranges[k]![1] - ranges[k]![0]).map((g, n) => g.weakened(read.tensors[ranges[k]![0] + n]!.weak));
      return readArguments([args[i < 0 ? i + args.length : i]]).rebuild(own)[0];
    });
    return [value, (typeof argnums === 'number' ? trees[0] : trees) as GradientsOf<Parameters<F>, N>];
  };
}

/** (…args) → ∂f/∂argnums; with hasAux [gradients, aux]. */
export function grad<F extends AnyFunction, const N extends number | readonly number[] = 0>(f: F, options: GradOptions<N> = {}): (...args: Parameters<F>) => GradientsOf<Parameters<F>, N> {
  const both = valueAndGrad(f, options);
  return (...args) => {
    const [value, gradients] = both(...args);
    return (options.hasAux ? [gradients, (value as readonly unknown[])[1]] : gradients) as GradientsOf<Parameters<F>, N>;
  };
}

/** f at primals, and its derivative there along tangents: [y, dy]. Both lists hold one tree per argument of f. */
export function jvp<A extends readonly unknown[], R>(f: (...args: A) => R, primals: A, tangents: A): [R, R] {
  const read = readArguments(primals, [], 'all'), along = readArguments(tangents, [], 'all');
  if (treeKey(flatten([...primals]).def) !== treeKey(flatten([...tangents]).def) || read.tensors.some((x, i) => showType(x) !== showType(along.tensors[i]!)))
    throw new CotangentError(`jvp: primals are ${read.tensors.map(showType).join(', ')}, tangents ${along.tensors.map(showType).join(', ')}`, { code: 'NN0515', hint: 'give every primal a tangent of its own shape and dtype' });
  const { graph, captured, rebuild } = traceCall(f.name || 'f', f as (...args: never[]) => unknown, read);
  const wrt = floats(read.tensors);
  const outs = call(jvpGraph(graph, { wrt }), [...read.tensors, ...captured, ...wrt.map((i) => along.tensors[i]!)]);
  const values = outs.slice(0, graph.outputs.length), moving = outs.slice(graph.outputs.length);
  // An integer result does not move: its tangent is 0 of its own dtype.
  const dy = values.map((y) => (isFloat(y.dtype) ? moving.shift()! : zerosLike(y)));
  return [rebuild(values) as R, rebuild(dy) as R];
}

const floats = (tensors: readonly Tensor[]): readonly number[] => tensors.flatMap((x, i) => (isFloat(x.dtype) ? [i] : []));

/** f at primals, and the function that takes a cotangent of the result to cotangents of the arguments: [y, pullback]. */
export function vjp<A extends readonly unknown[], R>(f: (...args: A) => R, ...primals: A): [R, (cotangent: R) => A] {
  const read = readArguments(primals, [], 'all');
  const { graph, captured, rebuild } = traceCall(f.name || 'f', f as (...args: never[]) => unknown, read);
  const inputs = [...read.tensors, ...captured];
  const wrt = floats(read.tensors);
  const back = vjpGraph(graph, { wrt });
  const value = rebuild(call(graph, inputs)) as R;
  return [value, (cotangent) => {
    const g = readResults(cotangent).tensors;
    if (g.length !== graph.outputs.length || g.some((t, i) => showType(t) !== showType(graph.outputs[i]!.type)))
      throw new CotangentError(`vjp: the cotangent is ${g.map(showType).join(', ')}, the result ${graph.outputs.map((y) => showType(y.type)).join(', ')}`, { code: 'NN0515', hint: 'a cotangent has the shape and dtype of the result' });
    const gradients = call(back, [...inputs, ...g.filter((t) => isFloat(t.dtype))]).slice(graph.outputs.length);
    const byInput = new Map(wrt.map((i, k) => [i, gradients[k]!]));
    return read.rebuild(read.tensors.map((x, i) => byInput.get(i) ?? x)) as unknown as A;
  }];
}


/** Which arguments a derivative is taken by. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showType } from '../../core/shape.ts';
import type { Arguments } from '../arguments.ts';
import type { AnyFunction } from './traced.ts';

export interface Chosen {
  /** Which arguments to differentiate by: one, or several (then a list is given back); negative ones count from the end. The first when absent. */
  readonly argnums?: number | readonly number[];
}

type ArgnumsOf<O> = O extends { readonly argnums: infer N extends number | readonly number[] } ? N : 0;
/** The argument that a number names, also from the end. */
type At<A extends readonly unknown[], N extends number> = `${N}` extends '-1' ? (A extends readonly [...unknown[], infer L] ? L : A[number])
  : `${N}` extends `-${string}` ? A[number] : A[N];
type ChosenOf<A extends readonly unknown[], N> = N extends number ? At<A, N> : { -readonly [I in keyof N]: N[I] extends number ? At<A, N[I]> : never };
/** Trees in the form of the arguments chosen. */
export type Gradients<F extends AnyFunction, O> = ChosenOf<Parameters<F>, ArgnumsOf<O>>;

export function argumentOf(what: string, n: number, count: number): number {
  const i = n < 0 ? n + count : n;
  if (!Number.isInteger(n) || i < 0 || i >= count)
    throw new CotangentError(`${what}: argnums names argument ${n}, but the call has ${count}`, { code: 'NN0512', hint: 'arguments are counted from 0, or from the end with -1' });
  return i;
}

export function requireFloat(what: string, read: Arguments, i: number): void {
  if (!isFloat(read.tensors[i]!.dtype))
    throw new CotangentError(`${what}: ${read.paths[i]} is ${showType(read.tensors[i]!)}; only floats have gradients`,
      { code: 'NN0513', hint: `convert it to f32, choose other arguments with argnums${what === 'jacfwd' ? '' : ', or set allowInt, which makes its gradient 0'}` });
}

/** What a function gives, without running it. */
import { mapTree } from '../../core/tree.ts';
import { readResults } from '../arguments.ts';
import { readTypes, type TensorType, type TypeTree } from '../argumentTypes.ts';
import { numberType } from '../promotion.ts';
import { Tensor } from '../tensor.ts';
import { trace } from '../trace.ts';
import type { AnyFunction } from './traced.ts';

/** The tree with types in the places of tensors and numbers. */
export type ShapesOf<T> = T extends Tensor | number ? TensorType
  : T extends (...args: never[]) => unknown ? T
  : T extends object ? { readonly [K in keyof T]: ShapesOf<T[K]> }
  : T;

/**
 * The shapes and dtypes of what f gives for such arguments, as a tree like f's result with { shape, dtype } for tensors. Nothing is
 * computed, and arguments may themselves be { shape, dtype }.   As jax.eval_shape.
 * @example
 * evalShape((x, w) => matmul(x, w), { shape: [32, 784], dtype: 'f32' }, { shape: [784, 10], dtype: 'f32' }) // { shape: [32, 10], dtype: 'f32' }
 */
export function evalShape<A extends readonly unknown[], R>(f: (...args: A) => R, ...args: TypeTree<A>): ShapesOf<R> {
  const read = readTypes(args);
  return trace(f.name || 'f', read.tensors, (inputs) => {
    const returned: unknown = (f as AnyFunction)(...read.rebuild(inputs));
    return { outputs: readResults(returned).tensors, result: mapTree(typeOf, returned) };
  }).result as ShapesOf<R>;
}

const typeOf = (x: unknown): unknown => (x instanceof Tensor ? x.type : typeof x === 'number' ? { shape: [], dtype: numberType(x).dtype } : x);

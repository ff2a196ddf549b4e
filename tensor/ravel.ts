/** A tree of tensors as one vector. */
import { CotangentError } from '../core/diagnostic.ts';
import { promote } from '../core/promote.ts';
import { showType } from '../core/shape.ts';
import { readArguments } from './arguments.ts';
import { astype, concat, reshape, slice, zeros } from './functions.ts';
import type { Tensor } from './tensor.ts';

/**
 * All elements of a tree of tensors as one vector, and the function that makes such a tree of a vector: [flat, unravel]. Leaves of
 * several dtypes meet in one; unravel gives each its own back.   As jax.flatten_util.ravel_pytree.
 * @example
 * const [flat, unravel] = ravelPytree({ b: tensor([[1, 2], [3, 4]]), a: tensor(5) });
 * flat // [5, 1, 2, 3, 4]
 * unravel(mul(flat, 10)) // { a: 50, b: [[10, 20], [30, 40]] }
 */
export function ravelPytree<T>(tree: T): [flat: Tensor<[number]>, unravel: (flat: Tensor) => T] {
  const { tensors, rebuild } = readArguments([tree]);
  const dtype = tensors.length === 0 ? 'f32' : tensors.map((x) => x.dtype).reduce(promote);
  const flat = tensors.length === 0 ? zeros([0]) : concat(tensors.map((x) => astype(reshape(x, [x.size]), dtype)), { axis: 0 });
  const unravel = (vector: Tensor): T => {
    if (vector.rank !== 1 || vector.size !== flat.size || vector.dtype !== dtype)
      throw new CotangentError(`unravel: the vector is ${showType(vector)}, but the tree is ${showType(flat)}`, { code: 'NN0554', hint: 'give a vector of the length and dtype that ravelPytree gave' });
    let next = 0;
    return rebuild(tensors.map((x) => astype(reshape(slice(vector, [next], [next += x.size]), [...x.shape]), x.dtype)))[0] as T;
  };
  return [flat as Tensor<[number]>, unravel];
}

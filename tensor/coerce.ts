/** x.as(…): a tensor that TypeScript knows little of gets the type that it is said to have, once it is found to have it. */
import { CotangentError } from '../core/diagnostic.ts';
import type { DType } from '../core/dtype.ts';
import { showType } from '../core/shape.ts';
import type { Differ, Dim, HasRank, Mistake, ShowType } from '../core/types/dim.ts';
import { mustBe } from '../ops/rules.ts';
import type { Tensor } from './tensor.ts';

type Contradict<S, T> =
  S extends readonly [infer D, ...infer R]
    ? T extends readonly [infer E, ...infer U] ? (D extends number ? (E extends number ? (Differ<D, E> extends true ? true : Contradict<R, U>) : Contradict<R, U>) : Contradict<R, U>) : true
    : T extends readonly [] ? false : true;
/** T, where nothing that is known of a tensor of S and D speaks against T and E. A name may stand for any size. */
export type Coerced<S, D, T, E> =
  [E] extends [D]
    ? HasRank<S> extends false ? T : HasRank<T> extends false ? T : Contradict<S, T> extends true ? Mistake<mustBe<'as', 'the tensor', ShowType<T, E>, ShowType<S, D>>> : T
    : Mistake<mustBe<'as', 'the tensor', ShowType<T, E>, ShowType<S, D>>>;

/** The same tensor. Throws where it has another rank, size or dtype; one name is one size. */
export function coerce(x: Tensor, shape: readonly Dim[], dtype: DType = x.dtype): Tensor {
  const named = new Map<string, number>();
  const isOf = (d: Dim, size: number): boolean => {
    if (typeof d === 'number') return d === size;
    const known = named.get(d);
    if (known === undefined) named.set(d, size);
    return known === undefined || known === size;
  };
  if (dtype !== x.dtype || shape.length !== x.rank || !shape.every((d, i) => isOf(d, x.type.shape[i]!)))
    throw new CotangentError(mustBe('as', 'the tensor', `${dtype}[${shape.join(', ')}]`, showType(x.type)), { code: 'NN0227', hint: 'say the sizes that it has; a name stands for any one size' });
  return x;
}

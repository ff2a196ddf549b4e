/** lax: products summed over axes. Source of all: jax.lax. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import { inDType } from './productDType.ts';

export interface ProductOptions {
  /** Taken for JAX's sake: products are exact to their dtype always. */
  readonly precision?: unknown;
  /** The dtype of the result, and that in which sums run if it is wider than the operands'. */
  readonly preferredElementType?: DType;
}

/** Pairs of axes, of the left and of the right: those that are summed over, and those that both share and the result keeps. */
export type DotDimensionNumbers = readonly [contracting: readonly [readonly number[], readonly number[]], batch: readonly [readonly number[], readonly number[]]];

const bad = (name: string, x: Tensor, y: Tensor, what: string): CotangentError =>
  new CotangentError(`${name} of ${showType(x)} and ${showType(y)}: ${what}`, { code: 'NN0259', hint: 'dimension numbers are [[left, right] contracted, [left, right] batch], in pairs, each axis once, counted from 0' });

/**
 * Sums of products over the contracted axes.   x: [b.., m.., k..]   y: [b.., n.., k..]   z: [b.., m.., n..]   (axes of x and y in any order)
 * @example
 * lax.dotGeneral(tensor([[1, 2], [3, 4]]), tensor([10, 1]), [[[1], [0]], [[], []]]) // [12, 34]
 */
export function dotGeneral(lhs: Tensor, rhs: Tensor, dimensionNumbers: DotDimensionNumbers, { preferredElementType }: ProductOptions = {}): Tensor {
  if (preferredElementType !== undefined) checkDType('lax.dotGeneral', preferredElementType);
  const [contract, batch] = dimensionNumbers;
  for (const [what, [p, q]] of [['contracted', contract], ['batch', batch]] as const)
    if (p.length !== q.length) throw bad('lax.dotGeneral', lhs, rhs, `${p.length} ${what} axes of the left stand against ${q.length} of the right`);
  [lhs, rhs].forEach((x, side) => {
    const axes = [...batch[side]!, ...contract[side]!];
    if (axes.some((a, i) => !Number.isInteger(a) || a < 0 || a >= x.rank || axes.indexOf(a) !== i))
      throw bad('lax.dotGeneral', lhs, rhs, `[${axes.join(', ')}] are not different axes of the ${side === 0 ? 'left' : 'right'}`);
  });
  return op(`lax.dotGeneral ${JSON.stringify(dimensionNumbers)} ${preferredElementType}`, [lhs, rhs], (b, xs) =>
    inDType(b, xs as [Value, Value], preferredElementType, (x, y) => b.dot(x, y, { contract, batch })))[0]!;
}

/**
 * The product of vectors and matrices.   x: [k] or [n, k]   y: [k] or [k, m]   z: the axes that are left
 * @example
 * lax.dot(tensor([1, 2]), tensor([3, 4])) // 11
 */
export function dot(lhs: Tensor, rhs: Tensor, options: ProductOptions & { readonly dimensionNumbers?: DotDimensionNumbers } = {}): Tensor {
  if (options.dimensionNumbers) return dotGeneral(lhs, rhs, options.dimensionNumbers, options);
  if (![1, 2].includes(lhs.rank) || ![1, 2].includes(rhs.rank)) throw bad('lax.dot', lhs, rhs, 'without dimensionNumbers the operands are vectors and matrices');
  return dotGeneral(lhs, rhs, [[[lhs.rank - 1], [0]], [[], []]], options);
}

/**
 * Products of matrices, one for each place in the axes before.   x: [..b, n, k]   y: [..b, k, m]   z: [..b, n, m]
 * @example
 * lax.batchMatmul(ones([2, 1, 3]), ones([2, 3, 1])) // [[[3]], [[3]]]
 */
export function batchMatmul(lhs: Tensor, rhs: Tensor, options: ProductOptions = {}): Tensor {
  if (lhs.rank < 2 || rhs.rank !== lhs.rank) throw bad('lax.batchMatmul', lhs, rhs, 'the operands have one rank, at least 2');
  const batch = lhs.shape.slice(2).map((_, i) => i);
  return dotGeneral(lhs, rhs, [[[lhs.rank - 1], [rhs.rank - 2]], [batch, batch]], options);
}

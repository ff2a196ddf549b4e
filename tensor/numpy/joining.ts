/** numpy: tensors joined along an axis, and taken apart. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { astype } from './dtypes.ts';
import { atleast1d, atleast2d, atleast3d, expandDims, ravel, reshape, transpose } from './shape.ts';

export interface JoinOptions {
  /** The axis along which they stand one after the other; null joins the flat tensors. */
  readonly axis?: number | null;
  /** Of the result; where the dtypes meet when absent. */
  readonly dtype?: DType;
}

/** A list of tensors, or the parts of one along its first axis. */
type Tensors = readonly TensorLike[] | Tensor;
const listOf = (name: string, xs: Tensors): readonly Tensor[] => (xs instanceof Tensor ? unstack(xs) : xs.map((x) => tensorOf(name, x)));

function joinedAlong(name: string, xs: Tensors, { axis = 0, dtype }: JoinOptions): Tensor {
  const given = listOf(name, xs).map((x) => (dtype === undefined ? x : astype(x, dtype)));
  if (given.length === 0) throw new CotangentError(`${name} of no tensors has no shape`, { code: 'NN0218', hint: 'give at least one' });
  if (axis === null) return joinedAlong(name, given.map((x) => ravel(x)), {});
  const at = axisAt(name, axis, given[0]!.rank);
  return op(`${name} ${at}`, given, (b, list) => b.concat(list as readonly Value[], { axis: at }), { promote: true })[0]!;
}
/**
 * Tensors one after the other along an axis.   xᵢ: [..a, nᵢ, ..c]   y: [..a, Σ nᵢ, ..c]   As numpy's concat.
 * @example
 * concat([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 * concat([tensor([[1], [2]]), tensor([[3], [4]])], { axis: 1 }) // [[1, 3], [2, 4]]
 */
export const concat = (xs: Tensors, options: JoinOptions = {}): Tensor => joinedAlong('concat', xs, options);
/**
 * Tensors one after the other along an axis: `concat` under numpy's older name.
 * @example
 * concatenate([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 */
export const concatenate = (xs: Tensors, options: JoinOptions = {}): Tensor => joinedAlong('concatenate', xs, options);

/**
 * Tensors of one shape side by side along a new axis.   xᵢ: [..s]   y: [.. k ..], k tensors   As numpy's stack.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 * stack([tensor([1, 2]), tensor([3, 4])], { axis: -1 }) // [[1, 3], [2, 4]]
 */
export function stack(xs: Tensors, { axis = 0, dtype }: { axis?: number; dtype?: DType } = {}): Tensor {
  const given = listOf('stack', xs), differs = given.find((x) => showShape(x.shape) !== showShape(given[0]!.shape));
  if (differs) throw new CotangentError(`stack: ${showShape(given[0]!.shape)} and ${showShape(differs.shape)} do not stand side by side`, { code: 'NN0218', hint: 'all sizes must be equal' });
  return joinedAlong('stack', given.map((x) => expandDims(x, axis)), { axis, ...(dtype && { dtype }) });
}
/**
 * Tensors one above the other: vectors as rows, others along their first axis.   As numpy's vstack.
 * @example
 * vstack([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 */
export const vstack = (xs: Tensors, { dtype }: { dtype?: DType } = {}): Tensor => joinedAlong('vstack', listOf('vstack', xs).map(atleast2d), dtype ? { dtype } : {});
/**
 * Tensors beside each other: vectors one after the other, others along their second axis.   As numpy's hstack.
 * @example
 * hstack([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 */
export function hstack(xs: Tensors, { dtype }: { dtype?: DType } = {}): Tensor {
  const given = listOf('hstack', xs).map(atleast1d);
  return joinedAlong('hstack', given, { axis: given[0]?.rank === 1 ? 0 : 1, ...(dtype && { dtype }) });
}
/**
 * Tensors behind each other, along a third axis.   As numpy's dstack.
 * @example
 * dstack([tensor([1, 2]), tensor([3, 4])]) // [[[1, 3], [2, 4]]]
 */
export const dstack = (xs: Tensors, { dtype }: { dtype?: DType } = {}): Tensor => joinedAlong('dstack', listOf('dstack', xs).map(atleast3d), { axis: 2, ...(dtype && { dtype }) });
/**
 * Vectors as the columns of a matrix; matrices beside each other.   As numpy's column_stack.
 * @example
 * columnStack([tensor([1, 2]), tensor([3, 4])]) // [[1, 3], [2, 4]]
 */
export const columnStack = (xs: Tensors): Tensor =>
  joinedAlong('columnStack', listOf('columnStack', xs).map((x) => (x.rank < 2 ? transpose(atleast2d(x)) : x)), { axis: 1 });

/** Tensors in nested lists, as they lie beside and above each other. */
export type Blocks = TensorLike | readonly Blocks[];
/**
 * A tensor made of blocks: the innermost lists are joined along the last axis, those around them along the one before.   As numpy's block.
 * @example
 * block([[tensor([[1]]), tensor([[2]])], [tensor([[3]]), tensor([[4]])]]) // [[1, 2], [3, 4]]
 */
export const block = (xs: Blocks): Tensor => blockOf(xs).whole;
function blockOf(xs: Blocks): { readonly whole: Tensor; readonly depth: number } {
  if (!Array.isArray(xs)) return { whole: tensorOf('block', xs as TensorLike), depth: 1 };
  const parts = (xs as readonly Blocks[]).map(blockOf), depth = parts[0]?.depth;
  if (depth === undefined) throw new CotangentError('block: an empty list holds no block', { code: 'NN0218', hint: 'give at least one tensor' });
  if (parts.some((p) => p.depth !== depth)) throw new CotangentError('block: the lists are not of one depth', { code: 'NN0510', hint: 'nest all tensors equally deep' });
  const rank = Math.max(depth, ...parts.map((p) => p.whole.rank));
  const whole = joinedAlong('block', parts.map((p) => reshape(p.whole, [...Array.from({ length: rank - p.whole.rank }, () => 1), ...p.whole.shape])), { axis: -depth });
  return { whole, depth: depth + 1 };
}

/**
 * `values` after x along the axis; both flat when none is given.   As numpy's append.
 * @example
 * append(tensor([1, 2]), tensor([3])) // [1, 2, 3]
 */
export const append = (x: TensorLike, values: TensorLike, { axis = null }: { axis?: number | null } = {}): Tensor => joinedAlong('append', [x, values], { axis });

/** Where to cut: into so many parts, or before these places. */
export type Sections = number | readonly number[];
const cut = (name: string, rest: 'refused' | 'spread') => (given: TensorLike, sections: Sections, { axis = 0 }: { axis?: number } = {}): Tensor[] => {
  const x = tensorOf(name, given), at = axisAt(name, axis, x.rank), size = x.shape[at]!;
  const bad = (what: string, hint: string): never => { throw new CotangentError(`${name}: axis ${axis} of ${showShape(x.shape)} has size ${size}, ${what}`, { code: 'NN0517', hint }); };
  const whole = (n: number): boolean => Number.isInteger(n);
  if (typeof sections === 'number') {
    if (!(whole(sections) && sections > 0)) return bad(`which does not divide into ${sections} parts`, 'give a whole number, 1 or more');
    if (rest === 'refused' && size % sections !== 0) return bad(`which does not divide into ${sections} parts`, 'give a number that divides it, the places where to cut, or use arraySplit');
    const part = Math.floor(size / sections), more = size % sections;
    return parts(name, x, Array.from({ length: sections }, (_, i) => part + Number(i < more)), at);
  }
  const sizes = [...sections, size].map((stop, i) => stop - (sections[i - 1] ?? 0));
  if (!sizes.every((n) => whole(n) && n >= 0)) return bad(`and cannot be cut before [${sections.join(', ')}]`, `name places from 0 to ${size} in order`);
  return parts(name, x, sizes, at);
};
const parts = (name: string, x: Tensor, sizes: readonly number[], axis: number): Tensor[] =>
  op(`${name} ${sizes.join()} ${axis}`, [x], (b, [v]) => b.split(v as Value, { sizes, axis }));

/**
 * Parts along an axis: as many equal ones as a number says, or cut before the places listed.   As numpy's split.
 * @example
 * split(tensor([1, 2, 3, 4]), 2) // [[1, 2], [3, 4]]
 * split(tensor([1, 2, 3, 4]), [1, 3]) // [[1], [2, 3], [4]]
 */
export const split: (x: TensorLike, sections: Sections, options?: { axis?: number }) => Tensor[] = cut('split', 'refused');
/**
 * As `split`, also where the parts cannot be equal: the first ones are longer by one.   As numpy's array_split.
 * @example
 * arraySplit(tensor([1, 2, 3, 4, 5]), 3) // [[1, 2], [3, 4], [5]]
 */
export const arraySplit: (x: TensorLike, sections: Sections, options?: { axis?: number }) => Tensor[] = cut('arraySplit', 'spread');
/**
 * Parts along the second axis, of a vector along its only one.   As numpy's hsplit.
 * @example
 * hsplit(tensor([[1, 2], [3, 4]]), 2) // [[[1], [3]], [[2], [4]]]
 */
export const hsplit = (x: TensorLike, sections: Sections): Tensor[] => split(x, sections, { axis: tensorOf('hsplit', x).rank === 1 ? 0 : 1 });
/**
 * Parts along the first axis.   As numpy's vsplit.
 * @example
 * vsplit(tensor([[1, 2], [3, 4]]), 2) // [[[1, 2]], [[3, 4]]]
 */
export const vsplit = (x: TensorLike, sections: Sections): Tensor[] => split(x, sections, { axis: 0 });
/**
 * Parts along the third axis.   As numpy's dsplit.
 * @example
 * dsplit(tensor([[[1, 2]]]), 2) // [[[[1]]], [[[2]]]]
 */
export const dsplit = (x: TensorLike, sections: Sections): Tensor[] => split(x, sections, { axis: 2 });
/**
 * The tensors that stand along an axis, without it.   x: [.. n ..]   y: n of [..s]   As numpy's unstack.
 * @example
 * unstack(tensor([[1, 2], [3, 4]])) // [[1, 2], [3, 4]]
 */
export function unstack(given: TensorLike, { axis = 0 }: { axis?: number } = {}): Tensor[] {
  const x = tensorOf('unstack', given), at = axisAt('unstack', axis, x.rank);
  return x.shape[at] === 0 ? [] : op(`unstack ${at}`, [x], (b, [v]) => b.unstack(v as Value, { axis: at }));
}

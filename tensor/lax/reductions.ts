/** lax: reductions over axes, which disappear. Source of all: jax.lax. */
import type { DType } from '../../core/dtype.ts';
import { isInteger } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { monoidOf, onElements, type Computation, type Monoid } from './computation.ts';
import { folded, reduced } from './folding.ts';
import type { Fits, Gives, Mistake } from '../../core/types/dim.ts';
import type { DTypeOf, ShapeOf } from '../signatures.ts';
import type { Weak } from '../../core/types/promote.ts';
import { exactAxes, exactAxis, notAScalar, oneDType, type Exact, type ExactReduced, type Initial } from './strict.ts';
import type { Reduced } from '../../core/types/axes.ts';

/** A fold over axes, which go. */
export interface Reduction<Op extends string> {
  <S, D, const A extends readonly number[]>(x: Tensor<S, D>, axes: Fits<ExactReduced<Op, S, A>, A>): Tensor<Gives<ExactReduced<Op, S, A>>, D>;
}
const reduction = <const N extends string>(name: N, monoid: Monoid): Reduction<`lax.${N}`> => ((x: Tensor, axes: readonly number[]): Tensor => {
  exactAxes(`lax.${name}`, axes, x.rank);
  return op(`lax.${name} ${axes.join()}`, [x], (b, [x]) => reduced(b, monoid, x as Value, axes))[0]!;
}) as Reduction<`lax.${N}`>;

/**
 * y = Σ x over the axes.   x: numbers [..s]   y: s without the axes, of x's dtype.   Integers wrap around.
 * @example
 * lax.reduceSum(tensor([[1, 2], [3, 4]]), [0]) // [4, 6]
 */
export const reduceSum = reduction('reduceSum', 'add');
/**
 * y = Π x over the axes.   x: numbers [..s]   y: s without the axes, of x's dtype.   Integers wrap around.
 * @example
 * lax.reduceProd(tensor([[1, 2], [3, 4]]), [1]) // [2, 12]
 */
export const reduceProd = reduction('reduceProd', 'mul');
/**
 * y = the greatest x over the axes, NaN where there is one; of no elements -∞, or the least of the dtype.   x: [..s]   y: s without the axes
 * @example
 * lax.reduceMax(tensor([[1, 2], [3, 4]]), [0, 1]) // 4
 */
export const reduceMax = reduction('reduceMax', 'maximum');
/**
 * y = the least x over the axes, NaN where there is one; of no elements ∞, or the greatest of the dtype.   x: [..s]   y: s without the axes
 * @example
 * lax.reduceMin(tensor([[1, 2], [3, 4]]), [0]) // [1, 2]
 */
export const reduceMin = reduction('reduceMin', 'minimum');
/**
 * y = the bits that all x have over the axes; for bools whether all are true.   x: integers or bools [..s]   y: s without the axes
 * @example
 * lax.reduceAnd(tensor([6, 3], { dtype: 'i32' }), [0]) // 2
 */
export const reduceAnd = reduction('reduceAnd', 'and');
/**
 * y = the bits that any x has over the axes; for bools whether any is true.   x: integers or bools [..s]   y: s without the axes
 * @example
 * lax.reduceOr(tensor([6, 3], { dtype: 'i32' }), [0]) // 7
 */
export const reduceOr = reduction('reduceOr', 'or');
/**
 * y = the bits that an odd number of x have over the axes.   x: integers or bools [..s]   y: s without the axes
 * @example
 * lax.reduceXor(tensor([6, 3], { dtype: 'i32' }), [0]) // 5
 */
export const reduceXor = reduction('reduceXor', 'xor');

/**
 * Folds x over the axes with a function of two scalars, which must be associative and keep the initial value apart: y = init ⊕ x₁ ⊕ x₂ ⊕ …
 * Several operands of one shape fold together: lists go in, lists come out. The function may use anything that works element by element.
 * x: [..s]   init: [] of x's dtype   y: s without the axes
 * @example
 * lax.reduce(tensor([[1, 2], [3, 4]]), 10, (p, q) => lax.add(p, q), [0]) // [14, 16]
 */
export function reduce<const Ts extends readonly Tensor[], const A extends readonly number[]>(operands: Ts, initValues: readonly TensorLike[], computation: (p: readonly Tensor[], q: readonly Tensor[]) => readonly Tensor[], dimensions: Fits<ExactReduced<'lax.reduce', ShapeOf<Ts[0]>, A>, A>): { -readonly [I in keyof Ts]: Tensor<Gives<ExactReduced<'lax.reduce', ShapeOf<Ts[0]>, A>>, DTypeOf<Ts[I]>> };
export function reduce<S, D, const A extends readonly number[], B = [], E = Weak>(operands: Tensor<S, D>, initValues: Initial<'lax.reduce', S, D, B, E>, computation: (p: Tensor<[], D>, q: Tensor<[], D>) => Tensor, dimensions: Fits<ExactReduced<'lax.reduce', S, A>, A>): Tensor<Gives<ExactReduced<'lax.reduce', S, A>>, D>;
export function reduce(operands: Tensor | readonly Tensor[], initValues: TensorLike | readonly TensorLike[], computation: unknown, dimensions: readonly number[]): unknown {
  const alone = operands instanceof Tensor, xs = alone ? [operands] : operands, inits = alone ? [initValues as TensorLike] : initValues as readonly TensorLike[];
  if (xs.length === 0 || xs.length !== inits.length || xs.some((x) => x.shape.join() !== xs[0]!.shape.join()))
    throw new CotangentError(`lax.reduce: operands ${xs.map(showType).join(', ') || 'none'} with ${inits.length} initial values`, { code: 'NN0258', hint: 'give tensors of one shape, and one initial value for each' });
  xs.forEach((x, i) => {
    oneDType('lax.reduce', [x, inits[i]!]);
    const init = inits[i]!;
    if (init instanceof Tensor && init.rank > 0) throw notAScalar('lax.reduce', 'the initial value', init);
  });
  const axes = exactAxes('lax.reduce', dimensions, xs[0]!.rank);
  const f = onElements('lax.reduce', xs.map((x) => x.dtype), computation as Computation, alone);
  const outputs = op(`lax.reduce ${axes.join()} ${f.key}`, [...xs, ...inits, ...f.captured], (b, all) => {
    const values = all.slice(0, xs.length) as Value[], first = all.slice(xs.length, 2 * xs.length).map((v, i) => (typeof v === 'number' ? b.full({ value: v, shape: [], dtype: xs[i]!.dtype }) : v));
    const apply = (p: readonly Value[], q: readonly Value[]): readonly Value[] => f.apply(b, [...p, ...q], all.slice(2 * xs.length) as Value[]);
    const monoid = monoidOf(f.graph);
    if (monoid) return apply(first, [reduced(b, monoid, values[0]!, axes)]);
    return folded(b, values, axes, apply, first);
  });
  return alone ? outputs[0]! : outputs;
}

/** S without one axis. */
type Placed<Op extends string, S, A> = Exact<Op, S, A> extends infer E ? ([E] extends [Mistake<string>] ? E : Reduced<Op, S, A>) : never;
/** The place of an element along an axis, which goes. */
export interface Position<Op extends string> {
  <S, const A extends number, E extends DType = 'i32'>(x: Tensor<S, unknown>, axis: Fits<Placed<Op, S, A>, A>, indexDtype?: E): Tensor<Gives<Placed<Op, S, A>>, NoInfer<E>>;
}
const position = <const N extends 'argmax' | 'argmin'>(name: N): Position<`lax.${N}`> => ((x: Tensor, axis: number, indexDtype: DType = 'i32'): Tensor => {
  checkDType(`lax.${name}`, indexDtype);
  if (!isInteger(indexDtype)) throw new CotangentError(`lax.${name}: places are counted in integers, not ${indexDtype}`, { code: 'NN0205', hint: 'give an integer dtype, such as i32' });
  exactAxis(`lax.${name}`, axis, x.rank);
  return op(`lax.${name} ${axis} ${indexDtype}`, [x], (b, [v]) => {
    const x = v as Value, places = b[name](x.type.dtype === 'bool' ? b.convert(x, { dtype: 'i32' }) : x, { axis });
    return indexDtype === 'i32' ? places : b.convert(places, { dtype: indexDtype });
  })[0]!;
}) as Position<`lax.${N}`>;

/**
 * Where along the axis the greatest element stands: the first of several, the first NaN if there is one.   x: [..s]   y: s without the axis
 * @example
 * lax.argmax(tensor([1, 5, 5]), 0) // 1
 */
export const argmax = position('argmax');
/**
 * Where along the axis the least element stands: the first of several, the first NaN if there is one.   x: [..s]   y: s without the axis
 * @example
 * lax.argmin(tensor([3, 1, 2]), 0, 'u32') // 1
 */
export const argmin = position('argmin');

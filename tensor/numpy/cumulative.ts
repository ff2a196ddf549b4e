/** numpy: running sums and products, and differences. */
import { isFloat, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType } from '../create.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { sub } from './arithmetic.ts';
import { astype } from './dtypes.ts';
import { full } from './creation.ts';
import { concat } from './joining.ts';
import { notEqual } from './logic.ts';
import { part } from './part.ts';
import { broadcastTo, ravel } from './shape.ts';
import type { Along, Around, AtDefault, AxisOf, Resized, With } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, Shape, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Left, Plus } from '../../core/types/number.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Concatenated } from '../../ops/concat.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import type { IsCount } from '../create.ts';
import type { Absent, As, Counted, MetBy, Of1, Operand, Ordered, Own, ShapeOf } from '../signatures.ts';

export interface CumulativeOptions<A = number | null, E = DType> {
  /** Of the flat tensor when absent. */
  readonly axis?: A;
  readonly dtype?: E;
}
/** A scalar counts as a vector of one element. */
type Running<Op extends string, S, A> = S extends readonly [] ? Ordered<Op, [1], A> : Ordered<Op, S, A>;
export interface Cumulative<Op extends string> {
  <S = [], D = Weak, const A extends number | null = null, E extends DType | undefined = undefined>(x: Operand<S, D>, options?: CumulativeOptions<Fits<Running<Op, S, A>, A>, E>): Tensor<Gives<Running<Op, S, A>>, As<E, Counted<D>>>;
}

export interface CumulativeMethod<Op extends string> {
  <S, D, const A extends number | null = null, E extends DType | undefined = undefined>(this: Tensor<S, D>, options?: CumulativeOptions<Fits<Running<Op, S, A>, A>, E>): Tensor<Gives<Running<Op, S, A>>, As<E, Counted<D>>>;
}

interface Rule {
  readonly name: 'cumsum' | 'cumprod';
  /** NaN counts as what changes nothing. */
  readonly skipsNaN?: boolean;
  /** Small integers become 32 bits wide. */
  readonly widens?: boolean;
}
const running = <const N extends string>(said: N, { name, skipsNaN = false, widens = false }: Rule): Cumulative<N> => ((given: TensorLike, { axis, dtype }: CumulativeOptions = {}): Tensor => {
  const own = tensorOf(said, given), x = axis === undefined || axis === null || own.rank === 0 ? ravel(own) : own, at = axisAt(said, axis ?? 0, x.rank);
  if (dtype !== undefined) checkDType(said, dtype);
  const wide = (d: DType): DType => (d === 'bool' ? 'i32' : widens && d === 'i8' ? 'i32' : widens && d === 'u8' ? 'u32' : d);
  const result = dtype ?? wide(x.dtype), inner = result === 'bool' ? 'i32' : result;
  return op(keyOf(said, at, inner, result), [x], (b, [v]) => {
    const seen = skipsNaN && isFloat(x.dtype) ? b.select(b.isNaN(v as Value), name === 'cumsum' ? 0 : 1, v as Value) : v as Value;
    // As truth values they are counted, lest 1 and -1 make nothing.
    const truths = result === 'bool' && x.dtype !== 'bool' ? b.convert(seen, { dtype: 'bool' }) : seen;
    const y = b[name](converted(b, truths, inner), { axis: at, reverse: false });
    return inner === result ? y : b.convert(y, { dtype: result });
  }, { strong: true })[0]!;
}) as Cumulative<N>;
/**
 * Running sums: yᵢ = x₀ + … + xᵢ along the axis, of the flat tensor when none is given.   x, y: [..s]   As numpy's cumsum.
 * @example
 * cumsum(tensor([1, 2, 3])) // [1, 3, 6]
 * cumsum(tensor([[1, 2], [3, 4]]), { axis: 0 }) // [[1, 2], [4, 6]]
 */
export const cumsum = running('cumsum', { name: 'cumsum' });
/**
 * Running products: yᵢ = x₀ · … · xᵢ along the axis, of the flat tensor when none is given.   x, y: [..s]   As numpy's cumprod.
 * @example
 * cumprod(tensor([1, 2, 3])) // [1, 2, 6]
 */
export const cumprod = running('cumprod', { name: 'cumprod' });
/**
 * Running sums in which NaN counts as 0.   x, y: [..s]   As numpy's nancumsum.
 * @example
 * nancumsum(tensor([1, NaN, 3])) // [1, 1, 4]
 */
export const nancumsum = running('nancumsum', { name: 'cumsum', skipsNaN: true });
/**
 * Running products in which NaN counts as 1.   x, y: [..s]   As numpy's nancumprod.
 * @example
 * nancumprod(tensor([2, NaN, 3])) // [2, 2, 6]
 */
export const nancumprod = running('nancumprod', { name: 'cumprod', skipsNaN: true });

export interface CumulativeStandardOptions<A = number | null, E = DType, First = boolean> extends CumulativeOptions<A, E> {
  /** Whether what nothing adds up to stands first. */
  readonly includeInitial?: First;
}
const ofScalar = <const Op extends string>(op: Op): ofScalar<Op> => `${op} of a scalar`;
type ofScalar<Op extends string> = `${Op} of a scalar`;
const needsAxis = <const Op extends string, const S extends string>(op: Op, shape: S): needsAxis<Op, S> => `${op} of ${shape} needs an axis`;
type needsAxis<Op extends string, S extends string> = `${Op} of ${S} needs an axis`;
type AxisOfAll<A> = [A] extends [null | undefined] ? 0 : A;
type Standing<Op extends string, S, A> =
  HasRank<S> extends false ? Unknown<S> : S extends readonly [] ? Mistake<ofScalar<Op>>
  : [A, S] extends [null | undefined, readonly [unknown, unknown, ...unknown[]]] ? Mistake<needsAxis<Op, ShowShape<S>>> : Along<Op, S, AxisOfAll<A>>;
/** One more along the axis where the first is included. */
type Including<S, A, First> = HasRank<S> extends false ? Unknown<S> : First extends false ? S : number extends A ? Shape : Around<S, A> extends [unknown, infer N, unknown] ? With<S, A, boolean extends First ? number : Plus<N, 1>> : Shape;
interface CumulativeStandard<Op extends string, K extends 'widened' | 'counted'> {
  <S = [], D = Weak, const A extends number | null = null, E extends DType | undefined = undefined, First extends boolean = false>(x: AtDefault<A, null, Standing<Op, S, A>, Operand<S, D>>, options?: CumulativeStandardOptions<Fits<Standing<Op, S, A>, A>, E, First>): Tensor<Including<Gives<Standing<Op, S, A>>, AxisOfAll<A>, First>, As<E, Of1<K, D>>>;
}
const standard = <const N extends string, K extends 'widened' | 'counted'>(said: N, rule: Rule, start: 0 | 1): CumulativeStandard<N, K> => {
  const run = running(said, rule);
  return ((given: TensorLike, { axis, includeInitial = false, dtype }: CumulativeStandardOptions = {}): Tensor => {
    const x = tensorOf(said, given);
    if (x.rank === 0) throw new CotangentError(ofScalar(said), { code: 'NN0217', hint: 'give a tensor with axes' });
    if (x.rank > 1 && (axis === undefined || axis === null)) throw new CotangentError(needsAxis(said, showShape(x.shape)), { code: 'NN0202', hint: 'say which with axis' });
    const at = axisAt(said, axis ?? 0, x.rank), y = run(x, { axis: at, ...(dtype && { dtype }) });
    return includeInitial ? concat([full(y.shape.with(at, 1), start, { dtype: y.dtype }), y], { axis: at }) : y;
  }) as CumulativeStandard<N, K>;
};
/**
 * Running sums of the array API standard: small integers become 32 bits wide, and 0 may stand first.   As numpy's cumulative_sum.
 * @example
 * cumulativeSum(tensor([1, 2, 3]), { includeInitial: true }) // [0, 1, 3, 6]
 */
export const cumulativeSum: CumulativeStandard<'cumulativeSum', 'widened'> = standard('cumulativeSum', { name: 'cumsum', widens: true }, 0);
/**
 * Running products of the array API standard; 1 may stand first.   As numpy's cumulative_prod.
 * @example
 * cumulativeProd(tensor([1, 2, 3]), { includeInitial: true }) // [1, 1, 2, 6]
 */
export const cumulativeProd: CumulativeStandard<'cumulativeProd', 'counted'> = standard('cumulativeProd', { name: 'cumprod' }, 1);

export interface DiffOptions<N = number, A = number, P = TensorLike, Q = TensorLike> {
  /** How often. */
  readonly n?: N;
  readonly axis?: A;
  /** Put before and after x along the axis first. */
  readonly prepend?: P;
  readonly append?: Q;
}
const soOften = <const N extends string>(n: N): soOften<N> => `diff: n is ${n}`;
type soOften<N extends string> = `diff: n is ${N}`;
type Often<N> = IsCount<N> extends false ? Mistake<soOften<`${N & number}`>> : N;
type DiffAxis<S, N, A> = N extends 0 ? S : Often<N> extends Mistake<string> ? S : Along<'diff', S, A>;
/** What stands beside a tensor of shape S; a number once along the axis. */
type BesideIt<P, S, A> = Absent<P> extends true ? [] : HasRank<ShapeOf<P>> extends false ? [ShapeOf<P>] : ShapeOf<P> extends readonly [] ? [With<S, A, 1>] : [ShapeOf<P>];
/** The dtype in which all three meet: a number gives way to both tensors. */
type DiffMet<D, P, Q> = P extends number ? MetBy<MetBy<D, Q>, P> : MetBy<MetBy<D, P>, Q>;
type DiffFrom<S, N, A, P, Q, M> =
  N extends 0 ? S : Often<N> extends Mistake<string> ? S : HasRank<S> extends false ? Unknown<S> : number extends A ? Shape : Around<S, A> extends [] ? S
  : [Absent<P>, Absent<Q>] extends [true, true] ? S : Concatenated<'concat', [...BesideIt<P, S, A>, S, ...BesideIt<Q, S, A>], AxisOf<S, A>, M>;
type Differences<S, N, A> = N extends 0 ? S : Resized<'diff', S, A, Around<S, A> extends [unknown, infer Size, unknown] ? Left<Size, N> : number>;
/**
 * Differences of neighbours: yᵢ = xᵢ₊₁ − xᵢ along the axis, n times; of truth values whether they differ.   x: [.. m ..]   y: [.. m − n ..]   As numpy's diff.
 * @example
 * diff(tensor([1, 4, 9, 16])) // [3, 5, 7]
 * diff(tensor([1, 4, 9, 16]), { n: 2 }) // [2, 2]
 */
export function diff<S = [], D = Weak, const N extends number = 1, const A extends number = -1, const P extends TensorLike | undefined = undefined, const Q extends TensorLike | undefined = undefined>(x: AtDefault<A, -1, DiffAxis<S, N, A>, Operand<S, D>>, options?: DiffOptions<Fits<Often<N>, N>, Fits<DiffAxis<S, N, A>, A>, Fits<DiffFrom<S, N, A, P, undefined, DiffMet<D, P, Q>>, P>, Fits<DiffFrom<S, N, A, P, Q, DiffMet<D, P, Q>>, Q>>): Tensor<Gives<Differences<Gives<DiffFrom<S, N, A, P, Q, unknown>>, N, A>>, N extends 0 ? Own<D> : Own<DiffMet<D, P, Q>>>;
export function diff(given: TensorLike, { n = 1, axis = -1, prepend, append }: DiffOptions = {}): Tensor {
  const x = tensorOf('diff', given);
  if (!Number.isInteger(n) || n < 0) throw new CotangentError(soOften(`${n}`), { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  if (n === 0) return x;
  const at = axisAt('diff', axis, x.rank), beside = (y: TensorLike | undefined): Tensor[] => {
    if (y === undefined) return [];
    const t = tensorOf('diff', y);
    return [t.rank === 0 ? broadcastTo(t, x.shape.with(at, 1)) : t];
  };
  const parts = [...beside(prepend), x, ...beside(append)], step = (y: Tensor): Tensor => {
    const size = y.shape[at]!;
    if (size === 0) return y;
    const [later, earlier] = [part(y, at, 1, size), part(y, at, 0, size - 1)];
    return y.dtype === 'bool' ? notEqual(later, earlier) : sub(later, earlier);
  };
  return Array.from({ length: n }).reduce<Tensor>((y) => step(y), parts.length === 1 ? x : concat(parts, { axis: at }));
}
type Length<P> = Absent<P> extends true ? 0 : SizeOf<ShapeOf<P>>;
/**
 * Differences of neighbours of the flat tensor, with what is to stand before and after them.   As numpy's ediff1d.
 * @example
 * ediff1d(tensor([1, 4, 9]), { toBegin: -1 }) // [-1, 3, 5]
 */
export function ediff1d<S = [], D = Weak, const P extends TensorLike | undefined = undefined, const Q extends TensorLike | undefined = undefined>(x: Operand<S, D>, options?: { toBegin?: P; toEnd?: Q }): Tensor<Gives<[Plus<Plus<Length<P>, Left<SizeOf<S>, 1>>, Length<Q>>]>, Own<D>>;
export function ediff1d(given: TensorLike, { toBegin, toEnd }: { toBegin?: TensorLike; toEnd?: TensorLike } = {}): Tensor {
  const x = ravel(given), alike = (y: TensorLike | undefined): Tensor[] => (y === undefined ? [] : [astype(ravel(y), x.dtype)]), y = diff(x);
  return toBegin === undefined && toEnd === undefined ? y : concat([...alike(toBegin), y, ...alike(toEnd)]);
}

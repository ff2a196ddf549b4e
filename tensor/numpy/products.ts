/** numpy: products of vectors, matrices and tensors. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { mul, sub } from './arithmetic.ts';
import { checkElementType, innerDType } from './precision.ts';
import { einsum, type AxisLabel } from './einsum.ts';
import { split, stack } from './joining.ts';
import { expandDims, moveaxis, ravel, reshape, squeeze } from './shape.ts';
import { zerosLike } from './creation.ts';
import type { AnyOpen, Around, AxesIn, Expanded, FromFrontAll, Joined, ListOf, RankOf, With } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowDim, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Times } from '../../core/types/number.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';
import type { noAxis } from '../../core/shape.ts';
import type { Contracted } from '../../ops/dot.ts';
import type { Product } from '../../ops/matmul.ts';
import type { Numbers } from '../../ops/rules.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import type { As, Counted, Met, Operand, Option, ShapesOf } from '../signatures.ts';

export interface ProductOptions<E = DType> {
  /** What products are added up in, and the dtype of the result. */
  readonly preferredElementType?: E;
}

/** What truth values are multiplied in. */
type Multiplied<D, E> = Counted<Promote<D, E>>;
/** The shape of dot. */
export type Dot<A, B> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : A extends readonly [] ? B : B extends readonly [] ? A
  : B extends readonly [unknown] ? Contracted<A, B, [-1], [0]> : Contracted<A, B, [-1], [-2]>;
type Inner<A, B> = HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : A extends readonly [] ? B : B extends readonly [] ? A : Contracted<A, B, [-1], [-1]>;

/** A product of two: both of the dtype in which they meet, and multiplied in the one asked for. */
function product(key: string, x: TensorLike, y: TensorLike, { preferredElementType: preferred }: ProductOptions, build: (b: Builder, x: Value, y: Value) => Value): Tensor {
  const name = key.split(' ')[0]!;
  checkElementType(name, preferred);
  return op(keyOf(key, preferred), [tensorOf(name, x), tensorOf(name, y)], (b, [p, q]) => {
    const own = (p as Value).type.dtype, { inner, result } = innerDType(own, preferred);
    return converted(b, build(b, converted(b, p as Value, inner), converted(b, q as Value, inner)), result);
  }, { promote: true, ranksFree: true, strong: preferred !== undefined })[0]!;
}

/**
 * z = x · y: the last two axes multiply as matrices, those before them broadcast; a vector is a row on the left, a column on the right.
 * x: [..s, n, k]   y: [..s, k, m]   z: [..s, n, m]   As numpy's matmul.
 * @example
 * matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export const matmul: <A = [], D = Weak, B = [], E = Weak, P extends DType | undefined = undefined>(x: Operand<A, D>, y: Fits<Product<A, B, Multiplied<D, E>>, Operand<B, E>>, options?: ProductOptions<P>) => Tensor<Gives<Product<A, B>>, As<P, Promote<D, E>>> =
  ((x: TensorLike, y: TensorLike, options: ProductOptions = {}): Tensor => product('matmul', x, y, options, (b, p, q) => b.matmul(p, q))) as never;

/**
 * z = Σₖ x[.., k] y[.., k, m]: the last axis of x with the last but one of y; the other axes of both remain. Scalars multiply.
 * x: [..s, k]   y: [..t, k, m]   z: [..s, ..t, m]   As numpy's dot.
 * @example
 * dot(tensor([1, 2]), tensor([3, 4])) // 11
 */
export const dot = ((x: TensorLike, y: TensorLike, options: ProductOptions = {}): Tensor => product('dot', x, y, options, (b, p, q) => {
  const n = p.type.shape.length, m = q.type.shape.length;
  return n === 0 || m === 0 ? b.mul(p, q) : b.dot(p, q, { batch: [[], []], contract: [[n - 1], [Math.max(m - 2, 0)]] });
})) as <A = [], D = Weak, B = [], E = Weak, P extends DType | undefined = undefined>(x: Operand<A, D>, y: Fits<Dot<A, B>, Operand<B, E>>, options?: ProductOptions<P>) => Tensor<Gives<Dot<A, B>>, As<P, Promote<D, E>>>;

/**
 * The sum of the products of all elements, in row-major order.   x, y: n elements each   z: []   As numpy's vdot.
 * @example
 * vdot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // 5
 */
export const vdot = ((x: TensorLike, y: TensorLike, options: ProductOptions = {}): Tensor => dot(ravel(x), ravel(y), options)) as <A = [], D = Weak, B = [], E = Weak, P extends DType | undefined = undefined>(x: Operand<A, D>, y: Fits<Dot<[SizeOf<A>], [SizeOf<B>]>, Operand<B, E>>, options?: ProductOptions<P>) => Tensor<[], As<P, Promote<D, E>>>;

const lengthsDiffer = <const X extends string, const Y extends string, const I extends string, const N extends string, const M extends string>(x: X, y: Y, axis: I, n: N, m: M): lengthsDiffer<X, Y, I, N, M> =>
  `vecdot ${x} and ${y}: axis ${axis} has ${n} elements on the left and ${m} on the right`;
type lengthsDiffer<X extends string, Y extends string, I extends string, N extends string, M extends string> = `vecdot ${X} and ${Y}: axis ${I} has ${N} elements on the left and ${M} on the right`;
type VectorDot<A, B, I> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : number extends I ? Shape
  : Around<A, I> extends [infer P extends unknown[], infer N, infer Q extends unknown[]]
    ? Around<B, I> extends [infer R extends unknown[], infer M, infer T extends unknown[]]
      ? Differ<N, M> extends true ? Mistake<lengthsDiffer<ShowShape<A>, ShowShape<B>, `${I & number}`, ShowDim<N>, ShowDim<M>>>
        : Broadcast<'matmul', [...P, ...Q], [...R, ...T], [...P, ...Q, 1, N], [...R, ...T, M, 1]>
      : Mistake<noAxis<'vecdot', `${I & number}`, `${RankOf<B> & number}`>>
    : Mistake<noAxis<'vecdot', `${I & number}`, `${RankOf<A> & number}`>>;
/**
 * Products of vectors along an axis; the other axes broadcast.   x, y: [.., n]   z: [..]   As numpy's vecdot.
 * @example
 * vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export function vecdot<A = [], D = Weak, B = [], E = Weak, const I extends number = -1, P extends DType | undefined = undefined>(x: Operand<A, D>, y: Fits<VectorDot<A, B, I>, Operand<B, E>>, options?: ProductOptions<P> & { axis?: I }): Tensor<Gives<VectorDot<A, B, I>>, As<P, Promote<D, E>>>;
export function vecdot(given: TensorLike, other: TensorLike, { axis = -1, ...options }: ProductOptions & { axis?: number } = {}): Tensor {
  const x = tensorOf('vecdot', given), y = tensorOf('vecdot', other);
  const p = moveaxis(x, axisAt('vecdot', axis, x.rank), -1), q = moveaxis(y, axisAt('vecdot', axis, y.rank), -1);
  if (p.shape.at(-1) !== q.shape.at(-1)) throw new CotangentError(lengthsDiffer(showShape(x.shape), showShape(y.shape), `${axis}`, `${p.shape.at(-1)}`, `${q.shape.at(-1)}`), { code: 'NN0215', hint: 'vectors must be of one length' });
  return squeeze(matmul(expandDims(p, -2), expandDims(q, -1), options), [-2, -1]);
}
/**
 * Products of matrices with vectors; the axes before them broadcast.   x: [..s, n, m]   y: [..s, m]   z: [..s, n]   As numpy's matvec.
 * @example
 * matvec(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // [[1, 3], [2, 4]]
 */
export function matvec<A = [], D = Weak, B = [], E = Weak>(x: Fits<NeedsAxes<'matvec', A, 2>, Operand<A, D>>, y: Fits<NeedsAxes<'matvec', B, 1>, Fits<Product<A, Column<B>>, Operand<B, E>>>): Tensor<MatVec<A, B>, Promote<D, E>>;
export function matvec(x: TensorLike, y: TensorLike): Tensor {
  needsAxes('matvec', x, 2);
  needsAxes('matvec', y, 1);
  return squeeze(matmul(x, expandDims(y, -1)), -1);
}
/**
 * Products of vectors with matrices; the axes before them broadcast.   x: [..s, n]   y: [..s, n, m]   z: [..s, m]   As numpy's vecmat.
 * @example
 * vecmat(tensor([1, 1]), tensor([[1, 2], [3, 4]])) // [4, 6]
 */
export function vecmat<A = [], D = Weak, B = [], E = Weak>(x: Fits<NeedsAxes<'vecmat', A, 1>, Operand<A, D>>, y: Fits<NeedsAxes<'vecmat', B, 2>, Fits<Product<Row<A>, B>, Operand<B, E>>>): Tensor<VecMat<A, B>, Promote<D, E>>;
export function vecmat(x: TensorLike, y: TensorLike): Tensor {
  needsAxes('vecmat', x, 1);
  needsAxes('vecmat', y, 2);
  return squeeze(matmul(expandDims(x, -2), y), -2);
}
type Column<B> = B extends readonly [...infer R] ? [...R, 1] : B;
type Row<A> = A extends readonly [...infer R, infer N] ? [...R, 1, N] : A;
type MatVec<A, B> = Gives<Product<A, Column<B>>> extends infer S ? (S extends readonly [...infer R, unknown] ? R : Shape) : never;
type VecMat<A, B> = Gives<Product<Row<A>, B>> extends infer S ? (S extends readonly [...infer R, unknown, infer M] ? [...R, M] : Shape) : never;
type NeedsAxes<Name extends string, S, N> = HasRank<S> extends false ? S : S extends readonly [] ? Mistake<fewAxes<Name, ShowShape<S>, '0'>> : [N, S] extends [2, readonly [unknown]] ? Mistake<fewAxes<Name, ShowShape<S>, '1'>> : S;
const fewAxes = <const Name extends string, const S extends string, const N extends string>(name: Name, shape: S, rank: N): fewAxes<Name, S, N> => `${name}: ${shape} has ${rank} axes`;
type fewAxes<Name extends string, S extends string, N extends string> = `${Name}: ${S} has ${N} axes`;
function needsAxes(name: string, x: TensorLike, rank: number): void {
  const { shape } = tensorOf(name, x);
  if (shape.length < rank) throw new CotangentError(fewAxes(name, showShape(shape), `${shape.length}`), { code: 'NN0217', hint: `it must have at least ${rank}` });
}

/** How many axes to contract, the last of x with the first of y; or which ones, in pairs. */
export type ContractedAxes = number | readonly [number | readonly number[], number | readonly number[]];
const noSuchPairs = <const X extends string, const Y extends string, const Why extends string>(x: X, y: Y, why: Why): noSuchPairs<X, Y, Why> => `tensordot ${x} and ${y}: ${why}`;
type noSuchPairs<X extends string, Y extends string, Why extends string> = `tensordot ${X} and ${Y}: ${Why}`;
type FirstAxes<N, R extends unknown[] = []> = R['length'] extends N ? R : FirstAxes<N, [...R, R['length']]>;
type LastAxes<S, N, R extends unknown[] = []> = R['length'] extends N ? R : S extends readonly [...infer T, unknown] ? LastAxes<T, N, [RankOf<T>, ...R]> : never;
type Contracting<A, B, X> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : X extends number
    ? number extends X ? Shape
      : [LastAxes<A, X>] extends [never] ? Mistake<noSuchPairs<ShowShape<A>, ShowShape<B>, `there are no ${X} axes to contract`>>
      : [LastAxes<B, X>] extends [never] ? Mistake<noSuchPairs<ShowShape<A>, ShowShape<B>, `there are no ${X} axes to contract`>>
      : Contracted<A, B, LastAxes<A, X>, FirstAxes<X>>
  : X extends readonly [infer P, infer Q]
    ? AnyOpen<P> extends true ? Shape : AnyOpen<Q> extends true ? Shape
    : AxesIn<'tensordot', A, ListOf<P>> extends infer U
      ? U extends Mistake<string> ? U
      : AxesIn<'tensordot', B, ListOf<Q>> extends infer V
        ? V extends Mistake<string> ? V
        : RankOf<ListOf<P>> extends RankOf<ListOf<Q>> ? Contracted<A, B, ListOf<P>, ListOf<Q>>
        : Mistake<noSuchPairs<ShowShape<A>, ShowShape<B>, `axes [${Joined<FromFrontAll<A, ListOf<P>>>}] do not pair with [${Joined<FromFrontAll<B, ListOf<Q>>>}]`>>
      : never : never
  : Shape;
/**
 * Σ x · y over pairs of axes; those of x that remain come first.   x: [..s, ..k]   y: [..k, ..t]   z: [..s, ..t]   As numpy's tensordot.
 * @example
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // 5
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([1, 1]), [[0], [0]]) // [4, 6]
 */
export function tensordot<A = [], D = Weak, B = [], E = Weak, const X extends ContractedAxes = 2, P extends DType | undefined = undefined>(x: Operand<A, D>, y: Fits<Contracting<A, B, X>, Operand<B, E>>, axes?: X, options?: ProductOptions<P>): Tensor<Gives<Contracting<A, B, X>>, As<P, Promote<D, E>>>;
export function tensordot(given: TensorLike, other: TensorLike, axes: ContractedAxes = 2, options: ProductOptions = {}): Tensor {
  const x = tensorOf('tensordot', given), y = tensorOf('tensordot', other), list = (a: number | readonly number[]): readonly number[] => (typeof a === 'number' ? [a] : a);
  const refuse = (what: string): never => { throw new CotangentError(noSuchPairs(showShape(x.shape), showShape(y.shape), what), { code: 'NN0275', hint: 'give a number of axes, or two lists of axes of equal length' }); };
  if (typeof axes === 'number' && !(Number.isInteger(axes) && axes >= 0 && axes <= Math.min(x.rank, y.rank))) refuse(`there are no ${axes} axes to contract`);
  const [p, q] = typeof axes === 'number'
    ? [Array.from({ length: axes }, (_, i) => x.rank - axes + i), Array.from({ length: axes }, (_, i) => i)]
    : [list(axes[0]).map((a) => axisAt('tensordot', a, x.rank)), list(axes[1]).map((a) => axisAt('tensordot', a, y.rank))];
  if (p.length !== q.length || new Set(p).size !== p.length || new Set(q).size !== q.length) refuse(`axes [${p.join(', ')}] do not pair with [${q.join(', ')}]`);
  return product(keyOf('tensordot', p, q), x, y, options, (b, u, v) => b.dot(u, v, { batch: [[], []], contract: [p, q] }));
}
/**
 * Σ x · y over the last axis of both.   x: [..s, k]   y: [..t, k]   z: [..s, ..t]   As numpy's inner.
 * @example
 * inner(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export function inner<A = [], D = Weak, B = [], E = Weak, P extends DType | undefined = undefined>(x: Operand<A, D>, y: Fits<Inner<A, B>, Operand<B, E>>, options?: ProductOptions<P>): Tensor<Gives<Inner<A, B>>, As<P, Promote<D, E>>>;
export function inner(given: TensorLike, other: TensorLike, options: ProductOptions = {}): Tensor {
  const x = tensorOf('inner', given), y = tensorOf('inner', other);
  return x.rank === 0 || y.rank === 0 ? product('inner', x, y, options, (b, p, q) => b.mul(p, q)) : tensordot(x, y, [-1, -1], options);
}
/**
 * Every element of x times every element of y, both flat.   x: n elements   y: m   z: [n, m]   As numpy's outer.
 * @example
 * outer(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [6, 8]]
 */
export const outer = <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Operand<B, E>): Tensor<[SizeOf<A>, SizeOf<B>], Promote<D, E>> => mul(expandDims(ravel(x as TensorLike), 1), expandDims(ravel(y as TensorLike), 0)) as Tensor<[SizeOf<A>, SizeOf<B>], Promote<D, E>>;

type Kron<A, B, R extends unknown[] = []> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : A extends readonly [...infer P, infer N]
    ? B extends readonly [...infer Q, infer M] ? Kron<P, Q, [Times<N, M>, ...R]> : [...A, ...R]
    : B extends readonly [...infer Q] ? [...Q, ...R] : never;
/**
 * Kronecker's product: y in the place of every element of x, times that element.   x: [..n]   y: [..m]   z: [..n · m]   As numpy's kron.
 * @example
 * kron(tensor([1, 10]), tensor([1, 2])) // [1, 2, 10, 20]
 */
export function kron<A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Operand<B, E>): Tensor<Kron<A, B>, Promote<D, E>>;
export function kron(given: TensorLike, other: TensorLike): Tensor {
  const x = tensorOf('kron', given), y = tensorOf('kron', other), rank = Math.max(x.rank, y.rank);
  const sizes = (s: readonly number[]): readonly number[] => [...Array.from({ length: rank - s.length }, () => 1), ...s], p = sizes(x.shape), q = sizes(y.shape);
  return reshape(mul(reshape(x, p.flatMap((n) => [n, 1])), reshape(y, q.flatMap((n) => [1, n]))), p.map((n, i) => n * q[i]!));
}

const noVectors = <const A extends string, const S extends string, const N extends string>(axis: A, shape: S, size: N): noVectors<A, S, N> => `cross: axis ${axis} of ${shape} has size ${size}`;
type noVectors<A extends string, S extends string, N extends string> = `cross: axis ${A} of ${S} has size ${N}`;
/** [the sizes beside the axis of vectors, their own]; or the mistake. */
type Vectors<S, I> =
  Around<S, I> extends [infer P extends unknown[], infer N, infer Q extends unknown[]]
    ? Differ<N, 2> extends true ? (Differ<N, 3> extends true ? ([N] extends [number] ? Mistake<noVectors<`${P['length'] & number}`, ShowShape<S>, ShowDim<N>>> : [[...P, ...Q], number]) : [[...P, ...Q], N]) : [[...P, ...Q], N]
    : Mistake<noAxis<'cross', `${I & number}`, `${RankOf<S> & number}`>>;
type AxisOr<O, K extends string> = Option<O, 'axis', Option<O, K, -1>>;
/** The shape of a product of vectors, in the dtype E. */
export type Crossed<A, B, O, E> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : true extends AnyOpen<AxisOr<O, 'axisa'>> | AnyOpen<AxisOr<O, 'axisb'>> | AnyOpen<AxisOr<O, 'axisc'>> ? Shape
  : [Vectors<A, AxisOr<O, 'axisa'>>, Vectors<B, AxisOr<O, 'axisb'>>] extends [infer P, infer Q]
    ? P extends Mistake<string> ? P : Q extends Mistake<string> ? Q
    : P extends [infer S, infer N] ? Q extends [infer T, infer M]
      ? Broadcast<'mul', S, T> extends infer R
        ? R extends Mistake<string> ? R : Numbers<'sub', R, E> extends infer F
          ? F extends Mistake<string> ? F : number extends N | M ? Shape : [N, M] extends [2, 2] ? R
          : Expanded<'expandDims', R, AxisOr<O, 'axisc'>> extends infer X ? ([X] extends [Mistake<string>] ? X : With<X, AxisOr<O, 'axisc'>, 3>) : never
        : never
      : never
    : never : never
  : never;

export interface CrossOptions {
  /** Where the vectors lie in both operands and the result; or each by itself. */
  readonly axis?: number;
  readonly axisa?: number;
  readonly axisb?: number;
  readonly axisc?: number;
}
/**
 * The vector product of vectors of three elements; of two, which stand for three with a last of 0, its last element alone.
 * x, y: [.., 3]   z: [.., 3]   As numpy's cross.
 * @example
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])) // [0, 0, 1]
 */
export function cross<A = [], D = Weak, B = [], E = Weak, const O extends CrossOptions = Record<never, never>>(x: Operand<A, D>, y: Fits<Crossed<A, B, O, Promote<D, E>>, Operand<B, E>>, options?: O): Tensor<Gives<Crossed<A, B, O, Promote<D, E>>>, Promote<D, E>>;
export function cross(given: TensorLike, other: TensorLike, { axis, axisa = axis ?? -1, axisb = axis ?? -1, axisc = axis ?? -1 }: CrossOptions = {}): Tensor {
  const parts = (z: TensorLike, at: number): Tensor[] => {
    const x = tensorOf('cross', z), a = axisAt('cross', axis ?? at, x.rank), n = x.shape[a]!;
    if (n !== 2 && n !== 3) throw new CotangentError(noVectors(`${a}`, showShape(x.shape), `${n}`), { code: 'NN0276', hint: 'vectors of a vector product have three elements, or two' });
    return split(x, n, { axis: a }).map((part) => squeeze(part, a));
  };
  const p = parts(given, axisa), q = parts(other, axisb), minor = (i: number, j: number): Tensor => sub(mul(p[i]!, q[j]!), mul(p[j]!, q[i]!));
  if (p.length === 2 && q.length === 2) return minor(0, 1);
  for (const v of [p, q]) if (v.length === 2) v.push(zerosLike(v[0]!));
  const z = [minor(1, 2), minor(2, 0), minor(0, 1)];
  return stack(z, { axis: axis ?? axisc });
}

const noChain = <const N extends string>(n: N): noChain<N> => `multiDot: a chain of ${n} has no product`;
type noChain<N extends string> = `multiDot: a chain of ${N} has no product`;
const noMatrix = <const I extends string, const S extends string>(i: I, shape: S): noMatrix<I, S> => `multiDot: operand ${i} is ${shape}`;
type noMatrix<I extends string, S extends string> = `multiDot: operand ${I} is ${S}`;
const linksDiffer = <const I extends string, const X extends string, const Y extends string, const K extends string, const L extends string>(i: I, x: X, y: Y, k: K, l: L): linksDiffer<I, X, Y, K, L> => `multiDot: operand ${i} is ${x}, the next ${y}: the inner sizes ${k} and ${l} differ`;
type linksDiffer<I extends string, X extends string, Y extends string, K extends string, L extends string> = `multiDot: operand ${I} is ${X}, the next ${Y}: the inner sizes ${K} and ${L} differ`;
/** The shape of a product of matrices of shapes Ss, the first and last of which may be vectors. */
type Chained<Ss> =
  HasRank<Ss> extends false ? Shape
  : Ss extends readonly [infer First, infer Second, ...infer R] ? (NotMatrix<Ss> extends infer M ? (M extends Mistake<string> ? M : M extends 'open' ? Shape : Linked<First, [Second, ...R], First extends readonly [infer N, unknown] ? [N] : []>) : never)
  : Mistake<noChain<`${RankOf<Ss> & number}`>>;
type NotMatrix<Ss, I extends unknown[] = [0], Found = 'none'> =
  Ss extends readonly [infer S, ...infer R]
    ? HasRank<S> extends false ? NotMatrix<R, [...I, 0], 'open'>
    : RankOf<S> extends 2 ? NotMatrix<R, [...I, 0], Found> : [RankOf<S>, I['length'], R] extends [1, 1, unknown] | [1, unknown, []] ? NotMatrix<R, [...I, 0], Found>
    : Mistake<noMatrix<`${I['length'] & number}`, ShowShape<S>>>
    : Found;
type Linked<S, Ss, Front extends unknown[], I extends unknown[] = [0]> =
  Ss extends readonly [infer T, ...infer R]
    ? [S, T] extends [readonly [...unknown[], infer K], readonly [infer L, ...unknown[]]] ? (Differ<K, L> extends true ? Mistake<linksDiffer<`${I['length'] & number}`, ShowShape<S>, ShowShape<T>, ShowDim<K>, ShowDim<L>>> : Linked<T, R, Front, [...I, 0]>) : never
    : S extends readonly [unknown, infer M] ? [...Front, M] : Front;
/**
 * The product of a chain of matrices, in the order that takes the fewest multiplications; the first and the last may be vectors.   As numpy's multi_dot.
 * @example
 * multiDot([tensor([1, 1]), tensor([[1, 2], [3, 4]]), tensor([[1], [1]])]) // [10]
 */
export function multiDot<const Ts extends readonly TensorLike[]>(xs: Fits<Chained<ShapesOf<Ts>>, Ts>): Tensor<Gives<Chained<ShapesOf<Ts>>>, Met<Ts>>;
export function multiDot(xs: readonly TensorLike[]): Tensor {
  const chain = xs.map((x) => tensorOf('multiDot', x)), last = chain.length - 1;
  if (last < 1) throw new CotangentError(noChain(`${chain.length}`), { code: 'NN0275', hint: 'give two matrices or more' });
  chain.forEach((x, i) => {
    if (x.rank !== 2 && !(x.rank === 1 && (i === 0 || i === last))) throw new CotangentError(noMatrix(`${i + 1}`, showShape(x.shape)), { code: 'NN0217', hint: 'give matrices; the first and the last may be vectors' });
  });
  chain.slice(1).forEach(({ shape: [l], shape: next }, i) => {
    const { shape } = chain[i]!, k = shape.at(-1);
    if (k !== l) throw new CotangentError(linksDiffer(`${i + 1}`, showShape(shape), showShape(next), `${k}`, `${l}`), { code: 'NN0215', hint: 'the last size of each must equal the first of the next' });
  });
  const labels = chain.map((x, i): AxisLabel[] => (x.rank === 2 ? [i, i + 1] : [i === 0 ? 1 : i]));
  const result = [...(chain[0]!.rank === 2 ? [0] : []), ...(chain[last]!.rank === 2 ? [last + 1] : [])];
  return einsum(chain[0]!, labels[0]!, ...chain.slice(1).flatMap((x, i) => [x, labels[i + 1]!]), result);
}

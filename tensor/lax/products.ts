/** lax: products summed over axes. Source of all: jax.lax. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { AnyOpen, Around, Both, Joined, RankOf } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Known, Mistake, Shape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Contracted } from '../../ops/dot.ts';
import type { Absent, As } from '../signatures.ts';
import { inDType, type Later } from './productDType.ts';
import type { ExactAll } from './strict.ts';

export interface ProductOptions<E = DType | undefined> {
  /** Taken for JAX's sake: products are exact to their dtype always. */
  readonly precision?: unknown;
  /** The dtype of the result, and that in which sums run if it is wider than the operands'. */
  readonly preferredElementType?: E;
}

/** Pairs of axes, of the left and of the right: those that are summed over, and those that both share and the result keeps. */
export type DotDimensionNumbers = readonly [contracting: readonly [readonly number[], readonly number[]], batch: readonly [readonly number[], readonly number[]]];

const noProduct = <const Name extends string, const X extends string, const Y extends string, const Why extends string>(name: Name, x: X, y: Y, why: Why): noProduct<Name, X, Y, Why> => `${name} of ${x} and ${y}: ${why}`;
type noProduct<Name extends string, X extends string, Y extends string, Why extends string> = `${Name} of ${X} and ${Y}: ${Why}`;
const axesAgainst = <const N extends string, const What extends string, const M extends string>(n: N, what: What, m: M): axesAgainst<N, What, M> => `${n} ${what} axes of the left stand against ${m} of the right`;
type axesAgainst<N extends string, What extends string, M extends string> = `${N} ${What} axes of the left stand against ${M} of the right`;
const notDifferent = <const Axes extends string, const Side extends string>(axes: Axes, side: Side): notDifferent<Axes, Side> => `[${axes}] are not different axes of the ${side}`;
type notDifferent<Axes extends string, Side extends string> = `[${Axes}] are not different axes of the ${Side}`;
const ofOneRank = 'the operands have one rank, at least 2', vectorsOrMatrices = 'without dimensionNumbers the operands are vectors and matrices';

const bad = (name: string, x: Tensor, y: Tensor, what: string): CotangentError =>
  new CotangentError(noProduct(name, showType(x), showType(y), what), { code: 'NN0259', hint: 'dimension numbers are [[left, right] contracted, [left, right] batch], in pairs, each axis once, counted from 0' });

/** The sizes that axes R of A and T of B share. */
type Shared<A, B, R, T, S extends unknown[] = []> =
  R extends readonly [infer I, ...infer MoreR]
    ? T extends readonly [infer J, ...infer MoreT]
      ? [Around<A, I>, Around<B, J>] extends [[unknown, infer D, unknown], [unknown, infer E, unknown]] ? Shared<A, B, MoreR, MoreT, [...S, Known<D, E>]> : never
      : S
    : S;
/** Axes P and Q are summed over, R and T shared. */
type Paired<A, B, P, Q, R, T> = Contracted<A, B, Both<R, P>, Both<T, Q>> extends infer Free ? (Free extends Mistake<string> ? Free : Both<Shared<A, B, R, T>, Free>) : never;
type General<A, D, B, E, N> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : N extends readonly [readonly [infer P, infer Q], readonly [infer R, infer T]]
    ? true extends AnyOpen<P> | AnyOpen<Q> | AnyOpen<R> | AnyOpen<T> ? Shape
      : RankOf<P> extends RankOf<Q>
        ? RankOf<R> extends RankOf<T>
          ? ExactAll<'', A, Both<R, P>> extends Mistake<string> ? NoProduct<A, D, B, E, notDifferent<Joined<Both<R, P>>, 'left'>>
          : ExactAll<'', B, Both<T, Q>> extends Mistake<string> ? NoProduct<A, D, B, E, notDifferent<Joined<Both<T, Q>>, 'right'>>
          : Paired<A, B, P, Q, R, T>
        : NoProduct<A, D, B, E, axesAgainst<`${RankOf<R> & number}`, 'batch', `${RankOf<T> & number}`>>
      : NoProduct<A, D, B, E, axesAgainst<`${RankOf<P> & number}`, 'contracted', `${RankOf<Q> & number}`>>
    : Shape;
type NoProduct<A, D, B, E, Why extends string, Name extends string = 'lax.dotGeneral'> = Mistake<noProduct<Name, ShowType<A, D>, ShowType<B, E>, Why>>;

/**
 * Sums of products over the contracted axes.   x: [b.., m.., k..]   y: [b.., n.., k..]   z: [b.., m.., n..]   (axes of x and y in any order)
 * @example
 * lax.dotGeneral(tensor([[1, 2], [3, 4]]), tensor([10, 1]), [[[1], [0]], [[], []]]) // [12, 34]
 */
export function dotGeneral<A, D, B, E, const N extends DotDimensionNumbers, P extends DType | undefined = undefined>(lhs: Tensor<A, D>, rhs: Fits<General<A, D, B, E, N>, Tensor<B, E>>, dimensionNumbers: N, options?: ProductOptions<P>): Tensor<Gives<General<A, D, B, E, N>>, As<P, Later<D, E>>>;
export function dotGeneral(lhs: Tensor, rhs: Tensor, dimensionNumbers: DotDimensionNumbers, { preferredElementType }: ProductOptions = {}): Tensor {
  if (preferredElementType !== undefined) checkDType('lax.dotGeneral', preferredElementType);
  const [contract, batch] = dimensionNumbers;
  for (const [what, [p, q]] of [['contracted', contract], ['batch', batch]] as const)
    if (p.length !== q.length) throw bad('lax.dotGeneral', lhs, rhs, axesAgainst(`${p.length}`, what, `${q.length}`));
  [lhs, rhs].forEach((x, side) => {
    const axes = [...batch[side]!, ...contract[side]!];
    if (axes.some((a, i) => !Number.isInteger(a) || a < 0 || a >= x.rank || axes.indexOf(a) !== i))
      throw bad('lax.dotGeneral', lhs, rhs, notDifferent(axes.join(', '), side === 0 ? 'left' : 'right'));
  });
  return op(`lax.dotGeneral ${JSON.stringify(dimensionNumbers)} ${preferredElementType}`, [lhs, rhs], (b, xs) =>
    inDType(b, xs as [Value, Value], preferredElementType, (x, y) => b.dot(x, y, { contract, batch })))[0]!;
}

type Plain<A, D, B, E, N> =
  [N] extends [DotDimensionNumbers] ? General<A, D, B, E, N>
  : HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B> : Absent<N> extends true
    ? RankOf<A> extends 1 | 2 ? (RankOf<B> extends 1 | 2 ? Contracted<A, B, [-1], [0]> : NoProduct<A, D, B, E, typeof vectorsOrMatrices, 'lax.dot'>) : NoProduct<A, D, B, E, typeof vectorsOrMatrices, 'lax.dot'>
    : Shape;
/**
 * The product of vectors and matrices.   x: [k] or [n, k]   y: [k] or [k, m]   z: the axes that are left
 * @example
 * lax.dot(tensor([1, 2]), tensor([3, 4])) // 11
 */
export function dot<A, D, B, E, P extends DType | undefined = undefined, const N extends DotDimensionNumbers | undefined = undefined>(lhs: Tensor<A, D>, rhs: Fits<Plain<A, D, B, E, N>, Tensor<B, E>>, options?: ProductOptions<P> & { readonly dimensionNumbers?: N }): Tensor<Gives<Plain<A, D, B, E, N>>, As<P, Later<D, E>>>;
export function dot(lhs: Tensor, rhs: Tensor, options: ProductOptions & { readonly dimensionNumbers?: DotDimensionNumbers } = {}): Tensor {
  if (options.dimensionNumbers) return dotGeneral(lhs, rhs, options.dimensionNumbers, options);
  if (![1, 2].includes(lhs.rank) || ![1, 2].includes(rhs.rank)) throw bad('lax.dot', lhs, rhs, vectorsOrMatrices);
  return dotGeneral(lhs, rhs, [[[lhs.rank - 1], [0]], [[], []]], options);
}

type Batched<A, D, B, E> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : A extends readonly [...infer Batch, unknown, unknown]
    ? RankOf<A> extends RankOf<B> ? Paired<A, B, [-1], [-2], Places<Batch>, Places<Batch>> : NoProduct<A, D, B, E, typeof ofOneRank, 'lax.batchMatmul'>
    : NoProduct<A, D, B, E, typeof ofOneRank, 'lax.batchMatmul'>;
/** Axes counted from 0, one for each in S. */
type Places<S, R extends unknown[] = []> = S extends readonly [unknown, ...infer T] ? Places<T, [...R, R['length']]> : R;
/**
 * Products of matrices, one for each place in the axes before.   x: [..b, n, k]   y: [..b, k, m]   z: [..b, n, m]
 * @example
 * lax.batchMatmul(ones([2, 1, 3]), ones([2, 3, 1])) // [[[3]], [[3]]]
 */
export function batchMatmul<A, D, B, E, P extends DType | undefined = undefined>(lhs: Tensor<A, D>, rhs: Fits<Batched<A, D, B, E>, Tensor<B, E>>, options?: ProductOptions<P>): Tensor<Gives<Batched<A, D, B, E>>, As<P, Later<D, E>>>;
export function batchMatmul(lhs: Tensor, rhs: Tensor, options: ProductOptions = {}): Tensor {
  if (lhs.rank < 2 || rhs.rank !== lhs.rank) throw bad('lax.batchMatmul', lhs, rhs, ofOneRank);
  const batch = lhs.shape.slice(2).map((_, i) => i);
  return dotGeneral(lhs, rhs, [[[lhs.rank - 1], [rhs.rank - 2]], [batch, batch]], options);
}

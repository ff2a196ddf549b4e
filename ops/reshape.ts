import { addIndex, at, int, load, mulIndex, scalar } from '../core/build.ts';
import { sameDim, showDim, showShape, sizeOf, type Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { known, ShapeError } from '../core/shape.ts';
import type { HasRank, IsDecided, Mistake, Same, ShowShape, Unknown } from '../core/types/dim.ts';
import type { DivMod, Mul } from '../core/types/number.ts';
import { axesOf } from './axes.ts';
import type { Op } from './op.ts';

export const unequalElements = <const X extends string, const Y extends string, const N extends string, const M extends string>(x: X, y: Y, n: N, m: M): unequalElements<X, Y, N, M> => `reshape ${x} to ${y}: ${n} elements against ${m}`;
export type unequalElements<X extends string, Y extends string, N extends string, M extends string> = `reshape ${X} to ${Y}: ${N} elements against ${M}`;
export const indivisibleElements = <const X extends string, const Y extends string, const N extends string, const M extends string>(x: X, y: Y, n: N, m: M): indivisibleElements<X, Y, N, M> => `reshape ${x} to ${y}: ${n} elements do not divide by ${m}`;
export type indivisibleElements<X extends string, Y extends string, N extends string, M extends string> = `reshape ${X} to ${Y}: ${N} elements do not divide by ${M}`;
export const anySizeFits = <const X extends string, const Y extends string>(x: X, y: Y): anySizeFits<X, Y> => `reshape ${x} to ${y}: beside a size of 0 the -1 may be any size`;
export type anySizeFits<X extends string, Y extends string> = `reshape ${X} to ${Y}: beside a size of 0 the -1 may be any size`;

/** The product of the sizes that are numbers, and the names of the others. */
type Elements<S, N = 1, Names extends unknown[] = []> = S extends readonly [infer D, ...infer R] ? (D extends number ? Elements<R, Mul<N, D>, Names> : Elements<R, N, [...Names, D]>) : [N, Names];
type Magnitude<T, N = 1> = T extends readonly [infer D, ...infer R] ? Magnitude<R, Mul<N, `${D & number}` extends `-${infer M extends number}` ? M : D>> : N;
/** T with D in the place of the first -1, and without it. */
type Filled<T, D, R extends unknown[] = []> = T extends readonly [infer H, ...infer Rest] ? (H extends -1 ? [...R, D, ...Rest] : Filled<Rest, D, [...R, H]>) : R;
type Others<T, R extends unknown[] = []> = T extends readonly [infer H, ...infer Rest] ? (H extends -1 ? [...R, ...Rest] : Others<Rest, [...R, H]>) : R;
type AnyBelow<T> = T extends readonly [infer D, ...infer R] ? (`${D & number}` extends `-${string}` ? true : AnyBelow<R>) : false;
/** Sizes with names among S may have any product. */
type ReshapedTo<S, T, E = Elements<S>> =
  E extends [infer N, []]
    ? -1 extends (T & readonly unknown[])[number] ? Divided<S, T, N, Others<T>>
    : AnyBelow<T> extends true ? Mistake<indivisibleElements<ShowShape<S>, ShowShape<T>, `${N & number}`, `-${Magnitude<T> & number}`>>
    : Magnitude<T> extends infer M ? (M extends N ? T : Mistake<unequalElements<ShowShape<S>, ShowShape<T>, `${N & number}`, `${M & number}`>>) : never
    : T;
type Divided<S, T, N, Rest, M = Magnitude<Rest>> =
  AnyBelow<Rest> extends true ? Mistake<indivisibleElements<ShowShape<S>, ShowShape<T>, `${N & number}`, `-${M & number}`>>
  : M extends 0 ? Mistake<anySizeFits<ShowShape<S>, ShowShape<T>>>
  : DivMod<N, M> extends [unknown, 0] ? T : Mistake<indivisibleElements<ShowShape<S>, ShowShape<T>, `${N & number}`, `${M & number}`>>;
/** Both without the sizes that they begin with alike: the division that is left is often none. */
type Unlike<S, T> =
  S extends readonly [infer D, ...infer R] ? (T extends readonly [infer E, ...infer U] ? (D extends 0 ? [S, T] : Same<D, E> extends true ? Unlike<R, U> : [S, T]) : [S, T]) : [S, T];
/** T, one size of which may be -1, where it has as many elements as S. Open sizes are not looked at. */
export type Reshaped<S, T> =
  T extends number ? Reshaped<S, readonly [T]>
  : HasRank<T> extends false ? T : number extends (T & readonly unknown[])[number] ? T
  : HasRank<S> extends false ? T : IsDecided<S> extends false ? T
  : Unlike<S, T> extends [unknown, readonly [-1]] | [readonly [], readonly []] ? T : ReshapedTo<S, T>;

/** What an -1 is. */
type Remaining<S, M> = IsDecided<S> extends false ? number : Elements<S> extends [infer N, infer Names] ? (DivMod<N, M> extends [infer Q, 0] ? (Names extends [] ? Q : [Q, Names] extends [1, [infer Name]] ? Name : number) : number) : never;
/** What reshape gives: T, with the size that remains in the place of the -1. Also where T does not fit; so that of type parameters the number of axes is known at once. */
export type ReshapedAs<S, T> =
  T extends number ? ReshapedAs<S, readonly [T]>
  : HasRank<T> extends false ? Unknown<T>
  : Filled<T, HasRank<S> extends false ? number : number extends (T & readonly unknown[])[number] ? number : Unlike<S, T> extends [infer R, readonly [-1]] ? SizeOf<R> : Remaining<S, Magnitude<Others<T>>>>;

/** How many elements a shape has, where it is known. */
export type SizeOf<S> =
  HasRank<S> extends false ? number : IsDecided<S> extends false ? number
  : Elements<S> extends infer E ? (E extends [infer N, []] ? N : E extends [1, [infer Name]] ? Name : number) : never;

/** The same elements in the same (row-major) order under another shape.   x: [..s]   y: [..shape] */
export const reshape: Op<{ shape: readonly Dim[] }> = {
  name: 'reshape', arity: 1,
  type([x], { shape }) {
    const from = sizeOf(x.shape), to = sizeOf(shape);
    if (!sameDim(from, to))
      throw new ShapeError('NN0208', unequalElements(showShape(x.shape), showShape(shape), showDim(from), showDim(to)));
    return [{ shape, dtype: x.dtype }];
  },
  // Linear position in y, taken apart along the axes of x. Lowering simplifies the quotients where axes split or merge.
  define([x], y) {
    const out = axesOf(y), from = known(x.shape);
    const linear = out.reduce<Expr>((sum, a) => addIndex(mulIndex(sum, a.extent), at(a)), int(0));
    let stride = 1;
    const index: Expr[] = [];
    for (let i = from.length - 1; i >= 0; i--) {
      const part = stride === 1 ? linear : scalar('quot', linear, int(stride));
      index[i] = i === 0 ? part : scalar('rem', part, int(from[i]));
      stride *= from[i];
    }
    return { axes: out, body: load(0, y.dtype, index) };
  },
  linear: 'together',
  vjp: (b, { x: [x] }, [g]) => [g && b.reshape(g, { shape: x.type.shape })],
  batch: (b, { x: [x], size, params: { shape } }) => [b.reshape(x, { shape: [size, ...shape] })],
  samples: [{ inputs: [[2, 3]], params: { shape: [3, 2] } }, { inputs: [[2, 3]], params: { shape: [6] } }, { inputs: [[1, 1]], params: { shape: [] } }, { inputs: [[0, 3]], params: { shape: [3, 0] } }],
};

import { addIndex, at, int, load, mulIndex, scalar } from '../core/build.ts';
import { sameDim, showDim, showShape, sizeOf, type Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { known, ShapeError } from '../core/shape.ts';
import type { Copied, ElementOf, HasRank, Head, IsDecided, Mistake, Same, ShowShape, Text, Unknown } from '../core/types/dim.ts';
import type { DivMod, Less, Mul } from '../core/types/number.ts';
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
/** The product without signs. */
type Magnitude<T, N = 1> = T extends readonly [infer D, ...infer R] ? Magnitude<R, Mul<N, `${D & number}` extends `-${infer M extends number}` ? M : D>> : N;
/** Sizes that are not, among those of a shape; never where there are none. */
type Below<T> = Extract<`${ElementOf<T> & number}`, `-${string}`>;
/** What stands before the first -1, and behind it. */
type AroundOpen<T, Before extends unknown[] = []> = T extends readonly [infer H, ...infer R] ? (H extends -1 ? [Before, R] : AroundOpen<R, [...Before, H]>) : never;
type FromEnd<S, R extends unknown[] = []> = S extends readonly [infer D, ...infer T] ? FromEnd<T, [D, ...R]> : R;

// Products are small work, if they are of few sizes: so both shapes are read from the left, and where the products so far are the same, both begin anew.

/** Whether two shapes have as many elements. */
type Alike<S, T> =
  S extends readonly [infer D, ...infer R] ? (T extends readonly [infer E, ...infer U] ? AlikeFrom<D, E, R, U> : Magnitude<S> extends 1 ? true : false) : Magnitude<T> extends 1 ? true : false;
type AlikeFrom<P, Q, S, T> =
  P extends Q ? Alike<S, T>
  : Less<P, Q> extends true ? (S extends readonly [infer D, ...infer R] ? AlikeFrom<Mul<P, D>, Q, R, T> : false)
  : T extends readonly [infer E, ...infer U] ? AlikeFrom<P, Mul<Q, E>, S, U> : false;
/** What is left of S behind the sizes T; never where it cannot be cut there. */
type Behind<S, T> = T extends readonly [infer E, ...infer U] ? (S extends readonly [infer D, ...infer R] ? BehindFrom<D, E, R, U> : never) : S;
type BehindFrom<P, Q, S, T> =
  P extends Q ? Behind<S, T>
  : Less<P, Q> extends true ? (S extends readonly [infer D, ...infer R] ? BehindFrom<Mul<P, D>, Q, R, T> : never)
  : T extends readonly [infer E, ...infer U] ? BehindFrom<P, Mul<Q, E>, S, U>
  : S extends readonly unknown[] ? (DivMod<P, Q> extends [infer R, 0] ? [R, ...S] : never) : never;
/** What the -1 in a shape stands for, by the sizes before it and behind it. */
type Remaining<S, T, Cut> =
  Cut extends [infer A extends unknown[], infer B extends unknown[]]
    ? [Below<[...A, ...B]>] extends [never]
      ? 0 extends A[number] | B[number] ? Mistake<anySizeFits<ShowShape<S>, ShowShape<T>>>
      : 0 extends ElementOf<S> ? 0
      : Behind<FromEnd<Behind<S, A>>, FromEnd<B>> extends infer R ? ([R] extends [never] ? Divided<S, T, Magnitude<S>, Magnitude<[...A, ...B]>> : Magnitude<R>) : never
      : Mistake<indivisibleElements<ShowShape<S>, ShowShape<T>, `${Magnitude<S> & number}`, `-${Magnitude<[...A, ...B]> & number}`>>
    : never;
type Divided<S, T, N, M> = DivMod<N, M> extends [infer Q, 0] ? Q : Mistake<indivisibleElements<ShowShape<S>, ShowShape<T>, `${N & number}`, `${M & number}`>>;
/** T, one size of which may be -1, where it has as many elements as S. Open sizes are not looked at, and sizes with names among S may have any product. */
export type Reshaped<S, T> =
  T extends number ? Reshaped<S, readonly [T]>
  : HasRank<T> extends false ? T : number extends ElementOf<T> ? T
  : HasRank<S> extends false ? T : IsDecided<S> extends false ? T
  : [Extract<ElementOf<S>, string>] extends [never]
    ? -1 extends ElementOf<T> ? (Remaining<S, T, AroundOpen<T>> extends infer R ? (R extends Mistake<string> ? R : T) : never)
    : [Below<T>] extends [never] ? ((0 extends ElementOf<S> | ElementOf<T> ? Same<Magnitude<S>, Magnitude<T>> : Alike<S, T>) extends true ? T : Mistake<unequalElements<ShowShape<S>, ShowShape<T>, `${Magnitude<S> & number}`, `${Magnitude<T> & number}`>>)
    : Mistake<indivisibleElements<ShowShape<S>, ShowShape<T>, `${Magnitude<S> & number}`, `-${Magnitude<T> & number}`>>
  : T;

/** The same among sizes with names: one that is left over, where all numbers cancel. */
type NamedRemaining<S, M> = Elements<S> extends [infer N, infer Names] ? (DivMod<N, M> extends [infer Q, 0] ? (Names extends [] ? Q : [Q, Names] extends [1, [infer Name]] ? Name : number) : number) : never;
type OpenSize<S, T> =
  HasRank<S> extends false ? number : number extends ElementOf<T> ? number : IsDecided<S> extends false ? number
  : AroundOpen<T> extends infer Cut
    ? [Extract<ElementOf<S>, string>] extends [never] ? (Remaining<S, T, Cut> extends infer R ? (R extends Mistake<string> ? number : R) : never)
    : Cut extends [infer A extends unknown[], infer B extends unknown[]] ? NamedRemaining<S, Magnitude<[...A, ...B]>> : never
    : never;
/** T with D in the place of the first -1. */
type Filled<T, D, R extends unknown[] = []> = T extends readonly [infer H, ...infer Rest] ? (BeginsOpen<T> extends true ? [...R, D, ...Rest] : Filled<Rest, D, [...R, H]>) : R;
// See Note: Asked at once, in core/types/dim.ts.
type BeginsOpen<T> = Same<Head<Opens<T>>, true>;
type Opens<T> = { [I in keyof T]: Opening<Text<T[I]>> };
type Opening<X> = X extends Text<never> ? undefined : X extends Text<-1> ? true : false;
type HasOpen<T> = T extends readonly [unknown, ...infer Rest] ? (BeginsOpen<T> extends true ? true : HasOpen<Rest>) : false;
/** What reshape gives: T, with the size that remains in the place of the -1. Also where T does not fit; so that of type parameters the number of axes is known at once. */
export type ReshapedAs<S, T> =
  T extends number ? [T extends -1 ? OpenSize<S, readonly [T]> : T]
  : HasRank<T> extends false ? Unknown<T>
  : HasOpen<T> extends true ? Filled<T, OpenSize<S, T>> : Copied<T>;

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

/** Functions as methods of tensors, where JAX has them: x.add(1).sum({ axis: 0 }). */
import type { DType } from '../core/dtype.ts';
import { showType } from '../core/shape.ts';
import * as f from './functions.ts';
import { Tensor } from './tensor.ts';
import { valuesText } from './text.ts';
import type { Axis } from './operand.ts';
import type { TensorLike } from './trace.ts';
import type { Along, AtDefault, Expanded, FitsAxis, RankOf, Squeezed, Swapped, Transposed } from '../core/types/axes.ts';
import type { BroadcastTo } from '../core/types/broadcast.ts';
import type { Copied, Dim, Fits, Gives, Repeated } from '../core/types/dim.ts';
import { coerce, type Coerced } from './coerce.ts';
import type { Numbers } from '../ops/rules.ts';
import type { Product } from '../ops/matmul.ts';
import type { Promote, Weak } from '../core/types/promote.ts';
import type { Reshaped, ReshapedAs, SizeOf } from '../ops/reshape.ts';
import type { As, Elementwise2Method, ElementwiseMethod, FitsAll, Made, Met, Operand, Ordered, Widened } from './signatures.ts';
import type { PowerMethod } from './numpy/arithmetic.ts';
import type { CumulativeMethod } from './numpy/cumulative.ts';
import type { Fills, HowMany, Listed, Places } from './numpy/searching.ts';
import type { PositionMethod, ReductionMethod } from './numpy/reductions.ts';

const methods = {
  add: f.add, sub: f.sub, mul: f.mul, div: f.div, pow: f.pow, neg: f.neg, abs: f.abs, rem: f.rem,
  exp: f.exp, log: f.log, sqrt: f.sqrt, tanh: f.tanh, square: f.square,
  maximum: f.maximum, minimum: f.minimum, clip: f.clip,
  equal: f.equal, notEqual: f.notEqual, less: f.less, lessEqual: f.lessEqual, greater: f.greater, greaterEqual: f.greaterEqual,
  sum: f.sum, mean: f.mean, max: f.max, min: f.min, prod: f.prod, variance: f.variance, var: f.var, std: f.std, ptp: f.ptp, any: f.any, all: f.all,
  argmax: f.argmax, argmin: f.argmin, cumsum: f.cumsum, cumprod: f.cumprod, sort: f.sort, argsort: f.argsort, argpartition: f.argpartition, searchsorted: f.searchsorted,
  matmul: f.matmul, dot: f.dot, trace: f.trace, diagonal: f.diagonal, round: f.round,
  reshape: f.reshape, ravel: f.ravel, flatten: f.ravel, rearrange: f.rearrange, transpose: f.transpose, swapaxes: f.swapaxes, broadcastTo: f.broadcastTo, expandDims: f.expandDims, squeeze: f.squeeze,
  slice: f.slice, take: f.take, get: f.index, repeat: f.repeat, nonzero: f.nonzero, choose: f.choose, astype: f.astype, copy: f.copy,
} as const;

type Methods = typeof methods;
type WithoutFirst<F> = F extends (x: infer _X, ...rest: infer R extends readonly unknown[]) => infer Y ? (...rest: R) => (Y extends Tensor<infer S, unknown> ? (unknown extends S ? Tensor : Y) : Y) : never;

/** What each method asks of its own tensor, and gives. */
interface Typed {
  readonly add: Elementwise2Method<'add'>;
  readonly sub: Elementwise2Method<'sub', 'same', 'number'>;
  readonly mul: Elementwise2Method<'mul'>;
  readonly div: Elementwise2Method<'div', 'float'>;
  readonly rem: Elementwise2Method<'fmod', 'counted'>;
  readonly maximum: Elementwise2Method<'maximum'>;
  readonly minimum: Elementwise2Method<'minimum'>;
  readonly pow: PowerMethod;
  readonly equal: Elementwise2Method<'equal', 'truth'>;
  readonly notEqual: Elementwise2Method<'notEqual', 'truth'>;
  readonly less: Elementwise2Method<'less', 'truth'>;
  readonly lessEqual: Elementwise2Method<'lessEqual', 'truth'>;
  readonly greater: Elementwise2Method<'greater', 'truth'>;
  readonly greaterEqual: Elementwise2Method<'greaterEqual', 'truth'>;
  readonly abs: ElementwiseMethod;
  readonly square: ElementwiseMethod<'counted'>;
  readonly neg: ElementwiseMethod<'same', 'neg', 'number'>;
  readonly exp: ElementwiseMethod<'float'>;
  readonly log: ElementwiseMethod<'float'>;
  readonly sqrt: ElementwiseMethod<'float'>;
  readonly tanh: ElementwiseMethod<'float'>;
  readonly sum: ReductionMethod<'sum', 'sum', 'widened'>;
  readonly prod: ReductionMethod<'prod', 'sum', 'widened'>;
  readonly max: ReductionMethod<'max', 'extreme', 'same'>;
  readonly min: ReductionMethod<'min', 'extreme', 'same'>;
  readonly mean: ReductionMethod<'mean', 'mean', 'float'>;
  readonly variance: ReductionMethod<'variance', 'variance', 'float'>;
  readonly var: ReductionMethod<'variance', 'variance', 'float'>;
  readonly std: ReductionMethod<'variance', 'variance', 'float'>;
  readonly ptp: ReductionMethod<'max', 'reduce', 'same'>;
  readonly any: ReductionMethod<'any', 'masked', 'truth'>;
  readonly all: ReductionMethod<'all', 'masked', 'truth'>;
  readonly argmax: PositionMethod<'argmax'>;
  readonly argmin: PositionMethod<'argmin'>;
  readonly cumsum: CumulativeMethod<'cumsum'>;
  readonly cumprod: CumulativeMethod<'cumprod'>;
  sort<S, D, const A extends number | null = -1>(this: AtDefault<A, -1, Ordered<'sort', S, A>, Tensor<S, D>>, options?: f.SortOptions<Fits<Ordered<'sort', S, A>, A>>): Tensor<Gives<Ordered<'sort', S, A>>, D>;
  argsort<S, D, const A extends number | null = -1>(this: AtDefault<A, -1, Ordered<'argsort', S, A>, Tensor<S, D>>, options?: f.SortOptions<Fits<Ordered<'argsort', S, A>, A>>): Tensor<Gives<Ordered<'argsort', S, A>>, 'i32'>;
  argpartition<S, D, const A extends number | null = -1>(this: AtDefault<A, -1, Ordered<'argpartition', S, A>, Tensor<S, D>>, kth: number, options?: { axis?: Fits<Ordered<'argpartition', S, A>, A> }): Tensor<Gives<Ordered<'argpartition', S, A>>, 'i32'>;
  matmul<A, D, B = [], E = Weak, P extends DType | undefined = undefined>(this: Tensor<A, D>, y: Fits<Product<A, B, Promote<D, E>>, Operand<B, E>>, options?: f.ProductOptions<P>): Tensor<Gives<Product<A, B>>, As<P, Promote<D, E>>>;
  dot<A, D, B = [], E = Weak, P extends DType | undefined = undefined>(this: Tensor<A, D>, y: Fits<f.Dot<A, B>, Operand<B, E>>, options?: f.ProductOptions<P>): Tensor<Gives<f.Dot<A, B>>, As<P, Promote<D, E>>>;
  slice<S, D, const From extends readonly number[], const To extends readonly number[] = [], const Step extends readonly number[] = []>(this: Tensor<S, D>, start: From, stop?: To, step?: Step): Tensor<f.Sliced<S, From, To, Step>, D>;
  get<S, D, const E extends readonly f.Index[]>(this: Tensor<S, D>, ...expression: FitsAll<f.IndexedBy<S, E>, E>): Tensor<Gives<f.IndexedBy<S, E>>, D>;
  take<S, D, I = [], E = Weak, const A extends number | null = null>(this: Tensor<S, D>, indices: Fits<f.TakenBy<I, E>, Operand<I, E>>, options?: f.TakeOptions<Fits<f.Taken<S, I, A>, A>>): Tensor<Gives<f.Taken<S, I, A>>, D>;
  repeat<S, D, const N extends number | readonly number[] | Tensor, const A extends number | null = null, const L extends number | undefined = undefined>(this: Tensor<S, D>, repeats: N, options?: f.RepeatOptions<Fits<f.AtAxis<'repeat', S, A>, A>, L>): Tensor<Gives<f.RepeatedBy<f.AtAxis<'repeat', S, A>, A extends null ? 0 : A, N, L>>, D>;
  diagonal<S, D, const O extends number = 0, const P extends number = 0, const Q extends number = 1>(this: AtDefault<[P, Q], [0, 1], f.DiagonalOf<S, O, P, Q>, Tensor<S, D>>, options?: f.DiagonalOptions<O, Fits<Along<'diagonal', S, P>, P>, Fits<f.DiagonalOf<S, O, P, Q>, Q>>): Tensor<Gives<f.DiagonalOf<S, O, P, Q>>, D>;
  trace<S, D, const O extends number = 0, const P extends number = 0, const Q extends number = 1, E extends DType | undefined = undefined>(this: AtDefault<[P, Q], [0, 1], f.DiagonalOf<S, O, P, Q>, Tensor<S, D>>, options?: f.DiagonalOptions<O, Fits<Along<'diagonal', S, P>, P>, Fits<f.DiagonalOf<S, O, P, Q>, Q>> & { dtype?: E }): Tensor<f.WithoutLast<Gives<f.DiagonalOf<S, O, P, Q>>>, As<E, Widened<D>>>;
  choose<S, D, const Ts extends readonly TensorLike[] = readonly TensorLike[]>(this: Fits<f.TakenBy<S, D, 'choose'>, Tensor<S, D>>, choices: Fits<f.Chosen<S, Ts>, Ts>, options?: f.ChooseOptions): Tensor<Gives<f.Chosen<S, Ts>>, Made<Met<Ts>>>;
  searchsorted<A, D, S = [], E = Weak>(this: Fits<f.ListOnly<'searchsorted', A, D, 'list'>, Tensor<A, D>>, v: Operand<S, E>, options?: f.SearchOptions): Tensor<S, 'i32'>;
  round<S, D>(this: Fits<Numbers<'round', S, D>, Tensor<S, D>>, options?: { decimals?: number }): Tensor<S, D>;
  astype<S, E extends DType>(this: Tensor<S, unknown>, dtype: E): Tensor<S, E>;
  nonzero<S, D, const N extends number | undefined = undefined, const F extends number | readonly number[] = 0>(this: Fits<Places<S>, Tensor<S, D>>, options?: f.NonzeroOptions<Fits<HowMany<'nonzero', N, 'places'>, N>, Fits<Fills<S, F>, F>>): Repeated<Tensor<[Listed<N>], 'i32'>, RankOf<S>>;
  copy<S, D>(this: Tensor<S, D>): Tensor<S, D>;
  reshape<S, D, const T extends number | readonly number[]>(this: Tensor<S, D>, shape: Fits<Reshaped<S, T>, T | readonly number[]>, options?: f.ReshapeOptions): Tensor<ReshapedAs<S, T>, D>;
  ravel<S, D>(this: Tensor<S, D>, options?: f.ReshapeOptions): Tensor<[SizeOf<S>], D>;
  flatten<S, D>(this: Tensor<S, D>, options?: f.ReshapeOptions): Tensor<[SizeOf<S>], D>;
  rearrange<S, D, const P extends string, const Z extends f.PartSizes = Record<never, never>>(this: Tensor<S, D>, pattern: Fits<f.Rearranged<S, P, Z>, P>, sizes?: Z): Tensor<Gives<f.Rearranged<S, P, Z>>, D>;
  transpose<S, D, const Order extends readonly number[] | null = null>(this: Tensor<S, D>, order?: Fits<Transposed<S, Order>, Order>): Tensor<Gives<Transposed<S, Order>>, D>;
  swapaxes<S, D, const P extends number, const Q extends number>(this: Tensor<S, D>, first: Fits<Along<'swapaxes', S, P>, P>, second: Fits<Along<'swapaxes', S, Q>, Q>): Tensor<Gives<Swapped<'swapaxes', S, P, Q>>, D>;
  broadcastTo<S, D, const T extends number | readonly number[]>(this: Tensor<S, D>, shape: Fits<BroadcastTo<S, T>, T | readonly number[]>): Tensor<Gives<BroadcastTo<S, T>>, D>;
  expandDims<S, D, const A extends number | readonly number[]>(this: Tensor<S, D>, axis: Fits<Expanded<'expandDims', S, A>, A>): Tensor<Gives<Expanded<'expandDims', S, A>>, D>;
  squeeze<S, D, const A extends Axis = null>(this: Tensor<S, D>, axis?: FitsAxis<Squeezed<S, A>, A>): Tensor<Gives<Squeezed<S, A>>, D>;
  /**
   * The same tensor, once its shape and its dtype are found to be these; TypeScript then knows them. A name stands for any one size.
   * x.as(['B', 784], 'f32') is a Tensor<['B', 784], 'f32'>.
   */
  as<A, E extends DType, const T extends readonly Dim[], F extends DType = E>(this: Tensor<A, E>, shape: Fits<Coerced<A, E, T, F>, T>, dtype?: F): Tensor<Copied<T>, F>;
  /** The elements where the condition is true. */
  compress<A, E, C, F, const P extends number | null = null, const N extends number | undefined = undefined>(this: Tensor<A, E>, condition: Fits<f.Condition<C, F>, Tensor<C, F>>, options?: f.CompressOptions<Fits<f.AlongOne<A, P>, P>, Fits<f.Kept<A, C, P, N>, N>>): Tensor<Gives<f.Compressed<A, C, P, N>>, E>;
  /** The part that an index expression names, to be read or replaced: x.at(0, ':').set(y). */
  at<A, E, const I extends readonly f.Index[]>(this: Tensor<A, E>, ...expression: FitsAll<f.IndexedBy<A, I, false>, I>): f.At<A, E, I>;
}

/** The axes of S in another order, by a table and not by a question, which a covariant property may not ask. */
type InOrder<S, Orders extends AxisOrders> = { [I in keyof S]: (S & readonly unknown[])[Orders[(S & readonly unknown[])['length']][I & string]] };
interface AxisOrders { readonly [rank: number]: { readonly [axis: string]: number } }
interface Reversed extends AxisOrders {
  1: { [i: string]: number; 0: 0 }; 2: { [i: string]: number; 0: 1; 1: 0 }; 3: { [i: string]: number; 0: 2; 1: 1; 2: 0 }; 4: { [i: string]: number; 0: 3; 1: 2; 2: 1; 3: 0 };
  5: { [i: string]: number; 0: 4; 1: 3; 2: 2; 3: 1; 4: 0 }; 6: { [i: string]: number; 0: 5; 1: 4; 2: 3; 3: 2; 4: 1; 5: 0 };
}
interface LastExchanged extends AxisOrders {
  2: { [i: string]: number; 0: 1; 1: 0 }; 3: { [i: string]: number; 0: 0; 1: 2; 2: 1 }; 4: { [i: string]: number; 0: 0; 1: 1; 2: 3; 3: 2 };
  5: { [i: string]: number; 0: 0; 1: 1; 2: 2; 3: 4; 4: 3 }; 6: { [i: string]: number; 0: 0; 1: 1; 2: 2; 3: 3; 4: 5; 5: 4 };
}

declare module './tensor.ts' {
  interface Tensor<out S, out D> extends TensorMethods {
    /** Axes reversed. */
    readonly T: Tensor<InOrder<S, Reversed>, D>;
    /** The last two axes exchanged. */
    readonly mT: Tensor<InOrder<S, LastExchanged>, D>;
  }
}
type Untyped = { readonly [K in Exclude<keyof Methods, keyof Typed>]: WithoutFirst<Methods[K]> };
export interface TensorMethods extends Typed, Untyped {}

for (const [name, method] of Object.entries(methods))
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: readonly (TensorLike | DType)[]): Tensor {
      return (method as (...args: readonly unknown[]) => Tensor)(this, ...rest);
    },
  });
Object.defineProperty(Tensor.prototype, 'T', { get(this: Tensor): Tensor { return f.transpose(this); } });
Object.defineProperty(Tensor.prototype, 'mT', { get(this: Tensor): Tensor { return f.matrixTranspose(this); } });
Object.defineProperty(Tensor.prototype, 'compress', { value(this: Tensor, condition: Tensor, options?: f.CompressOptions): Tensor { return f.compress(condition, this, options); } });
Object.defineProperty(Tensor.prototype, 'as', { value(this: Tensor, shape: readonly Dim[], dtype?: DType): Tensor { return coerce(this, shape, dtype); } });
Object.defineProperty(Tensor.prototype, 'at', { value(this: Tensor, ...expression: readonly f.Index[]): f.At { return f.at(this, ...expression); } });

/** Type and values; the type alone while tracing, after the memory is gone, and where a device cannot be read at once. */
function text(x: Tensor): string {
  const type = `Tensor(${showType(x)})`;
  try {
    return x.isTraced ? type : `${type}${x.rank > 1 ? '\n' : ' '}${valuesText(x)}`;
  } catch {
    return type;
  }
}
Object.defineProperty(Tensor.prototype, 'toString', { value(this: Tensor): string { return text(this); } });
// Within an object or a list, as in a tree of parameters, the type says enough.
Object.defineProperty(Tensor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Tensor, depth: number, options: { readonly depth?: number | null }): string {
    return depth === options.depth ? text(this) : `Tensor(${showType(this)})`;
  },
});

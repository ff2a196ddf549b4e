/** Functions that networks are made of and numpy has no name for: normalisation, the causal mask, convolution and pooling. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { Value } from '../../core/graph.ts';
import { floating } from '../operand.ts';
import { op } from '../operation.ts';
import type { Fits, Gives, HasRank, Mistake, Shape } from '../../core/types/dim.ts';
import type { Inexact } from '../../core/types/promote.ts';
import type { ConvShape } from '../../ops/conv.ts';
import type { Pooled } from '../../ops/pooling.ts';
import type { WithAxes } from '../../ops/rules.ts';
import type { Each, Option } from '../signatures.ts';
import type { Tensor } from '../tensor.ts';

/**
 * (x − mean) / √(variance + ε) along the last axis, without scale and shift (Ba et al. 2016).   x, y: [..s, c]
 * @example
 * layerNorm(tensor([1, 3]), { epsilon: 0 }) // [-1, 1]
 */
export const layerNorm = <S, D>(x: Tensor<S, D>, { epsilon = 1e-5 }: { epsilon?: number } = {}): Tensor<S, Inexact<D>> =>
  op(`layerNorm ${epsilon}`, [x as Tensor], (b, [x]) => b.layerNorm(floating(b, x as Value), { epsilon }))[0]! as Tensor<S, Inexact<D>>;

/**
 * x / √(mean x² + ε) along the last axis (Zhang & Sennrich 2019).   x, y: [..s, c]
 * @example
 * rmsNorm(tensor([3, 4, 0, 0]), { epsilon: 0 }) // [1.2, 1.6, 0, 0]
 */
export const rmsNorm = <S, D>(x: Tensor<S, D>, { epsilon = 1e-6 }: { epsilon?: number } = {}): Tensor<S, Inexact<D>> =>
  op(`rmsNorm ${epsilon}`, [x as Tensor], (b, [x]) => b.rmsNorm(floating(b, x as Value), { epsilon }))[0]! as Tensor<S, Inexact<D>>;

/**
 * −∞ where the last axis is ahead of the one before it: scores of attention that sees no later place.   x, y: [..s, queries, keys]
 * @example
 * causal(tensor([[1, 2], [3, 4]])) // [[1, -Infinity], [3, 4]]
 */
export const causal = <S, D>(x: Fits<WithAxes<'causal', S, [0, 0], '[..s, queries, keys]', Inexact<D>>, Tensor<S, D>>): Tensor<S, Inexact<D>> => op('causal', [x as Tensor], (b, [x]) => b.causal(floating(b, x as Value)))[0]! as Tensor<S, Inexact<D>>;

/** A number for every axis of space, or one each. */
export type PerAxis = number | readonly number[];
/** As many places before as after, or each [before, after]. */
export type Padding = number | readonly (number | readonly [number, number])[];

const entriesFor = <const What extends string, const Entries extends string, const Axes extends string>(what: What, entries: Entries, axes: Axes): entriesFor<What, Entries, Axes> => `${what} lists ${entries} for ${axes} of space`;
type entriesFor<What extends string, Entries extends string, Axes extends string> = `${What} lists ${Entries} for ${Axes} of space`;

/** The first option that is a list of another length than there are axes; never where there is none. */
type Uneven<Op extends string, O, Axes extends number, Keys = ['stride', 'padding', 'dilation']> =
  number extends Axes ? never
  : Keys extends readonly [infer K extends string, ...infer More]
    ? Option<O, K, 1> extends infer V ? (V extends readonly unknown[] ? (number extends V['length'] ? never : V['length'] extends Axes ? Uneven<Op, O, Axes, More>
      : Mistake<entriesFor<`${Op}: ${K}`, V['length'] extends 1 ? '1 entry' : `${V['length']} entries`, Axes extends 1 ? '1 axis' : `${Axes} axes`>>) : Uneven<Op, O, Axes, More>) : never
    : never;

function onePerAxis<T>(what: string, value: number | readonly T[], axes: number): readonly (number | T)[] {
  const list = typeof value === 'number' ? Array.from({ length: axes }, () => value) : value;
  if (list.length === axes) return list;
  throw new CotangentError(entriesFor(what, `${list.length} ${list.length === 1 ? 'entry' : 'entries'}`, `${axes} ${axes === 1 ? 'axis' : 'axes'}`),
    { code: 'NN0519', hint: `give one number, or a list of ${axes}` });
}
const spread = (what: string, value: PerAxis, axes: number): readonly number[] => onePerAxis<number>(what, value, axes);
const sides = (what: string, value: Padding, axes: number): readonly (readonly [number, number])[] =>
  onePerAxis<number | readonly [number, number]>(what, value, axes).map((p) => (typeof p === 'number' ? [p, p] : p));

export interface ConvOptions {
  readonly stride?: PerAxis;
  readonly padding?: Padding;
  readonly dilation?: PerAxis;
  /** Channels fall into this many groups that do not see each other. */
  readonly groups?: number;
}

/**
 * Cross-correlation over the axes of space, zeros beyond the border.   x: [b, c, ..n]   w: [o, c / groups, ..k]   y: [b, o, ..m]
 * @example
 * conv(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 10]]])) // [[[21, 32, 43]]]
 * conv(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 10]]]), { stride: 2, padding: [[1, 0]] }) // [[[10, 32]]]
 */
export function conv<A, D, B, const O extends ConvOptions = Record<never, never>>(x: Tensor<A, D>, w: Fits<Convolved<A, B, D, O>, Tensor<B, D>>, options?: O): Tensor<Gives<Convolved<A, B, D, O>>, D> {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvOptions = options ?? {};
  const axes = Math.max(0, x.rank - 2);
  const params = {
    stride: spread('conv: stride', stride, axes), padding: sides('conv: padding', padding, axes), dilation: spread('conv: dilation', dilation, axes),
    inputDilation: spread('conv: input dilation', 1, axes), groups,
  };
  return op(`conv ${JSON.stringify(params)}`, [x as Tensor, w as Tensor], (b, [x, w]) => b.conv(x as Value, w as Value, params))[0]! as never;
}
type Convolved<X, W, D, O> = Spaces<X> extends infer N ? [Uneven<'conv', O, RankOf<N>>] extends [never] ? ConvShape<X, W, D, Option<O, 'groups', 1>, PerWindow<N, O, 1>> : Uneven<'conv', O, RankOf<N>> : never;
type Spaces<X> = HasRank<X> extends false ? Shape : X extends readonly [unknown, unknown, ...infer N] ? N : [];
/** [stride, low, high, dilation] for each of as many axes as N has; [] where the options do not say as many. */
type PerWindow<N, O, Stride, I extends unknown[] = [], R extends unknown[] = []> =
  N extends readonly [unknown, ...infer More]
    ? PerWindow<More, O, Stride, [...I, 0], [...R, [Each<Option<O, 'stride', Stride>, I['length']>, Side<Each<Option<O, 'padding', 0>, I['length']>, 0>, Side<Each<Option<O, 'padding', 0>, I['length']>, 1>, Each<Option<O, 'dilation', 1>, I['length']>]]>
    : R;
type Side<P, I extends 0 | 1> = P extends readonly unknown[] ? P[I] : P;

export interface PoolOptions {
  /** The window itself when absent: windows side by side. */
  readonly stride?: PerAxis;
  readonly padding?: Padding;
}

/**
 * The largest element of every window over the last axes.   x: [..s, ..n]   y: [..s, ..m]
 * @example
 * maxPool(tensor([1, 5, 2, 3]), [2]) // [5, 3]
 * maxPool(tensor([1, 5, 2, 3]), [2], { stride: 1 }) // [5, 5, 3]
 */
export function maxPool<A, D, const W extends readonly number[], const O extends PoolOptions = Record<never, never>>(x: Tensor<A, D>, window: Fits<Pool<'maxPool', A, W, D, O>, W>, options?: O): Tensor<Gives<Pool<'maxPool', A, W, D, O>>, D> {
  return maxPoolOf(x as Tensor, window as readonly number[], options) as never;
}
type Pool<Op extends string, S, W, D, O> = [Uneven<Op, O, RankOf<W>>] extends [never] ? Pooled<Op, S, W, D, PerWindow<W, O, W>> : Uneven<Op, O, RankOf<W>>;
function maxPoolOf(x: Tensor, window: readonly number[], { stride = window, padding = 0 }: PoolOptions = {}): Tensor {
  const params = { window, stride: spread('maxPool: stride', stride, window.length), padding: sides('maxPool: padding', padding, window.length) };
  return op(`maxPool ${JSON.stringify(params)}`, [x], (b, [x]) => b.maxPool(x as Value, params))[0]!;
}

/**
 * The mean of every window over the last axes; places beyond the border count as zeros, or not at all.
 * @example
 * avgPool(tensor([1, 5, 2, 3]), [2]) // [3, 2.5]
 * avgPool(tensor([1, 5, 3]), [2], { padding: [[1, 0]], countPadding: false }) // [1, 4]
 */
export function avgPool<A, D, const W extends readonly number[], const O extends AvgPoolOptions = Record<never, never>>(x: Tensor<A, D>, window: Fits<Pool<'avgPool', A, W, Inexact<D>, O>, W>, options?: O): Tensor<Gives<Pool<'avgPool', A, W, Inexact<D>, O>>, Inexact<D>> {
  return avgPoolOf(x as Tensor, window as readonly number[], options) as never;
}
export interface AvgPoolOptions extends PoolOptions {
  /** Whether places beyond the border count. On when absent. */
  readonly countPadding?: boolean;
}
function avgPoolOf(x: Tensor, window: readonly number[], { stride = window, padding = 0, countPadding = true }: AvgPoolOptions = {}): Tensor {
  const params = { window, stride: spread('avgPool: stride', stride, window.length), padding: sides('avgPool: padding', padding, window.length), countPadding };
  return op(`avgPool ${JSON.stringify(params)}`, [x], (b, [x]) => b.avgPool(floating(b, x as Value), params))[0]!;
}

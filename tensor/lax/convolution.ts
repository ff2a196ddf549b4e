/** lax: convolution over any number of axes of space, in any layout. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { count, showType } from '../../core/shape.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { ElementOf, Fits, Gives, HasRank, Mistake, Shape, ShowDim, ShowShape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Add, Div, Less, Sub, Times } from '../../core/types/number.ts';
import type { Promote } from '../../core/types/promote.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Channels, Divides } from '../../ops/conv.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import type { Absent, As, Counted, Each, Option } from '../signatures.ts';
import type { Tensor } from '../tensor.ts';
import { inDType } from './productDType.ts';
import type { ProductOptions } from './products.ts';
import { oneDType, type OneDType } from './strict.ts';
import { dilated, paddingOf, windowsOver, type Padding, type Spread, type Undone, type WindowsOver } from './windowPadding.ts';

/** Where the axes lie: batch, channels and space of the operand and the result, output channels, input channels and space of the kernel. */
export interface ConvDimensionNumbers {
  readonly lhsSpec: readonly number[];
  readonly rhsSpec: readonly number[];
  readonly outSpec: readonly number[];
}

/** Three words with a letter for each axis: N and C for batch and channels, O and I for the channels of the kernel, any others for space. */
export type ConvLayout = ConvDimensionNumbers | readonly [lhs: string, rhs: string, out: string];

export interface ConvOptions extends ProductOptions {
  /** Distance between neighbouring elements of the operand: 2 puts one zero between them. 1 when absent. */
  readonly lhsDilation?: readonly number[];
  /** Distance between neighbouring places of the kernel. 1 when absent. */
  readonly rhsDilation?: readonly number[];
  /** ['NCHW', 'OIHW', 'NCHW'] for two axes of space, and so on, when absent. */
  readonly dimensionNumbers?: ConvLayout;
  /** Channels fall into this many groups that do not see each other. */
  readonly featureGroupCount?: number;
  /** The batch falls into this many parts, each with output channels of its own. */
  readonly batchGroupCount?: number;
}

const refused = (message: string, hint: string): CotangentError => new CotangentError(message, { code: 'NN0260', hint });
const wrong = (name: string, message: string, hint: string): CotangentError => refused(`${name}: ${message}`, hint);

const otherRanks = <const N extends string, const M extends string>(n: N, m: M): otherRanks<N, M> => `an operand of ${n} axes stands against a kernel of ${m}`;
type otherRanks<N extends string, M extends string> = `an operand of ${N} axes stands against a kernel of ${M}`;
const notNaming = <const Word extends string, const Rank extends string, const All extends string>(word: Word, rank: Rank, all: All): notNaming<Word, Rank, All> => `'${word}' does not name the axes of a tensor of rank ${rank} beside [${all}]`;
type notNaming<Word extends string, Rank extends string, All extends string> = `'${Word}' does not name the axes of a tensor of rank ${Rank} beside [${All}]`;
const noBatch = <const X extends string>(x: X): noBatch<X> => `${x} has no axes for batch and channels`;
type noBatch<X extends string> = `${X} has no axes for batch and channels`;
const besideDilation = <const P extends string, const D extends string>(padding: P, dilation: D): besideDilation<P, D> => `padding '${padding}' has no meaning beside lhsDilation ${dilation}`;
type besideDilation<P extends string, D extends string> = `padding '${P}' has no meaning beside lhsDilation ${D}`;
const bothGrouped = 'featureGroupCount and batchGroupCount are both more than 1';
const unequalParts = <const B extends string, const O extends string, const G extends string>(batch: B, o: O, groups: G): unequalParts<B, O, G> => `a batch of ${batch} and ${o} output channels do not divide into ${groups} groups`;
type unequalParts<B extends string, O extends string, G extends string> = `a batch of ${B} and ${O} output channels do not divide into ${G} groups`;

/** [the operand as [b, c, ..n], the kernel as [o, i, ..k], the places of a result's axes in [b, o, ..m]]; or the mistake. */
type Laid<A, B, Layout> =
  RankOf<A> extends RankOf<B>
    ? Absent<Layout> extends true ? [A, B, undefined] : Orders<Layout, RankOf<A>> extends infer R ? (R extends [infer P, infer Q, infer Y] ? [Chosen<A, P>, Chosen<B, Q>, Y] : R) : never
    : NoLayout<otherRanks<`${RankOf<A> & number}`, `${RankOf<B> & number}`>>;
type NoLayout<M extends string> = Mistake<`lax.convDimensionNumbers: ${M}`>;
/** What a layout says of tensors of so many axes: where the axes of the operand, the kernel and the result come from. No size is needed for it, so that it is worked out once. */
type Orders<Layout, Rank> =
  Layout extends readonly [infer X extends string, infer W extends string, infer Y extends string]
    ? string extends X | W | Y ? Shape : Worded<Letters<X>, Letters<W>, Letters<Y>, Space<Letters<W>, 'O' | 'I'>, [X, W, Y], Rank>
  : Layout extends { readonly lhsSpec: infer X; readonly rhsSpec: infer W; readonly outSpec: infer Y }
    ? HasRank<X> extends false ? Shape : HasRank<W> extends false ? Shape : HasRank<Y> extends false ? Shape : [X, W, PlacesIn<Y, Indices<Y>>]
    : Shape;
type Worded<X extends readonly string[], W extends readonly string[], Y extends readonly string[], K extends readonly string[], Words extends readonly [string, string, string], Rank> =
  Names<X, 'N' | 'C', K, Rank> extends false ? NotNaming<0, Rank, Words> : Names<W, 'O' | 'I', K, Rank> extends false ? NotNaming<1, Rank, Words> : Names<Y, 'N' | 'C', K, Rank> extends false ? NotNaming<2, Rank, Words>
  : [PlacesIn<X, ['N', 'C', ...K]>, PlacesIn<W, ['O', 'I', ...K]>, PlacesIn<['N', 'C', ...K], Y>];
type NotNaming<I extends 0 | 1 | 2, Rank, Words extends readonly [string, string, string]> = NoLayout<notNaming<Words[I], `${Rank & number}`, `${Words[0]}, ${Words[1]}, ${Words[2]}`>>;
type Letters<Word extends string, R extends string[] = []> = Word extends `${infer L}${infer T}` ? Letters<T, [...R, L]> : R;
type Space<Ls, Marks extends string, R extends string[] = []> = Ls extends readonly [infer L extends string, ...infer T] ? Space<T, Marks, L extends Marks ? R : [...R, L]> : R;
/** Whether a word has a letter for each axis: the two of its own, and those of space. */
type Names<Ls extends readonly string[], Marks extends string, K extends readonly string[], Rank> =
  Ls['length'] extends Rank ? (Space<Ls, Marks>['length'] extends K['length'] ? ([Exclude<Marks | K[number], Ls[number]>] extends [never] ? (AnyTwice<Ls> extends true ? false : true) : false) : false) : false;
type AnyTwice<Ls, Seen = never> = Ls extends readonly [infer L, ...infer T] ? (L extends Seen ? true : AnyTwice<T, Seen | L>) : false;
/** Where each of some stands in a list. */
type PlacesIn<Ls, Some> = { -readonly [I in keyof Some]: PlaceIn<Ls, Some[I]> };
type PlaceIn<Ls, L, I extends unknown[] = []> = Ls extends readonly [infer H, ...infer R] ? (H extends L ? I['length'] : PlaceIn<R, L, [...I, 0]>) : number;
type Indices<S, R extends number[] = []> = S extends readonly [unknown, ...infer T] ? Indices<T, [...R, R['length']]> : R;
type Chosen<S, Order> = { -readonly [I in keyof Order]: Order[I] extends infer P extends keyof S ? S[P] : number };
type Back<Y, Order> = Order extends readonly unknown[] ? Chosen<Y, Order> : Y;

/** The result of a convolution of X, [b, c, ..n], with W, [o, i, ..k], in its order. F and G: the groups of channels and of the batch. D: the dtype in which it runs. */
type Convolved<X, W, Order, D, Strides, P, Base, Dilation, F, G> =
  X extends readonly [infer B, infer C, ...infer N]
    ? W extends readonly [infer O, infer Taken, ...infer K]
      ? NotOne<P, Base> extends true ? Unlike<besideDilation<P & string, ShowShape<Base>>>
      : Less<F, 1> extends true ? Unlike<`featureGroupCount is ${F & number}`> : Less<G, 1> extends true ? Unlike<`batchGroupCount is ${G & number}`>
      : [Less<1, F>, Less<1, G>] extends [true, true] ? Unlike<typeof bothGrouped>
      : Divides<B, G> extends false ? Unlike<unequalParts<ShowDim<B>, ShowDim<O>, ShowDim<G>>> : Divides<O, G> extends false ? Unlike<unequalParts<ShowDim<B>, ShowDim<O>, ShowDim<G>>>
      : WindowsOver<'lax.convGeneralDilated', N, K, Strides, P, Base, Dilation> extends infer M
        ? M extends readonly unknown[]
          ? 0 extends M[number] ? Back<[Part<B, G>, O, ...M], Order>
          // Without axes of space there is one of size 1.
          : Channels<[Part<B, G>, Times<C, G>, ...N, ...(N extends [] ? [1] : [])], [...W, ...(N extends [] ? [1] : [])], D, Times<F, G>, Times<C, G>, O, Taken> extends infer Fit ? (Fit extends Mistake<string> ? Fit : Back<[Part<B, G>, O, ...M], Order>) : never
          : M
        : never
      : Shape
    : Shape;
type Unlike<M extends string> = Mistake<`lax.convGeneralDilated: ${M}`>;
type NotOne<P, Base> = P extends string ? (HasRank<Base> extends true ? (Base extends readonly 1[] ? false : number extends ElementOf<Base> ? false : true) : false) : false;
type Part<B, G> = G extends 1 ? B : [B, G] extends [number, number] ? Div<B, G> : number;
/** The dtype in which products of D run. */
type RunsIn<D, P> = Counted<Absent<P> extends true ? D : Promote<D, Exclude<P, undefined>>>;
type Convolution<A, D, B, E, S, P, O> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : A extends readonly [unknown, unknown, ...unknown[]]
    ? OneDType<'lax.convGeneralDilated', A, D, B, E> extends infer R
      ? R extends Mistake<string> ? R
      : Laid<A, B, Option<O, 'dimensionNumbers', undefined>> extends infer L
        ? L extends readonly [infer X, infer W, infer Order]
          ? Convolved<X, W, Order, RunsIn<D, Preferred<O>>, S, P, Option<O, 'lhsDilation', 1>, Option<O, 'rhsDilation', 1>, Option<O, 'featureGroupCount', 1>, Option<O, 'batchGroupCount', 1>>
          : L
        : never
      : never
    : Unlike<noBatch<ShowType<A, D>>>;
type Preferred<O> = Option<O, 'preferredElementType', undefined>;

/**
 * Where the axes lie that three words name, one letter for each axis.
 * @example
 * lax.convDimensionNumbers([1, 4, 4, 3], [3, 3, 3, 8], ['NHWC', 'HWIO', 'NHWC']).rhsSpec // [3, 2, 0, 1]
 */
export function convDimensionNumbers(lhsShape: readonly number[], rhsShape: readonly number[], dimensionNumbers?: ConvLayout): ConvDimensionNumbers {
  const name = 'lax.convDimensionNumbers', rank = lhsShape.length;
  if (rank !== rhsShape.length) throw wrong(name, otherRanks(`${rank}`, `${rhsShape.length}`), 'both have one axis more than space, twice');
  if (dimensionNumbers === undefined) {
    const plain = lhsShape.map((_, i) => i);
    return { lhsSpec: plain, rhsSpec: plain, outSpec: plain };
  }
  if ('lhsSpec' in dimensionNumbers) return dimensionNumbers;
  const letters = [['N', 'C'], ['O', 'I'], ['N', 'C']] as const, [, kernel] = dimensionNumbers;
  const spaceOf = (word: string, i: number): string[] => [...word].filter((c) => !letters[i]!.includes(c as never));
  dimensionNumbers.forEach((word, i) => {
    if (word.length !== rank || new Set(word).size !== rank || letters[i]!.some((c) => !word.includes(c)) || spaceOf(word, i).sort().join() !== spaceOf(kernel, 1).sort().join())
      throw wrong(name, notNaming(word, `${rank}`, dimensionNumbers.join(', ')), `one letter for each axis, ${letters[i]!.join(' and ')} among them, and the same letters for space in all three`);
  });
  const [lhsSpec, rhsSpec, outSpec] = dimensionNumbers.map((word, i) => [...letters[i]!, ...spaceOf(kernel, 1)].map((c) => word.indexOf(c))) as [number[], number[], number[]];
  return { lhsSpec, rhsSpec, outSpec };
}

/**
 * Cross-correlation of an operand with a kernel:  y[b, o, ..i] = Σ x[b, c, ..(i · stride + j · rhsDilation - low)] · w[o, c, ..j], zeros beyond the border,
 * with the axes where dimensionNumbers say.   lhs: [b, c, ..n]   rhs: [o, c / groups, ..k]   y: [b, o, ..m]
 * padding: 'VALID' for none, 'SAME' for ⌈n / stride⌉ windows (an odd place at the end, with 'SAME_LOWER' at the front), or [low, high] for each axis
 * of space; negative ones leave elements out.
 * @example
 * lax.convGeneralDilated(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 1]]]), [1], [[1, 0]]) // [[[1, 3, 5, 7]]]
 */
export function convGeneralDilated<A, D, B, E, const S extends readonly number[], const P extends Padding, const O extends ConvOptions = Record<never, never>>(
  lhs: Tensor<A, D>, rhs: Fits<Convolution<A, D, B, E, S, P, O>, Tensor<B, E>>, windowStrides: S, padding: P, options?: O): Tensor<Gives<Convolution<A, D, B, E, S, P, O>>, As<Preferred<O>, D>>;
export function convGeneralDilated(lhs: Tensor, rhs: Tensor, windowStrides: readonly number[], padding: Padding, options: ConvOptions = {}): Tensor {
  const name = 'lax.convGeneralDilated', space = lhs.rank - 2, ones = Array.from({ length: Math.max(0, space) }, () => 1);
  const { lhsDilation = ones, rhsDilation = ones, featureGroupCount = 1, batchGroupCount = 1, preferredElementType } = options;
  if (preferredElementType !== undefined) checkDType(name, preferredElementType);
  if (space < 0) throw wrong(name, noBatch(showType(lhs)), 'give [b, c, ..n]');
  oneDType(name, [lhs, rhs]);
  const { lhsSpec, rhsSpec, outSpec } = convDimensionNumbers(lhs.shape, rhs.shape, options.dimensionNumbers);
  if (typeof padding === 'string' && lhsDilation.some((d) => d !== 1))
    throw wrong(name, besideDilation(padding, showShape(lhsDilation)), 'give the padding in numbers, or use lax.convTranspose');
  for (const [what, n] of [['featureGroupCount', featureGroupCount], ['batchGroupCount', batchGroupCount]] as const)
    if (!(Number.isInteger(n) && n >= 1)) throw wrong(name, `${what} is ${n}`, 'give a whole number of at least 1');
  if (featureGroupCount > 1 && batchGroupCount > 1) throw wrong(name, bothGrouped, 'group one of them');
  const [batch, , ...n] = lhsSpec.map((a) => lhs.shape[a]!) as [number, number, ...number[]], [o, , ...k] = rhsSpec.map((a) => rhs.shape[a]!) as [number, number, ...number[]];
  if (batch % batchGroupCount !== 0 || o % batchGroupCount !== 0)
    throw wrong(name, unequalParts(`${batch}`, `${o}`, `${batchGroupCount}`), 'batchGroupCount divides both');
  const pads = paddingOf(name, padding, n, dilated(k, rhsDilation), windowStrides);
  const counts = windowsOver(name, { lhs: n, window: k, strides: windowStrides, padding: pads, baseDilation: lhsDilation, windowDilation: rhsDilation });
  const key = JSON.stringify([windowStrides, pads, lhsDilation, rhsDilation, lhsSpec, rhsSpec, outSpec, featureGroupCount, batchGroupCount, preferredElementType]);
  return op(`${name} ${key}`, [lhs, rhs], (b, [x, w]) => {
    const ordered = (v: Value, order: readonly number[]): Value => (order.every((a, i) => a === i) ? v : b.transpose(v, { order }));
    const plain = inDType(b, [ordered(x as Value, lhsSpec), ordered(w as Value, rhsSpec)], preferredElementType, (x, w) => {
      const grouped = batchGroupCount === 1 ? x : batchAsChannels(b, x, batchGroupCount), groups = featureGroupCount * batchGroupCount;
      // Where no window fits there is nothing to calculate; without axes of space there is one window.
      if (counts.includes(0)) return b.full({ value: 0, shape: [batch / batchGroupCount, o, ...counts], dtype: x.type.dtype });
      const spread = (v: Value): Value => (space > 0 ? v : b.reshape(v, { shape: [...v.type.shape, 1] })), none = space > 0 ? ones : [1];
      const y = b.conv(spread(grouped), spread(w), {
        stride: space > 0 ? windowStrides : none, padding: space > 0 ? pads : [[0, 0]], dilation: space > 0 ? rhsDilation : none, inputDilation: space > 0 ? lhsDilation : none, groups,
      });
      return space > 0 ? y : b.reshape(y, { shape: y.type.shape.slice(0, 2) });
    });
    return ordered(plain, outSpec.map((_, a) => outSpec.indexOf(a)));
  })[0]!;
}

/** [groups · b, c, ..n] to [b, groups · c, ..n]: parts of the batch as groups of channels. */
function batchAsChannels(b: Builder, x: Value, groups: number): Value {
  const [batch, channels, ...space] = x.type.shape as [number, number, ...number[]], each = batch / groups;
  const apart = b.transpose(b.reshape(x, { shape: [groups, each, channels, ...space] }), { order: [1, 0, 2, ...space.map((_, i) => i + 3)] });
  return b.reshape(apart, { shape: [each, groups * channels, ...space] });
}

/**
 * convGeneralDilated in the order [b, c, ..n], without dilation.   lhs: [b, c, ..n]   rhs: [o, c, ..k]   y: [b, o, ..m]
 * @example
 * lax.conv(tensor([[[1, 2, 3]]]), tensor([[[1, 1]]]), [1], 'VALID') // [[[3, 5]]]
 */
export const conv = ((lhs: Tensor, rhs: Tensor, windowStrides: readonly number[], padding: Padding, options: ProductOptions = {}): Tensor => convGeneralDilated(lhs, rhs, windowStrides, padding, options)) as
  <A, D, B, E, const S extends readonly number[], const P extends Padding, T extends DType | undefined = undefined>(
    lhs: Tensor<A, D>, rhs: Fits<Convolution<A, D, B, E, S, P, ProductOptions<T>>, Tensor<B, E>>, windowStrides: S, padding: P, options?: ProductOptions<T>) => Tensor<Gives<Convolution<A, D, B, E, S, P, ProductOptions<T>>>, As<T, D>>;

/**
 * convGeneralDilated in the order [b, c, ..n], with dilation.   lhs: [b, c, ..n]   rhs: [o, c, ..k]   y: [b, o, ..m]
 * @example
 * lax.convWithGeneralPadding(tensor([[[1, 2, 3]]]), tensor([[[1, 1]]]), [1], [[0, 0]], [1], [2]) // [[[4]]]
 */
export const convWithGeneralPadding = ((
  lhs: Tensor, rhs: Tensor, windowStrides: readonly number[], padding: Padding, lhsDilation?: readonly number[], rhsDilation?: readonly number[], options: ProductOptions = {},
): Tensor => convGeneralDilated(lhs, rhs, windowStrides, padding, { ...options, lhsDilation, rhsDilation })) as
  <A, D, B, E, const S extends readonly number[], const P extends Padding, const L extends readonly number[] | undefined = undefined, const R extends readonly number[] | undefined = undefined, T extends DType | undefined = undefined>(
    lhs: Tensor<A, D>, rhs: Fits<Convolution<A, D, B, E, S, P, Dilated<L, R, T>>, Tensor<B, E>>, windowStrides: S, padding: P, lhsDilation?: L, rhsDilation?: R, options?: ProductOptions<T>) => Tensor<Gives<Convolution<A, D, B, E, S, P, Dilated<L, R, T>>>, As<T, D>>;
interface Dilated<L, R, T> { readonly lhsDilation: L; readonly rhsDilation: R; readonly preferredElementType: T }

export interface ConvTransposeOptions extends ProductOptions {
  readonly rhsDilation?: readonly number[];
  /** ['NHWC', 'HWIO', 'NHWC'] for two axes of space, and so on, when absent. */
  readonly dimensionNumbers?: ConvLayout;
  /** Turns the kernel round and exchanges its channels: then this is the gradient of a convolution with that kernel. */
  readonly transposeKernel?: boolean;
  /** Padding in numbers is that of the convolution this is the gradient of, as it is in words; that of the result when absent. */
  readonly useConsistentPadding?: boolean;
}

const layouts = [['NC', 'IO', 'NC'], ['NHC', 'HIO', 'NHC'], ['NHWC', 'HWIO', 'NHWC'], ['NHWDC', 'HWDIO', 'NHWDC']] as const;

const perSpace = <const N extends string, const What extends string, const Axes extends string>(n: N, what: What, axes: Axes): perSpace<N, What, Axes> => `lax.convTranspose: ${n} ${what} for ${axes} axes of space`;
type perSpace<N extends string, What extends string, Axes extends string> = `lax.convTranspose: ${N} ${What} for ${Axes} axes of space`;
const noLayout = <const X extends string>(x: X): noLayout<X> => `lax.convTranspose: there is no usual layout for ${x}`;
type noLayout<X extends string> = `lax.convTranspose: there is no usual layout for ${X}`;
const noPadding = <const P extends string>(padding: P): noPadding<P> => `lax.convTranspose: padding '${padding}'`;
type noPadding<P extends string> = `lax.convTranspose: padding '${P}'`;

/** The layout of options, or the usual one of so many axes. */
type LayoutOf<Rank, Given> = Absent<Given> extends true ? (Rank extends 2 ? typeof layouts[0] : Rank extends 3 ? typeof layouts[1] : Rank extends 4 ? typeof layouts[2] : Rank extends 5 ? typeof layouts[3] : []) : Given;
type Transposed<A, D, B, E, S, P, O> =
  HasRank<A> extends false ? Unknown<A> : HasRank<B> extends false ? Unknown<B>
  : OneDType<'lax.convTranspose', A, D, B, E> extends Mistake<string> ? OneDType<'lax.convTranspose', A, D, B, E>
  : LayoutOf<RankOf<A>, Option<O, 'dimensionNumbers', undefined>> extends infer Layout
    ? Layout extends readonly [] ? Mistake<noLayout<ShowType<A, D>>> : P extends 'SAME_LOWER' ? Mistake<noPadding<P>>
    : Laid<A, B, Layout> extends infer L
      ? L extends readonly [infer X, infer W, infer Order]
        ? W extends readonly [infer Out, infer In, ...infer K]
          ? SpaceLists<K, [S, 'strides', P, 'paddings', Option<O, 'rhsDilation', 1>, 'dilations']> extends infer M
            ? M extends Mistake<string> ? M
            : boolean extends Option<O, 'transposeKernel', false> ? Shape
            : Convolved<X, Option<O, 'transposeKernel', false> extends true ? [In, Out, ...K] : W, Order, RunsIn<D, Preferred<O>>, 1, PaddingEach<K, P, Option<O, 'rhsDilation', 1>, Option<O, 'useConsistentPadding', false>>, S, Option<O, 'rhsDilation', 1>, 1, 1>
            : never
          : Shape
        : L
      : never
    : never;
/** The mistake in lists, each with its name, one of which has not as many entries as K has axes; if there is one. */
type SpaceLists<K, Lists> =
  Lists extends readonly [infer L, infer What extends string, ...infer More]
    ? HasRank<L> extends true ? L extends readonly unknown[] ? (RankOf<L> extends RankOf<K> ? SpaceLists<K, More> : Mistake<perSpace<`${RankOf<L> & number}`, What, `${RankOf<K> & number}`>>) : SpaceLists<K, More> : SpaceLists<K, More>
    : unknown;
/** What stands before and after, for each axis, where windows of K lie over what S spreads out. */
type PaddingEach<K, P, Dilation, Consistent> = P extends 'SAME' | 'VALID' ? Undone<P> : Consistent extends true ? PaddingIn<K, P, Dilation> : P;
type PaddingIn<K, P, Dilation, R extends unknown[] = []> =
  K extends readonly [infer Size, ...infer More] ? PaddingIn<More, P, Dilation, [...R, PaddingOf<Spread<Size, Each<Dilation, R['length']>>, P extends readonly unknown[] ? P[R['length']] : P>]> : R;
type PaddingOf<K, P> = number extends K ? [number, number] : P extends readonly [infer Low, infer High] ? [Difference<Sub<K, 1>, Low>, Difference<Sub<K, 1>, High>] : [number, number];
/** A − B, which may be below 0 as B may. */
type Difference<A, B> = `${B & number}` extends `-${infer M extends number}` ? Add<A, M> : [Sub<A, B>] extends [never] ? (`-${Sub<B, A> & number}` extends `${infer R extends number}` ? R : never) : Sub<A, B>;

/** What stands before and after the spread-out operand, so that the convolution from k places in steps of s is undone. */
function transposedPadding(k: number, s: number, padding: string | readonly [number, number]): readonly [number, number] {
  if (typeof padding !== 'string') return [k - padding[0] - 1, k - padding[1] - 1];
  const whole = k + s - 2 + (padding === 'VALID' ? Math.max(k - s, 0) : 0);
  const before = padding === 'VALID' || s > k - 1 ? k - 1 : Math.ceil(whole / 2);
  return [before, whole - before];
}

/**
 * A convolution whose operand is spread out by the strides: it makes space larger where a strided convolution makes it smaller.
 * lhs: [b, ..n, c]   rhs: [..k, c, o]   y: [b, ..m, o].   With 'SAME' m = n · stride, with 'VALID' m = n · stride + max(k - stride, 0).
 * @example
 * lax.convTranspose(tensor([[[1], [2]]]), tensor([[[1]], [[10]]]), [2], 'VALID') // [[[10], [1], [20], [2]]]
 */
export function convTranspose<A, D, B, E, const S extends readonly number[], const P extends Padding, const O extends ConvTransposeOptions = Record<never, never>>(
  lhs: Tensor<A, D>, rhs: Fits<Transposed<A, D, B, E, S, P, O>, Tensor<B, E>>, strides: S, padding: P, options?: O): Tensor<Gives<Transposed<A, D, B, E, S, P, O>>, As<Preferred<O>, D>>;
export function convTranspose(lhs: Tensor, rhs: Tensor, strides: readonly number[], padding: Padding, options: ConvTransposeOptions = {}): Tensor {
  const name = 'lax.convTranspose', { rhsDilation = strides.map(() => 1), transposeKernel = false, useConsistentPadding = false, ...others } = options;
  oneDType(name, [lhs, rhs]);
  const layout = options.dimensionNumbers ?? layouts[lhs.rank - 2];
  if (!layout) throw refused(noLayout(showType(lhs)), 'give dimensionNumbers');
  if (typeof padding === 'string' && padding !== 'SAME' && padding !== 'VALID') throw refused(noPadding(String(padding)), "give 'SAME', 'VALID' or pairs of numbers");
  const dimensionNumbers = convDimensionNumbers(lhs.shape, rhs.shape, layout), { rhsSpec } = dimensionNumbers, [outputs, inputs, ...space] = rhsSpec as [number, number, ...number[]];
  for (const [what, list] of [['strides', strides], ['paddings', padding], ['dilations', options.rhsDilation ?? strides]] as const)
    if (typeof list !== 'string' && list.length !== space.length) throw refused(perSpace(`${list.length}`, what, `${space.length}`), 'give one for each');
  const sizes = dilated(space.map((a) => rhs.shape[a]!), rhsDilation), each = (i: number): string | readonly [number, number] => (typeof padding === 'string' ? padding : padding[i]!);
  const pads = useConsistentPadding || typeof padding === 'string' ? sizes.map((k, i) => transposedPadding(k, strides[i]!, each(i))) : padding;
  const turned = !transposeKernel ? rhs : op(`${name} kernel ${rhsSpec.join()}`, [rhs], (b, [w]) => {
    const order = rhsSpec.map((_, a) => (a === outputs ? inputs : a === inputs ? outputs : a));
    return b.transpose(b.rev(w as Value, { axes: space }), { order });
  })[0]!;
  return convGeneralDilated(lhs, turned, strides.map(() => 1), pads, { ...others, lhsDilation: strides, rhsDilation, dimensionNumbers });
}

type Patches<A, D, K extends readonly unknown[], S, P, O> =
  HasRank<A> extends false ? Unknown<A> : HasRank<K> extends false ? Shape
  : Laid<A, [1, 1, ...K], Option<O, 'dimensionNumbers', undefined>> extends infer L
    ? L extends readonly [infer X, unknown, infer Order]
      ? X extends readonly [unknown, infer C, ...unknown[]]
        ? Convolved<X, [Product<K, C>, 1, ...K], Order, RunsIn<D, Preferred<O>>, S, P, Option<O, 'lhsDilation', 1>, Option<O, 'rhsDilation', 1>, C, 1>
        : Shape
      : L
    : never;
type Product<K, N> = K extends readonly [infer D, ...infer R] ? Product<R, Times<N, D>> : N;
/**
 * The elements of every window, one after the other where the channels are: a convolution without its sums.
 * lhs: [b, c, ..n]   y: [b, c · Π k, ..m], channel by channel, the places of each window in row-major order
 * @example
 * lax.convGeneralDilatedPatches(tensor([[[1, 2, 3]]]), [2], [1], 'VALID') // [[[1, 2], [2, 3]]]
 */
export function convGeneralDilatedPatches<A, D, const K extends readonly number[], const S extends readonly number[], const P extends Padding, const O extends Omit<ConvOptions, 'featureGroupCount' | 'batchGroupCount'> = Record<never, never>>(
  lhs: Tensor<A, D>, filterShape: Fits<Patches<A, D, K, S, P, O>, K>, windowStrides: S, padding: P, options?: O): Tensor<Gives<Patches<A, D, K, S, P, O>>, As<Preferred<O>, D>>;
export function convGeneralDilatedPatches(lhs: Tensor, filterShape: readonly number[], windowStrides: readonly number[], padding: Padding, options: Omit<ConvOptions, 'featureGroupCount' | 'batchGroupCount'> = {}): Tensor {
  const kernelShape = [1, 1, ...filterShape], { lhsSpec, rhsSpec, outSpec } = convDimensionNumbers(lhs.shape, kernelShape, options.dimensionNumbers);
  const channels = lhs.shape[lhsSpec[1]!]!, places = count(filterShape);
  // One kernel for each place: a 1 there and 0 elsewhere, for every channel by itself.
  const kernels = op(`lax.convGeneralDilatedPatches ${channels} ${filterShape.join()} ${rhsSpec.join()} ${lhs.dtype}`, [], (b) => {
    const along = (axis: number): Value => b.iota({ shape: [channels, places, places], axis, dtype: 'i32' });
    const ones = b.reshape(b.convert(b.eq(along(1), along(2)), { dtype: lhs.dtype }), { shape: [channels * places, 1, ...filterShape] });
    return b.transpose(ones, { order: rhsSpec.map((_, a) => rhsSpec.indexOf(a)) });
  })[0]!;
  return convGeneralDilated(lhs, kernels, windowStrides, padding, { ...options, dimensionNumbers: { lhsSpec, rhsSpec, outSpec }, featureGroupCount: channels });
}

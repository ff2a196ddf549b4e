/** lax: how many places stand beyond the border, in words or numbers, and how many windows fit then. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { HasRank, Mistake, ShowDim, ShowShape } from '../../core/types/dim.ts';
import type { Add, Div, Less, Mul, Shift, Sub } from '../../core/types/number.ts';
import type { AreCounts } from '../../ops/window.ts';
import type { Each } from '../signatures.ts';

/** 'VALID': none. 'SAME': as many as give ⌈n / stride⌉ windows, an odd one at the end; 'SAME_LOWER': at the front. Or [low, high] for each axis. */
export type Padding = 'SAME' | 'VALID' | 'SAME_LOWER' | readonly (readonly [low: number, high: number])[];

export interface Windows {
  readonly lhs: readonly number[];
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [low: number, high: number])[];
  readonly baseDilation: readonly number[];
  readonly windowDilation: readonly number[];
}

const paddingFor = <const Name extends string, const P extends string, const Axes extends string>(name: Name, padding: P, axes: Axes): paddingFor<Name, P, Axes> => `${name}: the padding is ${padding} for ${axes} axes`;
type paddingFor<Name extends string, P extends string, Axes extends string> = `${Name}: the padding is ${P} for ${Axes} axes`;
const listFor = <const Name extends string, const What extends string, const List extends string, const Axes extends string>(name: Name, what: What, list: List, axes: Axes): listFor<Name, What, List, Axes> => `${name}: ${what} ${list} for ${axes} axes`;
type listFor<Name extends string, What extends string, List extends string, Axes extends string> = `${Name}: ${What} ${List} for ${Axes} axes`;
const takesMore = <const Name extends string, const Low extends string, const High extends string, const N extends string>(name: Name, low: Low, high: High, n: N): takesMore<Name, Low, High, N> => `${name}: the padding [${low}, ${high}] takes more from an axis of ${n} elements than it has`;
type takesMore<Name extends string, Low extends string, High extends string, N extends string> = `${Name}: the padding [${Low}, ${High}] takes more from an axis of ${N} elements than it has`;

/**
 * How many windows lie over axes of sizes N, as a list; the mistake where their numbers make none. K: their sizes. Lists have a number for each axis,
 * and may be one number for all; Base: how far an element lies from the next, Dilation: a place of the window from the next.
 */
export type WindowsOver<Name extends string, N, K, Strides, P, Base, Dilation> =
  OtherLength<P, N> extends true ? Mistake<paddingFor<Name, ShowPairs<P>, `${RankOf<N> & number}`>>
  : NoCounts<K, N> extends true ? Mistake<listFor<Name, RankOf<K> extends 1 ? 'the window is' : 'the window are', ShowShape<K>, `${RankOf<N> & number}`>>
  : NoCounts<Strides, N> extends true ? Mistake<listFor<Name, 'the strides are', ShowShape<Strides>, `${RankOf<N> & number}`>>
  : NoCounts<Base, N> extends true ? Mistake<listFor<Name, 'the dilation are', ShowShape<Base>, `${RankOf<N> & number}`>>
  : NoCounts<Dilation, N> extends true ? Mistake<listFor<Name, 'the dilation of the window are', ShowShape<Dilation>, `${RankOf<N> & number}`>>
  : CountEach<Name, N, K, Strides, P, Base, Dilation>;
/** What undoes a convolution with padding in words, of steps as far as Base. */
export interface Undone<Word> { readonly undone: Word }
type OtherLength<L, N> = HasRank<L> extends true ? (RankOf<L> extends RankOf<N> ? false : true) : false;
type NoCounts<L, N> = L extends readonly unknown[] ? (OtherLength<L, N> extends true ? true : BelowOne<L>) : false;
type BelowOne<L> = L extends readonly [infer D, ...infer R] ? (`${D & number}` extends `-${string}` | '0' ? true : BelowOne<R>) : false;
/** As JSON has it. */
type ShowPairs<P, T extends string = ''> =
  P extends readonly [readonly [infer Low, infer High], ...infer R] ? ShowPairs<R, `${T extends '' ? '' : `${T},`}[${ShowDim<Low>},${ShowDim<High>}]`> : `[${T}]`;

type CountEach<Name extends string, N, K, Strides, P, Base, Dilation, R extends unknown[] = []> =
  N extends readonly [infer Size, ...infer More]
    ? Counted<Name, Size, Each<K, R['length']>, Each<Strides, R['length']>, P extends readonly (readonly unknown[])[] ? P[R['length']] : P, Each<Base, R['length']>, Each<Dilation, R['length']>> extends infer C
      ? C extends Mistake<string> ? C : CountEach<Name, More, K, Strides, P, Base, Dilation, [...R, C]>
      : never
    : R;
type Counted<Name extends string, N, K, S, P, Base, Dilation> =
  // Of what is any nothing is said.
  0 extends 1 & (K | S | P | Base | Dilation) ? number
  : [P] extends ['VALID'] ? Sliding<Name, N, K, S, 0, 0, Base, Dilation>
  : [P] extends ['SAME' | 'SAME_LOWER'] ? (Base extends 1 ? (S extends 1 ? N : AreCounts<[N, S]> extends true ? Div<Add<N, Sub<S, 1>>, S> : number) : number)
  : P extends readonly [infer Low, infer High] ? Sliding<Name, N, K, S, Low, High, Base, Dilation>
  : P extends Undone<infer Word> ? (AreCounts<[N, K, Base, Dilation]> extends true ? Spaced<N, Base, Word extends 'VALID' ? Spread<K, Dilation> : 0> : number) : number;
/** n · stride, and what the window has beyond a stride. */
type Spaced<N, Base, Span> = N extends 0 ? number : Less<Base, Span> extends true ? Add<Mul<N, Base>, Sub<Span, Base>> : Mul<N, Base>;
type Sliding<Name extends string, N, K, S, Low, High, Base, Dilation> =
  [K, S, Low, High, Base] extends [1, 1, 0, 0, 1] ? N
  : [AreCounts<[N]>, AreCounts<[K, S, Base, Dilation]>] extends [true, true] ? (number extends Low | High ? number : Fitting<Name, N, Spread<N, Base>, S, Low, High, Offset<S, Low, High, Spread<K, Dilation>>>) : number;
/** ⌊(n + offset) / stride⌋, or none. */
type Fitting<Name extends string, N, There, S, Low, High, By> =
  `${Low & number}${High & number}` extends `${string}-${string}` ? ([Shift<There, Low, High>] extends [never] ? Mistake<takesMore<Name, `${Low & number}`, `${High & number}`, `${N & number}`>> : Counting<There, S, By>) : Counting<There, S, By>;
type Counting<There, S, By> =
  (By extends ['+', infer D] ? Add<There, D> : By extends ['-', infer D] ? Sub<There, D> : never) extends infer Room ? ([Room] extends [never] ? 0 : S extends 1 ? Room : Div<Room, S>) : never;
/** low + high + stride - span, with its sign. It depends on no size, and is worked out once for many. */
type Offset<S, Low, High, Span> =
  [Shift<S, Low, High>] extends [never] ? ['-', Add<Span, Sub<Magnitude<Low, High>, S>>] : Shift<S, Low, High> extends infer A ? ([Sub<A, Span>] extends [never] ? ['-', Sub<Span, A>] : ['+', Sub<A, Span>]) : never;
/** How far two numbers together are below 0. */
type Magnitude<Low, High> =
  `${Low & number}` extends `-${infer L extends number}` ? (`${High & number}` extends `-${infer H extends number}` ? Add<L, H> : Sub<L, High>) : `${High & number}` extends `-${infer H extends number}` ? Sub<H, Low> : never;
/** Places from the first to the last of N, which lie so far from each other. */
export type Spread<N, By> = N extends 0 ? 0 : By extends 1 ? N : Add<Mul<Sub<N, 1>, By>, 1>;

const wrong = (message: string, hint: string): CotangentError => new CotangentError(message, { code: 'NN0261', hint });

/** Places from the first to the last of n, `dilation` apart. */
export const dilated = (sizes: readonly number[], dilation: readonly number[]): readonly number[] => sizes.map((n, i) => (n === 0 ? 0 : (n - 1) * dilation[i]! + 1));

/** Padding in numbers for windows of these sizes over axes of these sizes. */
export function paddingOf(name: string, padding: Padding, sizes: readonly number[], windows: readonly number[], strides: readonly number[]): readonly (readonly [number, number])[] {
  if (typeof padding !== 'string') {
    const bad = padding.find((p) => !Array.isArray(p) || p.length !== 2 || !p.every(Number.isInteger));
    if (bad !== undefined || padding.length !== sizes.length)
      throw wrong(paddingFor(name, JSON.stringify(padding), `${sizes.length}`), "give [low, high] in whole numbers for each axis, or 'SAME', 'SAME_LOWER' or 'VALID'");
    return padding;
  }
  if (padding === 'VALID') return sizes.map(() => [0, 0]);
  if (padding !== 'SAME' && padding !== 'SAME_LOWER') throw wrong(`${name}: the padding is '${String(padding)}'`, "the words are 'SAME', 'SAME_LOWER' and 'VALID'");
  return sizes.map((n, i) => {
    const whole = Math.max(0, (Math.ceil(n / strides[i]!) - 1) * strides[i]! + windows[i]! - n), less = Math.floor(whole / 2);
    return padding === 'SAME' ? [less, whole - less] : [whole - less, less];
  });
}

/** How many windows fit along each axis; none where a window is larger than what there is. */
export function windowsOver(name: string, { lhs, window, strides, padding, baseDilation, windowDilation }: Windows): readonly number[] {
  for (const [what, list] of [['the window', window], ['the strides', strides], ['the dilation', baseDilation], ['the dilation of the window', windowDilation]] as const)
    if (list.length !== lhs.length || list.some((n) => !Number.isInteger(n) || n < 1))
      throw wrong(listFor(name, `${what} ${list.length === 1 && what === 'the window' ? 'is' : 'are'}`, showShape(list), `${lhs.length}`), 'give whole numbers of at least 1, one for each axis');
  const there = dilated(lhs, baseDilation).map((n, i) => n + padding[i]![0] + padding[i]![1]), size = dilated(window, windowDilation);
  const gone = there.findIndex((n) => n < 0);
  if (gone >= 0) throw wrong(takesMore(name, `${padding[gone]![0]}`, `${padding[gone]![1]}`, `${lhs[gone]}`), 'pad less');
  return there.map((n, i) => Math.max(0, Math.floor((n - size[i]!) / strides[i]!) + 1));
}

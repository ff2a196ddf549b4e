/**
 * What stands between the brackets of numpy's x[…]: one expression per axis, read against a shape. The result says which axes of a
 * gather or a scatter correspond, and how the start indices are made; indexing.ts and at.ts do the work.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import { isInteger } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, ShapeError, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Correspondence } from '../../ops/dimensionNumbers.ts';
import { tensor } from '../create.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { BroadcastAll } from '../../core/types/broadcast.ts';
import type { ElementOf, HasRank, IsOpen, Mistake, Shape, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Add, Compare, Div, Min, Sub } from '../../core/types/number.ts';
import { Tensor, type Nested } from '../tensor.ts';

/** Elements start, start + step, … before stop; negative numbers count from the end. Made with `s`. */
export interface Slice<Start = number | undefined, Stop = number | undefined, Step = number> {
  readonly start: Start;
  readonly stop: Stop;
  readonly step: Step;
}

/**
 * What one axis is indexed by: a whole number (negative ones count from the end; the axis goes), a slice made with `s` or written as in
 * numpy ('1:5', '::2', ':'), '...' for as many whole axes as remain, null for a new axis of size 1, whole numbers in a tensor or in nested
 * arrays (numpy's advanced indexing), or a mask of truth values, which stands for as many axes as it has.
 */
export type Index = number | Slice | string | null | Tensor | boolean | readonly Nested[];

/**
 * A slice for an index expression: numpy's start:stop:step. s(n) is the first n; undefined means as far as it goes.
 * @example
 * arange(6).get(s(1, 5, 2)) // [1, 3]
 * arange(6).get(s(undefined, undefined, -2)) // [5, 3, 1]
 */
export function s<const A extends number | undefined = undefined, const More extends readonly [stop?: number, step?: number] = []>(startOrStop?: A, ...more: More): SliceOf<A, More>;
export function s(startOrStop?: number, ...more: readonly [stop?: number, step?: number]): Slice {
  const [start, stop] = more.length === 0 ? [undefined, startOrStop] : [startOrStop, more[0]];
  return sliceOf(start, stop, more[1]);
}

function sliceOf(start: number | undefined, stop: number | undefined, step = 1): Slice {
  const bad = [start, stop, step].find((n) => n !== undefined && !Number.isInteger(n));
  if (bad !== undefined) throw new CotangentError(`a slice goes by whole numbers, got ${String(bad)}`, { code: 'NN0517', hint: 'start, stop and step are whole numbers; lax.dynamicSlice takes tensors' });
  if (step === 0) throw new CotangentError('a slice with a step of 0 never ends', { code: 'NN0517', hint: 'the step is at least 1, or at most -1' });
  return { start, stop, step };
}

type SliceOf<A, More> = More extends readonly [] ? Slice<undefined, A, 1> : More extends readonly [infer Stop] ? Slice<A, Stop, 1> : More extends readonly [infer Stop, infer Step] ? Slice<A, Stop, Step> : Slice;

/** '1:5:2' and the like. */
function written(text: string): Slice {
  const parts = text.split(':').map((p) => p.trim());
  if (parts.length < 2 || parts.length > 3 || parts.some((p) => !/^(-?\d+)?$/.test(p)))
    throw new CotangentError(notAnIndex(text), { code: 'NN0571', hint: "slices are written as '1:5', '::2' or ':', all remaining axes as '...'" });
  const [start, stop, step] = parts.map((p) => (p === '' ? undefined : Number(p)));
  return sliceOf(start, stop, step);
}

/** Which elements of n a slice names, as a number of them. Places are counted from 1 where the slice runs backwards: 0 stands before the first. */
type Held<I, N> = `${I & number}` extends `-${infer M extends number}` ? (Compare<M, N> extends '<' ? Sub<N, M> : 0) : Min<I, N>;
type HeldBack<I, N> = `${I & number}` extends `-${infer M extends number}` ? (Compare<M, N> extends '>' ? 0 : Add<Sub<N, M>, 1>) : Min<Add<I, 1>, N>;
type Between<From, To, Step> = Compare<From, To> extends '<' ? (Step extends 1 ? Sub<To, From> : Add<Div<Sub<Sub<To, From>, 1>, Step>, 1>) : 0;
type Or<A, Otherwise> = [A] extends [undefined] ? Otherwise : A;
type Counted<A, B, Step, N> =
  number extends A | B | Step | N ? number
  : Step extends 0 ? number
  : `${Step & number}` extends `-${infer Back extends number}`
    ? Between<[B] extends [undefined] ? 0 : HeldBack<B, N>, [A] extends [undefined] ? N : HeldBack<A, N>, Back>
    : Between<Held<Or<A, 0>, N>, [B] extends [undefined] ? N : Held<B, N>, Step>;
/** How many of D elements a slice names. */
export type SliceSize<A, B, Step, D> =
  [A, B] extends [undefined, undefined] ? (Step extends 1 | -1 ? D : D extends number ? Counted<A, B, Step, D> : number)
  : D extends number ? Counted<A, B, Step, D> : number;
type Bound<T> = T extends '' ? undefined : T extends `${infer N extends number}` ? N : number;
type Extent<P, D> =
  P extends `${infer A}:${infer B}:${infer Step}` ? SliceSize<Bound<A>, Bound<B>, Step extends '' ? 1 : Bound<Step>, D>
  : P extends `${infer A}:${infer B}` ? SliceSize<Bound<A>, Bound<B>, 1, D>
  : P extends Slice<infer A, infer B, infer Step> ? SliceSize<A, B, Step, D> : number;

/** What a part of an expression is: what one axis is indexed by, 'ids' for whole numbers in a tensor or list, 'open' for what the result's axes cannot be told from. */
type Kind<P> =
  0 extends 1 & P ? 'open'
  : [P] extends [null] ? 'new'
  : [P] extends [number] ? 'number'
  : [P] extends ['...'] ? 'dots'
  : [P] extends [`${string}:${string}`] ? 'slice'
  : [P] extends [string] ? (string extends P ? 'open' : [P] extends [`${string}...${string}`] ? 'open' : Mistake<notAnIndex<P>>)
  : [P] extends [Tensor<infer I, infer J>] ? (HasRank<I> extends true ? ([J] extends ['i32' | 'u32' | 'i8' | 'u8'] ? 'ids' : 'open') : 'open')
  : [P] extends [readonly number[]] ? (HasRank<P> extends true ? 'ids' : 'open')
  : [P] extends [readonly unknown[]] ? 'open'
  : [P] extends [Slice] ? 'slice' : 'open';
type Kinds<E> = { -readonly [I in keyof E]: Kind<E[I]> };
/** As many entries as axes are taken. */
type Taken<K, R extends unknown[] = []> = K extends readonly [infer P, ...infer M] ? Taken<M, P extends 'new' | 'dots' ? R : [...R, unknown]> : R;
type TimesOf<K, P, R extends unknown[] = []> = K extends readonly [infer Q, ...infer M] ? TimesOf<M, P, Q extends P ? [...R, 0] : R> : R['length'];
type Whole<S> = { [I in keyof S]: ':' };
/** The expression with ':' for every axis that '...' stands for. */
type Spelled<E, Rest, R extends unknown[] = []> = E extends readonly [infer P, ...infer M] ? (P extends '...' ? (Whole<Rest> extends infer W extends unknown[] ? [...R, ...W, ...M] : never) : Spelled<M, Rest, [...R, P]>) : R;
type IsOutside<I, D> =
  IsOpen<I> extends true ? false : IsOpen<D> extends true ? false
  : `${I & number}` extends `${string}.${string}` | `${string}e${string}` ? false
  : D extends number ? (`${I & number}` extends `-${infer M extends number}` ? (Compare<M, D> extends '>' ? true : false) : Compare<I, D> extends '<' ? false : true) : false;
type ShapeOfIds<P> = P extends Tensor<infer I, unknown> ? I : [RankOf<P>];
type Walked<S, E, Strict, Axis extends unknown[] = [], R extends unknown[] = []> =
  E extends readonly [infer P, ...infer M]
    ? P extends null ? Walked<S, M, Strict, Axis, [...R, 1]>
    : S extends readonly [infer D, ...infer T]
      ? P extends number
        ? Outside<P, D, Strict, Axis['length']> extends infer W ? (W extends Mistake<string> ? W : Walked<T, M, Strict, [...Axis, 0], R>) : never
        : Kind<P> extends 'ids' ? (Outside<P, D, Strict, Axis['length']> extends infer W ? (W extends Mistake<string> ? W : ShapeOfIds<P> extends infer I extends readonly unknown[] ? Walked<T, M, Strict, [...Axis, 0], [...R, ...I]> : never) : never)
        : Walked<T, M, Strict, [...Axis, 0], [...R, Extent<P, D>]>
      : never
    : S extends readonly [...infer Rest] ? [...R, ...Rest] : never;
/** Tensors and lists of indices broadcast where there are several, and numbers beside them take part. */
type Mixes<K> = TimesOf<K, 'ids'> extends 0 ? false : TimesOf<K, 'ids' | 'number'> extends 1 ? false : true;
/** Whether all of them stand side by side: their axes then come where they stand, and first otherwise. */
type Together<K, Seen = 'none'> =
  K extends readonly [infer P, ...infer M]
    ? P extends 'ids' | 'number' ? (Seen extends 'before' ? false : Together<M, 'here'>) : Together<M, Seen extends 'none' ? 'none' : 'before'>
    : true;
/** [the axes in front of the first of them, those behind] */
type Around<S, E, Strict, Axis extends unknown[] = [], P extends unknown[] = [], Q extends unknown[] = [], Seen = false> =
  E extends readonly [infer H, ...infer M]
    ? H extends null ? (Seen extends true ? Around<S, M, Strict, Axis, P, [...Q, 1], true> : Around<S, M, Strict, Axis, [...P, 1], Q>)
    : S extends readonly [infer D, ...infer T]
      ? Kind<H> extends 'ids' | 'number' ? (Outside<H, D, Strict, Axis['length']> extends infer W ? (W extends Mistake<string> ? W : Around<T, M, Strict, [...Axis, 0], P, Q, true>) : never)
      : Seen extends true ? Around<T, M, Strict, [...Axis, 0], P, [...Q, Extent<H, D>], true> : Around<T, M, Strict, [...Axis, 0], [...P, Extent<H, D>], Q>
      : never
    : S extends readonly [...infer Rest] ? [P, [...Q, ...Rest]] : never;
/** A number, or the first in a list, that is not in range; undefined where all may be. */
type Outside<P, D, Strict, Axis extends number> =
  Strict extends false ? undefined
  : P extends number ? (IsOutside<P, D> extends true ? Mistake<outOfBounds<`${P}`, `${Axis}`, `${D & number}`>> : undefined)
  : P extends readonly [infer H, ...infer R] ? (Outside<H, D, true, Axis> extends infer W ? (W extends Mistake<string> ? W : Outside<R, D, true, Axis>) : never) : undefined;
type IdShapes<E, R extends unknown[] = []> = E extends readonly [infer P, ...infer M] ? IdShapes<M, Kind<P> extends 'ids' ? [...R, ShapeOfIds<P>] : R> : R;
type AllShapes<All, T extends string = ''> = All extends readonly [infer S, ...infer R] ? AllShapes<R, T extends '' ? ShowShape<S> : `${T} and ${ShowShape<S>}`> : T;
type Mixed<S, E, Strict, K> =
  Around<S, E, Strict> extends infer A
    ? A extends [infer P extends unknown[], infer Q extends unknown[]]
      ? BroadcastAll<'an index', IdShapes<E>> extends infer C
        ? C extends Mistake<`${string}: ${infer Why}`> ? Mistake<`an index ${AllShapes<IdShapes<E>>}: ${Why}`> : C extends readonly [...infer I] ? (Together<K> extends true ? [...P, ...I, ...Q] : [...I, ...P, ...Q]) : Shape
        : never
      : A
    : never;
/** The shape of the part that an expression names. Strict: numbers must lie in range. */
export type IndexedBy<S, E, Strict = true, K = Kinds<E>> =
  HasRank<E> extends false ? Unknown<E>
  : [Extract<ElementOf<K>, Mistake<string>>] extends [never]
    ? TimesOf<K, 'dots'> extends 0 | 1
      ? HasRank<S> extends false ? Unknown<S> : 'open' extends ElementOf<K> ? Shape
      : S extends readonly [...Taken<K>, ...infer Rest]
        ? Mixes<K> extends true ? Mixed<S, Spelled<E, Rest>, Strict, K> : Walked<S, Spelled<E, Rest>, Strict>
        : Mistake<tooManyIndices<`${Taken<K>['length']}`, `${RankOf<S> & number}`>>
      : Mistake<typeof dotsTwice>
    : Extract<ElementOf<K>, Mistake<string>>;

/** One axis, or none for `new`, after masks, dots and nested arrays have been replaced. */
type Entry =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'tensor'; readonly ids: Tensor }
  | { readonly kind: 'slice'; readonly first: number; readonly count: number; readonly step: number }
  | { readonly kind: 'new' };

export interface Indexed {
  /** The shape of x with the axes of size 1 that single truth values stand for. */
  readonly shape: readonly number[];
  readonly entries: readonly Entry[];
  /** The tensors among the entries, in order. */
  readonly ids: readonly Tensor[];
  /** Whether advanced indices stand side by side; else their axes come first in the result. */
  readonly together: boolean;
  /** All but the values of the tensors. */
  readonly key: string;
}

/** Whether the numbers of the expression must lie within their axes (they are known now), and negative ones count from the end. */
export interface Reading {
  readonly strict: boolean;
  readonly wrap: boolean;
}

const notAnIndex = <const T extends string>(text: T): notAnIndex<T> => `an index cannot be '${text}'`;
type notAnIndex<T extends string> = `an index cannot be '${T}'`;
const tooManyIndices = <const N extends string, const Rank extends string>(used: N, rank: Rank): tooManyIndices<N, Rank> => `an index for ${used} axes does not fit a tensor of rank ${rank}`;
type tooManyIndices<N extends string, Rank extends string> = `an index for ${N} axes does not fit a tensor of rank ${Rank}`;
const dotsTwice = "an index has '...' more than once";
const outOfBounds = <const I extends string, const A extends string, const D extends string>(index: I, axis: A, size: D): outOfBounds<I, A, D> => `index ${index} is out of bounds for axis ${axis} with size ${size}`;
type outOfBounds<I extends string, A extends string, D extends string> = `index ${I} is out of bounds for axis ${A} with size ${D}`;

const tooMany = (x: { readonly shape: readonly number[] }, used: number): CotangentError =>
  new CotangentError(tooManyIndices(`${used}`, `${x.shape.length}`), { code: 'NN0571', hint: 'give at most one index per axis' });

function outside(value: number, axis: number, size: number): CotangentError {
  return new CotangentError(outOfBounds(`${value}`, `${axis}`, `${size}`), { code: 'NN0570', hint: size === 0 ? 'the axis has no elements' : `use ${-size} to ${size - 1}, or say with mode what shall happen` });
}

/** Reads an index expression for a tensor. Throws where it does not fit. */
export function readIndex(x: Tensor, given: readonly Index[], { strict, wrap }: Reading): Indexed {
  // First what stands there, and how many axes it takes.
  const parts = given.map((g, position) => read(g, position));
  const dots = parts.filter((p) => p === 'dots').length;
  if (dots > 1) throw new CotangentError(dotsTwice, { code: 'NN0571', hint: "one '...' stands for all axes that remain" });
  const used = parts.reduce<number>((n, p) => n + axesTaken(p), 0), rest = x.rank - used;
  if (rest < 0) throw tooMany(x, used);

  const entries: Entry[] = [], shape: number[] = [], advanced: boolean[] = [];
  let axis = 0;
  const whole = (count: number): void => {
    for (let i = 0; i < count; i++) {
      entries.push({ kind: 'slice', first: 0, count: x.shape[axis]!, step: 1 });
      shape.push(x.shape[axis++]!);
    }
  };
  const one = (entry: Entry): void => { entries.push(entry); shape.push(x.shape[axis++]!); };
  const flat = (values: readonly number[], dims: readonly number[]): Tensor => tensor(Int32Array.from(values), { shape: dims });
  for (const p of parts) {
    if (p === 'dots') { advanced.push(false); whole(rest); continue; }
    if (p === null) { advanced.push(false); entries.push({ kind: 'new' }); continue; }
    // As in JAX, a single truth value does not separate the others.
    if (typeof p === 'boolean') { advanced.push(false); entries.push({ kind: 'tensor', ids: flat(p ? [0] : [], [p ? 1 : 0]) }); shape.push(1); continue; }
    const size = x.shape[axis]!;
    if (typeof p === 'number') {
      const value = wrap && p < 0 ? p + size : p;
      if (size === 0 || (strict && !(value >= 0 && value < size))) throw outside(p, axis, size);
      advanced.push(true);
      one({ kind: 'number', value });
    } else if ('step' in p) {
      advanced.push(false);
      one({ kind: 'slice', ...steps(p, size) });
    } else if (p.mask) {
      for (const ids of placesOf(p.mask, x, axis)) {
        advanced.push(true);
        one({ kind: 'tensor', ids: flat(ids, [ids.length]) });
      }
    } else {
      const bad = strict ? p.known?.find((v) => !(v >= (wrap ? -size : 0) && v < size)) : undefined;
      if (bad !== undefined) throw outside(bad, axis, size);
      advanced.push(true);
      one({ kind: 'tensor', ids: p.ids! });
    }
  }
  whole(x.rank - axis);
  const places = advanced.flatMap((a, i) => (a ? [i] : []));
  const ids = entries.flatMap((e) => (e.kind === 'tensor' ? [e.ids] : []));
  const together = places.every((p, i) => i === 0 || p === places[i - 1]! + 1);
  const key = `${entries.map((e) => (e.kind === 'number' ? e.value : e.kind === 'slice' ? `${e.first}:${e.count}:${e.step}` : e.kind)).join()} ${shape.join()} ${together} ${wrap}`;
  return { shape, entries, ids, together, key };
}

/** Tensors and nested arrays: whole numbers, or a mask. `known`: what is there to be seen before anything runs. */
interface Advanced {
  readonly mask?: Tensor;
  readonly ids?: Tensor;
  readonly known?: readonly number[];
}

function read(g: Index, position: number): number | boolean | null | 'dots' | Slice | Advanced {
  if (g === null || typeof g === 'boolean') return g;
  if (typeof g === 'string') return g.trim() === '...' ? 'dots' : written(g);
  if (typeof g === 'number') {
    if (!Number.isInteger(g)) throw new CotangentError(`an index is a whole number, got ${g} at position ${position}`, { code: 'NN0571', hint: 'round it first' });
    return g;
  }
  if (Array.isArray(g)) {
    const array = tensor(g as Nested), known = array.dtype === 'bool' ? [] : Array.from(tensor(g as Nested, { dtype: 'f64' }).dataSync());
    if (array.dtype === 'bool') return { mask: array };
    const bad = known.find((v) => !Number.isInteger(v));
    if (bad !== undefined) throw new CotangentError(`an index is a whole number, got ${bad} in the array at position ${position}`, { code: 'NN0571', hint: 'round it first' });
    return { ids: tensor(Int32Array.from(known), { shape: array.shape }), known };
  }
  if (g instanceof Tensor) {
    if (g.dtype === 'bool' && g.rank === 0 && !g.isTraced) return g.dataSync()[0] !== 0;
    if (g.dtype === 'bool') return { mask: g };
    if (!isInteger(g.dtype)) throw new CotangentError(`an index is of whole numbers or truth values, got ${showType(g)} at position ${position}`, { code: 'NN0221', hint: "make it with dtype 'i32'" });
    return { ids: g };
  }
  if (typeof g === 'object' && 'step' in g) return g as Slice;
  throw new CotangentError(`an index cannot be ${typeof g === 'object' ? 'an object' : typeof g}, as at position ${position}`, { code: 'NN0571', hint: "use whole numbers, s(start, stop), ':', '...', null, or tensors of whole numbers" });
}

const axesTaken = (p: ReturnType<typeof read>): number =>
  (p === null || p === 'dots' || typeof p === 'boolean' ? 0 : typeof p === 'number' || 'step' in p ? 1 : p.mask ? p.mask.rank : 1);

/** Which elements a slice names: numpy's rule, ends beyond the axis are moved to it. */
function steps({ start, stop, step }: Slice, size: number): { readonly first: number; readonly count: number; readonly step: number } {
  const low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
  const held = (n: number): number => Math.min(Math.max(n < 0 ? n + size : n, low), high);
  const from = start === undefined ? (step > 0 ? 0 : size - 1) : held(start), to = stop === undefined ? (step > 0 ? size : -1) : held(stop);
  const count = Math.max(0, Math.ceil((to - from) / step));
  return { first: count === 0 ? 0 : from, count, step };
}

/** Where a mask is true, one list per axis. */
function placesOf(mask: Tensor, x: Tensor, axis: number): readonly (readonly number[])[] {
  const wanted = x.shape.slice(axis, axis + mask.rank);
  if (mask.shape.some((n, i) => n !== wanted[i] && n !== 0))
    throw new CotangentError(`a mask of shape [${mask.shape.join(', ')}] does not fit axes of sizes [${wanted.join(', ')}]`, { code: 'NN0571', hint: 'a mask has the sizes of the axes that it stands for' });
  if (mask.isTraced)
    throw new CotangentError(`the mask ${showType(mask)} is being traced: how many elements it names, and so the shape of the result, is not known`, { code: 'NN0572', hint: 'use where(mask, x, y), or nonzero with size; at(mask).set takes a single value for all' });
  const places: number[][] = mask.shape.map(() => []), data = mask.dataSync();
  data.forEach((v, i) => {
    if (v === 0) return;
    let left = i;
    for (let a = mask.rank - 1; a >= 0; a--) {
      places[a]!.push(left % mask.shape[a]!);
      left = Math.floor(left / mask.shape[a]!);
    }
  });
  return places;
}

/** How an index expression is a gather or a scatter. */
export interface Windows {
  readonly numbers: Correspondence;
  readonly sliceSizes: readonly number[];
  /** The shape of the result, new axes included, and without them. */
  readonly shape: readonly number[];
  readonly gathered: readonly number[];
  /** The start indices: [..i, k]; undefined where every axis is whole. */
  readonly starts: ((b: Builder, ids: readonly Value[]) => Value) | undefined;
  /** No two windows meet, and they are in order. */
  readonly plain: boolean;
}

/** Start indices of one or more axes: of what shape they are, from which axis of the whole on, and how they are made. */
interface Piece {
  readonly from: number;
  readonly make: (b: Builder, ids: readonly Value[]) => Value;
}

/** XLA's numbers for an index expression, as numpy places the axes. */
export function windowsOf({ shape, entries, together }: Indexed, wrap: boolean): Windows {
  const tensors = entries.filter((e) => e.kind === 'tensor'), arrays = tensors.some((e) => e.ids.rank > 0);
  const isAdvanced = (e: Entry): boolean => arrays && (e.kind === 'tensor' || e.kind === 'number');
  let common: readonly number[] = [];
  try {
    common = tensors.reduce<readonly number[]>((dims, e) => broadcastShapes('an index', dims, e.ids.shape, tensors.map((t) => t.ids.shape)) as readonly number[], []);
  } catch (e) {
    if (e instanceof ShapeError) throw new CotangentError(e.message, { code: e.code, hint: 'tensors in one index broadcast against each other', cause: e });
    throw e;
  }

  const pieces: Piece[] = [], startIndexMap: number[] = [], collapsed: number[] = [], offsetDims: number[] = [], sliceSizes: number[] = [];
  const result: number[] = [], gathered: number[] = [], outer: number[] = [];
  let axis = 0, next = 0, placed = false;
  const advancedHere = (): void => {
    placed = true;
    const from = outer.length;
    outer.push(...common); result.push(...common); gathered.push(...common);
    let a = 0, which = 0;
    for (const e of entries) {
      if (e.kind === 'new') continue;
      const at = a++;
      if (!isAdvanced(e)) continue;
      startIndexMap.push(at);
      collapsed.push(at);
      if (e.kind === 'number') pieces.push({ from, make: (b) => b.full({ value: e.value, shape: [], dtype: 'i32' }) });
      else if (e.kind === 'tensor') {
        const k = which++, size = shape[at]!;
        pieces.push({ from: from + common.length - e.ids.rank, make: (b, ids) => counted(b, ids[k]!, size, wrap) });
      }
    }
  };
  if (arrays && !together) advancedHere();
  for (const e of entries) {
    if (arrays && !placed && isAdvanced(e)) advancedHere();
    if (e.kind === 'new') { result.push(1); continue; }
    const at = axis++;
    if (isAdvanced(e)) { sliceSizes.push(1); continue; }
    if (e.kind === 'slice') {
      result.push(e.count);
      if (e.step === 1 && e.count === shape[at]) {
        sliceSizes.push(e.count);
        offsetDims.push(gathered.length);
      } else if (e.step === 1) {
        sliceSizes.push(e.count);
        offsetDims.push(gathered.length);
        startIndexMap.push(at);
        pieces.push({ from: outer.length, make: (b) => b.full({ value: e.first, shape: [], dtype: 'i32' }) });
      } else {
        sliceSizes.push(1);
        collapsed.push(at);
        startIndexMap.push(at);
        pieces.push({ from: outer.length, make: (b) => b.add(b.mul(b.iota({ shape: [e.count], axis: 0, dtype: 'i32' }), e.step), e.first) });
        outer.push(e.count);
      }
      gathered.push(e.count);
      continue;
    }
    sliceSizes.push(1);
    collapsed.push(at);
    startIndexMap.push(at);
    if (e.kind === 'number') pieces.push({ from: 0, make: (b) => b.full({ value: e.value, shape: [], dtype: 'i32' }) });
    else {
      const k = next++, size = shape[at]!;
      if (size === 0) throw new CotangentError(`an index for axis ${at} is out of bounds: its size is 0`, { code: 'NN0570', hint: 'the axis has no elements' });
      pieces.push({ from: 0, make: (b, ids) => counted(b, ids[k]!, size, wrap) });
    }
  }
  const starts = (b: Builder, ids: readonly Value[]): Value => {
    const whole = [...outer, 1];
    return b.concat(pieces.map(({ from, make }) => {
      const part = make(b, ids), places = part.type.shape.map((_, i) => from + i);
      // Sizes of 1 stretch.
      return b.broadcast(part, { shape: whole, axes: places });
    }), { axis: whole.length - 1 });
  };
  return {
    numbers: { offsetDims, collapsedSliceDims: collapsed.toSorted((p, q) => p - q), startIndexMap, operandBatchingDims: [], startIndicesBatchingDims: [] },
    sliceSizes, shape: result, gathered, starts: pieces.length === 0 ? undefined : starts, plain: tensors.length === 0,
  };
}

/** i32, negative numbers counted from the end. Unsigned ones have no end to count from. */
function counted(b: Builder, ids: Value, size: number, wrap: boolean): Value {
  const unsigned = ids.type.dtype === 'u8' || ids.type.dtype === 'u32', whole = ids.type.dtype === 'i32' ? ids : b.convert(ids, { dtype: 'i32' });
  return unsigned || !wrap ? whole : b.select(b.lt(whole, 0), b.add(whole, size), whole);
}

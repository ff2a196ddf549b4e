/** numpy: parts of a tensor, by bounds or by index, and parts put into it. Index expressions are in at.ts. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { DType, FloatDType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Misses, OutOfBounds } from '../../ops/dimensionNumbers.ts';
import { checkDType, fromElements, tensor, type IsCount } from '../create.ts';
import { axisAt, promoted, tensorOf } from '../operand.ts';
import { checked, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { at, outsideValue, type IndexMode } from './at.ts';
import { full } from './creation.ts';
import { astype } from './dtypes.ts';
import { where } from './logic.ts';
import { diagIndices, indices as indicesOf, unravelIndex, type IsSquare } from './places.ts';
import { needsIntegers, nonzero, placesNeeded, thereCannotBe, type noIndices } from './searching.ts';
import { broadcastTo, reshape } from './shape.ts';
import type { Along, Around, Both, RankOf, Resized, With } from '../../core/types/axes.ts';
import type { Broadcast, BroadcastAll, BroadcastTo } from '../../core/types/broadcast.ts';
import type { Copied, Differ, Fits, Gives, HasRank, Mistake, Shape, ShowDim, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';
import type { Add, Div, Less, Min, Sub } from '../../core/types/number.ts';
import type { noAxis } from '../../core/shape.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import type { Indices } from '../../ops/rules.ts';
import type { Absent, Counted, DTypeOf, Made, Met, Operand, Own, ShapeOf, ShapesOf } from '../signatures.ts';

/**
 * Elements start, start + step, … before stop along every axis; ends as in arrays' slice, negative ones from the end.   x: [..s]   y: [..t]
 * @example
 * slice(tensor([[1, 2, 3], [4, 5, 6]]), [0, 1]) // [[2, 3], [5, 6]]
 * slice(tensor([1, 2, 3, 4, 5]), [0], [-1], [2]) // [1, 3]
 */
export function slice<S, D, const From extends readonly number[], const To extends readonly number[] = [], const Step extends readonly number[] = []>(x: Tensor<S, D>, start: From, stop?: To, step?: Step): Tensor<Sliced<S, From, To, Step>, D>;
export function slice(x: Tensor, start: readonly number[], stop?: readonly number[], step?: readonly number[]): Tensor {
  const from = x.shape.map((d, i) => clampEnd(start[i] ?? 0, d)), to = x.shape.map((d, i) => Math.max(from[i]!, clampEnd(stop?.[i] ?? d, d)));
  const steps = x.shape.map((_, i) => step?.[i] ?? 1);
  return op(`slice ${from.join()} ${to.join()} ${steps.join()}`, [x], (b, [x]) => b.slice(x as Value, { start: from, stop: to, step: steps }))[0]!;
}
/** Of each axis what lies between the ends, every step-th. What is not said is the whole of it. */
export type Sliced<S, From, To, Step, R extends unknown[] = []> =
  HasRank<S> extends false ? Unknown<S>
  : S extends readonly [infer N, ...infer T]
    ? Sliced<T, Tail<From>, Tail<To>, Tail<Step>, [...R, Between<N, Head<From>, Head<To>, Head<Step>>]> : R;
type Head<L> = L extends readonly [infer H, ...unknown[]] ? H : L extends readonly [] ? undefined : number;
type Tail<L> = L extends readonly [unknown, ...infer T] ? T : L;
type Between<N, A, B, K> =
  [A, B, K] extends [0 | undefined, undefined, 1 | undefined] ? N
  : N extends number ? (number extends N | A | B | K ? number : Steps<Sub<Clamped<N, B extends undefined ? N : B>, Clamped<N, A extends undefined ? 0 : A>>, K extends undefined ? 1 : K>) : number;
type Clamped<N, I> = `${I & number}` extends `-${infer M extends number}` ? ([Sub<N, M>] extends [never] ? 0 : Sub<N, M>) : Less<N, I> extends true ? N : I;
type Steps<L, K> = [L] extends [never] ? 0 : K extends 1 ? L : `${K & number}` extends `-${string}` ? number : L extends 0 ? 0 : Add<Div<Sub<L, 1>, K>, 1>;
const clampEnd = (i: number, size: number): number => Math.min(Math.max(i < 0 ? i + size : i, 0), size);

/** What take and its like do with an index out of range. fill: `fillValue`, NaN when absent.  clip: the nearest one.  wrap: counts on from the other end. */
export type TakeMode = 'fill' | 'clip' | 'wrap';

export interface TakeOptions<A = number | null> {
  /** The axis along which elements are taken; of the flat tensor when absent. */
  readonly axis?: A;
  readonly mode?: TakeMode;
  /** What stands for an index out of range under fill: NaN when absent; for integers the least, for unsigned ones the greatest; true. */
  readonly fillValue?: number | boolean;
  readonly uniqueIndices?: boolean;
  readonly indicesAreSorted?: boolean;
}

const flatten = (x: Tensor): Tensor => (x.rank === 1 ? x : reshape(x, [x.size]));
const unknownMode = (name: string, mode: unknown, modes: readonly string[]): CotangentError =>
  new CotangentError(`${name}: there is no mode '${String(mode)}'`, { code: 'NN0573', hint: `use one of ${modes.join(', ')}` });

/** Indices for a gather: i32, made to lie in range as the mode says. */
function prepared(b: Builder, ids: Value, size: number, mode: TakeMode): Value {
  const unsigned = ids.type.dtype === 'u8' || ids.type.dtype === 'u32', i = ids.type.dtype === 'i32' ? ids : b.convert(ids, { dtype: 'i32' });
  if (mode === 'wrap') return b.mod(i, size);
  return mode === 'clip' || unsigned ? i : b.select(b.lt(i, 0), b.add(i, size), i);
}
const taking: Readonly<Record<TakeMode, OutOfBounds>> = { fill: 'fill', clip: 'clip', wrap: 'promiseInBounds' };
const missesOf = (mode: TakeMode | undefined): Misses => (mode === undefined ? 'wrapped' : 'allowed');

export type TakenBy<I, E, Name extends string = 'take'> = DType extends E ? I : E extends FloatDType | 'bool' ? Mistake<noIndices<Name, ShowType<I, E>>> : I;
export type Taken<S, I, A> =
  HasRank<S> extends false ? ([A] extends [null] ? I : Shape) : HasRank<I> extends false ? Unknown<I>
  : [A] extends [null] ? I : number extends A ? Shape
  : Around<S, A> extends readonly [infer P extends unknown[], unknown, infer Q extends unknown[]] ? (I extends readonly [...infer T] ? [...P, ...T, ...Q] : never)
  : Mistake<noAxis<'take', `${A & number}`, `${RankOf<S> & number}`>>;

/**
 * Elements of x by index along an axis, negative ones counted from the end: y[..a, ..i, ..c] = x[..a, indices[..i], ..c].   As numpy's take.
 * x: [..a, n, ..c]   indices: integers [..i]   y: [..a, ..i, ..c]
 * Out of range an element is NaN, as in JAX: `mode` says otherwise.
 * @example
 * take(tensor([[1, 2], [3, 4], [5, 6]]), tensor([2, 0], { dtype: 'i32' }), { axis: 0 }) // [[5, 6], [1, 2]]
 * take(tensor([1, 2, 3]), tensor([7, -1], { dtype: 'i32' }), { mode: 'clip' }) // [3, 1]
 */
export function take<S = [], D = Weak, I = [], E = Weak, const A extends number | null = null>(x: Operand<S, D>, indices: Fits<TakenBy<I, E>, Operand<I, E>>, options?: TakeOptions<Fits<Taken<S, I, A>, A>>): Tensor<Gives<Taken<S, I, A>>, Own<D>>;
export function take(given: TensorLike, indices: TensorLike, { axis = null, mode, fillValue, uniqueIndices = false, indicesAreSorted = false }: TakeOptions = {}): Tensor {
  const how = mode ?? 'fill';
  if (!Object.hasOwn(taking, how)) throw unknownMode('take', how, Object.keys(taking));
  const x = tensorOf('take', given), ids = tensorOf('take', indices), whole = axis === null ? flatten(x) : x, along = axisAt('take', axis ?? 0, whole.rank), size = whole.shape[along]!;
  needsIntegers('take', ids);
  if (size === 0 && ids.size > 0) throw new CotangentError(`take: axis ${along} of ${showType(whole)} has nothing to take`, { code: 'NN0214', hint: 'give no indices, or a tensor with elements' });
  const shape = [...whole.shape.slice(0, along), ...ids.shape, ...whole.shape.slice(along + 1)];
  if (ids.size === 0) return full(shape, 0, { dtype: x.dtype });
  const fill = fillValue === undefined ? outsideValue(x.dtype) : Number(fillValue), misses = missesOf(mode);
  return op(`take ${along} ${how} ${String(fill)} ${misses} ${uniqueIndices} ${indicesAreSorted}`, [whole, ids], (b, [x0, i]) => {
    const v = x0 as Value, starts = b.reshape(prepared(b, i as Value, size, how), { shape: [...ids.shape, 1] });
    return b.gather(v, starts, {
      offsetDims: shape.map((_, d) => d).filter((d) => d < along || d >= along + ids.rank), collapsedSliceDims: [along], startIndexMap: [along],
      operandBatchingDims: [], startIndicesBatchingDims: [], sliceSizes: whole.shape.with(along, 1), mode: taking[how], fillValue: fill, uniqueIndices, indicesAreSorted, misses,
    });
  })[0]!.weakened(x.weak);
}

export interface TakeAlongAxisOptions<A = number | null> {
  /** The last one when absent; null: x and the indices are flat. */
  readonly axis?: A;
  readonly mode?: IndexMode;
  readonly fillValue?: number | boolean;
}

const otherRank = <const Op extends string, const I extends string, const N extends string, const T extends string>(op: Op, indices: I, rank: N, x: T): otherRank<Op, I, N, T> => `${op}: the indices ${indices} do not have the ${rank} axes of ${x}`;
type otherRank<Op extends string, I extends string, N extends string, T extends string> = `${Op}: the indices ${I} do not have the ${N} axes of ${T}`;
type TakenAlong<S, D, I, E, A> =
  [A] extends [null] ? [SizeOf<I>] : HasRank<S> extends false ? Unknown<S> : HasRank<I> extends false ? Unknown<I> : number extends A ? Shape
  : RankOf<S> extends RankOf<I>
    ? [Around<S, A>, Around<I, A>] extends [[infer P extends unknown[], unknown, infer Q extends unknown[]], [unknown, infer N, unknown]]
      ? Broadcast<'takeAlongAxis', I, [...P, 1, ...Q], S, I> extends infer T ? (T extends Mistake<string> ? T : With<T, A, N>) : never
      : Mistake<noAxis<'takeAlongAxis', `${A & number}`, `${RankOf<S> & number}`>>
    : Mistake<otherRank<'takeAlongAxis', ShowType<I, E>, `${RankOf<S> & number}`, ShowType<S, D>>>;
const along: Readonly<Record<IndexMode, OutOfBounds>> = { fill: 'fill', drop: 'fill', clip: 'clip', promiseInBounds: 'promiseInBounds' };

/**
 * One element of x along an axis for each index: y[..a, i, ..c] = x[..a, indices[..a, i, ..c], ..c]; the other axes broadcast.
 * x: [..a, n, ..c]   indices: integers [..a, m, ..c], negative ones counted from the end   y: [..a, m, ..c].   As numpy's take_along_axis.
 * Out of range an element is NaN, as in JAX: `mode` says otherwise.
 * @example
 * takeAlongAxis(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], { dtype: 'i32' })) // [[2], [3]]
 */
export function takeAlongAxis<S, D, I, E, const A extends number | null = -1>(x: Tensor<S, D>, indices: Fits<TakenBy<I, E, 'takeAlongAxis'>, Fits<TakenAlong<S, D, I, E, A>, Tensor<I, E>>>, options?: TakeAlongAxisOptions<A>): Tensor<Gives<TakenAlong<S, D, I, E, A>>, D>;
export function takeAlongAxis(given: Tensor, indices: Tensor, { axis = -1, mode, fillValue }: TakeAlongAxisOptions = {}): Tensor {
  const how = mode === undefined ? 'fill' : along[mode];
  if (how === undefined) throw unknownMode('takeAlongAxis', mode, Object.keys(along));
  needsIntegers('takeAlongAxis', indices);
  const x = axis === null ? flatten(given) : given, ids = axis === null ? flatten(indices) : indices;
  if (x.rank !== ids.rank)
    throw new CotangentError(otherRank('takeAlongAxis', showType(ids), `${x.rank}`, showType(x)), { code: 'NN0227', hint: 'both have the same number of axes' });
  const at = axisAt('takeAlongAxis', axis ?? 0, x.rank), size = x.shape[at]!;
  const shape = checked(() => broadcastShapes('takeAlongAxis', ids.shape, x.shape.with(at, 1), [x.shape, ids.shape])) as readonly number[];
  if (size === 0 && ids.size > 0) throw new CotangentError(`takeAlongAxis: axis ${at} of ${showType(x)} has nothing to take`, { code: 'NN0214', hint: 'give no indices, or a tensor with elements' });
  const result = shape.with(at, ids.shape[at]!);
  if (result.includes(0)) return full(result, 0, { dtype: x.dtype });
  const fill = fillValue === undefined ? outsideValue(x.dtype) : Number(fillValue), misses = mode === undefined ? 'wrapped' : mode === 'promiseInBounds' ? 'error' : 'allowed';
  // An axis that the indices lack is taken whole; one that x lacks is theirs alone; the others run side by side.
  const wholeAxes = shape.map((_, a) => a).filter((a) => a !== at && ids.shape[a] === 1), theirs = shape.map((_, a) => a).filter((a) => a !== at && !wholeAxes.includes(a) && x.shape[a] === 1);
  const ofX = shape.map((_, a) => a).filter((a) => !theirs.includes(a)), ofIds = shape.map((_, a) => a).filter((a) => !wholeAxes.includes(a));
  const beside = shape.map((_, a) => a).filter((a) => a !== at && ofX.includes(a) && ofIds.includes(a));
  return op(`takeAlongAxis ${at} ${how} ${String(fill)} ${misses}`, [x, ids], (b, [x0, i]) => {
    const starts = b.reshape(prepared(b, i as Value, size, mode === 'promiseInBounds' ? 'clip' : 'fill'), { shape: [...ofIds.map((a) => ids.shape[a]!), 1] });
    return b.gather(b.reshape(x0 as Value, { shape: ofX.map((a) => x.shape[a]!) }), starts, {
      offsetDims: wholeAxes, collapsedSliceDims: [ofX.indexOf(at)], startIndexMap: [ofX.indexOf(at)],
      operandBatchingDims: beside.map((a) => ofX.indexOf(a)), startIndicesBatchingDims: beside.map((a) => ofIds.indexOf(a)),
      sliceSizes: ofX.map((a) => (wholeAxes.includes(a) ? x.shape[a]! : 1)), mode: how, fillValue: fill, uniqueIndices: false, indicesAreSorted: false, misses,
    });
  })[0]!.weakened(x.weak);
}

export interface PutOptions {
  /** clip, or wrap: as for take. Without a mode an index out of range is left out, negative ones count from the end. */
  readonly mode?: 'clip' | 'wrap';
}

/** The elements of a flat tensor, over and over until there are n. */
function repeatedTo(v: Tensor, n: number): Tensor {
  return v.size === n ? v : take(v, indicesOf([n], { sparse: true })[0]!, { axis: 0, mode: 'wrap' });
}

/**
 * a with values put at indices of the flat tensor; values are repeated as often as needed. Returns a new tensor.   As numpy's put.
 * a: [..s]   ind: integers   v: any shape   y: [..s]
 * @example
 * put(zeros([2, 2]), tensor([0, 3], { dtype: 'i32' }), tensor([5, 6])) // [[5, 0], [0, 6]]
 */
export function put<S = [], D = Weak, I = [], E = Weak>(x: Operand<S, D>, ind: Fits<TakenBy<[SizeOf<I>], E, 'put'>, Operand<I, E>>, v: TensorLike, options?: PutOptions): Tensor<S, Own<D>>;
export function put(given: TensorLike, ind: TensorLike, v: TensorLike, { mode }: PutOptions = {}): Tensor {
  const a = tensorOf('put', given);
  if (mode !== undefined && mode !== 'clip' && mode !== 'wrap') throw unknownMode('put', mode, ['clip', 'wrap']);
  const ids = flatten(tensorOf('put', ind)), values = flatten(tensorOf('put', v));
  needsIntegers('put', ids);
  if (a.size === 0 || ids.size === 0 || values.size === 0) return a;
  if (a.rank === 0) return reshape(put(reshape(a, [1]), ids, values, mode === undefined ? {} : { mode }), []);
  const places = mode === undefined ? ids : op(`put ${mode} ${a.size}`, [ids], (b, [i]) => {
    const whole = b.convert(i as Value, { dtype: 'i32' });
    return mode === 'wrap' ? b.mod(whole, a.size) : b.minimum(b.maximum(whole, 0), a.size - 1);
  })[0]!;
  return at(a, ...unravelIndex(places, a.shape)).set(repeatedTo(values, ids.size), { mode: mode === undefined ? 'drop' : 'promiseInBounds' });
}

/** S, where the indices I stand along the axis, in the tensor or in the flat one. */
type PutAlong<S, D, I, E, A> =
  [A] extends [null] ? (HasRank<I> extends false ? S : I extends readonly [unknown] ? S : Mistake<otherRank<'putAlongAxis', ShowType<I, E>, '1', ShowType<[SizeOf<S>], D>>>)
  : HasRank<S> extends false ? S : HasRank<I> extends false ? S
  : RankOf<S> extends RankOf<I> ? number extends A ? S
    : Around<S, A> extends [] ? Mistake<noAxis<'putAlongAxis', `${A & number}`, `${RankOf<S> & number}`>>
    : Broadcast<'putAlongAxis', I, With<S, A, 1>, S, I> extends infer R ? (R extends Mistake<string> ? R : S) : never
  : Mistake<otherRank<'putAlongAxis', ShowType<I, E>, `${RankOf<S> & number}`, ShowType<S, D>>>;
/**
 * x with values put along an axis, one for each index: y[..a, indices[..a, i, ..c], ..c] = values[..a, i, ..c]. Returns a new tensor.
 * x, y: [..a, n, ..c]   indices: integers [..a, m, ..c]   values: broadcast to the indices.   As numpy's put_along_axis.
 * @example
 * putAlongAxis(zeros([2, 2]), tensor([[1], [0]], { dtype: 'i32' }), 7) // [[0, 7], [7, 0]]
 */
export function putAlongAxis<S, D, I, E, const V extends TensorLike, const A extends number | null = -1>(x: Tensor<S, D>, indices: Fits<TakenBy<I, E, 'putAlongAxis'>, Fits<PutAlong<S, D, I, E, A>, Tensor<I, E>>>, values: Fits<BroadcastTo<ShapeOf<V>, I>, V>, options?: { readonly axis?: A; readonly mode?: IndexMode }): Tensor<S, D>;
export function putAlongAxis(x: Tensor, indices: Tensor, values: TensorLike, { axis = -1, mode }: { readonly axis?: number | null; readonly mode?: IndexMode } = {}): Tensor {
  needsIntegers('putAlongAxis', indices);
  const whole = axis === null ? flatten(x) : x;
  if (whole.rank !== indices.rank)
    throw new CotangentError(otherRank('putAlongAxis', showType(indices), `${whole.rank}`, showType(whole)), { code: 'NN0227', hint: 'both have the same number of axes' });
  const along = axisAt('putAlongAxis', axis ?? 0, whole.rank), spread = indicesOf(whole.shape, { sparse: true });
  checked(() => broadcastShapes('putAlongAxis', indices.shape, whole.shape.with(along, 1), [whole.shape, indices.shape]));
  const y = at(whole, ...spread.with(along, indices)).set(broadcastTo(tensorOf('putAlongAxis', values), indices.shape), mode === undefined ? {} : { mode });
  return axis === null ? reshape(y, x.shape) : y;
}

const otherMask = <const M extends string, const N extends string, const T extends string>(mask: M, elements: N, x: T): otherMask<M, N, T> => `place: the mask ${mask} does not have the ${elements} elements of ${x}`;
type otherMask<M extends string, N extends string, T extends string> = `place: the mask ${M} does not have the ${N} elements of ${T}`;
type Masked<S, D, M, E> = Differ<SizeOf<S>, SizeOf<M>> extends true ? Mistake<otherMask<ShowType<M, E>, ShowDim<SizeOf<S>>, ShowType<S, D>>> : S;
/**
 * x with the elements under a mask replaced by values, in turn; values are repeated as often as needed. Returns a new tensor.   As numpy's place.
 * @example
 * place(tensor([1, 2, 3, 4]), tensor([true, false, true, true]), tensor([7, 8])) // [7, 2, 8, 7]
 */
export function place<S, D, M, E>(x: Tensor<S, D>, mask: Fits<Masked<S, D, M, E>, Tensor<M, E>>, values: TensorLike): Tensor<S, D>;
export function place(x: Tensor, mask: Tensor, values: TensorLike): Tensor {
  const v = flatten(tensorOf('place', values));
  if (mask.size !== x.size) throw new CotangentError(otherMask(showType(mask), `${x.size}`, showType(x)), { code: 'NN0574', hint: 'give one truth value for each element' });
  if (v.size === 0) throw new CotangentError('place: there are no values to put', { code: 'NN0574', hint: 'give at least one' });
  if (x.size === 0) return x;
  const [ids] = nonzero(flatten(mask), { size: x.size, fillValue: x.size });
  return reshape(at(flatten(x), ids!).set(repeatedTo(v, x.size), { mode: 'drop' }), x.shape);
}

/**
 * The element of the choice that is named: y[i] = choices[a[i]][i], broadcast.   a: integers   choices: one tensor for each number
 * mode: 'raise' (an index out of range is an error; its values must be known), 'wrap' or 'clip'.   As numpy's choose.
 * @example
 * choose(tensor([1, 0, 1], { dtype: 'i32' }), [tensor([1, 2, 3]), tensor([10, 20, 30])]) // [10, 2, 30]
 */
export function choose<S = [], D = Weak, const Ts extends readonly TensorLike[] = readonly TensorLike[]>(a: Fits<TakenBy<S, D, 'choose'>, Operand<S, D>>, choices: Fits<Chosen<S, Ts>, Ts>, options?: ChooseOptions): Tensor<Gives<Chosen<S, Ts>>, Made<Met<Ts>>>;
export function choose(a: TensorLike, choices: readonly TensorLike[], { mode = 'raise' }: ChooseOptions = {}): Tensor {
  const n = choices.length, ids = tensorOf('choose', a);
  needsIntegers('choose', ids);
  if (n === 0) throw new CotangentError(noChoices, { code: 'NN0517', hint: 'give at least one choice' });
  if (!['raise', 'wrap', 'clip'].includes(mode)) throw unknownMode('choose', mode, ['raise', 'wrap', 'clip']);
  if (mode === 'raise') {
    const bad = placesNeeded('choose', ids, "say what shall happen out of range: mode 'wrap' or 'clip'").find((i) => i < 0 || i >= n);
    if (bad !== undefined) throw new CotangentError(`choose: index ${bad} is out of bounds for ${n} choices`, { code: 'NN0570', hint: `use 0 to ${n - 1}, or say with mode what shall happen` });
  }
  return op(`choose ${mode}`, [ids, ...choices.map((c) => tensorOf('choose', c))], (b, [i, ...rest]) => {
    const whole = b.convert(i as Value, { dtype: 'i32' }), which = mode === 'wrap' ? b.mod(whole, n) : b.minimum(b.maximum(whole, 0), n - 1), all = promoted(b, rest as Value[]);
    const shape = [i as Value, ...all].map((v) => v.type.shape).reduce((p, q) => broadcastShapes('choose', p, q));
    const stretched = (v: Value): Value => b.broadcast(v, { shape, axes: v.type.shape.map((_, k) => shape.length - v.type.shape.length + k) });
    return all.slice(1).reduce((y, v, k) => b.select(b.eq(stretched(which), k + 1), stretched(v), y), stretched(all[0]!));
  })[0]!;
}

export interface ChooseOptions {
  readonly mode?: 'raise' | 'wrap' | 'clip';
}
const noChoices = 'choose: there is nothing to choose from';
export type Chosen<S, Ts> = HasRank<Ts> extends false ? Unknown<Ts> : Ts extends readonly [] ? Mistake<typeof noChoices> : BroadcastAll<'choose', [S, ...Copied<ShapesOf<Ts>>]>;

export interface CompressOptions<A = number | null, N = number> {
  /** The axis along which elements are kept; of the flat tensor when absent. */
  readonly axis?: A;
  /** How many elements the result has; it must be said where values are not known, as under jit. */
  readonly size?: N;
  /** What follows when there are fewer. */
  readonly fillValue?: number | boolean;
}

/**
 * The slices of x along an axis where the condition holds.   condition: [m], m ≤ n   x: [..a, n, ..c]   y: [..a, k, ..c].   As numpy's compress.
 * @example
 * compress(tensor([true, false, true]), tensor([1, 2, 3])) // [1, 3]
 * compress(tensor([true, false, true]), tensor([1, 2, 3]), { size: 3, fillValue: -1 }) // [1, 3, -1]
 */
export function compress<C, F, S, D, const A extends number | null = null, const N extends number | undefined = undefined>(condition: Fits<Condition<C, F>, Tensor<C, F>>, x: Tensor<S, D>, options?: CompressOptions<Fits<AlongOne<S, A>, A>, Fits<Kept<S, C, A, N>, N>>): Tensor<Gives<Compressed<S, C, A, N>>, D>;
export function compress(condition: Tensor, given: Tensor, { axis = null, size, fillValue = 0 }: CompressOptions = {}): Tensor {
  if (condition.rank !== 1) throw new CotangentError(notOneAxis(showType(condition)), { code: 'NN0217', hint: 'give one truth value for each slice' });
  const x = axis === null ? flatten(given) : given, along = axisAt('compress', axis ?? 0, x.rank), n = Math.min(x.shape[along]!, condition.shape[0]!);
  if (size === undefined) {
    const places = placesNeeded('compress', condition).flatMap((v, i) => (v !== 0 ? [i] : [])), beyond = places.find((i) => i >= x.shape[along]!);
    if (beyond !== undefined) throw new CotangentError(`compress: the condition holds at ${beyond}, but axis ${along} of ${showType(x)} has size ${x.shape[along]}`, { code: 'NN0570', hint: 'let it hold within the axis only' });
    return take(x, tensor(Int32Array.from(places)), { axis: along });
  }
  if (!(Number.isInteger(size) && size >= 0 && size <= n)) throw new CotangentError(thereCannotBe('compress', `${size}`, `elements of ${n}`), { code: 'NN0517', hint: `size lies between 0 and ${n}` });
  const [ids] = nonzero(at(condition, `:${n}`).get(), { size, fillValue: x.shape[along]! });
  return take(x, ids!, { axis: along, mode: 'fill', fillValue });
}

const notOneAxis = <const T extends string>(condition: T): notOneAxis<T> => `compress: the condition ${condition} has not one axis`;
type notOneAxis<T extends string> = `compress: the condition ${T} has not one axis`;
export type Condition<C, F> = HasRank<C> extends false ? C : C extends readonly [] | readonly [unknown, unknown, ...unknown[]] ? Mistake<notOneAxis<ShowType<C, F>>> : C;
export type AlongOne<S, A> = [A] extends [null] ? S : Along<'compress', S, A>;
/** So many as are asked for, where there are as many; else values decide. */
export type Kept<S, C, A, N> =
  Absent<N> extends true ? number : number extends N ? number : AlongOne<S, A> extends Mistake<string> ? N
  : KeptOf<[A] extends [null] ? SizeOf<S> : Around<S, A> extends [unknown, infer D, unknown] ? D : number, C extends readonly [infer M] ? M : number, N>;
type KeptOf<D, M, N> = Min<D, M> extends infer Most ? (IsCount<N> extends false ? Mistake<thereCannotBe<'compress', `${N & number}`, `elements of ${ShowDim<Most>}`>> : Less<Most, N> extends true ? Mistake<thereCannotBe<'compress', `${N & number}`, `elements of ${ShowDim<Most>}`>> : N) : never;
export type Compressed<S, C, A, N> = [A] extends [null] ? [Gives<Kept<S, C, A, N>>] : Resized<'compress', S, A, Gives<Kept<S, C, A, N>>>;

/**
 * The elements of x where the condition holds, in a list.   condition, x: [..s]   y: [k].   As numpy's extract; size as for compress.
 * @example
 * extract(tensor([[true, false], [false, true]]), tensor([[1, 2], [3, 4]])) // [1, 4]
 */
export const extract = ((condition: Tensor, x: Tensor, options: Omit<CompressOptions, 'axis'> = {}): Tensor =>
  // A condition whose values are known keeps them, also while something else is traced.
  compress(condition.isTraced ? flatten(condition) : fromElements(condition.dataSync(), [condition.size], condition.dtype), flatten(x), options as CompressOptions<null, undefined>)) as
  <C, S, D, const N extends number | undefined = undefined>(condition: Tensor<C>, x: Tensor<S, D>, options?: Omit<CompressOptions<null, Fits<Kept<S, [SizeOf<C>], null, N>, N>>, 'axis'>) => Tensor<[Gives<Kept<S, [SizeOf<C>], null, N>>], D>;

/**
 * For each element the first choice whose condition holds, or the default.   All broadcast.   As numpy's select.
 * @example
 * const x = tensor([-2, 0.5, 3]);
 * select([less(x, 0), greater(x, 1)], [neg(x), mul(x, 10)], { default: x }) // [2, 0.5, 30]
 */
export function select<const Cs extends readonly TensorLike[], const Ts extends readonly TensorLike[], O extends TensorLike | undefined = undefined>(conditions: Cs, choices: Fits<AtChoices<Cs, Ts, ElseOf<O>>, Ts>, options?: { readonly default?: Fits<AtDefaultChoice<Cs, Ts, ElseOf<O>>, O> }): Tensor<Gives<Selected<Cs, Ts, ElseOf<O>>>, Made<Absent<O> extends true ? SelectedFirst<Ts> : SelectedIn<Ts, Weakly<O>>>>;
export function select(conditions: readonly TensorLike[], choices: readonly TensorLike[], { default: otherwise = 0 }: { readonly default?: TensorLike } = {}): Tensor {
  if (conditions.length !== choices.length || conditions.length === 0)
    throw new CotangentError(otherChoices(`${conditions.length}`, `${choices.length}`), { code: 'NN0517', hint: 'give one choice for each condition, and at least one' });
  return conditions.reduceRight<Tensor>((rest, c, i) => where(c, choices[i]!, rest), tensorOf('select', otherwise));
}

const otherChoices = <const N extends string, const M extends string>(conditions: N, choices: M): otherChoices<N, M> => `select: there are ${conditions} conditions and ${choices} choices`;
type otherChoices<N extends string, M extends string> = `select: there are ${N} conditions and ${M} choices`;
/** The shape of the default, which is 0. */
type ElseOf<O> = Absent<O> extends true ? [] : ShapeOf<O>;
/** From the last on; Rest is the default's shape. */
type Selected<Cs, Ts, Rest> =
  HasRank<Cs> extends false ? Shape : HasRank<Ts> extends false ? Shape
  : [RankOf<Cs>, RankOf<Ts>] extends [infer N, infer M] ? ([N] extends [M] ? (N extends 0 ? Mistake<otherChoices<'0', '0'>> : SelectedEach<Cs, Ts, Rest>) : Mistake<otherChoices<`${N & number}`, `${M & number}`>>) : never;
type SelectedEach<Cs, Ts, Rest> =
  [Cs, Ts] extends readonly [readonly [...infer P, infer C], readonly [...infer Q, infer T]] ? (Pick3<ShapeOf<C>, ShapeOf<T>, Rest> extends infer R ? (R extends Mistake<string> ? R : SelectedEach<P, Q, R>) : never) : Rest;
/** As where has it. */
type Pick3<C, P, Q> = Broadcast<'select', C, P> extends infer R ? (R extends Mistake<string> ? R : Broadcast<'select', R, Q>) : never;
/** A mistake is the default's where there is none without it. */
type AtChoices<Cs, Ts, O> = Selected<Cs, Ts, []> extends Mistake<string> ? Selected<Cs, Ts, O> : Ts;
type AtDefaultChoice<Cs, Ts, O> = Selected<Cs, Ts, []> extends Mistake<string> ? O : Selected<Cs, Ts, O>;
type Weakly<T> = T extends number ? Weak : T extends boolean ? 'bool' : DTypeOf<T>;
/** The 0 that stands where none is given counts truth values and gives way to all others. */
type SelectedFirst<Ts> = Ts extends readonly [...infer Q, infer T] ? SelectedIn<Q, T extends number ? Weak : Counted<Weakly<T>>> : DType;
type SelectedIn<Ts, D> = Ts extends readonly [...infer Q, infer T] ? SelectedIn<Q, [Weakly<T>, D] extends [Weak, Weak] ? Weak : Promote<Weakly<T>, D>> : HasRank<Ts> extends false ? DType : D extends Weak ? DType : D;

/**
 * For each element of x what the function or number of the last condition that holds gives; those of the further one, if there is one
 * more than conditions, or 0, where none does. The functions are given all of x; the result has x's dtype.   As numpy's piecewise.
 * @example
 * const x = tensor([-2, 0, 3]);
 * piecewise(x, [less(x, 0), greaterEqual(x, 0)], [neg, (v) => mul(v, 10)]) // [2, 0, 30]
 */
export function piecewise<S, D, const Cs extends readonly TensorLike[], const Fs extends readonly (TensorLike | ((x: Tensor<S, D>) => TensorLike))[]>(x: Tensor<S, D>, conditions: Cs, functions: Fits<Pieces<S, Cs, Fs>, Fs>): Tensor<Gives<Pieces<S, Cs, Fs>>, D>;
export function piecewise(x: Tensor, conditions: readonly TensorLike[], functions: readonly (TensorLike | ((x: Tensor) => Tensor))[]): Tensor {
  const n = conditions.length, more = functions.length - n;
  if (more !== 0 && more !== 1) throw new CotangentError(otherFunctions(`${functions.length}`, `${n}`), { code: 'NN0517', hint: `give ${n}, or ${n + 1}: the last where no condition holds` });
  const value = (f: TensorLike | ((x: Tensor) => Tensor)): Tensor => astype(typeof f === 'function' ? f(x) : f, x.dtype);
  const none = broadcastTo(value(more === 1 ? functions[n]! : 0), x.shape);
  return conditions.reduce<Tensor>((y, c, i) => where(c, value(functions[i]!), y), none);
}
const otherFunctions = <const N extends string, const M extends string>(functions: N, conditions: M): otherFunctions<N, M> => `piecewise: there are ${functions} functions for ${conditions} conditions`;
type otherFunctions<N extends string, M extends string> = `piecewise: there are ${N} functions for ${M} conditions`;
type Pieces<S, Cs, Fs> =
  HasRank<S> extends false ? Unknown<S> : HasRank<Cs> extends false ? Shape : HasRank<Fs> extends false ? Shape
  : RankOf<Fs> extends RankOf<Cs> ? Pieced<S, Cs, Fs>
  : Fs extends readonly [...infer Own, infer Last] ? (RankOf<Own> extends RankOf<Cs> ? (BroadcastTo<Piece<Last>, S> extends infer R ? (R extends Mistake<string> ? R : Pieced<S, Cs, Own>) : never) : OtherFunctions<Fs, Cs>) : OtherFunctions<Fs, Cs>;
type OtherFunctions<Fs, Cs> = Mistake<otherFunctions<`${RankOf<Fs> & number}`, `${RankOf<Cs> & number}`>>;
/** What a function gives that is itself of any shape is not known. */
type Piece<F> = F extends (...args: never[]) => infer Y ? ShapeOf<Y> : ShapeOf<F>;
type Pieced<S, Cs, Fs> =
  [Cs, Fs] extends readonly [readonly [infer C, ...infer P], readonly [infer F, ...infer Q]] ? (Pick3<ShapeOf<C>, Piece<F>, S> extends infer R ? (R extends Mistake<string> ? R : Pieced<R, P, Q>) : never) : S;
const noDiagonal = <const T extends string>(x: T): noDiagonal<T> => `fillDiagonal: ${x} has no diagonal`;
type noDiagonal<T extends string> = `fillDiagonal: ${T} has no diagonal`;
type Diagonal<S, D> = HasRank<S> extends false ? S : S extends readonly [unknown, unknown] ? S : IsSquare<S> extends false ? Mistake<noDiagonal<ShowType<S, D>>> : S;
/**
 * a with its diagonal replaced by a value, or by values in turn. All axes have one size, unless there are two. Returns a new tensor.   As numpy's fill_diagonal.
 * @example
 * fillDiagonal(zeros([2, 3]), 7) // [[7, 0, 0], [0, 7, 0]]
 */
export function fillDiagonal<S, D>(a: Fits<Diagonal<S, D>, Tensor<S, D>>, value: TensorLike): Tensor<S, D>;
export function fillDiagonal(a: Tensor, value: TensorLike): Tensor {
  if (a.rank < 2 || (a.rank > 2 && a.shape.some((n) => n !== a.shape[0])))
    throw new CotangentError(noDiagonal(showType(a)), { code: 'NN0217', hint: 'it needs two axes, or more of one size' });
  const n = Math.min(...a.shape), v = tensorOf('fillDiagonal', value);
  if (n === 0) return a;
  if (v.size === 0) throw new CotangentError('fillDiagonal: there are no values to put', { code: 'NN0574', hint: 'give at least one' });
  return at(a, ...diagIndices(n, a.rank)).set(v.rank === 0 ? v : repeatedTo(flatten(v), n), { uniqueIndices: true, indicesAreSorted: true });
}

/**
 * 1 where the class is the index on the last axis, 0 elsewhere; all 0 for an index that is no class.   indices: integers [..s]   y: [..s, classes]
 * As jax.nn.one_hot.
 * @example
 * oneHot(tensor([2, 0], { dtype: 'i32' }), 3) // [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot<S, D, const C extends number, E extends DType = 'f32'>(indices: Fits<Indices<'oneHot', 'ids', S, D>, Tensor<S, D>>, classes: C, options?: { dtype?: E }): Tensor<HasRank<S> extends false ? Unknown<S> : Both<S, [C]>, NoInfer<E>>;
export function oneHot(indices: Tensor, classes: number, { dtype = 'f32' }: { dtype?: DType } = {}): Tensor {
  checkDType('oneHot', dtype);
  return op(`oneHot ${classes} ${dtype}`, [indices], (b, [i]) => b.oneHot(i as Value, { classes, dtype }), { strong: true })[0]!;
}

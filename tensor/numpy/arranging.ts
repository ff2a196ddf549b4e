/** numpy: elements turned round, rotated, repeated, put in and taken out. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes as joined, count } from '../../core/shape.ts';
import { checkShape, tensor, type AllCounts, type Sized } from '../create.ts';
import { axesAt, axisAt, tensorOf, type Axis } from '../operand.ts';
import { checked, keyOf, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { astype } from './dtypes.ts';
import { concat } from './joining.ts';
import { part } from './part.ts';
import { noPlace } from './searching.ts';
import { broadcastTo, moveaxis, ravel, reshape, swapaxes } from './shape.ts';
import { zeros, type WithRank } from './creation.ts';
import type { Along, AlongAll, AnyOpen, Around, FitsAxis, Joined, Moved, RankOf, Swapped, Unsized } from '../../core/types/axes.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowShape, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Less, Plus, Sub, Times } from '../../core/types/number.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import type { Operand, Own } from '../signatures.ts';

/**
 * The elements in the opposite order along the axes, along all when none is given.   x, y: [..s]   As numpy's flip.
 * @example
 * flip(tensor([[1, 2], [3, 4]])) // [[4, 3], [2, 1]]
 * flip(tensor([[1, 2], [3, 4]]), { axis: 0 }) // [[3, 4], [1, 2]]
 */
export function flip<S = [], D = Weak, const A extends Axis = null>(x: Operand<S, D>, options?: { axis?: FitsAxis<AlongAll<'flip', S, A>, A> }): Tensor<Gives<AlongAll<'flip', S, A>>, Own<D>>;
export function flip(given: TensorLike, { axis }: { axis?: Axis } = {}): Tensor {
  const x = tensorOf('flip', given), axes = axesAt('flip', x, axis);
  return op(`flip ${axes.join()}`, [x], (b, [v]) => b.rev(v as Value, { axes }))[0]!;
}
const tooFewAxes = <const Name extends string, const S extends string, const N extends string>(name: Name, shape: S, rank: N): tooFewAxes<Name, S, N> => `${name}: ${shape} has ${rank} axes`;
type tooFewAxes<Name extends string, S extends string, N extends string> = `${Name}: ${S} has ${N} axes`;
type NeedsAxes<Name extends string, S, Axes, T = S> =
  HasRank<S> extends false ? S : Axes extends readonly [unknown, ...infer R] ? (T extends readonly [unknown, ...infer U] ? NeedsAxes<Name, S, R, U> : Mistake<tooFewAxes<Name, ShowShape<S>, `${RankOf<S> & number}`>>) : S;
const needsAxes = (name: string, x: Tensor, rank: number): void => {
  if (x.rank < rank) throw new CotangentError(tooFewAxes(name, showShape(x.shape), `${x.rank}`), { code: 'NN0217', hint: `it must have at least ${rank}` });
};
/**
 * Left and right exchanged: the order of the second axis turned round.   As numpy's fliplr.
 * @example
 * fliplr(tensor([[1, 2], [3, 4]])) // [[2, 1], [4, 3]]
 */
export function fliplr<S = [], D = Weak>(x: Fits<NeedsAxes<'fliplr', S, [0, 0]>, Operand<S, D>>): Tensor<S, Own<D>>;
export function fliplr(given: TensorLike): Tensor {
  const x = tensorOf('fliplr', given);
  needsAxes('fliplr', x, 2);
  return flip(x, { axis: 1 });
}
/**
 * Above and below exchanged: the order of the first axis turned round.   As numpy's flipud.
 * @example
 * flipud(tensor([[1, 2], [3, 4]])) // [[3, 4], [1, 2]]
 */
export function flipud<S = [], D = Weak>(x: Fits<NeedsAxes<'flipud', S, [0]>, Operand<S, D>>): Tensor<S, Own<D>>;
export function flipud(given: TensorLike): Tensor {
  const x = tensorOf('flipud', given);
  needsAxes('flipud', x, 1);
  return flip(x, { axis: 0 });
}

/**
 * The elements moved on by `shift` places; those that leave at the end come in at the beginning. Of the flat tensor when no axis is given.
 * x, y: [..s]   shift: a number, one per axis, or integers that are computed.   As numpy's roll.
 * @example
 * roll(tensor([1, 2, 3, 4]), 1) // [4, 1, 2, 3]
 * roll(tensor([[1, 2], [3, 4]]), 1, { axis: 1 }) // [[2, 1], [4, 3]]
 */
export function roll<S = [], D = Weak, const A extends Axis = null>(x: Operand<S, D>, shift: number | readonly number[] | Tensor, options?: { axis?: FitsAxis<AlongEach<'roll', S, A>, A> }): Tensor<S, Own<D>>;
export function roll(given: TensorLike, shift: number | readonly number[] | Tensor, { axis }: { axis?: Axis } = {}): Tensor {
  const x = tensorOf('roll', given);
  if (axis === undefined || axis === null) return reshape(roll(ravel(x), shift, { axis: 0 }), x.shape);
  const axes = (typeof axis === 'number' ? [axis] : axis).map((a) => axisAt('roll', a, x.rank));
  if (shift instanceof Tensor) return rolledBy(x, shift, axes);
  const shifts = typeof shift === 'number' ? [shift] : shift, n = Math.max(axes.length, shifts.length);
  if ([axes.length, shifts.length].some((k) => k !== n && k !== 1) || !shifts.every(Number.isInteger))
    throw new CotangentError(`roll: the shifts [${shifts.join(', ')}] do not fit the axes [${axes.join(', ')}]`, { code: 'NN0519', hint: 'give one whole number, or one per axis' });
  return Array.from({ length: n }, (_, i) => [axes[axes.length === 1 ? 0 : i]!, shifts[shifts.length === 1 ? 0 : i]!] as const).reduce((y, [a, s]) => {
    const size = y.shape[a]!;
    if (size === 0) return y;
    const from = ((-s % size) + size) % size;
    return from === 0 ? y : concat([part(y, a, from, size), part(y, a, 0, from)], { axis: a });
  }, x);
}
/** An axis may be named twice. */
type AlongEach<Op extends string, S, A> = A extends readonly [infer I, ...infer R] ? (Along<Op, S, I> extends infer T ? (T extends Mistake<string> ? T : AlongEach<Op, S, R>) : never) : A extends number ? Along<Op, S, A> : S;
type Turned<S, K, P> = HasRank<S> extends false ? Unknown<S> : P extends readonly [infer A, infer B] ? (K extends 1 | 3 | -1 ? Gives<Swapped<'rot90', S, A, B>> : K extends 0 | 2 | -2 ? S : Unsized<S>) : never;
/** Shifts that are known only when the program runs: element i comes from (i − shift) mod n. */
function rolledBy(x: Tensor, shift: Tensor, axes: readonly number[]): Tensor {
  if (shift.rank > 1 || (shift.rank === 1 && shift.shape[0] !== axes.length && axes.length !== 1 && shift.shape[0] !== 1))
    throw new CotangentError(`roll: shifts of ${showShape(shift.shape)} do not fit the axes [${axes.join(', ')}]`, { code: 'NN0519', hint: 'give one shift, or one per axis' });
  const count = shift.rank === 0 || shift.shape[0] === 1 ? axes.length : shift.shape[0]!;
  return op(keyOf('roll', axes), [x, shift], (b, [v, s]) => Array.from({ length: count }, (_, k) => k).reduce((y, k) => {
    const a = axes[axes.length === 1 ? 0 : k]!, n = y.type.shape[a] as number, one = (s as Value).type.shape.length === 0 || (s as Value).type.shape[0] === 1;
    if (n === 0) return y;
    const by = b.convert(b.reshape(one ? s as Value : b.slice(s as Value, { start: [k], stop: [k + 1], step: [1] }), { shape: [] }), { dtype: 'i32' });
    return b.take(y, b.mod(b.sub(b.iota({ shape: [n], axis: 0, dtype: 'i32' }), by), n), { axis: a });
  }, v as Value))[0]!;
}

/**
 * Turned by k quarters in the plane of two axes, from the first towards the second.   As numpy's rot90.
 * @example
 * rot90(tensor([[1, 2], [3, 4]])) // [[2, 4], [1, 3]]
 */
export function rot90<S = [], D = Weak, const K extends number = 1, const P extends readonly [number, number] = [0, 1]>(x: Fits<NeedsAxes<'rot90', S, [0, 0]>, Operand<S, D>>, options?: { k?: K; axes?: Fits<AlongAll<'rot90', S, P>, P> }): Tensor<Turned<S, K, P>, Own<D>>;
export function rot90(given: TensorLike, { k = 1, axes = [0, 1] }: { k?: number; axes?: readonly [number, number] } = {}): Tensor {
  const x = tensorOf('rot90', given);
  needsAxes('rot90', x, 2);
  const p = axisAt('rot90', axes[0], x.rank), q = axisAt('rot90', axes[1], x.rank);
  if (p === q) throw new CotangentError(`rot90: axis ${p} is named twice in [${axes.join(', ')}]`, { code: 'NN0213', hint: 'a plane has two axes' });
  if (!Number.isInteger(k)) throw new CotangentError(`rot90: k is ${k}`, { code: 'NN0517', hint: 'give a whole number of quarters' });
  const turns = [(y: Tensor) => y, (y: Tensor) => swapaxes(flip(y, { axis: q }), p, q), (y: Tensor) => flip(y, { axis: [p, q] }), (y: Tensor) => flip(swapaxes(y, p, q), { axis: q })];
  return turns[((k % 4) + 4) % 4]!(x);
}

const notCounts = <const L extends string>(list: L): notCounts<L> => `tile: [${list}] are not counts`;
type notCounts<L extends string> = `tile: [${L}] are not counts`;
type Counts<R> = R extends number ? Counts<readonly [R]> : HasRank<R> extends false ? R : AllCounts<R> extends false ? Mistake<notCounts<Joined<R>>> : R;
type Tiled<S, R> = R extends number ? Tiled<S, readonly [R]> : HasRank<S> extends false ? Unknown<S> : HasRank<R> extends false ? Unknown<R> : TimesEach<S, R>;
type TimesEach<S, R, Out extends unknown[] = []> =
  S extends readonly [...infer T, infer N]
    ? R extends readonly [...infer Q, infer M] ? TimesEach<T, Q, [Times<N, M>, ...Out]> : [...S, ...Out]
    : R extends readonly [...infer Q] ? [...Q, ...Out] : never;
const wholeCount = (n: number): boolean => Number.isInteger(n) && n >= 0;
/**
 * The whole tensor again and again along every axis. Counts and axes are aligned at the right.   x: [..n]   y: [..n · count]   As numpy's tile.
 * @example
 * tile(tensor([1, 2]), 2) // [1, 2, 1, 2]
 * tile(tensor([1, 2]), [2, 1]) // [[1, 2], [1, 2]]
 */
export function tile<S = [], D = Weak, const R extends number | readonly number[] = number>(x: Operand<S, D>, reps: Fits<Counts<R>, R>): Tensor<Gives<Tiled<S, R>>, Own<D>>;
export function tile(given: TensorLike, reps: number | readonly number[]): Tensor {
  const x = tensorOf('tile', given), list = typeof reps === 'number' ? [reps] : reps, rank = Math.max(list.length, x.rank);
  if (!list.every(wholeCount)) throw new CotangentError(notCounts(list.join(', ')), { code: 'NN0517', hint: 'give whole numbers, 0 or more' });
  const front = <T>(xs: readonly T[], one: T): readonly T[] => [...Array.from({ length: rank - xs.length }, () => one), ...xs];
  const counts = front(list, 1), shape = front(x.shape, 1);
  return op(keyOf('tile', counts), [x], (b, [v]) => b.tile(b.reshape(v as Value, { shape }), { counts }))[0]!;
}

export interface RepeatOptions<A = number | null, L = number> {
  /** Of the flat tensor when absent. */
  readonly axis?: A;
  /** How long the result is along the axis: needed where the counts are computed. Too many are cut off, too few end in more of the last. */
  readonly totalRepeatLength?: L;
}
/**
 * Every element so many times in a row along an axis, or its own number of times.   x: [..a, n, ..c]   y: [..a, Σ counts, ..c]   As numpy's repeat.
 * @example
 * repeat(tensor([1, 2]), 2) // [1, 1, 2, 2]
 * repeat(tensor([[1, 2], [3, 4]]), [1, 2], { axis: 0 }) // [[1, 2], [3, 4], [3, 4]]
 */
export function repeat<S = [], D = Weak, const N extends number | readonly number[] | Tensor = number, const A extends number | null = null, const L extends number | undefined = undefined>(x: Operand<S, D>, repeats: N, options?: RepeatOptions<Fits<AtAxis<'repeat', S, A>, A>, L>): Tensor<Gives<RepeatedBy<AtAxis<'repeat', S, A>, A extends null ? 0 : A, N, L>>, Own<D>>;
export function repeat(given: TensorLike, repeats: number | readonly number[] | Tensor, { axis, totalRepeatLength }: RepeatOptions = {}): Tensor {
  const x = tensorOf('repeat', given);
  if (axis === undefined || axis === null) return repeat(ravel(x), repeats, { axis: 0, ...(totalRepeatLength !== undefined && { totalRepeatLength }) });
  const at = axisAt('repeat', axis, x.rank), n = x.shape[at]!;
  const misfit = (found: string): never => { throw new CotangentError(`repeat: ${found} for the ${n} elements of axis ${at} of ${showShape(x.shape)}`, { code: 'NN0519', hint: 'give one whole number, or one for each element' }); };
  if (totalRepeatLength !== undefined && !wholeCount(totalRepeatLength))
    throw new CotangentError(`repeat: totalRepeatLength is ${totalRepeatLength}`, { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  if (repeats instanceof Tensor && repeats.isTraced) {
    if (totalRepeatLength === undefined)
      throw new CotangentError('repeat: how long the result is depends on counts that are being traced', { code: 'NN0593', hint: 'say it with totalRepeatLength, or give the counts as numbers' });
    if (repeats.rank > 1 || (repeats.rank === 1 && repeats.shape[0] !== n && repeats.shape[0] !== 1)) misfit(`counts of ${showShape(repeats.shape)}`);
    return repeatedBy(x, broadcastTo(repeats, [n]), at, totalRepeatLength);
  }
  const counts = repeats instanceof Tensor ? Array.from(repeats.dataSync()) : typeof repeats === 'number' ? [repeats] : repeats;
  if (!counts.every(wholeCount) || (counts.length !== n && counts.length !== 1)) misfit(`the counts [${counts.join(', ')}]`);
  if (counts.length === 1 && totalRepeatLength === undefined) return op(keyOf('repeat', counts[0], at), [x], (b, [v]) => b.repeat(v as Value, { count: counts[0]!, axis: at }))[0]!;
  const source = Array.from({ length: n }, (_, i) => Array.from({ length: counts[counts.length === 1 ? 0 : i]! }, () => i)).flat();
  const length = totalRepeatLength ?? source.length;
  return picked(x, Array.from({ length }, (_, i) => source[i] ?? n - 1), at);
}
/** The tensor, or the flat one. */
export type AtAxis<Op extends string, S, A> = [A] extends [null] ? [SizeOf<S>] : Along<Op, S, A>;
export type RepeatedBy<S, A, N, L> =
  S extends Mistake<string> ? S : HasRank<S> extends false ? Unknown<S> : number extends A ? Unsized<S>
  : Around<S, A> extends [infer P extends unknown[], infer D, infer Q extends unknown[]] ? [...P, L extends number ? L : N extends number ? Times<D, N> : number, ...Q] : never;
/** Counts that are known only when the program runs: place p shows the last element that begins at p or before. */
function repeatedBy(x: Tensor, counts: Tensor, axis: number, length: number): Tensor {
  return op(keyOf('repeat', axis, length), [x, counts], (b, [v, c]) => {
    const each = b.convert(c as Value, { dtype: 'i32' }), n = each.type.shape[0]!;
    const begins = b.sub(b.cumsum(each, { axis: 0, reverse: false }), each), shape = [length, n];
    const begun = b.le(b.broadcast(begins, { shape, axes: [1] }), b.iota({ shape, axis: 0, dtype: 'i32' }));
    return b.take(v as Value, b.sub(b.sum(b.convert(begun, { dtype: 'i32' }), { axes: [1] }), 1), { axis });
  })[0]!;
}
/** The elements at these places of an axis. */
function picked(x: Tensor, places: readonly number[], axis: number): Tensor {
  if (places.length === 0) return zeros(x.shape.with(axis, 0), { dtype: x.dtype });
  const ids = tensor(places as number[], { dtype: 'i32' });
  return op(keyOf('picked', axis), [x, ids], (b, [v, i]) => b.take(v as Value, i as Value, { axis }))[0]!.weakened(x.weak);
}

/**
 * The elements in row-major order, again and again until the shape is filled.   x: [..s]   y: [..shape]   As numpy's resize.
 * @example
 * resize(tensor([1, 2, 3]), [2, 2]) // [[1, 2], [3, 1]]
 */
export function resize<A = [], D = Weak, const T extends number | readonly number[] = readonly number[]>(x: Operand<A, D>, shape: Fits<Sized<'resize', T>, T>): Tensor<Gives<Sized<'resize', T>>, Own<D>>;
export function resize(given: TensorLike, shape: number | readonly number[]): Tensor {
  const x = tensorOf('resize', given), sizes = typeof shape === 'number' ? [shape] : shape, n = count(sizes);
  checkShape('resize', sizes);
  if (x.size === 0 || n === 0) return zeros(sizes, { dtype: x.dtype });
  return reshape(part(tile(ravel(x), Math.ceil(n / x.size)), 0, 0, n), sizes);
}

/** A place of an axis of n, or of what stands between: 0 to `last`. */
function placeIn(name: string, place: number, n: number, last: number): number {
  const at = place < 0 ? place + n : place;
  if (Number.isInteger(place) && at >= 0 && at <= last) return at;
  throw new CotangentError(noPlace(name, `${place}`, `${n}`), { code: 'NN0592', hint: `places go from ${-n} to ${last}` });
}

/** The places, each once and counted from the front, or the mistake in them. Of what is open all are good. */
type PlacesIn<Op extends string, Places, N, Last, Found extends unknown[] = []> =
  Places extends number ? PlacesIn<Op, readonly [Places], N, Last>
  : Places extends readonly [infer P, ...infer R]
    ? number extends N | P ? number[]
    : FromFront<P, N> extends infer At ? ([At] extends [never] ? Mistake<noPlace<Op, `${P & number}`, `${N & number}`>> : Less<Last, At> extends true ? Mistake<noPlace<Op, `${P & number}`, `${N & number}`>> : PlacesIn<Op, R, N, Last, At extends Found[number] ? Found : [...Found, At]>) : never
    : Places extends readonly [] ? Found : number[];
type FromFront<P, N> = `${P & number}` extends `${string}.${string}` ? never : `${P & number}` extends `-${infer M extends number}` ? Sub<N, M> : P;
/** [the sizes before the axis, its own, those after it], of the flat tensor where no axis is named; or the mistake in the axis. */
type CutAt<Op extends string, S, A> = AtAxis<Op, S, A> extends infer T ? (T extends Mistake<string> ? T : [A] extends [null] ? Around<T, 0> : HasRank<T> extends false ? [] : AnyOpen<A> extends true ? [] : Around<T, A>) : never;
type PlaceRule<Op extends string, S, A, Places, Between> = CutAt<Op, S, A> extends [unknown, infer N extends number, unknown] ? PlacesIn<Op, Places, N, Between extends true ? N : Sub<N, 1>> : unknown;

const notFilled = <const S extends string, const T extends string>(values: S, wanted: T): notFilled<S, T> => `insert: values of ${values} do not fill ${wanted}`;
type notFilled<S extends string, T extends string> = `insert: values of ${S} do not fill ${T}`;
/** [how many more there are, the values laid as they fill them]: a single place takes all, whose first axis is then the one that x has there. */
type BlockOf<S, At, Places, V> =
  V extends readonly [] ? [Places extends number ? 1 : HasRank<Places> extends true ? RankOf<Places> : number, V] : HasRank<V> extends false ? [number, V]
  : WithRank<V, RankOf<S>> extends infer F
    ? Places extends number ? (Gives<Moved<F, 0, At>> extends infer B ? [SizeAt<B, At>, B] : never)
    : HasRank<Places> extends false ? [number, Shape] : [RankOf<Places> extends 1 ? SizeAt<F, At> : RankOf<Places>, F]
    : never;
type SizeAt<S, A> = Around<S, A> extends [unknown, infer D, unknown] ? D : never;
type Filled<Block, P extends unknown[], N, Q extends unknown[]> =
  Block extends [infer More, infer V]
    ? V extends readonly [] ? [...P, Plus<N, More>, ...Q] : Broadcast<'insert', V, [...P, More, ...Q]> extends infer B
      ? B extends Mistake<string> ? B : HasRank<B> extends true ? (SomeDiffer<B, [...P, More, ...Q]> extends true ? Mistake<notFilled<ShowShape<V>, ShowShape<[...P, More, ...Q]>>> : [...P, Plus<N, More>, ...Q]) : [...P, Plus<N, More>, ...Q]
      : never
    : never;
type Inserted<S, A, Places, V> =
  CutAt<'insert', S, A> extends infer Cut
    ? Cut extends Mistake<string> ? Cut : Cut extends [infer P extends unknown[], infer N, infer Q extends unknown[]] ? Filled<BlockOf<[...P, N, ...Q], P['length'], Places, V>, P, N, Q> : HasRank<S> extends true ? Unsized<S> : Unknown<S>
    : never;
/**
 * `values` put in before the places named of an axis; of the flat tensor when none is given. Places are those of x.   As numpy's insert.
 * @example
 * insert(tensor([1, 2, 3]), 1, 9) // [1, 9, 2, 3]
 * insert(tensor([[1, 2], [3, 4]]), [0, 2], 9, { axis: 1 }) // [[9, 1, 2, 9], [9, 3, 4, 9]]
 */
export function insert<S = [], D = Weak, const P extends number | readonly number[] = number, V = [], const A extends number | null = null>(
  x: Operand<S, D>, places: Fits<PlaceRule<'insert', S, A, P, true>, P>, values: Fits<AtAxis<'insert', S, A> extends Mistake<string> ? S : Inserted<S, A, P, V>, Operand<V, unknown>>, options?: { axis?: Fits<AtAxis<'insert', S, A>, A> },
): Tensor<Gives<Inserted<S, A, P, V>>, Own<D>>;
export function insert(given: TensorLike, places: number | readonly number[], values: TensorLike, { axis }: { axis?: number | null } = {}): Tensor {
  const x = tensorOf('insert', given);
  if (axis === undefined || axis === null) return insert(ravel(x), places, values, { axis: 0 });
  const at = axisAt('insert', axis, x.rank), n = x.shape[at]!, own = astype(tensorOf('insert', values), x.dtype);
  const full = reshape(own, [...Array.from({ length: Math.max(0, x.rank - own.rank) }, () => 1), ...own.shape]);
  const list = (typeof places === 'number' ? [places] : places).map((p) => placeIn('insert', p, n, n));
  // A single place takes all the values, whose first axis then is the one that x has there.
  const block = typeof places === 'number' ? moveaxis(full, 0, at) : full, more = list.length === 1 ? block.shape[at]! : list.length;
  const before = list.length === 1 ? Array.from({ length: more }, () => list[0]!) : list;
  const wanted = x.shape.with(at, more), added = checked(() => joined('insert', block.shape, wanted));
  if (showShape(added) !== showShape(wanted)) throw new CotangentError(notFilled(showShape(block.shape), showShape(wanted)), { code: 'NN0201', hint: 'they must broadcast to it' });
  const order: number[] = [];
  for (let i = 0; i <= n; i++) {
    before.forEach((p, k) => { if (p === i) order.push(n + k); });
    if (i < n) order.push(i);
  }
  return picked(concat([x, broadcastTo(block, wanted)], { axis: at }), order, at);
}

const otherMask = <const K extends string, const N extends string>(count: K, size: N): otherMask<K, N> => `delete: ${count} truth values for an axis of size ${size}`;
type otherMask<K extends string, N extends string> = `delete: ${K} truth values for an axis of size ${N}`;
type MaskRule<S, A, Places> = CutAt<'delete', S, A> extends [unknown, infer N, unknown] ? (Differ<RankOf<Places>, N> extends true ? Mistake<otherMask<`${RankOf<Places> & number}`, `${N & number}`>> : unknown) : unknown;
type GoneRule<S, A, Places> = Places extends readonly [boolean, ...unknown[]] ? MaskRule<S, A, Places> : PlaceRule<'delete', S, A, Places, false>;
/** Of more than TypeScript counts, nothing is said. */
type KeptFew<Mask> = Less<512, RankOf<Mask>> extends true ? number : Kept<Mask>;
type Kept<Mask, R extends unknown[] = []> = Mask extends readonly [infer M, ...infer T] ? (boolean extends M ? number : Kept<T, M extends true ? R : [...R, 0]>) : R['length'];
type Left<N, Places> =
  Places extends readonly [boolean, ...unknown[]] ? KeptFew<Places>
  : N extends number ? (PlacesIn<'delete', Places, N, Sub<N, 1>> extends readonly unknown[] & { length: infer Gone } ? Sub<N, Gone> : number) : Places extends readonly [] ? N : number;
type Deleted<S, A, Places> =
  CutAt<'delete', S, A> extends infer Cut
    ? Cut extends Mistake<string> ? Cut : Cut extends [infer P extends unknown[], infer N, infer Q extends unknown[]] ? [...P, Left<N, Places>, ...Q] : HasRank<S> extends true ? Unsized<S> : Unknown<S>
    : never;
/**
 * Without the elements at the places named, or where the list is true; of the flat tensor when no axis is given.   As numpy's delete,
 * under that name too where a name may be a reserved word.
 * @example
 * deleteAt(tensor([1, 2, 3, 4]), [0, 2]) // [2, 4]
 */
export function deleteAt<S = [], D = Weak, const P extends number | readonly number[] | readonly boolean[] = number, const A extends number | null = null>(
  x: Operand<S, D>, places: Fits<GoneRule<S, A, P>, P>, options?: { axis?: Fits<AtAxis<'delete', S, A>, A> },
): Tensor<Gives<Deleted<S, A, P>>, Own<D>>;
export function deleteAt(given: TensorLike, places: number | readonly number[] | readonly boolean[], { axis }: { axis?: number | null } = {}): Tensor {
  const x = tensorOf('delete', given);
  if (axis === undefined || axis === null) return deleteAt(ravel(x), places, { axis: 0 });
  const at = axisAt('delete', axis, x.rank), n = x.shape[at]!;
  const isMask = Array.isArray(places) && typeof places[0] === 'boolean';
  if (isMask && (places as readonly boolean[]).length !== n)
    throw new CotangentError(otherMask(`${(places as readonly boolean[]).length}`, `${n}`), { code: 'NN0519', hint: 'give one for each element' });
  const gone = new Set(isMask ? (places as readonly boolean[]).flatMap((p, i) => (p ? [i] : [])) : (typeof places === 'number' ? [places] : places as readonly number[]).map((p) => placeIn('delete', p, n, n - 1)));
  return picked(x, Array.from({ length: n }, (_, i) => i).filter((i) => !gone.has(i)), at);
}
export { deleteAt as delete };

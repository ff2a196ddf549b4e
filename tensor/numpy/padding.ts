/** numpy: tensors made larger at their borders. */
import { isInteger } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import type { RankOf, Unsized } from '../../core/types/axes.ts';
import type { HasRank, Unknown } from '../../core/types/dim.ts';
import type { Add } from '../../core/types/number.ts';
import type { Weak } from '../../core/types/promote.ts';
import { tensorOf } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Operand, Own } from '../signatures.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { mul, sub } from './arithmetic.ts';
import { flip } from './arranging.ts';
import { full } from './creation.ts';
import { astype } from './dtypes.ts';
import { concat } from './joining.ts';
import { part } from './part.ts';
import { linspace } from './ranges.ts';
import { max, mean, min, type ReduceOptions } from './reductions.ts';
import { round } from './rounding.ts';
import { broadcastTo, squeeze } from './shape.ts';
import { median } from './statistics.ts';

/** For all borders; before and after; or before and after for every axis. */
export type PerBorder<T> = T | readonly [T] | readonly [T, T] | readonly (readonly [T, T])[];
type Pair<T> = readonly [before: T, after: T];

type Statistic = 'maximum' | 'minimum' | 'mean' | 'median';
const statistics: Readonly<Record<Statistic, (x: Tensor, options: ReduceOptions) => Tensor>> = { maximum: max, minimum: min, mean, median };
/** What stands beyond the borders: one value; the border's; the tensor mirrored without and with its border, or again; a ramp; a statistic; anything. */
export type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap' | 'linear_ramp' | 'empty' | Statistic;

export interface PadOptions {
  readonly mode?: PadMode;
  /** constant: what is put there; 0 when absent. */
  readonly constantValues?: PerBorder<TensorLike>;
  /** linear_ramp: where the ramps end; 0 when absent. */
  readonly endValues?: PerBorder<TensorLike>;
  /** maximum, minimum, mean, median: of how many elements at the border; of all when absent. */
  readonly statLength?: PerBorder<number>;
  /** reflect, symmetric: odd also mirrors the values at the border's. */
  readonly reflectType?: 'even' | 'odd';
}
const takes: Readonly<Record<PadMode, readonly string[]>> = {
  constant: ['constantValues'], edge: [], reflect: ['reflectType'], symmetric: ['reflectType'], wrap: [], linear_ramp: ['endValues'], empty: [],
  maximum: ['statLength'], minimum: ['statLength'], mean: ['statLength'], median: ['statLength'],
};

/** One pair for every axis. */
function pairsOf<T extends TensorLike>(what: string, given: PerBorder<T>, rank: number): readonly Pair<T>[] {
  const same = (p: Pair<T>): readonly Pair<T>[] => Array.from({ length: rank }, () => p);
  if (!Array.isArray(given)) return same([given as T, given as T]);
  const list = given as readonly (T | Pair<T>)[], pair = (x: unknown): x is Pair<T> => Array.isArray(x) && x.length === 2;
  if (list.every(pair) && (list.length === rank || list.length === 1)) return list.length === 1 ? same(list[0]!) : list;
  if (list.length === 1 && !Array.isArray(list[0])) return same([list[0] as T, list[0] as T]);
  if (list.length === 2 && !list.some(Array.isArray)) return same(list as unknown as Pair<T>);
  throw new CotangentError(`pad: ${what} does not fit ${rank} axes`, { code: 'NN0519', hint: 'give one for all borders, [before, after], or such a pair for every axis' });
}

/**
 * The tensor with more elements before and after it along its axes.   x: [..n]   y: [.. before + n + after]
 * width: how many; one number, [before, after], or such a pair for every axis. As numpy's pad.
 * @example
 * pad(tensor([1, 2, 3]), 1) // [0, 1, 2, 3, 0]
 * pad(tensor([1, 2, 3]), [2, 1], { mode: 'reflect' }) // [3, 2, 1, 2, 3, 2]
 * pad(tensor([1, 2]), [[0, 2]], { mode: 'linear_ramp' }) // [1, 2, 1, 0]
 */
export function pad<A = [], D = Weak, const W extends PerBorder<number> = PerBorder<number>>(given: Operand<A, D>, width: W, options: PadOptions = {}): Tensor<Padded<A, W>, Own<D>> {
  return padBy(given as TensorLike, width, options) as never;
}
/** Every axis longer by what stands before and after it. */
type Padded<S, W> = HasRank<S> extends false ? Unknown<S> : W extends number ? PaddedBy<S, W, W> : W extends readonly (readonly [number, number])[] ? (W['length'] extends RankOf<S> ? PaddedEach<S, W> : Unsized<S>) : Unsized<S>;
type PaddedBy<S, Low, High> = { -readonly [I in keyof S]: Longer<S[I], Low, High> };
type PaddedEach<S, W, R extends unknown[] = []> = S extends readonly [infer D, ...infer M] ? W extends readonly [readonly [infer L, infer H], ...infer N] ? PaddedEach<M, N, [...R, Longer<D, L, H>]> : R : R;
type Longer<D, Low, High> = D extends number ? (`${Low & number}${High & number}` extends `${string}-${string}` ? number : Add<D, Add<Low, High>>) : number;

function padBy(given: TensorLike, width: PerBorder<number>, options: PadOptions): Tensor {
  const x = tensorOf('pad', given), { mode = 'constant', constantValues = 0, endValues = 0, statLength, reflectType = 'even' } = options;
  if (!Object.hasOwn(takes, mode)) throw new CotangentError(`pad: there is no mode '${String(mode)}'`, { code: 'NN0592', hint: `use one of ${Object.keys(takes).join(', ')}` });
  const other = Object.keys(options).find((o) => o !== 'mode' && !takes[mode].includes(o));
  if (other !== undefined) throw new CotangentError(`pad: mode ${mode} has no option '${other}'`, { code: 'NN0591', hint: takes[mode].length === 0 ? 'it has none' : `it has ${takes[mode].join()}` });
  const widths = pairsOf('width', width, x.rank), below = widths.flat().find((n) => !Number.isInteger(n) || n < 0);
  if (below !== undefined) throw new CotangentError(`pad: ${below} elements cannot be added`, { code: 'NN0517', hint: 'give whole numbers, 0 or more' });
  if (mode === 'constant' && typeof constantValues === 'number') return constant(x, widths, constantValues);
  const ends = pairsOf<TensorLike>(mode === 'constant' ? 'constantValues' : 'endValues', mode === 'constant' ? constantValues : endValues, x.rank);
  const lengths = statLength === undefined ? undefined : pairsOf('statLength', statLength, x.rank);
  return widths.reduce<Tensor>((y, [before, after], axis) => {
    const n = y.shape[axis]!, put = (head: readonly Tensor[], tail: readonly Tensor[]): Tensor => concat([...head, y, ...tail], { axis }), some = before > 0 || after > 0;
    if (n === 0 && some && !['constant', 'empty'].includes(mode))
      throw new CotangentError(`pad: axis ${axis} of ${showShape(x.shape)} has no elements to continue`, { code: 'NN0214', hint: 'use mode constant' });
    if (!some || (n === 0 && mode === 'empty' && y.size === 0)) return some ? full(y.shape.with(axis, before + after), 0, { dtype: y.dtype }) : y;
    const spread = (v: Tensor, count: number): Tensor => broadcastTo(v, y.shape.with(axis, count));
    switch (mode) {
      case 'constant': {
        const block = (v: TensorLike, count: number): Tensor => spread(cast(v, y), count);
        return put([block(ends[axis]![0], before)], [block(ends[axis]![1], after)]);
      }
      case 'empty': return put([spread(cast(0, y), before)], [spread(cast(0, y), after)]);
      case 'edge': return put([spread(part(y, axis, 0, 1), before)], [spread(part(y, axis, n - 1, n), after)]);
      case 'wrap': return wrapped(y, axis, before, after);
      case 'reflect': case 'symmetric': return mirrored(mirrored(y, axis, n, before, mode, reflectType, true), axis, n, after, mode, reflectType, false);
      case 'linear_ramp': {
        const ramp = (end: TensorLike, edge: Tensor, count: number): Tensor => linspace(end, squeeze(edge, axis), count, { endpoint: false, dtype: y.dtype, axis });
        return put([ramp(ends[axis]![0], part(y, axis, 0, 1), before)], [flip(ramp(ends[axis]![1], part(y, axis, n - 1, n), after), { axis })]);
      }
      default: {
        const of = (length: number | undefined, last: boolean): Tensor => {
          if (length === 0) throw new CotangentError('pad: a statistic of no elements has no value', { code: 'NN0517', hint: 'give a statLength of 1 or more' });
          const count = Math.min(length ?? n, n), v = statistics[mode](last ? part(y, axis, n - count, n) : part(y, axis, 0, count), { axis, keepDims: true });
          return astype(isInteger(y.dtype) ? round(v) : v, y.dtype);
        };
        return put([spread(of(lengths?.[axis]![0], false), before)], [spread(of(lengths?.[axis]![1], true), after)]);
      }
    }
  }, x);
}
const cast = (v: TensorLike, { dtype }: Tensor): Tensor => (v instanceof Tensor ? astype(v, dtype) : full([], typeof v === 'number' && isInteger(dtype) ? Math.trunc(v) : v, { dtype }));

function constant(x: Tensor, widths: readonly Pair<number>[], value: number): Tensor {
  const low = widths.map(([n]) => n), high = widths.map(([, n]) => n), filling = isInteger(x.dtype) ? Math.trunc(value) : value;
  return op(keyOf('pad', low, high, filling), [x], (b, [v]) => b.pad(v as Value, { low, high, interior: low.map(() => 0), value: filling }))[0]!;
}

/** Whole copies, and the part of one at either end. */
function wrapped(y: Tensor, axis: number, before: number, after: number): Tensor {
  const n = y.shape[axis]!, head = before % n, tail = after % n, whole = Math.floor(before / n) + Math.floor(after / n) + 1;
  return concat([part(y, axis, n - head, n), ...Array.from({ length: whole }, () => y), part(y, axis, 0, tail)], { axis });
}

/** Mirrored again and again, `n` elements or less at a time, until there are enough. */
function mirrored(x: Tensor, axis: number, n: number, count: number, mode: 'reflect' | 'symmetric', type: 'even' | 'odd', front: boolean): Tensor {
  const skip = mode === 'reflect' && n > 1 ? 1 : 0;
  let y = x, edge = front ? part(x, axis, 0, 1) : part(x, axis, x.shape[axis]! - 1, x.shape[axis]!);
  for (let left = count; left > 0;) {
    const size = y.shape[axis]!, now = Math.min(left, n - skip);
    left -= now;
    const image = flip(front ? part(y, axis, skip, skip + now) : part(y, axis, size - skip - now, size - skip), { axis });
    const more = type === 'odd' ? sub(mul(edge, 2), image) : image;
    if (type === 'odd' && n > 1) edge = front ? part(more, axis, 0, 1) : part(more, axis, now - 1, now);
    y = concat(front ? [more, y] : [y, more], { axis });
  }
  return y;
}

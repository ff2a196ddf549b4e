/** What reductions share: which axes go and which stay, and how one is defined. */
import { load, reduce } from '../core/build.ts';
import { boundsOf, isFloat } from '../core/dtype.ts';
import type { Fold } from '../core/expr.ts';
import type { Type, Value } from '../core/graph.ts';
import type { At, Definition } from '../core/op.ts';
import { count, known, ShapeError, showType } from '../core/shape.ts';
import { axesIn, axesOf, indices } from './axes.ts';
import type { Builder } from './builder.ts';

export interface Axes {
  readonly axes: readonly number[];
}

export function reduced(op: string, x: Type, axes: readonly number[]): Type {
  const gone = axesIn(op, axes, x.shape.length);
  return { shape: x.shape.filter((_, i) => !gone.includes(i)), dtype: x.dtype };
}

/** As `reduced`, for what has no value where there are no elements. */
export function reducedSome(op: string, x: Type, axes: readonly number[]): Type {
  const empty = axesIn(op, axes, x.shape.length).find((a) => x.shape[a] === 0);
  if (empty !== undefined) throw new ShapeError('NN0214', `${op} of no elements has no value: axis ${empty} of ${showType(x)} has size 0`);
  return reduced(op, x, axes);
}

/** The axes of x that are not reduced, in order: where the result's axes lie in x. */
export const kept = (x: Value, axes: readonly number[]): readonly number[] => x.type.shape.map((_, i) => i).filter((i) => !axes.includes(i));

/** A reduction r of x over axes, repeated along them, so that it has x's shape again. */
export const spread = (b: Builder, r: Value, x: Value, axes: readonly number[]): Value => b.broadcast(r, { shape: x.type.shape, axes: kept(x, axes) });

/** How many elements of x each element of a reduction comes from. */
export const countAlong = (x: Value, axes: readonly number[]): number => count(known(axes.map((a) => x.type.shape[a])));

/** The definition of a reduction by one fold. */
export const folded = (fold: Fold) => ([x]: readonly Type[], y: Type, { axes }: Axes): Definition => {
  const all = axesOf(x);
  return { axes: all.filter((_, i) => !axes.includes(i)), body: reduce(fold, axes.map((a) => all[a]), load(0, y.dtype, indices(all))) };
};

// Where x attains its extreme y, as 1 and 0, and how many times.
function ties(b: Builder, { x: [x], y: [y], params: { axes } }: At<Axes>): readonly [Value, Value] {
  const mask = b.convert(b.eq(x, spread(b, y, x, axes)), { dtype: x.type.dtype });
  return [mask, b.sum(mask, { axes })];
}

/** Derivatives of max and min: shared equally by all elements that attain the extreme, as in JAX. */
export const extremeVjp = (b: Builder, at: At<Axes>, [g]: readonly (Value | undefined)[]): readonly (Value | undefined)[] => {
  if (!g) return [undefined];
  const [mask, times] = ties(b, at);
  return [b.mul(mask, spread(b, b.div(g, times), at.x[0], at.params.axes))];
};
export const extremeJvp = (b: Builder, at: At<Axes>, [t]: readonly (Value | undefined)[]): readonly (Value | undefined)[] => {
  if (!t) return [undefined];
  const [mask, times] = ties(b, at);
  return [b.div(b.sum(b.mul(mask, t), at.params), times)];
};

/** The first place along the axis where x equals its extreme; if the extreme is NaN, where x is NaN. */
export function firstExtreme(b: Builder, x: Value, extreme: Value, axis: number): Value {
  const here = b.eq(x, spread(b, extreme, x, [axis]));
  const { shape } = x.type, place = b.iota({ shape, axis, dtype: 'i32' });
  const wanted = isFloat(x.type.dtype) ? b.or(here, b.isNaN(x)) : here;
  return b.min(b.select(wanted, place, boundsOf('i32')[1]), { axes: [axis] });
}

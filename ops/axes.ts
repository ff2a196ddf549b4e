/** Axes: those of definitions, one per dim of a type; and those named by parameters, counted from the front. */
import { at, axis } from '../core/build.ts';
import type { Axis, Expr } from '../core/expr.ts';
import type { Type } from '../core/graph.ts';
import { axisIn, axisTwice, count, known, ShapeError } from '../core/shape.ts';

export const axesOf = (t: Type): readonly Axis[] => known(t.shape).map(axis);
/** A tensor seen as [outer, n, inner]: what stands before an axis, the axis, and what stands after it. */
export function around(t: Type, axis: number): readonly [outer: number, n: number, inner: number] {
  const sizes = known(t.shape);
  return [count(sizes.slice(0, axis)), sizes[axis], count(sizes.slice(axis + 1))];
}
export const indices = (axes: readonly Axis[]): readonly Expr[] => axes.map(at);

/** Axes counted from the front, in order; -1 is the last. Throws when one does not exist or is named twice. */
export function axesIn(op: string, axes: readonly number[], rank: number): readonly number[] {
  const out = axes.map((a) => axisIn(op, a, rank)).sort((a, b) => a - b);
  const twice = out.find((a, i) => a === out[i + 1]);
  if (twice !== undefined) throw new ShapeError('NN0213', axisTwice(op, `${twice}`, axes.join(', ')), 'name each axis once');
  return out;
}

/** The normal form of parameters with `axes` or `axis` of the first input. */
export const normalAxes = (op: string) => <P extends { readonly axes: readonly number[] }>([x]: readonly Type[], params: P): P =>
  ({ ...params, axes: axesIn(op, params.axes, x.shape.length) });
export const normalAxis = (op: string) => <P extends { readonly axis: number }>([x]: readonly Type[], params: P): P =>
  ({ ...params, axis: axisIn(op, params.axis, x.shape.length) });

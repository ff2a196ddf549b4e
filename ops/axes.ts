/** Axes of definitions: one per dim of a type. */
import { at, axis } from '../core/build.ts';
import type { Axis, Expr } from '../core/expr.ts';
import type { Type } from '../core/graph.ts';
import { known } from '../core/shape.ts';

export const axesOf = (t: Type): readonly Axis[] => known(t.shape).map(axis);
export const indices = (axes: readonly Axis[]): readonly Expr[] => axes.map(at);

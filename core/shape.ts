/** Rules that many operations share: equal shapes, broadcasting, axes; and the error they throw. */
import { isKnown, sameDim, showDim, showShape, type Dim } from './dim.ts';
import type { Type } from './graph.ts';

/**
 * The inputs of an operation do not fit. `message` is the whole sentence for the user, operation first,
 * what was found and what was expected; `hint` says what to do.
 */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly code: string;
  readonly hint: string | undefined;
  /** The argument at fault, by name, where it is one: its place is shown. */
  readonly argument: string | undefined;
  constructor(code: string, message: string, hint?: string, argument?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.argument = argument;
  }
}

/** How many elements a tensor of these sizes has. */
export const count = (sizes: readonly number[]): number => sizes.reduce((p, n) => p * n, 1);
export const sameShape = (a: readonly Dim[], b: readonly Dim[]): boolean => a.length === b.length && a.every((d, i) => sameDim(d, b[i]!));
export const showType = (t: Type): string => `${t.dtype}${showShape(t.shape)}`;

export const cannotBroadcast = <const Op extends string, const Shapes extends string, const P extends string, const Q extends string>(op: Op, shapes: Shapes, p: P, q: Q): cannotBroadcast<Op, Shapes, P, Q> =>
  `${op} ${shapes}: ${p} and ${q} do not broadcast`;
export type cannotBroadcast<Op extends string, Shapes extends string, P extends string, Q extends string> = `${Op} ${Shapes}: ${P} and ${Q} do not broadcast`;

/** numpy's rule: align at the right; a size of 1 stretches. The message names the operation `op` and its operands' `whole` shapes. */
export function broadcastShapes(op: string, a: readonly Dim[], b: readonly Dim[], whole: readonly (readonly Dim[])[] = [a, b]): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const p = a[i - rank + a.length] ?? 1, q = b[i - rank + b.length] ?? 1;
    if (p === 1) return q;
    if (q === 1 || sameDim(p, q)) return p;
    throw new ShapeError('NN0201', cannotBroadcast(op, whole.map(showShape).join(' and '), showDim(p), showDim(q)),
      'sizes must be equal, or one of them 1, counted from the last axis');
  });
}

export const noAxis = <const Op extends string, const A extends string, const Rank extends string>(op: Op, axis: A, rank: Rank): noAxis<Op, A, Rank> => `${op}: axis ${axis} does not exist in a tensor of rank ${rank}`;
export type noAxis<Op extends string, A extends string, Rank extends string> = `${Op}: axis ${A} does not exist in a tensor of rank ${Rank}`;
export const axisTwice = <const Op extends string, const A extends string, const All extends string>(op: Op, axis: A, all: All): axisTwice<Op, A, All> => `${op}: axis ${axis} is named twice in [${all}]`;
export type axisTwice<Op extends string, A extends string, All extends string> = `${Op}: axis ${A} is named twice in [${All}]`;

export const notAnOrder = <const Order extends string, const Rank extends string, const S extends string>(order: Order, rank: Rank, shape: S): notAnOrder<Order, Rank, S> => `transpose: [${order}] is not an order of the ${rank} axes of ${shape}`;
export type notAnOrder<Order extends string, Rank extends string, S extends string> = `transpose: [${Order}] is not an order of the ${Rank} axes of ${S}`;

export const cannotMove = <const From extends string, const To extends string>(from: From, to: To): cannotMove<From, To> => `moveaxis: [${from}] cannot go to [${to}]`;
export type cannotMove<From extends string, To extends string> = `moveaxis: [${From}] cannot go to [${To}]`;
export const notOne = <const A extends string, const S extends string, const D extends string>(axis: A, shape: S, size: D): notOne<A, S, D> => `squeeze: axis ${axis} of ${shape} has size ${size}`;
export type notOne<A extends string, S extends string, D extends string> = `squeeze: axis ${A} of ${S} has size ${D}`;

export const cannotStretch = <const S extends string, const T extends string, const Axes extends string>(from: S, to: T, axes: Axes): cannotStretch<S, T, Axes> => `broadcast: ${from} does not stretch to ${to} with its axes at [${axes}]`;
export type cannotStretch<S extends string, T extends string, Axes extends string> = `broadcast: ${S} does not stretch to ${T} with its axes at [${Axes}]`;
export const tooManyAxes = <const S extends string, const T extends string>(from: S, to: T): tooManyAxes<S, T> => `broadcastTo: ${from} has more axes than ${to}`;
export type tooManyAxes<S extends string, T extends string> = `broadcastTo: ${S} has more axes than ${T}`;

/** -1 is the last axis. */
export function axisIn(op: string, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ShapeError('NN0202', noAxis(op, `${axis}`, `${rank}`), rank === 0 ? 'a scalar has no axes' : `use ${-rank} to ${rank - 1}`);
}

/** For code after lowering, where every size is a number. */
export function known(shape: readonly Dim[]): readonly number[] {
  if (shape.every(isKnown)) return shape;
  throw new ShapeError('NN0203', `the size of ${showShape(shape)} is not known here`, 'give the sizes before running');
}

/**
 * What gather and scatter share: which axes of which tensor correspond (XLA's dimension numbers; a start index is always a row of the
 * last axis of the indices), what happens to a start out of range, and the checks of both.
 */
import { constant, scalar } from '../core/build.ts';
import { boundsOf } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import type { Type } from '../core/graph.ts';
import { known, ShapeError, showType } from '../core/shape.ts';
import { needsIndex } from './rules.ts';

/**
 * clip: the start moves inwards until the window fits.  fill: a gathered window that does not fit is the fill value, a scattered one is
 * dropped.  promiseInBounds: it does not happen; if it does, gather clips and scatter drops, as XLA does.
 */
export type OutOfBounds = 'clip' | 'fill' | 'promiseInBounds';

/**
 * What a start out of bounds is where indices are checked (debug.checkIndices): foreseen and allowed, or an error; `wrapped` is an error as
 * well, of indices whose negative numbers have had the size of the axis added.
 */
export type Misses = 'allowed' | 'error' | 'wrapped';

/** The axes of one operand as gather names them. Scatter has the same under other names. */
export interface Correspondence {
  /** Axes of the result (of the updates) that run through a window; the others are those of the indices. */
  readonly offsetDims: readonly number[];
  /** Axes of x along which a window has size 1 that the result does not have. */
  readonly collapsedSliceDims: readonly number[];
  /** To which axis of x each number of a start index belongs. */
  readonly startIndexMap: readonly number[];
  /** Axes of x that run along with axes of the indices. */
  readonly operandBatchingDims: readonly number[];
  readonly startIndicesBatchingDims: readonly number[];
}

type Names = Readonly<Record<keyof Correspondence, string>>;

const wrong = (op: string, what: string): ShapeError => new ShapeError('NN0250', `${op}: ${what}`, 'axes are counted from 0; see the dimension numbers of XLA\'s Gather and Scatter');

function axesOf(op: string, name: string, dims: readonly number[], rank: number, { sorted }: { readonly sorted: boolean }): void {
  const outside = dims.find((d) => !Number.isInteger(d) || d < 0 || d >= rank);
  if (outside !== undefined) throw wrong(op, `${name} [${dims.join(', ')}] names axis ${outside}, which is not one of 0 to ${rank - 1}`);
  if (new Set(dims).size < dims.length) throw wrong(op, `${name} [${dims.join(', ')}] names an axis twice`);
  if (sorted && dims.some((d, i) => i > 0 && d < dims[i - 1])) throw wrong(op, `${name} [${dims.join(', ')}] must be in ascending order`);
}

/** Throws unless the numbers make sense for operands of these types. `rank`: of the result or the updates. */
export function checkCorrespondence(op: string, names: Names, x: Type, ids: Type, rank: number, c: Correspondence): void {
  needsIndex(op, 'the indices', ids);
  const shape = known(x.shape), idShape = known(ids.shape);
  if (idShape.length === 0) throw wrong(op, `the indices need an axis for the start index, got ${showType(ids)}`);
  axesOf(op, names.offsetDims, c.offsetDims, rank, { sorted: true });
  axesOf(op, names.collapsedSliceDims, c.collapsedSliceDims, shape.length, { sorted: true });
  axesOf(op, names.startIndexMap, c.startIndexMap, shape.length, { sorted: false });
  axesOf(op, names.operandBatchingDims, c.operandBatchingDims, shape.length, { sorted: true });
  axesOf(op, names.startIndicesBatchingDims, c.startIndicesBatchingDims, idShape.length - 1, { sorted: false });
  for (const other of ['collapsedSliceDims', 'startIndexMap'] as const)
    if (c[other].some((a) => c.operandBatchingDims.includes(a))) throw wrong(op, `${names[other]} [${c[other].join(', ')}] and ${names.operandBatchingDims} [${c.operandBatchingDims.join(', ')}] share an axis`);
  const last = idShape.at(-1)!;
  if (last !== c.startIndexMap.length) throw wrong(op, `${names.startIndexMap} has ${c.startIndexMap.length} axes, but the last axis of ${showType(ids)} has ${last}`);
  if (c.operandBatchingDims.length !== c.startIndicesBatchingDims.length)
    throw wrong(op, `there are ${c.operandBatchingDims.length} ${names.operandBatchingDims}, but ${c.startIndicesBatchingDims.length} ${names.startIndicesBatchingDims}`);
  c.operandBatchingDims.forEach((a, i) => {
    const other = c.startIndicesBatchingDims[i];
    if (shape[a] !== idShape[other]) throw wrong(op, `axis ${a} of ${showType(x)} and axis ${other} of ${showType(ids)} run along each other, but differ in size`);
  });
  if (c.offsetDims.length + c.collapsedSliceDims.length + c.operandBatchingDims.length !== shape.length)
    throw wrong(op, `${names.offsetDims}, ${names.collapsedSliceDims} and ${names.operandBatchingDims} make ${c.offsetDims.length + c.collapsedSliceDims.length + c.operandBatchingDims.length} axes of a window, but ${showType(x)} has ${shape.length}`);
}

/** The axes of x that a window keeps, in order: offsetDims[i] of the result runs through the i-th. */
export const windowAxes = (rank: number, c: Correspondence): readonly number[] =>
  Array.from({ length: rank }, (_, a) => a).filter((a) => !c.collapsedSliceDims.includes(a) && !c.operandBatchingDims.includes(a));

/** That 0 ≤ start ≤ last: what can be false of it. */
export const within = (start: Expr, last: number): readonly Expr[] => {
  const [least, most] = boundsOf(start.dtype);
  return [
    ...(least < 0 ? [scalar('ge', start, constant(start.dtype, 0))] : []),
    ...(last < 0 ? [constant('bool', 0)] : last < most ? [scalar('le', start, constant(start.dtype, last))] : []),
  ];
};

/** One batch more in front: `x` and `ids` say which operands have it as their axis 0. */
export function withBatch(c: Correspondence, { x, ids }: { readonly x: boolean; readonly ids: boolean }): Correspondence {
  const further = (dims: readonly number[], by: boolean): readonly number[] => (by ? dims.map((d) => d + 1) : dims);
  const moved = {
    offsetDims: further(c.offsetDims, true), collapsedSliceDims: further(c.collapsedSliceDims, x), startIndexMap: further(c.startIndexMap, x),
    operandBatchingDims: further(c.operandBatchingDims, x), startIndicesBatchingDims: further(c.startIndicesBatchingDims, ids),
  };
  if (x && ids) return { ...moved, operandBatchingDims: [0, ...moved.operandBatchingDims], startIndicesBatchingDims: [0, ...moved.startIndicesBatchingDims] };
  // The batch of x alone is one more axis of every window.
  return x ? { ...moved, offsetDims: [0, ...moved.offsetDims] } : moved;
}

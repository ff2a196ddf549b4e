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

export const namesNoAxis = <const Name extends string, const Dims extends string, const A extends string, const Last extends string>(name: Name, dims: Dims, axis: A, last: Last): namesNoAxis<Name, Dims, A, Last> => `${name} [${dims}] names axis ${axis}, which is not one of 0 to ${last}`;
export type namesNoAxis<Name extends string, Dims extends string, A extends string, Last extends string> = `${Name} [${Dims}] names axis ${A}, which is not one of 0 to ${Last}`;
export const namesTwice = <const Name extends string, const Dims extends string>(name: Name, dims: Dims): namesTwice<Name, Dims> => `${name} [${dims}] names an axis twice`;
export type namesTwice<Name extends string, Dims extends string> = `${Name} [${Dims}] names an axis twice`;
export const notAscending = <const Name extends string, const Dims extends string>(name: Name, dims: Dims): notAscending<Name, Dims> => `${name} [${dims}] must be in ascending order`;
export type notAscending<Name extends string, Dims extends string> = `${Name} [${Dims}] must be in ascending order`;
export const noStart = <const Ids extends string>(ids: Ids): noStart<Ids> => `the indices need an axis for the start index, got ${ids}`;
export type noStart<Ids extends string> = `the indices need an axis for the start index, got ${Ids}`;
export const shareAnAxis = <const Name extends string, const Dims extends string, const Batching extends string, const Others extends string>(name: Name, dims: Dims, batching: Batching, others: Others): shareAnAxis<Name, Dims, Batching, Others> => `${name} [${dims}] and ${batching} [${others}] share an axis`;
export type shareAnAxis<Name extends string, Dims extends string, Batching extends string, Others extends string> = `${Name} [${Dims}] and ${Batching} [${Others}] share an axis`;
export const otherStarts = <const Name extends string, const N extends string, const Ids extends string, const M extends string>(name: Name, n: N, ids: Ids, m: M): otherStarts<Name, N, Ids, M> => `${name} has ${n} axes, but the last axis of ${ids} has ${m}`;
export type otherStarts<Name extends string, N extends string, Ids extends string, M extends string> = `${Name} has ${N} axes, but the last axis of ${Ids} has ${M}`;
export const unpairedBatches = <const N extends string, const Name extends string, const M extends string, const Other extends string>(n: N, name: Name, m: M, other: Other): unpairedBatches<N, Name, M, Other> => `there are ${n} ${name}, but ${m} ${other}`;
export type unpairedBatches<N extends string, Name extends string, M extends string, Other extends string> = `there are ${N} ${Name}, but ${M} ${Other}`;
export const unlikeBatches = <const A extends string, const X extends string, const I extends string, const Ids extends string>(axis: A, x: X, other: I, ids: Ids): unlikeBatches<A, X, I, Ids> => `axis ${axis} of ${x} and axis ${other} of ${ids} run along each other, but differ in size`;
export type unlikeBatches<A extends string, X extends string, I extends string, Ids extends string> = `axis ${A} of ${X} and axis ${I} of ${Ids} run along each other, but differ in size`;
export const otherWindow = <const Names extends string, const N extends string, const X extends string, const Rank extends string>(names: Names, n: N, x: X, rank: Rank): otherWindow<Names, N, X, Rank> => `${names} make ${n} axes of a window, but ${x} has ${rank}`;
export type otherWindow<Names extends string, N extends string, X extends string, Rank extends string> = `${Names} make ${N} axes of a window, but ${X} has ${Rank}`;

type Names = Readonly<Record<keyof Correspondence, string>>;

const wrong = (op: string, what: string): ShapeError => new ShapeError('NN0250', `${op}: ${what}`, 'axes are counted from 0; see the dimension numbers of XLA\'s Gather and Scatter');

function axesOf(op: string, name: string, dims: readonly number[], rank: number, { sorted }: { readonly sorted: boolean }): void {
  const outside = dims.find((d) => !Number.isInteger(d) || d < 0 || d >= rank);
  if (outside !== undefined) throw wrong(op, namesNoAxis(name, dims.join(', '), `${outside}`, `${rank - 1}`));
  if (new Set(dims).size < dims.length) throw wrong(op, namesTwice(name, dims.join(', ')));
  if (sorted && dims.some((d, i) => i > 0 && d < dims[i - 1])) throw wrong(op, notAscending(name, dims.join(', ')));
}

/** Throws unless the numbers make sense for operands of these types. `rank`: of the result or the updates. */
export function checkCorrespondence(op: string, names: Names, x: Type, ids: Type, rank: number, c: Correspondence): void {
  needsIndex(op, 'the indices', ids);
  const shape = known(x.shape), idShape = known(ids.shape);
  if (idShape.length === 0) throw wrong(op, noStart(showType(ids)));
  axesOf(op, names.offsetDims, c.offsetDims, rank, { sorted: true });
  axesOf(op, names.collapsedSliceDims, c.collapsedSliceDims, shape.length, { sorted: true });
  axesOf(op, names.startIndexMap, c.startIndexMap, shape.length, { sorted: false });
  axesOf(op, names.operandBatchingDims, c.operandBatchingDims, shape.length, { sorted: true });
  axesOf(op, names.startIndicesBatchingDims, c.startIndicesBatchingDims, idShape.length - 1, { sorted: false });
  for (const other of ['collapsedSliceDims', 'startIndexMap'] as const)
    if (c[other].some((a) => c.operandBatchingDims.includes(a))) throw wrong(op, shareAnAxis(names[other], c[other].join(', '), names.operandBatchingDims, c.operandBatchingDims.join(', ')));
  const last = idShape.at(-1)!;
  if (last !== c.startIndexMap.length) throw wrong(op, otherStarts(names.startIndexMap, `${c.startIndexMap.length}`, showType(ids), `${last}`));
  if (c.operandBatchingDims.length !== c.startIndicesBatchingDims.length)
    throw wrong(op, unpairedBatches(`${c.operandBatchingDims.length}`, names.operandBatchingDims, `${c.startIndicesBatchingDims.length}`, names.startIndicesBatchingDims));
  c.operandBatchingDims.forEach((a, i) => {
    const other = c.startIndicesBatchingDims[i];
    if (shape[a] !== idShape[other]) throw wrong(op, unlikeBatches(`${a}`, showType(x), `${other}`, showType(ids)));
  });
  const all = c.offsetDims.length + c.collapsedSliceDims.length + c.operandBatchingDims.length;
  if (all !== shape.length) throw wrong(op, otherWindow(`${names.offsetDims}, ${names.collapsedSliceDims} and ${names.operandBatchingDims}`, `${all}`, showType(x), `${shape.length}`));
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

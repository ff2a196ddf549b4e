/** Which elements of a tensor count: truth values that broadcast to it. */
import { showShape, type Dim } from '../../core/dim.ts';
import type { Type } from '../../core/graph.ts';
import { broadcastShapes, sameShape, ShapeError, showType } from '../../core/shape.ts';

export const notTruth = <const Op extends string, const T extends string>(op: Op, where: T): notTruth<Op, T> => `${op}: where is ${where}, not truth values`;
export type notTruth<Op extends string, T extends string> = `${Op}: where is ${T}, not truth values`;
export const maskTooLarge = <const Op extends string, const M extends string, const S extends string>(op: Op, mask: M, shape: S): maskTooLarge<Op, M, S> => `${op}: where is ${mask}, which does not broadcast to ${shape}`;
export type maskTooLarge<Op extends string, M extends string, S extends string> = `${Op}: where is ${M}, which does not broadcast to ${S}`;
/** Throws when a mask does not fit a tensor of this shape. */
export function checkMask(name: string, mask: Type, shape: readonly Dim[]): void {
  if (mask.dtype !== 'bool') throw new ShapeError('NN0205', notTruth(name, showType(mask)), 'compare first, for example with notEqual(x, 0)');
  if (!sameShape(broadcastShapes(name, mask.shape, shape), shape))
    throw new ShapeError('NN0201', maskTooLarge(name, showShape(mask.shape), showShape(shape)), 'a mask has no more elements than the tensor');
}

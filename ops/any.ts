import { convert, int, load, reduce, scalar } from '../core/build.ts';
import type { Type } from '../core/graph.ts';
import type { Definition } from '../core/op.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { axesOf, indices, normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { reduced, type Axes } from './reduction.ts';
import { truths } from './samples.ts';
import type { Op } from './op.ts';

function truth(op: string, x: Type, axes: readonly number[]): Type {
  if (x.dtype !== 'bool') throw new ShapeError('NN0205', `${op} is defined for bools, got ${showType(x)}`, 'compare first, for example with ne(x, 0)');
  return reduced(op, x, axes);
}

// Over no elements the folds give the least and the greatest i32: false for any, true for all, as it should be.
const folded = (fold: 'max' | 'min') => ([x]: readonly Type[], _: Type, { axes }: Axes): Definition => {
  const each = axesOf(x), extreme = reduce(fold, axes.map((a) => each[a]), convert('i32', load(0, 'bool', indices(each))));
  return { axes: each.filter((_, i) => !axes.includes(i)), body: scalar('gt', extreme, int(0)) };
};

/** y = whether any element is true; false for no elements. The axes named disappear.   x: bool[..s]   y: bool, s without the axes */
export const any: Op<Axes> = {
  name: 'any', arity: 1,
  normal: normalAxes('any'),
  type: ([x], { axes }) => [truth('any', x, axes)],
  define: folded('max'),
  vjp: () => [undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [x], params) => b.any(x, params), axesMoved),
  samples: truths,
};

/** y = whether all elements are true; true for no elements. The axes named disappear.   x: bool[..s]   y: bool, s without the axes */
export const all: Op<Axes> = {
  name: 'all', arity: 1,
  normal: normalAxes('all'),
  type: ([x], { axes }) => [truth('all', x, axes)],
  define: folded('min'),
  vjp: () => [undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [x], params) => b.all(x, params), axesMoved),
  samples: truths,
};

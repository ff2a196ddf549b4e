import type { Graph, Type, Value } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';
import type { Op } from './op.ts';

export interface CondParams {
  /** (operands) → results, when the test holds. */
  readonly then: Graph;
  /** (operands) → results of the same types, when it does not. */
  readonly otherwise: Graph;
}

const same = (a: readonly Type[], b: readonly Type[]): boolean => a.length === b.length && a.every((t, i) => t.dtype === b[i].dtype && sameShape(t.shape, b[i].shape));
const types = (values: readonly Value[]): readonly Type[] => values.map((v) => v.type);
const show = (list: readonly Type[]): string => list.map(showType).join(', ') || 'nothing';

/**
 * One of two computations, by a test in memory; the other is not run.   test: bool[], operands  →  results
 * `select` computes both sides and chooses element by element.
 */
export const cond: Op<CondParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'cond', arity: undefined, manyOutputs: true, control: 'cond',
  type([test, ...operands], { then, otherwise }) {
    if (test?.dtype !== 'bool' || test.shape.length > 0)
      throw new ShapeError('NN0236', `cond is decided by one bool, got ${test ? showType(test) : 'nothing'}`, 'reduce the test with all or any, or use select to choose element by element');
    for (const [name, branch] of [['then', then], ['otherwise', otherwise]] as const)
      if (!same(types(branch.inputs), operands))
        throw new ShapeError('NN0236', `cond: ${name} takes ${show(types(branch.inputs))}, but is given ${show(operands)}`);
    if (!same(types(then.outputs), types(otherwise.outputs)))
      throw new ShapeError('NN0236', `cond: then gives ${show(types(then.outputs))}, otherwise ${show(types(otherwise.outputs))}`, 'both must give the same types');
    return types(then.outputs);
  },
  // Differentiated with its branches by the transformations themselves.
  samples: [],
};

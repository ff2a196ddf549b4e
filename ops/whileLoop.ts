import type { Graph, Type, Value } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';
import type { Op } from './op.ts';

export interface WhileParams {
  /** (constants, carries) → one bool: whether to go on. */
  readonly condition: Graph;
  /** (constants, carries) → carries. */
  readonly body: Graph;
  /** How many of the inputs are the same in every turn; the others are the first carried values. */
  readonly constants: number;
  /** The loop ends after so many turns even where its condition holds on. */
  readonly maxSteps?: number;
}

const show = (list: readonly Type[]): string => list.map(showType).join(', ') || 'nothing';

/**
 * A loop that carries values for as long as a condition holds.   constants, c₀: [..s]  →  c_n: [..s]
 * c_{i+1} = body(constants, c_i), where n is the first turn in which condition(constants, c_n) does not hold, or `maxSteps`.
 */
export const whileLoop: Op<WhileParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'whileLoop', arity: undefined, manyOutputs: true, control: 'while',
  type(inputs, { condition, body, constants, maxSteps }) {
    for (const [name, graph] of [['condition', condition], ['body', body]] as const)
      if (graph.inputs.length !== inputs.length || graph.inputs.some((x, i) => x.type.dtype !== inputs[i].dtype || !sameShape(x.type.shape, inputs[i].shape)))
        throw new ShapeError('NN0245', `whileLoop: the ${name} takes ${show(graph.inputs.map((x) => x.type))}, but is given ${show(inputs)}`);
    const tests = condition.outputs.map((y) => y.type);
    if (tests.length !== 1 || tests[0].dtype !== 'bool' || tests[0].shape.length > 0)
      throw new ShapeError('NN0246', `whileLoop: the condition gives ${show(tests)}, not one bool`, 'reduce the test with all or any');
    if (maxSteps !== undefined && !(Number.isInteger(maxSteps) && maxSteps >= 0))
      throw new ShapeError('NN0247', `whileLoop: maxSteps is ${maxSteps}`, 'give a whole number, 0 or more');
    const carries = inputs.slice(constants), results = body.outputs.map((y) => y.type);
    if (results.length !== carries.length)
      throw new ShapeError('NN0248', `whileLoop: the body gives ${show(results)}, but ${show(carries)} is carried`, 'the body gives every carried value anew');
    carries.forEach((first, i) => {
      if (results[i].dtype !== first.dtype || !sameShape(results[i].shape, first.shape))
        throw new ShapeError('NN0248', `whileLoop: carried value ${i} starts as ${showType(first)} and becomes ${showType(results[i])}`, 'a carried value must keep its shape and dtype');
    });
    return carries;
  },
  // Differentiated with its body by the transformations themselves.
  samples: [],
};

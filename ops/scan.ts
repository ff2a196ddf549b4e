import { sameDim, type Dim } from '../core/dim.ts';
import type { Graph, Value } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';
import type { Op } from './op.ts';

export interface ScanParams {
  /** (constants, carry, x of this turn) → (carry, y of this turn) */
  readonly body: Graph;
  /** How many of the inputs are the same in every turn; then come `carries` first values, then the xs. */
  readonly constants: number;
  readonly carries: number;
  readonly length: Dim;
  /** From the last turn to the first; ys keep the order of xs. */
  readonly reverse: boolean;
}

/**
 * A loop of known length that carries values.   constants, c₀: [..s], xs: [length, ..t]  →  c_length: [..s], ys: [length, ..u]
 * (c_{i+1}, y_i) = body(constants, c_i, x_i).  Its time to compile does not depend on the length.
 */
export const scan: Op<ScanParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'scan', arity: undefined, manyOutputs: true, control: 'scan',
  type(inputs, { body, constants, carries, length }) {
    const turn = [...inputs.slice(0, constants + carries), ...inputs.slice(constants + carries).map((t) => ({ shape: t.shape.slice(1), dtype: t.dtype }))];
    body.inputs.forEach((x, i) => {
      const t = turn[i];
      if (!t || t.dtype !== x.type.dtype || !sameShape(t.shape, x.type.shape))
        throw new ShapeError('NN0210', `scan: operand ${i} is ${t ? showType(t) : 'missing'} in each turn, but the body takes ${showType(x.type)}`);
    });
    inputs.slice(constants + carries).forEach((t, i) => {
      if (!sameDim(t.shape[0], length)) throw new ShapeError('NN0210', `scan: sequence ${i} is ${showType(t)}, but the length is ${length}`);
    });
    const outs = body.outputs.map((y) => y.type);
    outs.slice(0, carries).forEach((t, i) => {
      const first = inputs[constants + i];
      if (t.dtype !== first.dtype || !sameShape(t.shape, first.shape))
        throw new ShapeError('NN0211', `scan: carried value ${i} starts as ${showType(first)} and becomes ${showType(t)}`, 'a carried value must keep its shape and dtype');
    });
    return [...outs.slice(0, carries), ...outs.slice(carries).map((t) => ({ shape: [length, ...t.shape], dtype: t.dtype }))];
  },
  // Differentiated with its body by the transformations themselves.
  samples: [],
};

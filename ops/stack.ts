import { noTensors } from './concat.ts';
import { axisIn, ShapeError, showType, sameShape } from '../core/shape.ts';
import { sameDType } from './rules.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

const stackDiffers = <const X extends string, const Y extends string>(first: X, other: Y): stackDiffers<X, Y> => `stack: ${first} and ${other} differ`;
export type stackDiffers<X extends string, Y extends string> = `stack: ${X} and ${Y} differ`;

/** Tensors of one shape along a new axis.   n times x: [..s]   y: s with n at the axis */
export const stack: Op<{ axis: number }, [xs: readonly Value[]]> = {
  name: 'stack', arity: undefined,
  normal([first], { axis }) {
    if (!first) throw new ShapeError('NN0218', noTensors('stack'), 'give at least one');
    return { axis: axisIn('stack', axis, first.shape.length + 1) };
  },
  type(inputs, { axis }) {
    const [first] = inputs;
    sameDType('stack', inputs);
    const other = inputs.find((t) => !sameShape(t.shape, first.shape));
    if (other) throw new ShapeError('NN0218', stackDiffers(showType(first), showType(other)), 'all shapes must be equal');
    return [{ shape: first.shape.toSpliced(axis, 0, inputs.length), dtype: first.dtype }];
  },
  expand: (b, xs, { axis }) => [b.concat(xs.map((x) => b.expandDims(x, { axes: [axis] })), { axis })],
  samples: [
    { inputs: [[3], [3]], params: { axis: 0 } },
    { inputs: [[2, 3], [2, 3], [2, 3]], params: { axis: 1 } },
    { inputs: [[2, 2], [2, 2]], params: { axis: -1 } },
    { inputs: [[], []], params: { axis: 0 } },
    { inputs: [{ shape: [0], dtype: 'i32' }], params: { axis: 0 } },
  ],
};

/** Shape-and-dtype rules that several records share. */
import type { DType } from '../core/dtype.ts';
import { isFloat } from '../core/dtype.ts';
import type { Type } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';

/** All inputs of one shape and dtype; the output like them, or of the dtype given. The builder has already broadcast and promoted. */
export const elementwise = (op: string, gives?: DType) => (inputs: readonly Type[]): readonly Type[] => {
  const first = inputs[0]!;
  for (const t of inputs)
    if (!sameShape(t.shape, first.shape) || t.dtype !== first.dtype)
      throw new ShapeError('NN0204', `${op} needs operands of one shape and dtype, got ${inputs.map(showType).join(' and ')}`);
  return [{ shape: first.shape, dtype: gives ?? first.dtype }];
};

export const elementwiseFloat = (op: string) => (inputs: readonly Type[]): readonly Type[] => {
  for (const t of inputs)
    if (!isFloat(t.dtype)) throw new ShapeError('NN0205', `${op} is defined for floats, got ${showType(t)}`, 'convert it first, for example to f32');
  return elementwise(op)(inputs);
};

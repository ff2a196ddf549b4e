/** numpy: products of matrices and tensors. */
import type { Value } from '../../core/graph.ts';
import { promoted } from '../operand.ts';
import { asValue, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/** numpy's matmul: the last two axes multiply, the others broadcast; 1-D operands are vectors. */
export const matmul = (x: TensorLike, y: TensorLike): Tensor =>
  op('matmul', [x, y], (b, [x, y]) => {
    const [p, q] = promoted(b, [asValue(b, x!), asValue(b, y!)]) as [Value, Value];
    return b.matmul(p, q);
  })[0]!;

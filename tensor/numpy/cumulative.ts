/** numpy: running sums. */
import type { Value } from '../../core/graph.ts';
import { axisIn } from '../../core/shape.ts';
import { countable } from '../operand.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

/** Running sums along the axis. */
export const cumsum = (x: Tensor, { axis = 0 }: { axis?: number } = {}): Tensor =>
  op(`cumsum ${axis}`, [x], (b, [x]) => b.cumsum(countable(b, x as Value), { axis: axisIn('cumsum', axis, (x as Value).type.shape.length), reverse: false }), { strong: true })[0]!;

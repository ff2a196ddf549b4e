/** numpy: the same elements in another shape or order; tensors joined and taken apart. */
import type { Value } from '../../core/graph.ts';
import { axisIn } from '../../core/shape.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { checkShape } from '../create.ts';
import { promoted } from '../operand.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

/** One size may be -1: what remains. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const open = shape.indexOf(-1);
  const rest = shape.reduce((n, d, i) => (i === open ? n : n * d), 1);
  const full = shape.map((d, i) => (i === open ? (rest === 0 ? 0 : x.size / rest) : d));
  if (!full.every((d) => Number.isInteger(d) && d >= 0))
    throw new CotangentError(`reshape [${x.shape.join(', ')}] to [${shape.join(', ')}]: ${x.size} elements do not divide by ${rest}`, { code: 'NN0208', hint: 'sizes are whole numbers, at most one of them -1' });
  return op(`reshape ${full.join()}`, [x], (b, [x]) => b.reshape(x as Value, { shape: full }))[0]!;
}
/** Axes in another order; reversed when absent. */
export function transpose(x: Tensor, order: readonly number[] = x.shape.map((_, i) => x.rank - 1 - i)): Tensor {
  const axes = order.map((a) => (a < 0 ? a + x.rank : a));
  return op(`transpose ${axes.join()}`, [x], (b, [x]) => b.transpose(x as Value, { order: axes }))[0]!;
}
export function broadcastTo(x: Tensor, shape: readonly number[]): Tensor {
  checkShape('broadcastTo', shape);
  return op(`broadcastTo ${shape.join()}`, [x], (b, [x]) => b.broadcast(x as Value, { shape, axes: (x as Value).type.shape.map((_, i, s) => shape.length - s.length + i) }))[0]!;
}
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = axisIn('expandDims', axis, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}
export function squeeze(x: Tensor, axis?: number): Tensor {
  if (axis === undefined) return reshape(x, x.shape.filter((d) => d !== 1));
  const at = axisIn('squeeze', axis, x.rank);
  if (x.shape[at] !== 1) throw new CotangentError(`squeeze: axis ${axis} of [${x.shape.join(', ')}] has size ${x.shape[at]}`, { code: 'NN0529', hint: 'only axes of size 1 can go' });
  return reshape(x, x.shape.filter((_, i) => i !== at));
}
export function concat(xs: readonly Tensor[], { axis = 0 }: { axis?: number } = {}): Tensor {
  if (xs.length === 0) throw new CotangentError('concat of no tensors has no shape', { code: 'NN0218', hint: 'give at least one' });
  const at = axisIn('concat', axis, xs[0]!.rank);
  return op(`concat ${at}`, xs, (b, xs) => b.concat(promoted(b, xs as readonly Value[]), { axis: at }))[0]!;
}
export const stack = (xs: readonly Tensor[], { axis = 0 }: { axis?: number } = {}): Tensor => concat(xs.map((x) => expandDims(x, axis)), { axis });

/** Parts along an axis: as many equal ones as a number says, or of the sizes listed. */
export function split(x: Tensor, parts: number | readonly number[], { axis = 0 }: { axis?: number } = {}): Tensor[] {
  const at = axisIn('split', axis, x.rank), size = x.shape[at]!;
  if (typeof parts === 'number' && !(Number.isInteger(parts) && parts > 0 && size % parts === 0))
    throw new CotangentError(`split: axis ${axis} of [${x.shape.join(', ')}] has size ${size}, which does not divide into ${parts} parts`, { code: 'NN0517', hint: 'give a number that divides it, or the sizes of the parts' });
  const sizes = typeof parts === 'number' ? Array.from({ length: parts }, () => size / parts) : parts;
  return op(`split ${sizes.join()} ${at}`, [x], (b, [x]) => b.split(x as Value, { sizes, axis: at }));
}

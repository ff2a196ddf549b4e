/** numpy: tensors made from a rule. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { checkDType, checkShape } from '../create.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

export const full = (shape: readonly number[], value: number, { dtype: wanted }: { dtype?: DType } = {}): Tensor => {
  const dtype = wanted ?? 'f32';
  checkShape('full', shape);
  checkDType('full', dtype);
  return op(`full ${shape.join()} ${Object.is(value, -0) ? '-0' : value} ${dtype}`, [], (b) => b.full({ value, shape, dtype }))[0]!.weakened(wanted === undefined);
};
export const zeros = (shape: readonly number[], { dtype = 'f32' }: { dtype?: DType } = {}): Tensor => full(shape, 0, { dtype });
export const ones = (shape: readonly number[], { dtype = 'f32' }: { dtype?: DType } = {}): Tensor => full(shape, 1, { dtype });
export const zerosLike = (x: Tensor): Tensor => full(x.shape, 0, { dtype: x.dtype }).weakened(x.weak);
export const onesLike = (x: Tensor): Tensor => full(x.shape, 1, { dtype: x.dtype }).weakened(x.weak);
/** start, start + step, … before stop. i32 when all are whole, else f32. */
export function arange(start: number, stop?: number, step = 1, { dtype }: { dtype?: DType } = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const n = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(n)) throw new CotangentError(`arange: from ${from} to ${to} in steps of ${step} never ends`, { code: 'NN0517', hint: 'give finite numbers and a step other than 0' });
  if (dtype !== undefined) checkDType('arange', dtype);
  const wanted = dtype ?? ([from, to, step].every(Number.isInteger) ? 'i32' : 'f32');
  return op(`arange ${from} ${n} ${step} ${wanted}`, [], (b) => b.add(b.mul(b.iota({ shape: [n], axis: 0, dtype: wanted }), step), from))[0]!;
}

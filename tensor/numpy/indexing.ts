/** numpy: parts of a tensor, by bounds or by index. */
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { axisIn } from '../../core/shape.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

/** Elements start, start + step, … before stop along every axis; ends as in arrays' slice, negative ones from the end. */
export function slice(x: Tensor, start: readonly number[], stop?: readonly number[], step?: readonly number[]): Tensor {
  const from = x.shape.map((d, i) => clampEnd(start[i] ?? 0, d)), to = x.shape.map((d, i) => Math.max(from[i]!, clampEnd(stop?.[i] ?? d, d)));
  const steps = x.shape.map((_, i) => step?.[i] ?? 1);
  return op(`slice ${from.join()} ${to.join()} ${steps.join()}`, [x], (b, [x]) => b.slice(x as Value, { start: from, stop: to, step: steps }))[0]!;
}
const clampEnd = (i: number, size: number): number => Math.min(Math.max(i < 0 ? i + size : i, 0), size);

/** Rows of x (along `axis`) by index: the shape of `indices` stands in place of the axis. Indices beyond the ends are clamped. */
export const take = (x: Tensor, indices: Tensor, { axis = 0 }: { axis?: number } = {}): Tensor =>
  op(`take ${axis}`, [x, indices], (b, [x, i]) => b.take(x as Value, i as Value, { axis: axisIn('take', axis, (x as Value).type.shape.length) }))[0]!;
/** Elements of x along `axis`, one for each element of `indices`, whose other axes are those of x. */
export const takeAlongAxis = (x: Tensor, indices: Tensor, { axis = -1 }: { axis?: number } = {}): Tensor =>
  op(`takeAlongAxis ${axis}`, [x, indices], (b, [x, i]) => b.takeAlongAxis(x as Value, i as Value, { axis: axisIn('takeAlongAxis', axis, (x as Value).type.shape.length) }))[0]!;
/** 1 where the class is the index on the last axis, 0 elsewhere. */
export function oneHot(indices: Tensor, classes: number, { dtype = 'f32' }: { dtype?: DType } = {}): Tensor {
  checkDType('oneHot', dtype);
  return op(`oneHot ${classes} ${dtype}`, [indices], (b, [i]) => b.oneHot(i as Value, { classes, dtype }), { strong: true })[0]!;
}

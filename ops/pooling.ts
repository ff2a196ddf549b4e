/** What pooling operations share: windows over the last axes. */
import { ShapeError, showType } from '../core/shape.ts';
import { windowed, type WindowParams } from './reduceWindow.ts';
import type { Type } from '../core/graph.ts';
import type { Sample } from '../core/op.ts';

/** Lists have one entry for each of the last axes that are pooled. */
export type PoolParams = WindowParams;

/** The same windows with one place along every axis before. */
export function pooling({ shape }: Type, { window, stride, padding }: PoolParams): WindowParams {
  const before = Array.from({ length: shape.length - window.length }, () => 1);
  return { window: [...before, ...window], stride: [...before, ...stride], padding: [...before.map(() => [0, 0] as const), ...padding] };
}

export function pooled(op: string, x: Type, params: PoolParams): Type {
  if (params.window.length > x.shape.length)
    throw new ShapeError('NN0217', `${op}: a window of ${params.window.length} axes does not fit over ${showType(x)}`, `it must have at least ${params.window.length} axes`);
  return windowed(op, x, pooling(x, params));
}

export const poolSamples: readonly Sample<PoolParams>[] = [
  { inputs: [[1, 2, 4, 4]], params: { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]] } },
  { inputs: [[2, 1, 5, 5]], params: { window: [3, 3], stride: [2, 2], padding: [[1, 1], [1, 1]] } },
  { inputs: [[1, 5, 4]], params: { window: [3, 2], stride: [1, 2], padding: [[0, 0], [1, 0]] } },
  { inputs: [[2, 7]], params: { window: [3], stride: [3], padding: [[0, 0]] } },
  { inputs: [[0, 2, 4, 4]], params: { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]] } },
];

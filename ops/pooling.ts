/** What pooling operations share: windows over the last axes. */
import { ShapeError, showType } from '../core/shape.ts';
import { windowed, type WindowParams } from './reduceWindow.ts';
import type { RankOf } from '../core/types/axes.ts';
import type { Type } from '../core/graph.ts';
import type { HasRank, Mistake, Shape, ShowType, Unknown } from '../core/types/dim.ts';
import type { Slid } from './conv.ts';
import type { Sample } from '../core/op.ts';

/** Lists have one entry for each of the last axes that are pooled. */
export type PoolParams = WindowParams;

/** The same windows with one place along every axis before. */
export function pooling({ shape }: Type, { window, stride, padding }: PoolParams): WindowParams {
  const before = Array.from({ length: shape.length - window.length }, () => 1);
  return { window: [...before, ...window], stride: [...before, ...stride], padding: [...before.map(() => [0, 0] as const), ...padding] };
}

export const windowOver = <const Op extends string, const N extends string, const X extends string>(op: Op, axes: N, x: X): windowOver<Op, N, X> => `${op}: a window of ${axes} axes does not fit over ${x}`;
export type windowOver<Op extends string, N extends string, X extends string> = `${Op}: a window of ${N} axes does not fit over ${X}`;

/** The shape that windows over the last axes leave. `At`: stride, padding and dilation of each, as [stride, low, high, 1]. */
export type Pooled<Op extends string, S, Window, D, At extends readonly unknown[]> =
  HasRank<S> extends false ? Unknown<S> : HasRank<Window> extends false ? Shape : LastAxes<S, Window> extends readonly [infer Before extends unknown[], infer N] ? Slid<Op, N, Window, At, Before> : Mistake<windowOver<Op, `${RankOf<Window>}`, ShowType<S, D>>>;
/** [the sizes before the last axes, those of the last axes: as many as there are in W] */
type LastAxes<S, W, N extends unknown[] = []> = W extends readonly [unknown, ...infer R] ? (S extends readonly [...infer B, infer D] ? LastAxes<B, R, [D, ...N]> : []) : S extends readonly [...infer B] ? [B, N] : [];

export function pooled(op: string, x: Type, params: PoolParams): Type {
  if (params.window.length > x.shape.length)
    throw new ShapeError('NN0217', windowOver(op, `${params.window.length}`, showType(x)), `it must have at least ${params.window.length} axes`);
  return windowed(op, x, pooling(x, params));
}

export const poolSamples: readonly Sample<PoolParams>[] = [
  { inputs: [[1, 2, 4, 4]], params: { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]] } },
  { inputs: [[2, 1, 5, 5]], params: { window: [3, 3], stride: [2, 2], padding: [[1, 1], [1, 1]] } },
  { inputs: [[1, 5, 4]], params: { window: [3, 2], stride: [1, 2], padding: [[0, 0], [1, 0]] } },
  { inputs: [[2, 7]], params: { window: [3], stride: [3], padding: [[0, 0]] } },
  { inputs: [[0, 2, 4, 4]], params: { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]] } },
];

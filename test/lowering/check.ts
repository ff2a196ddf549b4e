/** Is a derivative right? Forward mode against central differences in f64, reverse mode against forward mode. */
import { expect } from 'vitest';
import { isFloat } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import { verifyGraph } from '../../core/verify.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { jvpGraph } from '../../lowering/jvp.ts';
import { evaluate, type Tensor } from './evaluate.ts';
import { shapesOf, tensors } from './graphs.ts';

const dot = (a: readonly Tensor[], b: readonly Tensor[]): number =>
  a.reduce((s, t, i) => s + t.data.reduce((r, v, j) => r + v * b[i].data[j], 0), 0);

const along = (x: readonly Tensor[], t: readonly (Tensor | undefined)[], h: number): readonly Tensor[] =>
  x.map(({ shape, data }, i) => ({ shape, data: data.map((v, j) => v + h * (t[i]?.data[j] ?? 0)) }));

/** ȳ · (∂f · ẋ) by differences, by jvp and as (ȳ · ∂f) · ẋ by vjp: three numbers that must agree. */
export function checkDerivatives(graph: Graph, seed: number, x: readonly Tensor[] = tensors(shapesOf(graph.inputs), seed)): void {
  const wrt = graph.inputs.flatMap((v, i) => (isFloat(v.type.dtype) ? [i] : []));
  const floats = graph.outputs.flatMap((v, i) => (isFloat(v.type.dtype) ? [i] : []));
  const t = tensors(shapesOf(wrt.map((i) => graph.inputs[i])), seed + 1);
  const g = tensors(shapesOf(floats.map((i) => graph.outputs[i])), seed + 2);
  const pick = (y: readonly Tensor[]): readonly Tensor[] => floats.map((i) => y[i]);

  const moved = graph.inputs.map((_, i) => t[wrt.indexOf(i)]);
  const h = 1e-4;
  const far = [2 * h, h, -h, -2 * h].map((h) => dot(pick(evaluate(graph, along(x, moved, h))), g));
  const byDifferences = (-far[0] + 8 * far[1] - 8 * far[2] + far[3]) / (12 * h);

  const forward = evaluate(verifyGraph(jvpGraph(graph, { wrt })), [...x, ...t]);
  const byJvp = dot(forward.slice(graph.outputs.length), g);
  const backward = evaluate(verifyGraph(vjpGraph(graph, { wrt })), [...x, ...g]);
  const byVjp = dot(backward.slice(graph.outputs.length), t);

  const y = evaluate(graph, x);
  // The terms of a sum, not the sum, say how exact it can be.
  const scale = 1 + Math.max(...y.flatMap(({ data }) => data.map(Math.abs)), ...backward.flatMap(({ data }) => data.map(Math.abs)));
  // The values that come with a derivative are the values; only products that are taken apart add in another order.
  for (const values of [forward, backward])
    y.forEach(({ data }, i) => data.forEach((v, j) => { if (!Object.is(values[i].data[j], v)) expect(Math.abs(values[i].data[j] - v) / scale).toBeLessThan(1e-14); }));
  expect(Math.abs(byJvp - byDifferences) / scale, `jvp ${byJvp}, differences ${byDifferences}`).toBeLessThan(1e-6);
  expect(Math.abs(byVjp - byJvp) / scale, `vjp ${byVjp}, jvp ${byJvp}`).toBeLessThan(1e-11);
}

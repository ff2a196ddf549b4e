/**
 * A derivative in two graphs: what follows from the point alone, and what is linear in the direction. The first is computed once,
 * and hands what the second needs of it over; the second then runs for as many directions as one likes.
 *
 *     (x…, t…) → (y…, d…)   becomes   (x…) → (y…, saved…)   and   (kept…, t…) → (d…)
 */
import type { Graph, Node } from '../core/graph.ts';
import { dependents } from './derivative/dependence.ts';
import { residuals } from './derivative/residuals.ts';
import { isEffect } from './effects.ts';
import { subgraph } from './subgraph.ts';

export interface Split {
  /** (x…) → (y…, saved…) */
  readonly forward: Graph;
  /** (kept…, t…) → (d…) */
  readonly linear: Graph;
  /** Where each of `kept` is found: among the inputs x, then the outputs of `forward`, counted in a row. */
  readonly kept: readonly number[];
}

/** `point`: how many of the inputs are x.  `values`: how many of the outputs are y. */
export function split(joint: Graph, point: number, values: number): Split {
  const xs = joint.inputs.slice(0, point), ts = joint.inputs.slice(point);
  const ys = joint.outputs.slice(0, values), ds = joint.outputs.slice(values);
  // What is seen from outside is seen once: with the first graph, unless it is of the direction.
  const late = dependents(joint, ts), isLate = (n: Node): boolean => n.inputs.some((x) => late.has(x));
  const effects = joint.nodes.filter((n) => isEffect(n) && isLate(n)).flatMap((n) => n.inputs);
  const saved = residuals(joint, { free: xs, bound: [], cotangents: ts, kept: ys, constants: [], results: [...ds, ...effects] });
  const given = [...new Set([...xs, ...saved])];
  const second: Graph = { ...joint, nodes: joint.nodes.filter((n) => !isEffect(n) || isLate(n)) };
  const whole = subgraph(second, joint.name, [...given, ...ts], ds, { effects: true });
  const read = new Set([...whole.nodes.flatMap((n) => n.inputs), ...whole.outputs]);
  const kept = given.filter((_, i) => read.has(whole.inputs[i]));
  const all = [...xs, ...ys, ...saved.filter((v) => !ys.includes(v))];
  return {
    forward: subgraph({ ...joint, nodes: joint.nodes.filter((n) => !isLate(n)) }, joint.name, xs, all.slice(point), { effects: true }),
    linear: subgraph(second, `${joint.name}_linear`, [...kept, ...ts], ds, { effects: true }),
    kept: kept.map((v) => all.indexOf(v)),
  };
}

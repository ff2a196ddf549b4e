/**
 * What the forward pass of a loop saves for the way back. A value that the backward body needs is saved, or computed again from
 * values that are saved or at hand; cheap work (element by element, views) may be done again, sums and products may not.
 * The fewest bytes: a minimum cut between what is at hand and what is needed, as Chen et al. do by hand and
 * "min-cut rematerialization" (PyTorch, functorch) does by flow. Of several such cuts, the one with least work to do again.
 */
import type { Graph, Value } from '../../core/graph.ts';
import { isCheap, isView, sizeBytes } from '../cost.ts';
import { dependents, influencing } from './dependence.ts';

export interface Ends {
  /** Inputs that exist on the way back too, at no cost. */
  readonly free: readonly Value[];
  /** Other inputs of the forward pass: to be saved if they are needed. */
  readonly bound: readonly Value[];
  /** Inputs of the way back. */
  readonly cotangents: readonly Value[];
  /** Values that the forward pass keeps anyway. */
  readonly kept: readonly Value[];
  /** Inputs that are the same in every turn: what follows from them alone is never saved. */
  readonly constants: readonly Value[];
  /** Results of the way back. */
  readonly results: readonly Value[];
}

export function residuals(graph: Graph, { free, bound, cotangents, kept, constants, results }: Ends): readonly Value[] {
  const needed = influencing(graph, results);
  const back = dependents(graph, cotangents);
  const turns = dependents(graph, [...free, ...bound, ...cotangents].filter((x) => !constants.includes(x)));
  const atHand = new Set(free), keep = new Set(kept);

  // Every forward value is two points, `in` and `out`, joined by an arc as wide as the value has bytes: to save it is to cut that arc.
  const points = new Map<Value, number>();
  const network = new Network();
  const add = (v: Value): void => {
    points.set(v, network.point(2));
    // Of a value and a view of it, as large, the value is saved: a view need not lie in memory.
    const width = sizeBytes(v) + (v.node && isView(v.node) ? 0.5 : 0);
    network.arc(points.get(v)!, points.get(v)! + 1, atHand.has(v) || keep.has(v) ? 0 : width);
  };
  for (const x of graph.inputs) {
    if (!needed.has(x) || back.has(x)) continue;
    add(x);
    network.arc(network.source, points.get(x)!, Infinity);
  }
  for (const node of graph.nodes) {
    const again = isCheap(node);
    for (const y of node.outputs) {
      if (!needed.has(y) || back.has(y)) continue;
      add(y);
      for (const x of node.inputs) network.arc(points.get(x)! + 1, points.get(y)!, Infinity);
      if (!again && turns.has(y)) network.arc(network.source, points.get(y)!, Infinity);
    }
    if (node.outputs.some((y) => needed.has(y) && back.has(y)))
      for (const x of node.inputs) if (points.has(x)) network.arc(points.get(x)! + 1, network.sink, Infinity);
  }
  for (const y of results) if (points.has(y)) network.arc(points.get(y)! + 1, network.sink, Infinity);

  const behind = network.cut();
  return [...points].filter(([v, p]) => !atHand.has(v) && !behind.has(p) && behind.has(p + 1)).map(([v]) => v);
}

/** A flow network; arcs have widths. Maximum flow by shortest augmenting paths (Edmonds & Karp 1972). */
class Network {
  readonly source = 0;
  readonly sink = 1;
  // Arc 2i and its reverse 2i + 1; `left` is what still fits through.
  readonly #to: number[] = [];
  readonly #left: number[] = [];
  readonly #from: number[][] = [[], []];

  point(count: number): number {
    for (let i = 0; i < count; i++) this.#from.push([]);
    return this.#from.length - count;
  }

  arc(from: number, to: number, width: number): void {
    this.#from[from].push(this.#to.length);
    this.#from[to].push(this.#to.length + 1);
    this.#to.push(to, from);
    this.#left.push(width, 0);
  }

  /** The points on the sink's side of the minimum cut that lies nearest to the sink. */
  cut(): ReadonlySet<number> {
    for (;;) {
      const via = this.#path();
      if (!via) break;
      let width = Infinity;
      for (let p = this.sink; p !== this.source; p = this.#to[via[p] ^ 1]) width = Math.min(width, this.#left[via[p]]);
      for (let p = this.sink; p !== this.source; p = this.#to[via[p] ^ 1]) {
        this.#left[via[p]] -= width;
        this.#left[via[p] ^ 1] += width;
      }
    }
    const behind = new Set([this.sink]);
    for (const p of behind)
      for (const arc of this.#from[p]) if (this.#left[arc ^ 1] > 0) behind.add(this.#to[arc]);
    return behind;
  }

  /** Breadth first: the arc by which each point was reached, if the sink was. */
  #path(): number[] | undefined {
    const via: number[] = [], queue = [this.source];
    via[this.source] = -1;
    for (const p of queue) {
      for (const arc of this.#from[p]) {
        const q = this.#to[arc];
        if (this.#left[arc] <= 0 || via[q] !== undefined) continue;
        via[q] = arc;
        if (q === this.sink) return via;
        queue.push(q);
      }
    }
    return undefined;
  }
}

/**
 * A graph whose indices are looked at while it runs: before each operation that takes elements by index stands an observer of the
 * first index that is out of range.
 *
 *     %2 = gather %x, %ids   →   %any, %first = whether one of %ids is out of range, and the first that is
 *                                observe %any, %first
 *                                %2 = gather %x, %ids
 */
import type { Graph, Node, Value } from '../core/graph.ts';
import type { AnyOp, Params } from '../core/op.ts';
import { known } from '../core/shape.ts';
import * as ops from '../ops/all.ts';
import type { Builder } from '../ops/builder.ts';
import type { Misses } from '../ops/dimensionNumbers.ts';
import type { GatherParams } from '../ops/gather.ts';
import { windowSizes, type ScatterParams } from '../ops/scatter.ts';
import { elementsOf } from './kernel/plain.ts';
import { expand } from './passes/expand.ts';
import { copy, mapBodies, rewrite } from './passes/rewrite.ts';

/** Indices along one axis: in range from 0 to `last`. */
export interface Checked {
  readonly node: Node;
  readonly axis: number;
  readonly size: number;
  readonly last: number;
  /** Negative ones have had the size added. */
  readonly wrapped: boolean;
}
interface Indices extends Omit<Checked, 'node'> {
  readonly ids: (b: Builder, x: readonly Value[]) => Value;
}

type Where = (inputs: readonly Value[], params: Params) => readonly Indices[];

const alongAxis = (ids: number): Where => ([x], params) => {
  const axis = params['axis'] as number, size = known(x!.type.shape)[axis]!;
  return [{ axis, size, last: size - 1, wrapped: false, ids: (_, x) => x[ids]! }];
};
const windows = (x: Value, ids: Value, axes: readonly number[], sizes: readonly number[], misses: Misses): readonly Indices[] =>
  (misses === 'allowed' ? [] : axes.map((axis, k) => {
    const size = known(x.type.shape)[axis]!, shape = known(ids.type.shape), own = shape.map((_, a) => (a === shape.length - 1 ? k : 0));
    return {
      axis, size, last: size - sizes[axis]!, wrapped: misses === 'wrapped',
      ids: (b: Builder, x: readonly Value[]) => b.slice(x[1]!, { start: own, stop: shape.with(-1, k + 1), step: shape.map(() => 1) }),
    };
  }));
const starts = (first: number, sizes: (inputs: readonly Value[], params: Params) => readonly number[]): Where => (inputs, params) =>
  known(inputs[0]!.type.shape).map((size, axis) => ({ axis, size, last: size - sizes(inputs, params)[axis]!, wrapped: false, ids: (_, x) => x[first + axis]! }));

const indexing = new Map<AnyOp, Where>([
  [ops.take, alongAxis(1)],
  [ops.takeAlongAxis, alongAxis(1)],
  [ops.scatterAdd, alongAxis(1)],
  [ops.scatterAddAlongAxis, alongAxis(1)],
  [ops.crossEntropy, ([x]) => {
    const axis = x!.type.shape.length - 1, size = known(x!.type.shape)[axis]!;
    return [{ axis, size, last: size - 1, wrapped: false, ids: (_, x) => x[1]! }];
  }],
  [ops.dynamicSlice, starts(1, (_, { sizes }) => known(sizes as readonly number[]))],
  [ops.dynamicUpdateSlice, starts(2, ([, block]) => known(block!.type.shape))],
  [ops.gather, ([x, ids], params) => {
    const { startIndexMap, sliceSizes, misses } = params as unknown as GatherParams;
    return windows(x!, ids!, startIndexMap, sliceSizes, misses);
  }],
  [ops.scatter, ([x, ids, updates], params) => {
    const p = params as unknown as ScatterParams;
    return windows(x!, ids!, p.scatterDimsToOperandDims, windowSizes(x!.type, updates!.type, p), p.misses);
  }],
] as readonly (readonly [AnyOp, Where])[]);

/** `observer` numbers the host's function that is shown for these indices whether one is out of range, and the first of them. */
export function checkedIndices(graph: Graph, observer: (checked: Checked) => number): Graph {
  const checking = (graph: Graph): Graph => rewrite(graph, (b, node, x) => {
    // A condition may not be observed.
    if (node.op.control === 'while') return copy(b, node, x, { ...node.params, body: checking(node.params['body'] as Graph) });
    if (node.op.control) return copy(b, node, x, mapBodies(node.params, checking));
    for (const { ids, ...where } of indexing.get(node.op)?.(node.inputs, node.params) ?? []) {
      const given = ids(b, x), n = elementsOf(given.type), found = b.reshape(given, { shape: [n] });
      if (n === 0) continue;
      const wide = b.convert(found, { dtype: 'f64' }), bad = b.or(b.lt(wide, 0), b.gt(wide, where.last));
      const first = b.take(wide, b.argmax(b.convert(bad, { dtype: 'i32' }), { axis: 0 }), { axis: 0 });
      b.observe([b.any(bad, { axes: [0] }), first], { observer: observer({ node, ...where }), levels: [] });
    }
    return undefined;
  });
  return checking(expand(new Set(['crossEntropy']))(graph));
}

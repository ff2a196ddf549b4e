/** The samples of a record as graphs and numbers. */
import { boundsOf, isFloat } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import type { AnyOp, Sample } from '../../core/op.ts';
import { verifyGraph } from '../../core/verify.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { Tensor } from '../lowering/evaluate.ts';
import { diagonalOf, numbers, rangeOf, typesOf } from '../lowering/samples.ts';

/** One call of the operation on inputs of the sample's types. */
export function sampleGraph(op: AnyOp, sample: Sample): Graph {
  const b = graphBuilder(op.name);
  return verifyGraph(b.finish(b.emit(op, typesOf(sample).map((t) => b.input(t)), sample.params ?? {})));
}

/** Numbers in the sample's ranges: doubles for floats, whole numbers for integers, 0 and 1 for bools. */
export function sampleData(sample: Sample, seed: number): readonly Tensor[] {
  const next = numbers(seed + 1);
  return typesOf(sample).map(({ shape, dtype }, i) => {
    const [low, high] = rangeOf(sample, i), [least, greatest] = boundsOf(dtype), size = (shape as readonly number[]).reduce((p, n) => p * n, 1);
    const more = diagonalOf(sample, i);
    const draw = (_: unknown, element: number): number => {
      const x = low + (high - low) * next() + more(element);
      return isFloat(dtype) ? x : Math.min(greatest, Math.max(least, Math.round(x)));
    };
    return { shape: shape as readonly number[], data: Array.from({ length: size }, draw) };
  });
}

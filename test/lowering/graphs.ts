/** Random graphs of differentiable operations, and random tensors, from fast-check. */
import fc from 'fast-check';
import type { Graph, Value } from '../../core/graph.ts';
import { known, sameShape } from '../../core/shape.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { sizeOf, type Tensor } from './evaluate.ts';

type Step = readonly [kind: number, pick: number, other: number, choice: number];

const steps: readonly ((b: Builder, x: Value, like: Value, choice: number) => Value)[] = [
  (b, x, like) => b.add(x, like),
  (b, x, like) => b.mul(x, like),
  (b, x) => b.mul(x, 0.5),
  (b, x) => b.exp(b.mul(x, 0.25)),
  (b, x, _, choice) => {
    const order = x.type.shape.map((_, i) => i);
    return b.transpose(x, { order: choice % 2 ? order.reverse() : [...order.slice(1), ...order.slice(0, 1)] });
  },
  (b, x, _, choice) => b.reshape(x, { shape: choice % 2 ? [sizeOf(known(x.type.shape))] : [...x.type.shape, 1] }),
  (b, x, _, choice) => (x.type.shape.length === 0 ? x : b.sum(x, { axes: [choice % x.type.shape.length] })),
  (b, x, _, choice) => {
    const at = choice % (x.type.shape.length + 1);
    const shape = known(x.type.shape);
    if (sizeOf(shape) > 30) return x;
    return b.broadcast(x, { shape: [...shape.slice(0, at), 2, ...shape.slice(at)], axes: shape.map((_, i) => (i < at ? i : i + 1)) });
  },
  (b, x, _, choice) => {
    const rank = x.type.shape.length;
    if (rank === 0) return b.mul(x, x);
    const contract = [choice % rank], free = x.type.shape.map((_, i) => i).filter((i) => !contract.includes(i));
    return b.dot(x, b.exp(x), choice % 3 ? { batch: [free, free], contract: [contract, contract] } : { batch: [[], []], contract: [contract, contract] });
  },
];

/** Several inputs, a few dozen nodes, values that stay near 1; one output and, sometimes, more. */
export const graphs: fc.Arbitrary<Graph> = fc.record({
  inputs: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  steps: fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat(), fc.nat(100)) as fc.Arbitrary<Step>, { minLength: 1, maxLength: 12 }),
  outputs: fc.integer({ min: 1, max: 2 }),
}).map(({ inputs, steps: chosen, outputs }) => {
  const b = graphBuilder('random');
  const values = inputs.map((shape) => b.input({ shape, dtype: 'f32' }));
  for (const [kind, pick, other, choice] of chosen) {
    // Lately made values are likelier, so that graphs grow deep.
    const x = values[Math.max(0, values.length - 1 - (pick % Math.min(4, values.length)))]!;
    const alike = values.filter((v) => sameShape(v.type.shape, x.type.shape));
    const y = steps[kind]!(b, x, alike[other % alike.length]!, choice);
    if (sizeOf(known(y.type.shape)) <= 60) values.push(y);
  }
  return b.finish(values.slice(-outputs));
});

/** Numbers between -1 and 1 with a few decimals, the same for the same seed. */
export function tensors(shapes: readonly (readonly number[])[], seed: number): readonly Tensor[] {
  let state = seed >>> 0;
  const next = (): number => {
    // Numerical Recipes, ranqd1.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 31 - 1) * 1000) / 1000;
  };
  return shapes.map((shape) => ({ shape, data: Array.from({ length: sizeOf(shape) }, next) }));
}

export const shapesOf = (values: readonly Value[]): readonly (readonly number[])[] => values.map((v) => known(v.type.shape));

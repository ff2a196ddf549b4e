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
  (b, x) => b.tanh(x),
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
    return b.dot(x, b.sin(x), choice % 3 ? { batch: [free, free], contract: [contract, contract] } : { batch: [[], []], contract: [contract, contract] });
  },
];

const chosenSteps = (maxLength: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat(), fc.nat(100)) as fc.Arbitrary<Step>, { minLength: 1, maxLength });
const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
const shapes = (minLength: number, maxLength: number): fc.Arbitrary<number[][]> => fc.array(shape, { minLength, maxLength });

function grow(b: Builder, values: Value[], chosen: readonly Step[]): void {
  for (const [kind, pick, other, choice] of chosen) {
    // Lately made values are likelier, so that graphs grow deep.
    const x = values[Math.max(0, values.length - 1 - (pick % Math.min(4, values.length)))];
    const alike = values.filter((v) => sameShape(v.type.shape, x.type.shape));
    const y = steps[kind](b, x, alike[other % alike.length], choice);
    if (sizeOf(known(y.type.shape)) <= 60) values.push(y);
  }
}

/** Several inputs, a few dozen nodes, values that stay near 1; one output and, sometimes, more. */
export const graphs: fc.Arbitrary<Graph> = fc.record({ inputs: shapes(1, 3), steps: chosenSteps(12), outputs: fc.integer({ min: 1, max: 2 }) })
  .map(({ inputs, steps: chosen, outputs }) => {
    const b = graphBuilder('random');
    const values = inputs.map((shape) => b.input({ shape, dtype: 'f32' }));
    grow(b, values, chosen);
    return b.finish(values.slice(-outputs));
  });

/** A loop with constants, carried values (one of them an integer that counts), sequences and results of every turn; then some work on what it gives. */
export const loops: fc.Arbitrary<Graph> = fc.record({
  constants: shapes(0, 2), carries: shapes(1, 2), xs: shapes(0, 2), ys: fc.integer({ min: 0, max: 2 }), length: fc.integer({ min: 1, max: 3 }),
  reverse: fc.boolean(), counter: fc.boolean(), picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), inside: chosenSteps(8), after: chosenSteps(3),
}).map(({ constants, carries, xs, ys, length, reverse, counter, picks, inside, after }) => {
  const t = graphBuilder('turn');
  const f32 = (b: Builder, shape: readonly number[]): Value => b.input({ shape, dtype: 'f32' });
  const cs = constants.map((s) => f32(t, s)), hs = carries.map((s) => f32(t, s)), n = counter ? t.input({ shape: [], dtype: 'i32' }) : undefined, zs = xs.map((s) => f32(t, s));
  const values = [...cs, ...zs, ...hs, ...(n ? [t.mul(t.convert(n, { dtype: 'f32' }), 0.1)] : [])];
  grow(t, values, inside);
  const pick = (i: number): Value => values[Math.max(0, values.length - 1 - (picks[i % picks.length] % values.length))];
  // What becomes of a carried value: half of it and a little of another.
  const next = hs.map((h, i) => {
    const other = pick(i), all = t.sum(other, { axes: other.type.shape.map((_, a) => a) });
    return picks[3] % 4 === i ? other.type.shape.length === h.type.shape.length && sameShape(other.type.shape, h.type.shape) ? other : h : t.add(t.mul(h, 0.5), t.mul(all, 0.1));
  });
  const body = t.finish([...next, ...(n ? [t.add(n, 1)] : []), ...Array.from({ length: ys }, (_, i) => pick(i + 1))]);

  const b = graphBuilder('loop');
  const operands = [...constants, ...carries].map((s) => f32(b, s)), first = n ? [b.full({ value: 2, shape: [], dtype: 'i32' })] : [];
  const sequences = xs.map((s) => f32(b, [length, ...s]));
  const out = b.scan([...operands, ...first, ...sequences], { body, constants: cs.length, carries: hs.length + first.length, length, reverse });
  const results = out.filter((v) => v.type.dtype === 'f32');
  grow(b, results, after);
  return b.finish(results.slice(-3));
});

/** A loop that ends by a condition on what it carries, or before that by its bound; then some work on what it gives. */
export const whiles: fc.Arbitrary<Graph> = fc.record({
  constants: shapes(1, 2), carries: shapes(1, 3), most: fc.integer({ min: 0, max: 3 }), bound: fc.integer({ min: 0, max: 4 }),
  picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), inside: chosenSteps(8), asked: chosenSteps(3), after: chosenSteps(3),
}).map(({ constants, carries, most, bound, picks, inside, asked, after }) => {
  const total = (b: Builder, v: Value): Value => b.sum(v, { axes: v.type.shape.map((_, a) => a) });
  const graph = (name: string, chosen: readonly Step[], results: (b: Builder, hs: readonly Value[], n: Value, values: readonly Value[]) => readonly Value[]): Graph => {
    const t = graphBuilder(name), inputs = [...constants, ...carries].map((shape) => t.input({ shape, dtype: 'f32' })), n = t.input({ shape: [], dtype: 'i32' });
    const values = [...inputs, t.mul(t.convert(n, { dtype: 'f32' }), 0.1)];
    grow(t, values, chosen);
    return t.finish(results(t, inputs.slice(constants.length), n, values));
  };
  // The test is on the number of turns, and a little on the values.
  const condition = graph('condition', asked, (b, _, n, values) => [b.lt(n, b.select(b.gt(total(b, values.at(-1)!), 0), b.full({ value: most, shape: [], dtype: 'i32' }), most + 1))]);
  const body = graph('turn', inside, (b, hs, n, values) => [...hs.map((h, i) => {
    const other = values[Math.max(0, values.length - 1 - (picks[i % picks.length] % values.length))];
    return picks[3] % 4 === i ? (sameShape(other.type.shape, h.type.shape) ? other : h) : b.add(b.mul(h, 0.5), b.mul(total(b, other), 0.1));
  }), b.add(n, 1)]);
  const b = graphBuilder('loop'), x = [...constants, ...carries].map((shape) => b.input({ shape, dtype: 'f32' }));
  const results = b.whileLoop([...x, b.full({ value: 0, shape: [], dtype: 'i32' })], { condition, body, constants: constants.length, maxSteps: bound }).filter((v) => v.type.dtype === 'f32');
  grow(b, results, after);
  return b.finish(results.slice(-3));
});

/** A choice between two graphs of the same types, by a test on an input; then some work on what it gives. */
export const choices: fc.Arbitrary<Graph> = fc.record({
  inputs: shapes(1, 3), then: chosenSteps(8), otherwise: chosenSteps(8), outputs: fc.integer({ min: 1, max: 2 }), after: chosenSteps(3),
}).map(({ inputs, then, otherwise, outputs, after }) => {
  const branch = (name: string, chosen: readonly Step[], like?: Graph): Graph => {
    const t = graphBuilder(name);
    const values = inputs.map((shape) => t.input({ shape, dtype: 'f32' }));
    grow(t, values, chosen);
    if (!like) return t.finish(values.slice(-outputs));
    // The types of the other branch, from a sum of what there is.
    return t.finish(like.outputs.map(({ type: { shape } }, i) => {
      const v = values.at(-1 - i) ?? values[0];
      return sameShape(v.type.shape, shape) ? v : t.broadcast(t.sum(v, { axes: v.type.shape.map((_, a) => a) }), { shape, axes: [] });
    }));
  };
  const yes = branch('yes', then), no = branch('no', otherwise, yes);
  const b = graphBuilder('choice');
  const x = inputs.map((shape) => b.input({ shape, dtype: 'f32' }));
  const results = [...b.cond([b.gt(b.sum(x[0], { axes: x[0].type.shape.map((_, a) => a) }), 0), ...x], { then: yes, otherwise: no })];
  grow(b, results, after);
  return b.finish(results.slice(-2));
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

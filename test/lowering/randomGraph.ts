/** Random graphs of composed operations for comparing two ways of running them. Shapes have sizes 0 and 1 among others. */
import fc from 'fast-check';
import type { Graph, Type, Value } from '../../core/graph.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';

type Shape = readonly number[];
const shapeOf = (v: Value): Shape => v.type.shape as Shape;
const size = (s: Shape): number => s.reduce((n, d) => n * d, 1);

type Pick = (n: number) => number;
type Move = (b: Builder, values: readonly Value[], pick: Pick) => Value | undefined;

const some = (values: readonly Value[], pick: Pick, fits: (v: Value) => boolean = () => true): Value | undefined => {
  const list = values.filter(fits);
  return list.length > 0 ? list[pick(list.length)] : undefined;
};
const unary = (...f: readonly ((b: Builder, x: Value) => Value)[]): Move => (b, values, pick) => f[pick(f.length)]!(b, some(values, pick)!);

const moves: readonly Move[] = [
  unary((b, x) => b.mul(x, 0.5), (b, x) => b.neg(x), (b, x) => b.tanh(x), (b, x) => b.exp(b.neg(b.abs(x))), (b, x) => b.relu(x), (b, x) => b.sigmoid(x), (b, x) => b.add(b.mul(x, x), 1)),
  (b, values, pick) => {
    const x = some(values, pick)!, fits = (y: Value): boolean => { try { return size(broadcastShapes('', shapeOf(x), shapeOf(y)) as Shape) <= 512; } catch { return false; } };
    const y = some(values, pick, fits);
    return y && [(): Value => b.add(x, y), (): Value => b.mul(x, y), (): Value => b.maximum(x, y), (): Value => b.sub(x, y)][pick(4)]!();
  },
  (b, values, pick) => {
    const x = some(values, pick, (v) => shapeOf(v).length > 0);
    if (!x) return undefined;
    const rank = shapeOf(x).length, axes = Array.from({ length: rank }, (_, i) => i).filter(() => pick(2) === 0);
    if (axes.length === 0) axes.push(rank - 1);
    return pick(4) === 0 && axes.every((a) => shapeOf(x)[a]! > 0) ? b.max(x, { axes }) : b.sum(b.mul(x, 1 / Math.max(1, axes.reduce((n, a) => n * shapeOf(x)[a]!, 1))), { axes });
  },
  (b, values, pick) => { const x = some(values, pick, (v) => shapeOf(v).length > 0 && shapeOf(v).at(-1)! > 0); return x && (pick(2) ? b.softmax(x, { axis: -1 }) : b.layerNorm(x, { epsilon: 1e-3 })); },
  (b, values, pick) => { const x = some(values, pick, (v) => shapeOf(v).length > 0)!; return x && b.softmax(x, { axis: pick(shapeOf(x).length) }); },
  (b, values, pick) => {
    const x = some(values, pick)!, order = shapeOf(x).map((_, i) => i);
    for (let i = order.length - 1; i > 0; i--) { const j = pick(i + 1); [order[i], order[j]] = [order[j]!, order[i]!]; }
    return b.transpose(x, { order });
  },
  (b, values, pick) => {
    const x = some(values, pick)!, n = size(shapeOf(x));
    const shapes: Shape[] = [[n], [1, n], [n, 1]];
    for (const d of [2, 3, 4, 6]) if (n % d === 0) shapes.push([d, n / d], [n / d, 1, d]);
    return b.reshape(x, { shape: shapes[pick(shapes.length)]! });
  },
  (b, values, pick) => {
    const x = some(values, pick)!, shape = shapeOf(x);
    const start = shape.map((n) => pick(Math.min(n, 2) + 1)), stop = shape.map((n, i) => start[i]! + pick(n - start[i]! + 1));
    return b.slice(x, { start, stop, step: shape.map(() => 1 + pick(2)) });
  },
  (b, values, pick) => { const x = some(values, pick)!, s = shapeOf(x); return size(s) > 128 || size(s) === 0 ? undefined : b.pad(x, { low: s.map(() => pick(3)), high: s.map(() => pick(3) - (pick(2))), interior: s.map(() => pick(2)), value: 0.5 }); },
  (b, values, pick) => {
    const x = some(values, pick, (v) => shapeOf(v).length > 0);
    if (!x) return undefined;
    const axis = pick(shapeOf(x).length), same = values.filter((v) => shapeOf(v).length === shapeOf(x).length && shapeOf(v).every((n, i) => i === axis || n === shapeOf(x)[i]));
    return b.concat([x, some(same, pick)!], { axis });
  },
  (b, values, pick) => {
    const x = some(values, pick, (v) => shapeOf(v).length >= 2);
    if (!x) return undefined;
    const k = shapeOf(x).at(-1)!;
    const y = some(values, pick, (v) => shapeOf(v).length >= 2 && shapeOf(v).at(-1) === k && size(shapeOf(v)) * size(shapeOf(x)) / Math.max(1, k * k) <= 512);
    return y && b.dot(x, y, { batch: [[], []], contract: [[shapeOf(x).length - 1], [shapeOf(y).length - 1]] });
  },
  (b, values, pick) => {
    const x = some(values, pick, (v) => shapeOf(v).length > 0 && shapeOf(v)[0]! > 0);
    return x && b.take(x, b.iota({ shape: [1 + pick(4)], axis: 0, dtype: 'i32' }), { axis: 0 });
  },
  (b, values, pick) => { const x = some(values, pick, (v) => shapeOf(v).length > 0 && shapeOf(v).every((n) => n > 0)); return x && b.cumsum(x, { axis: pick(shapeOf(x).length), reverse: pick(2) === 0 }); },
];

const inputShapes: readonly Shape[] = [[2, 3], [3], [4, 6], [1, 6], [2, 3, 4], [], [0, 3], [5, 1], [6]];

export interface RandomGraph {
  readonly graph: Graph;
  readonly inputs: readonly Type[];
}

/** `name` and `origin` show up in nothing that is computed. */
export function build(choices: readonly number[], length: number, name = 'random', origin?: (i: number) => string): RandomGraph {
  let at = 0;
  const pick: Pick = (n) => (n <= 1 ? 0 : (choices[at++ % choices.length]! + at * 7) % n);
  const b = graphBuilder(name);
  const inputs = Array.from({ length: 2 + pick(3) }, (): Type => ({ shape: inputShapes[pick(inputShapes.length)]!, dtype: 'f32' }));
  const values = inputs.map((t) => b.input(t));
  for (let i = 0; i < length; i++) {
    if (origin) b.origin = { label: origin(i) };
    const v = moves[pick(moves.length)]!(b, values, pick);
    if (v && size(shapeOf(v)) <= 2048) values.push(v);
  }
  const made = values.slice(inputs.length);
  const outputs = [values.at(-1)!, ...made.filter(() => pick(4) === 0)];
  return { graph: b.finish(outputs), inputs };
}

export const choices = fc.tuple(fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 40 }), fc.integer({ min: 1, max: 14 }));

/** jvp, vjp, linearize and linearTranspose: what they give, what they keep, what they refuse. */
import { expect, expectTypeOf, test } from 'vitest';
import { tensor } from '../../../tensor/create.ts';
import { compilationCount } from '../../../tensor/compiled.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import { grad } from '../../../tensor/transform/grad.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import { jvp, linearize } from '../../../tensor/transform/jvp.ts';
import { linearTranspose, vjp } from '../../../tensor/transform/vjp.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { vjpGraph } from '../../../lowering/grad.ts';
import { split } from '../../../lowering/split.ts';
import { makeGraph } from '../../../tensor/transform/jit.ts';
import '../../../tensor/methods.ts';

device('reference');
const values = (x: Tensor): number[] => [...x.dataSync()];

test('pull goes back as often as one likes, and runs nothing of f', () => {
  const g = (x: Tensor, w: Tensor): Tensor => f.tanh(f.matmul(f.tanh(f.matmul(x, w)), w));
  const { forward, linear } = split(vjpGraph(makeGraph(g)({ shape: [2, 3], dtype: 'f32' }, { shape: [3, 3], dtype: 'f32' }), { wrt: [0, 1] }), 2, 1);
  const products = (graph: typeof forward): number => graph.nodes.filter((n) => n.op.name === 'dot').length;
  const tanhs = (graph: typeof forward): number => graph.nodes.filter((n) => n.op.name === 'tanh').length;
  expect([products(forward), tanhs(forward)]).toEqual([2, 2]);
  // Two products for each matmul's cotangents, none of them f's own.
  expect([products(linear), tanhs(linear)]).toEqual([4, 0]);

  const [y, pull] = vjp((x: Tensor) => f.mul(f.sin(x), x), tensor([1, 2]));
  expectTypeOf(y).toEqualTypeOf<Tensor>();
  expectTypeOf(pull).toEqualTypeOf<(cotangent: Tensor) => [x: Tensor<[2], 'f32'>]>();
  const [once] = pull(tensor([1, 1]));
  const before = compilationCount();
  const [again] = pull(tensor([2, 2]));
  expect(compilationCount()).toBe(before);
  values(once).forEach((v, i) => expect(values(again)[i]! / v).toBeCloseTo(2, 6));
});

test('linearize is jvp at a point', () => {
  const g = ({ a, b }: { a: Tensor; b: Tensor }, n: Tensor): { y: Tensor; n: Tensor } => ({ y: f.mul(f.exp(a), b), n });
  const at = [{ a: tensor([0, 1]), b: tensor([2, 3]) }, tensor(4, { dtype: 'i32' })] as const;
  const [y, along] = linearize(g, ...at);
  const t = [{ a: tensor([1, 0.5]), b: tensor([0, 1]) }, tensor(0, { dtype: 'i32' })] as const;
  const [z, dz] = jvp(g, [...at], [...t]);
  expect(values(y.y)).toEqual(values(z.y));
  expect(values(along(...t).y)).toEqual(values(dz.y));
  // An integer does not move.
  expect([dz.n.dtype, ...values(dz.n), ...values(along(...t).n)]).toEqual(['i32', 0, 0]);
});

test('aux is carried out', () => {
  const g = (x: Tensor) => [f.sum(f.square(x)), { doubled: f.mul(x, 2), name: 'aux' }] as const;
  const x = tensor([1, 2]);
  const [y, pull, aux] = vjp(g, x, { hasAux: true });
  expect([...values(y), ...values(pull(tensor(1))[0]), ...values(aux.doubled), aux.name]).toEqual([5, 2, 4, 2, 4, 'aux']);
  const [z, dz, also] = jvp(g, [x], [x], { hasAux: true });
  expect([...values(z), ...values(dz), ...values(also.doubled)]).toEqual([5, 10, 2, 4]);
  const [v, along, more] = linearize(g, x, { hasAux: true });
  expect([...values(v), ...values(along(x)), ...values(more.doubled)]).toEqual([5, 10, 2, 4]);
  expect(() => vjp((x: Tensor) => f.sum(x) as never, x, { hasAux: true })).toThrow(expect.objectContaining({ code: 'NN0547' }));
});

test('a cotangent of an integer is zero, and a function may ignore an argument', () => {
  const [, pull] = vjp((x: Tensor, i: Tensor, z: Tensor) => f.take(x, i).add(f.sum(f.mul(z, 0))), tensor([1, 2, 3]), tensor(1, { dtype: 'i32' }), tensor([5]));
  const [dx, di, dz] = pull(tensor(1));
  expect([values(dx), values(di), di.dtype, values(dz)]).toEqual([[0, 1, 0], [0], 'i32', [0]]);
});

test('what goes back under jit and grad', () => {
  const g = (x: Tensor): Tensor => f.sin(x);
  const h = (x: Tensor): Tensor => { const [y, pull] = vjp(g, x); return f.sum(f.add(y, pull(f.cos(x))[0])); };
  const expected = [0.5, 1].map((x) => Math.cos(x) - 2 * Math.cos(x) * Math.sin(x));
  values(grad(h)(tensor([0.5, 1]))).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 6));
  values(jit(grad(h))(tensor([0.5, 1]))).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 6));
  const k = (x: Tensor): Tensor => { const [y, along] = linearize(g, x); return f.sum(f.add(y, along(f.cos(x)))); };
  values(jit(grad(k))(tensor([0.5, 1]))).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 6));
});

test('directions that do not fit are named by their place', () => {
  const g = ({ a }: { a: { w: Tensor }[] }): { out: Tensor } => ({ out: f.square(a[0]!.w) });
  const at = { a: [{ w: tensor([1, 2]) }] };
  expect(() => jvp(g, [at], [{ a: [{ w: tensor([1]) }] }])).toThrow('jvp: arguments[0].a.0.w is f32[1], but must be f32[2]');
  expect(() => jvp(g, [at], [{ a: [] }])).toThrow('arguments[0].a.0.w is missing');
  const [, pull] = vjp(g, at);
  expect(() => pull({ out: tensor([1, 2], { dtype: 'f64' }) })).toThrow('vjp: out is f64[2], but must be f32[2]');
  expect(() => pull({ other: tensor([1, 2]) } as never)).toThrow('vjp: out is missing');
  const [, along] = linearize(g, at);
  expect(() => along({ a: [{ w: tensor([1, 2, 3]) as Tensor }] } as never)).toThrow(expect.objectContaining({ code: 'NN0515' }));
});

test('linearTranspose', () => {
  const w = tensor([[1, 2], [3, 4], [5, 6]]);
  const [back] = linearTranspose((x: Tensor) => f.matmul(f.mul(x, 2), w), { shape: [3], dtype: 'f32' })(tensor([1, 10]));
  expect(values(back)).toEqual([42, 86, 130]);
  // Of several arguments, and of trees.
  const [{ a, b }] = linearTranspose(({ a, b }: { a: Tensor; b: Tensor }) => f.sub(f.sum(a), b), { a: { shape: [2], dtype: 'f32' }, b: tensor(0) })(tensor(3));
  expect([values(a), values(b)]).toEqual([[3, 3], [-3]]);
  expect(grad((g: Tensor) => linearTranspose((x: Tensor) => f.mul(x, w), w)(g)[0].sum())(w).dataSync()).toEqual(w.dataSync());
});

test.each<[string, (x: Tensor) => Tensor]>([
  ['a square', (x) => f.mul(x, x)], ['a root', (x) => f.sqrt(x)], ['a rounding', (x) => f.floor(x)], ['a step beside it', (x) => f.add(x, f.floor(x))],
  ['a choice', (x) => f.where(f.greater(x, 0), x, 0)], ['a magnitude', (x) => f.abs(x)], ['an exponential', (x) => f.sum(f.exp(x))],
])('linearTranspose refuses %s', (_, g) => {
  expect(() => linearTranspose(g, { shape: [2], dtype: 'f32' })).toThrow(expect.objectContaining({ code: 'NN0548' }));
});

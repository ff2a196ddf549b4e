/** The six models of the language run: shapes, values against jax and torch, modes, state, keys. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flatten, leafPaths } from '../../core/tree.ts';
import { nn, type Model } from '../../nn/nn.ts';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { grad } from '../../tensor/transform/grad.ts';
import { jit } from '../../tensor/transform/jit.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { vectors, type VectorTensor } from '../vectors/vectors.ts';

device('cpu');

const load = (name: string): Model => nn(readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8'));
const paths = (tree: unknown): string[] => leafPaths(flatten(tree).def);
const made = ({ shape, data }: VectorTensor): Tensor => tensor(data, { shape });
const near = (x: Tensor, wanted: VectorTensor, digits = 5): void => {
  expect(x.shape).toEqual(wanted.shape);
  [...x.dataSync()].forEach((v, i) => expect(v).toBeCloseTo(wanted.data[i]!, digits));
};

test('mlp: shapes, dropout by key in training only', () => {
  const Mlp = load('mlp').with({ Hidden: 16 }), p = Mlp.init(random.key(0));
  const x = random.normal(random.key(1), [3, 784]);
  expect(Mlp(p, x).shape).toEqual([3, 10]);
  expect([...Mlp(p, x).dataSync()]).toEqual([...Mlp(p, x).dataSync()]);
  expect(() => Mlp(p, x, { train: true })).toThrow(/needs a key/);
  const [a, b, c] = [2, 2, 3].map((k) => [...Mlp(p, x, { train: true, key: random.key(k) }).dataSync()]);
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

test('gpt: repeat is a scan over stacked parameters; causal', () => {
  const Gpt = load('gpt').with({ V: 11, Tmax: 8, C: 12, H: 3, L: 2 }), p = Gpt.init(random.key(0));
  const ids = (last: number): Tensor => tensor([[1, 2, 3, 4, last]], { dtype: 'i32' });
  const y = Gpt(p, ids(5));
  expect(y.shape).toEqual([1, 5, 11]);
  const other = Gpt(p, ids(6));
  expect([...y.dataSync().slice(0, 44)]).toEqual([...other.dataSync().slice(0, 44)]);
  expect([...y.dataSync().slice(44)]).not.toEqual([...other.dataSync().slice(44)]);
  expect(Gpt.parameterCount).toBe(flatten(p).leaves.reduce<number>((n, x) => n + (x as Tensor).size, 0));
  const g = grad((p: unknown) => f.crossEntropy(Gpt(p, ids(5)), tensor([[2, 3, 4, 5, 6]], { dtype: 'i32' })))(p);
  expect(paths(g)).toEqual(paths(p));
  for (const [i, leaf] of flatten(g).leaves.entries()) expect((leaf as Tensor).dataSync().some((v) => v !== 0), paths(p)[i]).toBe(true);
});

test('lstm: against jax', () => {
  const { inputs, outputs } = vectors('models').find((c) => c.op === 'lstm')!;
  const [x, h, c, w, b] = inputs.map(made) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const Lstm = load('lstm').with({ C: x.shape[2]!, H: h.shape[1]! });
  const { ys, hT, cT } = Lstm({ gates: { weight: w, bias: b } }, x, h, c) as unknown as Record<string, Tensor>;
  [ys, hT, cT].forEach((y, i) => outputs[i] && near(y!, outputs[i]!));
});

test('lstm: inputs left out are zeros', () => {
  const Lstm = load('lstm').with({ C: 3, H: 4 }), p = Lstm.init(random.key(0)), x = random.normal(random.key(1), [2, 5, 3]), zero = f.zeros([2, 4]);
  expect([...(Lstm(p, x) as unknown as { ys: Tensor }).ys.dataSync()]).toEqual([...(Lstm(p, x, zero, zero) as unknown as { ys: Tensor }).ys.dataSync()]);
  expect(() => load('lstm').init(random.key(0))).toThrow(/sizes C, H are not given/);
});

test('vae: draws in training, the mean otherwise', () => {
  const Vae = load('vae').with({ Z: 3 }), p = Vae.init(random.key(0)), x = random.uniform(random.key(1), [2, 784]);
  const { recon, mu, logvar } = Vae(p, x) as unknown as Record<string, Tensor>;
  expect([recon!.shape, mu!.shape, logvar!.shape]).toEqual([[2, 784], [2, 3], [2, 3]]);
  expect(() => Vae(p, x, { train: true })).toThrow(/needs a key/);
});

test('resnet: batch-norm statistics go in and come out', () => {
  const Block = nn(`${readFileSync(new URL('../models/resnet18.nn', import.meta.url), 'utf8').split('model ResNet18')[0]!}
    model Small(x: f32[B, 3, 8, 8]) -> f32[B, 5] = x |> conv(4, 3, pad = 1) |> batchnorm |> relu |> BasicBlock<4, 8, 2> |> mean(2, 3) |> linear(5)`);
  const p = Block.init(random.key(0)), state = Block.initState(), x = random.normal(random.key(1), [2, 3, 8, 8]);
  const [y, next] = Block.apply(p, [x], { train: true, state });
  expect(y.shape).toEqual([2, 5]);
  expect(paths(next)).toEqual(paths(state));
  expect(flatten(next).leaves.flatMap((s) => [...(s as Tensor).dataSync()])).not.toEqual(flatten(state).leaves.flatMap((s) => [...(s as Tensor).dataSync()]));
  const [, same] = Block.apply(p, [x], { state });
  expect(flatten(same).leaves.flatMap((s) => [...(s as Tensor).dataSync()])).toEqual(flatten(state).leaves.flatMap((s) => [...(s as Tensor).dataSync()]));
});

test('vit runs', () => {
  const Vit = load('vit').with({ S: 8, P: 4, C: 8, H: 2, L: 2, Classes: 3 });
  expect(Vit(Vit.init(random.key(0)), random.normal(random.key(1), [2, 3, 8, 8])).shape).toEqual([2, 3]);
});

test('exact parameter counts', () => {
  expect(load('resnet18').parameterCount).toBe(11_689_512);
  expect(load('gpt').parameterCount).toBe(124_439_808);
  expect(load('vit').parameterCount).toBe(86_567_656);
});

test('eager, jitted: the same values', () => {
  const Mlp = load('mlp').with({ Hidden: 8 }), p = Mlp.init(random.key(0)), x = random.normal(random.key(1), [2, 784]);
  expect([...jit((p: unknown, x: Tensor) => Mlp(p, x))(p, x).dataSync()]).toEqual([...Mlp(p, x).dataSync()]);
});

test('holes hold numbers, models and layers', () => {
  const Inner = nn`model Inner(x: f32[B, 4]) -> f32[B, 4] = x |> relu`;
  const Outer = nn`model Outer(x: f32[B, 6]) -> f32[B, 4] = x |> linear(${2 + 2}) |> ${Inner}`;
  const p = Outer.init(random.key(0));
  expect(Outer(p, f.ones([2, 6])).shape).toEqual([2, 4]);
});

test('a hole may hold a function on tensors', () => {
  const M = nn`model M(x: f32[B, 6]) -> f32[B, 2] = x |> linear(4) |> ${f.gelu} |> ${(x: Tensor) => f.split(x, 2, { axis: 1 })[0]!}`;
  const p = M.init(random.key(0)), x = random.normal(random.key(1), [3, 6]);
  const wanted = f.slice(f.gelu(f.add(f.matmul(x, p.linear.weight), p.linear.bias)), [0, 0], [3, 2]);
  [...M(p, x).dataSync()].forEach((v, i) => expect(v).toBeCloseTo(wanted.dataSync()[i]!, 6));
  const outside = f.ones([4]);
  const Bad = nn`model Bad(x: f32[B, 4]) -> f32[B, 4] = x |> ${(x: Tensor) => f.add(x, outside)}`;
  expect(() => Bad({}, f.ones([2, 4]))).toThrow(/not an argument/);
});

test('what stands behind a function in a hole is known from what the function gives', () => {
  const flat = (x: Tensor) => f.reshape(x, [x.shape[0]!, -1]);
  const M = nn`model M<H = 3>(x: f32[B, 4, H]) -> f32[B, 2] = x |> ${f.gelu} |> linear(5) |> ${flat} |> linear(2)`;
  const p = M.init(random.key(0));
  expect(paths(p)).toEqual(['linear.bias', 'linear.weight', 'linear2.bias', 'linear2.weight']);
  expect(p.linear2.weight.shape).toEqual([20, 2]);
  expect(M(p, f.ones([7, 4, 3])).shape).toEqual([7, 2]);
  expect(() => nn`model Bad(x: f32[B, 4, 3]) -> f32[B, 3] = x |> ${flat}`).toThrow(/returns f32\[B, 12\], but its signature says f32\[B, 3\]/);

  const longer = (x: Tensor) => f.pad(x, [[0, 0], [0, x.shape[1]! + 1]]);
  const Unknown = nn`model Unknown<C = 4>(x: f32[B, C]) -> f32[B, 2] = x |> ${longer} |> linear(2)`;
  expect(() => Unknown(Unknown.init(random.key(0)), f.ones([2, 4]))).toThrow(expect.objectContaining({ code: 'NN0525', hint: expect.stringContaining('behind a function in a hole') }));
});

test('wrong calls are typed errors', () => {
  const Mlp = load('mlp').with({ Hidden: 8 }), p = Mlp.init(random.key(0));
  expect(() => Mlp(p, f.ones([2, 783]))).toThrow(/axis 1 of x must be 784, but got 783/);
  expect(() => Mlp(p, f.ones([2, 784], { dtype: 'i32' }))).toThrow(/dtype f32, not i32|f32\[B, 784\], but got i32/);
  expect(() => Mlp({}, f.ones([2, 784]))).toThrow('Mlp: the parameter linear.weight is missing');
  expect(() => Mlp({ ...p, linear: { ...p.linear, weight: f.ones([784, 7]) } }, f.ones([2, 784]))).toThrow('Mlp: the parameter linear.weight is f32[784, 7], expected f32[784, 8]');
  expect(() => Mlp(p)).toThrow(/takes x, but 0 inputs/);
  expect(() => Mlp.with({ Hiden: 3 })).toThrow(expect.objectContaining({ code: 'NN0524', hint: 'did you mean Hidden?' }));
  expect(() => nn`model M(x: f32[B, 3]) -> f32[B, 4] = x |> relu`).toThrow(/returns f32\[B, 3\], but its signature says f32\[B, 4\]/);
});

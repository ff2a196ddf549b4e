/**
 * Every function on tensors means what numpy's or JAX's function of that name means: against the oracle's vectors and
 * against what is written here; run at once, compiled, and on the reference.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../core/encode.ts';
import type { DType } from '../../core/dtype.ts';
import { fromElements, tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { jit } from '../../tensor/transform/jit.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';
import { untyped } from '../untyped.ts';

const u = untyped(f);

type Params = VectorCase['params'];
type Call = (x: readonly Tensor[], params: Params) => Tensor;

const axisOf = ({ axis }: Params): { axis?: number[] } => (axis === null ? {} : { axis: axis as number[] });
const kept = ({ keepDims }: Params): { keepDims: boolean } => ({ keepDims: keepDims as boolean });
const at = ({ axis }: Params): { axis: number } => ({ axis: axis as number });
const reduced = (name: 'sum' | 'prod' | 'max' | 'min' | 'mean' | 'variance' | 'logSumExp' | 'any' | 'all'): Call => ([x], p) => (f[name] as (x: Tensor, options: f.ReduceOptions) => Tensor)(x!, { ...axisOf(p), ...kept(p) });

/** Vectors whose function has another name or takes arguments otherwise. */
const calls: Readonly<Record<string, readonly [name: keyof typeof f, call: Call]>> = {
  mod: ['rem', ([x, y]) => f.add(f.rem(f.add(f.rem(x!, y!), y!), y!), 0)],
  var: ['variance', ([x], p) => f.variance(x!, { ...axisOf(p), ...kept(p), correction: p['correction'] as number })],
  std: ['std', ([x], p) => f.std(x!, { ...axisOf(p), ...kept(p), correction: p['correction'] as number })],
  ...Object.fromEntries((['sum', 'prod', 'max', 'min', 'mean', 'logSumExp', 'any', 'all'] as const).map((n) => [n, [n, reduced(n)] as const])),
  argmax: ['argmax', ([x], p) => f.argmax(x!, { ...at(p), ...kept(p) })],
  argmin: ['argmin', ([x], p) => f.argmin(x!, { ...at(p), ...kept(p) })],
  softmax: ['softmax', ([x], p) => f.softmax(x!, at(p))],
  logSoftmax: ['logSoftmax', ([x], p) => f.logSoftmax(x!, at(p))],
  cumsum: ['cumsum', ([x], p) => f.cumsum(x!, at(p))],
  gelu: ['gelu', ([x], { approximate }) => f.gelu(x!, { approximate: approximate as 'none' | 'tanh' })],
  clip: ['clip', ([x], { min, max }) => f.clip(x!, (min ?? -Infinity) as number, (max ?? Infinity) as number)],
  transpose: ['transpose', ([x], { axes }) => f.transpose(x!, (axes ?? undefined) as number[])],
  reshape: ['reshape', ([x], { shape }) => f.reshape(x!, shape as number[])],
  broadcastTo: ['broadcastTo', ([x], { shape }) => f.broadcastTo(x!, shape as number[])],
  slice: ['slice', ([x], { start, limit, stride }) => f.slice(x!, start as number[], limit as number[], stride as number[])],
  einsum: ['einsum', (xs, { spec }) => f.einsum(spec as string, ...xs)],
  pad: ['pad', ([x], { pads, value }) => f.pad(x!, pads as [number, number][], { constantValues: value as number })],
  sort: ['sort', ([x], p) => f.sort(x!, at(p))],
  argsort: ['argsort', ([x], p) => f.argsort(x!, at(p))],
  flip: ['flip', ([x], p) => f.flip(x!, axisOf(p))],
  concat: ['concat', (xs, p) => f.concat(xs, at(p))],
  stack: ['stack', (xs, p) => f.stack(xs, at(p))],
  take: ['take', ([x, i], p) => f.take(x!, i!, at(p))],
  takeAlongAxis: ['takeAlongAxis', ([x, i], p) => f.takeAlongAxis(x!, i!, at(p))],
  oneHot: ['oneHot', ([x], { classes }) => f.oneHot(x!, classes as number)],
  crossEntropy: ['crossEntropy', ([x, y]) => f.crossEntropy(x!, y!)],
  leakyRelu: ['leakyRelu', ([x], { slope }) => f.leakyRelu(x!, { negativeSlope: slope as number })],
};
const callOf = ({ op }: VectorCase): readonly [keyof typeof f, Call] | undefined =>
  calls[op] ?? (op in f ? [op as keyof typeof f, (x) => (f[op as keyof typeof f] as unknown as (...x: readonly Tensor[]) => Tensor)(...x)] : undefined);
const cases = vectors('ops').filter((c) => callOf(c) && c.params['labelSmoothing'] === undefined && (c.op !== 'crossEntropy' || c.params['reduction'] === 'mean'));

const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);

function near(y: Tensor, { shape, dtype, data }: VectorTensor): void {
  expect([y.dtype, y.shape]).toEqual([dtype, shape]);
  const got = y.dataSync();
  data.forEach((want, i) => {
    const have = got[i]!;
    if (dtype !== 'f32' || !Number.isFinite(want)) expect(have + 0, `element ${i}`).toBe(want + 0);
    else expect(Math.abs(have - want), `element ${i} is ${have}, should be ${want}`).toBeLessThanOrEqual(3e-6 * Math.max(1, Math.abs(want)));
  });
}

/** At once and compiled on the CPU engine, at once on the reference. */
function everyWay(inputs: () => readonly Tensor[], call: (...x: readonly Tensor[]) => Tensor): Tensor[] {
  device('cpu', { threads: 1 });
  const here = [call(...inputs()), jit(call)(...inputs())];
  device('reference');
  return [...here, call(...inputs())];
}

const groups = [...new Set(cases.map((c) => c.op))].map((op) => [op, cases.filter((c) => c.op === op)] as const);
test.each(groups)('%s against the oracle', (_, list) => {
  for (const c of list) {
    const [, call] = callOf(c)!;
    for (const y of everyWay(() => c.inputs.map(made), (...x) => call(x, c.params))) near(y, c.outputs[0]!);
  }
});

/** `f32[2] 1,2` */
const show = (y: Tensor): string => `${y.dtype}[${y.shape.join()}] ${Array.from(decode(y.dataSync(), y.dtype)).join()}`;
const i32 = (x: readonly unknown[]): Tensor => tensor(x as number[], { dtype: 'i32' });
const bool = (x: readonly boolean[]): Tensor => tensor(x);
const grid = (): Tensor => tensor([[1, 2, 3], [4, 5, 6]]);

const written: Readonly<Record<string, readonly (readonly [() => Tensor, string])[]>> = {
  // jnp.sum([True, True]) counts; the mean of integers is a float; the largest of integers is one.
  sum: [[() => f.sum(bool([true, false, true])), 'i32[] 2'], [() => f.sum(i32([3, 4])), 'i32[] 7'], [() => f.sum(grid(), { axis: -1 }), 'f32[2] 6,15'], [() => f.sum(grid(), { axis: [0, 1], keepDims: true }), 'f32[1,1] 21'], [() => f.sum(f.zeros([0, 2]), { axis: 0 }), 'f32[2] 0,0'], [() => f.sum(5), 'i32[] 5'], [() => f.sum(0.5), 'f32[] 0.5']],
  prod: [[() => f.prod(i32([2, 3, 4])), 'i32[] 24'], [() => f.prod(f.zeros([0])), 'f32[] 1']],
  mean: [[() => f.mean(i32([1, 2])), 'f32[] 1.5'], [() => f.mean(grid(), { axis: 0, keepDims: true }), 'f32[1,3] 2.5,3.5,4.5']],
  max: [[() => f.max(i32([3, 9, 2])), 'i32[] 9'], [() => f.max(tensor([1, NaN, 3])), 'f32[] NaN']],
  min: [[() => f.min(tensor([1, NaN, 3])), 'f32[] NaN']],
  variance: [[() => f.variance(tensor([1, 2, 3, 4])), 'f32[] 1.25'], [() => f.variance(tensor([1, 2, 3]), { correction: 1 }), 'f32[] 1']],
  any: [[() => f.any(tensor([0, 2])), 'bool[] 1'], [() => f.any(f.zeros([0])), 'bool[] 0']],
  all: [[() => f.all(tensor([0, 2])), 'bool[] 0'], [() => f.all(f.zeros([0])), 'bool[] 1']],
  argmax: [[() => f.argmax(tensor([[1, 7], [7, 2]])), 'i32[] 1'], [() => f.argmax(tensor([[1, 7], [7, 2]]), { keepDims: true }), 'i32[1,1] 1'], [() => f.argmax(grid(), { axis: -1, keepDims: true }), 'i32[2,1] 2,2'], [() => f.argmax(tensor([1, NaN, 3])), 'i32[] 1']],
  argmin: [[() => f.argmin(tensor([3, 1, 1])), 'i32[] 1']],
  // numpy's logical functions see truth, its bitwise ones see bits.
  logicalAnd: [[() => f.logicalAnd(i32([2, 0]), i32([1, 1])), 'bool[2] 1,0'], [() => f.logicalAnd(bool([true, false]), true), 'bool[2] 1,0']],
  logicalOr: [[() => f.logicalOr(tensor([0.5, 0]), 0), 'bool[2] 1,0']],
  logicalNot: [[() => f.logicalNot(i32([2, 0])), 'bool[2] 0,1']],
  bitwiseAnd: [[() => f.bitwiseAnd(i32([6, 5]), i32([3, 3])), 'i32[2] 2,1']],
  bitwiseOr: [[() => f.bitwiseOr(i32([6, 5]), 8), 'i32[2] 14,13']],
  bitwiseXor: [[() => f.bitwiseXor(i32([6, 5]), i32([3, 3])), 'i32[2] 5,6']],
  // The remainder has the sign of the dividend, as jnp.fmod and lax.rem.
  rem: [[() => f.rem(tensor([-5, 5]), 3), 'f32[2] -2,2'], [() => f.rem(i32([-5, 5]), -3), 'i32[2] -2,2']],
  div: [[() => f.div(1, tensor([4])), 'f32[1] 0.25'], [() => f.div(tensor([1, -1, 0]), 0), 'f32[3] Infinity,-Infinity,NaN']],
  round: [[() => f.round(tensor([0.5, 1.5, 2.5, -0.5])), 'f32[4] 0,2,2,-0'.replace('-0', '0')]],
  pow: [[() => f.pow(tensor([2, -2, 0]), 3), 'f32[3] 8,-8,0'], [() => f.pow(tensor([-2]), 0.5), 'f32[1] NaN']],
  sign: [[() => f.sign(tensor([-2, 0, NaN])), 'f32[3] -1,0,NaN']],
  maximum: [[() => f.maximum(tensor([1, NaN]), 2), 'f32[2] 2,NaN']],
  minimum: [[() => f.minimum(NaN, tensor([1])), 'f32[1] NaN']],
  sqrt: [[() => f.sqrt(i32([4, 9])), 'f32[2] 2,3'], [() => f.sqrt(4), 'f32[] 2']],
  add: [[() => f.add(tensor([[1], [2]]), tensor([10, 20])), 'f32[2,2] 11,21,12,22'], [() => f.add(bool([true]), i32([1])), 'i32[1] 2'], [() => f.add(f.ones([0, 3]), f.ones([3])), 'f32[0,3] '], [() => f.add(i32([2147483647]), 1), 'i32[1] -2147483648']],
  stopGradient: [[() => f.stopGradient(tensor([1, 2])), 'f32[2] 1,2']],
  astype: [[() => f.astype(tensor([1.7, -1.7]), 'i32'), 'i32[2] 1,-1'], [() => f.astype(tensor([0, 0.1]), 'bool'), 'bool[2] 0,1'], [() => f.astype(bool([true]), 'f16'), 'f16[1] 1']],
  where: [[() => f.where(bool([true, false]), 1, tensor([5, 6])), 'f32[2] 1,6']],
  clip: [[() => f.clip(i32([-5, 5]), 0, 3), 'i32[2] 0,3']],
  reshape: [[() => f.reshape(grid(), [3, -1]), 'f32[3,2] 1,2,3,4,5,6'], [() => f.reshape(f.zeros([0, 4]), [4, -1]), 'f32[4,0] ']],
  transpose: [[() => f.transpose(grid()), 'f32[3,2] 1,4,2,5,3,6'], [() => f.transpose(grid(), [-1, 0]), 'f32[3,2] 1,4,2,5,3,6']],
  broadcastTo: [[() => f.broadcastTo(tensor([1, 2]), [2, 2]), 'f32[2,2] 1,2,1,2']],
  expandDims: [[() => f.expandDims(tensor([1, 2]), -1), 'f32[2,1] 1,2'], [() => f.expandDims(tensor([1, 2]), 0), 'f32[1,2] 1,2']],
  squeeze: [[() => f.squeeze(f.ones([1, 2, 1])), 'f32[2] 1,1'], [() => f.squeeze(f.ones([1, 2, 1]), -1), 'f32[1,2] 1,1']],
  shape: [[() => tensor([...f.shape(grid())]), 'f32[2] 2,3']],
  ndim: [[() => tensor(f.ndim(grid())), 'f32[] 2']],
  size: [[() => tensor([f.size(grid()), f.size(grid(), { axis: 1 }), f.size(3)]), 'f32[3] 6,3,1']],
  broadcastShapes: [[() => tensor(f.broadcastShapes([2, 1], 3, [])), 'f32[2] 2,3'], [() => tensor(f.broadcastShapes()), 'f32[0] ']],
  nextafter: [[() => f.nextafter(tensor([1, 1]), tensor([2, 0])), 'f32[2] 1.0000001192092896,0.9999999403953552']],
  concat: [[() => f.concat([grid(), grid()], { axis: -1 }), 'f32[2,6] 1,2,3,1,2,3,4,5,6,4,5,6']],
  stack: [[() => f.stack([tensor([1, 2]), tensor([3, 4])], { axis: -1 }), 'f32[2,2] 1,3,2,4']],
  split: [[() => f.split(grid(), 3, { axis: 1 })[1]!, 'f32[2,1] 2,5'], [() => f.split(grid(), [1], { axis: -1 })[1]!, 'f32[2,2] 2,3,5,6']],
  slice: [[() => f.slice(tensor([0, 1, 2, 3, 4]), [-3], [-1]), 'f32[2] 2,3'], [() => f.slice(tensor([0, 1, 2, 3, 4]), [0], undefined, [2]), 'f32[3] 0,2,4'], [() => f.slice(tensor([0, 1, 2]), [2], [1]), 'f32[0] ']],
  take: [[() => f.take(grid(), i32([[1, 0]]), { axis: 0 }), 'f32[1,2,3] 4,5,6,1,2,3'], [() => f.take(grid(), i32([2, 0]), { axis: -1 }), 'f32[2,2] 3,1,6,4']],
  takeAlongAxis: [[() => f.takeAlongAxis(grid(), i32([[2], [0]])), 'f32[2,1] 3,4']],
  oneHot: [[() => f.oneHot(i32([1, 5]), 3), 'f32[2,3] 0,1,0,0,0,0'], [() => f.oneHot(i32([0]), 2, { dtype: 'bool' }), 'bool[1,2] 1,0']],
  cumsum: [[() => f.cumsum(bool([true, true])), 'i32[2] 1,2'], [() => f.cumsum(grid(), { axis: -1 }), 'f32[2,3] 1,3,6,4,9,15']],
  full: [[() => f.full([2], 7, { dtype: 'i32' }), 'i32[2] 7,7']],
  zeros: [[() => f.zeros([2, 1]), 'f32[2,1] 0,0']],
  ones: [[() => f.ones([], { dtype: 'u8' }), 'u8[] 1']],
  zerosLike: [[() => f.zerosLike(i32([1, 2])), 'i32[2] 0,0']],
  onesLike: [[() => f.onesLike(bool([false])), 'bool[1] 1']],
  arange: [[() => f.arange(3), 'i32[3] 0,1,2'], [() => f.arange(1, 2, 0.25), 'f32[4] 1,1.25,1.5,1.75'], [() => f.arange(5, 0, -2), 'i32[3] 5,3,1'], [() => f.arange(0), 'i32[0] '], [() => f.arange(2, 4, 1, { dtype: 'f32' }), 'f32[2] 2,3']],
  mse: [[() => f.mse(tensor([1, 2]), tensor([3, 2])), 'f32[] 2']],
  crossEntropy: [[() => f.crossEntropy(f.zeros([2, 4]), i32([1, 3])), `f32[] ${Math.fround(Math.log(4))}`]],
};

test.each(Object.entries(written))('%s as written', (_, list) => {
  for (const [call, wanted] of list) for (const y of everyWay(() => [], call)) expect(show(y)).toBe(wanted);
});

test('no function is left out', () => {
  const within = (folder: string): URL[] => readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: 'utf8' }).map((file) => new URL(`${folder}${file}`, import.meta.url));
  const files = within('../vectors/').filter((file) => /numpy\w*\.json$/.test(file.pathname)), tests = within('./').filter((file) => /\.test\.ts$/.test(file.pathname));
  const called = files.flatMap((file) => vectors(/(\w+)\.json$/.exec(file.pathname)![1]!).map((c) => c.op));
  const named = new Set(tests.flatMap((file) => readFileSync(file, 'utf8').match(/\w+/g) ?? []));
  const covered = new Set([...cases.map((c) => callOf(c)![0] as string), ...called, ...named]);
  expect(Object.keys(f).filter((name) => !covered.has(name))).toEqual([]);
});

describe('what cannot be is refused, in a sentence', () => {
  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['shapes that do not broadcast', () => u.add(u.ones([2, 3]), u.ones([2])), /add \[2, 3\] and \[2\]: 3 and 2 do not broadcast/],
    ['an axis that is not there', () => u.sum(u.ones([2, 3]), { axis: 2 }), /sum: .*axis 2/],
    ['a negative axis too far', () => u.softmax(u.ones([2]), { axis: -2 }), /softmax: .*axis -2/],
    ['inner sizes that differ', () => u.matmul(u.ones([2, 3]), u.ones([2, 3])), /matmul/],
    ['a shape of another size', () => u.reshape(u.ones([6]), [4, -1]), /6 elements do not divide by 4/],
    ['squeezing what is not 1', () => u.squeeze(u.ones([2, 1]), 0), /axis 0 of \[2, 1\] has size 2/],
    ['no tensors to join', () => u.concat([]), /no tensors/],
    ['tensors of different shape', () => u.concat([u.ones([2, 2]), u.ones([3, 3])]), /concat/],
    ['an order that names an axis twice', () => u.transpose(u.ones([2, 3]), [0, 0]), /transpose/],
    ['a string', () => f.add('1' as never, f.ones([2])), /operand 1 is string, not a tensor/],
    ['null', () => f.exp(null as never), /operand 1 is null/],
    ['indices that are floats', () => u.take(u.ones([2]), tensor([0.5])), /take/],
    ['labels that are floats', () => u.crossEntropy(u.ones([2, 3]), tensor([0, 1])), /crossEntropy/],
    ['endless ranges', () => f.arange(0, 1, 0), /never ends/],
    ['a size with a fraction', () => u.zeros([1.5]), /not a shape/],
    ['the largest of nothing', () => f.max(f.zeros([0])), /max/],
    ['no dtype', () => f.astype(f.ones([1]), 'f99' as never), /f99/],
  ];
  test.each(refused)('%s', (_, call, message) => {
    device('cpu', { threads: 1 });
    expect(call).toThrow(expect.objectContaining({ message: expect.stringMatching(message) as unknown, code: expect.stringMatching(/^NN\d{4}$/) as unknown }));
    expect(() => jit(() => call() as Tensor)()).toThrow(message);
  });
});

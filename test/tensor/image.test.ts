/** Resampling against jax's and torch's answers, with gradients; what is refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { decode } from '../../core/encode.ts';
import type { DType } from '../../core/dtype.ts';
import { device, grad, image, lax, ones, sin, sum, tensor, zeros, type CotangentError, type Tensor } from '../../index.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';
import { untyped } from '../untyped.ts';

beforeAll(() => { device('cpu', { threads: 1 }); });

type Options = Record<string, never>;
const calls: Readonly<Record<string, (x: readonly Tensor[], options: Options) => Tensor>> = {
  'image.resize': ([x], { shape, method, ...options }) => image.resize(x!, shape, method, options),
  'image.scaleAndTranslate': ([x, s, t], { shape, spatialDims, method, ...options }) => image.scaleAndTranslate(x!, shape, spatialDims, s!, t!, method, options),
  'image.mapCoordinates': ([x, ...places], { order, ...options }) => image.mapCoordinates(x!, places, order, options),
  'image.gridSample': ([x, grid], options) => image.gridSample(x!, grid!, options),
};

function expectNear(have: Tensor, want: VectorTensor, tolerance: number, what: string): void {
  expect(have.shape, what).toEqual(want.shape);
  const data = Array.from(decode(have.dataSync(), have.dtype)), scale = Math.max(1, ...want.data.map(Math.abs)), wrong = want.data.findIndex((w, i) => !(Math.abs(data[i]! - w) <= tolerance * scale));
  expect(wrong < 0 ? '' : `${what}: element ${wrong} is ${data[wrong]}, should be ${want.data[wrong]}`).toBe('');
}

function run({ op, params, inputs, outputs, grads }: VectorCase, dtype: DType, tolerance: number): void {
  const x = inputs.map((v) => tensor(v.data, { dtype: v.dtype === 'f32' ? dtype : v.dtype as DType }).reshape(v.shape)), f = (x: readonly Tensor[]): Tensor => calls[op]!(x, params as Options);
  const y = f(x);
  expectNear(y, outputs[0]!, tolerance, 'value');
  expect(y.dtype).toBe(outputs[0]!.dtype === 'f32' && inputs[0]!.dtype === 'f32' ? dtype : outputs[0]!.dtype);
  if (!grads) return;
  const wrt = grads.flatMap((g, i) => (g ? [i] : [])), weights = sin(lax.iota('i32', y.size).astype(dtype).add(1)).reshape(y.shape);
  const found = grad((...x: Tensor[]) => sum(f(x).mul(weights)), { argnums: wrt })(...x) as Tensor[];
  wrt.forEach((i, k) => expectNear(found[k]!, grads[i]!, tolerance, `gradient ${i}`));
}

const cases = vectors('image').map((c) => ({ c, title: `${c.op} ${c.inputs.map((x) => `${x.dtype}[${x.shape}]`).join(' ')} ${JSON.stringify(c.params)}` }));
describe('in f64', () => { test.each(cases)('$title', ({ c }) => run(c, 'f64', 1e-6)); });
describe('in f32', () => { test.each(cases)('$title', ({ c }) => run(c, 'f32', 2e-5)); });

test('the gradient of a gradient: bilinear in the image and the grid', () => {
  const x = tensor([1, 2, 4, 7], { dtype: 'f64' }).reshape([1, 1, 2, 2]), at = (u: Tensor): Tensor => image.gridSample(x, u.reshape([1, 1, 1, 2]), { alignCorners: true }).reshape([]);
  const u = tensor([0.25, -0.5], { dtype: 'f64' });
  // f = 3.5 + x + 2y + ½xy - … has the mixed derivative (1 - 2 - 4 + 7) / 4.
  const slope = (u: Tensor): Tensor => lax.sliceInDim(grad(at)(u), 0, 1).reshape([]);
  expect([...grad(slope)(u).dataSync()]).toEqual([0, 0.5]);
});

test('sizes of one and none', () => {
  expect([...image.resize(tensor([[5]]), [2, 3], 'cubic').dataSync()]).toEqual([5, 5, 5, 5, 5, 5]);
  expect(image.resize(ones([2, 3]), [0, 3], 'linear').shape).toEqual([0, 3]);
  expect(image.resize(ones([2, 3]), [2, 3], 'lanczos5').shape).toEqual([2, 3]);
  expect([...image.gridSample(tensor([[[[5]]]]), zeros([1, 1, 1, 2]), { paddingMode: 'reflection', alignCorners: true }).dataSync()]).toEqual([5]);
});

const picture = ones([1, 1, 2, 2]), refused: readonly (readonly [code: string, call: () => unknown])[] = [
  ['NN0228', () => untyped(image).resize(ones([2, 2]), [4], 'linear')],
  ['NN0596', () => image.resize(ones([2]), [4], 'quadratic' as never)],
  ['NN0596', () => image.scaleAndTranslate(ones([2]), [4], [0], [2], [0], 'nearest' as never)],
  ['NN0214', () => untyped(image).resize(zeros([0]), [4], 'linear')],
  ['NN0228', () => untyped(image).scaleAndTranslate(ones([2]), [4], [0], [2, 2], [0], 'linear')],
  ['NN0228', () => untyped(image).scaleAndTranslate(ones([2, 2]), [4, 4], [0], [2], [0], 'linear')],
  ['NN0213', () => untyped(image).scaleAndTranslate(ones([2]), [4], [0, 0], [2, 2], [0, 0], 'linear')],
  ['NN0284', () => untyped(image).gridSample(picture, ones([1, 2, 2, 3]))],
  ['NN0284', () => untyped(image).gridSample(picture, ones([2, 2, 2, 2]))],
  ['NN0596', () => image.gridSample(picture, ones([1, 2, 2, 2]), { mode: 'bicubic' as never })],
  ['NN0596', () => image.gridSample(picture, ones([1, 2, 2, 2]), { paddingMode: 'circular' as never })],
  ['NN0284', () => image.mapCoordinates(ones([2, 2]), [ones([2])], 1)],
  ['NN0596', () => image.mapCoordinates(ones([2]), [ones([2])], 3 as never)],
  ['NN0596', () => image.mapCoordinates(ones([2]), [ones([2])], 1, { mode: 'grid-wrap' as never })],
  ['NN0205', () => image.mapCoordinates(ones([2], { dtype: 'bool' }), [ones([2])], 1)],
];
test.each(refused)('%s', (code, call) => {
  let found: unknown;
  try { call(); } catch (e) { found = e; }
  expect((found as CotangentError | undefined)?.code, String(found)).toBe(code);
});

/** Fourier transforms against the sum that defines them, in f64; options, inverses, gradients, what is refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Complex, complex, device, fft, grad, jit, jvp, lax, mul, sum, tensor, zeros, type CotangentError, type Tensor } from '../../index.ts';
import { untyped } from '../untyped.ts';

beforeAll(() => { device('cpu', { threads: 1 }); });

type Pairs = readonly (readonly [re: number, im: number])[];
const wave = (n: number, seed = 0): number[] => Array.from({ length: n }, (_, j) => Math.sin(1 + seed + 3 * j * j) + 0.25 * Math.cos(j + seed));

function sums(x: Pairs, sign: number): Pairs {
  const n = x.length;
  return x.map((_, k) => x.reduce<[number, number]>(([re, im], [a, c], j) => {
    const angle = sign * 2 * Math.PI * ((j * k) % n) / n, cos = Math.cos(angle), sin = Math.sin(angle);
    return [re + a * cos - c * sin, im + a * sin + c * cos];
  }, [0, 0]));
}

const data = (x: Tensor): number[] => [...x.dataSync()];
const zip = (z: Complex): Pairs => { const im = data(z.imag); return data(z.real).map((re, i) => [re, im[i]!]); };

function expectNear(have: readonly number[], want: readonly number[], tolerance: number): void {
  expect(have.length).toBe(want.length);
  const scale = Math.max(1, ...want.map(Math.abs));
  have.forEach((v, i) => expect(Math.abs(v - want[i]!) / scale, `element ${i} is ${v}, should be ${want[i]}`).toBeLessThan(tolerance));
}

// All small sizes; powers; several stages; primes with a matrix of their own, and primes that are convolutions.
const sizes = [...Array.from({ length: 40 }, (_, i) => i + 1), 49, 64, 81, 97, 100, 121, 127, 128, 131, 210, 262, 256, 360, 384, 625, 1000, 1009, 1024];

test.each(sizes)('%i elements', (n) => {
  const re = wave(n), im = wave(n, 7), pairs: Pairs = re.map((v, i) => [v, im[i]!]);
  const right = sums(pairs, -1), back = sums(pairs, 1);
  for (const [dtype, tolerance] of [['f64', 1e-12], ['f32', 5e-7]] as const) {
    const z = complex(tensor(re, { dtype }), tensor(im, { dtype })), y = fft.fft(z), w = fft.ifft(z);
    expectNear(data(y.real), right.map((v) => v[0]), tolerance);
    expectNear(data(y.imag), right.map((v) => v[1]), tolerance);
    expectNear(data(w.real), back.map((v) => v[0] / n), tolerance);
    expectNear(data(w.imag), back.map((v) => v[1] / n), tolerance);
  }
});

test.each([1, 2, 3, 4, 5, 8, 9, 30])('real numbers, %i of them', (n) => {
  const x = tensor(wave(n), { dtype: 'f64' }), half = fft.rfft(x), whole = zip(fft.fft(x));
  expect(half.shape).toEqual([Math.floor(n / 2) + 1]);
  zip(half).forEach((v, k) => expectNear(v, whole[k]!, 1e-12));
  expectNear(data(fft.irfft(half, { n })), wave(n), 1e-12);
});

describe('options', () => {
  const x = tensor(wave(24), { dtype: 'f64' }).reshape([2, 3, 4]);

  test('an axis, and its length', () => {
    const y = fft.fft(x, { axis: 1, n: 5 });
    expect(y.shape).toEqual([2, 5, 4]);
    const [first] = [data(x)], column: Pairs = [0, 1, 2, 3, 4].map((i) => [i < 3 ? first[12 + i * 4 + 1]! : 0, 0]);
    sums(column, -1).forEach((v, k) => expectNear([zip(y)[20 + k * 4 + 1]![0], zip(y)[20 + k * 4 + 1]![1]], v, 1e-12));
    expect(fft.fft(x, { axis: 0, n: 1 }).shape).toEqual([1, 3, 4]);
  });

  test('norms', () => {
    const plain = zip(fft.fft(x));
    expectNear(zip(fft.fft(x, { norm: 'ortho' })).flat(), plain.flat().map((v) => v / 2), 1e-12);
    expectNear(zip(fft.fft(x, { norm: 'forward' })).flat(), plain.flat().map((v) => v / 4), 1e-12);
    for (const norm of ['backward', 'ortho', 'forward'] as const) {
      expectNear(data(fft.ifft(fft.fft(x, { norm }), { norm }).real), data(x), 1e-12);
      expectNear(data(fft.irfftn(fft.rfftn(x, { norm }), { norm, s: [2, 3, 4] })), data(x), 1e-12);
    }
  });

  test('several axes are one after the other', () => {
    const both = fft.fft(fft.fft(x, { axis: 2 }), { axis: 0 });
    expectNear(zip(fft.fftn(x, { axes: [0, 2] })).flat(), zip(both).flat(), 1e-12);
    expectNear(zip(fft.fft2(x)).flat(), zip(fft.fftn(x, { axes: [1, 2] })).flat(), 1e-12);
    expect(fft.fftn(x, { s: [2, 2] }).shape).toEqual([2, 2, 2]);
    expect(fft.rfft2(x).shape).toEqual([2, 3, 3]);
    expectNear(data(fft.irfft2(fft.rfft2(x))), data(x), 1e-12);
    expectNear(data(fft.ifftn(fft.fftn(x)).real), data(x), 1e-12);
  });

  test('integers and halves are transformed in f32', () => {
    expect(fft.fft(tensor([1, 2], { dtype: 'i32' })).real.dtype).toBe('f32');
    expect(fft.fft(tensor([1, 2], { dtype: 'f16' })).real.dtype).toBe('f32');
  });
});

describe('derivatives', () => {
  test('the gradient of the energy, to second order', () => {
    const energy = (x: Tensor): Tensor => { const y = fft.rfft(x, { n: 5 }); return sum(mul(y.real, y.real)).add(sum(mul(y.imag, y.imag))); };
    const x = tensor(wave(5), { dtype: 'f64' }), h = 1e-4, at = (i: number, by: number): number => data(energy(tensor(wave(5).map((v, j) => v + (j === i ? by : 0)), { dtype: 'f64' })))[0]!;
    expectNear(data(grad(energy)(x)), wave(5).map((_, i) => (at(i, h) - at(i, -h)) / (2 * h)), 1e-6);
    const slope = (x: Tensor): Tensor => sum(mul(grad(energy)(x), tensor(wave(5, 3), { dtype: 'f64' })));
    // The energy is a square form, so its second derivative is what its gradient is of the direction.
    expectNear(data(grad(slope)(x)), data(grad(energy)(tensor(wave(5, 3), { dtype: 'f64' }))), 1e-12);
  });

  test('complex numbers are trees: grad, jvp and jit go through', () => {
    const z = complex(tensor(wave(6), { dtype: 'f64' }), tensor(wave(6, 1), { dtype: 'f64' }));
    const f = (z: Complex): Tensor => sum(fft.fft(z).mul(z.conj()).real);
    const g = grad(f)(z);
    expect(g).toBeInstanceOf(Complex);
    const [, dy] = jvp(f, [z], [g]);
    expectNear(data(dy), [[...data(g.real), ...data(g.imag)].reduce((s, v) => s + v * v, 0)], 1e-12);
    expectNear(data(jit(f)(z)), data(f(z)), 1e-12);
  });
});

test('a real number or tensor beside a complex one stretches both parts', () => {
  const z = complex(tensor([1, 2]), 3), both = z.add(tensor([[10], [20]], { dtype: 'f64' }));
  expect(zip(z)).toEqual([[1, 3], [2, 3]]);
  expect(zip(both)).toEqual([[11, 3], [12, 3], [21, 3], [22, 3]]);
  expect([both.real, both.imag].map(({ shape, dtype }) => [shape, dtype])).toEqual([[[2, 2], 'f64'], [[2, 2], 'f64']]);
  expect(zip(z.sub(1))).toEqual([[0, 3], [1, 3]]);
});

test('the size of a complex number, where squares overflow, at 0, infinite', () => {
  const z = complex(tensor([3e30, 0, Infinity, NaN, -3]), tensor([4e30, 0, NaN, 1, 4]));
  expectNear(data(z.abs()).slice(0, 2), [5e30, 0], 1e-6);
  expect(data(z.abs()).slice(2)).toEqual([NaN, NaN, 5]);
  expect(data(grad((x: Tensor) => sum(complex(x, mul(x, 0)).abs()))(tensor([0, -2])))).toEqual([0, -1]);
});

test.each([1, 2, 3, 4, 7, 16, 30])('cosines of %i elements', (n) => {
  const x = wave(n), sums = x.map((_, k) => 2 * x.reduce((s, v, j) => s + v * Math.cos(Math.PI * k * (2 * j + 1) / (2 * n)), 0)), t = tensor(x, { dtype: 'f64' });
  expectNear(data(fft.dct(t)), sums, 1e-12);
  expectNear(data(fft.dct(t, { norm: 'ortho' })), sums.map((v, k) => v / Math.sqrt((k === 0 ? 4 : 2) * n)), 1e-12);
  for (const norm of ['backward', 'ortho'] as const) expectNear(data(fft.idct(fft.dct(t, { norm }), { norm })), x, 1e-12);
  const both = tensor([...x, ...x.map((v) => 2 * v)], { dtype: 'f64' }).reshape([2, n]).transpose();
  expectNear(data(fft.dct(both, { axis: 0 }).transpose()), [...sums, ...sums.map((v) => 2 * v)], 1e-12);
  expect(fft.dct(both, { axis: 0, n: n + 2 }).shape).toEqual([n + 2, 2]);
});

test('lax.fft takes lengths that are those of the axes', () => {
  const x = tensor(wave(12), { dtype: 'f64' }).reshape([3, 4]);
  expect(zip(lax.fft(x, 'fft', [3, 4]))).toEqual(zip(fft.fft2(x)));
  expect(zip(lax.fft(x, 'ifft', [4]))).toEqual(zip(fft.ifft(x)));
  expectNear(data(lax.fft(lax.fft(x, 'rfft', [4]), 'irfft', [4])), data(x), 1e-12);
});

test('frequencies and shifts', () => {
  expect(data(fft.fftfreq(4))).toEqual([0, 0.25, -0.5, -0.25]);
  expect(data(fft.rfftfreq(1))).toEqual([0]);
  const x = tensor(wave(12)).reshape([3, 4]);
  expect(data(fft.ifftshift(fft.fftshift(x)))).toEqual(data(x));
  expect(data(fft.fftshift(tensor([1, 2, 3, 4]).reshape([2, 2]), { axes: 1 }))).toEqual([2, 1, 4, 3]);
});

const refused: readonly (readonly [code: string, call: () => unknown])[] = [
  ['NN0599', () => untyped(fft).fft(tensor([1, 2]), { n: 0 })],
  ['NN0599', () => untyped(fft).irfft(tensor([1]))],
  ['NN0599', () => fft.fftfreq(0)],
  ['NN0596', () => fft.fft(tensor([1, 2]), { norm: 'half' as never })],
  ['NN0598', () => fft.rfft(complex(tensor([1]), tensor([2])) as never)],
  ['NN0202', () => untyped(fft).fft(tensor([1, 2]), { axis: 1 })],
  ['NN0213', () => untyped(fft).fft2(tensor([[1]]), { axes: [0, 0] })],
  ['NN0228', () => untyped(fft).fftn(tensor([[1]]), { s: [1], axes: [0, 1] })],
  ['NN0217', () => untyped(fft).fftn(tensor(1))],
  ['NN0228', () => untyped(lax).fft(tensor([1, 2]), 'fft', [4])],
  ['NN0596', () => lax.fft(tensor([1, 2]), 'dct' as never, [2])],
  ['NN0596', () => fft.dct(tensor([1, 2]), { norm: 'forward' as never })],
  ['NN0599', () => fft.idct(zeros([2, 0]))],
  ['NN0201', () => untyped({ complex }).complex(tensor([1, 2]), tensor([1, 2, 3]))],
];
test.each(refused)('%s', (code, call) => {
  let found: unknown;
  try { call(); } catch (e) { found = e; }
  expect((found as CotangentError | undefined)?.code).toBe(code);
});

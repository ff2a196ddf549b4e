/** Draws are JAX's: bits and integers exactly, floats to a few units in the last place. */
import { expect, test } from 'vitest';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';

device('reference');

const dtypes = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array, bool: Uint8Array } as const;
const made = ({ shape, dtype, data }: VectorTensor): Tensor => tensor(dtypes[dtype as keyof typeof dtypes].from(data), { shape });

type Draw = (key: random.Key, params: Record<string, never>, inputs: readonly Tensor[]) => Tensor;
const draws: Readonly<Record<string, Draw>> = {
  bits: (k, { shape }) => random.bits(k, shape),
  foldIn: (k, { data }) => random.foldIn(k, data),
  uniform: (k, { shape, min, max }) => random.uniform(k, shape, { minval: min, maxval: max }),
  normal: (k, { shape }) => random.normal(k, shape),
  bernoulli: (k, { shape, p }) => random.bernoulli(k, p, shape),
  randint: (k, { shape, min, max }) => random.randint(k, shape, min, max),
  gumbel: (k, { shape }) => random.gumbel(k, shape),
  truncatedNormal: (k, { shape, min, max }) => random.truncatedNormal(k, min, max, shape),
  exponential: (k, { shape }) => random.exponential(k, shape),
  permutation: (k, { n, axis }, [, x]) => random.permutation(k, x ?? n, { axis }),
  categorical: (k, { axis, shape }, [, logits]) => random.categorical(k, logits!, { axis, shape }),
};

// Made of bits by exact steps alone; the files print eight digits.
const exact = new Set(['uniform']);

const compare = ({ op, params, outputs: [wanted] }: VectorCase, drawn: Tensor): void => {
  const at = params['at'] as number[] | undefined;
  const flat = [...drawn.dataSync()];
  const got = at ? at.map((i) => flat[i]!) : flat;
  if (!at) expect(drawn.shape).toEqual(wanted!.shape);
  if (drawn.dtype !== 'f32') return expect(got).toEqual(wanted!.data);
  // In units of the last place of the number, or of 1 for smaller ones: logarithms near zero carry the error of their argument.
  got.forEach((x, i) => expect(Math.abs(x - wanted!.data[i]!) / Math.max(1, Math.abs(x)) * 2 ** 23, `${x} for ${wanted!.data[i]}`).toBeLessThanOrEqual(exact.has(op) ? 1 : 4));
};

const cases = vectors('random');
for (const [name, draw] of Object.entries(draws))
  test(name, () => {
    const mine = cases.filter((c) => c.op === name && (c.params['dtype'] ?? 'u32') === 'u32' && (name !== 'randint' || c.params['min'] !== c.params['max']));
    expect(mine.length).toBeGreaterThan(0);
    for (const c of mine) compare(c, draw(made(c.inputs[0]!), c.params as Record<string, never>, c.inputs.map(made)));
  });

test('key', () => {
  for (const { params, outputs } of cases.filter((c) => c.op === 'key')) expect([...random.key(params['seed'] as number).dataSync()]).toEqual(outputs[0]!.data);
});

test('split', () => {
  for (const { params, inputs, outputs } of cases.filter((c) => c.op === 'split' && (c.params['shape'] as number[]).length === 1)) {
    const keys = random.split(made(inputs[0]!), (params['shape'] as number[])[0]);
    expect(keys.flatMap((k) => [...k.dataSync()])).toEqual(outputs[0]!.data);
  }
});

test('what is no key is refused', () => {
  expect(() => random.normal(tensor([1, 2]), [3])).toThrow(/not a key/);
  expect(() => random.key(0.5)).toThrow(/not a whole number/);
  expect(() => random.uniform(random.key(0), [-1] as number[])).toThrow(/not a shape/);
});

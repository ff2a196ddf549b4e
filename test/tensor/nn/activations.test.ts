/** Activations and their slopes, at kinks and far out: those of jax.nn, on both engines. */
import { afterAll, expect, test } from 'vitest';
import type { DType } from '../../../core/dtype.ts';
import { decode, encode } from '../../../core/encode.ts';
import { fromElements, tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { vjp } from '../../../tensor/transform/vjp.ts';
import { vectors, type VectorCase, type VectorTensor } from '../../vectors/vectors.ts';

const functions = f as unknown as Readonly<Record<string, (x: Tensor, options: object) => Tensor>>;
const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);

/** A few units in the last place, and what is left of numbers near 1 that cancel. */
const close = (have: number, want: number): boolean => Object.is(have + 0, want + 0) || Math.abs(have - want) <= 2e-6 * Math.abs(want) + 1e-7;
const wrong = (have: Tensor, want: VectorTensor): string[] => {
  const got = decode(have.dataSync(), have.dtype);
  return have.shape.join() === want.shape.join() ? want.data.flatMap((w, i) => (close(got[i]!, w) ? [] : [`element ${i} is ${got[i]}, should be ${w}`])) : [have.toString()];
};

function check(c: VectorCase): void {
  const options = typeof c.params['where'] === 'object' ? { ...c.params, where: tensor(c.params['where'] as number[][], { dtype: 'bool' }) } : c.params;
  const x = made(c.inputs[0]!), [y, back] = vjp((x: Tensor) => functions[c.op]!(x, options), x);
  expect({ params: c.params, wrong: wrong(y, c.outputs[0]!) }).toEqual({ params: c.params, wrong: [] });
  expect({ params: c.params, slopes: wrong(back(made(c.cotangent!))[0], c.grads![0]!) }).toEqual({ params: c.params, slopes: [] });
}

const cases = vectors('numpyActivations');
afterAll(() => { device('auto'); });
test.each([...new Set(cases.map((c) => c.op))].flatMap((name) => (['cpu', 'reference'] as const).map((engine) => [name, engine] as const)))('%s on %s', (name, engine) => {
  device(engine, engine === 'cpu' ? { threads: 1 } : {});
  for (const c of cases.filter((c) => c.op === name)) check(c);
});

test('integers', () => {
  const show = (y: Tensor): string => `${y.dtype} ${Array.from(decode(y.dataSync(), y.dtype)).join()}`, x = (): Tensor => tensor([-2, 0, 7], { dtype: 'i32' });
  expect(show(f.relu(x()))).toBe('i32 0,0,7');
  expect(show(f.hardTanh(x()))).toBe('i32 -1,0,1');
  expect(show(f.hardTanh(tensor([0, 7], { dtype: 'u8' })))).toBe('u8 0,1');
  expect(show(f.relu6(x()))).toBe('f32 0,0,6');
  expect(show(f.relu(tensor([true, false])))).toBe('i32 1,0');
  expect(f.elu(tensor([1], { dtype: 'bf16' })).dtype).toBe('bf16');
});

test('other names, and what cannot be', () => {
  expect([f.swish, f.hardSwish]).toEqual([f.silu, f.hardSilu]);
  expect(() => functions['glu']!(tensor([1, 2, 3]), {})).toThrow(/size 3, which has no halves/);
});

test('in f16 and bf16 they are worked out in f32 and rounded once', () => {
  const x = Array.from({ length: 81 }, (_, i) => (i - 40) / 8);
  for (const engine of ['cpu', 'reference'] as const) for (const dtype of ['f16', 'bf16'] as const) for (const name of ['softplus', 'silu', 'gelu', 'elu', 'sigmoid', 'relu'] as const) {
    device(engine, engine === 'cpu' ? { threads: 1 } : {});
    const one = decode(f[name](tensor(x, { dtype })).dataSync(), dtype), wide = decode(f.astype(f[name](f.astype(tensor(x, { dtype }), 'f32')), dtype).dataSync(), dtype);
    expect({ engine, dtype, name, wrong: x.filter((_, i) => !Object.is(one[i], wide[i])) }).toEqual({ engine, dtype, name, wrong: [] });
  }
});

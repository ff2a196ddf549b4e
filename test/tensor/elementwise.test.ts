/** Element-wise functions on zeros, infinities, NaN, ties and the ends of integers: what jax.numpy gives, with its slopes; at once, compiled and on the reference. */
import { afterAll, expect, test } from 'vitest';
import type { DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import { fromElements } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { jit } from '../../tensor/transform/jit.ts';
import { vjp } from '../../tensor/transform/grad.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';

type Call = (...x: readonly Tensor[]) => Tensor | readonly Tensor[];
const functions = f as unknown as Readonly<Record<string, Call>>;
const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);
const list = (y: Tensor | readonly Tensor[]): readonly Tensor[] => (Array.isArray(y) ? (y as readonly Tensor[]) : [y as Tensor]);

/** Three units in the last place; slopes have a difference in them. Of integers JAX computes in f32, and makes 0 of what is less than a normal number. */
const tolerance = { value: { relative: 3.6e-7, absolute: 1e-16 }, slope: { relative: 1e-5, absolute: 2e-8 } } as const, leastNormal = 2 ** -126;
const same = (have: number, want: number, { relative, absolute }: (typeof tolerance)[keyof typeof tolerance]): boolean =>
  Object.is(have + 0, want + 0) || Math.abs(have - want) <= relative * Math.abs(want) + absolute || (want === 0 && Math.abs(have) < leastNormal);

function wrong(what: keyof typeof tolerance, have: Tensor, want: VectorTensor, inputs: readonly VectorTensor[]): string[] {
  if (have.dtype !== want.dtype || have.shape.join() !== want.shape.join()) return [`${have.toString()} should be ${want.dtype}[${want.shape.join()}]`];
  const got = decode(have.dataSync(), have.dtype);
  return want.data.flatMap((w, i) => (same(got[i]!, w, tolerance[what]) ? [] : [`at ${inputs.map((x) => x.data[i]).join(', ')}: ${got[i]} should be ${w}`]));
}

function slopes(call: Call, inputs: readonly Tensor[]): readonly Tensor[] {
  const first = (...x: Tensor[]): Tensor => list(call(...x))[0]!;
  const [y, back] = vjp(first, ...inputs);
  return back(f.onesLike(y)) as unknown as readonly Tensor[];
}

const cases = vectors('elementwise');
afterAll(() => { device('auto'); });
test.each([...new Set(cases.map((c) => c.op))])('%s', (name) => {
  const call = functions[name]!;
  for (const c of cases.filter(({ op }) => op === name)) check(call, c);
});

function check(call: Call, { inputs, outputs, grads }: VectorCase): void {
  const title = inputs.map((x) => x.dtype).join();
  for (const [how, run] of [['cpu', call], ['cpu', jit(call)], ['reference', call]] as const) {
    device(how, how === 'cpu' ? { threads: 1 } : {});
    const y = list(run(...inputs.map(made)));
    expect({ title, how, wrong: outputs.flatMap((w, i) => wrong('value', y[i]!, w, inputs)) }).toEqual({ title, how, wrong: [] });
    if (!grads || run !== call) continue;
    const d = slopes(call, inputs.map(made));
    expect({ title, how, slopes: grads.flatMap((w, i) => (w ? wrong('slope', d[i]!, w, inputs) : [])) }).toEqual({ title, how, slopes: [] });
  }
}

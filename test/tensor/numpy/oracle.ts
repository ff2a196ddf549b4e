/**
 * Functions against the oracle's calls (test/oracle/numpy_vectors.py): the value at once and compiled on the CPU engine and at
 * once on the reference, and the gradient of Σ y · c for the first result y, c = ((i mod 7) − 2.5) / 4 in row-major order.
 */
import { expect } from 'vitest';
import { decode, encode } from '../../../core/encode.ts';
import { isFloat, type DType } from '../../../core/dtype.ts';
import { fromElements } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import { Tensor } from '../../../tensor/tensor.ts';
import { vjp } from '../../../tensor/transform/vjp.ts';
import { vmap } from '../../../tensor/transform/vmap.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import { vectors, type VectorCase, type VectorTensor } from '../../vectors/vectors.ts';

const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);

/** The argument with tensors in their places. */
function filled(x: unknown, tensors: readonly Tensor[]): unknown {
  if (Array.isArray(x)) return x.map((y) => filled(y, tensors));
  if (typeof x !== 'object' || x === null) return x;
  if ('tensor' in x) return tensors[x.tensor as number];
  return Object.fromEntries(Object.entries(x).map(([k, v]) => [k, filled(v, tensors)]));
}

export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;
const call = (c: VectorCase, functions: Functions, tensors: readonly Tensor[]): Tensor[] => {
  const args = (c.params['args'] as unknown[]).map((x) => filled(x, tensors)) as never[];
  const y = functions[c.op]!(...args);
  return Array.isArray(y) ? (y as Tensor[]) : [y as Tensor];
};

/** Relative to the greatest of the numbers compared: what the last steps of a computation in that dtype may lose. */
const tolerances: Readonly<Partial<Record<DType, number>>> = { f32: 3e-6, f16: 2e-3, bf16: 1.6e-2 };

export function near(y: Tensor, { shape, dtype, data }: VectorTensor, label: string, tolerance = tolerances[dtype as DType] ?? 0): void {
  expect([y.dtype, y.shape], label).toEqual([dtype, shape]);
  const got = Array.from(decode(y.dataSync(), y.dtype)), greatest = data.reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), 1e-2);
  data.forEach((want, i) => {
    const have = got[i]!, ok = Object.is(have + 0, want + 0) || Math.abs(have - want) <= tolerance * greatest;
    if (!ok) expect.fail(`${label}: element ${i} is ${have}, should be ${want}`);
  });
}

const cotangent = (y: Tensor): Tensor => fromElements(encode(Array.from({ length: y.size }, (_, i) => (i % 7 - 2.5) * 0.25), y.dtype), y.shape, y.dtype);

/** `compiled`: whether the call can be compiled and batched; not where shapes depend on values. */
export function checkCase(c: VectorCase, functions: Functions, { compiled = true }: { readonly compiled?: boolean } = {}): void {
  const label = `${c.op} ${JSON.stringify(c.params['args'])} of ${c.inputs.map((x) => `${x.dtype}[${x.shape.join()}]`).join(' ')}`;
  const values = (way: string, run: (tensors: Tensor[]) => Tensor[]): void => {
    const ys = run(c.inputs.map(made));
    expect(ys.length, label).toBe(c.outputs.length);
    ys.forEach((y, i) => near(y, c.outputs[i]!, `${label}, ${way}`));
  };
  device('cpu', { threads: 1 });
  values('at once', (t) => call(c, functions, t));
  if (compiled) values('compiled', (t) => jit((...x: Tensor[]) => call(c, functions, x))(...t));
  if (c.grads) {
    const tensors = c.inputs.map(made), wrt = tensors.flatMap((t, i) => (isFloat(t.dtype) ? [i] : []));
    const first = (...x: Tensor[]): Tensor => call(c, functions, tensors.map((t, i) => (wrt.includes(i) ? x[wrt.indexOf(i)]! : t)))[0]!;
    const [y, pull] = vjp(first, ...wrt.map((i) => tensors[i]!));
    near(y, c.outputs[0]!, `${label}, compiled`);
    const grads = pull(cotangent(y));
    wrt.forEach((i, k) => near(grads[k]!, c.grads![i]!, `${label}, gradient of operand ${i}`, 4 * (tolerances[c.grads![i]!.dtype as DType] ?? 0)));
  }
  if (compiled && c.inputs.length > 0) {
    // Two examples in a batch, of which the first is given.
    const tensors = c.inputs.map(made), two = tensors.map((t) => f.stack([t, f.flip(t)]));
    const ys = vmap((...x: Tensor[]) => call(c, functions, x))(...two);
    ys.forEach((y, i) => near(f.unstack(y)[0]!, c.outputs[i]!, `${label}, in a batch`));
  }
  device('reference');
  values('on the reference', (t) => call(c, functions, t));
}

/** The cases of a file by function. */
export function groupsOf(file: string): [string, VectorCase[]][] {
  const cases = vectors(file);
  return [...new Set(cases.map((c) => c.op))].map((op) => [op, cases.filter((c) => c.op === op)]);
}
export const functions = f as unknown as Functions;

/**
 * Reads the value vectors that lie beside this file: inputs and right answers, made with JAX, PyTorch and Optax by the
 * scripts in test/oracle. Not a test, and not a generator: nothing here needs Python.
 */
import { readFileSync } from 'node:fs';

export type VectorDtype = 'f32' | 'f16' | 'bf16' | 'i32' | 'u32' | 'u16' | 'i8' | 'u8' | 'bool';

/** A flat, row-major array. Booleans are 0 and 1. */
export interface VectorTensor {
  shape: number[];
  dtype: VectorDtype;
  data: number[];
}

/** One call of one operation. `grads[i]` is the gradient of Σ outputs[0] · cotangent by `inputs[i]`; null where it has none. */
export interface VectorCase {
  op: string;
  params: Record<string, unknown>;
  inputs: VectorTensor[];
  outputs: VectorTensor[];
  cotangent?: VectorTensor;
  grads?: (VectorTensor | null)[];
}

// JSON has no NaN and no infinities, so the scripts write them as strings.
const notFinite = new Map<unknown, number>([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]]);

/** The cases of `test/vectors/<name>.json`, in the order of the file. */
export const vectors = (name: string): VectorCase[] => {
  const text = readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8');
  const revive = (_key: string, value: unknown): unknown => notFinite.get(value) ?? value;
  return (JSON.parse(text, revive) as { cases: VectorCase[] }).cases;
};

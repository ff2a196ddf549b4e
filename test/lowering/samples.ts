/** Data for the samples of the operations, and for random graphs. */
import { allocate, isFloat, kindOf, type DType, type TypedArray } from '../../core/dtype.ts';
import type { Type } from '../../core/graph.ts';
import type { Sample } from '../../core/op.ts';
import { rounding } from '../../backends/reference/round.ts';
import { halfBits, brainBits } from '../../core/encode.ts';

/** A fixed sequence of numbers in [0, 1): Numerical Recipes' linear congruential generator. */
export function numbers(seed = 1): () => number {
  let state = seed >>> 0;
  return () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32; };
}

export const typesOf = (sample: Sample): readonly Type[] =>
  sample.inputs.map((x) => ('shape' in x ? { shape: x.shape, dtype: x.dtype ?? 'f32' } : { shape: x, dtype: 'f32' }));

export const rangeOf = (sample: Sample, i: number): readonly [number, number] => {
  const x = sample.inputs[i]!;
  return 'shape' in x ? x.range ?? [-2, 2] : [-2, 2];
};

/** What the sample adds to each element of input i. */
export function diagonalOf(sample: Sample, i: number): (element: number) => number {
  const x = sample.inputs[i]!, { shape, diagonal = 0 } = 'shape' in x ? x : { shape: x };
  const [rows, columns] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
  return (element) => {
    const column = element % columns, row = Math.floor(element / columns) % rows;
    return diagonal !== 0 && row === column ? diagonal * (row + 1) : 0;
  };
}

export function fill(t: Type, next: () => number, [least, most]: readonly [number, number] = [-2, 2], more: (element: number) => number = () => 0): TypedArray {
  const out = allocate(t.dtype, (t.shape as readonly number[]).reduce((n, d) => n * d, 1));
  for (let i = 0; i < out.length; i++) out[i] = encode(t.dtype, least + (most - least) * next() + more(i));
  return out;
}

function encode(dtype: DType, x: number): number {
  if (kindOf(dtype) === 'bool') return x > 0 ? 1 : 0;
  const y = rounding[dtype](isFloat(dtype) ? x : Math.round(x));
  return dtype === 'f16' ? halfBits(y) : dtype === 'bf16' ? brainBits(y) : y;
}

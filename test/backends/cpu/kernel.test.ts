import { expect, test } from 'vitest';
import type { DType, TypedArray } from '../../../core/dtype.ts';
import { interpret } from '../../../backends/reference/interpret.ts';
import { decoded, randomKernel } from './randomKernel.ts';
import { runKernel } from './run.ts';

/** Equal bits, except that a NaN is a NaN. */
const same = (dtype: DType, a: TypedArray, b: TypedArray): boolean => {
  const p = [...decoded(dtype, a)], q = [...decoded(dtype, b)];
  return p.length === q.length && p.every((x, i) => Object.is(x, q[i]));
};

const seeds = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1);

test('random kernels give what the reference gives, at any alignment', () => {
  for (const seed of seeds(1200)) {
    const { kernel, data } = randomKernel(seed), expected = data.map((d) => d.slice()), found = runKernel(kernel, data, { shift: [0, 8, 16, 40][seed % 4]! });
    interpret(kernel)(expected);
    kernel.buffers.forEach(({ dtype }, i) => {
      if (!same(dtype, found[i]!, expected[i]!)) expect([...decoded(dtype, found[i]!)], `seed ${seed}, buffer ${i}`).toEqual([...decoded(dtype, expected[i]!)]);
    });
  }
});

test('the number of threads does not change a bit', () => {
  for (const seed of seeds(150)) {
    const { kernel, data } = randomKernel(seed), [one, ...more] = [1, 2, 4, 8].map((threads) => runKernel(kernel, data, { threads }));
    for (const other of more) expect(other, `seed ${seed}`).toEqual(one);
  }
});

import { describe, expect, test } from 'vitest';
import { addIndex, at, axis, int, load, scalar } from '../../../core/build.ts';
import type { DType } from '../../../core/dtype.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { scalars, type ScalarName } from '../../../core/scalar.ts';
import { vectorFunctions } from '../../../backends/cpu/wasm/maths.ts';
import { runKernel } from './run.ts';

const longer = ['exp', 'expm1', 'log', 'log1p', 'rsqrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'erf', 'erfc', 'sigmoid', 'pow', 'atan2', 'rem'] as const satisfies readonly ScalarName[];

const some = [0, -0, 1, -1, 0.5, -0.5, 0.999, 1e-20, -1e-20, 1e-5, 3, -3, 7.25, -9.5, 20, -20, 80, -80, 1e4, -1e4, 1e30, Infinity, -Infinity, NaN, 2, 1.5, -1.5, 0.1, 1e-40];
const pairs = (name: ScalarName): readonly (readonly [number, number])[] =>
  scalars[name].arity === 1 ? some.map((x) => [x, 0]) : some.flatMap((x) => some.map((y) => [x, y] as const));

/** y = f(x, z) over a vector loop, then the same over a serial one. */
const kernel = (name: ScalarName, dtype: DType, n: number): Kernel => {
  const i = axis(n), j = axis(n), args = (index: typeof i) => [load(0, dtype, [at(index)]), ...(scalars[name].arity === 2 ? [load(1, dtype, [at(index)])] : [])];
  return {
    buffers: [{ dtype, elements: n, role: 'in' }, { dtype, elements: n, role: 'in' }, { dtype, elements: 2 * n, role: 'out' }], scratch: [],
    body: [
      { kind: 'for', how: 'vector', axis: i, body: [{ kind: 'store', to: 2, index: at(i), value: scalar(name, ...args(i)) }] },
      { kind: 'for', how: 'serial', axis: j, body: [{ kind: 'store', to: 2, index: addIndex(at(j), int(n)), value: scalar(name, ...args(j)) }] },
    ],
  };
};

/** Distance in units in the last place. */
const ulps = (found: number, expected: number, bits: number, least: number): number => {
  if (Object.is(found, expected) || found === expected) return 0;
  if (!Number.isFinite(expected) || !Number.isFinite(found)) return Infinity;
  return Math.abs(found - expected) / Math.max(least, 2 ** (Math.floor(Math.log2(Math.abs(expected))) - bits + 1));
};

// Functions of maths.ts keep the bounds stated there; the others are rounded once from f64, and 1/√x twice.
const bound = (name: ScalarName): number => ({ ...Object.fromEntries(Object.entries(vectorFunctions).map(([n, { ulp }]) => [n, ulp])), rsqrt: 1 })[name as string] ?? 0.5;

describe.each(longer)('%s', (name) => {
  const list = pairs(name), n = list.length;
  test('of f32: within its bound, the same bits in lanes and alone', () => {
    const x = Float32Array.from(list, (p) => p[0]), y = Float32Array.from(list, (p) => p[1]), out = runKernel(kernel(name, 'f32', n), [x, y, new Float32Array(2 * n)])[2]!;
    expect(out.subarray(n)).toEqual(out.subarray(0, n));
    for (let i = 0; i < n; i++) {
      const exact = scalars[name].js(x[i]!, y[i]!), nearest = Math.fround(exact);
      const error = Number.isFinite(nearest) && Math.abs(nearest) < 3.4e38 ? ulps(out[i]!, exact, 24, 2 ** -149) : Object.is(out[i], nearest) ? 0 : Infinity;
      expect(error, `${name}(${x[i]}, ${y[i]}) is ${out[i]}, expected ${exact}`).toBeLessThanOrEqual(bound(name) + 1e-6);
    }
  });
  test('of f64', () => {
    const x = Float64Array.from(list, (p) => p[0]), y = Float64Array.from(list, (p) => p[1]), out = runKernel(kernel(name, 'f64', n), [x, y, new Float64Array(2 * n)])[2]!;
    for (let i = 0; i < n; i++) {
      const expected = scalars[name].js(x[i]!, y[i]!);
      expect(ulps(out[i]!, expected, 53, 5e-324), `${name}(${x[i]}, ${y[i]}) is ${out[i]}, expected ${expected}`).toBeLessThanOrEqual(name === 'rsqrt' ? 1 : 0);
    }
  });
});

test.each(['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'erf', 'expm1', 'log1p'] as const)('%s of -0 is -0', (name) => {
  const zeros = (made: Float32Array | Float64Array): unknown[] => [...made].map((y) => Object.is(y, -0));
  expect(zeros(runKernel(kernel(name, 'f32', 4), [new Float32Array(4).fill(-0), new Float32Array(4), new Float32Array(8)])[2]! as Float32Array)).toEqual(Array(8).fill(true));
  expect(zeros(runKernel(kernel(name, 'f64', 4), [new Float64Array(4).fill(-0), new Float64Array(4), new Float64Array(8)])[2]! as Float64Array)).toEqual(Array(8).fill(true));
});

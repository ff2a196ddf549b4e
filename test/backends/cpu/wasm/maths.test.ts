// The vector functions against JavaScript's f64 functions: arguments spread over all bit patterns, and densely over the ordinary range and
// around every edge. The error is counted in units in the last place of the true value's binade.
import { beforeAll, describe, expect, test } from 'vitest';
import { scalars } from '../../../../core/scalar.ts';
import { assemble, i32, v128 } from '../../../../backends/cpu/wasm/assembler.ts';
import { emitVectorFunction, vectorFunctions } from '../../../../backends/cpu/wasm/maths.ts';
import type { VectorFunctionName } from '../../../../backends/cpu/wasm/maths.ts';

const floats = (Object.keys(vectorFunctions) as VectorFunctionName[]).filter(name => !/_[su]$/.test(name)) as (VectorFunctionName & keyof typeof scalars)[];
const integers = ['quot_s', 'quot_u', 'rem_s', 'rem_u'] as const;

const count = 1 << 18, size = 4 * count;
let memory: WebAssembly.Memory;
let exports: Record<string, (x: number, y: number, out: number, end: number) => void>;

beforeAll(() => {
  memory = new WebAssembly.Memory({ initial: 3 * size / 65536 });
  const m = assemble();
  m.memory({ module: 'env', name: 'memory', initial: 1 });
  for (const name of [...floats, ...integers]) {
    m.func(name, { x: 'i32', y: 'i32', out: 'i32', end: 'i32' }, 'none', (f, { x, y, out, end }) => f.forRange(out, out, end, 16, () => {
      f.emit(v128.store(out, emitVectorFunction(m, f, name, [v128.load(x), v128.load(y)].slice(0, vectorFunctions[name].arity))));
      f.set(x, i32.add(x, i32.const(16)));
      f.set(y, i32.add(y, i32.const(16)));
    }), { export: true });
  }
  exports = new WebAssembly.Instance(new WebAssembly.Module(m.encode()), { env: { memory } }).exports as typeof exports;
});

const truth = (name: (typeof floats)[number]): ((x: number, y: number) => number) => scalars[name].js;

const largest = 3.4028234663852886e38, leastNormal = 2 ** -126, least = 2 ** -149;
/** Values around which something changes in one function or another. */
const edges = [
  0, least, 3 * least, leastNormal, 1e-20, 1e-7, 0.25, 0.5, 0.625, Math.SQRT1_2, Math.LN2 / 2, 0.9, 1, Math.SQRT2, 1.4, 2, Math.E, Math.PI / 4, Math.PI / 2, Math.PI, 1.5 * Math.PI, 10.1, 3.92, 3.95, 9.01, 9.2,
  16.6, 17.33, 87.33655, 88.72284, 89.41599, 103.2789, 103.9721, 104, 2 ** 20, 2 ** 23, 2 ** 24, 2 ** 25, 16777215, 1e10, 2.4e38, largest, Infinity,
].flatMap(x => [x, -x]);

const word = new Uint32Array(1), float = new Float32Array(word.buffer);
/** Each edge with its sixteen neighbours on either side. */
const around = edges.flatMap(x => Array.from({ length: 33 }, (_, i) => {
  float[0] = x;
  word[0] = (word[0] as number) + i - 16;
  return float[0] as number;
})).concat(NaN);

function* arguments1(): Generator<number> {
  yield* around;
  for (let i = 0; i < 200_000; i++) yield (i / 200_000 - 0.5) * 40;
  for (let bits = 0; bits < 2 ** 32; bits += 8209) {
    word[0] = bits;
    yield float[0] as number;
  }
}

function* arguments2(): Generator<[number, number]> {
  const special = [...edges, 1.5, 3, 3e9, 1 + 2 ** -23, 1 - 2 ** -24, -1 - 2 ** -23, NaN];
  for (const x of special) for (const y of special) yield [x, y];
  let state = 12345;
  const next = (): number => { state = Math.imul(state, 1664525) + 1013904223 | 0; return state >>> 0; };
  const bits = (): number => { word[0] = next(); return float[0] as number; };
  for (let i = 0; i < 200_000; i++) yield [bits(), bits()];
  for (let i = 0; i < 200_000; i++) yield [next() / 2 ** 30, (next() / 2 ** 31 - 1) * 50];
  // Near 1 a small error of the logarithm would be multiplied by a large exponent.
  for (let i = 0; i < 200_000; i++) yield [1 + (next() / 2 ** 32 - 0.5) * 2 ** -(i % 24), (next() / 2 ** 32 - 0.5) * 2 ** (i % 30)];
}

const unit = (x: number): number => Math.max(2 ** (Math.floor(Math.log2(Math.abs(x))) - 23), least);

function largestError(name: (typeof floats)[number]): { error: number; wrong: string[] } {
  const x = new Float32Array(memory.buffer, 0, count), y = new Float32Array(memory.buffer, size, count), out = new Float32Array(memory.buffer, 2 * size, count), js = truth(name);
  const wrong: string[] = [];
  let error = 0, n = 0;
  const check = (): void => {
    exports[name]?.(0, size, 2 * size, 2 * size + 4 * Math.ceil(n / 4) * 4);
    for (let i = 0; i < n; i++) {
      const a = x[i] as number, b = y[i] as number, found = out[i] as number, t = js(a, b), rounded = Math.fround(t);
      // Between the largest number and infinity either is within half a unit.
      if (Number.isFinite(rounded) && Number.isFinite(found) && rounded !== 0) error = Math.max(error, Math.abs(found - t) / unit(t));
      else if (!Object.is(found, rounded) && Math.abs(found - t) > unit(t) * 2) wrong.push(`${name}(${a}, ${b}) = ${found}, expected ${rounded}`);
      else if (rounded === 0 && found === 0 && !Object.is(found, rounded)) wrong.push(`${name}(${a}, ${b}) = ${Object.is(found, 0) ? '0' : '-0'}`);
      else if (Number.isNaN(found) !== Number.isNaN(rounded)) wrong.push(`${name}(${a}, ${b}) = ${found}, expected ${rounded}`);
    }
    n = 0;
  };
  const give = (a: number, b: number): void => {
    x[n] = a;
    y[n] = b;
    if (++n === count) check();
  };
  if (vectorFunctions[name].arity === 1) for (const a of arguments1()) give(a, 0);
  else for (const [a, b] of arguments2()) give(a, b);
  check();
  return { error, wrong };
}

describe('error', () => {
  test.each(floats)('%s', name => {
    const { error, wrong } = largestError(name);
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(error).toBeLessThanOrEqual(vectorFunctions[name].ulp);
    expect(vectorFunctions[name].ulp).toBeLessThanOrEqual(2);
  });
});

test.each(floats)('%s: a lane does not depend on its neighbours', name => {
  const x = new Float32Array(memory.buffer, 0, 16), y = new Float32Array(memory.buffer, size, 16), out = new Float32Array(memory.buffer, 2 * size, 16);
  const xs = [0.3, 1e30, NaN, -2.5, -Infinity, 7, 1e-40, 3e6, 0.3, 0.3, -2.5, 1e30, 7, NaN, 3e6, 1e-40];
  x.set(xs);
  y.set(xs.map(v => (Number.isNaN(v) ? 1 : v / 3)));
  exports[name]?.(0, size, 2 * size, 2 * size + 64);
  const bits = new Uint32Array(out.slice().buffer), first = new Map<number, number>();
  xs.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    first.set(v, first.get(v) ?? bits[i] as number);
    expect(bits[i]).toBe(first.get(v));
  });
});

test.each(integers)('%s', name => {
  const unsigned = name.endsWith('u'), View = unsigned ? Uint32Array : Int32Array;
  const x = new View(memory.buffer, 0, count), y = new View(memory.buffer, size, count), out = new View(memory.buffer, 2 * size, count);
  const special = [0, 1, -1, 2, -2, 3, 7, -7, 10, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 2 ** 30, 123456789, 65536, 65535];
  let n = 0, state = 1;
  for (const a of special) for (const b of special) { x[n] = a; y[n++] = b; }
  const next = (): number => { state = Math.imul(state, 1664525) + 1013904223 | 0; return state; };
  while (n < count) { x[n] = next(); y[n++] = next() >> (n % 32); }
  exports[name]?.(0, size, 2 * size, 3 * size);
  const js = scalars[name.startsWith('quot') ? 'quot' : 'rem'].js, wrap = new View(1);
  for (let i = 0; i < count; i++) {
    const a = x[i] as number, b = y[i] as number;
    wrap[0] = b === 0 ? (name.startsWith('quot') ? -1 : a) : js(a, b);
    if (out[i] !== wrap[0]) expect([name, a, b, out[i]]).toEqual([name, a, b, wrap[0]]);
  }
});

test('a wrong number of arguments is refused', () => {
  const m = assemble();
  expect(() => m.func('f', { x: 'v128' }, 'v128', (f, { x }) => emitVectorFunction(m, f, 'pow', [x]))).toThrow('pow: 1 arguments, expected 2');
});

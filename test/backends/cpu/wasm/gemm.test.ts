// The product against three plain loops in f64 (exact integers for i32, u32). The bound is the textbook one for a sum of k products,
// |error| ≤ γ · Σ |a·b| with γ = (k + 2)·u / (1 − (k + 2)·u): Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1.
import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { assemble, hasRelaxedSimd, i32 } from '../../../../backends/cpu/wasm/assembler.ts';
import { epilogueParams, gemm, gemmScratchBytes } from '../../../../backends/cpu/wasm/gemm.ts';
import type { GemmDType } from '../../../../backends/cpu/wasm/gemm.ts';

/** Room for the largest product here, and then the matrices. */
const data = 4 << 20;
const views = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array } as const;
const unit = { f32: 2 ** -24, f64: 2 ** -53, i32: 0, u32: 0 } as const;

interface Problem {
  dtype: GemmDType; m: number; n: number; k: number; batch: [number, number, number];
  aFlip: boolean; bFlip: boolean; cFlip: boolean; aPad: number; bPad: number; cPad: number; accumulate: boolean; seed: number;
}

type Run = (values: Record<string, number>) => void;
let memory: WebAssembly.Memory;
const runs = new Map<string, Run>();

function build(dtype: GemmDType, relaxed: boolean): Run {
  const m = assemble();
  m.memory({ module: 'env', name: 'memory', initial: 1, maximum: 65536, shared: true });
  const product = gemm(m, dtype, { relaxed });
  // Counts, in the first words of the memory, how often each element of c is reported as finished; c is at most 64 × 64 there.
  const seen = m.func('seen', epilogueParams, 'none', (f, p) => {
    const i = f.local('i32'), j = f.local('i32'), at = f.local('i32');
    f.forRange(i, p.i0, p.i1, 1, () => f.forRange(j, p.j0, p.j1, 1, () => {
      f.set(at, i32.add(i32.const(data), i32.shl(i32.add(i32.mul(i, i32.const(64)), j), i32.const(2))));
      f.emit(i32.store(at, i32.add(i32.load(at), i32.add(i32.const(1), p.batch))));
    }));
  });
  const place = m.tableIndex(seen);
  expect(place).toBe(0);
  m.func('run', product.params, 'none', (f, p) => f.emit(product.call(p)), { export: true });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(m.encode()), { env: { memory } });
  const run = instance.exports.run as (...args: number[]) => void, names = Object.keys(product.params);
  return values => run(...names.map(name => values[name] ?? 0));
}

beforeAll(() => {
  memory = new WebAssembly.Memory({ initial: 512, maximum: 512, shared: true });
  for (const dtype of ['f32', 'f64', 'i32', 'u32'] as const) runs.set(dtype, build(dtype, false));
  if (hasRelaxedSimd()) for (const dtype of ['f32', 'f64'] as const) runs.set(`${dtype} relaxed`, build(dtype, true));
});

/** A reproducible stream of small numbers: whole for integers, fractions of both signs for floats. */
function numbers(seed: number, whole: boolean): () => number {
  let state = seed | 1;
  return () => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return whole ? state >> 8 : (state >> 8) / 2 ** 20;
  };
}

/** Runs the problem and says the largest error as a part of the bound; throws when something outside c has changed. */
function worst(p: Problem, run: Run): number {
  const View = views[p.dtype], size = View.BYTES_PER_ELEMENT, whole = p.dtype === 'i32' || p.dtype === 'u32';
  const count = p.batch[0] * p.batch[1] * p.batch[2];
  const layout = (rows: number, columns: number, flip: boolean, pad: number) => {
    const lead = (flip ? rows : columns) + pad, one = lead * (flip ? columns : rows) + pad;
    return { row: flip ? 1 : lead, column: flip ? lead : 1, batches: [one * p.batch[1] * p.batch[2], one * p.batch[2], one] as const, elements: one * count + 8 };
  };
  const a = layout(p.m, p.k, p.aFlip, p.aPad), b = layout(p.k, p.n, p.bFlip, p.bPad), c = layout(p.m, p.n, p.cFlip, p.cPad);
  const at = { a: data, b: data + a.elements * size + 64 & -64, c: 0 };
  at.c = at.b + b.elements * size + 64 & -64;
  const view = (from: number, elements: number) => new View(memory.buffer, from, elements);
  const A = view(at.a, a.elements), B = view(at.b, b.elements), C = view(at.c, c.elements), next = numbers(p.seed, whole);
  for (const x of [A, B, C]) for (let i = 0; i < x.length; i++) x[i] = next();
  const before = C.slice();
  // Exactly as much as asked for, ending where the matrices begin.
  const scratch = data - 64 * Math.ceil(gemmScratchBytes(1, p) / 64), beyond = new Int32Array(memory.buffer, scratch - 64, 16).fill(77);

  run({
    threads: 1, scratch, m: p.m, n: p.n, k: p.k, batch0: p.batch[0], batch1: p.batch[1], batch2: p.batch[2], accumulate: Number(p.accumulate), epilogue: -1,
    a: at.a, aRow: a.row, aColumn: a.column, aBatch0: a.batches[0], aBatch1: a.batches[1], aBatch2: a.batches[2],
    b: at.b, bRow: b.row, bColumn: b.column, bBatch0: b.batches[0], bBatch1: b.batches[1], bBatch2: b.batches[2],
    c: at.c, cRow: c.row, cColumn: c.column, cBatch0: c.batches[0], cBatch1: c.batches[1], cBatch2: c.batches[2],
  });

  if (beyond.some(x => x !== 77)) throw new Error('the product wrote below its scratch memory');
  let largest = 0;
  const touched = new Uint8Array(c.elements), u = (p.k + 2) * unit[p.dtype], gamma = u / (1 - u);
  for (let x = 0; x < count; x++) for (let i = 0; i < p.m; i++) for (let j = 0; j < p.n; j++) {
    const to = x * c.batches[2] + i * c.row + j * c.column;
    touched[to] = 1;
    if (whole) {
      let sum = p.accumulate ? (before[to] as number) | 0 : 0;
      for (let k = 0; k < p.k; k++) sum = sum + Math.imul(A[x * a.batches[2] + i * a.row + k * a.column] as number, B[x * b.batches[2] + k * b.row + j * b.column] as number) | 0;
      if (((C[to] as number) | 0) !== sum) return Infinity;
      continue;
    }
    let sum = p.accumulate ? before[to] as number : 0, sizes = Math.abs(sum);
    for (let k = 0; k < p.k; k++) {
      const term = (A[x * a.batches[2] + i * a.row + k * a.column] as number) * (B[x * b.batches[2] + k * b.row + j * b.column] as number);
      sum += term;
      sizes += Math.abs(term);
    }
    const error = Math.abs((C[to] as number) - sum);
    // In f64 the loops above round as well.
    largest = Math.max(largest, error / (gamma * sizes * (p.dtype === 'f64' ? 2 : 1) || Number.MIN_VALUE));
  }
  for (let i = 0; i < c.elements; i++) if (touched[i] === 0 && C[i] !== before[i]) throw new Error(`element ${i} outside c changed`);
  return largest;
}

const size = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 20 }) }, { weight: 2, arbitrary: fc.integer({ min: 20, max: 150 }) });
const problem = (dtype: GemmDType): fc.Arbitrary<Problem> => fc.record({
  dtype: fc.constant(dtype), m: size, n: size, k: fc.oneof({ weight: 4, arbitrary: size }, { weight: 1, arbitrary: fc.integer({ min: 250, max: 530 }) }),
  batch: fc.tuple(fc.constantFrom(1, 1, 2), fc.constantFrom(1, 1, 3), fc.constantFrom(1, 1, 2)),
  aFlip: fc.boolean(), bFlip: fc.boolean(), cFlip: fc.constantFrom(false, false, true), aPad: fc.constantFrom(0, 0, 3), bPad: fc.constantFrom(0, 0, 5), cPad: fc.constantFrom(0, 0, 2),
  accumulate: fc.boolean(), seed: fc.integer(),
});

describe.each(['f32', 'f64', 'i32', 'u32'] as const)('%s', dtype => {
  test('any size, layout and batch', () => {
    fc.assert(fc.property(problem(dtype), p => { expect(worst(p, runs.get(dtype) as Run)).toBeLessThanOrEqual(1); }), { numRuns: 80 });
  });
  test.each([
    [1, 700, 300], [700, 1, 300], [1, 1, 1000], [6, 600, 9], [7, 600, 9], [65, 129, 257], [1030, 9, 3], [9, 1030, 3], [1, 1, 0], [513, 3, 260],
  ])('%d × %d over %d, all layouts', (m, n, k) => {
    for (const flips of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const p: Problem = { dtype, m, n, k, batch: [1, 1, 1], aFlip: (flips & 1) > 0, bFlip: (flips & 2) > 0, cFlip: (flips & 4) > 0, aPad: 0, bPad: 0, cPad: 0, accumulate: false, seed: m };
      expect(worst(p, runs.get(dtype) as Run)).toBeLessThanOrEqual(1);
    }
  });
});

test.runIf(hasRelaxedSimd()).each(['f32', 'f64'] as const)('%s with fused multiply-add', dtype => {
  fc.assert(fc.property(problem(dtype), p => { expect(worst(p, runs.get(`${dtype} relaxed`) as Run)).toBeLessThanOrEqual(1); }), { numRuns: 60 });
});

test('NaN and infinity in one row or column stay there', () => {
  const C = new Float32Array(memory.buffer, data + 4096, 81), A = new Float32Array(memory.buffer, data, 81), B = new Float32Array(memory.buffer, data + 2048, 81);
  A.fill(1);
  B.fill(1);
  A[2 * 9 + 8] = NaN;
  B[8 * 9 + 5] = Infinity;
  (runs.get('f32') as Run)({ threads: 1, scratch: 65536, m: 9, n: 9, k: 9, batch0: 1, batch1: 1, batch2: 1, epilogue: -1, a: data, aRow: 9, aColumn: 1, b: data + 2048, bRow: 9, bColumn: 1, c: data + 4096, cRow: 9, cColumn: 1 });
  for (let i = 0; i < 9; i++) for (let j = 0; j < 9; j++) expect(C[i * 9 + j]).toBe(i === 2 ? NaN : j === 5 ? Infinity : 9);
});

test.each([[64, 64, 300], [5, 64, 7], [64, 3, 7], [33, 47, 0]])('the epilogue hears of every element of %d × %d once', (m, n, k) => {
  for (const flip of [false, true]) {
    const counts = new Int32Array(memory.buffer, data, 64 * 64).fill(0), a = data + 65536, b = a + 4 * 64 * 300, c = b + 4 * 64 * 300;
    (runs.get('f32') as Run)({
      threads: 1, scratch: 65536, m, n, k, batch0: 1, batch1: 1, batch2: 2, epilogue: 0, a, aRow: k, aColumn: 1, b, bRow: flip ? 1 : n, bColumn: flip ? k : 1, c, cRow: n, cColumn: 1,
      aBatch2: 0, bBatch2: 0, cBatch2: 0,
    });
    // Batch 0 adds 1, batch 1 adds 2.
    for (let i = 0; i < 64; i++) for (let j = 0; j < 64; j++) expect(counts[i * 64 + j]).toBe(i < m && j < n ? 3 : 0);
  }
});

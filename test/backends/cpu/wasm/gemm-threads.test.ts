// The bits of a product do not depend on how many threads make it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemory } from '../../../../backends/cpu/memory.ts';
import { createPool } from '../../../../backends/cpu/pool.ts';
import { assemble, i32 } from '../../../../backends/cpu/wasm/assembler.ts';
import { gemm, gemmScratchBytes } from '../../../../backends/cpu/wasm/gemm.ts';
import { threadFunctions } from '../../../../backends/cpu/wasm/threads.ts';
import type { GemmDType } from '../../../../backends/cpu/wasm/gemm.ts';
import type { Pool } from '../../../../backends/cpu/pool.ts';
import type { SharedMemory } from '../../../../backends/cpu/memory.ts';

const engines = new Map<number, { memory: SharedMemory; pool: Pool }>();
beforeAll(() => {
  for (const threads of [1, 2, 4, 8]) {
    const memory = createMemory({ maximumBytes: 128 << 20 });
    engines.set(threads, { memory, pool: createPool(memory, threads) });
  }
});
afterAll(() => engines.forEach(({ pool }) => pool.dispose()));

interface Shape { m: number; n: number; k: number; batch?: number; flipA?: boolean; flipB?: boolean; dtype?: GemmDType }

/** The product made twice over by so many threads, the second time added to the first. */
function bitsOf(threads: number, { m, n, k, batch = 1, flipA = false, flipB = false, dtype = 'f32' }: Shape): Uint32Array {
  const { memory, pool } = engines.get(threads)!;
  const words = dtype === 'f64' ? 2 : 1, sizes = [m * k * batch, k * n * batch, m * n * batch] as const, scratch = memory.alloc(gemmScratchBytes(threads, { dtype, m, n, k }));
  const [a, b, c] = sizes.map(elements => memory.alloc(elements * words * 4)) as [number, number, number];
  let state = 7;
  for (const [address, elements] of [[a, sizes[0]], [b, sizes[1]]] as const) {
    const view = dtype === 'f64' ? new Float64Array(memory.memory.buffer, address, elements) : new Float32Array(memory.memory.buffer, address, elements);
    for (let i = 0; i < elements; i++) {
      state = Math.imul(state, 1664525) + 1013904223 | 0;
      view[i] = state / 2 ** 31;
    }
  }
  const w = assemble();
  w.memory(memory.import);
  const product = gemm(w, dtype), { barrier } = threadFunctions(w);
  w.func('run', { tid: 'i32', threads: 'i32' }, 'none', (f, { tid, threads: count }) => {
    for (const accumulate of [0, 1]) {
      const numbers = {
        scratch, m, n, k, batch0: 1, batch1: 1, batch2: batch, accumulate, epilogue: -1,
        a, aRow: flipA ? 1 : k, aColumn: flipA ? m : 1, aBatch0: 0, aBatch1: 0, aBatch2: m * k,
        b, bRow: flipB ? 1 : n, bColumn: flipB ? k : 1, bBatch0: 0, bBatch1: 0, bBatch2: k * n,
        c, cRow: n, cColumn: 1, cBatch0: 0, cBatch1: 0, cBatch2: m * n,
      };
      f.emit(product.call({ tid, threads: count, ...Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, i32.const(value)])) as { [K in keyof typeof numbers]: ReturnType<typeof i32.const> } }));
      f.emit(barrier.call({ threads: count }));
    }
  }, { export: true });
  const program = pool.load(new WebAssembly.Module(w.encode()));
  program.run();
  program.dispose();
  const bits = new Uint32Array(memory.memory.buffer, c, sizes[2] * words).slice();
  for (const address of [a, b, c, scratch]) memory.free(address);
  return bits;
}

const shapes: Shape[] = [
  { m: 100, n: 70, k: 300 }, { m: 257, n: 129, k: 513, flipA: true }, { m: 129, n: 257, k: 100, flipB: true }, { m: 1050, n: 40, k: 90 }, { m: 40, n: 1050, k: 90, flipA: true, flipB: true },
  { m: 1, n: 2000, k: 700 }, { m: 3, n: 2000, k: 700, flipB: true }, { m: 2000, n: 2, k: 700 }, { m: 200, n: 200, k: 64, batch: 3 }, { m: 40, n: 30, k: 20, batch: 25 }, { m: 9, n: 9, k: 9 },
  { m: 100, n: 70, k: 300, dtype: 'f64' }, { m: 2, n: 900, k: 300, dtype: 'f64' },
];
test.each(shapes)('%o', shape => {
  const single = bitsOf(1, shape);
  expect(single.some(x => x !== 0)).toBe(true);
  for (const threads of [2, 4, 8]) expect(Buffer.compare(Buffer.from(bitsOf(threads, shape).buffer), Buffer.from(single.buffer))).toBe(0);
});

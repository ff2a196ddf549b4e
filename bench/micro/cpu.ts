/**
 * The parts of the CPU engine alone: matrix products, vector functions, the barrier. One JSON line per figure.
 *   npm run build && node dist/bench/micro/cpu.js [gemm|maths|barrier] [threads]
 * Products: billions of multiplications and additions per second, best and median. Functions: nanoseconds per element. Barrier: nanoseconds.
 */
import { createMemory } from '../../backends/cpu/memory.ts';
import { createPool } from '../../backends/cpu/pool.ts';
import { assemble, hasRelaxedSimd, i32, v128 } from '../../backends/cpu/wasm/assembler.ts';
import { gemm, gemmScratchBytes } from '../../backends/cpu/wasm/gemm.ts';
import { emitVectorFunction, vectorFunctions } from '../../backends/cpu/wasm/maths.ts';
import { threadFunctions } from '../../backends/cpu/wasm/threads.ts';
import type { Assembler, Expr, FunctionBuilder } from '../../backends/cpu/wasm/assembler.ts';
import type { VectorFunctionName } from '../../backends/cpu/wasm/maths.ts';

const [only = '', threads = '1'] = process.argv.slice(2);
const memory = createMemory(), pool = createPool(memory, Number(threads));
const say = (line: object): void => console.log(JSON.stringify({ threads: pool.threads, ...line }));

function program(body: (m: Assembler, f: FunctionBuilder, tid: Expr<'i32'>, threads: Expr<'i32'>) => void): () => void {
  const m = assemble();
  m.memory(memory.import);
  m.func('run', { tid: 'i32', threads: 'i32' }, 'none', (f, p) => body(m, f, p.tid, p.threads), { export: true });
  const { run } = pool.load(new WebAssembly.Module(m.encode()));
  return run;
}

/** Milliseconds of one call, best and median, after the engine has had time to optimise. */
function measure(run: () => void): { best: number; median: number } {
  const until = performance.now() + 150;
  do run(); while (performance.now() < until);
  const times: number[] = [], end = performance.now() + 400;
  do {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  } while (times.length < 5 || performance.now() < end);
  times.sort((a, b) => a - b);
  return { best: times[0]!, median: times[times.length >> 1]! };
}

const sizes: [m: number, n: number, k: number][] = [
  ...[64, 256, 512, 1021, 1023, 1024, 2048].map((n): [number, number, number] => [n, n, n]),
  [1, 2048, 2048], [1024, 10, 256], [1024, 1, 1024], [1024, 1024, 8], [128, 512, 784], [1024, 256, 1024],
];

function products(relaxed: boolean): void {
  for (const [m, n, k] of sizes) for (const layout of ['NN', 'NT', 'TN', 'TT']) {
    const scratch = memory.alloc(gemmScratchBytes(pool.threads, { dtype: 'f32', m, n, k }));
    const [a, b, c] = [m * k, k * n, m * n].map(elements => memory.alloc(4 * elements)) as [number, number, number];
    for (const [address, elements] of [[a, m * k], [b, k * n]] as const) new Float32Array(memory.memory.buffer, address, elements).fill(0.5);
    const numbers = {
      scratch, m, n, k, batch0: 1, batch1: 1, batch2: 1, accumulate: 0, epilogue: -1,
      a, aRow: layout[0] === 'N' ? k : 1, aColumn: layout[0] === 'N' ? 1 : m, aBatch0: 0, aBatch1: 0, aBatch2: 0,
      b, bRow: layout[1] === 'N' ? n : 1, bColumn: layout[1] === 'N' ? 1 : k, bBatch0: 0, bBatch1: 0, bBatch2: 0,
      c, cRow: n, cColumn: 1, cBatch0: 0, cBatch1: 0, cBatch2: 0,
    };
    const constants = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, i32.const(value)])) as Record<keyof typeof numbers, Expr<'i32'>>;
    const { best, median } = measure(program((w, f, tid, count) => f.emit(gemm(w, 'f32', { relaxed }).call({ tid, threads: count, ...constants }))));
    const rate = (ms: number): number => Number((2 * m * n * k / ms / 1e6).toFixed(1));
    say({ what: 'gemm', m, n, k, layout, relaxed, gflops: rate(best), median: rate(median) });
    for (const address of [a, b, c, scratch]) memory.free(address);
  }
}

function functions(): void {
  const elements = 1 << 14, x = memory.alloc(4 * elements), out = memory.alloc(4 * elements);
  const values = new Float32Array(memory.memory.buffer, x, elements);
  for (let i = 0; i < elements; i++) values[i] = 0.01 + 4 * i / elements;
  for (const name of Object.keys(vectorFunctions) as VectorFunctionName[]) {
    const { best } = measure(program((m, f) => {
      const at = f.local('i32'), turn = f.local('i32');
      f.forRange(turn, i32.const(0), i32.const(16), 1, () => f.forRange(at, i32.const(0), i32.const(4 * elements), 16, () => {
        const args = [v128.load(at, x), v128.load(at, x)].slice(0, vectorFunctions[name].arity);
        f.emit(v128.store(at, emitVectorFunction(m, f, name, args), out));
      }));
    }));
    say({ what: name, ns: Number((best * 1e6 / elements / 16).toFixed(2)) });
  }
}

function barriers(): void {
  const turns = 1000;
  const { best } = measure(program((m, f, _, count) => {
    const { barrier } = threadFunctions(m);
    f.forRange(f.local('i32'), i32.const(0), i32.const(turns), 1, () => f.emit(barrier.call({ threads: count })));
  }));
  say({ what: 'barrier', ns: Number((best * 1e6 / turns).toFixed(0)) });
  say({ what: 'empty program', ns: Number((measure(program(() => {})).best * 1e6).toFixed(0)) });
}

if (only === '' || only === 'gemm') for (const relaxed of hasRelaxedSimd() ? [false, true] : [false]) products(relaxed);
if (only === '' || only === 'maths') functions();
if (only === '' || only === 'barrier') barriers();
pool.dispose();

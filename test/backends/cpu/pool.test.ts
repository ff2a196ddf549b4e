import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemory } from '../../../backends/cpu/memory.ts';
import { createPool } from '../../../backends/cpu/pool.ts';
import { assemble, f64, i32 } from '../../../backends/cpu/wasm/assembler.ts';
import { forClaimed, threadFunctions } from '../../../backends/cpu/wasm/threads.ts';
import type { Pool, PoolProgram } from '../../../backends/cpu/pool.ts';
import type { SharedMemory } from '../../../backends/cpu/memory.ts';
import type { Assembler, FunctionBuilder, Local } from '../../../backends/cpu/wasm/assembler.ts';

const open: Pool[] = [];
afterEach(() => open.splice(0).forEach(pool => pool.dispose()));

function setUp(threads: number, unshared = false): { memory: SharedMemory; pool: Pool; program: (body: (m: Assembler, f: FunctionBuilder, tid: Local<'i32'>, threads: Local<'i32'>) => void) => PoolProgram } {
  const memory = createMemory({ maximumBytes: 16 << 20, unshared }), pool = createPool(memory, threads);
  open.push(pool);
  return {
    memory, pool,
    program(body) {
      const m = assemble();
      m.memory(memory.import);
      m.func('run', { tid: 'i32', threads: 'i32' }, 'none', (f, p) => body(m, f, p.tid, p.threads), { export: true });
      return pool.load(new WebAssembly.Module(m.encode()));
    },
  };
}
const ints = (memory: SharedMemory, address: number, length: number): Int32Array => new Int32Array(memory.memory.buffer, address, length);
const one = i32.const(1);

describe.each([1, 2, 3, 8])('%d threads', threads => {
  test('every thread runs, each with its number', () => {
    const { memory, program } = setUp(threads), at = memory.alloc(64);
    ints(memory, at, 16).fill(-1);
    program((_, f, tid, count) => f.emit(i32.store(i32.add(i32.const(at), i32.shl(tid, i32.const(2))), i32.add(i32.mul(count, i32.const(100)), tid)))).run();
    expect([...ints(memory, at, 16)]).toEqual(Array.from({ length: 16 }, (_, i) => (i < threads ? threads * 100 + i : -1)));
  });

  test('nobody passes the barrier early', () => {
    const { memory, program } = setUp(threads), slots = memory.alloc(4 * 16), errors = memory.alloc(4), turns = 400;
    ints(memory, errors, 1)[0] = 0;
    const p = program((m, f, tid, count) => {
      const { barrier } = threadFunctions(m), turn = f.local('i32'), other = f.local('i32');
      const wait = (): void => f.emit(barrier.call({ threads: count }));
      f.forRange(turn, i32.const(0), i32.const(turns), 1, () => {
        f.emit(i32.store(i32.add(i32.const(slots), i32.shl(tid, i32.const(2))), turn));
        wait();
        f.forRange(other, i32.const(0), count, 1, () => f.if(i32.ne(i32.load(i32.add(i32.const(slots), i32.shl(other, i32.const(2)))), turn), () => f.emit(i32.atomic_rmw_add(i32.const(errors), one))));
        wait();
      });
    });
    for (let k = 0; k < 3; k++) p.run();
    expect(ints(memory, errors, 1)[0]).toBe(0);
  });

  test('claimed loops run every turn once, again and again', () => {
    const { memory, program } = setUp(threads), at = memory.alloc(4 * 1000);
    ints(memory, at, 1000).fill(0);
    const p = program((m, f, _, count) => {
      const { barrier } = threadFunctions(m), turns = f.local('i32');
      for (const n of [1000, 1, 0, 500]) {
        f.set(turns, i32.const(n));
        forClaimed(m, f, 4, turns, count, turn => f.emit(i32.atomic_rmw_add(i32.add(i32.const(at), i32.shl(turn, i32.const(2))), one)));
        f.emit(barrier.call({ threads: count }));
      }
    });
    for (let k = 0; k < 20; k++) p.run();
    expect([...ints(memory, at, 1000)]).toEqual(Array.from({ length: 1000 }, (_, i) => (i === 0 ? 60 : i < 500 ? 40 : 20)));
  });

  test.each(Array.from({ length: threads }, (_, i) => i))('when thread %d fails, all stop, main hears of it, and the pool still works', failing => {
    const { memory, program } = setUp(threads), at = memory.alloc(4);
    const bad = program((m, f, tid, count) => {
      const { barrier } = threadFunctions(m), turn = f.local('i32');
      f.forRange(turn, i32.const(0), i32.const(100), 1, () => {
        f.if(i32.and(i32.eq(turn, i32.const(5)), i32.eq(tid, i32.const(failing))), () => f.emit(i32.div_s(one, i32.sub(tid, i32.const(failing)))));
        f.emit(barrier.call({ threads: count }));
      });
    });
    const good = program((m, f, _, count) => {
      f.emit(threadFunctions(m).barrier.call({ threads: count }));
      f.emit(i32.atomic_rmw_add(i32.const(at), one));
    });
    ints(memory, at, 1)[0] = 0;
    for (let k = 1; k <= 3; k++) {
      expect(() => bad.run()).toThrow(expect.objectContaining({ code: 'NN0403', message: expect.stringContaining(`thread ${failing} of ${threads} failed: `) as string }));
      expect(() => bad.run()).toThrow(/divide by zero/);
      good.run();
      expect(ints(memory, at, 1)[0]).toBe(k * threads);
    }
  });
});

test('programs may be many, be disposed of, and use Math', () => {
  const { memory, program } = setUp(2), at = memory.alloc(8);
  const double = (x: number) => {
    const p = program((m, f, tid) => {
      const log2 = m.import('math', 'log2', { x: 'f64' }, 'f64');
      f.if(i32.eq(tid, one), () => f.emit(f64.store(i32.const(at), log2.call({ x: f64.const(x) }))));
    });
    p.run();
    p.dispose();
    expect(() => p.run()).toThrow('disposed');
    return new Float64Array(memory.memory.buffer, at, 1)[0];
  };
  expect([1, 2, 3, 4, 5].map(x => double(2 ** x))).toEqual([1, 2, 3, 4, 5]);
});

test('without shared memory there is one thread', () => {
  const { memory, pool, program } = setUp(4, true), at = memory.alloc(4);
  program((m, f, _, count) => {
    f.emit(threadFunctions(m).barrier.call({ threads: count }));
    f.emit(i32.store(i32.const(at), count));
  }).run();
  expect(pool.threads).toBe(1);
  expect(ints(memory, at, 1)[0]).toBe(1);
});

test('a second pool may follow the first on the same memory', () => {
  const { memory, pool, program } = setUp(2), at = memory.alloc(4);
  ints(memory, at, 1)[0] = 0;
  const body = (m: Assembler, f: FunctionBuilder): void => { void m; f.emit(i32.atomic_rmw_add(i32.const(at), one)); };
  program(body).run();
  expect(() => createPool(memory, 3)).toThrow('two pools on one memory');
  pool.dispose();
  const next = createPool(memory, 3), m = assemble();
  open.push(next);
  m.memory(memory.import);
  m.func('run', { tid: 'i32', threads: 'i32' }, 'none', f => body(m, f), { export: true });
  next.load(new WebAssembly.Module(m.encode())).run();
  expect(ints(memory, at, 1)[0]).toBe(5);
});

test('as a program of its own: it runs from plain JavaScript, and sleeping workers do not keep the process', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url)), out = mkdtempSync(join(tmpdir(), 'cotangent-pool-'));
  try {
    const files = ['core/diagnostic.ts', ...(readdirSync(join(root, 'backends/cpu'), { recursive: true, encoding: 'utf8' })).filter(f => /\.(ts|mjs)$/.test(f)).map(f => join('backends/cpu', f))];
    for (const file of files) {
      mkdirSync(dirname(join(out, file)), { recursive: true });
      if (file.endsWith('.mjs')) cpSync(join(root, file), join(out, file));
      else {
        const { outputText } = ts.transpileModule(readFileSync(join(root, file), 'utf8'), { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true } });
        writeFileSync(join(out, file.replace(/\.ts$/, '.js')), outputText);
      }
    }
    writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(out, 'main.js'), `
      import { createMemory } from './backends/cpu/memory.js';
      import { createPool } from './backends/cpu/pool.js';
      import { assemble, i32 } from './backends/cpu/wasm/assembler.js';
      const memory = createMemory(), pool = createPool(memory, 3), at = memory.alloc(4), m = assemble();
      m.memory(memory.import);
      m.func('run', { tid: 'i32', threads: 'i32' }, 'none', (f, { tid }) => f.emit(i32.atomic_rmw_add(i32.const(at), i32.add(tid, i32.const(1)))), { export: true });
      pool.load(new WebAssembly.Module(m.encode())).run();
      console.log(new Int32Array(memory.memory.buffer, at, 1)[0]);
      // Neither disposed of nor terminated: they are asleep now.
    `);
    expect(execFileSync(process.execPath, [join(out, 'main.js')], { encoding: 'utf8', timeout: 20_000 })).toBe('6\n');
  } finally {
    rmSync(out, { recursive: true });
  }
});

import { afterAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../backends/cpu/index.ts';
import { plainProduct } from '../../../backends/cpu/plainProduct.ts';
import { layoutOf, programModule } from '../../../backends/cpu/program.ts';
import { barrierCount, order } from '../../../backends/cpu/programOrder.ts';
import { runnable } from '../../../backends/cpu/programSteps.ts';
import { libraryOf } from '../../../backends/cpu/codegen/library.ts';
import { referenceBackend } from '../../../backends/reference/engine.ts';
import { at, axis, constant, load, scalar } from '../../../core/build.ts';
import type { DType } from '../../../core/dtype.ts';
import type { Kernel, Statement } from '../../../core/kernel.ts';
import type { Place, Program, Step } from '../../../lowering/program.ts';
import { numbers } from '../../lowering/samples.ts';
import { run } from '../run.ts';
import { runProgram } from './run.ts';

const n = 257;
const arena = (slot: number, strides: readonly number[] = []): Place => ({ space: 'arena', index: 0, offset: slot, strides });
const input = (index: number, strides: readonly number[] = [], offset = 0): Place => ({ space: 'input', index, offset, strides });
const output = (index: number, strides: readonly number[] = [], offset = 0): Place => ({ space: 'output', index, offset, strides });

/** z = x · 0.5 + y, elements reversed when asked for, so that threads read what others write. */
const mix = (elements: number, reversed = false): Kernel => {
  const i = axis(elements), from = reversed ? scalar('sub', constant('i32', elements - 1), at(i)) : at(i);
  return {
    buffers: [{ dtype: 'f32', elements, role: 'in' }, { dtype: 'f32', elements, role: 'in' }, { dtype: 'f32', elements, role: 'out' }], scratch: [],
    body: [{ kind: 'for', how: 'vector', axis: i, body: [{ kind: 'store', to: 2, index: at(i), value: scalar('add', scalar('mul', load(0, 'f32', [from]), constant('f32', 0.5)), load(1, 'f32', [from])) }] }],
  };
};
const step = (kernel: Kernel, ...args: readonly Place[]): Step => ({ kind: 'kernel', kernel, args, label: 'mix' });
const program = (steps: readonly Step[], options: Partial<Program> = {}): Program => ({
  name: 'test', inputs: [{ dtype: 'f32', shape: [n] }, { dtype: 'f32', shape: [n] }], outputs: [{ dtype: 'f32', shape: [n] }], alias: [-1], arenaBytes: 1 << 16, steps, ...options,
});

describe('barriers stand where data flows, and nowhere else', () => {
  const k = mix(n), size = 4 * n;
  const count = (p: Program): number => barrierCount(order(p));
  test('a chain', () => expect(count(program([step(k, input(0), input(1), arena(0)), step(k, arena(0), input(1), arena(2048)), step(k, arena(2048), arena(0), output(0))]))).toBe(2));
  test('independent steps', () => expect(count(program([step(k, input(0), input(1), arena(0)), step(k, input(1), input(0), arena(2048)), step(k, input(1), input(1), arena(4096))]))).toBe(0));
  test('one barrier serves several', () => expect(count(program([step(k, input(0), input(1), arena(0)), step(k, input(1), input(0), arena(2048)), step(k, arena(0), arena(0), arena(4096)), step(k, arena(2048), arena(0), arena(8192))]))).toBe(1));
  test('what was read is written over', () => expect(count(program([step(k, arena(0), input(1), arena(2048)), step(k, input(0), input(1), arena(0))]))).toBe(1));
  test('written twice', () => expect(count(program([step(k, input(0), input(1), arena(0)), step(k, input(1), input(1), arena(size - 4))]))).toBe(1));
  test('neighbours', () => expect(count(program([step(k, input(0), input(1), arena(0)), step(k, input(1), input(1), arena(size))]))).toBe(0));
  test('an output that lies in an input', () => {
    const steps = [step(k, input(0), input(1), arena(0)), step(k, input(1), input(1), output(0))];
    expect([count(program(steps)), count(program(steps, { alias: [0] }))]).toEqual([0, 1]);
  });
  test('from turn to turn', () => {
    const loop = (...steps: Step[]): Program => program([{ kind: 'loop', count: 10, reverse: false, steps }]);
    expect(count(loop(step(k, input(0), input(1), arena(0, [2048]))))).toBe(10);
    expect(count(loop(step(k, input(0), input(1), arena(0)), step(k, arena(0), input(1), arena(2048))))).toBe(20);
    expect(count(program([{ kind: 'loop', count: 10, reverse: false, steps: [step(k, input(0), input(1), output(0, [0]))] }]))).toBe(10);
    expect(count(loop({ kind: 'copy', from: input(0), to: arena(0, [8]), bytes: 8 }))).toBe(10);
  });
  test('products share their panels', () => {
    const m = (place: Place) => ({ place, rowStride: 8, columnStride: 1, batchStrides: [] });
    const product = (c: Place): Step => ({ kind: 'gemm', dtype: 'f32', batch: [], m: 8, n: 8, k: 8, a: m(input(0)), b: m(input(1)), c: m(c), accumulate: false, label: '' });
    expect(count(program([product(arena(0)), product(arena(4096))]))).toBe(1);
  });
});

const many = cpu({ threads: 4, aloneNs: 0 }), one = cpu({ threads: 1 });
afterAll(() => { many.dispose(); one.dispose(); });

/** Steps over overlapping places, nested in loops and branches. */
function randomProgram(seed: number): { program: Program; data: Float32Array[] } {
  const next = numbers(seed), below = (limit: number): number => Math.floor(next() * limit);
  const kernels = [mix(n), mix(n, true), mix(64, true)];
  const place = (depth: number, isTarget: boolean): Place => {
    const strides = Array.from({ length: depth }, () => [0, 0, 4, 256][below(4)]!);
    const kind = below(4);
    return kind === 0 && !isTarget ? input(below(2)) : kind === 1 ? output(0) : arena([0, 512, 1024, 3000, 3600, 6000, 12000][below(7)]!, strides);
  };
  // A step must not read what it writes itself. Strides and turns reach 1536 bytes further.
  const isApart = (a: Place, b: Place): boolean => a.space !== b.space || (a.space === 'arena' && Math.abs(a.offset - b.offset) >= 4 * n + 1536);
  const steps = (depth: number, count: number): Step[] => Array.from({ length: count }, (): Step => {
    const kind = below(depth < 2 ? 10 : 7);
    if (kind === 6) return { kind: 'copy', from: input(below(2)), to: arena([0, 1024, 9000 * 4][below(3)]!, Array.from({ length: depth }, () => 64 * below(3))), bytes: 4 * (1 + below(n)) };
    if (kind === 7) return { kind: 'loop', count: 1 + below(4), reverse: next() < 0.5, steps: steps(depth + 1, 1 + below(4)) };
    if (kind === 8) return { kind: 'branch', test: arena(4 * below(2048)), then: steps(depth, 1 + below(2)), otherwise: steps(depth, 1 + below(2)) };
    const target = place(depth, true), source = (): Place => {
      for (;;) { const p = place(depth, false); if (isApart(p, target)) return p; }
    };
    return step(kernels[below(3)]!, source(), source(), target);
  });
  const data = [0, 1].map(() => Float32Array.from({ length: n }, () => below(64) - 32));
  // The arena begins with known contents.
  const clear: Step[] = Array.from({ length: Math.ceil((1 << 16) / (4 * 256)) }, (_, i) => ({ kind: 'copy', from: input(0), to: arena(4 * 256 * i), bytes: 4 * 256 }));
  return { program: program([...clear, { kind: 'copy', from: input(1), to: output(0), bytes: 4 * n }, ...steps(0, 12)]), data };
}

test('random programs give what the reference engine gives, on one thread and on four', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { program: p, data } = randomProgram(seed), [expected] = run(referenceBackend(), p, data);
    for (const engine of [one, many]) expect([...run(engine, p, data)[0]!], `seed ${seed}, ${engine.threads} threads`).toEqual([...expected!]);
  }
});

test('a while loop turns as long as its test holds', () => {
  // x ← x · 0.5 + x until x[0] > 100
  const k = mix(n), check: Kernel = {
    buffers: [{ dtype: 'f32', elements: n, role: 'in' }, { dtype: 'bool', elements: 1, role: 'out' }], scratch: [],
    body: [{ kind: 'store', to: 1, index: constant('i32', 0), value: scalar('le', load(0, 'f32', [constant('i32', 0)]), constant('f32', 100)) }],
  };
  const p = program([
    { kind: 'copy', from: input(0), to: output(0), bytes: 4 * n },
    { kind: 'while', condition: [step(check, output(0), arena(0))], test: arena(0), body: [step(k, output(0), output(0), arena(4096)), { kind: 'copy', from: arena(4096), to: output(0), bytes: 4 * n }] },
  ]);
  const data = [Float32Array.from({ length: n }, (_, i) => i + 1), new Float32Array(n)], [expected] = run(referenceBackend(), p, data);
  for (const engine of [one, many]) expect([...run(engine, p, data)[0]!]).toEqual([...expected!]);
  expect(expected![0]).toBeGreaterThan(100);
});

test('a program runs again and again, with new memory each time', () => {
  const p = program([step(mix(n), input(0), input(1), arena(0)), step(mix(n, true), arena(0), input(0), output(0))]);
  for (const engine of [one, many]) {
    const executable = engine.compile(p), used = engine.usedBytes;
    for (let i = 0; i < 50; i++) {
      const x = Float32Array.from({ length: n }, (_, k) => k * i), memory = [0, 1, 2].map(() => engine.alloc(4 * n));
      engine.write(memory[0]!, x);
      engine.write(memory[1]!, x);
      engine.run(executable, memory.slice(0, 2), memory.slice(2));
      expect(new Float32Array(engine.readSync(memory[2]!))[1]).toBe(1.75 * i * (n - 2));
      memory.forEach((m) => m.dispose());
      expect(engine.usedBytes).toBe(used);
    }
    executable.dispose();
  }
});

describe('products', () => {
  const sizes = { m: 5, n: 6, k: 7 }, batch = [2, 1, 3, 2];
  const gemm = (dtype: DType, accumulate: boolean): Step & { kind: 'gemm' } => ({
    kind: 'gemm', dtype, batch, ...sizes, accumulate, label: 'product',
    a: { place: input(0), rowStride: 1, columnStride: 5, batchStrides: [105, 105, 35, 0] },
    b: { place: input(1), rowStride: 6, columnStride: 1, batchStrides: [0, 0, 42, 126] },
    c: { place: output(0), rowStride: 6, columnStride: 1, batchStrides: [180, 180, 60, 30] },
  });
  for (const dtype of ['f32', 'f64', 'i32', 'u32', 'f16', 'bf16', 'i8', 'u8'] as const) test(`of ${dtype} with four batch axes`, () => {
    const p: Program = { name: 'test', inputs: [{ dtype, shape: [210] }, { dtype, shape: [252] }], outputs: [{ dtype, shape: [360] }], alias: [-1], arenaBytes: 0, steps: [gemm(dtype, false), gemm(dtype, true)] };
    const view = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, f16: Uint16Array, bf16: Uint16Array, i8: Int8Array, u8: Uint8Array }[dtype];
    // Small whole numbers, whose sums are exact; of f16 and bf16 the bits of 0, 1 and 2.
    const values = { f16: [0, 0x3c00, 0x4000], bf16: [0, 0x3f80, 0x4000] }[dtype as string] ?? [0, 1, 2, 3];
    const data = p.inputs.map(({ shape }, i) => new view(Array.from({ length: shape[0] as number }, (_, k) => values[(k * 7 + i + (k >> 2)) % values.length]!)));
    const [expected] = run(referenceBackend(), p, data);
    for (const engine of [one, many]) expect([...run(engine, p, data)[0]!]).toEqual([...expected!]);
  });
  test('are told by label when plain', () => expect(plainProduct(gemm('f16', false)).label).toBe('product'));
});

describe('a kernel of several shared loops', () => {
  const pieces = 6, size = 256;
  /** b2 … b6: each the one before, reversed, plus b0. */
  const kernel: Kernel = {
    buffers: Array.from({ length: pieces + 1 }, (_, i) => ({ dtype: 'f32', elements: size, role: i < 1 ? 'in' : 'out' }) as const), scratch: [],
    body: Array.from({ length: pieces }, (_, p): Statement => {
      const i = axis(size / 64), j = axis(64), index = scalar('add', scalar('mul', at(i), constant('i32', 64)), at(j));
      const value = scalar('add', load(0, 'f32', [index]), p === 0 ? load(0, 'f32', [index]) : load(p, 'f32', [scalar('sub', constant('i32', size - 1), index)]));
      return { kind: 'for', how: 'parallel', axis: i, body: [{ kind: 'for', how: 'vector', axis: j, body: [{ kind: 'store', to: p + 1, index, value }] }] };
    }),
  };
  const p: Program = {
    name: 'test', inputs: [{ dtype: 'f32', shape: [size] }], outputs: [{ dtype: 'f32', shape: [size] }], alias: [-1], arenaBytes: 1 << 16,
    steps: [step(kernel, input(0), ...Array.from({ length: pieces - 1 }, (_, i) => arena(4 * size * i)), output(0))],
  };
  test('becomes a step for each, with barriers where one needs another', () => {
    const { steps } = runnable(p);
    expect(steps.map((s) => s.kind === 'kernel' && s.args.length)).toEqual([2, 3, 3, 3, 3, 3]);
    expect(barrierCount(order(runnable(p)))).toBe(pieces - 1);
  });
  test('gives the same', () => {
    const data = [Float32Array.from({ length: size }, (_, i) => i)], [expected] = run(referenceBackend(), p, data);
    for (const engine of [one, many]) expect([...run(engine, p, data)[0]!]).toEqual([...expected!]);
    // Without the engine around it, the kernel meets its barriers itself.
    expect([...runProgram(p, data, [new Float32Array(size)])[1]!]).toEqual([...expected!]);
  });
});

describe('the module', () => {
  const memory = { module: 'env', name: 'memory', initial: 1, maximum: 16, shared: true } as const;
  const bytesOf = (p: Program): Uint8Array => programModule(p, { base: 8192, layout: layoutOf(p, 2), memory, library: libraryOf, relaxed: false }).encode();
  const chain = (length: number): Program => program(Array.from({ length }, (_, i) => step(mix(n), arena(2048 * (i % 2)), input(0), arena(2048 * ((i + 1) % 2)))));

  test('holds an equal kernel once, and grows by a call with every step', () => {
    const [a, b, c] = [10, 110, 210].map((length) => bytesOf(chain(length)).length);
    expect(c! - b!).toBe(b! - a!);
    expect((b! - a!) / 100).toBeLessThan(40);
  });
  test('knows no names', () => {
    const renamed: Program = { ...chain(5), name: 'another name', steps: chain(5).steps.map((s) => ({ ...s, label: 'renamed' }) as Step) };
    expect(bytesOf(renamed)).toEqual(bytesOf(chain(5)));
    expect(Buffer.from(bytesOf(chain(5))).includes('mix')).toBe(false);
  });
  test('takes kernels with any number of buffers', () => {
    const count = 1500, sum = { dtype: 'f32' as const };
    const kernel: Kernel = {
      buffers: [...Array.from({ length: count }, () => ({ dtype: 'f32', elements: 1, role: 'in' }) as const), { dtype: 'f32', elements: 1, role: 'out' }], scratch: [{ dtype: 'f32', elements: 1 }],
      body: [{ kind: 'let', local: sum, value: constant('f32', 0) }, ...Array.from({ length: count }, (_, i): Statement => ({ kind: 'fold', local: sum, fold: 'sum', value: load(i, 'f32', [constant('i32', 0)]) })),
        { kind: 'store', to: count + 1, index: constant('i32', 0), value: { kind: 'local', dtype: 'f32', local: sum } },
        { kind: 'store', to: count, index: constant('i32', 0), value: load(count + 1, 'f32', [constant('i32', 0)]) }],
    };
    const p: Program = { name: 'test', inputs: kernel.buffers.map(() => ({ dtype: 'f32', shape: [1] })), outputs: [], alias: [], arenaBytes: 0, steps: [{ kind: 'kernel', kernel, args: kernel.buffers.map((_, i) => input(i)), label: '' }] };
    const out = runProgram(p, kernel.buffers.map((_, i) => Float32Array.of(i)), []);
    expect(out.at(-1)![0]).toBe(count * (count - 1) / 2);
  });
});

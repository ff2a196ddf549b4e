import { afterEach, describe, expect, test, vi } from 'vitest';
import { cpu } from '../../../backends/cpu/index.ts';
import { CotangentError } from '../../../core/diagnostic.ts';
import { at, axis, load, scalar } from '../../../core/build.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { Program } from '../../../lowering/program.ts';

const codeOf = (f: () => unknown): string => {
  try { f(); } catch (error) { if (error instanceof CotangentError) return `${error.code}: ${error.message}`; throw error; }
  return 'no error';
};

const doubled = (n: number): Program => {
  const i = axis(n), x = load(0, 'f32', [at(i)]);
  const kernel: Kernel = { buffers: [{ dtype: 'f32', elements: n, role: 'in' }, { dtype: 'f32', elements: n, role: 'out' }], scratch: [], body: [{ kind: 'for', how: 'vector', axis: i, body: [{ kind: 'store', to: 1, index: at(i), value: scalar('add', x, x) }] }] };
  return {
    name: 'double', inputs: [{ dtype: 'f32', shape: [n] }], outputs: [{ dtype: 'f32', shape: [n] }], alias: [-1], arenaBytes: 1 << 20,
    steps: [{ kind: 'kernel', kernel, args: [{ space: 'input', index: 0, offset: 0, strides: [] }, { space: 'output', index: 0, offset: 0, strides: [] }], label: 'twice' }],
  };
};

afterEach(() => { vi.unstubAllEnvs(); vi.restoreAllMocks(); });

describe('memory', () => {
  test('is given back by dispose, once', () => {
    const engine = cpu({ threads: 1 }), before = engine.usedBytes, m = engine.alloc(1000), executable = engine.compile(doubled(4));
    expect(engine.usedBytes - before).toBeGreaterThanOrEqual(1000 + (1 << 20));
    expect(executable.arenaBytes).toBeGreaterThanOrEqual(1 << 20);
    for (let i = 0; i < 2; i++) { m.dispose(); executable.dispose(); }
    expect(engine.usedBytes).toBe(before);
    expect(engine.peakBytes).toBeGreaterThanOrEqual(1000 + (1 << 20));
  });
  test('is not read after dispose', () => {
    const engine = cpu({ threads: 1 }), m = engine.alloc(8);
    m.dispose();
    expect(codeOf(() => engine.readSync(m))).toMatch(/^NN0401: this memory has been disposed of/);
  });
  test('that is not there is refused with the sizes', () => {
    const engine = cpu({ threads: 1, maximumBytes: 1 << 24 });
    expect(codeOf(() => engine.alloc(1 << 28))).toMatch(/^NN0402: out of memory: 256 MiB asked for/);
    const executable = engine.compile(doubled(4));
    expect(codeOf(() => engine.compile({ ...doubled(4), arenaBytes: 1 << 25 }))).toMatch(/^NN0402/);
    executable.dispose();
    expect(engine.usedBytes).toBe(0);
  });
  test('holds any number of bytes, none included', () => {
    const engine = cpu({ threads: 1 });
    for (const bytes of [0, 1, 3, 64, 65]) {
      const m = engine.alloc(bytes), data = Uint8Array.from({ length: bytes }, (_, i) => i + 1);
      engine.write(m, data);
      expect(new Uint8Array(engine.readSync(m))).toEqual(data);
    }
  });
  test('too small for its place is refused', () => {
    const engine = cpu({ threads: 1 }), executable = engine.compile(doubled(4));
    expect(codeOf(() => engine.run(executable, [engine.alloc(8)], [engine.alloc(16)]))).toMatch(/^NN0001: input 0 has 8 bytes, expected 16/);
    expect(codeOf(() => engine.run(executable, [], []))).toMatch(/^NN0001: double takes 1 inputs and 1 outputs, got 0 and 0/);
  });
});

test.each([0, -1, 1.5, NaN, 5000])('%d threads are refused', (threads) => expect(codeOf(() => cpu({ threads }))).toMatch(/^NN0404: threads is .*; expected a whole number/));

describe('DEBUG', () => {
  const shown = (level: string): string => {
    vi.stubEnv('DEBUG', level);
    const lines: string[] = [];
    vi.spyOn(console, 'error').mockImplementation((line: string) => { lines.push(line); });
    const engine = cpu({ threads: 1 }), executable = engine.compile(doubled(64)), [x, y] = [engine.alloc(256), engine.alloc(256)];
    engine.write(x, Float32Array.from({ length: 64 }, (_, i) => i));
    engine.run(executable, [x], [y]);
    expect(new Float32Array(engine.readSync(y))[3]).toBe(6);
    return lines.join('\n');
  };
  test('0 says nothing', () => expect(shown('0')).toBe(''));
  test('1 tells the threads', () => expect(shown('1')).toMatch(/^cpu: 1 threads, WebAssembly SIMD.*MiB$/));
  test('2 tells every step with time, bytes and operations', () => expect(shown('2')).toMatch(/double: [\d.]+ ms in 1 steps.*\n.* 1×\s+512 B .*GB\/s.*64 op .*kernel twice/));
  test('4 prints the module', () => expect(shown('4')).toMatch(/\(module[\s\S]*f32x4\.add/));
});

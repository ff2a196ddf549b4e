import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { assemble, atomic, f32, f32x4, f64, f64x2, hasRelaxedSimd, i32, i32x4, i64, memory, select, v128 } from '../../../../backends/cpu/wasm/assembler.ts';
import { bytes } from '../../../../backends/cpu/wasm/bytes.ts';
import * as instructions from '../../../../backends/cpu/wasm/instructions.ts';
import { lane, laneMemory, memory as memoryTable, plain } from '../../../../backends/cpu/wasm/opcodes.ts';
import type { Assembler, Expr, FunctionBuilder, ValueType } from '../../../../backends/cpu/wasm/assembler.ts';

// Relaxed SIMD is off in older engines: its opcodes can be validated only where the engine knows them.
const relaxed = hasRelaxedSimd();

function withMemory(): { m: Assembler; run: () => Record<string, (...args: number[]) => number>; memory: WebAssembly.Memory } {
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }), m = assemble();
  m.memory({ module: 'env', name: 'memory', initial: 1, maximum: 1, shared: true });
  return {
    m, memory: shared,
    run: () => new WebAssembly.Instance(new WebAssembly.Module(m.encode()), { env: { memory: shared } }).exports as Record<string, (...args: number[]) => number>,
  };
}

describe('numbers', () => {
  const encoded = (write: (out: ReturnType<typeof bytes>) => void): number[] => {
    const out = bytes();
    write(out);
    return [...out.finish()];
  };
  test.each([
    [0, [0]], [1, [1]], [127, [0x7f]], [128, [0x80, 1]], [16383, [0xff, 0x7f]], [16384, [0x80, 0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]], [0x7fff_ffff, [0xff, 0xff, 0xff, 0xff, 7]], [0x8000_0000, [0x80, 0x80, 0x80, 0x80, 8]], [0xffff_ffff, [0xff, 0xff, 0xff, 0xff, 15]],
  ])('unsigned LEB128 of %d', (value, expected) => expect(encoded(o => o.unsigned(value))).toEqual(expected));
  test.each([
    [0, [0]], [-1, [0x7f]], [63, [0x3f]], [64, [0xc0, 0]], [-64, [0x40]], [-65, [0xbf, 0x7f]], [127, [0xff, 0]], [128, [0x80, 1]], [-128, [0x80, 0x7f]], [-123456, [0xc0, 0xbb, 0x78]],
    [0x7fff_ffff, [0xff, 0xff, 0xff, 0xff, 7]], [-0x8000_0000, [0x80, 0x80, 0x80, 0x80, 0x78]],
    [2n ** 63n - 1n, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]], [-(2n ** 63n), [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]],
  ])('signed LEB128 of %d', (value, expected) => expect(encoded(o => o.signed(value))).toEqual(expected));
  test.each([-1, 2 ** 32, 1.5, NaN])('unsigned LEB128 refuses %d', value => expect(() => encoded(o => o.unsigned(value))).toThrow(/whole number/));

  test('constants come back as they went in', () => {
    fc.assert(fc.property(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.float(), fc.double(), (a, b, c, d) => {
      const m = assemble();
      m.func('a', {}, 'i32', () => i32.const(a), { export: true });
      m.func('b', {}, 'i64', () => i64.const(b), { export: true });
      m.func('c', {}, 'f32', () => f32.const(c), { export: true });
      m.func('d', {}, 'f64', () => f64.const(d), { export: true });
      const e = new WebAssembly.Instance(new WebAssembly.Module(m.encode())).exports as Record<string, () => unknown>;
      expect([e.a?.(), e.b?.(), e.c?.(), e.d?.()]).toEqual([a, b, c, d]);
    }), { numRuns: 100 });
  });
});

describe('every instruction validates', () => {
  const zero: Record<string, Expr> = { i: i32.const(0), l: i64.const(0), f: f32.const(0), d: f64.const(0), v: i32x4.const(0) };
  const types: Record<string, ValueType> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128' };
  const spaces = instructions as unknown as Record<string, Record<string, (...args: unknown[]) => Expr>>;
  const all = Object.entries({ ...plain, ...memoryTable, ...lane, ...laneMemory } as Record<string, readonly [number, string, number?]>)
    .filter(([name]) => relaxed || !name.includes('relaxed'))
    .map(([name, [, signature]]) => ({ name, signature }));

  test.each(all)('$name', ({ name, signature }) => {
    const [from, to] = signature.split('>') as [string, string], dot = name.indexOf('.');
    const make = spaces[name.slice(0, dot)]?.[name.slice(dot + 1).replaceAll('.', '_')] as (...args: unknown[]) => Expr;
    const { m } = withMemory();
    m.func('f', {}, to === '' ? 'none' : types[to] as ValueType, (f): never => {
      const e = make(...[...from].map(letter => zero[letter]), ...(name in lane || name in laneMemory ? [1] : []));
      if (e.type !== 'none') return e as never;
      f.emit(e);
      return undefined as never;
    });
    expect(WebAssembly.validate(m.encode())).toBe(true);
  });

  test('the others', () => {
    const { m, run } = withMemory();
    const counter = m.global('counter', 'i32', 40);
    m.func('others', { n: 'i32' }, 'i32', (f, { n }) => {
      f.emit(memory.fill(i32.const(0), i32.const(7), i32.const(64)));
      f.emit(memory.copy(i32.const(64), i32.const(0), i32.const(64)));
      f.emit(atomic.fence());
      f.emit(memory.grow(i32.const(0)));
      f.emit(counter.set(i32.add(counter.get, i32.const(2))));
      f.emit(v128.store(i32.const(128), i32x4.shuffle(i32x4.const(5), i32x4.const(6), [0, 4, 1, 5])));
      f.emit(v128.store(i32.const(144), select(i32x4.const(1), i32x4.const(2), n)));
      f.if(i32.ne(memory.size(), i32.const(1)), () => f.unreachable());
      return i32.add(counter.get, i32.load8_u(i32.const(127)));
    }, { export: true });
    expect(run().others?.(1)).toBe(49);
  });
});

describe('functions', () => {
  test('calls, control and a loop over a vector', () => {
    const { m, run, memory: buffer } = withMemory();
    m.func('scale', { x: 'i32', n: 'i32', by: 'f32' }, 'none', (f, { x, n, by }) => {
      const k = f.keep(f32x4.splat(by)), end = f.keep(i32.add(x, i32.shl(n, i32.const(2))));
      f.forRange(f.local('i32', 'p'), x, end, 16, p => f.emit(v128.store(p, f32x4.mul(v128.load(p), k))));
    }, { export: true });
    const floats = new Float32Array(buffer.buffer, 0, 12).fill(3);
    run().scale?.(0, 8, 0.5);
    expect([...floats]).toEqual([1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 3, 3, 3, 3]);
  });

  test('mutual recursion through a declaration', () => {
    const { m, run } = withMemory();
    const odd = m.declare('odd', { n: 'i32' }, 'i32');
    const even = m.func('even', { n: 'i32' }, 'i32', (f, { n }) => {
      f.if(i32.eqz(n), () => f.return(i32.const(1)));
      return odd.call({ n: i32.sub(n, i32.const(1)) });
    }, { export: true });
    odd.define((f, { n }) => {
      f.if(i32.eqz(n), () => f.return(i32.const(0)));
      return even.call({ n: i32.sub(n, i32.const(1)) });
    });
    expect([0, 1, 2, 7, 10].map(n => run().even?.(n))).toEqual([1, 0, 1, 0, 1]);
  });

  test('imports are numbered before functions, whenever they were asked for', () => {
    const m = assemble();
    const first = m.func('first', {}, 'i32', () => i32.const(1));
    const given = m.import('host', 'given', { x: 'i32' }, 'i32');
    m.func('sum', {}, 'i32', () => i32.add(first.call({}), given.call({ x: i32.const(5) })), { export: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.encode()), { host: { given: (x: number) => x * 10 } });
    expect((exports.sum as () => number)()).toBe(51);
  });

  test('indirect calls find functions by place and check their signature', () => {
    const { m, run } = withMemory();
    const double = m.func('double', { x: 'i32' }, 'i32', (_, { x }) => i32.mul(x, i32.const(2)));
    const square = m.func('square', { x: 'i32' }, 'i32', (_, { x }) => i32.mul(x, x));
    const nothing = m.func('nothing', {}, 'none', () => {});
    expect([m.tableIndex(double), m.tableIndex(square), m.tableIndex(double), m.tableIndex(nothing)]).toEqual([0, 1, 0, 2]);
    m.func('apply', { which: 'i32', x: 'i32' }, 'i32', (_, { which, x }) => m.callIndirect(which, { x: 'i32' }, 'i32', { x }), { export: true });
    const { apply } = run() as { apply: (which: number, x: number) => number };
    expect([apply(0, 7), apply(1, 7)]).toEqual([14, 49]);
    expect(() => apply(2, 7)).toThrow(WebAssembly.RuntimeError);
  });

  test('an indirect call needs a table even if nothing stands in it', () => {
    const { m, run } = withMemory();
    m.func('apply', { which: 'i32' }, 'none', (f, { which }) => f.emit(m.callIndirect(which, {}, 'none', {})), { export: true });
    expect(() => run().apply?.(0)).toThrow(WebAssembly.RuntimeError);
  });

  test('switch', () => {
    const { m, run } = withMemory();
    m.func('pick', { n: 'i32' }, 'i32', (f, { n }) => {
      const out = f.local('i32');
      f.switch(n, [10, 20, 30].map(value => () => f.set(out, i32.const(value))), () => f.set(out, i32.const(-1)));
      return out;
    }, { export: true });
    expect([0, 1, 2, 3, -1].map(n => run().pick?.(n))).toEqual([10, 20, 30, -1, -1]);
  });

  test('nested blocks, with branches out of several', () => {
    const { m, run } = withMemory();
    // The first pair i·j = n with i, j < 20, as 100·i + j.
    m.func('factor', { n: 'i32' }, 'i32', (f, { n }) => {
      const i = f.local('i32', 'i'), j = f.local('i32', 'j');
      f.block(found => {
        f.forRange(i, i32.const(2), i32.const(20), 1, () => f.forRange(j, i32.const(2), i32.const(20), 1, () => f.brIf(found, i32.eq(i32.mul(i, j), n))));
        f.return(i32.const(-1));
      });
      return i32.add(i32.mul(i, i32.const(100)), j);
    }, { export: true });
    expect([15, 49, 23, 361].map(n => run().factor?.(n))).toEqual([305, 707, -1, 1919]);
  });
});

describe('mistakes are told when they are made', () => {
  const build = (body: (f: FunctionBuilder, m: Assembler) => void) => () => {
    const m = assemble();
    m.func('f', {}, 'none', f => body(f, m));
    return m.encode();
  };
  test('operand types', () => expect(build(f => f.emit(i32.add(i32.const(1), f32.const(1) as never)))).toThrow('i32.add: operand 1 is f32, expected i32'));
  test('absent operand', () => expect(build(f => f.emit((f64x2.add as (a: Expr<'v128'>) => Expr)(f64x2.const(1))))).toThrow('f64x2.add: operand 1 is absent, expected v128'));
  test('local of another type', () => expect(build(f => f.set(f.local('i32', 'n'), f32.const(1) as never))).toThrow('function f: local n.0: found f32, expected i32'));
  test('branch to a closed block', () => expect(build(f => {
    let gone: Parameters<typeof f.br>[0] | undefined;
    f.block(label => { gone = label; });
    f.br(gone as never);
  })).toThrow('branch to a block that is not open here'));
  test('missing argument', () => expect(build((f, m) => f.emit(m.declare('g', { x: 'i32' }, 'none').call({} as never)))).toThrow('call of g: argument x is absent, expected i32'));
  test('function without a body', () => expect(build((_, m) => m.declare('g', {}, 'none'))).toThrow('function g is declared but not defined'));
  test('a name used twice', () => expect(build((_, m) => m.declare('f', {}, 'none'))).toThrow('function f is declared twice in one module'));
  test('parameter names like numbers', () => expect(build((_, m) => m.declare('g', { 0: 'i32' }, 'none'))).toThrow("starts with a letter, found '0'"));
});

test('text', () => {
  const m = assemble();
  m.memory({ module: 'env', name: 'memory', initial: 1, maximum: 2, shared: true });
  m.func('sum', { p: 'i32', n: 'i32' }, 'f32', (f, { p, n }) => {
    const total = f.local('f32', 'total'), i = f.local('i32', 'i');
    f.forRange(i, i32.const(0), n, 4, () => f.set(total, f32.add(total, f32.load(i32.add(p, i), 8))));
    return total;
  }, { export: true });
  expect(m.print()).toBe(`(module
  (import "env" "memory" (memory 1 2 shared))
  (func $sum (export "sum") (param $p i32) (param $n i32) (result f32)
    (local $total.2 f32) (local $i.3 i32)
    (local.set $i.3 (i32.const 0))
    (block $block.0
      (br_if $block.0 (i32.ge_u (local.get $i.3) (local.get $n)))
      (loop $loop.1
        (local.set $total.2 (f32.add (local.get $total.2) (f32.load offset=8 (i32.add (local.get $p) (local.get $i.3)))))
        (br_if $loop.1 (i32.lt_u (local.tee $i.3 (i32.add (local.get $i.3) (i32.const 4))) (local.get $n)))))
    (local.get $total.2)))
`);
});

/**
 * How fast the CPU engine's generated kernels are, one by one: `node dist/bench/micro/kernels.js [name…] [threads=1]`.
 * One JSON line for each: the median and the best of several rounds in microseconds, and the bytes of its buffers per second.
 */
import { pathToFileURL } from 'node:url';
import { addIndex, at, axis, constant, load, local, mulIndex, scalar } from '../../core/build.ts';
import { bytesOf } from '../../core/dtype.ts';
import type { Axis, Expr, Local } from '../../core/expr.ts';
import type { Buffer, Kernel, Role, Statement } from '../../core/kernel.ts';
import { cpu } from '../../backends/cpu/index.ts';

const f32 = (elements: number, role: Role = 'in'): Buffer => ({ dtype: 'f32', elements, role });
const c = (value: number): Expr => constant('f32', value);
const one = (): Local => ({ dtype: 'f32' });
const vector = (a: Axis, ...body: Statement[]): Statement => ({ kind: 'for', how: 'vector', axis: a, body });
const parallel = (a: Axis, ...body: Statement[]): Statement => ({ kind: 'for', how: 'parallel', axis: a, body });
const serial = (a: Axis, ...body: Statement[]): Statement => ({ kind: 'for', how: 'serial', axis: a, body });
const define = (l: Local, value: Expr): Statement => ({ kind: 'let', local: l, value });
const store = (to: number, index: Expr, value: Expr): Statement => ({ kind: 'store', to, index, value });
const add = (...terms: Expr[]): Expr => terms.reduce((a, b) => scalar('add', a, b));
const mul = (...factors: Expr[]): Expr => factors.reduce((a, b) => scalar('mul', a, b));
const sub = (a: Expr, b: Expr): Expr => scalar('sub', a, b);

/** y = x + z */
function sum(n: number): Kernel {
  const i = axis(n), x = (from: number): Expr => load(from, 'f32', [at(i)]);
  return { buffers: [f32(n), f32(n), f32(n, 'out')], scratch: [], body: [vector(i, store(2, at(i), add(x(0), x(1))))] };
}

/** y = gelu(x + b), by tanh; b along the columns */
function gelu(n: number, m: number): Kernel {
  const i = axis(n), j = axis(m), index = addIndex(mulIndex(at(i), m), at(j)), x = one();
  const v = local(x), inner = mul(c(Math.sqrt(2 / Math.PI)), add(v, mul(c(0.044715), v, v, v)));
  return {
    buffers: [f32(n * m), f32(m), f32(n * m, 'out')], scratch: [],
    body: [parallel(i, vector(j, define(x, add(load(0, 'f32', [index]), load(1, 'f32', [at(j)]))), store(2, index, mul(c(0.5), v, add(c(1), scalar('tanh', inner))))))],
  };
}

/** Softmax of rows, the exponentials kept in the output. */
function softmax(n: number, m: number): Kernel {
  const i = axis(n), [j, k, l] = [axis(m), axis(m), axis(m)], most = one(), total = one(), e = one();
  const index = (a: Axis): Expr => addIndex(mulIndex(at(i), m), at(a));
  return {
    buffers: [f32(n * m), f32(n * m, 'out')], scratch: [{ dtype: 'f32', elements: m }],
    body: [parallel(i,
      define(most, c(-Infinity)), vector(j, { kind: 'fold', local: most, fold: 'max', value: load(0, 'f32', [index(j)]) }),
      define(total, c(0)),
      vector(k, define(e, scalar('exp', sub(load(0, 'f32', [index(k)]), local(most)))), store(2, at(k), local(e)), { kind: 'fold', local: total, fold: 'sum', value: local(e) }),
      vector(l, store(1, index(l), scalar('div', load(2, 'f32', [at(l)]), local(total)))))],
  };
}

/** y = (x - mean) / √(variance + ε) · g + b */
function layernorm(n: number, m: number): Kernel {
  const i = axis(n), [j, k, l] = [axis(m), axis(m), axis(m)], s = one(), q = one(), mean = one(), d = one(), r = one();
  const x = (a: Axis): Expr => load(0, 'f32', [addIndex(mulIndex(at(i), m), at(a))]);
  return {
    buffers: [f32(n * m), f32(m), f32(m), f32(n * m, 'out')], scratch: [],
    body: [parallel(i,
      define(s, c(0)), vector(j, { kind: 'fold', local: s, fold: 'sum', value: x(j) }),
      define(mean, mul(local(s), c(1 / m))),
      define(q, c(0)), vector(k, define(d, sub(x(k), local(mean))), { kind: 'fold', local: q, fold: 'sum', value: mul(local(d), local(d)) }),
      define(r, scalar('rsqrt', add(mul(local(q), c(1 / m)), c(1e-5)))),
      vector(l, store(3, addIndex(mulIndex(at(i), m), at(l)), add(mul(sub(x(l), local(mean)), local(r), load(1, 'f32', [at(l)])), load(2, 'f32', [at(l)])))))],
  };
}

/** x ← x - η (m̂ / (√v̂ + ε) + λ x),  m ← β₁m + (1-β₁)g,  v ← β₂v + (1-β₂)g²; the corrections for the step stand in a buffer. */
function adamw(n: number): Kernel {
  const i = axis(n), [m, v, g, x] = [one(), one(), one(), one()], at0 = (from: number): Expr => load(from, 'f32', [at(i)]);
  const fixed = (k: number): Expr => load(4, 'f32', [{ kind: 'const', dtype: 'i32', value: k }]);
  return {
    buffers: [f32(n, 'inout'), f32(n), f32(n, 'inout'), f32(n, 'inout'), f32(3)], scratch: [],
    body: [vector(i,
      define(g, at0(1)), define(x, at0(0)),
      define(m, add(mul(c(0.9), at0(2)), mul(c(0.1), local(g)))),
      define(v, add(mul(c(0.999), at0(3)), mul(c(0.001), local(g), local(g)))),
      store(2, at(i), local(m)), store(3, at(i), local(v)),
      store(0, at(i), sub(local(x), mul(fixed(0), add(scalar('div', mul(local(m), fixed(1)), add(scalar('sqrt', mul(local(v), fixed(2))), c(1e-8))), mul(c(0.01), local(x)))))))],
  };
}

/** y[j] = Σ_i x[i, j] */
function columnSum(n: number, m: number): Kernel {
  const i = axis(n), j = axis(m), s = one();
  return {
    buffers: [f32(n * m), f32(m, 'out')], scratch: [],
    body: [vector(j, define(s, c(0)), serial(i, { kind: 'fold', local: s, fold: 'sum', value: load(0, 'f32', [addIndex(mulIndex(at(i), m), at(j))]) }), store(1, at(j), local(s)))],
  };
}

/** y[j, i] = x[i, j] */
function transpose(n: number, m: number): Kernel {
  const i = axis(n), j = axis(m);
  return { buffers: [f32(n * m), f32(n * m, 'out')], scratch: [], body: [parallel(j, vector(i, store(1, addIndex(mulIndex(at(j), n), at(i)), load(0, 'f32', [addIndex(mulIndex(at(i), m), at(j))]))))] };
}

const kernels: Readonly<Record<string, () => Kernel>> = {
  'add 1 Mi': () => sum(2 ** 20),
  'gelu 1024 × 1024': () => gelu(1024, 1024),
  'softmax 8192 × 128': () => softmax(8192, 128),
  'layernorm 2048 × 384': () => layernorm(2048, 384),
  'adamw 670 k': () => adamw(669_706),
  'column sum 2048 × 384': () => columnSum(2048, 384),
  'transpose 1024 × 1024': () => transpose(1024, 1024),
};

export function measure(names: readonly string[], threads: number, say: (line: string) => void): void {
  const engine = cpu({ threads });
  for (const [name, make] of Object.entries(kernels)) {
    if (names.length > 0 && !names.some((n) => name.startsWith(n))) continue;
    const kernel = make(), bytes = kernel.buffers.reduce((n, b) => n + b.elements * bytesOf(b.dtype) * (b.role === 'inout' ? 2 : 1), 0);
    const memory = kernel.buffers.map((b) => {
      const m = engine.alloc(b.elements * 4);
      engine.write(m, Float32Array.from({ length: b.elements }, (_, i) => (i * 7919 % 1000) / 500 - 0.5));
      return m;
    });
    const program = engine.compile({
      name, inputs: kernel.buffers.map((b) => ({ dtype: b.dtype, shape: [b.elements] })), outputs: [], alias: [], arenaBytes: 0,
      steps: [{ kind: 'kernel', kernel, args: kernel.buffers.map((_, index) => ({ space: 'input', index, offset: 0, strides: [] })), label: name }],
    });
    const times: number[] = [];
    for (const end = performance.now() + 400; performance.now() < end;) {
      const start = performance.now();
      engine.run(program, memory, []);
      times.push((performance.now() - start) * 1000);
    }
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1]!, best = times[0]!;
    say(JSON.stringify({ kernel: name, threads: engine.threads, median_us: Math.round(median), best_us: Math.round(best), gb_per_s: Number((bytes / best / 1000).toFixed(1)) }));
    program.dispose();
    for (const m of memory) m.dispose();
  }
  engine.dispose();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const words = process.argv.slice(2), threads = words.find((w) => w.startsWith('threads='));
  measure(words.filter((w) => w !== threads), Number(threads?.slice(8) ?? 1), (line) => process.stdout.write(`${line}\n`));
}

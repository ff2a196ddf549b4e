/** jit: what it traces for, what it says about it, what it describes. */
import { expect, expectTypeOf, test, vi } from 'vitest';
import { compilationCount } from '../../../tensor/compiled.ts';
import { tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import { grad } from '../../../tensor/transform/grad.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import '../../../tensor/methods.ts';

device('reference');
const values = (x: Tensor): number[] => [...x.dataSync()];
/** How often f is traced by these calls. */
const traces = <A extends readonly unknown[]>(calls: readonly A[], options: Parameters<typeof jit>[1] = {}): number => {
  let count = 0;
  const g = jit((...args: A) => { count++; return args.length; }, options);
  for (const args of calls) g(...args);
  return count;
};

test('a trace is for shapes, dtypes, weakness and data', () => {
  const x = tensor([1, 2]);
  expect(traces([[x], [tensor([3, 4])]])).toBe(1);
  expect(traces([[x], [tensor([1, 2, 3])], [tensor([[1, 2]])]])).toBe(3);
  expect(traces([[x], [tensor([1, 2], { dtype: 'i32' })]])).toBe(2);
  expect(traces([[1.5], [2.5], [tensor(1.5)]])).toBe(2);
  expect(traces([[x, 'a'], [x, 'b'], [x, 'a'], [x, true], [x, null], [x, undefined]])).toBe(5);
  expect(traces([[{ a: x }], [{ b: x }], [[x]], [new Map([['a', x]])]])).toBe(4);
});

test('static arguments are data: by value, also what JSON would not tell apart', () => {
  expect(traces([[1], [2], [1]])).toBe(1);
  expect(traces([[1], [2], [1]], { staticArgnums: 0 })).toBe(2);
  expect(traces([[0], [-0], [NaN], [Infinity], [-Infinity], [NaN]], { staticArgnums: [-1] })).toBe(5);
  const x = tensor([1, 2, 3]);
  const pool = jit((x: Tensor, { axis, scale }: { axis: number; scale: number }) => f.mul(f.sum(x, { axis }), scale), { staticArgnames: 'axis' });
  expect(values(pool(f.stack([x, x]), { axis: 0, scale: 2 }))).toEqual([4, 8, 12]);
  expect(values(pool(f.stack([x, x]), { axis: 1, scale: 3 }))).toEqual([18, 18]);
  expect(() => jit((x: Tensor) => x, { staticArgnums: 1 })(x)).toThrow(expect.objectContaining({ code: 'NN0512' }));
  expect(() => jit((x: Tensor) => x, { donate: [-2] })(x)).toThrow(expect.objectContaining({ code: 'NN0512' }));
});

test('explainRecompiles says which argument changed from what to what', () => {
  const said: string[] = [];
  const g = jit(function step({ w }: { w: Tensor }, n: number, kind: string) { return kind === 'a' ? f.mul(w, n) : w; }, { explainRecompiles: (m) => said.push(m), staticArgnums: 1 });
  g({ w: tensor([1]) }, 1, 'a');
  g({ w: tensor([2]) }, 1, 'a');
  g({ w: tensor([1, 2]) }, 1, 'a');
  g({ w: tensor([1, 2]) }, 2, 'b');
  g({ w: tensor([5, 6], { dtype: 'i32' }) }, 2, 'b');
  expect(said).toEqual([
    'jit step: trace 2, because arguments[0].w was f32[1], is f32[2]',
    'jit step: trace 3, because arguments[1] was 1, is 2; arguments[2] was "a", is "b"',
    'jit step: trace 4, because arguments[0].w was f32[2], is i32[2]',
  ]);
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const h = jit((x: Tensor) => x, { explainRecompiles: true });
  h(tensor(1));
  h(tensor([1]));
  expect(warn.mock.calls).toEqual([['jit f: trace 2, because arguments[0] was f32[], is f32[1]']]);
  warn.mockRestore();
});

test('maxTraces is an error that names what keeps changing', () => {
  const g = jit((x: Tensor, y: Tensor) => f.add(x, y), { maxTraces: 2 });
  g(tensor([1]), tensor(1));
  g(tensor([1, 2]), tensor(1));
  g(tensor([1, 2]), tensor(3));
  expect(() => g(tensor([1, 2, 3]), tensor(1))).toThrow(expect.objectContaining({ code: 'NN0551', message: 'jit f would be traced 3 times, but maxTraces is 2: arguments[0] keeps changing: f32[1], f32[2], f32[3]' }));
  g.clearCache();
  expect(values(g(tensor([1, 2, 3]), tensor(1)))).toEqual([2, 3, 4]);
});

test('clearCache lets f see what has changed', () => {
  let scale = 2;
  const g = jit((x: Tensor) => f.mul(x, scale)), x = tensor([1]);
  expect(values(g(x))).toEqual([2]);
  scale = 3;
  expect(values(g(x))).toEqual([2]);
  g.clearCache();
  expect(values(g(x))).toEqual([3]);
});

test('graph, program, text and cost, for tensors or types, without running', () => {
  device('cpu', { threads: 1 });
  const g = jit(function affine(x: Tensor, w: Tensor) { return f.add(f.matmul(x, w), 1); });
  const types = [{ shape: [8, 16], dtype: 'f32' }, { shape: [16, 4], dtype: 'f32' }] as const;
  expect(String(g.graph(...types))).toMatch(/^graph affine\(%x0: f32\[8, 16\], %x1: f32\[16, 4\]\) \{\n.*matmul %x0, %x1.*# .*jit\.test\.ts:\d+:\d+/);
  expect(g.program(...types).outputs).toEqual([{ shape: [8, 4], dtype: 'f32' }]);
  expect(g.lower(f.zeros([8, 16]), f.zeros([16, 4]))).toContain('gemm');
  // A product and an addition per element.
  expect(g.cost(...types)).toMatchObject({ flops: 2 * 8 * 16 * 4 + 8 * 4 });
  expect(g.cost(...types).memoryBytes).toBeGreaterThanOrEqual(4 * (8 * 16 + 16 * 4 + 8 * 4));
  device('reference');
});

test('a jit inside another is part of its program', () => {
  const inner = jit((x: Tensor) => f.mul(f.sin(x), 2)), outer = jit((x: Tensor) => f.sum(inner(f.add(inner(x), 1))));
  const x = tensor([0.1, 0.2]);
  const before = compilationCount();
  outer(x);
  expect(compilationCount() - before).toBe(1);
  expect(grad(outer)(x).shape).toEqual([2]);
  expectTypeOf(outer).parameters.toEqualTypeOf<[x: Tensor]>();
  expectTypeOf(outer).returns.toEqualTypeOf<Tensor<[]>>();
});

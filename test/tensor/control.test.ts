/** Loops and choices for users: values and derivatives against jax on both engines, against turns written out, and what is refused. */
import { describe, expect, test } from 'vitest';
import {
  abs, add, associativeScan, astype, cond, cos, cumsum, device, exp, foriLoop, full, grad, jit, jvp, less, logicalAnd, makeGraph, map, matmul, mul, neg, scan, sin, sum,
  switchCase, tanh, tensor, Tensor, vmap, whileLoop,
} from '../../index.ts';
import { flatten } from '../../core/tree.ts';
import type { Graph } from '../../core/graph.ts';
import type { Step } from '../../lowering/program.ts';
import { vectors, type VectorTensor } from '../vectors/vectors.ts';
import { untyped } from '../untyped.ts';

type T = Tensor;
type Program = (...x: T[]) => unknown;

const rnn = (reverse: boolean): Program => (w, u, h, xs) => scan((h, x: T) => {
  const next = tanh(add(matmul(h, w!), matmul(x, u!)));
  return [next, sum(next)] as const;
}, h!, xs!, { reverse });

const stepsOf5 = (xs: T) => (state: { k: T; c: T }): { k: T; c: T } => ({
  k: add(state.k, 1),
  c: cond(state.k.rem(2).equal(0), (c) => scan((d, x: T) => [add(mul(d, 0.9), x), null] as const, c, xs)[0], (c) => cos(c), state.c),
});

const programs: Record<string, Program> = {
  rnn: rnn(false),
  rnnReverse: rnn(true),
  trees: (a, xs) => {
    const pairs = { p: xs!, q: xs!.expandDims(1).mul(tensor([1, 2])) };
    const [last] = scan((c, x: { p: T; q: T }) => [{ a: add(mul(c.a, x.p), sum(x.q)), n: add(c.n, 1) }, null] as const, { a: a!, n: 0 }, pairs);
    return [last.a, last.n];
  },
  nested: (a, xs) => scan((c, row: T) => {
    const [d, ys] = scan((d, x: T) => [sin(add(d, x)), mul(d, x)] as const, c, row, { reverse: true });
    return [mul(d, 0.5), ys] as const;
  }, a!, xs!),
  condInScan: (a, xs) => scan((c, x: T) => {
    const next = cond(x.greater(0), (c) => exp(mul(c, 0.5)), (c) => mul(c, x), c);
    return [next, next] as const;
  }, a!, xs!),
  scanInCondInWhile: (a, xs) => whileLoop(({ k, c }) => logicalAnd(less(k, 5), less(abs(c), 50)), stepsOf5(xs!), { k: 0, c: a! }, { maxSteps: 8 }).c,
  newton: (given) => {
    const a = given!.mul(given!).add(0.3);
    return whileLoop((x) => abs(x.mul(x).sub(a)).greater(1e-4), (x) => add(x, a.div(x)).mul(0.5), a.mul(0.5).add(0.5), { maxSteps: 12 });
  },
  fori: (a, x) => foriLoop(1, 5, (i, c) => add(mul(c, sin(mul(x!, i))), c), a!),
  ...Object.fromEntries([0, 1, 2, 3].map((k) => [`switch${k}`, (i, x) => switchCase(i!, [(x) => mul(x, x), (x) => exp(x), (x) => neg(sum(x)).mul(tensor([1, 1, 1])), (x) => sin(x)], x!)] satisfies [string, Program])),
  map: (x) => map((r: T) => mul(cumsum(r), r), x!),
  recurrence: (a, b) => associativeScan(([la, lb], [ra, rb]) => [mul(la, ra), add(mul(lb, ra), rb)] as [T, T], [a, b] as [T, T], { axis: 1 }),
  products: (m) => associativeScan((a, b) => matmul(a, b), m!, { reverse: true }),
};

const leaves = (x: unknown): readonly T[] => flatten(x).leaves as T[];
const isFloat = (x: T): boolean => x.dtype === 'f32';
const total = (list: readonly T[]): T => list.map((x) => sum(x)).reduce((a, b) => add(a, b));
const loss = (f: Program): ((...x: T[]) => T) => (...x) => total(leaves(f(...x)).filter(isFloat));
const floats = (x: readonly T[]): readonly number[] => x.flatMap((v, i) => (isFloat(v) ? [i] : []));
const gradients = (f: Program) => (...x: T[]): readonly T[] => grad(loss(f), { argnums: floats(x) })(...x);

const transformed: Record<string, (f: Program, x: readonly T[]) => readonly T[]> = {
  value: (f, x) => leaves(f(...x)),
  grad: (f, x) => gradients(f)(...x),
  jvp: (f, x) => leaves(jvp((...x: T[]) => leaves(f(...x)).filter(isFloat), [...x], x.map((v) => (isFloat(v) ? full(v.shape, 1) : v)))[1]),
  hvp: (f, x) => grad((...x: T[]) => total(gradients(f)(...x).map((g) => mul(g, g))), { argnums: floats(x) })(...x),
  vmap: (f, x) => vmap((...x: T[]) => leaves(f(...x)))(...x),
  vmapGrad: (f, x) => vmap((...x: T[]) => gradients(f)(...x))(...x),
};

const made = ({ shape, dtype, data }: VectorTensor): T => tensor((dtype === 'i32' ? Int32Array : Float32Array).from(data), { shape });

describe.each(['reference', 'cpu'])('on %s', (engine) => {
  // The reference runs one operation at a time: there the shorter half will do.
  const cases = vectors('control').filter(({ params: { of } }) => (of as string) in transformed && (engine === 'cpu' || of === 'value' || of === 'grad'));
  test.each(cases.map((c) => ({ c, name: `${c.op}, ${String(c.params['of'])}` })))('$name', ({ c }) => {
    device(engine, engine === 'cpu' ? { threads: 2 } : {});
    const f = programs[c.op]!, of = transformed[c.params['of'] as string]!;
    const run = engine === 'cpu' && c.params['of'] !== 'value' ? jit((...x: T[]) => of(f, x)) : (...x: T[]) => of(f, x);
    const y = run(...c.inputs.map(made));
    expect(y.map((v) => v.shape)).toEqual(c.outputs.map((v) => v.shape));
    y.forEach((v, i) => {
      const wanted = c.outputs[i]!.data, scale = Math.max(1, ...wanted.map(Math.abs));
      v.dataSync().forEach((found, j) => expect(Math.abs(found - wanted[j]!) / scale, `${found} for ${wanted[j]}`).toBeLessThan(1e-5));
    });
  });
});

describe('the turns of a scan', () => {
  const xs = Float32Array.from({ length: 7 }, (_, i) => 0.3 * i - 1), a = tensor(0.7);
  const turn = (c: T, x: T): [T, { y: T; z: T }] => [sin(add(mul(c, 1.5), x)), { y: mul(c, x), z: add(c, tensor([1, 2])) }];
  const written = (x: T, reverse: boolean, first: T): readonly T[] => {
    let c = first;
    const ys: { y: T; z: T }[] = [];
    for (let k = 0; k < 7; k++) {
      const i = reverse ? 6 - k : k;
      [c, ys[i]] = turn(c, x.slice([i], [i + 1]).reshape([]));
    }
    return [c, ...ys.flatMap(({ y, z }) => [y, z])];
  };
  const numbers = (list: readonly T[]): number[] => list.flatMap((x) => [...x.dataSync()]);
  for (const reverse of [false, true]) for (const unroll of [1, 2, 3, 9, true] as const)
    test(`${reverse ? 'backwards' : 'forwards'}, unrolled by ${unroll}, are the turns one after the other, and so are their gradients`, () => {
      device('cpu', { threads: 1 });
      const x = tensor(xs), loop = (a: T, x: T): readonly T[] => { const [c, { y, z }] = scan(turn, a, x, { reverse, unroll }); return [c, y, z]; };
      const [c, y, z] = loop(a, x), [d, ...turns] = written(x, reverse, a);
      const close = (found: readonly number[], wanted: readonly number[]): void => { expect(found.length).toBe(wanted.length); found.forEach((v, i) => expect(v).toBeCloseTo(wanted[i]!, 5)); };
      close(numbers([c!]), numbers([d!]));
      close(numbers([y!]), numbers(turns.filter((_, i) => i % 2 === 0)));
      close(numbers([z!]), numbers(turns.filter((_, i) => i % 2 === 1)));
      close(numbers(grad((a: T, x: T) => total(loop(a, x)), { argnums: [0, 1] })(a, x)), numbers(grad((a: T, x: T) => total(written(x, reverse, a)), { argnums: [0, 1] })(a, x)));
    });
});

describe('what a loop is', () => {
  const nodes = (graph: Graph): number => graph.nodes.reduce((n, { params }) => n + 1 + Object.values(params).reduce<number>((m, p) => m + (typeof p === 'object' && p !== null && 'nodes' in p ? nodes(p as Graph) : 0), 0), 0);
  test('a scan is as large as one turn, whatever its length', () => {
    const size = (length: number): number => nodes(makeGraph((x: T) => scan((c: T) => [mul(c, 1.1), sin(c)], x, null, { length }))(tensor(1)));
    expect(size(10_000)).toBe(size(10));
  });
  test('a function is traced once, and its tensors from outside are constants', () => {
    let traced = 0;
    const w = tensor([1, 2]), [, ys] = scan((c, x: T) => { traced++; return [c, mul(x, w)]; }, 0, tensor([[1, 1], [2, 2]]));
    expect([traced, ...ys.dataSync()]).toEqual([1, 1, 2, 2, 4]);
  });
  test('one branch of a cond runs: the other side would take hours', () => {
    device('cpu', { threads: 1 });
    const slow = (x: T): T => foriLoop(0, 2 ** 31 - 1, (_, c) => foriLoop(0, 2 ** 31 - 1, (_, d) => sin(d), c), x);
    expect(cond(tensor(false), slow, (x) => mul(x, 2), tensor(4)).dataSync()[0]).toBe(8);
    expect(switchCase(tensor(1, { dtype: 'i32' }), [slow, (x) => mul(x, 3), slow], tensor(4)).dataSync()[0]).toBe(12);
    expect(jvp((x: T) => cond(less(x, 0), slow, (x) => mul(x, 2), x), [tensor(4)], [tensor(1)])[1].dataSync()[0]).toBe(2);
  });
  test('a cond is a branch of the program', () => {
    const { steps } = jit((t: T, x: T) => cond(t, (x) => sin(x), (x) => cos(x), x)).program(tensor(true), tensor([1]));
    const kinds = (list: readonly Step[]): readonly string[] => list.map((s) => s.kind);
    expect(kinds(steps)).toContain('branch');
  });
  test('a loop with a condition turns in the engine: one step of the program', () => {
    const { steps } = jit((x: T) => whileLoop((x) => less(x, 100), (x) => mul(x, 2), x)).program(tensor(1));
    expect(steps.filter((s) => s.kind === 'while')).toHaveLength(1);
  });
});

describe('map', () => {
  test.each([1, 2, 3, 7, 9])('%i slices at a time', (batchSize) => {
    const xs = { a: tensor(Float32Array.from({ length: 14 }, (_, i) => i), { shape: [7, 2] }), n: tensor(Int32Array.from({ length: 7 }, (_, i) => i)) };
    const f = (x: { readonly a: Tensor; readonly n: Tensor }): unknown => ({ s: sum(x.a), p: mul(x.a, x.n) }), [one, several] = [map(f, xs), map(f, xs, { batchSize })];
    expect(leaves(several).map((y) => [y.shape, ...y.dataSync()])).toEqual(leaves(one).map((y) => [y.shape, ...y.dataSync()]));
  });
});

describe('under vmap', () => {
  const kinds = (steps: readonly Step[]): readonly string[] => steps.map((s) => s.kind);
  test('a cond stays a branch while the batch has one test', () => {
    const f = (t: T, x: T): T => cond(t, (x) => sin(x), (x) => cos(x), x), x = tensor([[1], [2]]);
    expect(kinds(jit(vmap(f, { inAxes: [null, 0] })).program(tensor(true), x).steps)).toContain('branch');
    expect(kinds(jit(vmap(f)).program(tensor([true, false]), x).steps)).not.toContain('branch');
  });
  test('each element of a loop has its own number of turns', () => {
    const f = (x: T): unknown => whileLoop(({ y }) => less(y, 100), ({ y, n }) => ({ y: mul(y, x), n: add(n, 1) }), { y: x, n: 0 });
    expect(leaves(vmap(f)(tensor([2, 3, 200]))).map((y) => [...y.dataSync()])).toEqual([[6, 4, 0], [128, 243, 200]]);
    const bounded = (x: T): T => whileLoop((y) => less(y, 100), (y) => mul(y, x), x, { maxSteps: 5 });
    expect([...vmap(bounded)(tensor([2, 3, 200])).dataSync()]).toEqual([64, 243, 200]);
    expect([...vmap(grad(bounded))(tensor([2, 3, 200])).dataSync()]).toEqual([6 * 32, 5 * 81, 1]);
  });
  test('a turn that an element does not make is not differentiated', () => {
    // √ has no derivative at 0, where the first element has ended before it.
    const f = (x: T): T => whileLoop((y) => y.greater(0.5), (y) => y.sqrt().mul(0.4), x, { maxSteps: 3 });
    expect([...grad((x: T) => sum(vmap(f)(x)))(tensor([0, 2])).dataSync()].every(Number.isFinite)).toBe(true);
  });
});

describe('numbers', () => {
  const types = (x: unknown): unknown => leaves(x).map((t) => `${t.dtype}${t.weak ? ' weak' : ''}`);
  test('that are carried take the dtype they are given, as in JAX', () => {
    expect(types(scan((c, x: T) => [add(c, 0.5), x], 0, tensor([0, 1, 2], { dtype: 'i32' })))).toEqual(['f32', 'i32']);
    expect(types(scan((c) => [add(c, 1), c], 0, null, { length: 3 }))).toEqual(['i32 weak', 'i32 weak']);
    expect(types(scan((c) => [tensor(1), c], 0.5, null, { length: 3 }))).toEqual(['f32', 'f32 weak']);
    expect(types(whileLoop((c) => less(c, 3), (c) => add(c, 1), 0))).toEqual(['i32 weak']);
    expect(types(whileLoop((c) => less(c, 3), () => tensor(4), 0.5))).toEqual(['f32']);
    expect(types(foriLoop(0, 3, (i, c) => add(c, i), astype(tensor(0), 'u8')))).toEqual(['u8']);
    expect(types(foriLoop(0, 3, (i) => mul(i, 1.5), 0))).toEqual(['f32 weak']);
    expect(types(foriLoop(0, tensor(3, { dtype: 'i8' }), (i, c) => add(c, i), tensor(0, { dtype: 'i8' })))).toEqual(['i8']);
    expect(types(cond(true, (x) => x, (x) => add(x, 1), 1.5))).toEqual(['f32 weak']);
    expect(types(cond(true, () => 1.5, () => tensor(2) as never))).toEqual(['f32']);
    expect(types(map(() => 1.5, tensor([1, 2])))).toEqual(['f32 weak']);
  });
});

describe('edges', () => {
  const list = (x: T): readonly number[] => [...x.dataSync()];
  test('no turns', () => {
    const [c, ys] = scan((c, x: T) => [add(c, sum(x)), mul(x, 2)], tensor(5), full([0, 2], 1));
    expect([list(c), ys.shape]).toEqual([[5], [0, 2]]);
    expect(list(foriLoop(3, 3, (_, c) => add(c, 1), tensor(5)))).toEqual([5]);
    expect(list(foriLoop(3, -3, (_, c) => add(c, 1), tensor(5)))).toEqual([5]);
    expect(list(foriLoop(3, tensor(-3, { dtype: 'i32' }), (_, c) => add(c, 1), tensor(5)))).toEqual([5]);
    expect(list(whileLoop((c) => less(c, 0), (c) => add(c, 1), tensor(5)))).toEqual([5]);
    expect(list(associativeScan((a, b) => add(a, b), full([0], 1)))).toEqual([]);
  });
  test('bounds that are tensors are numbers until they are traced', () => {
    const f = (n: T): ((x: T) => T) => (x) => foriLoop(0, n, (_, y) => mul(y, x), x), n = tensor(3, { dtype: 'i32' });
    expect(list(grad(f(n))(tensor(2)))).toEqual([32]);
    expect(list(jit((n: T, x: T) => f(n)(x))(n, tensor(2)))).toEqual([16]);
    expect(list(jvp((x: T, n: T) => f(n)(x), [tensor(2), n], [tensor(1), n])[1])).toEqual([32]);
    expect(list(grad((x: T, n: T) => foriLoop(0, n, (_, y) => mul(y, x), x, { maxSteps: 5 }))(tensor(2), n))).toEqual([32]);
  });
  test('the turn a loop is in', () => {
    expect(list(foriLoop(-2, 3, (i, c) => add(mul(c, 10), i), 0))).toEqual([-2 * 1e4 - 1e3 + 10 + 2]);
    expect(list(foriLoop(-2, tensor(3, { dtype: 'i32' }), (i, c) => add(mul(c, 10), i), 0))).toEqual([-2 * 1e4 - 1e3 + 10 + 2]);
  });
  test('trees with empty places, Maps and nothing at all', () => {
    const [c, ys] = scan((c, x: { a: T; b: null }) => [new Map([['h', add(c.get('h')!, x.a)]]), { y: x.a, z: null }], new Map([['h', tensor(0)]]), { a: tensor([1, 2]), b: null });
    expect([list(c.get('h')!), list(ys.y), ys.z]).toEqual([[3], [1, 2], null]);
    expect(scan(() => [{}, null], {}, null, { length: 3 })).toEqual([{}, null]);
  });
  test('carried values that change places', () => {
    const [[a, b]] = scan(([a, b]: [T, T]) => [[b, a], null] as const, [tensor([1, 2]), tensor([3, 4])] as [T, T], null, { length: 3 });
    expect([list(a), list(b)]).toEqual([[3, 4], [1, 2]]);
    const [p, q] = whileLoop(([, , n]) => less(n, 3), ([a, b, n]) => [b, a, add(n, 1)] as const, [tensor([1, 2]), tensor([3, 4]), 0] as const);
    expect([list(p), list(q)]).toEqual([[3, 4], [1, 2]]);
  });
  test('maxSteps ends a loop whose condition holds on, whatever runs it', () => {
    for (const run of [<F>(f: F) => f, jit as <F>(f: F) => F])
      expect(list(run((x: T) => whileLoop((y) => less(y, 1e9), (y) => mul(y, 2), x, { maxSteps: 5 }))(tensor(1)))).toEqual([32]);
    expect(list(whileLoop((y) => less(y, 1e9), (y) => mul(y, 2), tensor(1), { maxSteps: 0 }))).toEqual([1]);
  });
});

describe('is refused with a sentence:', () => {
  const one = tensor(1), i32 = (x: number): T => tensor(x, { dtype: 'i32' });
  const table: readonly (readonly [code: string, message: string, call: () => unknown])[] = [
    ['NN0561', 'scan: carry.h starts as f32[2, 3] and becomes f32[2, 4]', () => untyped({ scan }).scan(() => [{ h: full([2, 4], 1) }, null], { h: full([2, 3], 1) }, null, { length: 2 })],
    ['NN0561', 'scan: carry starts as i32[] and becomes bool[]', () => scan((c) => [less(c, 1), null], 0, null, { length: 2 })],
    ['NN0561', 'scan: carry.0 starts as i32[] and becomes f32[]; carry.1 starts as f32[] and becomes f32[2]', () => scan(([a, b]) => [[mul(a, 0.5), mul(b, tensor([1, 2]))], null], [i32(1), one], null, { length: 2 })],
    ['NN0560', 'scan: carry starts as { h, m } and becomes { h }', () => scan((c) => [{ h: c.h } as never, null], { h: one, m: one }, null, { length: 2 })],
    ['NN0560', 'scan: carry.h starts as a tensor and becomes an array of 2', () => scan((c) => [{ h: [c.h, c.h] } as never, null], { h: one }, null, { length: 2 })],
    ['NN0562', 'scan: the function returns no array, not [carry, y]', () => scan((c) => c as never, one, null, { length: 2 })],
    ['NN0562', 'scan: the function returns a promise, not [carry, y]', () => scan((async (c: T) => [c, null]) as never, one, null, { length: 2 })],
    ['NN0563', 'scan: xs.a is f32[], which has no first axis to go along', () => scan((c) => [c, null], one, { a: one })],
    ['NN0563', 'scan: nothing says how many turns there are', () => scan((c) => [c, null], one, null)],
    ['NN0563', 'scan: xs.b is f32[2], but xs.a has 1 turns', () => scan((c) => [c, null], one, { a: tensor([1]), b: tensor([1, 2]) })],
    ['NN0563', 'scan: xs is f32[2], but length is 3', () => scan((c) => [c, null], one, tensor([1, 2]), { length: 3 })],
    ['NN0517', 'scan: length is -1', () => scan((c) => [c, null], one, null, { length: -1 })],
    ['NN0517', 'scan: unroll is 1.5', () => scan((c) => [c, null], one, null, { length: 2, unroll: 1.5 })],
    ['NN0516', 'scan: carry.s is a string, not a tensor', () => scan((c) => [c, null], { s: 'a' } as never, null, { length: 2 })],
    ['NN0566', 'cond: the test is bool[2], not one bool', () => cond(tensor([true, false]), () => 1, () => 2)],
    ['NN0566', 'cond: the test is null', () => cond(null as never, () => 1, () => 2)],
    ['NN0565', 'cond: result.a is f32[] from yes, and f32[1] from no', () => untyped({ cond }).cond(true, () => ({ a: one }), () => ({ a: tensor([1]) }))],
    ['NN0565', 'cond: result is i32[] from yes, and f32[] from no', () => cond(true, () => i32(1), () => one)],
    ['NN0565', 'cond: result is { a } from yes, and a tensor from no', () => cond(true, () => ({ a: one }), () => one as never)],
    ['NN0564', 'cond: a object stands where a function is expected', () => cond(true, one as never, () => 1)],
    ['NN0565', 'switchCase: result is f32[] from branch 0, and f32[1] from branch 2', () => untyped({ switchCase }).switchCase(0, [() => one, () => one, () => tensor([1])])],
    ['NN0564', 'switchCase: there are no branches', () => switchCase(0, [])],
    ['NN0566', 'switchCase: the index is f32[], not one integer', () => switchCase(one, [() => 1])],
    ['NN0566', 'switchCase: the index is bool[], not one integer', () => switchCase(tensor(true), [() => 1])],
    ['NN0566', 'switchCase: the index is 0.5', () => switchCase(0.5, [() => 1])],
    ['NN0566', 'whileLoop: the condition gives f32[], not one bool', () => whileLoop((x) => x, (x) => x, one)],
    ['NN0566', 'whileLoop: the condition gives bool[2], not one bool', () => whileLoop((x) => less(x, 1), (x) => x, tensor([1, 2]))],
    ['NN0561', 'whileLoop: carry starts as f32[] and becomes f32[1]', () => untyped({ whileLoop }).whileLoop((x: T) => less(x, 1), (x: T) => add(x, tensor([1])), one)],
    ['NN0560', 'whileLoop: carry starts as an array of 2 and becomes an array of 1', () => whileLoop(([x]) => less(x!, 1), ([x]) => [x] as never, [one, one])],
    ['NN0517', 'whileLoop: maxSteps is -1', () => whileLoop((x) => less(x, 1), (x) => x, one, { maxSteps: -1 })],
    ['NN0566', 'foriLoop: lower is 0.5, not one integer', () => foriLoop(0.5, 2, (_, c) => c, one)],
    ['NN0566', 'foriLoop: upper is f32[], not one integer', () => foriLoop(0, one, (_, c) => c, one)],
    ['NN0566', 'foriLoop: lower is i32[], upper u8[]', () => foriLoop(i32(0), tensor(3, { dtype: 'u8' }), (_, c) => c, one)],
    ['NN0566', 'foriLoop: lower is 0, upper u8[]', () => foriLoop(0, tensor(3, { dtype: 'u8' }), (_, c) => c, one)],
    ['NN0517', 'map: batchSize is 0', () => map((x) => x, tensor([1, 2]), { batchSize: 0 })],
    ['NN0563', 'map: xs is f32[], which has no first axis to go along', () => map((x) => x, one)],
    ['NN0560', 'associativeScan: the result is a tensor where xs has an array of 2', () => associativeScan(([a]) => a as never, [tensor([1, 2]), tensor([1, 2])])],
    ['NN0561', 'associativeScan: the result is f32[] where the operands are f32[1]', () => untyped({ associativeScan }).associativeScan((a: T) => sum(a), tensor([1, 2, 3]))],
    ['NN0561', 'associativeScan: the result is f16[2] where the operands are f32[2]', () => untyped({ associativeScan }).associativeScan((a: T) => astype(a, 'f16'), tensor([1, 2, 3, 4]))],
    ['NN0563', 'associativeScan: xs.1 is f32[2], but xs.0 has 3 elements along axis 0', () => associativeScan((a) => a, [tensor([1, 2, 3]), tensor([1, 2])])],
    ['NN0202', 'associativeScan: axis 1 does not exist in a tensor of rank 1', () => associativeScan((a) => a, tensor([1, 2, 3]), { axis: 1 })],
  ];
  test.each(table)('%s %s', (code, message, call) => {
    let found: unknown;
    try { call(); } catch (e) { found = e; }
    expect(found).toMatchObject({ code, message });
  });
  test('the way back through a loop of unknown length, by its place', () => {
    expect(() => grad((x: T) => whileLoop((y) => less(y, 100), (y) => mul(y, x), x))(one)).toThrow(/control\.test\.ts:\d+:\d+: reverse mode does not go through whileLoop/);
    expect(() => grad((x: T, n: T) => foriLoop(0, n, (_, y) => mul(y, x), x))(one, i32(3))).toThrow(expect.objectContaining({ code: 'NN0720' }) as Error);
  });
});

/** The namespace tree, ravelPytree and containers of one's own. */
import { describe, expect, expectTypeOf, test } from 'vitest';
import { grad, jit, mul, ravelPytree, registerTreeNode, stopGradient, sum, tensor, Tensor, tree } from '../../index.ts';

const values = (x: Tensor): number[] => [...x.dataSync()];

class Pair<T> {
  readonly first: T;
  readonly second: T;
  constructor(first: T, second: T) {
    this.first = first;
    this.second = second;
  }
}
registerTreeNode(Pair<unknown>, 'Pair', { flatten: (p) => ({ keys: ['first', 'second'], children: [p.first, p.second] }), unflatten: ([a, b]) => new Pair(a, b) });

const sample = { b: [1, 2], a: { x: 3, none: null }, m: new Map<unknown, number>([[10, 4], ['9', 5]]), p: new Pair(6, 7), u: undefined };

test('leaves in one order, paths, and back', () => {
  expect(tree.leavesWithPath(sample).map(([path, x]) => `${tree.keystr(path)}=${String(x)}`)).toEqual(['a.x=3', 'b.0=1', 'b.1=2', 'm.10=4', 'm.9=5', 'p.first=6', 'p.second=7']);
  const [leaves, def] = tree.flatten(sample);
  expect(tree.unflatten(def, leaves)).toEqual(sample);
  // Keys of a Map stay what they are.
  expect([...(tree.map((x) => x, sample) as typeof sample).m.keys()]).toEqual([10, '9']);
  const byNumber = new Map<unknown, number>([[2n, 1], [true, 2]]);
  expect(tree.map((x) => x * 10, byNumber)).toEqual(new Map<unknown, number>([[2n, 10], [true, 20]]));
  expect(tree.leaves([null, 1], { isLeaf: (x) => x === null })).toEqual([null, 1]);
  expect(tree.leaves({ a: [1, 2], b: 3 }, { isLeaf: Array.isArray })).toEqual([[1, 2], 3]);
  expect(tree.map((x: number[]) => x.length, { a: [1, 2] }, { isLeaf: Array.isArray })).toEqual({ a: 2 });
  expect(JSON.stringify(tree.map((x: unknown) => x, JSON.parse('{"__proto__": 1}') as unknown))).toBe('{"__proto__":1}');
});

test('several trees, reductions, transposition', () => {
  expect(tree.map((x, y: number, z: number) => x + y * z, { a: 1, b: [2] }, { a: 10, b: [20] }, { a: 2, b: [3] })).toEqual({ a: 21, b: [62] });
  expect(tree.mapWithPath((path, x) => path.length * x, [[1], [[2]]])).toEqual([[2], [[6]]]);
  expect(tree.reduce((n: number, x) => n + x, [1, [2, 3]], 10)).toBe(16);
  expect([tree.all([]), tree.all([true, [1]]), tree.all([true, [0]])]).toEqual([true, true, false]);
  const gradients = [{ w: 1, b: [2] }, { w: 3, b: [4] }, { w: 5, b: [6] }];
  expect(tree.transpose(tree.structure([0, 0, 0]), tree.structure({ w: 0, b: [0] }), gradients)).toEqual({ w: [1, 3, 5], b: [[2, 4, 6]] });
});

describe('what does not fit is named by its place', () => {
  test.each<[unknown, unknown, string]>([
    [{ a: { b: 1 } }, { a: { c: 1 } }, 'trees differ in structure: {b} and {c} at a'],
    [[1, [2, 3]], [1, [2]], 'a list of 2 and a list of 1 at 1'],
    [{ a: 1 }, { a: null }, 'a leaf and null at a'],
    [{ a: 1 }, new Map([['a', 1]]), '{a} and map {a}'],
    [new Pair<unknown>(1, [2]), new Pair(1, 2), 'a list of 1 and a leaf at second'],
  ])('%o and %o', (a, b, message) => expect(() => tree.map((x) => x, a, b)).toThrow(expect.objectContaining({ code: 'NN0501', message: expect.stringContaining(message) as string })));
  test('too few leaves', () => expect(() => tree.unflatten(tree.structure([1, 2]), [1])).toThrow(expect.objectContaining({ code: 'NN0553' })));
  test('no leaves to reduce', () => expect(() => tree.reduce((a: number, b: number) => a + b, [] as number[])).toThrow(expect.objectContaining({ code: 'NN0553' })));
  test('another outer structure', () => expect(() => tree.transpose(tree.structure([0]), tree.structure({ a: 0 }), [{ b: 1 }])).toThrow(expect.objectContaining({ code: 'NN0501' })));
});

test('a container of one\'s own goes through transformations', () => {
  const g = grad((p: Pair<Tensor>) => sum(mul(p.first, p.second)))(new Pair(tensor([1, 2]), tensor([3, 4])));
  expect(g).toBeInstanceOf(Pair);
  expect([values(g.first), values(g.second)]).toEqual([[3, 4], [1, 2]]);
  expect(values(jit((m: Map<number, Tensor>) => new Map([...m].map(([k, x]) => [k, mul(x, k)])))(new Map([[3, tensor(2)]])).get(3)!)).toEqual([6]);
});

test('ravelPytree', () => {
  const [flat, unravel] = ravelPytree({ n: tensor([1, 2], { dtype: 'i32' }), w: [tensor([[0.5]]), null] });
  expect([flat.dtype, ...values(flat)]).toEqual(['f32', 1, 2, 0.5]);
  const back = unravel(mul(flat, 2));
  expect([back.n.dtype, values(back.n), values(back.w[0]!), back.w[1]]).toEqual(['i32', [2, 4], [1], null]);
  expect(() => unravel(tensor([1]))).toThrow(expect.objectContaining({ code: 'NN0554' }));
  expect(values(ravelPytree([])[0])).toEqual([]);
  const p = { a: tensor([1, 2]), b: tensor(3) }, [v, again] = ravelPytree(p);
  expect(values(grad((v: Tensor) => { const { a, b } = again(v); return sum(mul(a, b)); })(v))).toEqual([3, 3, 3]);
});

test('gradients stop at a tree', () => {
  expect(values(grad((x: Tensor) => { const { y, label } = stopGradient({ y: x, label: 'kept' }); expect(label).toBe('kept'); return mul(x, y); })(tensor(3)))).toEqual([3]);
});

test('types', () => {
  const p: { w: Tensor; deep: { b: Tensor }[] } = { w: tensor(1), deep: [{ b: tensor(2) }] };
  expectTypeOf(tree.leaves(p)).toEqualTypeOf<Tensor[]>();
  expectTypeOf(tree.map((x) => x.shape, p)).toEqualTypeOf<{ w: readonly number[]; deep: { b: readonly number[] }[] }>();
  expectTypeOf(tree.map((x) => `${x}`, { a: 1, b: [true] })).toEqualTypeOf<{ a: string; b: string[] }>();
  expectTypeOf(ravelPytree(p)[1]).returns.toEqualTypeOf<typeof p>();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { children, walk } from '../../dsl/tree.ts';
import type { Kind, Node } from '../../dsl/tree.ts';
import { models } from './models.ts';
import { file } from './trees.ts';

/** All nodes that an object holds, found without knowing its kind. */
function held(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(part => typeof (part as { kind?: unknown } | null)?.kind === 'string' ? [part as Node] : Array.isArray(part) ? held(part) : []);
}

test('children are all nodes that a node holds, in the order of the text', () => {
  for (const { text } of models) {
    walk(parse(source(text)).tree, node => {
      const below = children(node);
      expect(new Set(below)).toEqual(new Set(held(node).filter(({ kind }) => kind !== 'comment')));
      below.forEach((child, i) => expect(i === 0 || below[i - 1]!.span.end <= child.span.start, `${node.kind}: ${child.kind}`).toBe(true));
    });
  }
});

test('walk meets every node once, parents first, and leaves out what lies below a false', () => {
  const seen = new Map<Kind, number>();
  fc.assert(fc.property(file, tree => {
    const met = new Set<Node>();
    walk(tree, (node, parent) => {
      expect(met.has(node)).toBe(false);
      expect(parent === null || met.has(parent)).toBe(true);
      met.add(node);
      seen.set(node.kind, (seen.get(node.kind) ?? 0) + 1);
    });
    const upper = new Set<Node>();
    walk(tree, node => { upper.add(node); return node.kind !== 'model'; });
    expect([...upper]).toEqual([tree, ...tree.models]);
  }), { numRuns: 50 });
  expect(seen.get('axisSize')).toBeGreaterThan(0);
  expect(seen.get('carry')).toBeGreaterThan(0);
});

test('what a node is can be read from its text', () => {
  const text = 'model M<A = 2>(x: f32[B], y: i32[] = 0) -> (z: f32[B], w: f32[]) where B % A == 0 { state s: f32[] = zeros next s = 1e-5 return (x, s) }';
  const { tree: { models: [model] } } = parse(source(text));
  expect(model).toMatchObject({
    name: { text: 'M' }, sizes: [{ name: { text: 'A' }, default: { value: 2, integer: true } }],
    inputs: [{ name: { text: 'x' }, type: { dtype: { text: 'f32' }, dims: [{ kind: 'name', text: 'B' }] }, default: null }, { default: { value: 0 }, type: { dims: [] } }],
    result: { kind: 'outputs', ports: [{ name: { text: 'z' } }, { name: { text: 'w' } }] },
    where: [{ op: '==', left: { kind: 'binary', op: '%' }, right: { value: 0 } }],
    body: { kind: 'block', statements: [{ kind: 'state', init: { kind: 'name', text: 'zeros' } }, { kind: 'next', value: { value: 1e-5, integer: false, text: '1e-5' } }, { kind: 'return', value: { kind: 'tuple' } }] },
  });
  const spans: [Node, string][] = [[model!.name, 'M'], [model!.inputs[1]!, 'y: i32[] = 0'], [model!.result, '(z: f32[B], w: f32[])'], [model!.where[0]!, 'B % A == 0']];
  for (const [{ span }, expected] of spans) expect(text.slice(span.start, span.end)).toBe(expected);
});

test.each<[string, object | undefined]>([
  ['x[1, a:b, :c, d:, :, ..., ids]', { items: [{ value: 1 }, { start: {}, end: {} }, { start: null, end: {} }, { start: {}, end: null }, { start: null, end: null }, { kind: 'ellipsis' }, { text: 'ids' }] }],
  ['a - b - c', { op: '-', left: { op: '-' }, right: { text: 'c' } }],
  ['a ** b ** c', { op: '**', left: { text: 'a' }, right: { op: '**' } }],
  ['-a ** 2', { kind: 'negate', value: { op: '**' } }],
  ['-a * b', { op: '*', left: { kind: 'negate' } }],
  ['q @ k.T / s', { op: '/', left: { op: '@', right: { kind: 'member', name: { text: 'T' } } } }],
  ['a + b |> f', { kind: 'pipe', head: { op: '+' } }],
  ['if p then a else b |> f', { kind: 'if', else: { kind: 'pipe' } }],
  ['if A == 1 && B < 2 && train then a else b', { condition: { kind: 'and', items: [{ op: '==' }, { op: '<' }, { kind: 'name' }] } }],
  ['where(c, a, b)', { kind: 'call', callee: { text: 'where' }, args: [{}, {}, {}] }],
  ['state + in', { op: '+', left: { kind: 'name', text: 'state' }, right: { kind: 'name', text: 'in' } }],
  ['F<A, 2 * B>', { kind: 'call', sizes: [{}, { op: '*' }], args: [] }],
  ['f(a, b = c)', { args: [{ name: null }, { name: { text: 'b' } }] }],
  ['x |> repeat 2 { residual { f } |> g }', { stages: [{ kind: 'repeat', count: { value: 2 }, stages: [{ kind: 'residual', stages: [{ kind: 'call' }] }, { callee: { text: 'g' } }] }] }],
  ['x |> [b, (h 3)] -> [b h] with h = H', undefined],
  ['x |> [b, (h 3)] -> [3, (b h)] with h = H', { stages: [{ kind: 'axes', from: { items: [{ text: 'b' }, { items: [{ text: 'h' }, { value: 3 }] }] }, sizes: [{ name: { text: 'h' } }] }] }],
  ['f(x |> [(a b)] -> [a, b] with a = 2, axis = 1)', { args: [{ value: { stages: [{ sizes: [{}] }] } }, { name: { text: 'axis' } }] }],
  ['f(x |> [(a b c)] -> [a, b, c] with a = 2, b = 1)', { args: [{ value: { stages: [{ sizes: [{}, {}] }] } }] }],
])('%s', (text, expected) => {
  const { tree, diagnostics } = parse(source(`model M(x: f32[B]) -> f32[B] = ${text}`));
  if (expected === undefined) expect(diagnostics).toHaveLength(1);
  else {
    expect(diagnostics).toEqual([]);
    expect(tree.models[0]!.body).toMatchObject(expected);
    expect(text.slice(tree.models[0]!.body.span.start - 31)).toBe(text);
  }
});

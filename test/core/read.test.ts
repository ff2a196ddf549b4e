import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CotangentError } from '../../core/diagnostic.ts';
import { floorDiv, namedDim, mulDims, addDims } from '../../core/dim.ts';
import { GraphBuilder, type Graph } from '../../core/graph.ts';
import type { AnyOp, Param } from '../../core/op.ts';
import { printGraph } from '../../core/print.ts';
import { readGraph } from '../../core/read.ts';
import { verifyGraph } from '../../core/verify.ts';
import * as ops from '../../ops/all.ts';
import { graphs, loops } from '../lowering/graphs.ts';
import { spent } from '../spent.ts';

/** The graph as plain data, values by number: two graphs are equal when these are. */
function plain(graph: Graph): unknown {
  const at = new Map(graph.inputs.map((x, i) => [x, i]));
  const param = (p: Param): unknown => {
    if (typeof p !== 'object') return p;
    if ('nodes' in p) return plain(p as Graph);
    if ('terms' in p) return p;
    return Array.isArray(p) ? p.map(param) : Object.fromEntries(Object.entries(p).map(([k, v]) => [k, param(v as Param)]));
  };
  const nodes = graph.nodes.map(({ op, params, inputs, outputs }) => {
    outputs.forEach((y) => at.set(y, at.size));
    return { op: op.name, params: param(params), inputs: inputs.map((x) => at.get(x)), types: outputs.map((y) => y.type) };
  });
  return { name: graph.name, inputs: graph.inputs.map((x) => x.type), nodes, outputs: graph.outputs.map((y) => at.get(y)) };
}

const same = (g: Graph): void => {
  const text = printGraph(g), again = verifyGraph(readGraph(text, ops));
  expect(plain(again)).toEqual(plain(g));
  expect(printGraph(again)).toBe(text);
};

describe('read(print(g)) is g', () => {
  test('random graphs', () => fc.assert(fc.property(graphs, same), { numRuns: 200, seed: 5 }));
  test('random loops', () => fc.assert(fc.property(loops, same), { numRuns: 100, seed: 6 }));

  const holder: AnyOp = { name: 'holder', arity: 0, type: () => [{ shape: [], dtype: 'f32' }], samples: [] };
  const B = namedDim('B'), T = namedDim('T');
  const params: Record<string, Param> = {
    numbers: [0, -0, 1, -1.5, 1e-7, 1e21, 5e-324, NaN, Infinity, -Infinity], text: 'a "b"\n\\ \u202e', flags: [true, false], dtype: 'bf16', nothing: [undefined],
    dims: [B, addDims(mulDims(2, mulDims(B, T)), -1), mulDims(-1, B), floorDiv(addDims(B, 1), 2), namedDim('f32'), namedDim('true'), floorDiv(floorDiv(B, T), 3)],
    nested: { 'a b': [[], [[1]]], __proto__x: { k: 'f32' } },
  };
  test('every kind of parameter', () => {
    const b = new GraphBuilder('a graph with a strange "name"');
    b.emit(holder, [], params);
    const text = printGraph(b.finish([]));
    const [node] = readGraph(text, { holder }).nodes;
    expect(node!.params).toEqual(params);
  });
  test('any text, any number', () => {
    fc.assert(fc.property(fc.record({ text: fc.string({ unit: 'binary' }), number: fc.double(), key: fc.dictionary(fc.string(), fc.integer()) }), (p) => {
      const b = new GraphBuilder('g');
      b.emit(holder, [], p);
      const [node] = readGraph(printGraph(b.finish([])), { holder }).nodes;
      expect(node!.params['text']).toBe(p.text);
      expect(node!.params['number']).toBe(p.number);
      expect(Object.entries(node!.params['key'] as object)).toEqual(Object.entries(p.key));
    }), { numRuns: 300, seed: 7 });
  });
});

test('names are free, types may be left out, comments are skipped', () => {
  const g = readGraph(`
    # a comment
    graph f(%x: f32[b, 3]) {  # another
      %y = sum %x {axes: [1]}
      %z = mul %y, %y : f32[b]
      return %z
    }`, ops);
  expect(printGraph(verifyGraph(g))).toBe(`\
graph f(%x0: f32[b, 3]) {
  %0 = sum %x0 {axes: [1]} : f32[b]
  %1 = mul %0, %0          : f32[b]
  return %1
}`);
});

test('origins are shown as comments', () => {
  const b = new GraphBuilder('f');
  b.origin = { label: 'Mlp/1 (relu)' };
  const x = b.input({ shape: [2], dtype: 'f32' });
  const g = b.finish(b.emit(ops.exp, [x], {}));
  expect(printGraph(g, { origins: true })).toContain('%0 = exp %x0 : f32[2]  # Mlp/1 (relu)');
});

describe('says what is wrong and where', () => {
  const cases: readonly (readonly [text: string, message: string])[] = [
    ['', "1:1: here 'graph' is expected"],
    ['graph f(%x: f32[2]) {\n  %0 = exq %x\n  return %0\n}', '2:8: there is no operation exq'],
    ['graph f(%x: f32[2]) {\n  %0 = exp %y\n  return %0\n}', '2:12: %y is not defined above'],
    ['graph f(%x: f32[2]) { %x = exp %x return %x }', '1:23: %x is defined twice'],
    ['graph f(%x: f33[2]) { return %x }', '1:13: here a type such as f32[2, 3] is expected'],
    ['graph f(%x: f32[2]) { %0 = exp %x : f32[3] return %0 }', '1:35: exp gives f32[2], the text says f32[3]'],
    ['graph f(%x: f32[2]) { %0 = mul %x return %0 }', '1:28: mul takes 2 operands, here are 1'],
    ['graph f(%x: f32[2]) { %0, %1 = exp %x return %0 }', '1:23: exp gives 1 values, the text names 2'],
    ['graph f(%x: f32[2]) { %0 = sum %x return %0 }', '1:28: sum cannot have these parameters'],
    ['graph f(%x: f32[2]) { %0 = sum %x {axes: [4]} return %0 }', '1:28: sum: axis 4 does not exist in a tensor of rank 1'],
    ['graph f(%x: f32[2]) { return %x } more', '1:35: the graph has ended, but the text goes on'],
    ['graph f(%x: f32[2]) { %0 = exp %x {a: "\\x"} return %0 }', '1:39: this text in quotes cannot be read'],
    [`graph f() { %0 = full {value: ${'['.repeat(10000)}`, 'more than 64 levels deep'],
    [`graph f(%x: f32[${'('.repeat(10000)}`, 'more than 64 levels deep'],
  ];
  for (const [text, message] of cases)
    test(message, () => {
      expect(() => readGraph(text, ops)).toThrow(message);
      expect(() => readGraph(text, ops)).toThrow(CotangentError);
    });

  test('any text, cut or changed, gives a graph or a CotangentError', () => {
    const text = printGraph(fc.sample(loops, { numRuns: 1, seed: 3 })[0]);
    fc.assert(fc.property(fc.nat(text.length), fc.nat(5), fc.string({ maxLength: 3 }), (at, cut, put) => {
      try {
        readGraph(text.slice(0, at) + put + text.slice(at + cut), ops);
      } catch (error) {
        expect(error).toBeInstanceOf(CotangentError);
      }
    }), { numRuns: 2000, seed: 8 });
  });
});

test('a long graph is read and printed in time that grows with its length', () => {
  const b = new GraphBuilder('long');
  let x = b.input({ shape: [], dtype: 'f32' });
  for (let i = 0; i < 20_000; i++) [x] = b.emit(ops.exp, [x], {}) as [typeof x];
  expect(spent(() => { expect(readGraph(printGraph(b.finish([x])), ops).nodes.length).toBe(20_000); })).toBeLessThan(2_000);
});

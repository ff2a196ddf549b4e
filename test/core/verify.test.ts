import { describe, expect, test } from 'vitest';
import { GraphBuilder, type Graph, type Node, type Value } from '../../core/graph.ts';
import { readGraph } from '../../core/read.ts';
import { verifyGraph } from '../../core/verify.ts';
import * as ops from '../../ops/all.ts';

const good = (): Graph => readGraph(`
  graph f(%x: f32[2, 3], %c: f32[]) {
    %0 = sum %x {axes: [1]}
    %1 = exp %0
    %2 = scan %c, %1 {body: graph turn(%c: f32[], %x: f32[]) { %0 = mul %c, %x return %0 }, constants: 0, carries: 1, length: 2, reverse: false}
    return %1, %2
  }`, ops);

const withNode = (g: Graph, i: number, change: Partial<Node>): Graph => ({ ...g, nodes: g.nodes.map((n, j) => (j === i ? { ...n, ...change } : n)) });
/** The same node with other outputs that point at it. */
function rebuilt(g: Graph, i: number, change: Partial<Node>): Graph {
  const node: Node = { ...g.nodes[i], ...change, outputs: [] };
  (node.outputs as Value[]).push(...g.nodes[i].outputs.map((y) => ({ ...y, node })));
  return { ...g, nodes: [...g.nodes.slice(0, i), node], outputs: node.outputs };
}

test('a good graph comes back as it is', () => {
  const g = good();
  expect(verifyGraph(g)).toBe(g);
});

describe('finds', () => {
  const other = new GraphBuilder('other').input({ shape: [2], dtype: 'f32' });
  const cases: Record<string, readonly [(g: Graph) => Graph, string]> = {
    'a use before the definition': [(g) => ({ ...g, nodes: [g.nodes[1], g.nodes[0], g.nodes[2]] }), 'graph f, %0 = exp: operand 0 (%1) is used before it is defined'],
    'a value of another graph': [(g) => rebuilt(g, 1, { inputs: [other] }), '%1 = exp: operand 0 (a value of another graph) is used before it is defined'],
    'too few operands': [(g) => rebuilt(g, 1, { inputs: [] }), '%1 = exp: 0 operands, but exp takes 1'],
    'a wrong type': [(g) => rebuilt(g, 0, { params: { axes: [0] } }), '%0 = sum: result 0 says f32[2], the rule of sum gives f32[3]'],
    'operands that do not fit': [(g) => rebuilt(g, 0, { params: { axes: [5] } }), 'sum: axis 5 does not exist'],
    'a result that points elsewhere': [(g) => withNode(g, 0, {}), '%0 = sum: result 0 does not point back at its node'],
    'a node that stands there twice': [(g) => ({ ...g, nodes: [g.nodes[0], ...g.nodes] }), 'is defined twice'],
    'an output that nobody defines': [(g) => ({ ...g, outputs: [other] }), 'output 0 is not defined'],
    'an input in the wrong place': [(g) => ({ ...g, inputs: g.inputs.toReversed() }), 'input 0 is not made as input 0'],
    'a parameter that is no data': [(g) => rebuilt(g, 0, { params: { axes: [1], f: (() => 0) as never } }), 'parameter f holds a function'],
    'a mistake inside a body': [
      (g) => rebuilt(g, 2, { params: { ...g.nodes[2].params, body: { ...(g.nodes[2].params['body'] as Graph), nodes: [] } } }), 'graph turn: output 0 is not defined'],
  };
  for (const [name, [spoil, message]] of Object.entries(cases)) {
    test(name, () => {
      expect(() => verifyGraph(spoil(good()), 'cse')).toThrow(message);
      expect(() => verifyGraph(spoil(good()), 'cse')).toThrow(/^after cse: .*this is a defect of cotangent, not of your program$/);
    });
  }
});
